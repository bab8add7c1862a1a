package hq

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode"

	"fairvisit/evidence"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
)

// Forfeit notes that a named person writes a device off, and returns how many
// did. From visits.WriteOff on the contacts it was granted for days that are over
// count as not used; what it hands in later is taken and found all the same.
func (h *HQ) Forfeit(ctx context.Context, device evidence.ID, name string) (int, error) {
	if letters(name) == "" {
		return 0, errors.New("say who writes it off; nothing was written off")
	}
	count := func() (int, error) {
		if err := h.Settle(ctx); err != nil {
			return 0, err
		}
		p, err := h.Store.PictureByID(ctx, visits.KindDevice, device)
		if errors.Is(err, store.ErrNotFound) {
			return 0, fmt.Errorf("there is no device %s; nothing was written off", device.Short())
		}
		if err != nil {
			return 0, err
		}
		d, err := decodePicture[visits.Device](p)
		if err != nil {
			return 0, err
		}
		return len(d.Forfeited), nil
	}
	if _, err := count(); err != nil {
		return 0, err
	}
	person := visits.KeyedID(h.keys.Import, "writes off", letters(name)) // a dot more is nobody else
	if err := h.ownAct(ctx, Act{Kind: visits.DeviceForfeited, Refs: []evidence.Ref{{Kind: evidence.RefDevice, ID: device}},
		Facts: visits.ForfeitedFacts{Person: person}, Words: visits.ConfirmedWords{Name: name}}); err != nil {
		return 0, err
	}
	return count()
}

// letters are a name's letters and digits, small.
func letters(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}

// Withheld gives, of these cases, the rule that left no room for the decision in
// force: that crew may not start.
func (h *HQ) Withheld(ctx context.Context, cases ...evidence.ID) (map[evidence.ID]string, error) {
	list := map[evidence.ID]string{}
	for _, id := range cases {
		p, err := h.Store.PictureByID(ctx, visits.KindCase, id)
		if err != nil {
			return nil, err
		}
		c, err := decodePicture[visits.Case](p)
		if err != nil {
			return nil, err
		}
		if s := c.Slot(c.Standing); s != nil && s.Withheld != "" {
			list[id] = s.Withheld
		}
	}
	return list, nil
}
