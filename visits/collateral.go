package visits

import "slices"

// CollateralFacts is what a debt is secured by, and what is known of the papers by
// which it may be taken (FORMAT.md section 42). It describes and names nothing.
type CollateralFacts struct {
	Kind string `json:"kind,omitempty"` // vehicle, equipment, property, other; "": not said
	// Each yes or no; anything else is not known.
	Notice string `json:"notice,omitempty"` // the default notice was given
	Period string `json:"period,omitempty"` // its period is over
	Clause string `json:"clause,omitempty"` // the contract lets it be taken
	Order  string `json:"order,omitempty"`  // a permit or an order of a court is there
}

// CollateralWords tell it apart from another, and are erased with the case.
type CollateralWords struct {
	What string `json:"what,omitempty"`
	Mark string `json:"mark,omitempty"` // plate or serial number
}

// CollateralKinds are the kinds that are told apart.
var CollateralKinds = []string{"vehicle", "equipment", "property", "other"}

// Paper is one of the papers, by a code, and what is known of it: yes, no or "".
type Paper struct{ Code, State string }

// Papers are the four in the order they come about.
func (f *CollateralFacts) Papers() []Paper {
	list := []Paper{{"notice", f.Notice}, {"period", f.Period}, {"clause", f.Clause}, {"order", f.Order}}
	for i := range list {
		if list[i].State != "yes" && list[i].State != "no" {
			list[i].State = ""
		}
	}
	return list
}

// Complete is yes where all four are there, no where one is not, and "" where that
// cannot be told: it is never guessed.
func (f *CollateralFacts) Complete() string {
	is := func(state string) func(Paper) bool { return func(p Paper) bool { return p.State == state } }
	switch list := f.Papers(); {
	case slices.ContainsFunc(list, is("no")):
		return "no"
	case slices.ContainsFunc(list, is("")):
		return ""
	}
	return "yes"
}

// HandedOver is the outcome by which collateral was handed over.
const HandedOver = "vho"

// NoPapersFor reports an outcome by which collateral changes hands at a case whose
// papers are known not to be complete; of a case that is not there nobody knows.
func (c *Case) NoPapersFor(code string) bool {
	return c != nil && code == HandedOver && c.Facts.Collateral != nil && c.Facts.Collateral.Complete() == "no"
}
