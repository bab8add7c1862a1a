package visits

import (
	"fmt"
	"slices"

	"fairvisit/evidence"
)

// theVisit is the visit an entry must name; the header fold has made it.
func (p *Pictures) theVisit(in Input) (*Visit, error) {
	id := in.Entry.Header.Visit()
	if id.IsZero() {
		return nil, payloadError{fmt.Errorf("no visit is named")}
	}
	return p.visit(id)
}

// recount brings the case's contact record up to date after the visit changed.
func (p *Pictures) recount(v *Visit, e *evidence.Entry) error {
	if v.Case.IsZero() {
		return nil
	}
	return p.count(v, e)
}

func foldOpened(p *Pictures, in Input) error {
	f, err := facts[OpenedFacts](in.Entry)
	if err != nil {
		return err
	}
	v, err := p.theVisit(in)
	if err != nil {
		return err
	}
	if v.Opened != nil {
		return p.recount(v, in.Entry)
	}
	v.Opened = &f
	if err := p.disown(v, in); err != nil {
		return err
	}
	v.reach(StatusOpened)
	if err := p.useSlot(v, f.Decision, in); err != nil {
		return err
	}
	if err := p.judgeOrder(v, f, in); err != nil {
		return err
	}
	return p.recount(v, in.Entry)
}

// judgeOrder compares the decision a visit acted on with the one in force now.
// The visit is kept and counted in any case: it happened (D21).
func (p *Pictures) judgeOrder(v *Visit, f OpenedFacts, in Input) error {
	if v.Case.IsZero() || v.Practice {
		return nil
	}
	c, err := p.caseOf(v.Case)
	if err != nil {
		return err
	}
	code := ""
	switch {
	case f.Decision.IsZero() || len(c.Decisions) == 0:
		code = NoOrder
	case f.Decision != c.Standing:
		code = LateWork
		v.Late = true
	}
	if code != "" {
		p.find(code, in, v.Unit, v.Officer, "")
	}
	return nil
}

func foldPhase(p *Pictures, in Input) error {
	f, err := facts[PhaseFacts](in.Entry)
	if err != nil {
		return err
	}
	w, err := words[PhaseWords](in.Entry)
	if err != nil {
		return err
	}
	v, err := p.theVisit(in)
	if err != nil {
		return err
	}
	ph := Phase{Entry: in.Entry.ID, Phase: f.Phase, Replaces: f.Replaces, Answers: f.Answers}
	switch {
	case w != nil:
		ph.Words, ph.WordsAre = w.Answers, WordsHere
	case !in.Entry.Header.Words.IsZero():
		ph.WordsAre = WordsGone
	}
	v.Phases = insertByEntry(v.Phases, ph, func(x Phase) evidence.Hash { return x.Entry })
	return nil
}

func foldPhoto(p *Pictures, in Input) error {
	f, err := facts[PhotoFacts](in.Entry)
	if err != nil {
		return err
	}
	v, err := p.theVisit(in)
	if err != nil {
		return err
	}
	for _, have := range v.Photos {
		if have.Entry == in.Entry.ID {
			return nil
		}
	}
	for i, r := range in.Entry.Header.Photos {
		v.Photos = append(v.Photos, PhotoLine{Entry: in.Entry.ID, Index: i, Device: in.Entry.Header.Device, Root: r.Root, Size: r.Size, Type: r.Type, Question: f.Question, Noted: f.Noted})
	}
	sortPhotos(v.Photos)
	if err := p.countPhotos(in, in.Entry.Header.Device, len(in.Entry.Header.Photos), 0); err != nil {
		return err
	}
	return p.compare(in, v)
}

