// Package checklist decides which question of a visit is asked next. A list is
// data, versioned and named by its hash; answers come in, questions go out, and
// nothing here has a clock, a file or a memory, so the screen, the draft and
// headquarters later agree on what was asked. LISTS.md writes the file down.
package checklist

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"fairvisit/evidence"
)

// List is one version of a checklist. Only Parse makes one that asks anything.
type List struct {
	ID        string
	Version   string
	Languages []string // of all its texts; empty: en and zh-Hans, and every question says why
	Groups    []Group
	Questions []Question
	// ShowsAnswers: ${name} in a text is the answer to a question. A program that does
	// not know it refuses the list; without it those signs are signs.
	ShowsAnswers bool

	sum     evidence.Hash
	plan    *plan
	at      moment
	reading *look // by which texts are read; nil: without answers
}

// Group is questions that follow one another and are shown, hidden or repeated
// together.
type Group struct {
	ID       string            `json:"id"`
	In       string            `json:"in,omitempty"` // the group around it, which comes before it
	Title    map[string]string `json:"title,omitempty"`
	Relevant string            `json:"relevant,omitempty"` // expression: does it hold for now?
	Repeat   bool              `json:"repeat,omitempty"`   // its questions are asked Count times, by the ids q[1], q[2] …
	Count    string            `json:"count,omitempty"`    // expression; at most 100 count
}

// Question is one item. Texts are by language.
type Question struct {
	ID       string            `json:"id"`
	Phase    string            `json:"phase"`
	Kind     string            `json:"kind"`
	Title    map[string]string `json:"title"`
	Why      map[string]string `json:"why,omitempty"`
	Required bool              `json:"required,omitempty"`
	When     []Condition       `json:"when,omitempty"` // all must hold
	Choices  []Choice          `json:"choices,omitempty"`
	Stops    []string          `json:"stops,omitempty"` // answers after which nothing more is asked before the close
	Min      int64             `json:"min,omitempty"`   // number: least; money: least minor units; text: least characters
	Max      int64             `json:"max,omitempty"`   // likewise the most; needed for these three kinds
	Words    bool              `json:"words,omitempty"` // the answer names or describes a person: it goes to the words of the entry
	Page     string            `json:"page,omitempty"`  // questions of a phase with the same page are asked together; "": alone
	Usual    string            `json:"usual,omitempty"` // what a page shows as answered until a person changes or confirms it; never one that stops

	Group           string            `json:"group,omitempty"`            // the innermost group it stands in
	By              string            `json:"by,omitempty"`               // who answers: "" a person of the crew, ByApp or ByOffice
	Relevant        string            `json:"relevant,omitempty"`         // expression: is it asked? Together with When
	Constraint      string            `json:"constraint,omitempty"`       // expression over this: is the answer taken?
	ConstraintWords map[string]string `json:"constraint_words,omitempty"` // what is said if not
	RequiredWords   map[string]string `json:"required_words,omitempty"`   // what is said if it is missing
	RequiredIf      string            `json:"required_if,omitempty"`      // expression: is it required? Besides Required
	Calculate       string            `json:"calculate,omitempty"`        // KindCalc: expression that gives the value
	Default         string            `json:"default,omitempty"`          // what counts until there is an answer
	AskReason       bool              `json:"ask_reason,omitempty"`       // who changes the answer is asked why

	broken bool // the answer it was looked at with breaks Constraint
}

// Condition looks at one earlier question. An answer to a question that is not
// asked itself does not count, so hiding one hides what hangs on it.
type Condition struct {
	Question string `json:"question"`
	Op       string `json:"op"`              // OpEq, OpNe or OpAnswered
	Value    string `json:"value,omitempty"` // the code compared with; none for OpAnswered
}

// Choice is one answer to a question of KindChoice.
type Choice struct {
	Code     string            `json:"code"`
	Title    map[string]string `json:"title"`
	Relevant string            `json:"relevant,omitempty"` // expression: is it offered?
}

// The phases of a visit, in order.
const (
	PhaseBefore = "before"
	PhaseDoor   = "door"
	PhaseTalk   = "talk"
	PhaseClose  = "close"
	PhaseAfter  = "after"
)

