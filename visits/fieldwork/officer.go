// Package fieldwork is what an officer does with a journal, in the domain's
// verbs: ask the rules, open a visit, answer, photograph, sign, leave, close.
// The screens and the command-line device are two faces of it.
package fieldwork

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync/atomic"
	"time"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/intake"
	"fairvisit/visits/journal"
	"fairvisit/visits/judging"
	"fairvisit/visits/outcome"
	"fairvisit/visits/promise"
	"fairvisit/visits/rules"
)

// ErrNotAllowed means that the rules in force refuse the visit. The verdict says
// by which rule, and when it opens.
var ErrNotAllowed = errors.New("the rules in force do not allow this visit now")

// Officer is one person at work with one journal.
type Officer struct {
	Journal *journal.Journal
	Packs   []rules.Pack   // the device was born with these; see Library for those in force
	List    checklist.List // likewise; see ListInForce
	// Outcomes is what they have to bring back; nil: nobody is asked for it.
	Outcomes *outcome.Table
	Clock    journal.Options // Now, SinceBoot, Zone: the same the journal was opened with

	shelf   atomic.Pointer[shelved]
	visited atomic.Pointer[visitedBy]
}

// MetaHeard is the journal's note of when headquarters was last heard whole: µs
// of headquarters' clock, 8 bytes.
const MetaHeard = "heard"

// Heard writes what MetaHeard holds.
func Heard(at int64) []byte { return binary.BigEndian.AppendUint64(nil, uint64(at)) }

// Ask puts the question of a case to the packs, for now. second is the other
// member of the crew, zero for none.
func (o *Officer) Ask(ctx context.Context, caseID, second evidence.ID) (rules.Verdict, *visits.Case, error) {
	c, err := o.Journal.Case(ctx, caseID)
	if err != nil {
		return rules.Verdict{}, nil, err
	}
	if c == nil || c.Imported.IsZero() {
		return rules.Verdict{}, nil, fmt.Errorf("case %s is not on this device", caseID.Short())
	}
	q, l, err := o.question(ctx, c, second)
	if err != nil {
		return rules.Verdict{}, c, err
	}
	packs, err := o.rulesFor(ctx, l, &q)
	if err != nil {
		return rules.Verdict{}, c, err
	}
	return rules.Evaluate(packs, q), c, nil
}

// question is what the rules are asked about a case, with the rules there are.
func (o *Officer) question(ctx context.Context, c *visits.Case, second evidence.ID) (rules.Question, *Library, error) {
	heard, err := o.heard(ctx)
	if err != nil {
		return rules.Question{}, nil, err
	}
	when, err := o.when(ctx)
	if err != nil {
		return rules.Question{}, nil, err
	}
	l, err := o.Library(ctx)
	if err != nil {
		return rules.Question{}, nil, errors.Join(errUnread, err)
	}
	q := rules.Question{Act: rules.Start, When: when, PacksAsOf: heard, Governed: judging.Governing(c, l.Region),
		Case: rules.CaseFacts{ID: c.ID, Debts: []evidence.ID{c.Facts.Debt}, Zone: c.Facts.Zone, FlagsAsOf: heard},
		// The crew is who is enrolled here, and the second officer if there is one.
		Place: rules.Place{Kind: c.Facts.PlaceKind, Address: c.Facts.Place}, Crew: []rules.Officer{{ID: o.Journal.Identity().Officer}}}
	if !second.IsZero() {
		q.Crew = append(q.Crew, rules.Officer{ID: second})
	}
	for _, f := range c.Flags {
		q.Case.Flags = append(q.Case.Flags, rules.Flag{Kind: f.Code, At: f.At, Source: f.Source, By: f.By})
	}
	for _, p := range c.Facts.Parties {
		q.Subjects = append(q.Subjects, rules.Subject{Party: p.Party, Role: p.Role, Debts: []evidence.ID{c.Facts.Debt}})
	}
	q.Slot = o.slot(c)
	err = o.before(ctx, c, &q)
	return q, l, err
}

