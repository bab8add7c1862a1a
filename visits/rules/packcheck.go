package rules

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

var (
	schemas   = []string{schemaFirst, schemaSecond, schemaThird, schemaFourth}
	layers    = []string{layerHouse, "country", "region", "licence", "creditor"}
	statuses  = []string{"unverified", "confirmed", statusSketch}
	places    = []string{PlaceHome, PlaceWork, PlaceAgreed, PlaceAssetSite}
	roles     = []string{RoleDebtor, RoleJointDebtor, RoleGuarantor, RoleRepresentative}
	consents  = []string{"consent.workplace", "consent.time", "consent.place"}
	stopFlags = []string{"cease_contact", "dispute_open", "complaint_open", "represented", "moratorium",
		"deceased", "wrong_party", "vulnerable_no_visit", "suspected_illegal_loan", "paid"}
)

// SchemaPrefix begins the name of every schema of packs.
const SchemaPrefix = "visitpack/"

// Schemas are the names of those this program reads, the newest last. Up to the ninth
// they sort by their names.
func Schemas() []string { return slices.Clone(schemas) }

// NewerThanEveryProgram reports a schema that a program still in use may not read: each
// reads the first two.
func NewerThanEveryProgram(schema string) bool { return schema > schemaSecond }

// check refuses a pack that the engine could read in a milder way than its
// writer meant it.
func (p *Pack) check() error {
	rules := map[string]bool{}
	return errors.Join(p.checkHead(), p.checkWindows(rules), p.checkClosed(rules), p.checkBlocks(rules),
		p.checkNumbers(rules), p.checkSecond(rules), p.checkHouse())
}

func (p *Pack) checkHead() error {
	switch {
	case !slices.Contains(schemas, p.Schema):
		return fmt.Errorf("schema %q", p.Schema)
	case !isCode(p.ID), !isCode(p.Version):
		return fmt.Errorf("id %q or version %q", p.ID, p.Version)
	case len(p.Title) != 2 || p.Title["en"] == "" || p.Title["zh-Hans"] == "":
		return errors.New("title: want en and zh-Hans")
	case !slices.Contains(layers, p.Layer):
		return fmt.Errorf("layer %q", p.Layer)
	case !slices.Contains(statuses, p.Status):
		return fmt.Errorf("status %q", p.Status)
	case !isRegion(p.Jurisdiction.Country, 2, 2), !isRegion(p.Jurisdiction.Region, 1, 3):
		return fmt.Errorf("jurisdiction %q %q", p.Jurisdiction.Country, p.Jurisdiction.Region)
	case p.Issued == 0, p.EffectiveFrom == 0:
		return errors.New("issued and effective_from are needed")
	case p.EffectiveTo != 0 && p.EffectiveTo < p.EffectiveFrom:
		return errors.New("effective_to lies before effective_from")
	case p.StaleAfter < 1 || p.StaleAfter > 3660:
		return fmt.Errorf("stale_after_days %d", p.StaleAfter)
	}
	for _, list := range [][]string{p.AppliesTo.DebtTypes, p.AppliesTo.CollectorTypes} {
		if !eachOnce(list, func(s string) bool { return s == "*" || isCode(s) }) || len(list) == 0 {
			return fmt.Errorf("applies_to %q", list)
		}
	}
	return nil
}

func (p *Pack) checkWindows(rules map[string]bool) error {
	if len(p.Windows) > 64 {
		return errors.New("more than 64 windows")
	}
	for _, w := range p.Windows {
		switch {
		case !newRule(rules, w.ID):
			return fmt.Errorf("window %q: no rule id, or used twice", w.ID)
		case len(w.PlaceKinds) == 0 || !eachOnce(w.PlaceKinds, func(s string) bool { return s == "*" || slices.Contains(places, s) }):
			return fmt.Errorf("window %s: place_kinds %q", w.ID, w.PlaceKinds)
		case len(w.Days) == 0 || !eachOnce(w.Days, func(Weekday) bool { return true }):
			return fmt.Errorf("window %s: days missing or twice", w.ID)
		case w.From == w.To || w.From == 24*60 || w.To == 0:
			return fmt.Errorf("window %s: from %s to %s", w.ID, w.From, w.To)
		case w.ClosedDays != "deny" && w.ClosedDays != "allow":
			return fmt.Errorf("window %s: closed_days %q", w.ID, w.ClosedDays)
		case w.LastStart < 0 || w.LastStart > 24*60:
			return fmt.Errorf("window %s: last_start_before_close_min %d", w.ID, w.LastStart)
		case !eachOnce(w.Requires, func(s string) bool { return slices.Contains(p.consentWords(), s) }):
			return fmt.Errorf("window %s: requires %q", w.ID, w.Requires)
		}
	}
	return nil
}

