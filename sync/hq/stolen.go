package hq

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"slices"
	"strings"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
	"fairvisit/visits/intake"
)

func (h *HQ) personName(ctx context.Context, officer evidence.ID) (string, error) {
	p, err := h.Store.PictureByID(ctx, visits.KindPerson, officer)
	if errors.Is(err, store.ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	who, err := decodePicture[visits.Person](p)
	if err != nil {
		return "", err
	}
	return who.Name, nil
}

// onDevice is what may lie on one device: the cases its feeds brought, and those
// of the visits made on it.
type onDevice struct {
	cases  map[evidence.ID]bool // true: taken back from it, and maybe not off its disk yet
	visits map[evidence.ID][]*visits.Visit
}

// Stolen reads what somebody would hold who stole the device now, whole names
// and all: who shows it masks it. What was taken back from a device counts, for
// headquarters cannot see when it leaves the disk.
func (h *HQ) Stolen(ctx context.Context, device evidence.ID) (fieldsync.Stolen, error) {
	var s fieldsync.Stolen
	h.noteSightings(ctx)
	if err := h.Settle(ctx); err != nil {
		return s, err
	}
	d, err := h.Store.Device(ctx, device)
	if err != nil {
		return s, err
	}
	if err := h.deviceFacts(ctx, d, &s); err != nil {
		return s, err
	}
	on, err := h.onDevice(ctx, d)
	if err != nil {
		return s, err
	}
	return s, h.whoseData(ctx, on, &s)
}

// deviceFacts is the device itself: orders, last unlock, what waits.
func (h *HQ) deviceFacts(ctx context.Context, d store.Device, s *fieldsync.Stolen) error {
	picture, err := h.devicePicture(ctx, d.ID)
	if err != nil {
		return err
	}
	stands := picture.Stands()
	s.DeviceLine = fieldsync.DeviceLine{ID: d.ID, Officer: d.Officer, Role: d.Role, Seen: d.Seen, Revoked: d.Revoked != 0, Order: stands.Order, Ordered: stands.Pending()}
	s.Unit, s.Orders, s.Sealed, s.Second = d.Unit, picture.Orders, true, h.second != nil
	if s.Name, err = h.personName(ctx, d.Officer); err != nil {
		return err
	}
	said, err := saidBy(d)
	if err != nil {
		return err
	}
	if u := said.Unlock; u != nil {
		s.Unlock = &fieldsync.LastUnlock{At: d.Seen - u.Ago, Class: u.Class, How: u.How, Screen: u.Screen}
	}
	awaited, err := h.Store.AwaitedPhotos(ctx, d.ID)
	if err != nil {
		return err
	}
	s.Awaited = len(awaited)
	have, err := h.Store.Position(ctx, d.ID)
	if err != nil {
		return err
	}
	s.Waiting = stillWaiting(said.Waiting, said.Epochs, have, s.Awaited)
	return h.unsecured(ctx, have, d.ID, s)
}

// stillWaiting is what a device said that it holds alone, less what came in
// since: it says so at the beginning of a session, and then hands in.
func stillWaiting(said fieldsync.Waiting, ends []fieldsync.EpochEnd, have []store.Position, awaited int) fieldsync.Waiting {
	at := map[evidence.ID]uint64{}
	for _, p := range have {
		at[p.Epoch] = p.Seq
	}
	said.Entries = 0
	for _, e := range ends {
		if e.Seq > at[e.Epoch] {
			said.Entries += int(e.Seq - at[e.Epoch])
		}
	}
	if said.Entries > 0 {
		return said
	}
	// Every entry is here, and so is known which photos are not.
	if awaited < said.Photos {
		said.Bytes = said.Bytes * int64(awaited) / int64(said.Photos)
	}
	said.Photos = min(said.Photos, awaited)
	return said
}

// unsecured counts what headquarters holds of a device and its second copy does
// not.
func (h *HQ) unsecured(ctx context.Context, have []store.Position, device evidence.ID, s *fieldsync.Stolen) error {
	held, err := h.Store.SecuredSeq(ctx, device)
	if err != nil {
		return err
	}
	at := map[evidence.ID]uint64{}
	for _, p := range held {
		at[p.Epoch] = p.Seq
	}
	for _, p := range have {
		if at[p.Epoch] < p.Seq {
			s.Unsecured += int(p.Seq - at[p.Epoch])
		}
	}
	return nil
}

// onDevice reads the feeds of the device's role, tombstones too.
func (h *HQ) onDevice(ctx context.Context, d store.Device) (onDevice, error) {
	on := onDevice{cases: map[evidence.ID]bool{}, visits: map[evidence.ID][]*visits.Visit{}}
	feed := map[string]string{"officer": visits.OfficerFeed(d.Officer), "manager": visits.UnitFeed(d.Unit)}[d.Role]
	if feed == "" {
		return on, nil // headquarters' persons read page by page and store nothing
	}
	var after int64
	for {
		n := 0
		_, err := h.Store.ReadFeed(ctx, feed, d.ID, after, fieldsync.MaxRows, func(r store.FeedRow) error {
			n, after = n+1, r.N
			return on.take(r)
		})
		if err != nil || n < fieldsync.MaxRows {
			return on, err
		}
	}
}

func (o *onDevice) take(r store.FeedRow) error {
	switch {
	case r.Kind == visits.KindCase:
		o.cases[r.ID] = r.Gone
	case r.Kind == visits.KindVisit && !r.Gone:
		v, err := decodePicture[visits.Visit](store.Picture{Kind: r.Kind, ID: r.ID, Body: r.Body})
		if err != nil || v.Case.IsZero() {
			return err
		}
		o.visits[v.Case] = append(o.visits[v.Case], v)
		if _, known := o.cases[v.Case]; !known {
			o.cases[v.Case] = true
		}
	}
	return nil
}

// whoseData counts persons and fields, and lists whom to tell.
func (h *HQ) whoseData(ctx context.Context, on onDevice, s *fieldsync.Stolen) error {
	counts, persons := map[string]int{}, map[evidence.ID]bool{}
	s.Fields, s.Notify = []fieldsync.FieldCount{}, []fieldsync.ToNotify{}
	for _, id := range sortedIDs(on.cases) {
		p, err := h.Store.PictureByID(ctx, visits.KindCase, id)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		c, err := decodePicture[visits.Case](p)
		if err != nil {
			return err
		}
		s.Cases++
		if on.cases[id] {
			s.Withdrawn++
		}
		fields := fieldsOf(c, on.visits[id])
		for _, f := range fields {
			counts[f]++
		}
		for _, p := range c.Facts.Parties {
			persons[p.Party] = true
		}
		s.Notify = append(s.Notify, toNotify(c, fields)...)
	}
	for _, f := range fieldsync.Fields {
		if counts[f] > 0 {
			s.Fields = append(s.Fields, fieldsync.FieldCount{Field: f, Cases: counts[f]})
		}
	}
	s.Persons = len(persons)
	return nil
}

func sortedIDs(m map[evidence.ID]bool) []evidence.ID {
	ids := make([]evidence.ID, 0, len(m))
	for id := range m {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b evidence.ID) int { return slices.Compare(a[:], b[:]) })
	return ids
}