func (o *Officer) heard(ctx context.Context) (int64, error) {
	b, err := o.Journal.Meta(ctx, MetaHeard)
	if err != nil || len(b) != 8 {
		return 0, err
	}
	return int64(binary.BigEndian.Uint64(b)), nil
}

// Visit is a visit under way.
type Visit struct {
	ID, Case evidence.ID
	Second   evidence.ID
	list     checklist.List
	zone     *time.Location // of the case; nil: of the device
	o        *Officer
}

// List is the checklist that the visit is asked from its start to its end, with the
// time it is now at the case's address: today() and clock() of an expression are those.
func (v *Visit) List() checklist.List {
	now := time.UnixMicro(v.o.Clock.Now())
	if v.zone != nil {
		now = now.In(v.zone)
	}
	return v.list.At(now)
}

// zoneOf is the zone of a case's address; nil where the case names none.
func zoneOf(c *visits.Case) *time.Location {
	if c == nil || c.Facts.Zone == "" {
		return nil
	}
	zone, err := time.LoadLocation(c.Facts.Zone)
	if err != nil {
		return nil // the gate refuses such a case
	}
	return zone
}

// Open asks the rules and, if they let it through, makes the start of the visit
// an entry at once: with the verdict, the packs and the checklist it stands on,
// and the age of the flags. A refused visit leaves no trace but the answer. A
// warning needs a reason: ErrReasonNeeded.
func (o *Officer) Open(ctx context.Context, caseID, second evidence.ID, why ...Why) (*Visit, rules.Verdict, error) {
	for {
		v, verdict, err := o.open(ctx, caseID, second, why...)
		if !errors.Is(err, errMoved) {
			return v, verdict, err
		}
	}
}

// errMoved: the gate was asked about what is not so any more. It is asked again.
var errMoved = errors.New("the case changed while its visit was being started")

// moved reports that a case is not what the gate was asked about: a batch came in
// between the question and the entry.
func moved(was, now *visits.Case) bool {
	if now == nil || now.Standing != was.Standing || !slices.EqualFunc(now.Flags, was.Flags, func(a, b visits.Flag) bool { return a.Entry == b.Entry }) {
		return true
	}
	before, after := was.Slot(was.Standing), now.Slot(now.Standing)
	return before != nil && (after == nil || after.Returned != before.Returned)
}

func (o *Officer) open(ctx context.Context, caseID, second evidence.ID, why ...Why) (*Visit, rules.Verdict, error) {
	verdict, c, err := o.Ask(ctx, caseID, second)
	if err != nil {
		return nil, verdict, err
	}
	if !verdict.Allowed() {
		return nil, verdict, ErrNotAllowed
	}
	if verdict.Decision == rules.Warn && !slices.ContainsFunc(why, Why.given) {
		return nil, verdict, ErrReasonNeeded
	}
	v, class, err := o.begin(ctx, caseID, second)
	if err != nil {
		return nil, verdict, err
	}
	v.zone = zoneOf(c)
	f, words, err := o.opened(ctx, c, verdict, class, v.list, why)
	if err != nil {
		return nil, verdict, err
	}
	_, err = o.Journal.Append(ctx, journal.Writing{Kind: visits.VisitOpened, Refs: v.refs(), Facts: f, Words: words, Also: func(tx *journal.Tx) error {
		now, err := tx.Case(caseID)
		if err == nil && moved(c, now) {
			err = errMoved
		}
		return err
	}})
	return v, verdict, err
}

// begin is a visit with the checklist in force now, which is kept for it.
func (o *Officer) begin(ctx context.Context, caseID, second evidence.ID) (*Visit, rules.Class, error) {
	when, err := o.when(ctx)
	if err != nil {
		return nil, 0, err
	}
	list, err := o.ListInForce(ctx)
	if err == nil && list.Published {
		err = o.keepList(ctx, list.Hash())
	}
	return &Visit{ID: evidence.NewID(), Case: caseID, Second: second, list: list.List, o: o}, when.Class, err
}

