package fieldwork

import (
	"context"
	"slices"

	"fairvisit/evidence"
	"fairvisit/evidence/crew"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// StopCode is one stop of a case as a colleague reads it.
type StopCode struct {
	Flag string // its code
	Text string // what the QR code holds
}

// ShowStops are the stops of a case in this chain, the newest first, as codes for
// a colleague who may be on the way there: one code for each stop, because a
// colleague who knows of one may still go for a reason that only another forbids.
func (o *Officer) ShowStops(ctx context.Context, caseID evidence.ID) ([]StopCode, error) {
	stops, err := o.Journal.Stops(ctx, caseID)
	if err != nil {
		return nil, err
	}
	var all []StopCode
	shown := map[evidence.Hash]bool{} // read from a colleague, a stop can stand here twice
	for _, e := range stops {
		var f visits.FlagFacts
		if err := evidence.DecodePayload(e.Facts.Bytes, &f); err != nil {
			return nil, err
		}
		of := e.ID
		if !f.Of.IsZero() {
			of = f.Of
		}
		if shown[of] {
			continue
		}
		shown[of] = true
		text, err := crew.StopText(e, o.Journal.Identity().Enrolment)
		if err != nil {
			return nil, err
		}
		all = append(all, StopCode{f.Code, text})
	}
	return all, nil
}

// TakeStop reads a colleague's stop and stops the case here at once. It gives the
// case and the flag; one that stands here already is written once. Refused, and
// nothing was stored: crew.ReadStop's refusals, visits.ErrLifted.
func (o *Officer) TakeStop(ctx context.Context, code string) (evidence.ID, visits.Flag, error) {
	service, err := o.service()
	if err != nil {
		return evidence.ID{}, visits.Flag{}, err
	}
	id := o.Journal.Identity()
	e, err := crew.ReadStop(code, service, id.Unit, id.Device)
	if err != nil {
		return evidence.ID{}, visits.Flag{}, err
	}
	var f visits.FlagFacts
	if err := evidence.DecodePayload(e.Facts.Bytes, &f); err != nil || f.Code == "" {
		return evidence.ID{}, visits.Flag{}, crew.ErrNoStop
	}
	of := e.ID
	if !f.Of.IsZero() {
		of = f.Of // a colleague passes on what was passed on
	}
	flag := visits.Flag{Entry: of, Code: f.Code, Source: visits.FlagOfColleague, At: e.Header.Wall}
	c, err := o.Journal.Case(ctx, e.Header.Case())
	if err != nil {
		return evidence.ID{}, flag, err
	}
	if c != nil && slices.ContainsFunc(c.Lifted, func(l visits.LiftedFlag) bool { return l.Entry == of }) {
		return evidence.ID{}, flag, visits.ErrLifted // whoever shows it has not heard so yet
	}
	if c != nil && slices.ContainsFunc(c.Flags, func(have visits.Flag) bool { return have.Entry == of }) {
		return e.Header.Case(), flag, nil
	}
	_, err = o.Journal.Append(ctx, journal.Writing{Kind: visits.FlagRaised, Facts: visits.FlagFacts{Code: f.Code, Source: visits.FlagOfColleague, Of: of},
		Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: e.Header.Case()}, {Kind: evidence.RefOfficer, ID: id.Officer}}})
	return e.Header.Case(), flag, err
}
