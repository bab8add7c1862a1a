package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"fairvisit/evidence"
)

// Why somebody does not go on a day.
const (
	Holiday   = "holiday"
	RestDay   = "rest_day"
	OnLeave   = "leave"
	GoneFrom  = "gone"       // from an hour of that day on
	ShiftOver = "shift_over" // the day is planned from an hour on
	Alone     = "alone"      // is there, and nobody is left to go with
	// Unlicensed: is there, and has not the papers to go to anybody.
	Unlicensed = "unlicensed"
	// Idle: is in a crew, and no visit is left for it.
	Idle  = "idle"
	NoDay = "no_day"
)

// Swap is that two people change their whole day: hours, days of the week and
// partner. It holds once the manager said yes; asked for, it changes nothing.
type Swap struct {
	Day    string `json:"day"`
	One    string `json:"one"`
	Other  string `json:"other"`
	Agreed bool   `json:"agreed"`
}

// Pair is two people who go together on one day, whoever their partners are else:
// somebody was lost, and who was left goes with another who was left.
type Pair struct {
	Day   string `json:"day"`
	One   string `json:"one"`
	Other string `json:"other"`
	// Replaced: one of the two goes with somebody else on that day by a later word.
	Replaced bool `json:"replaced,omitempty"`
}

func (r *Roster) checkDays() error {
	known := func(day string, names ...string) error {
		if _, err := time.Parse(time.DateOnly, day); err != nil {
			return fmt.Errorf("%q is no day; write yyyy-mm-dd", day)
		}
		for _, n := range names {
			if r.person(n) < 0 {
				return fmt.Errorf("nobody called %q is in the roster", n)
			}
		}
		if names[0] == names[1] {
			return fmt.Errorf("%q swaps or goes with nobody else", names[0])
		}
		return nil
	}
	for _, s := range r.Swaps {
		if err := known(s.Day, s.One, s.Other); err != nil {
			return fmt.Errorf("a swap: %w", err)
		}
	}
	for _, p := range r.Pairs {
		if err := known(p.Day, p.One, p.Other); err != nil {
			return fmt.Errorf("a pair: %w", err)
		}
	}
	return nil
}

func (r *Roster) person(name string) int {
	return slices.IndexFunc(r.People, func(p Person) bool { return p.Name == name })
}

func (r *Roster) has(id evidence.ID) bool {
	return slices.ContainsFunc(r.People, func(p Person) bool { return p.ID == id })
}

// on is the roster as it holds on a day: partners of a later day are not partners
// yet, swaps that were agreed are made, and who goes at an hour of another day is
// there.
func (r *Roster) on(day string) *Roster {
	of := *r
	of.People = slices.Clone(r.People)
	for i := range of.People {
		p := &of.People[i]
		if p.OffOn != "" && p.OffOn != day {
			p.Off = ""
		}
		if p.Since > day {
			p.With = p.Before
		}
	}
	for _, s := range r.Swaps {
		i, k := of.person(s.One), of.person(s.Other)
		if s.Day != day || !s.Agreed || i < 0 || k < 0 {
			continue
		}
		one, other := &of.People[i], &of.People[k]
		one.Shift, other.Shift = other.Shift, one.Shift
		one.Workdays, other.Workdays = other.Workdays, one.Workdays
		one.With, other.With = other.With, one.With
		for j := range of.People {
			switch p := &of.People[j]; {
			case p.With == p.Name: // they go together, and go on together
				p.With = map[bool]string{true: s.Other, false: s.One}[p.Name == s.One]
			case j != i && j != k && p.With == s.One:
				p.With = s.Other
			case j != i && j != k && p.With == s.Other:
				p.With = s.One
			}
		}
	}
	return &of
}

// Swapped puts who swapped in the other's place among those who go together by what
// knows of no swaps, as decisions do.
func (r *Roster) Swapped(day string, together [][]evidence.ID) [][]evidence.ID {
	list := make([][]evidence.ID, 0, len(together))
	for _, ids := range together {
		list = append(list, slices.Clone(ids))
	}
	for _, s := range r.Swaps {
		i, k := r.person(s.One), r.person(s.Other)
		if s.Day != day || !s.Agreed || i < 0 || k < 0 {
			continue
		}
		one, other := r.People[i].ID, r.People[k].ID
		for _, ids := range list {
			for j := range ids {
				switch ids[j] {
				case one:
					ids[j] = other
				case other:
					ids[j] = one
				}
			}
		}
	}
	return list
}

