package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"path/filepath"
	"time"

	"github.com/skip2/go-qrcode"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq"
	"fairvisit/sync/hq/casekeys"
)

// build names this program in every entry it writes.
const build = "hq 0.1.0"

// where declares the flags every operator's command has.
func (c *call) where() func() hq.Options {
	dir := c.flags.String("dir", "hq-data", "folder of this headquarters: data and keys below it")
	keys := c.flags.String("keys", "", "key folder, if it is not DIR/keys")
	copies := c.flags.String("key-copies", "", "folder of the copies of the case keys, on another disk at best; else beside them")
	return func() hq.Options {
		o := hq.Options{Data: hq.DataFolder(*dir), Keys: *keys, KeyCopies: *copies, Build: build}
		if o.Keys == "" {
			o.Keys = hq.KeyFolder(*dir)
		}
		return o
	}
}

// open opens a headquarters for one command; it may run beside a server.
func (c *call) open(o hq.Options) (*hq.HQ, error) {
	o.Log = slog.New(slog.NewTextHandler(c.err, &slog.HandlerOptions{Level: slog.LevelWarn}))
	return hq.Open(o)
}

// with runs f on an open headquarters and closes it.
func (c *call) with(o hq.Options, f func(*hq.HQ) error) error {
	h, err := c.open(o)
	if err != nil {
		return err
	}
	return errors.Join(f(h), h.Close())
}

