package journal

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"

	"fairvisit/evidence"
	"fairvisit/evidence/photo"
	"fairvisit/evidence/probe"
	"fairvisit/visits"
)

// Capture is a photo on its way in, and what it is of.
type Capture struct {
	Visit, Case evidence.ID
	Refs        []evidence.Ref // besides the visit, the case and the acting officer
	Question    string
	Source      string // camera, file
	R           io.Reader

	at int64 // µs, wall: when it was begun
}

// purpose is what a pending capture must remember for an entry to be made of it
// after a stop.
type purpose struct {
	Case   evidence.ID    `json:"case"`
	Refs   []evidence.Ref `json:"refs,omitempty"`
	Source string         `json:"source"`
}

// CapturePhoto stores a photo and makes its entry. Bytes come before
// references: the plan is committed, then the file is whole and flushed, then
// one transaction writes the entry and drops the plan. A stop at any point
// leaves a photo that the next Open adopts or nothing but a part. A refusal of
// the photo package comes back as it is, and nothing was stored.
func (j *Journal) CapturePhoto(ctx context.Context, c Capture) (evidence.Entry, error) {
	name := evidence.NewID().String()
	c.at = j.options.Now()
	why, err := json.Marshal(purpose{Case: c.Case, Refs: c.Refs, Source: c.Source})
	if err != nil {
		return evidence.Entry{}, err
	}
	var key evidence.ID
	err = j.db.write(ctx, func(tx *Tx) (err error) {
		if err := j.wouldTake(tx, c); err != nil {
			return err
		}
		if key, err = tx.keyOf(c.Visit, j.Epoch()); err != nil {
			return err
		}
		_, err = tx.exec("INSERT INTO pending_capture (name, visit, question, at, purpose) VALUES (?, ?, ?, ?, ?)",
			name, c.Visit[:], c.Question, c.at, tx.db.seal(capturePlace(name), why))
		return err
	})
	if err != nil {
		return evidence.Entry{}, err
	}
	p, err := j.photos.ReceiveOf(key, c.R, name)
	if err != nil {
		return evidence.Entry{}, errors.Join(err, j.forget(name))
	}
	e, err := j.Append(ctx, j.photoTaken(c, p, j.taking(ctx, c, p.Facts.Look.Print), false))
	if err != nil {
		// The photo stays pending: the next Open makes its entry.
		return evidence.Entry{}, err
	}
	j.view(p)
	return e, nil
}

func (j *Journal) photoTaken(c Capture, p photo.Stored, t visits.Taking, adopted bool) Writing {
	refs := append([]evidence.Ref{{Kind: evidence.RefVisit, ID: c.Visit}, {Kind: evidence.RefOfficer, ID: j.identity.Load().Officer}}, c.Refs...)
	if !c.Case.IsZero() {
		refs = append(refs, evidence.Ref{Kind: evidence.RefCase, ID: c.Case})
	}
	f := p.Facts
	facts := visits.PhotoFacts{Question: c.Question, Source: c.Source, Width: f.Width, Height: f.Height, Adopted: adopted}
	facts.Note(f, t)
	return Writing{
		Kind: visits.PhotoTaken, Refs: refs, Photos: []photo.Stored{p},
		Facts: facts,
		Words: visits.PhotoWords{Photos: []visits.PhotoSecret{{
			Salt: p.Salt, SHA256: p.SHA256, Taken: f.TakenLocal, LatE7: f.LatE7, LonE7: f.LonE7, HasPlace: f.HasPlace,
			Print: visits.WritePrint(f.Look.Print),
		}}},
		Also: func(tx *Tx) error {
			_, err := tx.exec("DELETE FROM pending_capture WHERE name = ?", p.Name)
			probe.At("photo.entry")
			return err
		},
	}
}

// taking is what is known here when a photo is taken. What cannot be read is as
// if it were not known: a note must not cost the photo.
func (j *Journal) taking(ctx context.Context, c Capture, print uint64) visits.Taking {
	t := visits.Taking{Wall: c.at, Zone: int(j.options.Zone())}
	if about, err := j.Case(ctx, c.Case); err == nil && about != nil && about.Words != nil {
		t.Place = &about.Words.Place
	}
	var err error
	if t.Seen, err = j.seenElsewhere(ctx, c.Case, print); err != nil {
		t.Seen = false
	}
	return t
}