// opened is what the start says: what it was judged by, and how it went out.
func (o *Officer) opened(ctx context.Context, c *visits.Case, verdict rules.Verdict, class rules.Class, list checklist.List, why []Why) (f visits.OpenedFacts, words any, err error) {
	f = visits.OpenedFacts{Decision: c.Standing, PlaceKind: c.Facts.PlaceKind, Place: c.Facts.Place, Verdict: asFacts(verdict, class), Day: localDay(o.Clock.Now(), c.Facts.Zone)}
	for _, p := range c.Facts.Parties {
		f.Subjects = append(f.Subjects, visits.Subject{Party: p.Party, Role: p.Role, Debts: []evidence.ID{c.Facts.Debt}})
	}
	for _, p := range verdict.Packs {
		f.Used = append(f.Used, visits.Used{ID: p.ID, Version: p.Version, Hash: p.SHA256})
	}
	f.Used = append(f.Used, visits.Used{ID: list.ID, Version: list.Version, Hash: list.Hash()})
	if o.Outcomes != nil {
		f.Used = append(f.Used, visits.Used{ID: o.Outcomes.ID, Version: o.Outcomes.Version, Hash: o.Outcomes.SHA256()})
	}
	policy := promise.House()
	f.Used = append(f.Used, visits.Used{ID: policy.ID, Version: policy.Version, Hash: policy.SHA256()})
	heard, err := o.heard(ctx)
	if err != nil {
		return f, nil, err
	}
	f.CheckIn = checkIn(why)
	f.Verdict.History = history(c, o.Clock.Now(), heard)
	if verdict.Decision == rules.Warn {
		i := slices.IndexFunc(why, Why.given)
		f.Verdict.Reason = why[i].Code
		if why[i].Said != "" {
			words = visits.OpenedWords{Said: why[i].Said}
		}
	}
	return f, words, nil
}

// Resume goes on with a visit that is still open on this device, with the second
// officer and the checklist it began with.
func (o *Officer) Resume(ctx context.Context, visit evidence.ID) (*Visit, error) {
	drafts, err := o.Journal.Drafts(ctx)
	if err != nil {
		return nil, err
	}
	for _, d := range drafts {
		if d.Visit == visit {
			second, err := o.secondOf(ctx, visit)
			if err != nil {
				return nil, err
			}
			list, err := o.listOf(ctx, visit)
			if err != nil {
				return nil, err
			}
			c, err := o.Journal.Case(ctx, d.Case)
			return &Visit{ID: d.Visit, Case: d.Case, Second: second, list: list, zone: zoneOf(c), o: o}, err
		}
	}
	return nil, journal.ErrNoDraft
}

func asFacts(v rules.Verdict, class rules.Class) visits.VerdictFacts {
	f := visits.VerdictFacts{Decision: string(v.Decision), Provisional: v.Provisional, Class: string(rune(class)), FlagsAge: v.FlagsAge, Slot: v.Slot.State}
	for _, r := range v.Reasons {
		f.Rules = append(f.Rules, r.Rule)
	}
	return f
}

// refs are what every entry of the visit names.
func (v *Visit) refs() []evidence.Ref {
	refs := []evidence.Ref{{Kind: evidence.RefCase, ID: v.Case}, {Kind: evidence.RefVisit, ID: v.ID},
		{Kind: evidence.RefOfficer, ID: v.o.Journal.Identity().Officer}}
	if !v.Second.IsZero() {
		refs = append(refs, evidence.Ref{Kind: evidence.RefSecond, ID: v.Second})
	}
	return refs
}

func (v *Visit) write(ctx context.Context, kind string, facts, words any) (evidence.Entry, error) {
	return v.o.Journal.Append(ctx, journal.Writing{Kind: kind, Refs: v.refs(), Facts: facts, Words: words})
}

// Arrive notes that the crew is at the door; where is nil without a position.
func (v *Visit) Arrive(ctx context.Context, where *visits.PointWords) error {
	var words any
	if where != nil {
		words = *where
	}
	_, err := v.write(ctx, visits.VisitArrived, visits.Empty{}, words)
	return err
}

