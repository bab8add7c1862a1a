package manager

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"fairvisit/evidence"
	"fairvisit/visits/journal"
	"fairvisit/visits/outcome"
)

// The periods the figures are of.
const (
	ofToday = "today"
	ofWeek  = "week"
	ofMonth = "month"
	ofOwn   = "own"
)

var periods = []string{ofToday, ofWeek, ofMonth, ofOwn}

// figures are what the page of figures shows.
type figures struct {
	period   string
	from, to string // of the own period, yyyy-mm-dd, both inside
	defined  string // the figure whose definition stands open; "": none
}

// days are the first and the last day of the period, on the branch's day today. A week
// begins on Monday, as the calendar of promises does.
func (f *figures) days(today string) (from, to string) {
	d, err := time.Parse(time.DateOnly, today)
	switch {
	case err != nil || f.period == ofToday:
		return today, today
	case f.period == ofWeek:
		return d.AddDate(0, 0, -(int(d.Weekday())+6)%7).Format(time.DateOnly), today
	case f.period == ofOwn:
		return f.from, f.to
	}
	return d.AddDate(0, 0, 1-d.Day()).Format(time.DateOnly), today
}

// own begins an own period where the one that is shown is.
func (f *figures) own(today string) {
	f.from, f.to = f.days(today)
	f.period = ofOwn
}

// move puts an end of the own period some months and days on; the ends never cross and
// nothing is counted that is still to come.
func (f *figures) move(end *string, months, days int, today string) {
	d, err := time.Parse(time.DateOnly, *end)
	if err != nil {
		return
	}
	*end = min(d.AddDate(0, months, days).Format(time.DateOnly), today)
	if f.from > f.to && end == &f.from {
		f.to = f.from
	} else if f.from > f.to {
		f.from = f.to
	}
}

// wholeMonth makes the own period the calendar month before the one it begins in, or
// after it, as far as it is not still to come.
func (f *figures) wholeMonth(by int, today string) {
	d, err := time.Parse(time.DateOnly, f.from)
	if err != nil {
		return
	}
	first := d.AddDate(0, 0, 1-d.Day()).AddDate(0, by, 0)
	if from := first.Format(time.DateOnly); from <= today {
		f.from, f.to = from, min(first.AddDate(0, 1, -1).Format(time.DateOnly), today)
	}
}

// told is what was counted of one period of what the device holds.
type told struct {
	from, to string
	outcome.Figures
	crews []outcome.Crew
}

// figures counts a period as hq figures does, once for a branch as it was read.
func (b *Branch) figures(unit evidence.ID, from, to string) *told {
	if b.told != nil && b.told.from == from && b.told.to == to {
		return b.told
	}
	t := outcome.Tally{Unit: unit, From: from, To: to}
	for i := range b.Visits {
		t.Visit(&b.Visits[i])
	}
	for i := range b.Findings {
		t.Finding(&b.Findings[i])
	}
	for i := range b.Cases {
		t.Case(&b.Cases[i])
	}
	b.told = &told{from: from, to: to, Figures: t.Figures(), crews: t.Crews()}
	return b.told
}

// crewsByName are the crews that made visits, by their names whatever their figures.
func (m *Manager) crewsByName(t *told) []outcome.Crew {
	list := slices.Clone(t.crews)
	slices.SortStableFunc(list, func(x, y outcome.Crew) int { return strings.Compare(m.whoWent(x), m.whoWent(y)) })
	return list
}

func (m *Manager) whoWent(c outcome.Crew) string {
	names := []string{m.name(c.One)}
	if !c.Other.IsZero() {
		names = append(names, m.name(c.Other))
	}
	slices.Sort(names)
	return strings.Join(names, " + ")
}

// exportFigures writes figures as hq figures -format csv does, and that they went out.
func exportFigures(ctx context.Context, j *journal.Journal, t *told, file io.WriteCloser) error {
	rows := [][]string{outcome.RowHead()}
	for _, row := range t.Rows() {
		rows = append(rows, row.Cells())
	}
	content, err := table(rows)
	if err != nil {
		return errors.Join(err, file.Close())
	}
	return export(ctx, j, "export figures csv "+t.from+" "+t.to, content, file)
}
