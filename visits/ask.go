package visits

import (
	"cmp"
	"errors"
	"slices"
	"time"
	"unicode/utf8"

	"fairvisit/evidence"
)

// A visit that somebody in the field asks for, and its answer (evidence/FORMAT.md
// section 36). To ask is no contact and promises nothing.
const (
	VisitAsked  = "visit.asked/1"
	AskAnswered = "ask.answered/1"
)

// KindAsk is the picture of one visit that was asked for.
const KindAsk = "ask"

// The codes of a visit that is asked for and of its answer.
var (
	AskWhys     = []string{"debtor_asked", "nobody_met", "other_hour", "other_crew", "met_elsewhere", "other_contract", "other"}
	AskWhos     = []string{AskSame, AskAnybody, AskSkill, AskLanguage}
	AskDeclines = []string{"not_allowed", "planned", "nobody_free", "not_needed", "not_found", "other"}
)

// Who should go.
const (
	AskSame     = "same"
	AskAnybody  = "anybody"
	AskSkill    = "skill"
	AskLanguage = "language"
)

// The results of an answer.
const (
	AskTaken    = "taken"
	AskDeclined = "declined"
)

// How a visit that was asked for stands besides AskDeclined.
const (
	AskOpen    = "open"
	AskPlanned = "planned"
	AskLapsed  = "lapsed"
	AskStopped = "stopped"
	AskOver    = "over" // the case is closed or erased
)

// The bounds of what is asked: days, characters, letters of a code.
const (
	AskDaysMost      = 14
	AskAheadMost     = 90 // days: a reference of a person is kept as long as its day is to come
	AskTextMost      = 500
	AskReferenceMost = 80
	askNeedMost      = 32
)

// AskFacts are one visit that is asked for.
type AskFacts struct {
	Reference bool          `json:"reference,omitempty"` // the ref case is random, the words say which case
	Day       string        `json:"day"`                 // yyyy-mm-dd at the debtor's, the first that would do
	Until     string        `json:"until"`               // the last
	From      int           `json:"from,omitempty"`      // minutes of the day; with To 0: any hour
	To        int           `json:"to,omitempty"`
	Why       string        `json:"why"`
	Who       string        `json:"who"`
	Need      string        `json:"need,omitempty"` // the skill or the language
	Visit     evidence.ID   `json:"visit,omitzero"` // after which it was asked
	Standing  evidence.Hash `json:"standing,omitzero"`
	Not       []string      `json:"not,omitempty"`     // its days on which the rules let nobody begin
	Next      int64         `json:"next,omitempty"`    // µs: the first moment of it that the rules allow
	Against   []string      `json:"against,omitempty"` // rules and codes
}

// AskWords say more, and which case is meant where the device does not hold it.
type AskWords struct {
	Text      string `json:"text,omitempty"`
	Reference string `json:"reference,omitempty"`
}

// AskAnswerFacts answer one.
type AskAnswerFacts struct {
	Asked    evidence.Hash `json:"asked"`
	Result   string        `json:"result"`
	Decision evidence.Hash `json:"decision,omitzero"` // it was taken with
	Case     evidence.ID   `json:"case,omitzero"`     // that a reference means
	Reason   string        `json:"reason,omitempty"`  // it was declined for
	By       evidence.ID   `json:"by,omitzero"`       // whom an operator wrote it for
}

var (
	errAskDays   = errors.New("a visit is asked for one day or some that follow each other, 14 at most, and for hours of the day or none; nothing was stored")
	errAskCode   = errors.New("a visit is asked for with a reason and with who should go, out of their lists, and a skill or a language by a short code; nothing was stored")
	errAskWords  = errors.New("what is said of a visit that is asked for has 500 characters at most, and a reference 1 to 80; nothing was stored")
	errAskAnswer = errors.New("an answer takes a visit with the decision that assigns it, or declines it for a reason of the list; nothing was stored")
)

// Check refuses what headquarters would not understand; nothing may be stored of it.
func (f *AskFacts) Check() error {
	days, err := f.Days()
	needs := f.Who == AskSkill || f.Who == AskLanguage
	switch {
	case err != nil:
		return err
	case f.From < 0 || f.To < 0 || f.To > 24*60 || f.From >= f.To && f.From+f.To > 0:
		return errAskDays
	case !slices.Contains(AskWhys, f.Why) || !slices.Contains(AskWhos, f.Who), needs != (f.Need != ""), needs && !isCode(f.Need, askNeedMost):
		return errAskCode
	case slices.ContainsFunc(f.Not, func(day string) bool { return !slices.Contains(days, day) }), len(f.Not) > len(days), f.Next < 0:
		return errAskDays
	}
	return nil
}

