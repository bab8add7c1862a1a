package visits

import (
	"errors"

	"fairvisit/evidence"
)

// SheetFacts say that a crew's day was printed (evidence/FORMAT.md section 29).
type SheetFacts struct {
	Crew  []evidence.ID `json:"crew"`
	Day   string        `json:"day"` // yyyy-mm-dd
	Count int           `json:"count"`
	Lang  string        `json:"lang"`
	By    evidence.ID   `json:"by"` // a person
}

// foldSheet only reads the facts: a sheet changes no picture, and whoever wants to
// know which there are reads the log.
func foldSheet(_ *Pictures, in Input) error {
	f, err := facts[SheetFacts](in.Entry)
	if err == nil && (len(f.Crew) == 0 || len(f.Crew) > 2 || f.By.IsZero()) {
		err = payloadError{errors.New("a sheet names its crew of one or two, and who printed it")}
	}
	return err
}