// seenElsewhere reports whether a photo of another case has the same picture, as
// far as the words of those photos are still here.
func (j *Journal) seenElsewhere(ctx context.Context, caseID evidence.ID, print uint64) (seen bool, err error) {
	if print == 0 || caseID.IsZero() {
		return false, nil
	}
	err = j.db.list(ctx, "SELECT epoch, seq, id, body FROM entries WHERE kind = ? AND content = 1 AND case_id <> ?", []any{visits.PhotoTaken, caseID[:]},
		func(scan func(...any) error) error {
			var s sealedEntry
			if err := scan(s.columns()...); err != nil || seen {
				return err
			}
			e, err := s.decode(j.db)
			if err != nil {
				return err
			}
			var w visits.PhotoWords
			if evidence.DecodePayload(e.Words.Bytes, &w) != nil {
				return nil // of a later version: it cannot be compared
			}
			for _, p := range w.Photos {
				if _, alike := photo.Alike(visits.ReadPrint(p.Print), print); alike {
					seen = true
				}
			}
			return nil
		})
	return seen, err
}

// wouldTake refuses a capture whose entry would be refused, before a byte of it
// is read: a photo that no entry may name could never leave this device.
func (j *Journal) wouldTake(tx *Tx, c Capture) error {
	if c.Visit.IsZero() {
		return errors.New("journal: a photo is taken at a visit; nothing was stored")
	}
	largest := photo.Stored{Size: photo.MaxSize, Root: evidence.Hash{1}, Facts: photo.Facts{Type: photo.JPEG, Width: photo.MaxPixels, Height: photo.MaxPixels,
		Look: photo.Look{Dark: 1000, Bright: 1000, Luma: 255, Print: math.MaxUint64}}}
	e, err := j.sign(tx, j.photoTaken(c, largest, visits.Taking{Seen: true}, true))
	if err != nil {
		return err
	}
	_, err = tx.settleCase(&e.Header)
	return err
}

// forget drops the plan of a capture that came to nothing.
func (j *Journal) forget(name string) error {
	return j.db.write(context.Background(), func(tx *Tx) error {
		_, err := tx.exec("DELETE FROM pending_capture WHERE name = ?", name)
		return err
	})
}

// sweep settles what a kill left of photos: every pending file that is a whole
// photo becomes an entry of its visit, the rest goes to found/ (D9).
func (j *Journal) sweep() error {
	if err := errors.Join(j.healWithdrawn(), j.settleSounds()); err != nil {
		return err
	}
	pending, err := j.pending()
	if err != nil {
		return err
	}
	named := map[string]bool{}
	err = j.db.list(context.Background(), "SELECT name FROM photos", nil, func(scan func(...any) error) error {
		var name string
		err := scan(&name)
		named[name] = true
		return err
	})
	if err != nil {
		return err
	}
	j.found, err = j.photos.Sweep(func(name string) photo.Verdict {
		if named[name] {
			return photo.Named
		}
		if _, waits := pending[name]; waits {
			return photo.Pending
		}
		return photo.Unknown
	})
	j.found = append(j.found, j.strays...)
	// A file that could not be settled today (a full disk, a bad file) keeps its
	// plan for the next Open; the day's work must not wait for it.
	settled := err == nil
	for _, s := range j.found {
		if s.Fate != photo.Adopted {
			continue
		}
		c := pending[s.Name]
		var err error
		if s.Stored.Key, err = j.photos.KeyOf(s.Name); err == nil {
			_, err = j.Append(context.Background(), j.photoTaken(c, s.Stored, j.taking(context.Background(), c, s.Stored.Facts.Look.Print), true))
		}
		settled = settled && err == nil
		delete(pending, s.Name)
	}
	if !settled {
		return nil
	}
	// What is left has no file, or one that now lies in found/.
	for name := range pending {
		if err := j.forget(name); err != nil {
			return err
		}
	}
	return nil
}

// pending are the plans of photos.
func (j *Journal) pending() (map[string]Capture, error) {
	list := map[string]Capture{}
	err := j.eachPlan(func(name string, c Capture, why purpose) {
		if why.Source != sourceSound && why.Source != sourceRecorder {
			list[name] = c
		}
	})
	return list, err
}

func (j *Journal) eachPlan(take func(name string, c Capture, why purpose)) error {
	return j.db.list(context.Background(), "SELECT name, visit, question, at, purpose FROM pending_capture", nil, func(scan func(...any) error) error {
		var name string
		var c Capture
		var b []byte
		var why purpose
		if err := scan(&name, raw(c.Visit[:]), &c.Question, &c.at, &b); err != nil {
			return err
		}
		b, err := j.db.unseal(capturePlace(name), b)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(b, &why); err != nil {
			return err
		}
		c.Case, c.Refs, c.Source = why.Case, why.Refs, why.Source
		take(name, c, why)
		return nil
	})
}
