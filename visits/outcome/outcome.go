// Package outcome holds what each outcome of a visit has to bring back, as data
// beside the checklist (TABLE.md), and what of it a visit lacks. It is pure: the
// tablet and headquarters ask it of the same record.
package outcome

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"fairvisit/assets"
	"fairvisit/evidence"
	"fairvisit/visits"
)

// Table is what outcomes need. Only Parse makes one.
type Table struct {
	Schema   string    `json:"schema"`
	ID       string    `json:"id"`
	Version  string    `json:"version"`
	Outcomes []Outcome `json:"outcomes"`

	sum evidence.Hash
}

// Outcome is one of them. Class, Contact, By and Flag are empty in visitoutcome/1.
type Outcome struct {
	Code    string `json:"code"`
	Class   string `json:"class"`
	Contact string `json:"contact"` // who was reached: Nobody, Third, Person or RightParty
	By      string `json:"by"`      // who says it: ByOfficer, ByApp or ByOffice
	Next    string `json:"next"`
	Effect  string `json:"effect"`
	Flag    string `json:"flag"` // the stop it raises at once; "": none
	Needs   []Need `json:"needs"`
}

// Who an outcome says was reached.
const (
	Nobody     = "nobody"
	Third      = "third" // somebody the case is not about, or nobody at all
	Person     = "person"
	RightParty = "right_party"
)

// Who says an outcome. Only those of an officer are offered for choice: a rule that
// stops a visit is no choice, and a visit is cancelled at headquarters.
const (
	ByOfficer = "officer"
	ByApp     = "app"
	ByOffice  = "office"
)

// The classes that something here goes by; Classes are all, as screens show them.
const (
	ClassCommitment = "commitment"
	ClassNoContact  = "no_contact"
	ClassCollateral = "collateral"
	ClassSystem     = "system"
)

var Classes = []string{ClassCommitment, "paid", "query", "refusal", "hardship", "unsettled", "reschedule", "stop", "vulnerable", ClassNoContact, "third_party", "trace",
	ClassCollateral, "safety", ClassSystem}

// effectNoVisit is what an outcome does after which nobody goes there.
const effectNoVisit = "no_visit"

// NextOtherHour is the next step of an outcome after which a plan prefers another
// time of the day.
const NextOtherHour = "visit_other_hour"

// Need is one thing it has to bring back.
type Need struct {
	Need        string   `json:"need"`
	By          []string `json:"by"`
	Substitutes []string `json:"substitutes"`
}

const maxTable = 64 << 10

// effects are what an outcome can do to the rules.
var (
	effects = map[string][]string{
		schemaFirst: {"contact_held", "stopped", "counted", "review", "none"},
		schema:      {"contact_held", "stopped", "counted", "review", "none", "paused", effectNoVisit},
	}
	contacts = []string{Nobody, Third, Person, RightParty}
	sayers   = []string{ByOfficer, ByApp, ByOffice}
)

const (
	schemaFirst = "visitoutcome/1"
	schema      = "visitoutcome/2"
)

// Parse reads a table and refuses it whole if any of it is not understood.
func Parse(data []byte) (Table, error) {
	if len(data) > maxTable {
		return Table{}, fmt.Errorf("the table of outcomes is larger than %d KiB; the one in force stays", maxTable>>10)
	}
	t, err := evidence.DecodeExact[Table](data)
	if err == nil {
		err = t.check()
	}
	if err != nil {
		return Table{}, fmt.Errorf("the table of outcomes is not understood, the one in force stays: %w", err)
	}
	t.sum = sha256.Sum256(data)
	return t, nil
}

// Next is the code of what follows an outcome; "" where the table does not have it.
func (t *Table) Next(code string) string {
	i := slices.IndexFunc(t.Outcomes, func(o Outcome) bool { return o.Code == code })
	if i < 0 {
		return ""
	}
	return t.Outcomes[i].Next
}

// SHA256 names the table to the byte.
func (t *Table) SHA256() evidence.Hash { return t.sum }

