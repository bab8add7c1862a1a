package journal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// Picture is one row a screen can list. Lists are filtered and searched in
// memory, from the bodies.
type Picture struct {
	Key   visits.Key
	State string // hidden: a case withdrawn from this person
	Day   string // yyyy-mm-dd or empty
	Order int
	Body  []byte // JSON of the kind's type in package visits
}

const stateHidden = "hidden"

// Pictures lists all of a kind in order of id.
func (j *Journal) Pictures(ctx context.Context, kind string) ([]Picture, error) {
	var list []Picture
	err := j.db.list(ctx, "SELECT id, state, day, ord, body FROM pictures WHERE kind = ? ORDER BY id", []any{kind},
		func(scan func(...any) error) error {
			p := Picture{Key: visits.Key{Kind: kind}}
			err := scan(raw(p.Key.ID[:]), &p.State, &p.Day, &p.Order, &p.Body)
			if err == nil {
				p.Body, err = j.db.unseal(picturePlace(p.Key), p.Body)
			}
			list = append(list, p)
			return err
		})
	return list, err
}

// Case is the picture of one case; nil when this device has none.
func (j *Journal) Case(ctx context.Context, id evidence.ID) (*visits.Case, error) {
	return picture[visits.Case](ctx, j, visits.Key{Kind: visits.KindCase, ID: id})
}

// Visit is the picture of one visit; nil when this device has none.
func (j *Journal) Visit(ctx context.Context, id evidence.ID) (*visits.Visit, error) {
	return picture[visits.Visit](ctx, j, visits.Key{Kind: visits.KindVisit, ID: id})
}

// Person is the picture of one person; nil when this device has none.
func (j *Journal) Person(ctx context.Context, id evidence.ID) (*visits.Person, error) {
	return picture[visits.Person](ctx, j, visits.Key{Kind: visits.KindPerson, ID: id})
}

// Tour is the picture of one officer's day; nil when this device has none.
func (j *Journal) Tour(ctx context.Context, officer evidence.ID, day string) (*visits.Tour, error) {
	return picture[visits.Tour](ctx, j, visits.Key{Kind: visits.KindTour, ID: visits.TourID(officer, day)})
}

// All are the pictures of one kind, read.
func All[T any](ctx context.Context, j *Journal, kind string) ([]T, error) {
	pictures, err := j.Pictures(ctx, kind)
	if err != nil {
		return nil, err
	}
	list := make([]T, len(pictures))
	for i, p := range pictures {
		if err := json.Unmarshal(p.Body, &list[i]); err != nil {
			return nil, fmt.Errorf("picture %s: %w", p.Key.Entity(), err)
		}
	}
	return list, nil
}

// Visited are the cases that visits of this device are of, as far as no second
// copy holds them yet, in order of id.
func (j *Journal) Visited(ctx context.Context) ([]visits.Case, error) {
	var cases []visits.Case
	// What is not secured first, and the cases of that: SQLite, left to itself, goes
	// over every entry that was ever written, or every case.
	err := j.db.list(ctx, `SELECT p.id, p.body FROM (SELECT DISTINCT case_id FROM entries INDEXED BY entries_open WHERE state < 2 AND kind = ? AND case_id IS NOT NULL) e
		CROSS JOIN pictures p ON p.kind = ? AND p.id = e.case_id ORDER BY p.id`, []any{visits.VisitOpened, visits.KindCase},
		func(scan func(...any) error) error {
			k := visits.Key{Kind: visits.KindCase}
			var body []byte
			err := scan(raw(k.ID[:]), &body)
			if err == nil {
				body, err = j.db.unseal(picturePlace(k), body)
			}
			var c visits.Case
			if err == nil {
				err = json.Unmarshal(body, &c)
			}
			cases = append(cases, c)
			return err
		})
	return cases, err
}

