package rules

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

const (
	schemaFirst  = "visitpack/1"
	schemaSecond = "visitpack/2"
	schemaThird  = "visitpack/3"
	schemaFourth = "visitpack/4"

	statusSketch = "sketch"
)

// Source is where a rule was read, and how sure the reading is.
type Source struct {
	ID         string `json:"id"`
	Law        string `json:"law"`
	Article    string `json:"article"`
	Confidence string `json:"confidence"` // S, S2, G, U, or house
	Note       string `json:"note"`
}

var (
	channels     = []string{ChannelVisit, ChannelCall, ChannelLetter, ChannelMessage}
	confidences  = []string{"S", "S2", "G", "U", "house"}
	forms        = []string{"written", "recorded", "oral"}
	occasions    = []string{"bereavement", "occasion", "disaster_area", "bad_time", "workplace_barred"}
	observations = []string{"asked_to_leave", "only_minors_present", "distress", "incapacity", "intoxicated",
		"acute_illness", "threat", "entry_refused", "paid_receipt_shown"}
	moreConsents = []string{"consent.more_visits", "consent.employer", "consent.contact"}
	lastConsents = []string{consentFamily}
)

func (p *Pack) consentWords() []string {
	switch p.Schema {
	case schemaFirst:
		return consents
	case schemaSecond:
		return slices.Concat(consents, moreConsents)
	}
	return slices.Concat(consents, moreConsents, lastConsents)
}

func (p *Pack) flagWords() []string {
	if p.Schema == schemaFirst {
		return stopFlags
	}
	return slices.Concat(stopFlags, occasions)
}

// checkSecond refuses the second schema's words under the name of the first,
// which an older program would have refused too, and checks them under their
// own.
func (p *Pack) checkSecond(rules map[string]bool) error {
	if p.Schema == schemaFirst {
		if p.usesSecond() {
			return fmt.Errorf("a field of %s in a pack of %s", schemaSecond, schemaFirst)
		}
		return nil
	}
	if p.Schema == schemaSecond && p.usesThird() {
		return fmt.Errorf("a field of %s in a pack of %s", schemaThird, schemaSecond)
	}
	if p.Schema != schemaFourth && p.usesFourth() {
		return fmt.Errorf("a field of %s in a pack of %s", schemaFourth, p.Schema)
	}
	return errors.Join(p.checkCites(), p.checkHours(), p.checkCalendar(), p.checkOccasions(), p.checkConsents(),
		p.checkFrequency(rules), p.checkNotices(rules), p.checkProhibitions(rules), p.checkSpeech(rules), p.checkFirst(rules), p.checkCash(rules))
}

func (p *Pack) usesSecond() bool {
	c := p.Closed
	return p.usesThird() || p.Status == statusSketch || len(p.Sources)+len(p.Consents)+len(p.Frequency)+len(p.Notices)+len(p.AfterFailed)+len(p.Prohibits)+
		len(p.Certificates)+len(p.LeaveWhen)+len(p.Speech)+len(p.EvidenceFor) > 0 ||
		len(c.Working)+len(c.Cites)+len(p.Crew.Cites)+len(p.Freshness.Cites) > 0 || c.From != 0 || c.Through != 0 ||
		slices.ContainsFunc(p.Windows, func(w Window) bool {
			return len(w.Channels)+len(w.RelaxWith)+len(w.Cites) > 0 || w.MakeUpDays != ""
		}) ||
		slices.ContainsFunc(p.HardBlocks, func(b HardBlock) bool { return b.Days != 0 || len(b.PlaceKinds)+len(b.Cites) > 0 }) ||
		slices.ContainsFunc(p.Cases, func(c PackCase) bool { return c.usesSecond() })
}

func (p *Pack) usesThird() bool {
	return len(p.AfterFirst) > 0 || !p.Cash.isZero() || slices.ContainsFunc(p.Speech, func(s SpeechRule) bool { return len(s.Requires) > 0 }) ||
		slices.ContainsFunc(p.Cases, func(c PackCase) bool { return c.usesThird() })
}

func (p *Pack) usesFourth() bool {
	return p.Cash.usesFourth() || slices.ContainsFunc(p.Cases, func(c PackCase) bool { return c.Cash != nil && c.Cash.Here+c.Cash.Today != 0 })
}

