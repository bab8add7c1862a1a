package drill

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"fairvisit/evidence"
	"fairvisit/sync/hq"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
)

// Verdict is what the comparison of ledger, journals and headquarters says.
type Verdict struct {
	Acked      int `json:"acked"`
	Lost       int `json:"lost"`
	Duplicated int `json:"duplicated"`
	Found
}

func (v *Verdict) check() error {
	if v.Lost+v.Duplicated+v.LostWritten+v.Missing+len(v.Faults) > 0 {
		return ErrFailed
	}
	return nil
}

// broke notes why the drill could not go on to its end; nil: it did.
func (v *Verdict) broke(err error) {
	if err != nil {
		v.fault("%v", err)
	}
}

// compare looks at headquarters and all journals after everything was stopped.
// An error means that it could not look; what it saw is in the verdict.
func compare(ctx context.Context, g *ground, l *Ledger) (*Verdict, error) {
	v := &Verdict{Acked: l.acked(), Lost: len(l.Absent)}
	h, err := hq.Open(g.headquarters(false))
	if err != nil {
		return v, err
	}
	at := &atHeadquarters{Verdict: v, hq: h, ledger: l, entries: map[evidence.Hash]int{}, tokens: map[string]int{}}
	return v, errors.Join(at.compareAll(ctx, g), h.Close())
}

func (at *atHeadquarters) compareAll(ctx context.Context, g *ground) error {
	if err := at.look(ctx); err != nil {
		return err
	}
	for i, a := range at.ledger.Devices {
		d, err := readDevice(ctx, g, i, at.Verdict)
		if err != nil {
			at.fault("device %d cannot be read: %v", i+1, err)
		}
		if err := at.compareDevice(ctx, i, a, d); err != nil {
			return err
		}
	}
	at.compareTokens()
	return nil
}

// compare is the child that compares, for a drill that must not look itself:
// the process that serves a disk cannot use it.
func (c *child) compare(ctx context.Context) error {
	o := <-c.orders
	v, err := compare(ctx, &c.Ground, o.Ledger)
	if err == nil {
		c.say(line{Says: saysVerdict, Verdict: v})
	}
	return err
}

// atHeadquarters is headquarters as it is found in the end.
type atHeadquarters struct {
	*Verdict
	hq      *hq.HQ
	ledger  *Ledger
	entries map[evidence.Hash]int // of devices, how often in the log
	tokens  map[string]int        // how often in the pictures
}

func (at *atHeadquarters) look(ctx context.Context) error {
	if err := at.hq.Settle(ctx); err != nil {
		return err
	}
	if err := at.rebuild(ctx); err != nil {
		return err
	}
	audited, err := at.hq.Audit(ctx)
	for _, f := range audited.Faults {
		if !f.Stop { // the drill stops it at every point
			at.fault("headquarters' audit: %s", f)
		}
	}
	return errors.Join(err, at.readLog(ctx), at.readPictures(ctx), at.readDevices(ctx))
}

// kinds are all kinds of pictures.
var kinds = []string{visits.KindCase, visits.KindVisit, visits.KindDevice, visits.KindFinding, visits.KindPerson, visits.KindThumb, visits.KindRulebook, visits.KindPack, visits.KindChecklist, visits.KindUnit, visits.KindTour, visits.KindAnswer, visits.KindAsk, visits.KindRoster, visits.KindSwap, visits.KindBag, visits.KindOwed, visits.KindReceipt, visits.KindPrints}

// rebuild makes headquarters' pictures anew and compares.
func (at *atHeadquarters) rebuild(ctx context.Context) error {
	live, err := at.pictures(ctx)
	if err != nil {
		return err
	}
	if err := at.hq.Rebuild(ctx); err != nil {
		return err
	}
	rebuilt, err := at.pictures(ctx)
	for name, p := range rebuilt {
		if live[name] != p {
			at.fault("headquarters' picture %s was %.300q and is %.300q after a rebuild", name, live[name], p)
		}
		delete(live, name)
	}
	for name := range live {
		at.fault("headquarters' picture %s is gone after a rebuild", name)
	}
	return err
}

// pictures reads every picture, by kind and id.
func (at *atHeadquarters) pictures(ctx context.Context) (map[string]string, error) {
	all := map[string]string{}
	for _, kind := range kinds {
		list, err := at.hq.Store.ListPictures(ctx, kind, "", evidence.ID{}, 1<<30)
		if err != nil {
			return nil, err
		}
		for _, p := range list {
			all[kind+"/"+p.ID.String()] = fmt.Sprintf("%s %s %s", p.State, p.Day, p.Body)
		}
	}
	return all, nil
}

