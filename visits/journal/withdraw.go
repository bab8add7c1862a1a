package journal

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"fairvisit/evidence"
	"fairvisit/evidence/photo"
	"fairvisit/evidence/probe"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
)

// ErrNotOfVisit refuses to withdraw a photo that this device did not take at
// the visit; nothing was changed.
var ErrNotOfVisit = errors.New("journal: this photo is not of this visit")

// NotDeleted means that a photo is withdrawn and its file is still here; the
// next Open deletes it.
type NotDeleted struct{ Cause error }

func (e *NotDeleted) Error() string {
	return "The photo is withdrawn and is not sent; its file could not be deleted yet, and is when the app starts again: " + e.Cause.Error()
}

// WithdrawPhoto takes a photo of a visit that is open here back. One transaction
// makes the entry, takes the photo out of what is sent, and clears the answers it
// was; the file goes after the commit, for a file cannot be rolled back. w is the
// entry but for its kind and facts. Withdrawing twice makes one entry. Refused:
// ErrNoDraft, ErrNotOfVisit; then nothing was changed.
func (j *Journal) WithdrawPhoto(ctx context.Context, w Writing, f visits.PhotoWithdrawnFacts) error {
	w.Kind, w.Facts = visits.PhotoWithdrawn, f
	name := ""
	err := j.db.write(ctx, func(tx *Tx) error {
		var visit evidence.ID
		for _, r := range w.Refs {
			if r.Kind == evidence.RefVisit {
				visit = r.ID
			}
		}
		open, err := tx.one("SELECT 1 FROM drafts WHERE visit = ? AND state = 0", []any{visit[:]}, new(int))
		if err != nil || !open {
			return errors.Join(err, unless(open, ErrNoDraft))
		}
		var state int
		known, err := tx.one("SELECT p.name, p.state FROM photos p JOIN entries e ON e.id = p.entry WHERE p.entry = ? AND p.idx = ? AND e.visit_id = ?",
			[]any{f.Entry[:], f.Index, visit[:]}, &name, &state)
		if err != nil || !known {
			return errors.Join(err, unless(known, ErrNotOfVisit))
		}
		if state == withdrawn {
			return nil
		}
		if _, err := j.append(tx, w); err != nil {
			return err
		}
		if _, err := tx.exec("UPDATE photos SET state = ? WHERE entry = ? AND idx = ?", withdrawn, f.Entry[:], f.Index); err != nil {
			return err
		}
		return tx.clearAnswers(visit, f, j.options.Now())
	})
	if err != nil {
		return err
	}
	j.signal()
	probe.At("photo.withdrawn")
	if err := j.photos.Delete(name); err != nil {
		return &NotDeleted{err}
	}
	return nil
}

func unless(ok bool, err error) error {
	if ok {
		return nil
	}
	return err
}

// clearAnswers has the questions asked again whose standing answer is the photo:
// no question takes the empty answer for one.
func (tx *Tx) clearAnswers(visit evidence.ID, f visits.PhotoWithdrawnFacts, at int64) error {
	var log []DraftAnswer
	if err := tx.all(answersOfVisit, []any{visit[:]}, tx.db.takeAnswers(visit, &log)); err != nil {
		return err
	}
	standing := map[string]DraftAnswer{}
	for _, a := range log {
		standing[a.Question] = a
	}
	next := len(log)
	if next > 0 {
		next = log[len(log)-1].N
	}
	for _, a := range log { // in the order of the log, each question once
		var v checklist.Value
		if standing[a.Question].N != a.N || evidence.DecodePayload(a.Value, &v) != nil || v.Entry != f.Entry {
			continue
		}
		next++
		cleared := DraftAnswer{N: next, Question: a.Question, Value: []byte("{}"), At: at, Reason: f.Reason}
		if err := tx.insertAnswer(visit, cleared); err != nil {
			return err
		}
	}
	return nil
}

// healWithdrawn deletes the files of withdrawn photos that a stop, or a disk
// that would not, left here. The day's work does not wait for what cannot be
// deleted today.
func (j *Journal) healWithdrawn() error {
	var names []string
	err := j.db.list(context.Background(), "SELECT name FROM photos WHERE state = 4", nil, func(scan func(...any) error) error {
		var name string
		err := scan(&name)
		names = append(names, name)
		return err
	})
	if err != nil {
		return err
	}
	j.deleteWithdrawn(names)
	return nil
}

func (j *Journal) deleteWithdrawn(names []string) {
	for _, name := range names {
		_ = j.photos.Delete(name) // the next Open tries again
	}
}

// takeBack withdraws the photos here that rows of visits say were withdrawn, and
// returns the names of their files: a store brought back from a copy holds the
// photo again, and its own entry that withdrew it is at headquarters only.
func (tx *Tx) takeBack(rows []Row) (names []string, err error) {
	for _, r := range rows {
		if k, err := visits.ParseKey(r.Entity); err != nil || k.Kind != visits.KindVisit || !bytes.Contains(r.Body, []byte(`"withdrawn":`)) && !bytes.Contains(r.Body, []byte(`"answered":`)) {
			continue // of most visits there is no more to read
		}
		var v visits.Visit
		if json.Unmarshal(r.Body, &v) != nil {
			continue // of a later version: kept, not understood
		}
		for _, p := range v.Files() {
			if _, is := v.Withdrawal(p); !is {
				continue
			}
			var name string
			found, err := tx.one("UPDATE photos SET state = 4 WHERE entry = ? AND idx = ? AND state < 4 RETURNING name", []any{p.Entry[:], p.Index}, &name)
			if err != nil {
				return nil, err
			}
			if found {
				names = append(names, name)
			}
		}
	}
	return names, nil
}

// fillWithdrawn brings the row of a withdrawn photo over, with the name of its
// file where that is still here: Open deletes it then, and no plan of its
// capture adopts it again.
func (s *salvage) fillWithdrawn(tx *Tx, folder *photo.Folder, sizes map[int64][]string, k photoKey, p photo.Stored) error {
	if p.Name = s.photos[k].name; p.Name == "" {
		for _, name := range sizes[folder.Length(p.Size)] {
			if folder.Verify(name, p.Salt, p.Root, p.Size) == nil {
				p.Name = name
			}
		}
	}
	if p.Name == "" {
		p.Name = evidence.NewID().String() // the file is gone; the row still says why
	}
	if err := tx.insertPhoto(k.entry, k.index, p); err != nil {
		return fmt.Errorf("photo of entry %s: %w", k.entry.Short(), err)
	}
	_, err := tx.exec("UPDATE photos SET state = ? WHERE entry = ? AND idx = ?", withdrawn, k.entry[:], k.index)
	return err
}

// takenBack are the photos the chain says were withdrawn.
func (f *finds) takenBack() map[photoKey]bool {
	list := map[photoKey]bool{}
	for _, e := range f.entries {
		var w visits.PhotoWithdrawnFacts
		if e.Header.Kind == visits.PhotoWithdrawn && evidence.DecodePayload(e.Facts.Bytes, &w) == nil {
			list[photoKey{w.Entry, w.Index}] = true
		}
	}
	return list
}
