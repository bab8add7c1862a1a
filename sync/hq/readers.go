package hq

import (
	"context"
	"slices"
	"strings"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
	"fairvisit/visits/rules"
)

// NotReading is a device that would block every visit a pack governs, because its
// program does not read the pack, or never said that it does.
type NotReading struct {
	Device  evidence.ID
	Officer string // their name
	Build   string // as it said last; "" where it was never heard
	Reads   string // the newest schema it said it reads; "": its program says none, or was never heard
	Seen    int64  // µs, 0: never heard
}

// NotReading lists the officers' devices that a pack of that schema, published for its
// region, would stop: those of the branches there, those that hold a case there, and
// those of a branch that holds no case and that nobody placed. A device that says nothing
// may read the third schema or not: every program since the fourth says so. Revoked ones
// open no visit.
func (h *HQ) NotReading(ctx context.Context, p rules.Pack) ([]NotReading, error) {
	if !rules.NewerThanEveryProgram(p.Schema) {
		return nil, nil
	}
	h.noteSightings(ctx)
	devices, err := h.Store.Devices(ctx)
	if err != nil {
		return nil, err
	}
	cases, err := h.placesHeld(ctx)
	if err != nil {
		return nil, err
	}
	var list []NotReading
	for _, d := range devices {
		if d.Role != "officer" || d.Revoked != 0 {
			continue
		}
		governed, err := h.governedBy(ctx, d, p, cases)
		if err != nil {
			return nil, err
		}
		v, err := saidBy(d)
		if err != nil {
			return nil, err
		}
		if !governed || v.Reads >= p.Schema {
			continue
		}
		name, err := h.personName(ctx, d.Officer)
		if err != nil {
			return nil, err
		}
		list = append(list, NotReading{d.ID, name, v.Build, v.Reads, d.Seen})
	}
	return list, nil
}

// heldPlaces is where the cases are that somebody may be sent to: what each says of its
// place, once, by its branch and by who it is decided for, whose device holds it from
// whatever branch it is.
type heldPlaces map[evidence.ID]map[rules.Where]bool

func (h *HQ) placesHeld(ctx context.Context) (heldPlaces, error) {
	all := heldPlaces{}
	add := func(by evidence.ID, at rules.Where) {
		if all[by] == nil {
			all[by] = map[rules.Where]bool{}
		}
		all[by][at] = true
	}
	err := h.eachPicture(ctx, visits.KindCase, func(p store.Picture) error {
		c, err := decodePicture[visits.Case](p)
		if err != nil || c.Roster || c.Erased != nil || c.Closed != nil || c.Imported.IsZero() {
			return err
		}
		at := rules.Where{Said: c.Facts.Region, Zone: c.Facts.Zone}
		add(c.Unit, at)
		if d, ok := c.Assigned(); ok {
			add(d.Officer, at)
			add(d.Second, at)
		}
		return nil
	})
	return all, err
}

// governedBy reports that visits of a device can be judged by a pack: one governs a case
// that it or its branch holds, by the same question a visit asks, or holds where the
// branch is. Of a branch that nobody placed and that holds no case, any pack may be it.
func (h *HQ) governedBy(ctx context.Context, d store.Device, p rules.Pack, cases heldPlaces) (bool, error) {
	branch, err := h.regionOf(ctx, d.Unit)
	if err != nil {
		return false, err
	}
	country, part := p.Region()
	l := visits.PackLine{Country: country, Region: part}
	placed := branch != "" && branch != rules.HouseAlone
	if placed && l.Covers([]string{branch}) || !placed && len(cases[d.Unit])+len(cases[d.Officer]) == 0 {
		return true, nil
	}
	for _, by := range []evidence.ID{d.Unit, d.Officer} {
		for at := range cases[by] {
			at.Branch = branch
			if l.Covers(at.Governing()) {
				return true, nil
			}
		}
	}
	return false, nil
}

// readsOf is the newest schema of packs among the features of a hello.
func readsOf(h fieldsync.Hello) string {
	reads := ""
	for _, f := range h.Features {
		if strings.HasPrefix(f, rules.SchemaPrefix) && slices.Contains(rules.Schemas(), f) {
			reads = max(reads, f)
		}
	}
	return reads
}
