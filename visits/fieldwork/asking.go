package fieldwork

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/journal"
	"fairvisit/visits/plan"
	"fairvisit/visits/promise"
	"fairvisit/visits/rules"
)

// ErrNotAsked refuses an answer to a visit that nobody asks for any more.
var ErrNotAsked = errors.New("this visit is not asked for any more, or something was decided there since; nothing was written, look again")

var (
	errAskFar   = errors.New("a visit is asked for no more than 90 days ahead; nothing was stored")
	errAskOver  = errors.New("these days are over; ask for one that is not; nothing was stored")
	errTakeOver = errors.New("this day is over, nobody can go there on it; nothing was written")
)

// AskLook is what the rules in force say to a visit before it is asked for. It
// promises nothing: who goes and what is known by then is judged at the door.
type AskLook struct {
	Case    *visits.Case
	Not     []string      // its days on which nobody may begin within its hours
	Next    int64         // µs: the first moment, from the first that is asked for on, at which somebody may; 0: none is known
	Against []string      // rules and codes that speak against its first moment
	Verdict rules.Verdict // at that moment
	Held    string        // a live promise holds contact until this day; "": none does
}

// LookAtAsk puts a visit that somebody would ask for to the packs in force.
func (o *Officer) LookAtAsk(ctx context.Context, caseID evidence.ID, f visits.AskFacts) (AskLook, error) {
	days, err := f.Days()
	if err != nil {
		return AskLook{}, err
	}
	c, err := o.Journal.Case(ctx, caseID)
	if err != nil {
		return AskLook{}, err
	}
	if c == nil || c.Imported.IsZero() {
		return AskLook{}, fmt.Errorf("case %s is not on this device; ask for it by a reference", caseID.Short())
	}
	q, l, err := o.question(ctx, c, evidence.ID{})
	if err != nil {
		return AskLook{}, err
	}
	packs, err := o.rulesFor(ctx, l, &q)
	if err != nil {
		return AskLook{}, err
	}
	zone, err := time.LoadLocation(c.Facts.Zone)
	if err != nil || c.Facts.Zone == "" {
		return AskLook{}, fmt.Errorf("nobody knows the time at this address, so no hour of it can be asked for")
	}
	q.Crew = anybody(packs)
	ask := func(at int64) rules.Verdict {
		by := q.At(at)
		by.Case.FlagsAsOf, by.PacksAsOf, by.Slot = at, at, rules.Slot{} // whoever goes has heard headquarters by then
		return rules.Evaluate(packs, by)
	}
	look := AskLook{Case: c, Held: promise.HeldUntil(c, f.Day, promise.House(), 0)}
	for i, day := range days {
		from, until := hoursOf(&f, day, zone)
		from = max(from, q.When.Wall)
		open := []plan.Opening(nil)
		if from < until {
			open, _ = plan.Openings(ask, from, until)
		}
		if i == 0 || look.Verdict.Decision == "" {
			look.first(ask(from))
		}
		switch {
		case len(open) == 0:
			look.Not = append(look.Not, day)
		case look.Next == 0 || open[0].From < look.Next:
			look.Next = open[0].From
		}
	}
	if look.Next == 0 {
		look.Next = look.Verdict.NextOnline
	}
	return look, nil
}

// first notes what speaks against the first moment that is asked for.
func (l *AskLook) first(v rules.Verdict) {
	l.Verdict = v
	for _, r := range v.Reasons {
		l.Against = append(l.Against, r.Rule+" "+r.Code)
	}
	l.Against = l.Against[:min(len(l.Against), 8)]
}

// hoursOf are the moments of a day that would do, µs, until outside.
func hoursOf(f *visits.AskFacts, day string, zone *time.Location) (from, until int64) {
	midnight, err := time.ParseInLocation(time.DateOnly, day, zone)
	if err != nil {
		return 0, 0
	}
	at := func(minute int) int64 {
		return time.Date(midnight.Year(), midnight.Month(), midnight.Day(), 0, minute, 0, 0, zone).UnixMicro()
	}
	if f.To == 0 {
		return at(0), at(24 * 60)
	}
	return at(f.From), at(f.To)
}

