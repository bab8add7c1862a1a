package hq

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"fairvisit/evidence"
	"fairvisit/sync/hq/report"
	"fairvisit/visits"
	"fairvisit/visits/plan"
)

// SheetOf is which route sheet is asked for.
type SheetOf struct {
	Branch  string
	Crew    []evidence.ID // one or two officers of the branch
	Day     string        // yyyy-mm-dd
	By      string        // who prints it, as headquarters knows the person in that branch
	Lang    report.Lang
	Service int // minutes of a visit, for the hours in which it may begin
}

// Sheet is a route sheet that was entered into the log and is ready to be written.
type Sheet struct {
	Entry evidence.Hash
	tour  report.TourSheet
}

// Number is what stands on each page: where its entry is in the log, and how the
// entry's id begins.
func (s *Sheet) Number() string { return s.tour.Number }

// Write writes the pages as PDF.
func (s *Sheet) Write(out io.Writer) error { return report.WriteTour(out, s.tour) }

// PrintSheet enters a crew's day as printed and gives the sheet. The entry is on
// disk before there is a page: paper that nobody knows of cannot be missed. A crew
// without stops that day, a person the branch does not have, or a branch of which nothing
// names a time zone, is refused and nothing is entered.
func (h *HQ) PrintSheet(ctx context.Context, q SheetOf) (*Sheet, error) {
	unit := h.UnitID(q.Branch)
	cases, err := h.PlanCases(ctx, unit)
	if err != nil {
		return nil, err
	}
	by, known, err := h.FindPerson(ctx, unit, q.By)
	if err != nil {
		return nil, err
	}
	if !known {
		return nil, fmt.Errorf("nobody called %q is known in the branch; nothing was printed", q.By)
	}
	s := &Sheet{tour: report.TourSheet{Lang: q.Lang, Branch: q.Branch, Day: q.Day, By: q.By, Demo: h.keys.Demo()}}
	crew, err := h.sheetCrew(ctx, unit, q.Crew)
	if err != nil {
		return nil, err
	}
	for _, p := range crew {
		s.tour.Crew = append(s.tour.Crew, p.Name)
	}
	zone := cmp.Or(h.rosterZone(ctx, unit), plan.ZoneOf(cases))
	if zone == "" { // the hours on the paper would be those of another place
		return nil, fmt.Errorf("%w; nothing was printed", ErrNoZone)
	}
	if s.tour.Stops, err = h.sheetStops(ctx, unit, cases, crew, q, zone); err != nil {
		return nil, err
	}
	if len(s.tour.Stops) == 0 {
		return nil, fmt.Errorf("%s has no stop on %s; nothing was printed", strings.Join(s.tour.Crew, " + "), q.Day)
	}
	facts := visits.SheetFacts{Crew: q.Crew, Day: q.Day, Count: len(s.tour.Stops), Lang: string(q.Lang), By: by}
	entries, err := h.Do(ctx, Act{Kind: visits.SheetPrinted, Facts: facts, Refs: []evidence.Ref{{Kind: evidence.RefUnit, ID: unit}}})
	if err != nil {
		return nil, err
	}
	row, err := h.Store.EntryByID(ctx, entries[0].ID)
	if err != nil {
		return nil, err
	}
	at, err := time.LoadLocation(zone)
	if err != nil {
		return nil, err
	}
	s.Entry = entries[0].ID
	s.tour.Number = fmt.Sprintf("%d · %s", row.No, s.Entry.String()[:8])
	s.tour.At = time.UnixMicro(entries[0].Header.Wall).In(at).Format("2006-01-02 15:04")
	return s, h.Settle(ctx)
}

// sheetCrew finds the officers of a crew and their papers.
func (h *HQ) sheetCrew(ctx context.Context, unit evidence.ID, ids []evidence.ID) ([]plan.Person, error) {
	if len(ids) == 0 || len(ids) > 2 {
		return nil, errors.New("a crew is one officer or two; nothing was printed")
	}
	officers, err := h.Officers(ctx, unit)
	if err != nil {
		return nil, err
	}
	var crew []plan.Person
	for _, id := range ids {
		i := slices.IndexFunc(officers, func(p visits.Person) bool { return p.ID == id })
		if i < 0 {
			return nil, fmt.Errorf("%s is no officer of the branch; nothing was printed", id.Short())
		}
		crew = append(crew, plan.Person{Name: officers[i].Name, ID: id, Papers: plan.PapersOf(&officers[i])})
	}
	return crew, nil
}

// sheetStops are the stops of a crew's day in their order, masked.
func (h *HQ) sheetStops(ctx context.Context, unit evidence.ID, cases []plan.Case, crew []plan.Person, q SheetOf, zone string) ([]report.TourStop, error) {
	law, err := h.LawOf(ctx, unit, "")
	if err != nil {
		return nil, err
	}
	var stops []report.TourStop
	for i := range cases {
		c := &cases[i].Case
		d, ok := c.Assigned()
		if !ok || d.Day != q.Day || !sameCrew(d, q.Crew) || c.Closed != nil || c.Erased != nil {
			continue
		}
		o := report.TourStop{Order: d.Order, Others: max(0, len(c.Facts.Parties)-1), Kind: c.Facts.PlaceKind, Stopped: c.Stopped()}
		if c.Words != nil {
			if len(c.Words.Parties) > 0 {
				o.Name = visits.MaskName(c.Words.Parties[0].Name)
			}
			if !o.Stopped {
				o.Street = visits.MaskStreet(c.Words.Place.Street)
			}
		}
		open, _, err := plan.Windows(law, c, crew, q.Day, cmp.Or(c.Facts.Zone, zone), q.Service)
		if err != nil {
			return nil, err
		}
		var hours []string
		for _, w := range open {
			hours = append(hours, w.From+"–"+w.Until)
		}
		o.Hours = strings.Join(hours, ", ")
		stops = append(stops, o)
	}
	slices.SortFunc(stops, func(a, b report.TourStop) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), strings.Compare(a.Street+a.Name, b.Street+b.Name))
	})
	return stops, nil
}

// sameCrew reports that a decision sends exactly these officers, whoever is named
// first.
func sameCrew(d visits.Decision, crew []evidence.ID) bool {
	second := evidence.ID{}
	if len(crew) == 2 {
		second = crew[1]
	}
	return d.Officer == crew[0] && d.Second == second || d.Officer == second && d.Second == crew[0]
}