// Commits raises with everything that is stored: what was read at one value still
// stands while it has not changed.
func (j *Journal) Commits() uint64 { return j.db.commits.Load() }

// Thumb is the small picture of a photo that came with a feed; nil when this
// device has none.
func (j *Journal) Thumb(ctx context.Context, entry evidence.Hash, index int) (*visits.Thumb, error) {
	return picture[visits.Thumb](ctx, j, visits.Key{Kind: visits.KindThumb, ID: visits.ThumbID(entry, index)})
}

func picture[T any](ctx context.Context, j *Journal, k visits.Key) (*T, error) {
	var body []byte
	found, err := j.db.lookup(ctx, pictureBody, []any{k.Kind, k.ID[:]}, &body)
	if err != nil || !found {
		return nil, err
	}
	if body, err = j.db.unseal(picturePlace(k), body); err != nil {
		return nil, err
	}
	v := new(T)
	if err := json.Unmarshal(body, v); err != nil {
		return nil, fmt.Errorf("picture %s: %w", k.Entity(), err)
	}
	return v, nil
}

// Case is the picture of a case as a transaction has it by now; nil for none.
func (tx *Tx) Case(id evidence.ID) (*visits.Case, error) {
	body, err := tx.picture(visits.Key{Kind: visits.KindCase, ID: id})
	if err != nil || body == nil {
		return nil, err
	}
	c := new(visits.Case)
	return c, json.Unmarshal(body, c)
}

const pictureBody = "SELECT body FROM pictures WHERE kind = ? AND id = ?"

// picture reads the live picture; nil when there is none.
func (tx *Tx) picture(k visits.Key) ([]byte, error) {
	var body []byte
	found, err := tx.one(pictureBody, []any{k.Kind, k.ID[:]}, &body)
	if err != nil || !found {
		return nil, err
	}
	return tx.db.unseal(picturePlace(k), body)
}

func (tx *Tx) putPicture(p Picture) error {
	if p.Key.Kind == visits.KindCase || p.Key.Kind == visits.KindRoster {
		hidden, err := tx.one("SELECT 1 FROM hidden WHERE case_id = ?", []any{p.Key.ID[:]}, new(int))
		if err != nil {
			return err
		}
		if hidden {
			p.State = stateHidden
		}
	}
	if p.Key.Kind == visits.KindAsk || p.Key.Kind == visits.KindSwap {
		hidden, err := tx.hideAsk(p)
		if err != nil {
			return err
		}
		if hidden {
			p.State = stateHidden
		}
	}
	_, err := tx.exec(`INSERT INTO pictures (kind, id, version, state, day, ord, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
		ON CONFLICT (kind, id) DO UPDATE SET version = ?3, state = ?4, day = ?5, ord = ?6, body = ?7`,
		p.Key.Kind, p.Key.ID[:], visits.FoldVersion, p.State, p.Day, p.Order, tx.db.seal(picturePlace(p.Key), p.Body))
	if err != nil || p.Key.Kind != visits.KindVisit {
		return err
	}
	return tx.markReceipts(p.Key.ID, p.Body)
}

func (tx *Tx) dropPicture(k visits.Key) error {
	_, err := tx.exec("DELETE FROM pictures WHERE kind = ? AND id = ?", k.Kind, k.ID[:])
	if err != nil || k.Kind != visits.KindVisit {
		return err
	}
	return tx.unmarkReceipts(k.ID)
}

// foldOnto folds the newest entry of the chain onto the live pictures. It comes
// to what refold makes: an entry that was just written is not in any row of a
// feed, and all before it are folded already.
func (tx *Tx) foldOnto(e *evidence.Entry) error {
	set := visits.NewPictures(tx.picture)
	if err := apply(set, e); err != nil {
		return err
	}
	return tx.putChanged(set)
}

