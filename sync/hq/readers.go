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
// region, would stop: of the branches there, and of those that nobody placed. A device
// that says nothing may read the third schema or not: every program since the fourth
// says so. Revoked ones open no visit.
func (h *HQ) NotReading(ctx context.Context, p rules.Pack) ([]NotReading, error) {
	if !rules.NewerThanEveryProgram(p.Schema) {
		return nil, nil
	}
	h.noteSightings(ctx)
	devices, err := h.Store.Devices(ctx)
	if err != nil {
		return nil, err
	}
	var list []NotReading
	for _, d := range devices {
		if d.Role != "officer" || d.Revoked != 0 {
			continue
		}
		governed, err := h.governedBy(ctx, d, p)
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

// governedBy reports that visits of a device's branch can be judged by a pack.
func (h *HQ) governedBy(ctx context.Context, d store.Device, p rules.Pack) (bool, error) {
	region, err := h.regionOf(ctx, d.Unit)
	if err != nil || region == "" || region == rules.HouseAlone {
		return err == nil, err // its cases may be anywhere
	}
	country, part := p.Region()
	l := visits.PackLine{Country: country, Region: part}
	return l.Covers([]string{region}), nil
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