// TooFar reports a day too far after another, both yyyy-mm-dd.
func (f *AskFacts) TooFar(today string) bool {
	from, err := time.Parse(time.DateOnly, today)
	return err == nil && f.Day > from.AddDate(0, 0, AskAheadMost).Format(time.DateOnly)
}

// Days are those that would do, yyyy-mm-dd, in order.
func (f *AskFacts) Days() ([]string, error) {
	from, err := time.Parse(time.DateOnly, f.Day)
	until, err2 := time.Parse(time.DateOnly, f.Until)
	if err != nil || err2 != nil || until.Before(from) || until.Sub(from) >= AskDaysMost*24*time.Hour {
		return nil, errAskDays
	}
	var days []string
	for d := from; !d.After(until); d = d.AddDate(0, 0, 1) {
		days = append(days, d.Format(time.DateOnly))
	}
	return days, nil
}

// Check refuses words of the wrong size for facts; nothing may be stored of them.
func (w AskWords) Check(f *AskFacts) error {
	n := utf8.RuneCountInString(w.Reference)
	if n > AskReferenceMost || (n > 0) != f.Reference || utf8.RuneCountInString(w.Text) > AskTextMost {
		return errAskWords
	}
	return nil
}

// Check refuses an answer that is none.
func (f *AskAnswerFacts) Check() error {
	ok := !f.Asked.IsZero()
	switch f.Result {
	case AskTaken:
		ok = ok && !f.Decision.IsZero() && f.Reason == ""
	case AskDeclined:
		ok = ok && f.Decision.IsZero() && slices.Contains(AskDeclines, f.Reason)
	default:
		ok = false
	}
	if !ok {
		return errAskAnswer
	}
	return nil
}

// Ask is the picture of one visit that was asked for.
type Ask struct {
	ID       evidence.ID   `json:"id"` // AskID
	Entry    evidence.Hash `json:"entry,omitzero"`
	Case     evidence.ID   `json:"case"` // of its refs: random where it was asked by reference
	Unit     evidence.ID   `json:"unit,omitzero"`
	Officer  evidence.ID   `json:"officer,omitzero"`   // who asked
	At       int64         `json:"at,omitempty"`       // µs, wall
	Received int64         `json:"received,omitempty"` // µs, headquarters' clock; 0: it is on its way
	AskFacts
	Words   *AskWords   `json:"words,omitempty"`
	Answers []AskAnswer `json:"answers,omitempty"` // in order of their entries
	Plan    AskPlan     `json:"plan,omitzero"`     // as headquarters knows the case
	Omitted int         `json:"omitted,omitempty"`
}

// AskAnswer is one answer.
type AskAnswer struct {
	Said
	Unit     evidence.ID   `json:"unit,omitzero"` // of the device it came from
	Of       evidence.ID   `json:"of,omitzero"`   // the case of its refs; its text is here only where that is the question's
	Result   string        `json:"result"`
	Decision evidence.Hash `json:"decision,omitzero"`
	Case     evidence.ID   `json:"case,omitzero"`
	Reason   string        `json:"reason,omitempty"`
	Text     string        `json:"text,omitempty"`
}

// AskPlan is how the case that is meant stands to a visit that was asked for.
type AskPlan struct {
	State    string        `json:"state,omitempty"` // AskPlanned, AskStopped, AskOver; "": neither
	Decision evidence.Hash `json:"decision,omitzero"`
	Officer  evidence.ID   `json:"officer,omitzero"`
	Second   evidence.ID   `json:"second,omitzero"`
	Day      string        `json:"day,omitempty"`
	Erased   bool          `json:"erased,omitempty"`
}

// AskID is the id of the picture of the visit that an entry asked for.
func AskID(entry evidence.Hash) evidence.ID { return evidence.ID(entry[:len(evidence.ID{})]) }

// counted are the answers of who may answer (of the branch, or of headquarters) under the
// case of the question, whose key they share.
func (a *Ask) counted() []AskAnswer {
	return slices.DeleteFunc(slices.Clone(a.Answers), func(x AskAnswer) bool { return x.Role == "manager" && x.Unit != a.Unit || x.Of != a.Case })
}