func (p *Pack) checkClosed(rules map[string]bool) error {
	if len(p.Closed.Days) == 0 && p.Closed.ID == "" {
		if len(p.Closed.Working) > 0 || p.Closed.From != 0 || p.Closed.Through != 0 {
			return errors.New("closed_days: no rule id")
		}
		return nil
	}
	if !newRule(rules, p.Closed.ID) || len(p.Closed.Days) > 4000 {
		return errors.New("closed_days: no rule id, used twice, or more than 4000 days")
	}
	for i, d := range p.Closed.Days {
		if i > 0 && d <= p.Closed.Days[i-1] {
			return fmt.Errorf("closed_days: %s is twice or out of order", d)
		}
	}
	return nil
}

func (p *Pack) checkBlocks(rules map[string]bool) error {
	flags := map[string]bool{}
	for _, b := range p.HardBlocks {
		switch {
		case !newRule(rules, b.ID):
			return fmt.Errorf("hard block %q: no rule id, or used twice", b.ID)
		case !slices.Contains(p.flagWords(), b.Flag) || flags[b.Flag]:
			return fmt.Errorf("hard block %s: flag %q is unknown, or used twice", b.ID, b.Flag)
		case len(b.Instead) == 0 || !eachOnce(b.Instead, isCode):
			return fmt.Errorf("hard block %s: instead %q", b.ID, b.Instead)
		case !isCode(b.Escalate):
			return fmt.Errorf("hard block %s: escalate %q", b.ID, b.Escalate)
		}
		flags[b.Flag] = true
	}
	return nil
}

func (p *Pack) checkNumbers(rules map[string]bool) error {
	if (p.Crew.ID != "" || p.Crew.Min != 0) && (!newRule(rules, p.Crew.ID) || p.Crew.Min < 1 || p.Crew.Min > 10) {
		return fmt.Errorf("crew %q: min %d", p.Crew.ID, p.Crew.Min)
	}
	f := p.Freshness
	if (f.ID != "" || f.Warn != 0 || f.Block != 0) && (!newRule(rules, f.ID) || f.Warn < 1 || f.Block < f.Warn || f.Block > 24*366) {
		return fmt.Errorf("freshness %q: warn %d block %d", f.ID, f.Warn, f.Block)
	}
	if p.Recording != (RecordingRule{}) && (!newRule(rules, p.Recording.ID) || !slices.Contains(recordings, p.Recording.Mode)) {
		return fmt.Errorf("recording %q: mode %q", p.Recording.ID, p.Recording.Mode)
	}
	if !eachOnce(p.MaySay, isCode) || !eachOnce(p.Evidence, isCode) {
		return errors.New("may_say or evidence: not a code, or twice")
	}
	for _, c := range p.Cases {
		if err := c.check(); err != nil {
			return err
		}
	}
	return nil
}

// checkHouse: the house layer is the floor every other layer stands on. With a
// whole floor, a further layer can only take away.
func (p *Pack) checkHouse() error {
	if p.Layer != layerHouse {
		return nil
	}
	if len(p.Windows) == 0 || p.Crew.Min == 0 || p.Freshness.Block == 0 || len(p.Cases) == 0 {
		return errors.New("a house pack needs windows, crew, freshness and tests")
	}
	if len(p.HardBlocks) != len(p.flagWords()) {
		return fmt.Errorf("a house pack needs a hard block for each of the %d flags", len(p.flagWords()))
	}
	if p.Schema != schemaFirst && len(p.LeaveWhen) != len(observations) {
		return fmt.Errorf("a house pack needs a rule for each of the %d observations", len(observations))
	}
	return nil
}

// isCode: a short word of small letters, digits and .-_ that can name a rule's
// parts but hardly a person.
func isCode(s string) bool {
	return s != "" && len(s) <= 48 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789.-_") == "" && s[0] != '.'
}

func isRegion(s string, least, most int) bool {
	return s == "*" || len(s) >= least && len(s) <= most && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == ""
}

// newRule reports a well-formed rule id that the pack has not used yet: a
// reason that names a rule must mean one.
func newRule(rules map[string]bool, id string) bool {
	if rules[id] || len(id) < 2 || len(id) > 32 || strings.Trim(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") != "" {
		return false
	}
	rules[id] = true
	return true
}

func eachOnce[T comparable](list []T, ok func(T) bool) bool {
	for i, v := range list {
		if !ok(v) || slices.Contains(list[:i], v) {
			return false
		}
	}
	return true
}