func (r *Roster) pairsOf(day string) [][]evidence.ID {
	var list [][]evidence.ID
	for _, p := range r.Pairs {
		if i, k := r.person(p.One), r.person(p.Other); p.Day == day && !p.Replaced && i >= 0 && k >= 0 {
			list = append(list, []evidence.ID{r.People[i].ID, r.People[k].ID})
		}
	}
	return list
}

// there are those who can go on a day from a time on, by name, and who cannot.
func (r *Roster) there(day string, from int32) (free []Person, off []Off) {
	people := slices.Clone(r.People)
	slices.SortFunc(people, func(a, b Person) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), slices.Compare(a.ID[:], b.ID[:]))
	})
	for _, p := range people {
		if code, why := r.absent(&p, day, from); code != "" {
			off = append(off, Off{p.Name, p.ID, why, code})
			continue
		}
		free = append(free, p)
	}
	return free, off
}

// Away are those who do not work on a day from a time on (seconds from midnight),
// with the reason; who is there and has nobody to go with is not among them.
func (r *Roster) Away(day string, from int32) []Off {
	_, off := r.on(day).there(day, from)
	return off
}

// Together are the pairs who go together on a day from a time on (as Away has it)
// and are both there: the day's own pairs, then partners, then those of known, with
// who swapped in the other's place. Somebody goes with one other only, and who is
// in no roster with nobody: of them nothing says that they are there.
func (r *Roster) Together(day string, from int32, known [][]evidence.ID) [][]evidence.ID {
	of := r.on(day)
	all := r.pairsOf(day)
	for _, p := range of.People {
		if k := of.person(p.With); k >= 0 && p.With != p.Name {
			all = append(all, []evidence.ID{p.ID, of.People[k].ID})
		}
	}
	taken := map[evidence.ID]bool{}
	for _, o := range r.Away(day, from) {
		taken[o.ID] = true
	}
	var pairs [][]evidence.ID
	for _, ids := range append(all, r.Swapped(day, known)...) {
		if slices.ContainsFunc(ids, func(id evidence.ID) bool { return taken[id] || !of.has(id) }) {
			continue
		}
		for _, id := range ids {
			taken[id] = true
		}
		pairs = append(pairs, ids)
	}
	return pairs
}

// Works reports whether the branch works on a day, and why not.
func (r *Roster) Works(day string) (bool, string) {
	code, why := r.dayOff(r.Week(), day)
	return code == "", why
}

// Week are the days of the week on which the branch usually works, as roster/1 writes
// them. A roster that names none means Monday to Friday; that is said here, for the
// planner and every screen, and not filled in where a roster is read: an export that is
// imported again would then say more than it did.
func (r *Roster) Week() []string {
	if len(r.Workdays) == 0 {
		return slices.Clone(weekdays[1:6])
	}
	return r.Workdays
}

func (r *Roster) dayOff(workdays []string, day string) (code, why string) {
	d, err := time.Parse(time.DateOnly, day)
	switch {
	case err != nil:
		return NoDay, "this is no day"
	case slices.Contains(r.MakeUp, day):
		return "", ""
	case slices.Contains(r.Holidays, day):
		return Holiday, "a holiday"
	case !slices.Contains(workdays, weekdays[d.Weekday()]):
		return RestDay, "a day of rest"
	}
	return "", ""
}

// absent says why a person does not work on a day from a time on.
func (r *Roster) absent(p *Person, day string, from int32) (code, why string) {
	workdays := r.Week()
	if len(p.Workdays) > 0 {
		workdays = p.Workdays
	}
	if code, why = r.dayOff(workdays, day); code != "" {
		return code, why
	}
	for _, l := range p.Leave {
		if l.From <= day && day <= l.Until {
			return OnLeave, "on leave until " + l.Until
		}
	}
	start, until := r.hoursOf(p)
	switch {
	case until > max(start, from):
		return "", ""
	case p.Off != "":
		return GoneFrom, "not there from " + p.Off + " on"
	}
	return ShiftOver, "the shift is over"
}
