package manager

import (
	"cmp"
	"slices"
	"time"

	"fairvisit/app/record"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/safety"
)

// standing is how a crew stands, as far as what reached this device tells. Of two
// things the worse one decides where the crew stands on the board.
type standing struct {
	Crew
	Stops
	Help      []visits.Finding // of today, the newest first
	Incidents []visits.Finding // likewise
	Open      *visits.Visit    // the visit under way whose check-in is due first; nil: none that is known
	Watch     safety.Watch     // of it
	Stopped   bool             // a visit is under way of a case that is stopped
	Never     bool             // no visit ever came from the crew, which has stops today
	Heard     int64            // µs: the newest entry of a visit that came from the crew; 0: none ever
	Unheard   bool             // it is long ago, and stops of today are left
}

// The places on the board, the worst first.
const (
	wantsHelp = iota
	isOverdue
	hadIncident
	isStopped
	neverSent
	unheard
	isDue
	quiet
)

func (s *standing) rank() int {
	switch {
	case len(s.Help) > 0:
		return wantsHelp
	case s.Watch.State == safety.Overdue:
		return isOverdue
	case len(s.Incidents) > 0:
		return hadIncident
	case s.Stopped:
		return isStopped
	case s.Never:
		return neverSent
	case s.Unheard:
		return unheard
	case s.Watch.State == safety.Due:
		return isDue
	}
	return quiet
}

// standings are all crews, and whoever is of none and is at a visit or wants
// something, the worst first; of equals the one whose check-in is due first.
func (b *Branch) standings(crews []Crew, p safety.Policy, now time.Time) []standing {
	all := slices.Clone(crews)
	alone := func(who evidence.ID) {
		if !who.IsZero() && !slices.ContainsFunc(all, func(c Crew) bool { return c.has(who) }) {
			all = append(all, Crew{First: who})
		}
	}
	for i := range b.Visits {
		if p.Watch(&b.Visits[i], now.UnixMicro()).State != safety.Unwatched {
			alone(b.Visits[i].Officer)
		}
	}
	for _, f := range b.Findings {
		if b.alarm(f, now) {
			alone(f.Officer)
		}
	}
	list := make([]standing, len(all))
	for i, c := range all {
		list[i] = b.standing(c, p, now)
	}
	slices.SortStableFunc(list, func(x, y standing) int {
		return cmp.Or(cmp.Compare(x.rank(), y.rank()), cmp.Compare(x.Watch.Due, y.Watch.Due))
	})
	return list
}

func (b *Branch) standing(c Crew, p safety.Policy, now time.Time) standing {
	s := standing{Crew: c, Stops: b.stops(c, now.Format(time.DateOnly))}
	for _, f := range b.Findings {
		switch {
		case !c.has(f.Officer) || !b.alarm(f, now):
		case f.Code == visits.HelpWanted:
			s.Help = append(s.Help, f)
		default:
			s.Incidents = append(s.Incidents, f)
		}
	}
	newest := func(x, y visits.Finding) int { return cmp.Compare(y.At, x.At) }
	slices.SortFunc(s.Help, newest)
	slices.SortFunc(s.Incidents, newest)
	for i := range b.Visits {
		v := &b.Visits[i]
		if !c.has(v.Officer) && !c.has(v.Second) {
			continue
		}
		s.Heard = max(s.Heard, record.Last(v))
		s.watch(v, b.cases[v.Case], p, now)
	}
	s.Never = s.Heard == 0 && s.Done+s.Left > 0
	s.Unheard = s.Heard != 0 && s.Left > 0 && now.Sub(time.UnixMicro(s.Heard)) > time.Duration(p.Unheard)*time.Minute
	return s
}

// watch takes one visit of the crew in, if it is under way.
func (s *standing) watch(v *visits.Visit, of *visits.Case, p safety.Policy, now time.Time) {
	if v.Status != visits.StatusOpened || v.Practice {
		return
	}
	w := p.Watch(v, now.UnixMicro())
	if settles(w, p, now) {
		return
	}
	s.Stopped = s.Stopped || of != nil && of.Stopped()
	if s.Open == nil || w.State != safety.Unwatched && (s.Watch.State == safety.Unwatched || w.Due < s.Watch.Due) {
		s.Open, s.Watch = v, w
	}
}

// settles reports that a check-in is overdue for so long that it is headquarters' to
// settle.
func settles(w safety.Watch, p safety.Policy, now time.Time) bool {
	return w.State == safety.Overdue && now.Sub(time.UnixMicro(w.Due)) > time.Duration(p.Shown)*time.Hour
}

// alarm reports whether a finding stands on the board: a call for help or an
// incident that came in today, and a call for help as long as its visit is under way:
// midnight helps nobody.
func (b *Branch) alarm(f visits.Finding, now time.Time) bool {
	if f.Code != visits.HelpWanted && f.Code != visits.IncidentSeen {
		return false
	}
	if v := b.visit(f.Visit); f.Code == visits.HelpWanted && v != nil && v.Status == visits.StatusOpened {
		return true
	}
	c := b.cases[f.Case]
	return dayAt(c, time.UnixMicro(f.At).In(now.Location())) == dayAt(c, now)
}

// wanting is how many calls for help, overdue check-ins and incidents stand on the
// board.
func (b *Branch) wanting(p safety.Policy, now time.Time) int {
	n := 0
	for _, f := range b.Findings {
		if b.alarm(f, now) {
			n++
		}
	}
	for i := range b.Visits {
		if w := p.Watch(&b.Visits[i], now.UnixMicro()); w.State == safety.Overdue && !settles(w, p, now) {
			n++
		}
	}
	return n
}
