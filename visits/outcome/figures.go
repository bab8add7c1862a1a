package outcome

import (
	"slices"

	"fairvisit/visits"
)

// Figures are counts of visits, by what the table says of their outcomes and never by
// lists of codes. Each visit counts once in each row, whoever of its subjects it is for.
type Figures struct {
	Attempts   int            `json:"attempts"`    // closed visits, less those left out
	Excluded   int            `json:"excluded"`    // stopped by a rule, or cancelled at headquarters: no attempts
	Open       int            `json:"open"`        // without a close yet: in no rate
	Contact    int            `json:"contact"`     // somebody was reached
	RightParty int            `json:"right_party"` // the person it was about was
	Promises   int            `json:"promises"`    // of these, with a promise to pay
	First      int            `json:"first"`       // first attempts of their case
	FirstRight int            `json:"first_right"`
	ByClass    map[string]int `json:"by_class"`
	ByCode     map[string]int `json:"by_code"`
	Conduct    Conduct        `json:"conduct"` // by a Tally only
}

// Rates are figures as per mille, 0 where there is nothing to divide by. A right party
// is told per attempt and per contact, as houses differ in what they call the rate.
type Rates struct {
	Contact              int64 `json:"contact_permille"`
	RightParty           int64 `json:"right_party_permille"`
	RightPartyPerContact int64 `json:"right_party_per_contact_permille"`
	Promise              int64 `json:"promise_permille"`
	FirstRight           int64 `json:"first_right_permille"`
}

// Count makes figures of visits; practice is left out. first tells whether a visit is
// the first attempt of its case.
func Count(all []*visits.Visit, first func(*visits.Visit) bool) Figures {
	f := Figures{ByClass: map[string]int{}, ByCode: map[string]int{}}
	for _, v := range all {
		if v.Practice {
			continue
		}
		if v.Closed == nil && v.Cancelled == nil {
			f.Open++
			continue
		}
		f.add(v, first(v))
	}
	return f
}

func (f *Figures) add(v *visits.Visit, first bool) {
	contact, right, promised := false, false, false
	for _, code := range v.Codes() {
		f.ByCode[code]++
		o := Meaning(usedBy(v), code)
		if o == nil {
			continue
		}
		contact = contact || o.Contact == Person || o.Contact == RightParty
		right = right || o.Contact == RightParty
		promised = promised || o.promises()
	}
	for _, c := range ClassesOf(v) {
		f.ByClass[c]++
	}
	if !Attempt(v) {
		f.Excluded++
		return
	}
	f.Attempts++
	count(&f.Contact, contact)
	count(&f.RightParty, right)
	count(&f.Promises, right && promised)
	count(&f.First, first)
	count(&f.FirstRight, first && right)
}

// Attempt reports whether a visit counts as one: it was closed, is no practice, and
// neither a rule nor headquarters took it back for all whom it was to. A code of a later
// table counts, as all that is known of it is that somebody was there.
func Attempt(v *visits.Visit) bool {
	if v.Practice || v.Closed == nil {
		return false
	}
	system := func(code string) bool { o := Meaning(usedBy(v), code); return o != nil && o.Class == ClassSystem }
	codes := v.Codes()
	return len(codes) == 0 || slices.ContainsFunc(codes, func(code string) bool { return !system(code) })
}

func count(n *int, is bool) {
	if is {
		*n++
	}
}

// ClassesOf are the classes of a visit's outcomes, each once, in order.
func ClassesOf(v *visits.Visit) []string {
	var classes []string
	for _, code := range v.Codes() {
		if o := Meaning(usedBy(v), code); o != nil && !slices.Contains(classes, o.Class) {
			classes = append(classes, o.Class)
		}
	}
	return classes
}

// promises reports an outcome that brings a promise back.
func (o *Outcome) promises() bool {
	return o.Class == ClassCommitment && slices.ContainsFunc(o.Needs, func(n Need) bool { return slices.Contains(n.By, "promise") })
}

// Rates of these figures.
func (f *Figures) Rates() Rates {
	return Rates{permille(f.Contact, f.Attempts), permille(f.RightParty, f.Attempts), permille(f.RightParty, f.Contact),
		permille(f.Promises, f.RightParty), permille(f.FirstRight, f.First)}
}

// usedBy is what a visit names as made by; nil without its start.
func usedBy(v *visits.Visit) []visits.Used {
	if v.Opened == nil {
		return nil
	}
	return v.Opened.Used
}