// The kinds of question.
const (
	KindYesNo     = "yesno"
	KindChoice    = "choice"
	KindNumber    = "number"
	KindText      = "text"
	KindPhoto     = "photo"
	KindSignature = "signature"
	KindDate      = "date"
	KindMoney     = "money"

	KindDecimal  = "decimal"  // Code: 12.50
	KindTime     = "time"     // Code: 14:30
	KindDateTime = "datetime" // Code: 2026-03-09T14:30
	KindChoices  = "choices"  // several; Code: theirs in the order of the list, a blank between
	KindPoint    = "point"    // Code: degrees north and east, a blank between
	KindAck      = "ack"      // Code: OK
	KindNote     = "note"     // is read, not answered
	KindCalc     = "calc"     // is calculated, not asked
)

// Who answers what no person of the crew is asked.
const (
	ByApp    = "app"    // from what it knows; what it does not know stays open
	ByOffice = "office" // after the visit, off this device
)

// The comparisons of a Condition. OpNe is the exact opposite of OpEq: it holds
// as well while nothing is answered; pair it with OpAnswered where that matters.
const (
	OpEq       = "eq"
	OpNe       = "ne"
	OpAnswered = "answered"
)

var (
	phases = []string{PhaseBefore, PhaseDoor, PhaseTalk, PhaseClose, PhaseAfter}
	kinds  = []string{KindYesNo, KindChoice, KindNumber, KindText, KindPhoto, KindSignature, KindDate, KindMoney,
		KindDecimal, KindTime, KindDateTime, KindChoices, KindPoint, KindAck, KindNote, KindCalc}
	chosen = []string{KindChoice, KindChoices}
)

// Bounds of a list. It is a file and no entry: what an entry may hold does not
// bound it.
const (
	MaxList    = 8 << 20 // bytes
	MaxChoices = 50_000  // of all questions together

	maxQuestions = 10_000
	maxText      = 4000 // characters in one answer: an entry holds a phase of them
)

// Parse reads a list. What it does not know (a field, a kind, a comparison, a
// question asked later) it refuses whole: a list half understood would skip a
// question the visit needs.
func Parse(data []byte) (List, error) {
	if len(data) > MaxList {
		return List{}, fmt.Errorf("checklist: larger than %d MiB; the list in force stays as it is", MaxList>>20)
	}
	l, err := read(data)
	if err == nil {
		err = l.check()
	}
	if err == nil {
		l.plan, err = l.compile()
	}
	if err != nil {
		return List{}, fmt.Errorf("checklist not understood, the list in force stays as it is: %w", err)
	}
	l.sum = sha256.Sum256(data)
	return l, nil
}

// ParseForeign is Parse for a list that was not written here: it is also refused
// for a name or a text of a practice this product has no part in. Every way a list
// comes in from outside goes through here, or looks at each cell itself, as the
// reader of XLSForms does, who can then name the row.
func ParseForeign(data []byte) (List, error) {
	l, err := Parse(data)
	if err != nil {
		return List{}, err
	}
	if err := l.practices(); err != nil {
		return List{}, fmt.Errorf("checklist %s: %w", l.ID, err)
	}
	return l, nil
}

// Hash is the SHA-256 of the file Parse read.
func (l List) Hash() evidence.Hash { return l.sum }

// question finds a question by id, that of a repeated one among them.
func (l List) question(id string) (Question, bool) {
	if l.plan == nil {
		return Question{}, false
	}
	i, known := l.plan.place[id]
	name, instance := split(id)
	if !known && instance > 0 {
		if i, known = l.plan.place[name]; known && l.plan.items[i].repeat < 0 {
			known = false
		}
	}
	if !known {
		return Question{}, false
	}
	q := l.Questions[i]
	q.ID = id
	return q, true
}

// Texts are all texts a person reads of the list, in every language; of one that shows
// answers all Wordings.
func (l List) Texts() iter.Seq[string] {
	return func(yield func(string) bool) {
		var all []map[string]string
		for _, g := range l.Groups {
			all = append(all, g.Title)
		}
		for _, q := range l.Questions {
			all = append(all, q.Title, q.Why, q.ConstraintWords, q.RequiredWords)
			for _, c := range q.Choices {
				all = append(all, c.Title)
			}
		}
		for _, texts := range all {
			for _, lang := range slices.Sorted(maps.Keys(texts)) {
				wordings := []string{texts[lang]}
				if l.ShowsAnswers {
					wordings = Wordings(texts[lang])
				}
				for _, w := range wordings {
					if !yield(w) {
						return
					}
				}
			}
		}
	}
}

