package fieldsync

import (
	"context"
	"net/url"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// StopLine is one stop in force, as the desk's list has it: who and where only as
// far as the mask allows.
type StopLine struct {
	Case   evidence.ID   `json:"case"`
	Unit   evidence.ID   `json:"unit"`
	Name   string        `json:"name"`   // surname and **
	Street string        `json:"street"` // without the house
	Flag   evidence.Hash `json:"flag"`   // the entry that raised it
	Code   string        `json:"code"`
	Source string        `json:"source"`
	By     string        `json:"by,omitempty"`   // who says so, of a creditor's file
	Raised int64         `json:"raised"`         // µs
	Due    int64         `json:"due,omitempty"`  // µs: by when somebody must decide; 0: nobody need
	State  string        `json:"state"`          // of visits.Case.StopState
	Asked  evidence.ID   `json:"asked,omitzero"` // who wants it lifted
	Open   int           `json:"open,omitempty"` // complaints behind it without an answer
	Over   bool          `json:"over,omitempty"` // Due has passed
}

// StopRecord is the record of a case with what was said of its stops and complaints,
// by the entry.
type StopRecord struct {
	CaseRecord
	Said map[string]string `json:"said"`
}

// Stops reads the stops in force, those first that must be decided first.
func (r *Reader) Stops(ctx context.Context) ([]StopLine, error) {
	return readJSON[[]StopLine](ctx, r, "/api/stops", nil)
}

// Stop reads a case and what was said of its stops. The read and its reason are
// logged at headquarters before the answer.
func (r *Reader) Stop(ctx context.Context, id evidence.ID, reason string) (StopRecord, error) {
	return readJSON[StopRecord](ctx, r, "/api/stops/"+id.String(), url.Values{"reason": {reason}})
}

// LineOfStop is the line of a stop in force of a case, as at now (µs).
func LineOfStop(c *visits.Case, f visits.Flag, now int64) StopLine {
	l := StopLine{Case: c.ID, Unit: c.Unit, Flag: f.Entry, Code: f.Code, Source: f.Source, By: f.By, Raised: f.At, Due: c.DueBy(f), State: c.StopState(f)}
	if c.Words != nil {
		l.Street = visits.MaskStreet(c.Words.Place.Street)
		if len(c.Words.Parties) > 0 {
			l.Name = visits.MaskName(c.Words.Parties[0].Name)
		}
	}
	if d, _, asked := c.Stop(f.Entry).Asked(); asked {
		l.Asked = d.Officer
	}
	for i := range c.Complaints {
		if k := &c.Complaints[i]; k.Flag == f.Entry && k.Open() {
			l.Open++
		}
	}
	l.Over = l.Due != 0 && l.Due <= now
	return l
}