func (t *Table) check() error {
	if effects[t.Schema] == nil || t.ID == "" || t.Version == "" {
		return fmt.Errorf("the schema is %q, and visitoutcome/1 and /2 are read; it needs an id and a version", t.Schema)
	}
	seen := map[string]bool{}
	for i := range t.Outcomes {
		o := &t.Outcomes[i]
		if !code(o.Code) || !code(o.Next) || !slices.Contains(effects[t.Schema], o.Effect) || seen[o.Code] {
			return fmt.Errorf("outcome %q is there twice, or has no code, next or effect that is known", o.Code)
		}
		seen[o.Code] = true
		if err := o.check(t.Schema); err != nil {
			return fmt.Errorf("outcome %s: %w", o.Code, err)
		}
	}
	return nil
}

func (o *Outcome) check(of string) error {
	if of == schemaFirst && o.Class+o.Contact+o.By+o.Flag != "" {
		return errors.New("visitoutcome/1 has no class, contact, by or flag")
	}
	if of == schema {
		switch {
		case !slices.Contains(Classes, o.Class), !slices.Contains(contacts, o.Contact), !slices.Contains(sayers, o.By):
			return errors.New("its class, contact or by is not known")
		case o.Flag != "" && !slices.Contains(visits.StopCodes, o.Flag), (o.Flag != "") != (o.Effect == "stopped"):
			return fmt.Errorf("it stops by the flag %q, which is no stop, or stops without one", o.Flag)
		}
	}
	needs := map[string]bool{}
	for _, n := range o.Needs {
		unread := slices.ContainsFunc(n.By, func(by string) bool { return !known(of, by) })
		if !code(n.Need) || needs[n.Need] || len(n.By) == 0 || unread || slices.ContainsFunc(n.Substitutes, func(s string) bool { return !code(s) }) {
			return fmt.Errorf("the need %q is there twice, or not understood", n.Need)
		}
		needs[n.Need] = true
	}
	return nil
}

// code reports a word of small letters, digits and _.
func code(s string) bool {
	return s != "" && len(s) <= 40 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

// known reports a way to bring something back that a schema has.
func known(of, by string) bool {
	kind, what, named := strings.Cut(by, ":")
	switch kind {
	case "answer":
		question, value, valued := strings.Cut(what, "=")
		return question != "" && (!valued || of == schema && value != "")
	case "photo":
		return named
	case "incident", "cosigned":
		return of == schema && !named
	}
	return !named && slices.Contains([]string{"signature", "receipt", "promise", "arrived", "asked", "left"}, kind)
}

// Of is what an outcome needs; nil for one the table does not know, and of no table.
func (t *Table) Of(outcome string) *Outcome {
	if t == nil {
		return nil
	}
	i := slices.IndexFunc(t.Outcomes, func(o Outcome) bool { return o.Code == outcome })
	if i < 0 {
		return nil
	}
	return &t.Outcomes[i]
}

// EndsVisits reports an outcome after which nobody goes to that address until headquarters
// looked into it, by the table in force.
func EndsVisits(code string) bool {
	o := House().Of(code)
	return o != nil && o.Effect == effectNoVisit
}

// Takes reports whether a reason counts in the place of a need.
func (t *Table) Takes(outcome, need, reason string) bool {
	o := t.Of(outcome)
	return o != nil && slices.ContainsFunc(o.Needs, func(n Need) bool { return n.Need == need && slices.Contains(n.Substitutes, reason) })
}

// shipped are all tables a visit may have been made by, the one in force first.
var shipped = sync.OnceValue(func() []Table {
	var all []Table
	for _, data := range assets.HouseOutcomeTables() {
		t, err := Parse(data)
		if err != nil {
			panic(err) // shipped with the program and read by its tests
		}
		all = append(all, t)
	}
	return all
})

// House is the table new visits are made by.
func House() *Table { return &shipped()[0] }

// Named is the table that a visit names among what it was made by; nil for none that
// this program ships. By any other than its own no visit is judged.
func Named(used []visits.Used) *Table {
	for i := range shipped() {
		if t := &shipped()[i]; slices.ContainsFunc(used, func(u visits.Used) bool { return u.Hash == t.sum }) {
			return t
		}
	}
	return nil
}

// Meaning is an outcome with its class, for counting and planning: of the visit's own
// table, else of the one in force, as the first tables had no classes. nil: of neither.
func Meaning(used []visits.Used, code string) *Outcome {
	if t := Named(used); t != nil {
		if o := t.Of(code); o != nil && o.Class != "" {
			return o
		}
	}
	return House().Of(code)
}

// Brought is what a visit has brought back.
type Brought struct {
	Visit    *visits.Visit
	Answer   func(question string) (code string, answered bool)
	Promised bool
	Erased   bool // words are gone in which any question may have been answered
}

// Record is what the record of a visit brings back, by the phases handed in. Where the
// words of one are gone any question may have been answered in them: nobody is found
// wanting for what was erased.
func Record(v *visits.Visit) Brought {
	answers, gone := map[string]visits.Answer{}, false
	for _, p := range v.Phases {
		gone = gone || p.WordsAre == visits.WordsGone
		for _, a := range p.Given() {
			if old, there := answers[a.Question]; !there || a.At >= old.At {
				answers[a.Question] = a
			}
		}
	}
	given := func(q string) (string, bool) { a, ok := answers[q]; return a.Code, ok }
	return Brought{v, given, v.Closed != nil && len(v.Closed.Promises) > 0, gone}
}

// Missing are the needs of an outcome that a visit does not meet.
func (t *Table) Missing(outcome string, b Brought) []Need {
	o := t.Of(outcome)
	if o == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(o.Needs), func(n Need) bool { return slices.ContainsFunc(n.By, b.has) })
}

