package visits

import (
	"cmp"
	"errors"
	"slices"
	"time"
	"unicode/utf8"

	"fairvisit/evidence"
)

// What an officer says of the crew's own safety (evidence/FORMAT.md section 28).
const (
	CheckinMade      = "checkin.made/1"
	IncidentReported = "incident.reported/1"
	HazardNoted      = "hazard.noted/1"
)

// IncidentSeen is the finding of an incident; its detail is the incident's code.
const IncidentSeen = "incident"

// SilentHelp is the detail of the finding of a call for help that no screen showed.
const SilentHelp = "silent"

// IncidentCodes and HazardCodes are the codes this version offers; a later one
// may write others.
var (
	IncidentCodes = []string{"threat", "violence", "accident", "dog", "damage", "other"}
	HazardCodes   = []string{"dog", "stairs", "dark", "aggressive", "weapon", "site", "other"}
)

// HazardWords and HazardDays bound a hazard: characters of what is said, and days
// from the one it is noted on. Whoever goes there needs a hint and no story about
// the people who live there.
const (
	HazardWordsMost = 80
	HazardDaysMost  = 366
)

// LongestCheckIn is the longest time between two signs of life that is judged by,
// in µs: a device that promises more promises nothing.
const LongestCheckIn = int64(12 * time.Hour / time.Microsecond)

// aheadFrom is the least by which a clock must be ahead to be reckoned with, in µs.
const aheadFrom = int64(time.Minute / time.Microsecond)

// HelpFacts says how help was asked for.
type HelpFacts struct {
	Silent bool `json:"silent,omitempty"`
}

// IncidentFacts says what kind of incident it was.
type IncidentFacts struct {
	Code string `json:"code"`
}

// HazardFacts says what awaits a crew at a place, and until which day.
type HazardFacts struct {
	Code  string      `json:"code"`
	Until string      `json:"until"` // yyyy-mm-dd, the last day it holds
	Place evidence.ID `json:"place,omitzero"`
}

// HazardWords is a hint in at most HazardWordsMost characters.
type HazardWords struct {
	Said string `json:"said"`
}

// Safety is what a visit says of its crew's safety.
type Safety struct {
	Ahead     int64          `json:"ahead,omitempty"` // µs: its device's clock is ahead of headquarters' by this at least
	Help      []HelpLine     `json:"help,omitempty"`
	Incidents []IncidentLine `json:"incidents,omitempty"`
}

// HelpLine is one call for help.
type HelpLine struct {
	Entry  evidence.Hash `json:"entry"`
	At     int64         `json:"at"` // µs, wall
	Silent bool          `json:"silent,omitempty"`
}

// IncidentLine is one incident; Text is empty once erased.
type IncidentLine struct {
	Entry evidence.Hash `json:"entry"`
	At    int64         `json:"at"` // µs, wall
	Code  string        `json:"code"`
	Text  string        `json:"text,omitempty"`
}

// HazardLine is a hazard as it stands on a case; Said is empty once erased, and
// where the hazard was noted for another case of the same place.
type HazardLine struct {
	Entry evidence.Hash `json:"entry"`
	At    int64         `json:"at"` // µs, wall
	Said  string        `json:"said,omitempty"`
	HazardFacts
}

// hear brings what is known of a device's clock up to date with one entry of the
// visit. The largest difference counts, so the order entries come in does not.
func (s *Safety) hear(wall, received int64) {
	if ahead := wall - received; received != 0 && ahead > aheadFrom {
		s.Ahead = max(s.Ahead, ahead)
	}
}

func foldHelp(p *Pictures, in Input) error {
	f, err := facts[HelpFacts](in.Entry)
	if err != nil {
		return err
	}
	unit, officer, err := p.author(in.Entry)
	if err != nil {
		return err
	}
	detail := ""
	if f.Silent {
		detail = SilentHelp
	}
	p.find(HelpWanted, in, unit, officer, detail)
	id := in.Entry.Header.Visit()
	if id.IsZero() {
		return nil // help may be asked for where no visit is
	}
	v, err := p.visit(id)
	if err == nil {
		v.Safety.Help = insertByEntry(v.Safety.Help, HelpLine{in.Entry.ID, in.Entry.Header.Wall, f.Silent}, func(l HelpLine) evidence.Hash { return l.Entry })
	}
	return err
}