// Means is the case that is asked for: its own, or the one that an answer says a
// reference means; zero: nobody said.
func (a *Ask) Means() evidence.ID {
	if !a.Reference {
		return a.Case
	}
	said := slices.DeleteFunc(a.counted(), func(x AskAnswer) bool { return x.Case.IsZero() })
	if len(said) == 0 {
		return evidence.ID{}
	}
	return slices.MaxFunc(said, func(x, y AskAnswer) int { return compareAt(x.At, x.Entry, y.At, y.Entry) }).Case
}

// Placed are the cases that answers which count say its reference means, also those that
// another answer has put right since: it was said of each.
func (a *Ask) Placed() (cases []evidence.ID) {
	if !a.Reference {
		return nil
	}
	for _, x := range a.counted() {
		if !x.Case.IsZero() && !slices.Contains(cases, x.Case) {
			cases = append(cases, x.Case)
		}
	}
	return cases
}

// Taken reports whether an answer took it with a decision.
func (a *Ask) Taken(decision evidence.Hash) bool {
	return slices.ContainsFunc(a.counted(), func(x AskAnswer) bool { return x.Result == AskTaken && x.Decision == decision })
}

// askTells is for how many days after its last one a question still hears how its case
// stands: what becomes of the case later is no answer to it, and who asked may not hold it.
const askTells = 14

// of is how a case stands to it, by what was decided alone: the same whatever came first.
func (a *Ask) of(c *Case) AskPlan {
	last := ""
	if until, err := time.Parse(time.DateOnly, a.Until); err == nil {
		last = until.AddDate(0, 0, askTells).Format(time.DateOnly)
	}
	heard := func(at int64) bool { return dayOf(at) <= last }
	d, assigned := c.Assigned()
	taken := assigned && a.Taken(d.Entry)
	switch {
	case c.Erased != nil:
		return AskPlan{State: AskOver, Erased: true}
	case !taken && slices.ContainsFunc(a.counted(), func(x AskAnswer) bool { return x.Result == AskDeclined }):
		return AskPlan{} // what is decided after it was turned down is not for who asked
	case c.Closed != nil && heard(c.Closed.At):
		return AskPlan{State: AskOver}
	case slices.ContainsFunc(c.Flags, func(f Flag) bool { return heard(f.At) }):
		return AskPlan{State: AskStopped}
	case !assigned || !taken && (d.Entry == a.Standing || d.Day > last):
		return AskPlan{}
	}
	return AskPlan{State: AskPlanned, Decision: d.Entry, Officer: d.Officer, Second: d.Second, Day: d.Day}
}

// AskStands is how a visit that was asked for stands.
type AskStands struct {
	State  string
	Plan   AskPlan    // of AskPlanned: when and by whom
	Other  bool       // of AskPlanned: for a day that nobody asked for, and no answer says so
	Answer *AskAnswer // of AskDeclined
}

// Stands is how it stands on a day (yyyy-mm-dd, where the debtor lives) with the case
// that is meant, nil where it is not here: then it is as headquarters said.
func (a *Ask) Stands(c *Case, today string) AskStands {
	plan := a.Plan
	if c != nil && !c.Imported.IsZero() && !plan.Erased {
		plan = a.of(c)
	}
	s := AskStands{State: plan.State, Plan: plan}
	if plan.State == AskPlanned {
		s.Other = !a.Taken(plan.Decision) && (plan.Day < a.Day || plan.Day > a.Until)
	}
	if plan.State != "" {
		return s
	}
	declined := slices.DeleteFunc(a.counted(), func(x AskAnswer) bool { return x.Result != AskDeclined })
	switch {
	case len(declined) > 0:
		last := slices.MaxFunc(declined, func(x, y AskAnswer) int { return compareAt(x.At, x.Entry, y.At, y.Entry) })
		s.State, s.Answer = AskDeclined, &last
	case a.Until < today:
		s.State = AskLapsed
	default:
		s.State = AskOpen
	}
	return s
}

// Waits reports that a manager is to read it: nobody answered it, or a decision fell
// for a day that nobody asked for while those asked for are not over.
func (s *AskStands) Waits(a *Ask, today string) bool {
	return s.State == AskOpen || s.State == AskPlanned && s.Other && a.Until >= today
}

// CompareAsks puts what must be answered first before the rest.
func CompareAsks(x, y *Ask) int {
	return cmp.Or(cmp.Compare(x.Until, y.Until), cmp.Compare(x.Day, y.Day), cmp.Compare(x.At, y.At), slices.Compare(x.ID[:], y.ID[:]))
}