func (b Brought) has(by string) bool {
	kind, of, _ := strings.Cut(by, ":")
	switch kind {
	case "answer":
		question, value, valued := strings.Cut(of, "=")
		got, answered := b.Answer(question)
		return b.Erased || answered && (!valued || got == value)
	case "promise":
		return b.Promised
	case "photo":
		return slices.ContainsFunc(b.Visit.Photos, func(p visits.PhotoLine) bool {
			_, withdrawn := b.Visit.Withdrawal(p)
			return !withdrawn && (of == "" || p.Question == of)
		})
	case "signature":
		return b.Visit.Opened != nil && slices.ContainsFunc(b.Visit.Signed, func(s visits.SignedLine) bool {
			return slices.ContainsFunc(b.Visit.Opened.Subjects, func(x visits.Subject) bool { return x.Party == s.Party })
		})
	case "incident":
		return len(b.Visit.Safety.Incidents) > 0
	case "cosigned":
		return len(b.Visit.Cosigned) > 0
	case "receipt":
		return slices.ContainsFunc(b.Visit.Money, func(m visits.MoneyLine) bool { return strings.TrimSpace(m.Receipt) != "" })
	}
	line := map[string]string{"arrived": visits.VisitArrived, "asked": visits.LeaveAsked, "left": visits.VisitLeft}[kind]
	return slices.ContainsFunc(b.Visit.Lines, func(l visits.Line) bool { return l.Kind == line && l.Device.IsZero() })
}

// Gaps are what the outcomes of a visit lack, each need once, with the reason that
// stands in its place; a reason the table does not take counts as none.
func (t *Table) Gaps(outcomes []visits.Outcome, b Brought, reason func(code, need string) string) []visits.EvidenceGap {
	var gaps []visits.EvidenceGap
	for _, o := range outcomes {
		for _, n := range t.Missing(o.Code, b) {
			g := visits.EvidenceGap{Code: o.Code, Need: n.Need}
			if r := reason(o.Code, n.Need); slices.Contains(n.Substitutes, r) {
				g.Reason = r
			}
			if !slices.Contains(gaps, g) {
				gaps = append(gaps, g)
			}
		}
	}
	return gaps
}
