package hq

import (
	"cmp"
	"context"
	"errors"
	"time"

	"fairvisit/evidence"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
	"fairvisit/visits/intake"
	"fairvisit/visits/plan"
)

// ErrNoZone means that nothing says by which clock a branch lives. That of the machine
// headquarters stands on is none, and UTC would be a day off for half of the world.
var ErrNoZone = errors.New("no case of the branch names a time zone, and its roster names none, so nobody can say what day or hour it is there: " +
	"import its cases with -zone, or import a roster that names one")

// The first and the last place of the world to begin a day, for what must hold wherever
// a branch is that names no zone.
var (
	earliestDay = time.FixedZone("UTC+14", 14*60*60)
	latestDay   = time.FixedZone("UTC-12", -12*60*60)
)

// zoneOf is the clock at the address of a case, or the branch's where it says none.
func (h *HQ) zoneOf(ctx context.Context, c *visits.Case, unit evidence.ID) (*time.Location, error) {
	if zone, err := time.LoadLocation(c.Facts.Zone); err == nil && c.Facts.Zone != "" && c.Facts.Zone != "Local" {
		return zone, nil
	}
	return h.branchZone(ctx, unit)
}

// rosterZone is the zone that the roster of a branch names; "" for none, as of a roster
// that is not understood.
func (h *HQ) rosterZone(ctx context.Context, unit evidence.ID) string {
	kept, err := h.Roster(ctx, unit)
	if err != nil || kept.Zone == "Local" {
		return ""
	}
	return kept.Zone
}

// branchZone is the branch's clock: that of its roster, else of most of its cases, as
// hq plan and its managers' screens have it; else ErrNoZone.
func (h *HQ) branchZone(ctx context.Context, unit evidence.ID) (*time.Location, error) {
	if zone := h.rosterZone(ctx, unit); zone != "" {
		return time.LoadLocation(zone)
	}
	var all []plan.Case
	err := h.eachPicture(ctx, visits.KindCase, func(p store.Picture) error {
		c, err := decodePicture[visits.Case](p)
		if err == nil && c.Unit == unit && c.Facts.Zone != "" {
			all = append(all, plan.Case{Case: visits.Case{Facts: visits.CaseFacts{Zone: c.Facts.Zone}}})
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	zone := plan.ZoneOf(all)
	if zone == "" {
		return nil, ErrNoZone
	}
	return time.LoadLocation(zone)
}

// TodayAt is what day it is at the address of a case (yyyy-mm-dd), whatever the clock
// of the machine this runs on is set to.
func (h *HQ) TodayAt(ctx context.Context, caseID evidence.ID) (string, error) {
	c, err := h.caseNamed(ctx, caseID)
	if err != nil {
		return "", err
	}
	zone, err := h.zoneOf(ctx, c, c.Unit)
	if err != nil {
		return "", err
	}
	return h.now().In(zone).Format(time.DateOnly), nil
}

// TodayIn is what day it is in a branch; ErrNoZone where nobody can say it.
func (h *HQ) TodayIn(ctx context.Context, unit evidence.ID) (string, error) {
	zone, err := h.branchZone(ctx, unit)
	if err != nil {
		return "", err
	}
	return h.now().In(zone).Format(time.DateOnly), nil
}

// EndOf is the last second of a day (yyyy-mm-dd) in a branch, and false where nothing
// names its zone yet and the day is one of UTC: certificates are given before the first
// cases come in.
func (h *HQ) EndOf(ctx context.Context, unit evidence.ID, day string) (time.Time, bool, error) {
	zone, err := h.branchZone(ctx, unit)
	if err != nil && !errors.Is(err, ErrNoZone) {
		return time.Time{}, false, err
	}
	from, wrong := time.ParseInLocation(time.DateOnly, day, cmp.Or(zone, time.UTC))
	return from.AddDate(0, 0, 1).Add(-time.Second), err == nil, wrong
}

// lived refuses what cannot have happened, for it is no such day yet where the debtor
// lives. A consent may begin later than it is told.
func (t *taking) lived(ctx context.Context, c *visits.Case, l intake.Line) *intake.Problem {
	if c == nil {
		return nil // which the row is refused for
	}
	zone, err := t.h.zoneOf(ctx, c, t.unit)
	if err != nil {
		zone = earliestDay // refused is only what is still to come everywhere
	}
	today, column, day := t.at.In(zone).Format(time.DateOnly), "withdrawn", l.Withdrawn
	if t.table != intake.Consents && l.Day > today {
		column, day = "date", l.Day
	}
	if day <= today {
		return nil
	}
	p := l.Problem(column, day, intake.StillToCome)
	return &p
}
