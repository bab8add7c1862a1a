package main

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"

	"fairvisit/evidence"
	"fairvisit/sync/hq"
	"fairvisit/visits"
)

// listActs are the verbs of hq checklists that put lists in force. Keys and who
// publishes are those of hq rules.
var listActs = map[string]func(*call, context.Context) error{
	"sign": (*call).checklistsSign, "publish": (*call).checklistsPublish, "confirm": (*call).checklistsConfirm, "list": (*call).checklistsList,
	"withdraw": (*call).checklistsWithdraw,
}

func listLines(b *visits.Rulebook) []visits.PackLine { return b.Lists }

// listFile reads the one list a command names.
func (c *call) listFile() (name string, data []byte, err error) {
	files, err := c.words(c.args)
	if err != nil {
		return "", nil, err
	}
	if len(files) != 1 {
		return "", nil, errors.New("name one checklist; the checklists in force stay as they are")
	}
	data, err = readForm(files[0])
	return files[0], data, err
}

func (c *call) checklistsSign(context.Context) error {
	keyFile := c.flags.String("key", "", "file of hq rules key")
	from := c.flags.String("from", "", "day from which new visits are asked it, yyyy-mm-dd. Both publishers must say the same")
	region := c.flags.String("region", "*", "where: CN, US-MA, or * for everywhere. Both publishers must say the same")
	withdraw := c.flags.String("withdraw", "", "sign that it is taken out of force instead, for this reason: one word, such as wrong or replaced")
	name, data, err := c.listFile()
	if err != nil {
		return err
	}
	if *withdraw != "" {
		return c.signWithdrawal(name, data, *keyFile, *withdraw)
	}
	l, err := hq.CheckEdition(data) // who signs should know it then, and not who publishes
	if err != nil {
		return err
	}
	day, err := signedDay(*from)
	if err != nil {
		return err
	}
	s, err := hq.StatedList(l, *region, day)
	if err != nil {
		return fmt.Errorf("-region: %w; nothing was signed", err)
	}
	return c.signFile(name, *keyFile, evidence.MagicChecklist, s)
}

func (c *call) checklistsPublish(ctx context.Context) error {
	where := c.where()
	var sigs signatures
	c.flags.Var(&sigs, "sig", "signature of hq checklists sign; given twice")
	_, data, err := c.listFile()
	if err != nil {
		return err
	}
	body, all, err := sigs.joined()
	if err != nil {
		return err
	}
	return c.with(where(), func(h *hq.HQ) error {
		s, err := h.PublishList(ctx, data, body, all...)
		if err != nil {
			return err
		}
		fmt.Fprintf(c.out, "%s %s for %s %s is asked from %s; a visit under way keeps the list it began with\n", s.Pack, s.Version, s.Country, s.Region, when(s.From))
		return nil
	})
}

// signWithdrawal puts one publisher's signature beside the file. The list may be one
// that could not be published any more.
func (c *call) signWithdrawal(name string, data []byte, keyFile, reason string) error {
	s, err := hq.StatedWithdrawal(data, reason)
	if err != nil {
		return fmt.Errorf("%w; nothing was signed", err)
	}
	return c.signWith(name, ".withdraw", keyFile, func(key ed25519.PrivateKey) (string, evidence.PackSignature, error) {
		return evidence.SignWithdrawal(s, key)
	})
}

func (c *call) checklistsWithdraw(ctx context.Context) error {
	where := c.where()
	var sigs signatures
	c.flags.Var(&sigs, "sig", "signature of hq checklists sign -withdraw; given twice")
	if err := c.parse(); err != nil {
		return err
	}
	body, all, err := sigs.joined()
	if err != nil {
		return err
	}
	return c.with(where(), func(h *hq.HQ) error {
		s, err := h.WithdrawList(ctx, body, all...)
		if err != nil {
			return err
		}
		fmt.Fprintf(c.out, "%s %s is withdrawn (%s); new visits are asked the list before it, and a visit under way keeps its own\n", s.Pack, s.Version, s.Reason)
		return nil
	})
}

func (c *call) checklistsConfirm(ctx context.Context) error {
	where := c.where()
	name := c.flags.String("name", "", "who read the list")
	return c.onPublished(ctx, where, listLines, func(h *hq.HQ, l visits.PackLine) error {
		n, err := h.ConfirmList(ctx, l.SHA256, *name)
		if err != nil {
			return err
		}
		fmt.Fprintf(c.out, "%s %s: %d of %d people confirmed it\n", l.Pack, l.Version, n, visits.Counsel)
		return nil
	})
}

func (c *call) checklistsList(ctx context.Context) error {
	where := c.where()
	asJSON := c.flags.Bool("json", false, "as JSON")
	if err := c.parse(); err != nil {
		return err
	}
	return c.with(where(), func(h *hq.HQ) error {
		b, err := h.Rulebook(ctx)
		if err != nil {
			return err
		}
		if *asJSON {
			return c.json(b.Lists)
		}
		return c.tellPublished(ctx, b.Lists, h.PublishedList)
	})
}