// readLog counts the entries of devices and sees how they came in.
func (at *atHeadquarters) readLog(ctx context.Context) error {
	for no := int64(0); ; {
		rows, err := at.hq.Store.EntryRange(ctx, no, 500)
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, r := range rows {
			no = r.No + 1
			e, err := evidence.Decode(r.Raw)
			if err != nil {
				return err
			}
			if e.Header.Device == at.hq.Keys().ChainID {
				continue
			}
			at.Entries++
			if at.entries[e.ID]++; at.entries[e.ID] > 1 {
				at.fault("entry %s stands in the log twice", e.ID)
			}
			if r.Status != evidence.Whole && r.Status != evidence.Ahead || r.Folded == store.Quarantined {
				at.fault("entry %s (%s) came in as %s", e.ID, e.Header.Kind, r.Status)
			}
		}
	}
}

// readPictures counts what the pictures show: visits, photos, money.
func (at *atHeadquarters) readPictures(ctx context.Context) error {
	err := at.hq.EachPicture(ctx, visits.KindVisit, func(body json.RawMessage) error {
		var v visits.Visit
		if err := json.Unmarshal(body, &v); err != nil {
			return err
		}
		at.Visits++
		at.tokens[token(visits.VisitOpened, v.Case.String())]++
		if v.Status != visits.StatusClosed {
			at.fault("visit %s is %s, and its device closed it", v.ID, v.Status)
		}
		for _, m := range v.Money {
			at.Money++
			at.tokens[token(visits.MoneyTaken, m.Receipt)]++
		}
		return at.readPhotos(ctx, &v)
	})
	if err != nil {
		return err
	}
	return at.hq.EachPicture(ctx, visits.KindFinding, func(body json.RawMessage) error {
		var f visits.Finding
		err := json.Unmarshal(body, &f)
		if f.Code == visits.SamePicture {
			return err // and so it should: grain is in every photo
		}
		at.fault("headquarters found %s at visit %s: %s", f.Code, f.Visit, f.Detail)
		return err
	})
}

// readPhotos names each photo by the hash of the file that is there.
func (at *atHeadquarters) readPhotos(ctx context.Context, v *visits.Visit) error {
	for _, p := range v.Photos {
		at.Photos++
		f, _, err := at.hq.OpenPhoto(ctx, p.Entry, p.Index)
		if err != nil {
			at.fault("photo %s/%d: %v", p.Entry, p.Index, err)
			continue
		}
		sum := sha256.New()
		_, err = io.Copy(sum, f)
		if err := errors.Join(err, f.Close()); err != nil {
			return err
		}
		at.tokens[token(visits.PhotoTaken, evidence.Hash(sum.Sum(nil)).String())]++
	}
	return nil
}

func (at *atHeadquarters) readDevices(ctx context.Context) error {
	devices, err := at.hq.DeviceStatuses(ctx)
	for _, d := range devices {
		if d.Awaited > 0 {
			at.fault("%d photos of device %s never came", d.Awaited, d.Label)
		}
		if d.Held || d.Revoked {
			at.fault("headquarters forgot that device %s was enrolled", d.ID)
		}
	}
	return err
}

// compareDevice holds one device's word, its journal and headquarters against
// each other.
func (at *atHeadquarters) compareDevice(ctx context.Context, i int, a *Account, d *deviceFound) error {
	a.every(func(m Made) {
		if !d.entries[m.ID] {
			at.LostWritten++
			at.fault("device %d said that entry %s (%s) was written, and its journal does not hold it", i+1, m.ID, m.Kind)
		}
	})
	at.LostWritten += len(a.Double)
	for id := range d.entries {
		if at.entries[id] == 0 {
			at.Missing++
			at.fault("entry %s of device %d is not at headquarters", id, i+1)
		}
	}
	for id := range a.entries() {
		if at.entries[id] == 0 && !at.missed(doExpect, id) {
			at.Lost++
		}
	}
	for id := range a.Photos {
		row, err := at.hq.Store.Photo(ctx, id, 0)
		if err != nil && !errors.Is(err, store.ErrNoPhoto) {
			return err
		}
		if row.State != store.PhotoStored && !at.missed(doPhoto, id) {
			at.Lost++
		}
	}
	if !bytes.Equal(d.live, d.rebuilt) {
		at.fault("the pictures of device %d are others after a rebuild", i+1)
	}
	return nil
}

// missed reports whether a loss is counted already.
func (at *atHeadquarters) missed(what string, id evidence.Hash) bool {
	return at.ledger.Absent[absence(what, id)]
}

// compareTokens counts what is there more than once or was never meant, and
// what a device made and no picture shows.
func (at *atHeadquarters) compareTokens() {
	for token, n := range at.tokens {
		if !at.ledger.meant(token) {
			at.Duplicated += n
			at.fault("%s was made by nobody", token)
			continue
		}
		if n > 1 {
			at.Duplicated += n - 1
			at.fault("%s is there %d times", token, n)
		}
	}
	for _, a := range at.ledger.Devices {
		a.every(func(m Made) {
			if m.Token != "" && at.tokens[m.Token] == 0 {
				at.Missing++
				at.fault("%s was made, and no picture at headquarters shows it", m.Token)
			}
		})
	}
}
