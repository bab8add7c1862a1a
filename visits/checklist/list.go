// Package checklist decides which question of a visit is asked next. A list is
// data, versioned and named by its hash; answers come in, questions go out, and
// nothing here has a clock, a file or a memory, so the screen, the draft and
// headquarters later agree on what was asked.
package checklist

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"

	"fairvisit/evidence"
)

// List is one version of a checklist. Only Parse makes one that asks anything.
type List struct {
	ID        string     `json:"id"`
	Version   string     `json:"version"`
	Questions []Question `json:"questions"`

	sum evidence.Hash
}

// Question is one item. Texts are by language: en and zh-Hans.
type Question struct {
	ID       string            `json:"id"`
	Phase    string            `json:"phase"`
	Kind     string            `json:"kind"`
	Title    map[string]string `json:"title"`
	Why      map[string]string `json:"why"`
	Required bool              `json:"required"`
	When     []Condition       `json:"when"` // all must hold
	Choices  []Choice          `json:"choices"`
	Stops    []string          `json:"stops"` // answers after which nothing more is asked before the close
	Min      int64             `json:"min"`   // number: least; money: least minor units; text: least characters
	Max      int64             `json:"max"`   // likewise the most; needed for these three kinds
	Words    bool              `json:"words"` // the answer names or describes a person: it goes to the words of the entry
	Page     string            `json:"page"`  // questions of a phase with the same page are asked together; "": alone
	Usual    string            `json:"usual"` // what a page shows as answered until a person changes or confirms it; never one that stops
}

// Condition looks at one earlier question. An answer to a question that is not
// asked itself does not count, so hiding one hides what hangs on it.
type Condition struct {
	Question string `json:"question"`
	Op       string `json:"op"`    // OpEq, OpNe or OpAnswered
	Value    string `json:"value"` // the code compared with; none for OpAnswered
}

// Choice is one answer to a question of KindChoice.
type Choice struct {
	Code  string            `json:"code"`
	Title map[string]string `json:"title"`
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
	kinds  = []string{KindYesNo, KindChoice, KindNumber, KindText, KindPhoto, KindSignature, KindDate, KindMoney}
)

const (
	maxList      = 256 << 10
	maxQuestions = 300
	maxText      = 4000 // characters in one answer: an entry holds a phase of them
)

// Parse reads a list. What it does not know (a field, a kind, a comparison, a
// question asked later) it refuses whole: a list half understood would skip a
// question the visit needs.
func Parse(data []byte) (List, error) {
	if len(data) > maxList {
		return List{}, fmt.Errorf("checklist: larger than %d KiB; the list in force stays as it is", maxList>>10)
	}
	l, err := evidence.DecodeExact[List](data)
	if err == nil {
		err = l.check()
	}
	if err != nil {
		return List{}, fmt.Errorf("checklist not understood, the list in force stays as it is: %w", err)
	}
	l.sum = sha256.Sum256(data)
	return l, nil
}

// Hash is the SHA-256 of the file Parse read.
func (l List) Hash() evidence.Hash { return l.sum }

// question finds a question by id.
func (l List) question(id string) (Question, bool) {
	i := slices.IndexFunc(l.Questions, func(q Question) bool { return q.ID == id })
	if i < 0 {
		return Question{}, false
	}
	return l.Questions[i], true
}

func (l *List) check() error {
	if !isCode(l.ID) || !isCode(l.Version) {
		return fmt.Errorf("id %q or version %q", l.ID, l.Version)
	}
	if len(l.Questions) == 0 || len(l.Questions) > maxQuestions {
		return fmt.Errorf("%d questions, want 1 to %d", len(l.Questions), maxQuestions)
	}
	earlier := map[string]*Question{}
	phase := 0
	ended := map[string]bool{} // pages another page or question followed
	for i := range l.Questions {
		q := &l.Questions[i]
		if earlier[q.ID] != nil {
			return fmt.Errorf("question %s is there twice", q.ID)
		}
		at := slices.Index(phases, q.Phase)
		if at < phase {
			return fmt.Errorf("question %s: phase %q is unknown or out of order", q.ID, q.Phase)
		}
		phase = at
		if err := errors.Join(q.check(), q.checkConditions(earlier)); err != nil {
			return fmt.Errorf("question %s: %w", q.ID, err)
		}
		if i > 0 && (l.Questions[i-1].Page != q.Page || l.Questions[i-1].Phase != q.Phase) {
			ended[l.Questions[i-1].Page] = true
		}
		if q.Page != "" && ended[q.Page] {
			return fmt.Errorf("question %s: page %q is not in one piece", q.ID, q.Page)
		}
		earlier[q.ID] = q
	}
	return nil
}

func (q *Question) check() error {
	measured := q.Kind == KindNumber || q.Kind == KindText || q.Kind == KindMoney
	switch {
	case !isCode(q.ID):
		return errors.New("id")
	case !slices.Contains(kinds, q.Kind):
		return fmt.Errorf("kind %q", q.Kind)
	case !bilingual(q.Title), !bilingual(q.Why):
		return errors.New("title and why: want en and zh-Hans")
	case measured != (q.Max != 0) || !measured && q.Min != 0 || q.Min > q.Max:
		return fmt.Errorf("min %d, max %d", q.Min, q.Max)
	case q.Kind == KindText && (q.Min < 0 || q.Max > maxText), q.Kind == KindMoney && q.Min < 0:
		return fmt.Errorf("min %d, max %d", q.Min, q.Max)
	case q.Kind == KindText && !q.Words:
		return errors.New("free text may name a person, so it is words")
	case (q.Kind == KindChoice) != (len(q.Choices) >= 2):
		return fmt.Errorf("%d choices", len(q.Choices))
	}
	for i, c := range q.Choices {
		if !isCode(c.Code) || !bilingual(c.Title) || slices.Contains(q.codes()[:i], c.Code) {
			return fmt.Errorf("choice %q", c.Code)
		}
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

func bilingual(text map[string]string) bool {
	return len(text) == 2 && text["en"] != "" && text["zh-Hans"] != ""
}

func isCode(s string) bool {
	return s != "" && len(s) <= 48 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789.-_") == "" && s[0] != '.'
}