// fieldsOf are the kinds of data of one case that may lie on a device, in the
// order of fieldsync.Fields.
func fieldsOf(c *visits.Case, made []*visits.Visit) []string {
	has := map[string]bool{"amount": c.Facts.Amount != 0}
	if w := c.Words; w != nil {
		has["address"] = w.Place.Street != ""
		for _, p := range w.Parties {
			has["name"], has["phone"], has["id_number"] = has["name"] || p.Name != "", has["phone"] || p.Phone != "", has["id_number"] || p.IDNumber != ""
		}
	}
	for _, v := range made {
		has["answers"] = has["answers"] || len(v.Phases) > 0
		has["note"] = has["note"] || len(v.Notes) > 0
		has["photo"] = has["photo"] || len(v.Photos) > len(v.Withdrawn)
		has["signature"] = has["signature"] || len(v.Signed) > 0
		has["money"] = has["money"] || len(v.Money) > 0
	}
	var list []string
	for _, f := range fieldsync.Fields {
		if has[f] {
			list = append(list, f)
		}
	}
	return list
}

// toNotify are the parties of a case with the way to tell them: by phone where
// one is known, else by post.
func toNotify(c *visits.Case, fields []string) []fieldsync.ToNotify {
	var list []fieldsync.ToNotify
	for _, p := range c.Facts.Parties {
		n := fieldsync.ToNotify{Case: c.ID, Role: p.Role, Channel: "none", Fields: fields}
		if w := c.Words; w != nil {
			n.Number = w.Number
			if a := w.Place; a.Street != "" {
				n.Channel, n.Contact = "post", strings.Join(strings.Fields(strings.Join([]string{a.Street, a.District, a.Postcode, a.City}, " ")), " ")
			}
			for _, words := range w.Parties {
				if words.Party != p.Party {
					continue
				}
				n.Name = words.Name
				if words.Phone != "" {
					n.Channel, n.Contact = "phone", words.Phone
				}
			}
		}
		list = append(list, n)
	}
	return list
}

