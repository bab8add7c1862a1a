package journal

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"fairvisit/evidence"
	"fairvisit/evidence/photo"
	"fairvisit/visits"
)

// salvage brings what was found into a new store.
type salvage struct {
	*finds
	dir       string
	report    Report
	withdrawn map[photoKey]bool
}

func (s *salvage) fill(j *Journal, tx *Tx) error {
	chains := s.chains()
	for _, c := range chains {
		if err := s.fillChain(j, tx, c); err != nil {
			return err
		}
	}
	s.withdrawn = s.takenBack()
	if err := s.fillPhotos(tx, chains); err != nil {
		return err
	}
	if err := errors.Join(s.fillDrafts(tx), s.fillPending(tx)); err != nil {
		return err
	}
	if err := tx.rebuild(); err != nil {
		return err
	}
	return j.beginEpoch(tx, "salvaged")
}

// chain is what is left of one epoch, in order of number.
type chain struct {
	epoch   evidence.ID
	old     evidence.ID // the epoch before, where its first entry is left
	entries []*evidence.Entry
	end     uint64 // the last number known to have existed
}

// chains puts the epochs in order: by what their first entries say, and by the
// wall clock where those are lost.
func (s *salvage) chains() []*chain {
	byEpoch := map[evidence.ID]*chain{}
	of := func(epoch evidence.ID) *chain {
		if byEpoch[epoch] == nil {
			byEpoch[epoch] = &chain{epoch: epoch}
		}
		return byEpoch[epoch]
	}
	for _, e := range s.entries {
		c := of(e.Header.Epoch)
		c.entries = append(c.entries, e)
		c.end = max(c.end, e.Header.Seq)
		var f visits.EpochFacts
		if e.Header.Kind == visits.EpochOpened && evidence.DecodePayload(e.Facts.Bytes, &f) == nil && !f.Old.IsZero() {
			c.old = f.Old
			of(f.Old).end = max(of(f.Old).end, f.Seq)
		}
	}
	list := make([]*chain, 0, len(byEpoch))
	for _, c := range byEpoch {
		c.settle()
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b *chain) int {
		return cmp.Or(cmp.Compare(a.first(), b.first()), slices.Compare(a.epoch[:], b.epoch[:]))
	})
	var ordered []*chain
	done := map[evidence.ID]bool{}
	var place func(c *chain)
	place = func(c *chain) {
		if c == nil || done[c.epoch] {
			return
		}
		done[c.epoch] = true
		place(byEpoch[c.old])
		ordered = append(ordered, c)
	}
	for _, c := range list {
		place(c)
	}
	return ordered
}

func (c *chain) first() int64 {
	if len(c.entries) == 0 {
		return 0
	}
	return c.entries[0].Header.Wall
}

// settle orders the entries. Of two at one number the one the next goes on from
// stays: a page may still hold an entry whose transaction never was.
func (c *chain) settle() {
	named := map[evidence.Hash]bool{}
	for _, e := range c.entries {
		named[e.Header.Prev] = true
	}
	slices.SortFunc(c.entries, func(a, b *evidence.Entry) int {
		switch {
		case a.Header.Seq != b.Header.Seq:
			return cmp.Compare(a.Header.Seq, b.Header.Seq)
		case named[a.ID] != named[b.ID]:
			return map[bool]int{true: -1, false: 1}[named[a.ID]]
		}
		return slices.Compare(a.ID[:], b.ID[:])
	})
	c.entries = slices.CompactFunc(c.entries, func(a, b *evidence.Entry) bool { return a.Header.Seq == b.Header.Seq })
}

func (s *salvage) fillChain(j *Journal, tx *Tx, c *chain) error {
	if err := j.openEpoch(tx, c.epoch); err != nil {
		return err
	}
	return s.eachOf(c, func(e *evidence.Entry) error { return tx.insert(e, unsent) })
}

// eachOf takes the entries of a chain in order and reports the holes between.
func (s *salvage) eachOf(c *chain, take func(*evidence.Entry) error) error {
	next := uint64(1)
	for _, e := range c.entries {
		s.missNumbers(c, next, e.Header.Seq)
		next = e.Header.Seq + 1
		if err := take(e); err != nil {
			return err
		}
		s.report.Entries++
	}
	s.missNumbers(c, next, c.end+1)
	return nil
}

// missNumbers reports that the numbers from one up to before another are gone.
func (s *salvage) missNumbers(c *chain, from, to uint64) {
	switch {
	case from+1 == to:
		s.report.Missing = append(s.report.Missing, fmt.Sprintf("entry %d of epoch %s", from, c.epoch.Short()))
	case from < to:
		s.report.Missing = append(s.report.Missing, fmt.Sprintf("entries %d to %d of epoch %s", from, to-1, c.epoch.Short()))
	}
}