func foldIncident(p *Pictures, in Input) error {
	f, err := facts[IncidentFacts](in.Entry)
	if err != nil {
		return err
	}
	w, err := words[TextWords](in.Entry)
	if err != nil {
		return err
	}
	v, err := p.theVisit(in)
	if err != nil {
		return err
	}
	l := IncidentLine{Entry: in.Entry.ID, At: in.Entry.Header.Wall, Code: f.Code}
	if w != nil {
		l.Text = w.Text
	}
	v.Safety.Incidents = insertByEntry(v.Safety.Incidents, l, func(l IncidentLine) evidence.Hash { return l.Entry })
	unit, officer, err := p.author(in.Entry)
	if err != nil {
		return err
	}
	p.find(IncidentSeen, in, unit, officer, f.Code)
	return nil
}

// Check refuses a hazard that has no code, no end within a year of the day it is
// noted on (µs), or more words than a hint needs; nothing of it may be stored.
func (f HazardFacts) Check(said string, noted int64) error {
	until, err := time.Parse(time.DateOnly, f.Until)
	switch {
	case f.Code == "":
		return errors.New("a hazard without a code says nothing; nothing was stored")
	case err != nil:
		return errors.New("the last day of a hazard is a date as in 2026-03-31; nothing was stored")
	case until.Sub(time.UnixMicro(noted)) > HazardDaysMost*24*time.Hour:
		return errors.New("a hazard holds for a year at most; nothing was stored")
	case utf8.RuneCountInString(said) > HazardWordsMost:
		return errors.New("a hazard is said in 80 characters at most; nothing was stored")
	}
	return nil
}

func foldHazard(p *Pictures, in Input) error {
	f, err := facts[HazardFacts](in.Entry)
	if err != nil {
		return err
	}
	w, err := words[HazardWords](in.Entry)
	if err != nil {
		return err
	}
	l := HazardLine{Entry: in.Entry.ID, At: in.Entry.Header.Wall, HazardFacts: f}
	if w != nil {
		l.Said = w.Said
	}
	if err := f.Check(l.Said, l.At); err != nil {
		return payloadError{err}
	}
	c, err := p.theCase(in)
	if err != nil || in.Entry.Header.Practice {
		return err
	}
	c.endanger(l)
	return p.copyContacts(c, in.Entry)
}

// endanger takes a hazard in and reports whether it is the newest of its code.
func (c *Case) endanger(l HazardLine) (changed bool) {
	i, found := slices.BinarySearchFunc(c.Hazards, l.Code, func(h HazardLine, code string) int { return cmp.Compare(h.Code, code) })
	switch {
	case !found:
		c.Hazards = slices.Insert(c.Hazards, i, l)
	case compareAt(c.Hazards[i].At, c.Hazards[i].Entry, l.At, l.Entry) < 0:
		c.Hazards[i] = l
	default:
		return false
	}
	return true
}

// endangeredBy takes over the hazards of another case at the same place, without
// their words: those belong to the other case and go when it is erased.
func (c *Case) endangeredBy(o *Case) (changed bool) {
	for _, l := range o.Hazards {
		if !l.Place.IsZero() && l.Place == c.Facts.Place {
			l.Said = ""
			changed = c.endanger(l) || changed
		}
	}
	return changed
}

// HazardsOn are the hazards of the case's place that hold on a day (yyyy-mm-dd).
func (c *Case) HazardsOn(day string) []HazardLine {
	var list []HazardLine
	for _, h := range c.Hazards {
		here := h.Place.IsZero() || c.Facts.Place.IsZero() || h.Place == c.Facts.Place
		if here && h.Until >= day {
			list = append(list, h)
		}
	}
	return list
}

// unsaid takes the words of its hazards out of a case that is erased.
func (c *Case) unsaid() {
	for i := range c.Hazards {
		c.Hazards[i].Said = ""
	}
}