// Masked is the same for a screen: whom to tell shows as everywhere else.
func Masked(s fieldsync.Stolen) fieldsync.Stolen {
	s.Notify = slices.Clone(s.Notify)
	for i := range s.Notify {
		n := &s.Notify[i]
		n.Number, n.Name = "", visits.MaskName(n.Name)
		switch n.Channel {
		case "phone":
			n.Contact = visits.MaskPhone(n.Contact)
		case "post":
			n.Contact = visits.MaskStreet(n.Contact)
		}
	}
	return s
}

// NotifyList is the list for notification as CSV, unmasked: logged first, as one
// read and as a read of every case on it.
func (h *HQ) NotifyList(ctx context.Context, device, reader evidence.ID, reason string) ([]byte, error) {
	s, err := h.Stolen(ctx, device)
	if err != nil {
		return nil, err
	}
	facts := visits.ViewedFacts{What: "notification list", Reason: reason, Reader: reader}
	acts := []Act{{Kind: visits.RecordViewed, Refs: []evidence.Ref{{Kind: evidence.RefDevice, ID: device}}, Facts: facts}}
	for i, n := range s.Notify {
		if i == 0 || s.Notify[i-1].Case != n.Case {
			acts = append(acts, Act{Kind: visits.RecordViewed, Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: n.Case}, {Kind: evidence.RefDevice, ID: device}}, Facts: facts})
		}
	}
	if _, err := h.Do(ctx, acts...); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.WriteString("\ufeff") // a spreadsheet reads Chinese as such
	w := csv.NewWriter(&b)
	rows := [][]string{{"case", "number", "name", "role", "channel", "contact", "fields"}}
	for _, n := range s.Notify {
		rows = append(rows, []string{n.Case.String(), intake.Plain(n.Number), intake.Plain(n.Name), n.Role, n.Channel, intake.Plain(n.Contact), strings.Join(n.Fields, " ")})
	}
	err = w.WriteAll(rows)
	return b.Bytes(), err
}

// Lost is the one action on a lost device: it is revoked, locked, and wiped if
// wanted. What was revoked before stays so; what fails leaves what was done.
func (h *HQ) Lost(ctx context.Context, device evidence.ID, reason string, wipe bool) (fieldsync.LostReply, error) {
	var done fieldsync.LostReply
	if !reasonCode.MatchString(reason) {
		return done, ErrReason
	}
	d, err := h.Store.Device(ctx, device)
	if err != nil {
		return done, err
	}
	// The lock first: a device that is revoked loses its session, and one in a
	// session is locked in the next second.
	kinds := []string{evidence.OrderLock}
	if wipe {
		kinds = append(kinds, evidence.OrderWipe)
	}
	for _, kind := range kinds {
		o, err := h.Order(ctx, device, kind, reason)
		if err != nil {
			return done, err
		}
		done.Orders = append(done.Orders, o)
	}
	if d.Revoked != 0 {
		return done, nil
	}
	return done, h.Revoke(ctx, device, reason)
}
