package fieldwork

import (
	"context"
	"errors"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

var errNotAtDesk = errors.New("only a manager or headquarters decides of stops and complaints; nothing was changed")

// AtDesk writes what this person says of a stop or a complaint of a case. It counts
// where headquarters folds it (FORMAT.md section 26).
func (o *Officer) AtDesk(ctx context.Context, caseID evidence.ID, a visits.DeskAct) (evidence.Hash, error) {
	id := o.Journal.Identity()
	if !visits.MayDecide(id.Role) {
		return evidence.Hash{}, errNotAtDesk
	}
	e, err := o.Journal.Append(ctx, journal.Writing{Kind: a.Kind, Facts: a.Facts, Words: a.Words,
		Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: caseID}, {Kind: evidence.RefOfficer, ID: id.Officer}}})
	return e.ID, err
}

// ReceiveComplaint takes a complaint about a case in, and raises the stop it belongs
// to where none is in force.
func (o *Officer) ReceiveComplaint(ctx context.Context, c *visits.Case, channel, about, text string, at int64) error {
	if _, err := visits.ReceiveComplaint(evidence.Hash{}, channel, about, text, at); err != nil {
		return err // before a stop is raised for it
	}
	flag, stands := c.ComplaintStop()
	if !stands {
		raised, err := o.AtDesk(ctx, c.ID, visits.DeskAct{Kind: visits.FlagRaised, Facts: visits.FlagFacts{Code: visits.FlagComplaint, Source: visits.SourceHeadquarters}})
		if err != nil {
			return err
		}
		flag.Entry = raised
	}
	a, err := visits.ReceiveComplaint(flag.Entry, channel, about, text, at)
	if err == nil {
		_, err = o.AtDesk(ctx, c.ID, a)
	}
	return err
}
