package fieldwork

import (
	"fairvisit/visits"
	"fairvisit/visits/checklist"
)

// Known is an answer nobody has to be asked for.
type Known struct {
	Question string
	Value    checklist.Value
}

// OfCollateral are the answers that follow from what was imported of a case's
// collateral, in their order; none where there is none. Papers of which nobody said
// enough stay a question for the crew.
func OfCollateral(c *visits.Case) []Known {
	if c == nil || c.Facts.Collateral == nil {
		return nil
	}
	list := []Known{{"a20-case", checklist.Yes}}
	switch c.Facts.Collateral.Complete() {
	case "yes":
		list = append(list, Known{"a20", checklist.Yes})
	case "no":
		list = append(list, Known{"a20", checklist.No})
	}
	return list
}
