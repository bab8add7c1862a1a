package intake

import (
	"fairvisit/evidence"
	"fairvisit/visits"
)

// Why an import that is taken back leaves a case as it is.
const (
	ChangedSince = "changed_since"
	Assigned     = "assigned"
	Visited      = "visited"
	Erased       = "erased"
	WordsErased  = "words_erased"
)

// Stood is what stood of a case before an import, and what was done after it.
type Stood struct {
	Before bool              `json:"before"`          // it was held; false: it came with the import
	Closed string            `json:"closed"`          // the reason for which it was closed; "": it was open
	Facts  visits.CaseFacts  `json:"facts"`           // of the import before
	Words  *visits.CaseWords `json:"words,omitempty"` // likewise; nil: not held any more
	Since  string            `json:"-"`               // Assigned, Visited; "": nothing
}

// Undoing is the entry that takes the import of one case back.
type Undoing struct {
	Kind  string // visits.CaseImported or visits.CaseClosed
	Facts any
	Words any // nil: of a close
}

// TakeBack is what takes an import of a case back, or why it is left alone: what
// people acted on since stays, for a visit was made to the case as it was
// imported. have is the case as it is now, imported the entry that is taken back.
func TakeBack(have *visits.Case, imported evidence.Hash, stood *Stood) (Undoing, string) {
	switch {
	case have == nil || have.Imported != imported || have.Closed != nil:
		return Undoing{}, ChangedSince
	case have.Erased != nil:
		return Undoing{}, Erased
	case stood.Since != "":
		return Undoing{}, stood.Since
	case !stood.Before:
		return Undoing{Kind: visits.CaseClosed, Facts: visits.ReasonFacts{Reason: visits.ImportUndoneReason}}, ""
	case stood.Closed != "":
		return Undoing{Kind: visits.CaseClosed, Facts: visits.ReasonFacts{Reason: stood.Closed}}, ""
	case stood.Words == nil:
		return Undoing{}, WordsErased
	}
	return Undoing{Kind: visits.CaseImported, Facts: stood.Facts, Words: *stood.Words}, ""
}
