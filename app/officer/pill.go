package officer

import (
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/widgets"
	fieldsync "fairvisit/sync"
)

// waiting are the visits of which headquarters does not hold all.
func (s *snapshot) waiting() int {
	n := 0
	for _, v := range s.sending {
		if v.Waits() {
			n++
		}
	}
	return n
}

// secured reports that nothing at all waits and nothing is open.
func (s *snapshot) secured() bool {
	r := s.risk
	return r.NotSecuredEntries == 0 && r.NotSecuredPhotos == 0 && r.Drafts == 0
}

// pill is the state of sending in one or two chips, for the head of a page: how
// the device stands with headquarters, and what waits.
func (d *Day) pill() []fyne.CanvasObject {
	now := d.shell.Now()
	return pillOf(d.words(), &d.seen, d.desk.Standing(), func(at time.Time) string { return d.words().Moment(at.In(now.Location()), now) })
}

func pillOf(w *i18n.Words, s *snapshot, standing fieldsync.Standing, moment func(time.Time) string) []fyne.CanvasObject {
	var chips []fyne.CanvasObject
	if !standing.Online {
		chips = append(chips, widgets.Chip(widgets.Warning, w.T("officer.pill.offline", "time", moment(standing.Since))))
	}
	var parts []string
	visits, r := s.waiting(), s.risk
	switch {
	case visits > 0:
		parts = append(parts, w.N("officer.pill.waiting", visits))
	case r.Entries > 0:
		parts = append(parts, w.N("officer.pill.records", r.Entries))
	}
	if n := r.Photos - r.Sounds; n > 0 {
		parts = append(parts, w.N("officer.pill.photos", n))
	}
	if r.Sounds > 0 {
		parts = append(parts, w.N("sending.pill_sounds", r.Sounds))
	}
	switch {
	case s.secured():
		return append(chips, widgets.SignChip(widgets.Good, "✓", w.T("officer.pill.secured")))
	case len(parts) > 0:
		return append(chips, widgets.Chip(widgets.Warning, strings.Join(parts, " · ")))
	case r.Drafts > 0:
		return append(chips, widgets.Chip(widgets.Accent, w.N("officer.pill.drafts", r.Drafts)))
	}
	return append(chips, widgets.Chip(widgets.Info, w.T("officer.pill.stored")))
}

// waitingBadge is the count beside the section's icon.
func (d *Day) waitingBadge() string {
	if n := d.seen.waiting(); n > 0 {
		return strconv.Itoa(n)
	}
	return ""
}