// anybody is a crew that lacks nothing: who goes is a manager's to say, and a wish is
// not turned down for who wishes it.
func anybody(packs []rules.Pack) []rules.Officer {
	var papers []rules.Certificate
	size := 1
	for i := range packs {
		size = max(size, packs[i].Crew.Min)
		for _, c := range packs[i].Certificates {
			papers = append(papers, rules.Certificate{Kind: c.Kind, Until: math.MaxInt64})
		}
	}
	crew := make([]rules.Officer, size)
	for i := range crew {
		crew[i] = rules.Officer{ID: evidence.NewID(), Certificates: papers}
	}
	return crew
}

// AskVisit notes that this officer asks for a visit to a case, or by a reference to one
// that is not here (a zero case), and gives the entry with what the rules say to it.
// The same question again is the one there is. Refused, and nothing is stored: what
// visits.AskFacts.Check and visits.AskWords.Check refuse, and days that are all over.
func (o *Officer) AskVisit(ctx context.Context, caseID evidence.ID, f visits.AskFacts, w visits.AskWords) (evidence.Hash, AskLook, error) {
	var look AskLook
	f.Reference, f.Standing, f.Not, f.Next, f.Against = caseID.IsZero(), evidence.Hash{}, nil, 0, nil
	if err := errors.Join(f.Check(), w.Check(&f)); err != nil {
		return evidence.Hash{}, look, err
	}
	me := o.Journal.Identity().Officer
	if f.TooFar(o.Today(nil)) {
		return evidence.Hash{}, look, errAskFar
	}
	if f.Until < o.Today(nil) && f.Reference {
		return evidence.Hash{}, look, errAskOver
	}
	if f.Reference {
		caseID = evidence.NewID() // stands for the case that nobody knows here, and has a key of its own
	} else {
		var err error
		if look, err = o.LookAtAsk(ctx, caseID, f); err != nil {
			return evidence.Hash{}, look, err
		}
		if f.Until < o.Today(look.Case) {
			return evidence.Hash{}, look, errAskOver
		}
		f.Standing, f.Not, f.Next, f.Against = look.Case.Standing, look.Not, look.Next, look.Against
	}
	mine, err := o.Asks(ctx)
	if err != nil {
		return evidence.Hash{}, look, err
	}
	for i := range mine {
		if a := &mine[i]; a.Officer == me && alike(a, caseID, &f, w) {
			return a.Entry, look, nil
		}
	}
	var words any
	if w != (visits.AskWords{}) {
		words = w
	}
	e, err := o.Journal.Append(ctx, journal.Writing{Kind: visits.VisitAsked, Facts: f, Words: words,
		Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: caseID}, {Kind: evidence.RefOfficer, ID: me}}})
	return e.ID, look, err
}

// alike reports whether an open question says what is asked again.
func alike(a *visits.Ask, caseID evidence.ID, f *visits.AskFacts, w visits.AskWords) bool {
	was := visits.AskWords{}
	if a.Words != nil {
		was = *a.Words
	}
	return len(a.Answers) == 0 && a.Plan.State == "" && a.Reference == f.Reference && (f.Reference || a.Case == caseID && a.Standing == f.Standing) && was == w &&
		a.Day == f.Day && a.Until == f.Until && a.From == f.From && a.To == f.To && a.Why == f.Why && a.Who == f.Who && a.Need == f.Need && a.Visit == f.Visit
}

// Asks are the visits asked for that this device knows, by their last day.
func (o *Officer) Asks(ctx context.Context) ([]visits.Ask, error) {
	list, err := journal.All[visits.Ask](ctx, o.Journal, visits.KindAsk)
	list = slices.DeleteFunc(list, func(a visits.Ask) bool { return a.Entry.IsZero() || a.Plan.Erased })
	slices.SortFunc(list, func(x, y visits.Ask) int { return visits.CompareAsks(&x, &y) })
	return list, err
}

// Taking is how a manager takes visits asked for of one case into the plan.
type Taking struct {
	Case            *visits.Case // as it was looked at
	Asks            []visits.Ask
	Officer, Second evidence.ID
	Day             string
	Order           int
	Text            string
}

