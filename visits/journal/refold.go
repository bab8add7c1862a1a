package journal

import (
	"bytes"
	"encoding/json"
	"slices"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// What pictures hold is a function of two things: the rows of the feeds, and
// the entries of this device that are not in those rows yet, folded on top in
// the order they were written. A refold computes that function for the groups
// something changed in.

// group is what must be folded together: a case with its visits, a visit
// without a case, or (the zero group) what concerns neither.
type group struct{ caseID, visit evidence.ID }

type refold struct {
	tx      *Tx
	touched map[group]map[visits.Key]bool // pictures to make anew besides those of own entries
}

func newRefold(tx *Tx) *refold {
	return &refold{tx: tx, touched: map[group]map[visits.Key]bool{}}
}

func (r *refold) in(g group) map[visits.Key]bool {
	if r.touched[g] == nil {
		r.touched[g] = map[visits.Key]bool{}
	}
	return r.touched[g]
}

// touch has the picture of a row made anew.
func (r *refold) touch(k visits.Key) error {
	g, err := r.groupOf(k)
	if err == nil {
		r.in(g)[k] = true
	}
	return err
}

func (r *refold) groupOf(k visits.Key) (group, error) {
	switch k.Kind {
	case visits.KindCase:
		return group{caseID: k.ID}, nil
	case visits.KindVisit:
		c, err := r.tx.caseOfVisit(k.ID)
		if err != nil || !c.IsZero() {
			return group{caseID: c}, err
		}
		base, err := r.tx.base(k)
		if err != nil || base == nil {
			return group{visit: k.ID}, err
		}
		var v struct{ Case evidence.ID }
		if err := json.Unmarshal(base.Body, &v); err != nil || v.Case.IsZero() {
			return group{visit: k.ID}, err
		}
		// What this device recorded without naming the case belongs to it.
		return group{caseID: v.Case}, r.tx.attachVisit(k.ID, v.Case)
	case visits.KindAsk, visits.KindSwap:
		return r.groupOfAsk(k)
	case visits.KindRoster:
		return group{caseID: k.ID}, nil
	}
	return group{}, nil
}

// touchOwn has the groups made anew whose case_id and visit_id the query lists,
// as far as the pictures of either are concerned (nil: all). The zero group always is.
func (r *refold) touchOwn(concerned func(...visits.Key) (bool, error), text string, args ...any) error {
	var pairs []group
	err := r.tx.all(text, args, func(scan func(...any) error) error {
		var g group
		err := scan(raw(g.caseID[:]), raw(g.visit[:]))
		pairs = append(pairs, g)
		return err
	})
	if err != nil {
		return err
	}
	for _, g := range pairs {
		if concerned != nil && g != (group{}) {
			yes, err := concerned(visits.Key{Kind: visits.KindCase, ID: g.caseID}, visits.Key{Kind: visits.KindVisit, ID: g.visit}, visits.Key{Kind: visits.KindRoster, ID: g.caseID})
			if err != nil {
				return err
			}
			if !yes {
				continue
			}
		}
		if !g.caseID.IsZero() {
			g.visit = evidence.ID{}
		}
		r.in(g)
	}
	return nil
}

// run makes the pictures. The zero group comes first: visits read their unit
// from the device.
func (r *refold) run() error {
	groups := make([]group, 0, len(r.touched))
	for g := range r.touched {
		groups = append(groups, g)
	}
	slices.SortFunc(groups, func(a, b group) int {
		if c := bytes.Compare(a.caseID[:], b.caseID[:]); c != 0 {
			return c
		}
		return bytes.Compare(a.visit[:], b.visit[:])
	})
	for _, g := range groups {
		if err := r.make(g, r.touched[g]); err != nil {
			return err
		}
	}
	return nil
}

// ownEntry is an entry of this device and where it stands. It is decoded only
// where it is folded: rows mostly say all that a day's entries could add.
type ownEntry struct {
	n     int64
	epoch evidence.ID
	seq   uint64
	about []visits.Key // the pictures it is folded into
}

// make makes one group's pictures from their rows and the own entries on top.
func (r *refold) make(g group, keys map[visits.Key]bool) error {
	own, err := r.own(g)
	if err != nil {
		return err
	}
	for _, o := range own {
		for _, k := range o.about {
			keys[k] = true
		}
	}
	bases := map[visits.Key]*baseRow{}
	for k := range keys {
		if bases[k], err = r.tx.base(k); err != nil {
			return err
		}
		if err := r.reset(k, bases[k]); err != nil {
			return err
		}
	}
	set := visits.NewPictures(func(k visits.Key) ([]byte, error) {
		if !keys[k] {
			return r.tx.picture(k)
		}
		if b := bases[k]; b != nil {
			return b.Body, nil
		}
		return nil, nil
	})
	folded, err := r.tx.folded()
	if err != nil {
		return err
	}
	for i := range own {
		o := &own[i]
		if covered(o, bases, folded) {
			continue
		}
		e, err := r.entry(o.n)
		if err != nil {
			return err
		}
		if err := apply(set, &e); err != nil {
			return err
		}
	}
	return r.tx.putChanged(set)
}

func (r *refold) reset(k visits.Key, base *baseRow) error {
	if base == nil {
		return r.tx.dropPicture(k)
	}
	return r.tx.putPicture(base.Picture)
}

// covered reports whether the rows say all that an entry could add. Only then
// may it be left out; folding a visit's entry a second time changes nothing. A part of
// a roster that headquarters has folded and has no row of was erased.
func covered(o *ownEntry, bases map[visits.Key]*baseRow, folded map[evidence.ID]uint64) bool {
	for _, k := range o.about {
		b := bases[k]
		if b == nil && k.Kind == visits.KindRoster && folded[o.epoch] >= o.seq {
			continue
		}
		if b == nil || b.seen[o.epoch] < o.seq {
			return false
		}
	}
	return true
}

// own lists the entries of a group in the order they were written. Beacons of
// the zero group are left out: there is one for every session, and none of them
// changes a picture.
func (r *refold) own(g group) ([]ownEntry, error) {
	text, args := "case_id IS NULL AND visit_id IS NULL AND kind <> 'time.beacon/1'", []any{}
	switch {
	case !g.caseID.IsZero():
		text, args = "case_id = ?", []any{g.caseID[:]}
	case !g.visit.IsZero():
		text, args = "visit_id = ? AND case_id IS NULL", []any{g.visit[:]}
	}
	var list []ownEntry
	var asks []int // of the list
	err := r.tx.all("SELECT n, epoch, seq, visit_id, kind IN ('"+visits.VisitAsked+"', '"+visits.AskAnswered+"', '"+visits.SwapAsked+"', '"+visits.SwapAnswered+"'), kind = '"+visits.RosterKept+"' FROM entries WHERE "+text+" ORDER BY n", args, func(scan func(...any) error) error {
		var o ownEntry
		var visit evidence.ID
		var ask, roster bool
		err := scan(&o.n, raw(o.epoch[:]), &o.seq, raw(visit[:]), &ask, &roster)
		if ask {
			asks = append(asks, len(list))
		}
		switch {
		case roster: // no row of a case ever comes of it, and headquarters' word on when it was said counts
			o.about = append(o.about, visits.Key{Kind: visits.KindRoster, ID: g.caseID})
		case !g.caseID.IsZero():
			o.about = append(o.about, visits.Key{Kind: visits.KindCase, ID: g.caseID})
		}
		if !visit.IsZero() {
			o.about = append(o.about, visits.Key{Kind: visits.KindVisit, ID: visit})
		}
		list = append(list, o)
		return err
	})
	for _, i := range asks {
		if err == nil {
			err = r.aboutAsk(&list[i])
		}
	}
	if err != nil || g != (group{}) {
		return list, err
	}
	for i := range list {
		e, err := r.entry(list[i].n)
		if err != nil {
			return nil, err
		}
		list[i].about = aboutDevices(&e.Header)
		if tour, is := visits.TourOf(&e); is {
			list[i].about = append(list[i].about, visits.Key{Kind: visits.KindTour, ID: tour})
		}
	}
	return list, nil
}

func (r *refold) entry(n int64) (evidence.Entry, error) {
	var s sealedEntry
	if _, err := r.tx.one("SELECT epoch, seq, id, body FROM entries WHERE n = ?", []any{n}, s.columns()...); err != nil {
		return evidence.Entry{}, err
	}
	return s.decode(r.tx.db)
}

// aboutDevices names the pictures that an entry of the zero group is folded into.
func aboutDevices(h *evidence.Header) []visits.Key {
	keys := []visits.Key{{Kind: visits.KindDevice, ID: h.Device}}
	for _, ref := range h.Refs {
		if ref.Kind == evidence.RefDevice {
			keys = append(keys, visits.Key{Kind: visits.KindDevice, ID: ref.ID})
		}
	}
	return keys
}