func (c *call) json(v any) error {
	e := json.NewEncoder(c.out)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

func runInit(ctx context.Context, c *call) error {
	where := c.where()
	demo := c.flags.Bool("demo", false, "for invented people only; devices that enrol are told so, and it stays so")
	if err := c.parse(); err != nil {
		return err
	}
	o := where()
	o.Demo = *demo
	_, err := c.initialise(ctx, o)
	return err
}

// initialise makes a headquarters and prints what must be written down.
func (c *call) initialise(ctx context.Context, o hq.Options) (hq.Printed, error) {
	p, err := hq.Init(ctx, o)
	if err != nil {
		return p, err
	}
	fmt.Fprintf(c.out, `Write these down now; they are kept nowhere.

  root key, private (offline):      %s
  recovery key, private (offline):  %s

Devices enrol with this fingerprint of the root:

  %s
`, p.Root, p.Recovery, p.Fingerprint)
	return p, nil
}

func runServe(ctx context.Context, c *call) error {
	where := c.where()
	listen := c.flags.String("listen", "127.0.0.1:8443", "address and port")
	second := c.flags.String("second", "", "folder of the second copy; without one nothing becomes secured and devices free nothing")
	daily := c.flags.String("daily", "", "folder for the report of each day, whose head is to be printed outside; else daily in -dir. none: no reports")
	retention := c.flags.String("retention", "", "file with the days each closed case is kept, see hq retention; it is applied once a day")
	authority := c.authority()
	level := c.flags.String("log", "info", "debug, info, warn or error")
	if err := c.parse(); err != nil {
		return err
	}
	var l slog.Level
	if err := l.UnmarshalText([]byte(*level)); err != nil {
		return fmt.Errorf("-log: %w", err)
	}
	hq.MoreThreads()
	o := where()
	o.Second = *second
	o.Daily = dailyFolder(*daily, o.Data)
	var err error
	if *retention != "" {
		if o.Retention, err = hq.ReadRetention(*retention); err != nil {
			return err
		}
	}
	if o.Authority, err = authority(); err != nil {
		return err
	}
	if o.Authority.URL != "" && o.Daily == "" {
		return errors.New("-tsa stamps the head of each day, and -daily none prints none; nothing was started")
	}
	o.Log = slog.New(slog.NewJSONHandler(c.err, &slog.HandlerOptions{Level: l}))
	listener, err := net.Listen("tcp", *listen) // before the store opens: a taken port is said at once
	if err != nil {
		return err
	}
	return serve(ctx, c.out, o, listener)
}

// dailyFolder is where the reports of days go: beside the data unless another
// place is named.
func dailyFolder(named, data string) string {
	switch named {
	case "":
		return filepath.Join(filepath.Dir(data), "daily")
	case "none":
		return ""
	}
	return named
}

// serve runs a headquarters on a listener until ctx ends. What it prints first
// tells scripts that it is ready, and where.
func serve(ctx context.Context, out io.Writer, o hq.Options, listener net.Listener) error {
	h, err := hq.Open(o)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	if err := errors.Join(h.CheckAfterCrash(ctx), h.Renew(ctx)); err != nil {
		return errors.Join(err, listener.Close(), h.Close())
	}
	s := hq.Serve(h, listener)
	fmt.Fprintf(out, "serving on https://%s\n", s.Addr())
	<-ctx.Done()
	down, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	// The server first: it commits what sessions handed in. The store last.
	return errors.Join(s.Shutdown(down), h.Close())
}

func runEnrol(ctx context.Context, c *call) error {
	where := c.where()
	role := c.flags.String("role", "officer", "officer, manager or headquarters")
	name := c.flags.String("name", "", "the person's name")
	unit := c.flags.String("unit", "", "the branch")
	url := c.flags.String("url", "https://127.0.0.1:8443", "where devices reach headquarters")
	region := c.flags.String("region", "", "where the branch is: CN, US-MA; house: the house's rules alone are enough. Left out: as it was said before, or nowhere")
	begin := c.newBranch()
	quiet := c.flags.Bool("text", false, "print only the text, no QR")
	if err := c.parse(); err != nil {
		return err
	}
	if *name == "" || *unit == "" {
		return errors.New("give -name and -unit")
	}
	return c.with(where(), func(h *hq.HQ) error {
		branch, err := branchToFill(ctx, h, *unit, *begin)
		if err != nil {
			return err
		}
		if *region != "" {
			if err := h.PlaceUnit(ctx, branch, regionSaid(*region)); err != nil {
				return err
			}
		}
		i, err := invite(ctx, h, *url, branch, *role, *name)
		if err != nil {
			return err
		}
		if !*quiet {
			q, err := qrcode.New(i.Text(), qrcode.Medium)
			if err != nil {
				return err
			}
			fmt.Fprint(c.out, q.ToSmallString(false))
		}
		fmt.Fprintln(c.out, i.Text())
		return nil
	})
}

// invite makes a one-time code for a person of a branch, who is named if need be.
func invite(ctx context.Context, h *hq.HQ, url string, unit evidence.ID, role, name string) (fieldsync.Invitation, error) {
	id, err := h.Person(ctx, unit, role, name)
	if err != nil {
		return fieldsync.Invitation{}, err
	}
	return h.Invite(ctx, url, role, id, unit, name)
}

func runConfirm(ctx context.Context, c *call) error {
	where := c.where()
	device := c.flags.String("device", "", "device id")
	if err := c.parse(); err != nil {
		return err
	}
	id, err := evidence.ParseID(*device)
	if err != nil {
		return fmt.Errorf("-device: %w", err)
	}
	return c.with(where(), func(h *hq.HQ) error { return h.Store.Confirm(ctx, id) })
}

func runRevoke(ctx context.Context, c *call) error {
	where := c.where()
	device := c.flags.String("device", "", "device id, as hq status shows it")
	reason := c.flags.String("reason", "", "lost, left, replaced or misuse")
	if err := c.parse(); err != nil {
		return err
	}
	id, err := evidence.ParseID(*device)
	if err != nil {
		return fmt.Errorf("-device: %w", err)
	}
	if *reason == "" {
		return errors.New("give a -reason: lost, left, replaced or misuse")
	}
	return c.with(where(), func(h *hq.HQ) error { return h.Revoke(ctx, id, *reason) })
}

func runStatus(ctx context.Context, c *call) error {
	where := c.where()
	asJSON := c.flags.Bool("json", false, "as JSON")
	if err := c.parse(); err != nil {
		return err
	}
	return c.with(where(), func(h *hq.HQ) error {
		st, err := h.Status(ctx)
		if err != nil {
			return err
		}
		if st.Devices, err = h.DeviceStatuses(ctx); err != nil {
			return err
		}
		if *asJSON {
			return c.json(st)
		}
		if h.Keys().Demo() {
			fmt.Fprintln(c.out, "people   all invented: this is a demo")
		}
		fmt.Fprintf(c.out, "log      %d entries, %d folded, %d secured\nroot     %s\nlife     %s\n", st.Size, st.Folded, st.Secured, st.Root, st.Generation)
		for _, d := range st.Devices {
			fmt.Fprintf(c.out, "device   %s  %-12s %-16s seen %-20s %d entries, %d photos awaited%s\n", d.ID, d.Role, d.Label, when(d.Seen), d.Entries, d.Awaited, standing(d))
		}
		return nil
	})
}

func when(micro int64) string {
	if micro == 0 {
		return "never"
	}
	return time.UnixMicro(micro).UTC().Format(time.RFC3339)
}

func standing(d hq.DeviceStatus) string {
	said := map[string]string{"": "", evidence.OrderLock: ", locked", evidence.OrderWipe: ", wiped"}[d.Order]
	if d.Ordered {
		said = map[string]string{evidence.OrderLock: ", to be locked", evidence.OrderWipe: ", to be wiped"}[d.Order]
	}
	switch {
	case d.Revoked:
		return ", revoked" + said
	case d.Held:
		return ", held until confirmed" + said
	}
	return said
}

func runRebuild(ctx context.Context, c *call) error {
	where := c.where()
	if err := c.parse(); err != nil {
		return err
	}
	return c.with(where(), func(h *hq.HQ) error {
		if err := h.Settle(ctx); err != nil { // what nobody folded yet is no difference
			return err
		}
		before, err := h.PicturesHash(ctx)
		if err != nil {
			return err
		}
		if err := h.Rebuild(ctx); err != nil {
			return err
		}
		after, err := h.PicturesHash(ctx)
		if err != nil {
			return err
		}
		if before != after {
			return fmt.Errorf("the pictures were %s and are %s: the new ones stand", before.Short(), after.Short())
		}
		fmt.Fprintf(c.out, "rebuilt, the same: %s\n", after)
		return nil
	})
}

func runBackup(ctx context.Context, c *call) error {
	where := c.where()
	to := c.flags.String("to", "", "folder of the backup; never on the disk of the store alone")
	if err := c.parse(); err != nil {
		return err
	}
	if *to == "" {
		return errors.New("give -to FOLDER")
	}
	return c.with(where(), func(h *hq.HQ) error { return h.Backup(ctx, *to) })
}

func runRestore(ctx context.Context, c *call) error {
	where := c.where()
	from := c.flags.String("from", "", "folder of the backup")
	second := c.flags.String("second", "", "folder of the second copy")
	caseKeys := c.flags.String("case-keys", "", "folder of copies of the case keys: the newest is put back where the key folder has lost them")
	loss := c.flags.Bool("accept-loss", false, "go on without a second copy; prints the span that may be missing")
	if err := c.parse(); err != nil {
		return err
	}
	if *from == "" {
		return errors.New("give -from FOLDER")
	}
	if *caseKeys != "" {
		if err := casekeys.PutBack(where().Keys, *caseKeys); err != nil {
			return err
		}
	}
	r, err := hq.Restore(ctx, where(), *from, *second, *loss)
	if err != nil {
		return err
	}
	if r.Loss {
		fmt.Fprintf(c.err, "Work handed in after %s is back only as far as devices still hold it; they hand it in again by themselves.\n", when(r.Newest))
	}
	return c.json(r)
}