// Photograph stores a photo and makes its entry; a refusal is a sentence and
// nothing was stored.
func (v *Visit) Photograph(ctx context.Context, r io.Reader, question, source string) (evidence.Entry, error) {
	var second []evidence.Ref
	if !v.Second.IsZero() {
		second = append(second, evidence.Ref{Kind: evidence.RefSecond, ID: v.Second})
	}
	return v.o.Journal.CapturePhoto(ctx, journal.Capture{Visit: v.ID, Case: v.Case, Refs: second, Question: question, Source: source, R: r})
}

// Sign keeps a signature's strokes.
func (v *Visit) Sign(ctx context.Context, party evidence.ID, role, what string, strokes []visits.Stroke) (evidence.Entry, error) {
	return v.write(ctx, visits.SignatureTaken, visits.SignatureFacts{Party: party, Role: role, Strokes: len(strokes), What: what},
		visits.SignatureWords{Strokes: strokes})
}

// Note keeps a note: its text, or the strokes of one written by hand. Refused,
// and nothing is stored: one that says nothing, and a drawing out of the bounds
// of visits.CheckInk.
func (v *Visit) Note(ctx context.Context, text string, strokes ...visits.Stroke) error {
	words := visits.NoteWords{Text: text, Strokes: strokes}
	if err := words.Check(); err != nil {
		return err
	}
	_, err := v.write(ctx, visits.NoteAdded, visits.Empty{}, words)
	return err
}

// Money notes money taken, whatever the rules say of it: it happened. TakeCash asks
// them first.
func (v *Visit) Money(ctx context.Context, m visits.MoneyFacts) error {
	_, err := v.write(ctx, visits.MoneyTaken, m, nil)
	return err
}

// Flag raises a stop on the case at once; it goes ahead of everything else.
func (v *Visit) Flag(ctx context.Context, code, said string) error {
	if !rules.IsOccasion(code) {
		known, err := intake.StopCode(code)
		if err != nil {
			return fmt.Errorf("%q: %w Nothing was stopped", code, err)
		}
		code = known
	}
	var words any
	if said != "" {
		words = visits.TextWords{Text: said}
	}
	_, err := v.write(ctx, visits.FlagRaised, visits.FlagFacts{Code: code, Source: "officer"}, words)
	return err
}

// AskedToLeave records the second in which the debtor asked the crew to go.
func (v *Visit) AskedToLeave(ctx context.Context) error {
	_, err := v.write(ctx, visits.LeaveAsked, visits.Empty{}, nil)
	return err
}

// Leave notes that the crew left.
func (v *Visit) Leave(ctx context.Context) error {
	_, err := v.write(ctx, visits.VisitLeft, visits.Empty{}, nil)
	return err
}

// Help asks for help; it goes ahead of everything else.
func (v *Visit) Help(ctx context.Context) error {
	_, err := v.write(ctx, visits.HelpAsked, visits.Empty{}, nil)
	return err
}

// Close ends the visit and counts it, so that a cut dossier shows. What its answers and
// outcomes stop on the case is raised first (Stop). What the outcomes
// lack is written down and holds nothing up: it happened. Refused, and nothing is
// stored: an outcome that nobody knows, for it would ask for nothing.
func (v *Visit) Close(ctx context.Context, outcomes []visits.Outcome, promises []visits.Promise) error {
	held, err := v.o.Journal.Visit(ctx, v.ID)
	if err != nil {
		return err
	}
	about, err := v.o.Journal.Case(ctx, v.Case)
	if err != nil {
		return err
	}
	if err := v.known(held, outcomes, about); err != nil {
		return err
	}
	gaps, err := v.Missing(ctx, outcomes, promises)
	if err != nil {
		return err
	}
	if _, err := v.Stop(ctx, outcomes); err != nil {
		return err
	}
	entries, photos, err := v.o.Journal.CountVisit(ctx, v.ID)
	if err != nil {
		return err
	}
	_, err = v.write(ctx, visits.VisitClosed, visits.ClosedFacts{Entries: entries + 1, Photos: photos, Outcomes: outcomes, Promises: promises, Evidence: gaps}, nil)
	return err
}
