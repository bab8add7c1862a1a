package visiting

import (
	"context"
	"errors"
	"slices"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/journal"
	"fairvisit/visits/rules"
)

// snapshot is the visit as it lies on the disk.
type snapshot struct {
	visit   visits.Visit
	about   *visits.Case // nil after a salvage, until headquarters sends it again
	log     []journal.DraftAnswer
	answers checklist.Answers
	verdict rules.Verdict
	packs   []rules.Pack // in force
	say     []string     // what may be said now to whom the crew speaks to
	spouse  []string     // what more, where this adult is the debtor's spouse
	to      string       // whom, "" where nobody could tell
	photos  []journal.OutPhoto
	sent    journal.VisitSent
	gaps    []visits.EvidenceGap // what the outcomes lack

	cash     fieldwork.CashStanding
	receipts bool // were carried when the officer said to be ready that day
}

var errNoVisit = errors.New("the start of this visit is not on this device")

func (m *model) read(ctx context.Context) (snapshot, error) {
	var at snapshot
	j := m.d.Journal
	v, err := j.Visit(ctx, m.v.ID)
	if err != nil {
		return at, err
	}
	if v == nil {
		return at, errNoVisit
	}
	at.visit = *v
	if at.log, err = j.DraftAnswers(ctx, m.v.ID); err != nil {
		return at, err
	}
	if at.answers, err = fieldwork.AnswersOf(at.log); err != nil {
		return at, err
	}
	_, asked := at.askedToLeave()
	standing, err := m.v.Stands(ctx, at.answers, asked)
	if err != nil {
		return at, err
	}
	at.take(standing)
	law, err := m.d.Officer.Law(ctx)
	if err != nil {
		return at, err
	}
	if at.packs = law.Packs; at.about != nil {
		at.packs = law.Of(at.about)
	}
	if at.photos, err = j.PhotosOf(ctx, m.v.ID); err != nil {
		return at, err
	}
	if at.gaps, err = m.v.Missing(ctx, at.outcomes(m.list()), at.promises(m.list())); err != nil {
		return at, err
	}
	if at.cash, err = m.v.Cash(ctx); err != nil {
		return at, err
	}
	tour, err := j.Tour(ctx, m.d.Me(), at.visit.Day())
	if err != nil {
		return at, err
	}
	at.receipts = tour != nil && tour.Ready != nil && slices.Contains(tour.Ready.Carried, visits.CarriedReceipts)
	at.sent, err = j.VisitSent(ctx, m.v.ID)
	return at, err
}

// line is the newest entry of a kind, zero for none.
func (at *snapshot) line(kind string) (wall int64, n int) {
	n = -1
	for i, l := range at.visit.Lines {
		if l.Kind == kind {
			wall, n = l.Wall, i
		}
	}
	return wall, n
}

// askedToLeave is when the crew was asked to leave (µs), unless that was a slip
// of the finger.
func (at *snapshot) askedToLeave() (int64, bool) {
	wall, asked := at.line(visits.LeaveAsked)
	_, mistaken := at.line(visits.LeaveMistaken)
	return wall, asked >= 0 && asked > mistaken
}

// left is when the crew left.
func (at *snapshot) left() (int64, bool) {
	wall, n := at.line(visits.VisitLeft)
	return wall, n >= 0
}

func (at *snapshot) closed() bool { return at.visit.Closed != nil }

// head is the newest entry of a phase, and how many answers it holds.
func (at *snapshot) head(phase string) (entry evidence.Hash, holds int, ok bool) {
	for _, p := range at.visit.Phases {
		if p.Phase != phase {
			continue
		}
		replaced := slices.ContainsFunc(at.visit.Phases, func(x visits.Phase) bool { return x.Replaces == p.Entry })
		if !replaced {
			entry, holds, ok = p.Entry, len(p.Given()), true
		}
	}
	return entry, holds, ok
}

// given counts the answers of a phase in the log, corrections included.
func (at *snapshot) given(l checklist.List, phase string) int {
	n := 0
	for _, d := range at.log {
		if q, ok := l.Question(d.Question); ok && q.Phase == phase {
			n++
		}
	}
	return n
}

// subjects are whom the visit is to, the debtor first.
func (at *snapshot) subjects() []visits.Subject {
	if at.visit.Opened == nil {
		return nil
	}
	list := slices.Clone(at.visit.Opened.Subjects)
	slices.SortStableFunc(list, func(a, b visits.Subject) int { return debtorFirst(a.Role) - debtorFirst(b.Role) })
	return list
}

func debtorFirst(role string) int {
	if role == rules.RoleDebtor {
		return 0
	}
	return 1
}

// person is what is known of one of them; nil once erased or withheld.
func (at *snapshot) person(party evidence.ID) *visits.PartyWords {
	if at.about == nil || at.about.Words == nil {
		return nil
	}
	for i := range at.about.Words.Parties {
		if p := &at.about.Words.Parties[i]; p.Party == party {
			return p
		}
	}
	return nil
}
