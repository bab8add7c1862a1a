package hq

import (
	"context"
	"time"

	"fairvisit/evidence"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
	"fairvisit/visits/intake"
	"fairvisit/visits/plan"
)

// zoneOf is the clock at the address of a case, or the branch's where it says none.
func (h *HQ) zoneOf(ctx context.Context, c *visits.Case, unit evidence.ID) (*time.Location, error) {
	if zone, err := time.LoadLocation(c.Facts.Zone); err == nil && c.Facts.Zone != "" {
		return zone, nil
	}
	return h.branchZone(ctx, unit)
}

// branchZone is the clock of most of a branch's cases: a branch has no other.
func (h *HQ) branchZone(ctx context.Context, unit evidence.ID) (*time.Location, error) {
	var all []plan.Case
	err := h.eachPicture(ctx, visits.KindCase, func(p store.Picture) error {
		c, err := decodePicture[visits.Case](p)
		if err == nil && c.Unit == unit && c.Facts.Zone != "" {
			all = append(all, plan.Case{Case: visits.Case{Facts: visits.CaseFacts{Zone: c.Facts.Zone}}})
		}
		return err
	})
	if err != nil || len(all) == 0 {
		return time.UTC, err
	}
	return time.LoadLocation(plan.ZoneOf(all))
}

// TodayAt is what day it is at the address of a case (yyyy-mm-dd), whatever the clock
// of the machine this runs on is set to.
func (h *HQ) TodayAt(ctx context.Context, caseID evidence.ID) (string, error) {
	c, err := h.caseNamed(ctx, caseID)
	if err != nil {
		return "", err
	}
	zone, err := h.zoneOf(ctx, c, c.Unit)
	return h.now().In(zone).Format(time.DateOnly), err
}

// TodayIn is what day it is in a branch.
func (h *HQ) TodayIn(ctx context.Context, unit evidence.ID) (string, error) {
	zone, err := h.branchZone(ctx, unit)
	return h.now().In(zone).Format(time.DateOnly), err
}

// EndOf is the last second of a day (yyyy-mm-dd) in a branch.
func (h *HQ) EndOf(ctx context.Context, unit evidence.ID, day string) (time.Time, error) {
	zone, err := h.branchZone(ctx, unit)
	if err != nil {
		return time.Time{}, err
	}
	from, err := time.ParseInLocation(time.DateOnly, day, zone)
	return from.AddDate(0, 0, 1).Add(-time.Second), err
}

// lived refuses what cannot have happened, for it is no such day yet where the debtor
// lives. A consent may begin later than it is told.
func (t *taking) lived(ctx context.Context, c *visits.Case, l intake.Line) *intake.Problem {
	if c == nil {
		return nil // which the row is refused for
	}
	zone, err := t.h.zoneOf(ctx, c, t.unit)
	if err != nil {
		zone = time.UTC
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