// namesFourth reports a field of the fourth schema that says nothing. usesFourth does not
// see it, and a program that does not know the field refuses the pack for it.
func namesFourth(data []byte) bool {
	type object = map[string]json.RawMessage
	var raw struct {
		Cash  object
		Cases []struct{ Cash object } `json:"tests"`
	}
	if json.Unmarshal(data, &raw) != nil {
		return false // it was decoded before
	}
	has := func(o object, names ...string) bool {
		for key := range o {
			if slices.ContainsFunc(names, func(name string) bool { return strings.EqualFold(name, key) }) { // as a decoder reads names
				return true
			}
		}
		return false
	}
	return has(raw.Cash, "most_in_a_day", "deposit_within_hours") ||
		slices.ContainsFunc(raw.Cases, func(c struct{ Cash object }) bool { return has(c.Cash, "here", "today") })
}

// checkCites: a rule that nobody can look up is an opinion.
func (p *Pack) checkCites() error {
	known := map[string]bool{}
	for _, s := range p.Sources {
		if known[s.ID] || len(s.ID) < 2 || s.Law == "" || s.Article == "" || !slices.Contains(confidences, s.Confidence) {
			return fmt.Errorf("source %q: id twice, or law, article or confidence missing", s.ID)
		}
		known[s.ID] = true
	}
	for id, cites := range p.citations() {
		if len(cites) == 0 || !eachOnce(cites, func(s string) bool { return known[s] }) {
			return fmt.Errorf("rule %s: cites %q, of which a source is missing", id, cites)
		}
	}
	return nil
}

// citations gives the sources of each rule by its id.
func (p *Pack) citations() map[string][]string {
	all := map[string][]string{}
	for _, w := range p.Windows {
		all[w.ID] = w.Cites
	}
	for _, b := range p.HardBlocks {
		all[b.ID] = b.Cites
	}
	for id, cites := range map[string][]string{p.Closed.ID: p.Closed.Cites, p.Crew.ID: p.Crew.Cites, p.Freshness.ID: p.Freshness.Cites, p.Cash.ID: p.Cash.Cites} {
		if id != "" {
			all[id] = cites
		}
	}
	for _, f := range p.Frequency {
		all[f.ID] = f.Cites
	}
	for _, n := range p.Notices {
		all[n.ID] = n.Cites
	}
	for _, a := range p.AfterFailed {
		all[a.ID] = a.Cites
	}
	for _, f := range p.AfterFirst {
		all[f.ID] = f.Cites
	}
	for _, b := range p.Prohibits {
		all[b.ID] = b.Cites
	}
	for _, c := range p.Certificates {
		all[c.ID] = c.Cites
	}
	for _, l := range p.LeaveWhen {
		all[l.ID] = l.Cites
	}
	for _, s := range p.Speech {
		all[s.ID] = s.Cites
	}
	for _, e := range p.EvidenceFor {
		all[e.ID] = e.Cites
	}
	return all
}

func (p *Pack) checkHours() error {
	for _, w := range p.Windows {
		switch {
		case !eachOnce(w.Channels, isChannel):
			return fmt.Errorf("window %s: channels %q", w.ID, w.Channels)
		case w.MakeUpDays != "" && w.MakeUpDays != "allow" && w.MakeUpDays != "deny":
			return fmt.Errorf("window %s: make_up_days %q", w.ID, w.MakeUpDays)
		case !p.defines(w.Requires) || !p.defines(w.RelaxWith):
			return fmt.Errorf("window %s: a consent that the pack's consents do not define", w.ID)
		}
	}
	return nil
}

func (p *Pack) checkCalendar() error {
	c := p.Closed
	if c.Through != 0 && c.Through < c.From {
		return errors.New("closed_days: through lies before from")
	}
	for i, d := range c.Working {
		if i > 0 && d <= c.Working[i-1] || slices.Contains(c.Days, d) {
			return fmt.Errorf("closed_days: working day %s is twice, out of order, or closed", d)
		}
	}
	for _, d := range slices.Concat(c.Days, c.Working) {
		if !c.known(d) {
			return fmt.Errorf("closed_days: %s lies outside what the calendar says it knows", d)
		}
	}
	return nil
}

// checkOccasions: the ten stops stand until headquarters withdraws them,
// wherever the visit is.
func (p *Pack) checkOccasions() error {
	for _, b := range p.HardBlocks {
		limited := b.Days != 0 || len(b.PlaceKinds) > 0
		if b.Days < 0 || b.Days > 366 || limited && !slices.Contains(occasions, b.Flag) || !eachOnce(b.PlaceKinds, isPlace) {
			return fmt.Errorf("hard block %s: days %d, place_kinds %q", b.ID, b.Days, b.PlaceKinds)
		}
	}
	return nil
}

func isChannel(s string) bool { return slices.Contains(channels, s) }

func isPlace(s string) bool { return s == "*" || slices.Contains(places, s) }

func isForm(s string) bool { return slices.Contains(forms, s) }
