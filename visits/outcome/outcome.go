// Package outcome holds what each outcome of a visit has to bring back, as data
// beside the checklist (TABLE.md), and what of it a visit lacks. It is pure: the
// tablet and headquarters ask it of the same record.
package outcome

import (
	"crypto/sha256"
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

// Outcome is one of them.
type Outcome struct {
	Code   string `json:"code"`
	Next   string `json:"next"`
	Effect string `json:"effect"`
	Needs  []Need `json:"needs"`
}

// Need is one thing it has to bring back.
type Need struct {
	Need        string   `json:"need"`
	By          []string `json:"by"`
	Substitutes []string `json:"substitutes"`
}

const maxTable = 64 << 10

// effects are what an outcome can do to the rules.
var effects = []string{"contact_held", "stopped", "counted", "review", "none"}

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
	if t.Schema != "visitoutcome/1" || t.ID == "" || t.Version == "" {
		return fmt.Errorf("the schema is %q, and visitoutcome/1 is read; it needs an id and a version", t.Schema)
	}
	seen := map[string]bool{}
	for _, o := range t.Outcomes {
		if !code(o.Code) || !code(o.Next) || !slices.Contains(effects, o.Effect) || seen[o.Code] {
			return fmt.Errorf("outcome %q is there twice, or has no code, next or effect that is known", o.Code)
		}
		seen[o.Code] = true
		needs := map[string]bool{}
		for _, n := range o.Needs {
			if !code(n.Need) || needs[n.Need] || len(n.By) == 0 || slices.ContainsFunc(n.By, unknown) || slices.ContainsFunc(n.Substitutes, func(s string) bool { return !code(s) }) {
				return fmt.Errorf("outcome %s: the need %q is there twice, or not understood", o.Code, n.Need)
			}
			needs[n.Need] = true
		}
	}
	return nil
}

// code reports a word of small letters, digits and _.
func code(s string) bool {
	return s != "" && len(s) <= 40 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

func unknown(by string) bool {
	kind, of, named := strings.Cut(by, ":")
	switch kind {
	case "answer":
		return of == ""
	case "photo":
		return !named
	}
	return named || !slices.Contains([]string{"signature", "receipt", "promise", "arrived", "asked", "left"}, kind)
}

// Of is what an outcome needs; nil for one the table does not know.
func (t *Table) Of(outcome string) *Outcome {
	i := slices.IndexFunc(t.Outcomes, func(o Outcome) bool { return o.Code == outcome })
	if i < 0 {
		return nil
	}
	return &t.Outcomes[i]
}

// Takes reports whether a reason counts in the place of a need.
func (t *Table) Takes(outcome, need, reason string) bool {
	o := t.Of(outcome)
	return o != nil && slices.ContainsFunc(o.Needs, func(n Need) bool { return n.Need == need && slices.Contains(n.Substitutes, reason) })
}

// House is the table this program ships.
var House = sync.OnceValue(func() *Table {
	t, err := Parse(assets.HouseOutcomes())
	if err != nil {
		panic(err) // shipped with the program and read by its tests
	}
	return &t
})

// Brought is what a visit has brought back.
type Brought struct {
	Visit    *visits.Visit
	Answered func(question string) bool
	Promised bool
}

// Record is what the record of a visit brings back, by the phases handed in. Where the
// words of one are gone any question may have been answered in them: nobody is found
// wanting for what was erased.
func Record(v *visits.Visit) Brought {
	answered, gone := map[string]bool{}, false
	for _, p := range v.Phases {
		gone = gone || p.WordsAre == visits.WordsGone
		for _, a := range p.Given() {
			answered[a.Question] = true
		}
	}
	return Brought{v, func(q string) bool { return gone || answered[q] }, v.Closed != nil && len(v.Closed.Promises) > 0}
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
		return b.Answered(of)
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