// apply folds an entry of this device. What the fold does not understand stays
// an entry all the same: its header was counted, and headquarters judges.
func apply(set *visits.Pictures, e *evidence.Entry) error {
	err := set.Apply(visits.Input{Entry: e, Status: evidence.Whole})
	if errors.Is(err, visits.ErrNotUnderstood) {
		return nil
	}
	return err
}

func (tx *Tx) putChanged(set *visits.Pictures) error {
	changed, err := set.Changed()
	if err != nil {
		return err
	}
	for _, c := range changed {
		if err := tx.putPicture(Picture{c.Key, c.State, c.Day, c.Order, c.Body}); err != nil {
			return err
		}
	}
	return nil
}

// asPicture is the body of a feed's row as a picture; false when it is not one
// this version can read, and then it is only kept.
func asPicture(k visits.Key, body []byte) (Picture, bool) {
	p := Picture{Key: k, Body: body}
	var id evidence.ID
	var err error
	switch k.Kind {
	case visits.KindCase:
		var c visits.Case
		err = json.Unmarshal(body, &c)
		id, p.State = c.ID, c.State()
		if d, ok := c.Decision(c.Standing); ok {
			p.Day, p.Order = d.Day, d.Order
		}
	case visits.KindVisit:
		var v visits.Visit
		err = json.Unmarshal(body, &v)
		id, p.State, p.Day = v.ID, v.Status, v.Day()
	case visits.KindDevice:
		var d visits.Device
		err = json.Unmarshal(body, &d)
		id, p.State = d.ID, "enrolled"
		if !d.Revoked.IsZero() {
			p.State = "revoked"
		}
	case visits.KindFinding:
		var f visits.Finding
		err = json.Unmarshal(body, &f)
		id, p.State = f.ID, f.Code
	case visits.KindTour:
		var t visits.Tour
		err = json.Unmarshal(body, &t)
		id, p.State, p.Day = t.ID, t.State(), t.Day
	case visits.KindAnswer:
		var a visits.FindingAnswer
		err = json.Unmarshal(body, &a)
		id = a.ID
	case visits.KindAsk:
		var a visits.Ask
		err = json.Unmarshal(body, &a)
		id = a.ID
	case visits.KindSwap:
		var a visits.Swap
		err = json.Unmarshal(body, &a)
		id = a.ID
	case visits.KindRoster:
		var r visits.RosterPart
		err = json.Unmarshal(body, &r)
		id = r.ID
	default:
		return p, true // of a later version: a list may show it
	}
	return p, err == nil && id == k.ID
}

// Rebuild makes all pictures anew from the rows of the feeds and the entries of
// this device: the same fold that keeps them live.
func (j *Journal) Rebuild(ctx context.Context) error {
	return j.db.write(ctx, func(tx *Tx) error { return tx.rebuild() })
}

func (tx *Tx) rebuild() error {
	for _, made := range []string{"DELETE FROM pictures", "DELETE FROM receipts"} {
		if _, err := tx.exec(made); err != nil {
			return err
		}
	}
	r := newRefold(tx)
	var entities []string
	err := tx.all("SELECT DISTINCT entity FROM feed_rows", nil, func(scan func(...any) error) error {
		var entity string
		err := scan(&entity)
		entities = append(entities, entity)
		return err
	})
	if err != nil {
		return err
	}
	for _, entity := range entities {
		if k, err := visits.ParseKey(entity); err == nil {
			if err := r.touch(k); err != nil {
				return err
			}
		}
	}
	if err := r.touchOwn(nil, "SELECT DISTINCT case_id, visit_id FROM entries"); err != nil {
		return err
	}
	return r.run()
}

// renewPictures rebuilds when an older version of the fold made some of them.
func (j *Journal) renewPictures() error {
	return j.db.write(context.Background(), func(tx *Tx) error {
		old, err := tx.one("SELECT 1 FROM pictures WHERE version <> ? LIMIT 1", []any{visits.FoldVersion}, new(int))
		if err != nil || !old {
			return err
		}
		return tx.rebuild()
	})
}
