package hq

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
)

// ListCases reads masked lines of cases in a state ("" for all) after an id.
func (h *HQ) ListCases(ctx context.Context, state string, after evidence.ID, limit int) ([]fieldsync.CaseLine, error) {
	var lines []fieldsync.CaseLine
	for {
		page, err := h.Store.ListPictures(ctx, visits.KindCase, state, after, limit)
		if err != nil {
			return nil, err
		}
		more, err := caseLines(page)
		if err != nil {
			return nil, err
		}
		if lines = append(lines, more...); len(lines) >= limit || len(page) < limit {
			return lines[:min(len(lines), limit)], nil
		}
		after = page[len(page)-1].ID
	}
}

// caseLines are masked lines of cases.
func caseLines(pictures []store.Picture) ([]fieldsync.CaseLine, error) {
	lines := make([]fieldsync.CaseLine, 0, len(pictures))
	for _, p := range pictures {
		c, err := decodePicture[visits.Case](p)
		if err != nil {
			return nil, err
		}
		if c.Roster {
			continue // a part of a roster lies among the cases and is none
		}
		line := fieldsync.CaseLine{ID: c.ID, State: p.State, Bucket: c.Facts.Bucket, Day: p.Day, Contacts: len(c.Contacts)}
		if c.Words != nil {
			line.Street = visits.MaskStreet(c.Words.Place.Street)
			if len(c.Words.Parties) > 0 {
				line.Name = visits.MaskName(c.Words.Parties[0].Name)
			}
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// EachPicture calls f with the body of every picture of a kind in order of id; parts of
// rosters, which lie among the cases, are none.
func (h *HQ) EachPicture(ctx context.Context, kind string, f func(json.RawMessage) error) error {
	return h.eachPicture(ctx, kind, func(p store.Picture) error {
		if kind == visits.KindCase {
			c, err := decodePicture[struct{ Roster bool }](p)
			if err != nil || c.Roster {
				return err
			}
		}
		return f(p.Body)
	})
}

func (h *HQ) eachPicture(ctx context.Context, kind string, f func(store.Picture) error) error {
	var after evidence.ID
	for {
		page, err := h.Store.ListPictures(ctx, kind, "", after, maxLines)
		if err != nil {
			return err
		}
		for _, p := range page {
			if err := f(p); err != nil {
				return err
			}
			after = p.ID
		}
		if len(page) < maxLines {
			return nil
		}
	}
}

// CasesOf lists the cases of a branch.
func (h *HQ) CasesOf(ctx context.Context, unit evidence.ID) ([]evidence.ID, error) {
	var ids []evidence.ID
	err := h.eachPicture(ctx, visits.KindCase, func(p store.Picture) error {
		c, err := decodePicture[visits.Case](p)
		if err == nil && c.Unit == unit {
			ids = append(ids, c.ID)
		}
		return err
	})
	return ids, err
}

// CaseRecord reads all that is held of one case.
func (h *HQ) CaseRecord(ctx context.Context, id evidence.ID) (fieldsync.CaseRecord, error) {
	var rec fieldsync.CaseRecord
	p, err := h.Store.PictureByID(ctx, visits.KindCase, id)
	if err != nil {
		return rec, err
	}
	if rec.Case, err = decodePicture[visits.Case](p); err != nil {
		return rec, err
	}
	for _, c := range rec.Case.Contacts {
		if err := h.addVisit(ctx, &rec, c.Visit); err != nil {
			return rec, err
		}
	}
	for r, err := range h.Store.EntriesOfCase(ctx, id) {
		if err != nil {
			return rec, err
		}
		line, err := entryLine(&r)
		if err != nil {
			return rec, err
		}
		rec.Entries = append(rec.Entries, line)
	}
	if rec.Secured, _, err = h.Store.Secured(ctx); err != nil {
		return rec, err
	}
	if rec.Findings, err = h.breaches(ctx, rec.Visits); err != nil {
		return rec, err
	}
	if err := h.addAnswers(ctx, rec.Findings); err != nil {
		return rec, err
	}
	if rec.Lists, err = h.listsOf(ctx, rec.Visits); err != nil {
		return rec, err
	}
	return rec, h.addAuthors(ctx, &rec)
}

// addAuthors adds the devices and persons the record names: their holes and
// forks are part of what can be believed, and a reader has no feed to know a
// name from.
func (h *HQ) addAuthors(ctx context.Context, rec *fieldsync.CaseRecord) error {
	devices, persons := map[evidence.ID]bool{}, map[evidence.ID]bool{}
	for _, e := range rec.Entries {
		devices[e.Device], persons[e.Officer] = true, true
	}
	for _, d := range rec.Case.Decisions {
		persons[d.Officer], persons[d.Second] = true, true
	}
	for _, v := range rec.Visits {
		persons[v.Officer], persons[v.Second] = true, true
	}
	delete(devices, h.keys.ChainID)
	var err error
	if rec.Devices, err = namedPictures[visits.Device](ctx, h, visits.KindDevice, devices); err != nil {
		return err
	}
	for _, d := range rec.Devices {
		persons[d.Officer] = true
	}
	rec.Persons, err = namedPictures[visits.Person](ctx, h, visits.KindPerson, persons)
	return err
}

// namedPictures reads those of the pictures that there are, in order of id.
func namedPictures[T any](ctx context.Context, h *HQ, kind string, ids map[evidence.ID]bool) ([]*T, error) {
	list := []*T{}
	for _, id := range slices.SortedFunc(maps.Keys(ids), func(a, b evidence.ID) int { return slices.Compare(a[:], b[:]) }) {
		p, err := h.Store.PictureByID(ctx, kind, id)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		v, err := decodePicture[T](p)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, nil
}

// ListFindings reads findings of a code ("" for all) after an id.
func (h *HQ) ListFindings(ctx context.Context, code string, after evidence.ID, limit int) ([]*visits.Finding, error) {
	pictures, err := h.Store.ListPictures(ctx, visits.KindFinding, code, after, limit)
	if err != nil {
		return nil, err
	}
	list := make([]*visits.Finding, 0, len(pictures))
	for _, p := range pictures {
		f, err := decodePicture[visits.Finding](p)
		if err != nil {
			return nil, err
		}
		list = append(list, f)
	}
	return list, h.addAnswers(ctx, list)
}

// addAnswers adds what officers said to findings about their own work.
func (h *HQ) addAnswers(ctx context.Context, list []*visits.Finding) error {
	for _, f := range list {
		if f.Officer.IsZero() {
			continue
		}
		p, err := h.Store.PictureByID(ctx, visits.KindAnswer, visits.AnswerID(f.ID, f.Officer))
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		if f.Answer, err = decodePicture[visits.FindingAnswer](p); err != nil {
			return err
		}
	}
	return nil
}

func (h *HQ) addVisit(ctx context.Context, rec *fieldsync.CaseRecord, id evidence.ID) error {
	p, err := h.Store.PictureByID(ctx, visits.KindVisit, id)
	if err != nil {
		return err
	}
	v, err := decodePicture[visits.Visit](p)
	if err != nil {
		return err
	}
	rec.Visits = append(rec.Visits, v)
	photos, err := h.Store.PhotosOf(ctx, id)
	for _, p := range photos {
		line := fieldsync.PhotoState{Entry: p.Entry, Index: p.Index, Size: p.Size, Type: p.Type, Stored: p.State == store.PhotoStored, At: p.At}
		if p.State == store.PhotoWithdrawn {
			w, _, err := h.Withdrawal(ctx, p)
			if err != nil {
				return err
			}
			line.Withdrawn, line.WithdrawnAt = w.Reason, w.At
		}
		rec.Photos = append(rec.Photos, line)
	}
	return err
}

var wordsNames = map[evidence.State]string{evidence.None: "none", evidence.Present: "present", evidence.Withheld: "withheld",
	evidence.Erased: "erased", evidence.Sealed: "sealed"}

func entryLine(r *store.Row) (fieldsync.EntryLine, error) {
	e, err := evidence.Decode(r.Raw)
	if err != nil {
		return fieldsync.EntryLine{}, err
	}
	return fieldsync.EntryLine{No: r.No, ID: e.ID, Kind: e.Header.Kind, Device: e.Header.Device, Epoch: e.Header.Epoch, Seq: e.Header.Seq,
		Wall: e.Header.Wall, Visit: e.Header.Visit(), Officer: e.Header.Officer(), Received: r.Received, Status: r.Status.String(), Quarantined: r.Folded == store.Quarantined, Words: wordsNames[e.Words.State]}, nil
}

// Status is headquarters at a glance.
type Status struct {
	Build      string         `json:"build"`
	Generation evidence.ID    `json:"generation"`
	Size       int64          `json:"size"`
	Root       evidence.Hash  `json:"root"`
	Folded     int64          `json:"folded"`
	Secured    int64          `json:"secured"`
	Second     bool           `json:"second"`
	Sessions   int            `json:"sessions"`
	Devices    []DeviceStatus `json:"devices,omitempty"`
}

// DeviceStatus is one device's heartbeat: never-succeeded ones come first.
type DeviceStatus struct {
	ID       evidence.ID     `json:"id"`
	Role     string          `json:"role"`
	Label    string          `json:"label"`
	Officer  evidence.ID     `json:"officer"`
	Seen     int64           `json:"seen"` // µs, 0: never
	Revoked  bool            `json:"revoked,omitempty"`
	Held     bool            `json:"held,omitempty"`
	Entries  uint64          `json:"entries"`
	Awaited  int             `json:"awaited_photos"`
	Reported json.RawMessage `json:"reported,omitempty"`
	Order    string          `json:"order,omitempty"`   // lock, wipe: the one that decides
	Ordered  bool            `json:"ordered,omitempty"` // the device has not answered it yet
}

// Status reads the marks of the store.
func (h *HQ) Status(ctx context.Context) (Status, error) {
	var errs [4]error
	var head store.Head
	st := Status{Build: h.o.Build, Second: h.second != nil}
	st.Generation, errs[0] = h.Store.Generation(ctx)
	head, errs[1] = h.Store.Head(ctx)
	st.Secured, _, errs[2] = h.Store.Secured(ctx)
	st.Folded, errs[3] = h.Store.Folded(ctx)
	st.Size, st.Root = head.Size, head.Root
	st.Sessions = len(h.snapshot())
	return st, errors.Join(errs[:]...)
}

// DeviceStatuses lists every device, those that never came first.
func (h *HQ) DeviceStatuses(ctx context.Context) ([]DeviceStatus, error) {
	h.noteSightings(ctx)
	devices, err := h.Store.Devices(ctx)
	if err != nil {
		return nil, err
	}
	var never, seen []DeviceStatus
	for _, d := range devices {
		if d.Role == "hq" {
			continue
		}
		line := DeviceStatus{ID: d.ID, Role: d.Role, Label: string(d.Label), Officer: d.Officer, Seen: d.Seen, Revoked: d.Revoked != 0, Held: d.Held != 0}
		if len(d.Telemetry) > 0 {
			line.Reported = d.Telemetry
		}
		picture, err := h.devicePicture(ctx, d.ID)
		if err != nil {
			return nil, err
		}
		if o := picture.Stands(); o.Order != "" {
			line.Order, line.Ordered = o.Order, o.Pending()
		}
		positions, err := h.Store.Position(ctx, d.ID)
		if err != nil {
			return nil, err
		}
		for _, p := range positions {
			line.Entries += p.Seq
		}
		awaited, err := h.Store.AwaitedPhotos(ctx, d.ID)
		if err != nil {
			return nil, err
		}
		line.Awaited = len(awaited)
		if d.Seen == 0 {
			never = append(never, line)
		} else {
			seen = append(seen, line)
		}
	}
	return append(never, seen...), nil
}