func foldPhotoLost(p *Pictures, in Input) error {
	f, err := facts[PhotoLostFacts](in.Entry)
	if err != nil {
		return err
	}
	v, err := p.theVisit(in)
	if err != nil {
		return err
	}
	for i := range v.Photos {
		if v.Photos[i].Entry == f.Entry && v.Photos[i].Index == f.Index {
			v.Photos[i].Lost = f.Reason
		}
	}
	for i := range v.Sounds {
		for k, l := range v.Sounds[i].Files {
			if l.Entry == f.Entry && l.Index == f.Index {
				v.Sounds[i].Files[k].Lost = f.Reason
			}
		}
	}
	p.find(PhotoMissing, in, v.Unit, v.Officer, f.Reason)
	return nil
}

func foldMoney(p *Pictures, in Input) error {
	f, err := facts[MoneyFacts](in.Entry)
	if err != nil {
		return err
	}
	v, err := p.theVisit(in)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(v.Money, func(l MoneyLine) bool { return l.Entry == in.Entry.ID }) {
		return nil
	}
	line := MoneyLine{Entry: in.Entry.ID, MoneyFacts: f}
	if p.collects(in) && in.Received >= depositsFrom {
		at, err := p.happened(in)
		if err != nil {
			return err
		}
		line.At = max(at, depositsFrom)
	}
	v.Money = insertByEntry(v.Money, line, func(x MoneyLine) evidence.Hash { return x.Entry })
	if err := p.paid(v, f, in.Entry); err != nil {
		return err
	}
	if line.Cash() && v.Opened == nil && in.Status == evidence.Whole && !v.begun() {
		p.find(RuleCash, in, v.Unit, v.Officer, fmt.Sprintf("H-CASH cash_without_visit %d %s", line.Amount, line.Code()))
	}
	if err := p.numbered(v, &line, in); err != nil {
		return err
	}
	return p.owe(v, f, in)
}

func foldNote(p *Pictures, in Input) error {
	w, err := words[NoteWords](in.Entry)
	if err != nil {
		return err
	}
	n := NoteLine{Entry: in.Entry.ID}
	if w != nil {
		if err := w.Check(); err != nil {
			return payloadError{err}
		}
		n.Text, n.Strokes = w.Text, w.Strokes
	}
	v, err := p.theVisit(in)
	if err != nil {
		return err
	}
	v.Notes = insertByEntry(v.Notes, n, func(x NoteLine) evidence.Hash { return x.Entry })
	return nil
}

func foldSignature(p *Pictures, in Input) error {
	f, err := facts[SignatureFacts](in.Entry)
	if err != nil {
		return err
	}
	v, err := p.theVisit(in)
	if err != nil {
		return err
	}
	v.Signed = insertByEntry(v.Signed, SignedLine{in.Entry.ID, f}, func(x SignedLine) evidence.Hash { return x.Entry })
	return nil
}

// foldStatus is the fold of a kind that only moves the visit on.
func foldStatus(status string) func(*Pictures, Input) error {
	return func(p *Pictures, in Input) error {
		v, err := p.theVisit(in)
		if err != nil {
			return err
		}
		v.reach(status)
		if status == StatusAbandoned {
			if err := p.foldEnd(v, in); err != nil {
				return err
			}
		}
		return p.recount(v, in.Entry)
	}
}

func foldClosed(p *Pictures, in Input) error {
	f, err := facts[ClosedFacts](in.Entry)
	if err != nil {
		return err
	}
	v, err := p.theVisit(in)
	if err != nil {
		return err
	}
	if v.Closed == nil {
		v.Closed = &f
		entries, photos := v.countsUpTo(in.Entry)
		if (f.Entries != entries || f.Photos != photos) && in.Status == evidence.Whole {
			p.find(CountWrong, in, v.Unit, v.Officer, fmt.Sprintf("says %d entries and %d photos, holds %d and %d", f.Entries, f.Photos, entries, photos))
		}
	}
	v.reach(StatusClosed)
	if err := p.foldEnd(v, in); err != nil {
		return err
	}
	if err := p.promised(v, in.Entry); err != nil {
		return err
	}
	return p.recount(v, in.Entry)
}