func (s *salvage) fillPhotos(tx *Tx, chains []*chain) error {
	folder, err := photo.OpenSealed(s.dir, s.key)
	if err != nil {
		return err
	}
	sizes, err := sizesOf(filepath.Join(s.dir, "photos"))
	if err != nil {
		return err
	}
	for _, c := range chains {
		for _, e := range c.entries {
			for i, ref := range e.Header.Photos {
				if err := s.fillPhoto(tx, folder, sizes, e, i, ref); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// sizesOf lists the files of a folder by size, so that a photo whose row is
// lost is looked for among the few it can be.
func sizesOf(dir string) (map[int64][]string, error) {
	files, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	bySize := map[int64][]string{}
	for _, f := range files {
		if info, err := f.Info(); err == nil {
			bySize[info.Size()] = append(bySize[info.Size()], f.Name())
		}
	}
	return bySize, nil
}

func (s *salvage) fillPhoto(tx *Tx, folder *photo.Folder, sizes map[int64][]string, e *evidence.Entry, index int, ref evidence.PhotoRef) (err error) {
	k := photoKey{e.ID, index}
	p := s.described(e, index, ref)
	if s.isBack(k) {
		return s.fillWithdrawn(tx, folder, sizes, k, p)
	}
	if !s.findFile(folder, sizes, e, index, &p) {
		return nil
	}
	if p.Key, err = folder.KeyOf(p.Name); err != nil {
		return err
	}
	return tx.insertPhoto(e.ID, index, p)
}

// isBack reports whether a photo was withdrawn.
func (s *salvage) isBack(k photoKey) bool { return s.photos[k].state == withdrawn || s.withdrawn[k] }

// described is what is known of a photo without its file.
func (s *salvage) described(e *evidence.Entry, index int, ref evidence.PhotoRef) photo.Stored {
	row := s.photos[photoKey{e.ID, index}]
	p := photo.Stored{Root: ref.Root, Size: ref.Size, Facts: photo.Facts{Type: ref.Type}, Salt: row.salt, SHA256: row.sum}
	var w visits.PhotoWords
	if e.Words.State == evidence.Present && evidence.DecodePayload(e.Words.Bytes, &w) == nil && index < len(w.Photos) {
		p.Salt, p.SHA256 = w.Photos[index].Salt, w.Photos[index].SHA256
	}
	return p
}

// findFile finds the file of a photo and counts it. One that should be there and
// is not is missing; one that was purged or given up before is not.
func (s *salvage) findFile(folder *photo.Folder, sizes map[int64][]string, e *evidence.Entry, index int, p *photo.Stored) bool {
	row, known := s.photos[photoKey{e.ID, index}]
	if known && row.state == gone || !known && e.Words.State != evidence.Present {
		return false
	}
	for _, name := range append([]string{row.name}, sizes[folder.Length(p.Size)]...) {
		if name != "" && folder.Verify(name, p.Salt, p.Root, p.Size) == nil {
			p.Name = name
			s.report.Photos++
			return true
		}
	}
	s.report.Missing = append(s.report.Missing, fmt.Sprintf("photo %d of entry %d of epoch %s", index+1, e.Header.Seq, e.Header.Epoch.Short()))
	return false
}

// fillDrafts opens every visit again that was opened and, as far as is known,
// not finished. An answer whose draft is lost brings its draft back.
func (s *salvage) fillDrafts(tx *Tx) error {
	state := map[evidence.ID]int{}
	for _, e := range s.entries {
		v := e.Header.Visit()
		switch e.Header.Kind {
		case visits.VisitOpened:
			if _, known := s.drafts[v]; !known {
				s.drafts[v] = Draft{Visit: v, Case: e.Header.Case(), Opened: e.Header.Wall, Last: e.Header.Wall}
			}
		case visits.VisitClosed:
			state[v] = draftClosed
		case visits.VisitAbandoned:
			state[v] = max(state[v], draftClosed)
		}
	}
	for v, log := range s.answers {
		d, known := s.drafts[v]
		if !known {
			d = Draft{Visit: v}
		}
		for _, a := range log {
			if d.Opened == 0 || a.At < d.Opened {
				d.Opened = a.At
			}
			d.Last = max(d.Last, a.At)
			if err := s.fillAnswer(tx, v, a); err != nil {
				return err
			}
		}
		s.drafts[v] = d
	}
	for v, d := range s.drafts {
		if _, err := tx.exec("INSERT INTO drafts (visit, case_id, opened, last_at, state) VALUES (?, ?, ?, ?, ?)",
			v[:], orNull(d.Case), d.Opened, d.Last, state[v]); err != nil {
			return err
		}
	}
	return nil
}

func (s *salvage) fillAnswer(tx *Tx, visit evidence.ID, a DraftAnswer) error {
	err := tx.insertAnswer(visit, a)
	if err == nil {
		s.report.Answers++
	}
	return err
}

// fillPending brings plans of captures over that no entry has fulfilled, so
// that the photo is adopted.
func (s *salvage) fillPending(tx *Tx) error {
	for name, row := range s.pending {
		taken, err := tx.one("SELECT 1 FROM photos WHERE name IN (?, ?)", []any{name, pieceName(name, 0)}, new(int))
		if err != nil {
			return err
		}
		if taken {
			continue
		}
		if _, err := tx.exec("INSERT INTO pending_capture (name, visit, question, at, purpose) VALUES (?, ?, ?, ?, ?)", row...); err != nil {
			return err
		}
	}
	return nil
}
