package fieldwork

import (
	"context"
	"errors"
	"strings"
	"time"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/journal"
	"fairvisit/visits/safety"
)

// errNoIncident refuses a report that does not say what happened.
var errNoIncident = errors.New("an incident needs to be of one kind; nothing was stored")

// errNoCase refuses a hazard of a case that is not here.
var errNoCase = errors.New("this case is not on this device; nothing was stored")

// CheckIn says that the crew is all right.
func (v *Visit) CheckIn(ctx context.Context) error {
	_, err := v.write(ctx, visits.CheckinMade, visits.Empty{}, nil)
	return err
}

// HelpSilently is Help that no screen shows, neither here nor what headquarters
// sends back.
func (v *Visit) HelpSilently(ctx context.Context) error {
	_, err := v.write(ctx, visits.HelpAsked, visits.HelpFacts{Silent: true}, nil)
	return err
}

// Incident reports what happened at a visit, under way or over: one of
// visits.IncidentCodes, and words where there are some. It goes ahead of
// everything else.
func (o *Officer) Incident(ctx context.Context, visit, caseID evidence.ID, code, said string) error {
	if code == "" {
		return errNoIncident
	}
	second, err := o.secondOf(ctx, visit)
	if err != nil {
		return err
	}
	v := &Visit{ID: visit, Case: caseID, Second: second, o: o}
	var words any
	if said = strings.TrimSpace(said); said != "" {
		words = visits.TextWords{Text: said}
	}
	_, err = v.write(ctx, visits.IncidentReported, visits.IncidentFacts{Code: code}, words)
	return err
}

// Hazard notes on a case what awaits a crew at its place, for so many days from
// today at the place; 0 takes one of that code back. Refused, and nothing is
// stored: what visits.HazardFacts.Check refuses.
func (o *Officer) Hazard(ctx context.Context, caseID evidence.ID, code, said string, days int) error {
	c, err := o.Journal.Case(ctx, caseID)
	if err != nil {
		return err
	}
	if c == nil {
		return errNoCase
	}
	now, zone := o.Clock.Now(), time.UTC
	if z, err := time.LoadLocation(c.Facts.Zone); err == nil {
		zone = z
	}
	// Days are counted with the first: today and nothing more is one day.
	f := visits.HazardFacts{Code: code, Place: c.Facts.Place, Until: time.UnixMicro(now).In(zone).AddDate(0, 0, days-1).Format(time.DateOnly)}
	if said = strings.TrimSpace(said); days == 0 {
		said = ""
	}
	if err := f.Check(said, now); err != nil {
		return err
	}
	var words any
	if said != "" {
		words = visits.HazardWords{Said: said}
	}
	_, err = o.Journal.Append(ctx, journal.Writing{Kind: visits.HazardNoted, Facts: f, Words: words, Refs: []evidence.Ref{
		{Kind: evidence.RefCase, ID: caseID}, {Kind: evidence.RefOfficer, ID: o.Journal.Identity().Officer}}})
	return err
}

// checkIn is the check-in time of a visit that begins, in µs.
func checkIn(why []Why) int64 {
	var chosen time.Duration
	for _, w := range why {
		chosen = max(chosen, w.CheckIn)
	}
	return policy.Within(chosen)
}

// policy is how long crews may be silent.
var policy = safety.House()