func (l *List) check() error {
	if !isCode(l.ID) || !isCode(l.Version) {
		return fmt.Errorf("id %q or version %q", l.ID, l.Version)
	}
	if len(l.Questions) == 0 || len(l.Questions) > maxQuestions {
		return fmt.Errorf("%d questions, want 1 to %d", len(l.Questions), maxQuestions)
	}
	if err := l.checkFrame(); err != nil {
		return err
	}
	earlier := make(map[string]*Question, len(l.Questions))
	phase := 0
	ended := map[string]bool{} // pages another page or question followed
	for i := range l.Questions {
		q := &l.Questions[i]
		if earlier[q.ID] != nil {
			return &ItemError{q.ID, errors.New("it is there twice")}
		}
		at := slices.Index(phases, q.Phase)
		if at < phase {
			return &ItemError{q.ID, fmt.Errorf("phase %q is unknown or out of order", q.Phase)}
		}
		phase = at
		if err := errors.Join(q.check(l.Languages), q.checkConditions(earlier)); err != nil {
			return &ItemError{q.ID, err}
		}
		if i > 0 && (l.Questions[i-1].Page != q.Page || l.Questions[i-1].Phase != q.Phase) {
			ended[l.Questions[i-1].Page] = true
		}
		if q.Page != "" && ended[q.Page] {
			return &ItemError{q.ID, fmt.Errorf("page %q is not in one piece", q.Page)}
		}
		earlier[q.ID] = q
	}
	return nil
}

func (q *Question) check(languages []string) error {
	measured := q.Kind == KindNumber || q.Kind == KindText || q.Kind == KindMoney
	switch {
	case !isCode(q.ID):
		return errors.New("id")
	case !slices.Contains(kinds, q.Kind):
		return fmt.Errorf("kind %q", q.Kind)
	case !spoken(q.Title, languages), !spoken(q.Why, languages) && (len(languages) == 0 || q.Why != nil):
		return errors.New("title and why: want " + want(languages))
	case measured != (q.Max != 0) || !measured && q.Min != 0 || q.Min > q.Max:
		return fmt.Errorf("min %d, max %d", q.Min, q.Max)
	case q.Kind == KindText && (q.Min < 0 || q.Max > maxText), q.Kind == KindMoney && q.Min < 0:
		return fmt.Errorf("min %d, max %d", q.Min, q.Max)
	case q.Kind == KindText && !q.Words:
		return errors.New("free text may name a person, so it is words")
	case slices.Contains(chosen, q.Kind) != (len(q.Choices) > 0), q.Kind == KindChoice && len(q.Choices) == 1 && len(languages) == 0:
		return fmt.Errorf("%d choices", len(q.Choices))
	}
	seen := map[string]bool{}
	for _, c := range q.Choices {
		if !isCode(c.Code) || !spoken(c.Title, languages) || seen[c.Code] {
			return fmt.Errorf("choice %q", c.Code)
		}
		seen[c.Code] = true
	}
	if err := q.checkNew(languages); err != nil {
		return err
	}
	if q.Page != "" && !isCode(q.Page) {
		return fmt.Errorf("page %q", q.Page)
	}
	if q.Usual != "" && (q.Page == "" || !slices.Contains(q.codes(), q.Usual) || slices.Contains(q.Stops, q.Usual)) {
		return fmt.Errorf("usually %q", q.Usual)
	}
	if len(q.Stops) > 0 && q.Phase != PhaseBefore && q.Phase != PhaseDoor && q.Phase != PhaseTalk {
		return errors.New("nothing is left to stop in this phase")
	}
	for i, s := range q.Stops {
		if !slices.Contains(q.codes(), s) || slices.Contains(q.Stops[:i], s) {
			return fmt.Errorf("stops at %q", s)
		}
	}
	return nil
}

// checkConditions lets a question look back only, so asking always ends.
func (q *Question) checkConditions(earlier map[string]*Question) error {
	for _, c := range q.When {
		on := earlier[c.Question]
		if on == nil {
			return fmt.Errorf("looks at %q, which is not asked before it", c.Question)
		}
		compares := (c.Op == OpEq || c.Op == OpNe) && slices.Contains(on.codes(), c.Value)
		if !compares && (c.Op != OpAnswered || c.Value != "") {
			return fmt.Errorf("condition %s %s %q", c.Question, c.Op, c.Value)
		}
	}
	return nil
}

// codes are the answers a condition can compare with.
func (q *Question) codes() []string {
	if q.Kind == KindYesNo {
		return []string{codeYes, codeNo}
	}
	var out []string
	for _, c := range q.Choices {
		out = append(out, c.Code)
	}
	return out
}

// isCode takes capital letters too, as the names of a form have them; two that
// differ in nothing else are two.
func isCode(s string) bool {
	const taken = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_"
	return s != "" && len(s) <= 64 && strings.Trim(s, taken) == "" && s[0] != '.'
}