// TakeAsks decides who goes there and answers every question with that decision, in
// one transaction. ErrNotAsked: the case is not as it was looked at, or one of them waits
// for no answer any more. What the rules say to the day and who goes is for who shows it.
func (o *Officer) TakeAsks(ctx context.Context, t Taking) error {
	id := o.Journal.Identity()
	if !visits.MayDecide(id.Role) {
		return errNotAtDesk
	}
	if len(t.Text) > 0 && len([]rune(t.Text)) > visits.AskTextMost || t.Officer.IsZero() || !promise.IsDay(t.Day) {
		return errors.New("say who goes and on which day, and at most 500 characters to it; nothing was written")
	}
	today := o.Today(t.Case)
	if t.Day < today {
		return errTakeOver
	}
	here, err := o.Asks(ctx)
	if err != nil {
		return err
	}
	waits := func(c *visits.Case) bool {
		return !slices.ContainsFunc(t.Asks, func(a visits.Ask) bool {
			i := slices.IndexFunc(here, func(x visits.Ask) bool { return x.Entry == a.Entry })
			if i < 0 || !a.Reference && a.Case != c.ID {
				return true
			}
			s := here[i].Stands(c, today)
			return !s.Waits(&here[i], today)
		})
	}
	refs := func(caseID evidence.ID) []evidence.Ref {
		return []evidence.Ref{{Kind: evidence.RefCase, ID: caseID}, {Kind: evidence.RefOfficer, ID: id.Officer}}
	}
	replaces := t.Case.Contested
	if !t.Case.Standing.IsZero() {
		replaces = append([]evidence.Hash{t.Case.Standing}, replaces...)
	}
	decision := journal.Writing{Kind: visits.CaseAssigned, Refs: refs(t.Case.ID), Facts: visits.AssignFacts{Officer: t.Officer, Second: t.Second, Day: t.Day, Order: t.Order,
		Replaces: replaces, Reason: "asked"}}
	return o.Journal.AppendThen(ctx, func(tx *journal.Tx) (journal.Writing, error) {
		now, err := tx.Case(t.Case.ID)
		if err == nil && (now == nil || now.Stopped() || now.Closed != nil || now.Standing != t.Case.Standing || !slices.Equal(now.Contested, t.Case.Contested) || !waits(now)) {
			err = ErrNotAsked
		}
		return decision, err
	}, func(e evidence.Entry) []journal.Writing {
		all := make([]journal.Writing, 0, len(t.Asks))
		for i := range t.Asks {
			f := visits.AskAnswerFacts{Asked: t.Asks[i].Entry, Result: visits.AskTaken, Decision: e.ID}
			if t.Asks[i].Reference {
				f.Case = t.Case.ID
			}
			all = append(all, answering(f, t.Text, refs(t.Asks[i].Case)))
		}
		return all
	})
}

func answering(f visits.AskAnswerFacts, text string, refs []evidence.Ref) journal.Writing {
	w := journal.Writing{Kind: visits.AskAnswered, Refs: refs, Facts: f}
	if text != "" {
		w.Words = visits.TextWords{Text: text}
	}
	return w
}

// DeclineAsks answers visits asked for with a reason of visits.AskDeclines; of is the
// case that is meant, zero where nobody found it.
func (o *Officer) DeclineAsks(ctx context.Context, asks []visits.Ask, of evidence.ID, reason, text string) error {
	id := o.Journal.Identity()
	if !visits.MayDecide(id.Role) {
		return errNotAtDesk
	}
	var all []journal.Writing
	for i := range asks {
		f := visits.AskAnswerFacts{Asked: asks[i].Entry, Result: visits.AskDeclined, Reason: reason}
		if asks[i].Reference && reason != "not_found" {
			f.Case = of // what nobody found means no case, though one here has its number
		}
		if err := f.Check(); err != nil {
			return err
		}
		if len([]rune(text)) > visits.AskTextMost {
			return errors.New("at most 500 characters are said to it; nothing was written")
		}
		all = append(all, answering(f, text, []evidence.Ref{{Kind: evidence.RefCase, ID: asks[i].Case}, {Kind: evidence.RefOfficer, ID: id.Officer}}))
	}
	_, err := o.Journal.AppendAll(ctx, all)
	return err
}

// Today is the day of a case, or of this device where it is not known.
func (o *Officer) Today(c *visits.Case) string {
	zone := ""
	if c != nil {
		zone = c.Facts.Zone
	}
	return localDay(o.Clock.Now(), zone)
}
