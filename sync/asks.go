package fieldsync

import (
	"context"
	"net/url"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// AskLine is one visit that was asked for, as headquarters' list has it.
type AskLine struct {
	Ask    evidence.Hash    `json:"ask"` // the entry that asked
	Case   evidence.ID      `json:"case"`
	Means  evidence.ID      `json:"means,omitzero"` // of one by reference: the case an answer named
	Unit   evidence.ID      `json:"unit"`
	Name   string           `json:"name,omitempty"` // surname and **
	By     evidence.ID      `json:"by"`             // who asked
	At     int64            `json:"at"`             // µs
	State  string           `json:"state"`          // of visits.Ask.Stands
	Other  bool             `json:"other,omitempty"`
	Plan   visits.AskPlan   `json:"plan,omitzero"`
	Reason string           `json:"reason,omitempty"` // it was declined for
	Wish   visits.AskFacts  `json:"wish"`
	Words  *visits.AskWords `json:"words,omitempty"` // of Ask alone
}

// Asks reads the visits asked for, open ones first, without their words.
func (r *Reader) Asks(ctx context.Context) ([]AskLine, error) {
	return readJSON[[]AskLine](ctx, r, "/api/asks", nil)
}

// Ask reads one of them with its words. The read and its reason are logged at
// headquarters before the answer.
func (r *Reader) Ask(ctx context.Context, ask evidence.Hash, reason string) (AskLine, error) {
	return readJSON[AskLine](ctx, r, "/api/asks/"+ask.String(), url.Values{"reason": {reason}})
}
