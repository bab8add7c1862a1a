package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq"
	"fairvisit/visits"
)

// runStolen is hq device -stolen D: what a thief of that device would hold, and
// with -act the one action on it.
func runStolen(ctx context.Context, c *call) error {
	where := c.where()
	device := c.flags.String("stolen", "", "device id, or its first eight digits, as hq status shows it")
	asJSON := c.flags.Bool("json", false, "as JSON, with whole names")
	act := c.flags.Bool("act", false, "revoke it, lock it, and write the list for notification")
	wipe := c.flags.Bool("wipe", false, "with -act: have it wiped too")
	reason := c.flags.String("reason", "", "with -act or -list: one word: stolen, lost, left")
	list := c.flags.String("list", "", "new file for the list for notification (CSV, whole names)")
	if err := c.parse(); err != nil {
		return err
	}
	if (*act || *list != "") && *reason == "" {
		return errors.New("give a -reason: stolen, lost or left; nothing was done")
	}
	if *wipe && !*act {
		return errors.New("-wipe goes with -act; nothing was done")
	}
	return c.with(where(), func(h *hq.HQ) error {
		id, err := deviceNamed(ctx, h, *device)
		if err != nil {
			return err
		}
		if *act {
			if _, err := h.Lost(ctx, id, *reason, *wipe); err != nil {
				return err
			}
		}
		if *list != "" {
			if err := notifyList(ctx, h, id, *reason, *list); err != nil {
				return err
			}
		}
		return c.stolen(ctx, h, id, *reason, *asJSON)
	})
}

// notifyList writes the list where the operator wants it, never over a file.
func notifyList(ctx context.Context, h *hq.HQ, device evidence.ID, reason, path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	b, err := h.NotifyList(ctx, device, evidence.ID{}, reason)
	if err == nil {
		_, err = f.Write(b)
	}
	return errors.Join(err, f.Sync(), f.Close())
}

func (c *call) stolen(ctx context.Context, h *hq.HQ, device evidence.ID, reason string, asJSON bool) error {
	facts := visits.ViewedFacts{What: "device " + device.String(), Reason: reason}
	if _, err := h.Do(ctx, hq.Act{Kind: visits.RecordViewed, Facts: facts}); err != nil {
		return err
	}
	s, err := h.Stolen(ctx, device)
	if err != nil {
		return err
	}
	if asJSON {
		return c.json(s)
	}
	s = hq.Masked(s)
	fmt.Fprintf(c.out, "device   %s  %s %s, last session %s%s\n", s.ID, s.Role, s.Name, when(s.Seen), standing(hq.DeviceStatus{Revoked: s.Revoked, Order: s.Order, Ordered: s.Ordered}))
	fmt.Fprintf(c.out, "whose    %d persons of %d cases (%d of them taken back from it, maybe not off its disk)\n", s.Persons, s.Cases, s.Withdrawn)
	var fields []string
	for _, f := range s.Fields {
		fields = append(fields, fmt.Sprintf("%s %d", f.Field, f.Cases))
	}
	fmt.Fprintf(c.out, "fields   %s\nsealed   AES-256; %s\n", strings.Join(fields, ", "), lastUnlock(s.Unlock))
	fmt.Fprintf(c.out, "only there, by its last word   %d records, %d photos (%d bytes)\n", s.Waiting.Entries, s.Waiting.Photos, s.Waiting.Bytes)
	if !s.Second {
		fmt.Fprintln(c.out, "headquarters has no second copy here: nothing is secured")
	} else {
		fmt.Fprintf(c.out, "not in the second copy         %d records; %d photos have not arrived\n", s.Unsecured, s.Awaited)
	}
	for _, n := range s.Notify {
		fmt.Fprintf(c.out, "tell     %s  %-14s %-10s %s %s\n", n.Case.Short(), n.Name, n.Role, n.Channel, n.Contact)
	}
	return nil
}

func lastUnlock(u *fieldsync.LastUnlock) string {
	if u == nil {
		return "it never said when it was opened last"
	}
	clock := map[string]string{"A": "by its clock since boot", "B": "by its wall clock"}[u.Class]
	said := fmt.Sprintf("opened last %s (class %s: %s)", time.UnixMicro(u.At).UTC().Format(time.RFC3339), u.Class, clock)
	if u.How == "none" {
		said += ", and no PIN was chosen: open to whoever holds it"
	}
	if u.Screen != "" {
		said += ", screens " + u.Screen + " at its last session"
	}
	return said
}

// asksStolen reports whether hq device was called about a lost device, and not as
// one.
func asksStolen(args []string) bool {
	return len(args) > 0 && (strings.HasPrefix(args[0], "-stolen") || strings.HasPrefix(args[0], "--stolen"))
}
