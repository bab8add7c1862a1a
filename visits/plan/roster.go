package plan

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/rules"
)

// Roster is who works in a branch, when and what they can, as data: it changes
// every week, names people, and is not evidence of anything that was done. What
// comes of it, the decisions, are entries.
type Roster struct {
	Schema   string   `json:"schema"`
	Zone     string   `json:"zone"`     // IANA name: the branch's clock
	Start    *Spot    `json:"start"`    // where tours begin and end; none: at the address in the middle of the day's cases
	Workdays []string `json:"workdays"` // mon, tue …; none: as Week has it
	Holidays []string `json:"holidays"` // yyyy-mm-dd
	MakeUp   []string `json:"make_up"`  // days of rest that are worked
	Shift    Hours    `json:"shift"`    // of everybody who has no own
	Break    *Pause   `json:"break"`
	People   []Person `json:"people"`
	Needs    []Need   `json:"needs"`
	Swaps    []Swap   `json:"swaps"`
	Pairs    []Pair   `json:"pairs"`
}

// Spot is a point in degrees × 10⁷, WGS 84.
type Spot struct {
	LatE7 int64 `json:"lat_e7"`
	LonE7 int64 `json:"lon_e7"`
}

// Hours are two times of a day, HH:MM.
type Hours struct {
	From  string `json:"from"`
	Until string `json:"until"`
}

// Pause is taken for so many minutes and begins within its hours.
type Pause struct {
	From    string `json:"from"`
	Until   string `json:"until"`
	Minutes int    `json:"minutes"`
}

func (p *Pause) hours() Hours { return Hours{p.From, p.Until} }

// Person is an officer.
type Person struct {
	ID           evidence.ID   `json:"id,omitzero"` // of the officer; zero: the caller finds it by the name
	Name         string        `json:"name"`
	Shift        Hours         `json:"shift"`    // "" = the roster's
	Workdays     []string      `json:"workdays"` // none: the roster's
	Leave        []Days        `json:"leave"`
	Off          string        `json:"off_from"` // HH:MM: from then on not there; "" = there
	OffOn        string        `json:"off_on"`   // the day of it; "" = the planned one
	Languages    []string      `json:"languages"`
	Skills       []string      `json:"skills"`
	Certificates []Certificate `json:"certificates"`
	With         string        `json:"with"`             // the partner to go with if both are there
	Since        string        `json:"since"`            // the day from which they do; "" = not said
	Before       string        `json:"before,omitempty"` // the partner until then; "" = none is named

	Papers []rules.Certificate `json:"-"` // what headquarters gave this person, beside the roster's
}

// PapersOf are what headquarters gave a person.
func PapersOf(who *visits.Person) []rules.Certificate {
	var list []rules.Certificate
	for _, c := range who.Certificates {
		list = append(list, rules.Certificate{Kind: c.Kind, Until: c.Until})
	}
	return list
}

// Days are two days, both inside.
type Days struct {
	From  string `json:"from"`
	Until string `json:"until"`
}

// Certificate is one approval.
type Certificate struct {
	Kind  string `json:"kind"`
	Until string `json:"until"` // the last day
}

// Need says that a product (contained in its name) takes a skill.
type Need struct {
	Product string `json:"product"`
	Skill   string `json:"skill"`
}

// UsualRoster is what holds where nobody keeps a roster, on every screen and at
// headquarters alike: office hours, Monday to Friday.
func UsualRoster() Roster {
	return Roster{Schema: "roster/1", Shift: Hours{"09:00", "18:00"}, Workdays: slices.Clone(weekdays[1:6])}
}

var weekdays = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// ParseRoster reads a roster and refuses it whole if any of it is not
// understood: an absence that is not read sends somebody alone.
func ParseRoster(data []byte) (Roster, error) {
	if len(data) > 1<<20 {
		return Roster{}, fmt.Errorf("the roster is larger than 1 MiB; nothing was planned")
	}
	r, err := read[Roster](data)
	if err == nil {
		err = r.check()
	}
	if err != nil {
		return Roster{}, fmt.Errorf("the roster is not understood, nothing was planned: %w", err)
	}
	return r, nil
}

func (r *Roster) check() error {
	if r.Schema != "roster/1" {
		return fmt.Errorf("the schema is %q, and roster/1 is read", r.Schema)
	}
	if r.Zone != "" {
		if _, err := time.LoadLocation(r.Zone); err != nil {
			return fmt.Errorf("the zone %q is not known", r.Zone)
		}
	}
	if err := areWeekdays(r.Workdays); err != nil {
		return err
	}
	for _, d := range slices.Concat(r.Holidays, r.MakeUp) {
		if _, err := time.Parse(time.DateOnly, d); err != nil {
			return fmt.Errorf("%q is no day; write yyyy-mm-dd", d)
		}
	}
	if r.Shift == (Hours{}) {
		return errors.New(`it names no shift for who has none of their own; write "shift": {"from": "09:00", "until": "18:00"}`)
	}
	if _, _, err := r.Shift.seconds(); err != nil {
		return fmt.Errorf("the shift: %w", err)
	}
	if r.Break != nil {
		if _, _, err := r.Break.hours().seconds(); err != nil || r.Break.Minutes < 1 || r.Break.Minutes > 240 {
			return fmt.Errorf("the break has no hours, or not 1 to 240 minutes")
		}
	}
	return r.checkPeople()
}

func areWeekdays(list []string) error {
	for _, d := range list {
		if !slices.Contains(weekdays, d) {
			return fmt.Errorf("%q is no day of the week; they are %s", d, strings.Join(weekdays, ", "))
		}
	}
	return nil
}

func (r *Roster) checkPeople() error {
	seen := map[string]bool{}
	for _, p := range r.People {
		if p.Name == "" || seen[p.Name] {
			return fmt.Errorf("the person %q is there twice or has no name", p.Name)
		}
		seen[p.Name] = true
		if err := p.check(); err != nil {
			return fmt.Errorf("%s: %w", p.Name, err)
		}
	}
	return r.checkDays()
}

func (p *Person) check() error {
	if p.Shift != (Hours{}) {
		if _, _, err := p.Shift.seconds(); err != nil {
			return err
		}
	}
	if p.Off != "" {
		if _, err := clock(p.Off); err != nil {
			return err
		}
	}
	if err := areWeekdays(p.Workdays); err != nil {
		return err
	}
	days := []string{}
	for _, d := range []string{p.OffOn, p.Since} {
		if d != "" {
			days = append(days, d)
		}
	}
	for _, l := range p.Leave {
		days = append(days, l.From, l.Until)
	}
	for _, c := range p.Certificates {
		days = append(days, c.Until)
	}
	for _, d := range days {
		if _, err := time.Parse(time.DateOnly, d); err != nil {
			return fmt.Errorf("%q is no day; write yyyy-mm-dd", d)
		}
	}
	return nil
}

// clock is HH:MM in seconds from midnight.
func clock(s string) (int32, error) {
	t, err := time.Parse("15:04", s)
	if err != nil {
		return 0, fmt.Errorf("%q is no time of the day; write HH:MM", s)
	}
	return int32(t.Hour()*3600 + t.Minute()*60), nil
}

func (h Hours) seconds() (from, until int32, err error) {
	if from, err = clock(h.From); err != nil {
		return 0, 0, err
	}
	if until, err = clock(h.Until); err == nil && until <= from {
		err = fmt.Errorf("%s is not after %s", h.Until, h.From)
	}
	return from, until, err
}
