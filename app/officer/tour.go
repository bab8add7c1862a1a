package officer

import (
	"cmp"
	"slices"
	"time"

	"fairvisit/app/mapview/tiles"
	"fairvisit/app/reminding"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/journal"
	"fairvisit/visits/promise"
)

// stop is one line of the tour: what may be known of a case in a street.
type stop struct {
	Case      evidence.ID
	Number    int         // place in the tour, from 1; 0: not of today's tour
	Name      string      // masked
	Others    int         // further persons of the case
	Street    string      // without the number of the house; "" where a stop took the address away
	Point     tiles.Point // of the street; see visits.MaskPoint
	HasPoint  bool
	PlaceKind string
	Zone      string
	Stopped   bool
	Hazards   []string // codes that hold today
	Done      int64    // µs: today's visit began; 0: none
	Draft     evidence.ID
	Since     int64         // µs: the draft was opened
	Decision  evidence.Hash // by which it is of the tour
}

// due is a promise of which a payment is due, or its grace runs. Nobody goes there.
type due struct {
	Case        evidence.ID
	Name        string
	Date, Until string // of the payment, yyyy-mm-dd, and with its grace
}

// tour is an officer's day in order.
type tour struct {
	Drafts    []stop // visits left open, oldest first
	Stops     []stop // in the order of the plan or of its own, stopped ones last
	Promises  []due
	Reminders int // that headquarters gave this officer to make
	// Elsewhere are the officer's cases that are not visited today, by id: a search
	// finds them too, for somebody who is met in the street.
	Elsewhere []stop
	Planned   int    // stops of today
	Next      string // yyyy-mm-dd of the next day with stops; "": none
	Own       bool   // the order is this tablet's and not the plan's
}

// done counts the stops visited, stopped those nobody may visit.
func (t *tour) count() (done, stopped int) {
	for i := range t.Stops {
		switch {
		case t.Stops[i].Done != 0:
			done++
		case t.Stops[i].Stopped:
			stopped++
		}
	}
	return done, stopped
}

// zones looks a zone up once.
type zones map[string]*time.Location

func (z zones) of(name string) *time.Location {
	if loc, ok := z[name]; ok {
		return loc
	}
	loc := zoneOf(name)
	z[name] = loc
	return loc
}

// zoneOf is the zone of an address. An unknown one is shown in the machine's
// own; the rules refuse to visit there.
func zoneOf(name string) *time.Location {
	if loc, err := time.LoadLocation(name); err == nil && name != "" {
		return loc
	}
	return time.Local
}

// tourOf makes the day of an officer from what the device knows. The day is that
// of each debtor's own calendar.
func tourOf(cases []visits.Case, drafts []journal.Draft, me evidence.ID, now time.Time) tour {
	var t tour
	z := zones{}
	at := map[evidence.ID]*visits.Case{}
	open := map[evidence.ID]bool{}
	for _, d := range drafts {
		open[d.Case] = true
	}
	var planned []*visits.Case
	t.Reminders = reminding.Mine(cases, me)
	for i := range cases {
		c := &cases[i]
		at[c.ID] = c
		d, ok := c.Assigned()
		if !ok || d.Officer != me && d.Second != me {
			continue
		}
		today := now.In(z.of(c.Facts.Zone)).Format(time.DateOnly)
		next, runs := dueOf(c, today)
		switch {
		case runs:
			t.Promises = append(t.Promises, next)
			t.elsewhere(c, d.Day, today, open[c.ID])
		case d.Day == today:
			planned = append(planned, c)
		default:
			t.elsewhere(c, d.Day, today, open[c.ID])
		}
	}
	t.Planned = len(planned)
	t.line(planned, open, me, now, z)
	for _, d := range drafts {
		s := stop{Case: d.Case}
		if c := at[d.Case]; c != nil {
			s = stopOf(c)
			s.Hazards = hazardsOf(c, now.In(z.of(c.Facts.Zone)).Format(time.DateOnly))
			s.Number = 1 + slices.Index(planned, c) // line sorted them
		}
		s.Draft, s.Since = d.Visit, d.Opened
		t.Drafts = append(t.Drafts, s)
	}
	return t
}

func (t *tour) elsewhere(c *visits.Case, day, today string, open bool) {
	if day > today && (t.Next == "" || day < t.Next) {
		t.Next = day
	}
	if !open { // it stands on top already
		t.Elsewhere = append(t.Elsewhere, stopOf(c))
	}
}

// line puts the stops in order: as planned, and last those nobody may go to.
func (t *tour) line(planned []*visits.Case, open map[evidence.ID]bool, me evidence.ID, now time.Time, z zones) {
	slices.SortFunc(planned, func(a, b *visits.Case) int {
		da, _ := a.Assigned()
		db, _ := b.Assigned()
		return cmp.Or(cmp.Compare(da.Order, db.Order), slices.Compare(a.ID[:], b.ID[:]))
	})
	var sunk []stop
	for i, c := range planned {
		if open[c.ID] {
			continue // stands on top already
		}
		s := stopOf(c)
		s.Hazards = hazardsOf(c, now.In(z.of(c.Facts.Zone)).Format(time.DateOnly))
		s.Number = i + 1
		s.Done = visitedToday(c, me, now, z)
		if s.Stopped && s.Done == 0 {
			sunk = append(sunk, s)
			continue
		}
		t.Stops = append(t.Stops, s)
	}
	t.Stops = append(t.Stops, sunk...)
}

func stopOf(c *visits.Case) stop {
	s := stop{Case: c.ID, Name: maskedName(c), PlaceKind: c.Facts.PlaceKind, Zone: c.Facts.Zone, Stopped: c.Stopped(), Decision: c.Standing, Others: max(0, len(c.Facts.Parties)-1)}
	if c.Words != nil && !s.Stopped {
		s.Street = visits.MaskStreet(c.Words.Place.Street)
		if s.HasPoint = c.Words.Place.HasPoint; s.HasPoint {
			lat, lon := visits.MaskPoint(c.Words.Place.LatE7, c.Words.Place.LonE7)
			s.Point = tiles.Project(float64(lat)/1e7, float64(lon)/1e7)
		}
	}
	return s
}

// ended reports that nobody is at the door any more.
func ended(v *visits.Contact) bool {
	return v.Status == visits.StatusClosed || v.Status == visits.StatusLeft || v.Status == visits.StatusAbandoned
}

// visitedToday is when this officer's finished visit of today began, 0 for none.
func visitedToday(c *visits.Case, me evidence.ID, now time.Time, z zones) int64 {
	today := now.In(z.of(c.Facts.Zone)).Format(time.DateOnly)
	for i := len(c.Contacts) - 1; i >= 0; i-- {
		v := &c.Contacts[i]
		if ended(v) && v.Day == today && v.Officer == me {
			return v.First
		}
	}
	return 0
}

// dueOf is the payment of a case that is due today or tomorrow, or whose grace runs.
func dueOf(c *visits.Case, today string) (due, bool) {
	if len(c.Promises) == 0 {
		return due{}, false
	}
	for _, p := range promise.Of(c, today, promise.House(), 0) {
		if p.State == promise.Due {
			return due{c.ID, maskedName(c), p.Next().Date, p.Next().Until}, true
		}
	}
	return due{}, false
}

func maskedName(c *visits.Case) string {
	if c.Words == nil || len(c.Words.Parties) == 0 {
		return ""
	}
	return visits.MaskName(c.Words.Parties[0].Name)
}
