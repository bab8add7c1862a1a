package headquarters

import (
	"cmp"
	"context"
	"slices"
	"time"

	"fairvisit/app/shell"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/visits"
)

// tours is the day that is shown, as it was read, and whose of it stands open.
type tours struct {
	day     string // yyyy-mm-dd
	read    *fieldsync.TourDay
	loading bool
	err     error
	chosen  evidence.ID // an officer
}

// showTours begins a day anew.
func (h *Headquarters) showTours(day string) {
	h.tours = &tours{day: day}
	h.loadTours()
}

// loadTours reads the day that is shown. The answer for a day that somebody left in
// the meantime goes nowhere.
func (h *Headquarters) loadTours() {
	t := h.tours
	if t.loading {
		return
	}
	t.loading = true
	shell.Do(h.s.Run, func(ctx context.Context) (fieldsync.TourDay, error) { return h.reader.Tours(ctx, t.day) }, func(d fieldsync.TourDay, err error) {
		t.loading, t.err = false, err
		if err == nil {
			slices.SortStableFunc(d.Tours, func(x, y fieldsync.TourLine) int {
				return cmp.Or(cmp.Compare(h.tourState(&y).urgency, h.tourState(&x).urgency), cmp.Compare(d.Name(x.Officer), d.Name(y.Officer)))
			})
			t.read = &d
		}
		h.s.Rebuild()
	})
}

// openTour shows one officer's day beside the list.
func (h *Headquarters) openTour(officer evidence.ID) {
	h.tours.chosen = officer
	h.s.Beside(h.tourPage())
}

// tour is the one that stands open; nil: it was not read.
func (t *tours) tour() *fieldsync.TourLine {
	if t.read == nil {
		return nil
	}
	i := slices.IndexFunc(t.read.Tours, func(l fieldsync.TourLine) bool { return l.Officer == t.chosen })
	if i < 0 {
		return nil
	}
	return &t.read.Tours[i]
}

// tourState is how an officer's day stands: a word by its key, and how soon somebody
// should look.
type tourState struct {
	key     string
	sense   widgets.Sense
	urgency int
}

// tourState is the worst that is to be said of a day. One that goes on is not held
// against anybody.
func (h *Headquarters) tourState(l *fieldsync.TourLine) tourState {
	over := l.Day < h.today()
	differs := slices.ContainsFunc(l.Cash, visits.Cash.Differs)
	switch {
	case l.Ended != nil && differs:
		return tourState{"differs", widgets.Danger, 5}
	case l.Ended != nil && l.Ended.Carries() && l.Receiver().IsZero():
		return tourState{"kept", widgets.Warning, 4}
	case l.Ended == nil && over && differs:
		return tourState{"uncounted", widgets.Warning, 4}
	case l.Ended == nil && over:
		return tourState{"not_ended", widgets.Warning, 3}
	case l.Ended == nil:
		return tourState{"under_way", widgets.Neutral, 1}
	case l.Ended.Entries+l.Ended.Photos+l.Ended.Open > 0:
		return tourState{"unsent", widgets.Warning, 2}
	}
	return tourState{"ended", widgets.Good, 0}
}

// today is this desk's day.
func (h *Headquarters) today() string { return h.k.Now().Format(time.DateOnly) }

// tourMoment is a moment where the cases of the day are, and now there; where there
// was no visit, at this desk.
func (h *Headquarters) tourMoment(l *fieldsync.TourLine, micro int64) (at, now time.Time) {
	zone, err := time.LoadLocation(l.Zone)
	if l.Zone == "" || err != nil {
		zone = h.k.Now().Location()
	}
	return time.UnixMicro(micro).In(zone), h.k.Now().In(zone)
}
