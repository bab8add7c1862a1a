package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Trial is the answer to a case: the verdict, and the same in words for who compares.
type Trial struct {
	Case       string     `json:"case,omitempty"`
	Verdict    Verdict    `json:"verdict"`
	Zone       string     `json:"zone,omitempty"`     // whose clock the local times are by: that of the debtor's address
	At         string     `json:"at_local,omitempty"` // the moment asked about, as far as it is believed
	EndBy      string     `json:"end_by_local,omitempty"`
	Next       string     `json:"next_allowed_local,omitempty"`
	NextOnline string     `json:"next_online_local,omitempty"`
	Says       []string   `json:"says"`
	SaysTo     []Heard    `json:"says_to,omitempty"`
	Needs      []string   `json:"needs"`
	JudgedBy   []JudgedBy `json:"judged_by,omitempty"`
	Cites      []Cited    `json:"cites,omitempty"`    // of each rule that speaks: where it was read
	Governed   []string   `json:"governed,omitempty"` // regions whose law was asked for; left out: the packs were named
	Unknown    []string   `json:"unknown,omitempty"`  // facts the case does not say

	// NotUnderstood are words of the case that nothing here knows, as FIELD "WORD": they
	// relax nothing and count as whatever is worse.
	NotUnderstood []string `json:"not_understood,omitempty"`

	Expected  Decision `json:"expected,omitempty"`
	Otherwise string   `json:"otherwise,omitempty"` // in what it came out otherwise than expected
}

// Heard is what may be said to one listener.
type Heard struct {
	To         string   `json:"to"`
	Party      string   `json:"party,omitempty"`
	Identified bool     `json:"identified"`
	MaySay     []string `json:"may_say"`
}

// JudgedBy is a pack for who reads: how old the word is that it is in force, and that
// no counsel has confirmed it.
type JudgedBy struct {
	Pack    string `json:"pack"` // ID@VERSION
	Age     string `json:"age"`  // of that word; "not known"
	Status  string `json:"status"`
	Counsel string `json:"counsel"`
}

// Try judges a case by packs as Evaluate does. Governed are the regions whose law has
// to be among them; nil: nobody asks.
func (c PackCase) Try(packs []Pack, governed []string) Trial { return c.try(packs, governed, false) }

// TryAlone is Try without a house pack under these packs: what a law itself says of a
// door, whose hours the house's would hide. No visit is judged so.
func (c PackCase) TryAlone(packs []Pack) Trial { return c.try(packs, nil, true) }

func (c PackCase) try(packs []Pack, governed []string, alone bool) Trial {
	if c.FlagsAge > 0 && c.At != 0 {
		c.FlagsAsOf = c.At - Instant(int64(c.FlagsAge)*hour)
	}
	if c.PacksAge > 0 && c.At != 0 {
		c.PacksAsOf = c.At - Instant(int64(c.PacksAge)*hour)
	}
	h := c.judge(packs, alone, governed)
	h.findNext(packs)
	v := h.v
	t := Trial{Case: c.Case, Verdict: v, Needs: h.needs(c.Outcome), Cites: h.cited(), NotUnderstood: h.notUnderstood(&c), Governed: governed, Unknown: c.unknown(), Expected: c.Expect,
		EndBy: h.local(v.EndBy), Next: h.local(v.NextAllowed), NextOnline: h.local(v.NextOnline)}
	if h.zoned {
		t.Zone = c.Zone
	}
	if h.timed {
		t.At = h.local(h.from)
	}
	if v.Allowed() {
		t.Says = h.sayTo(Listener{cmp.Or(c.To, RoleDebtor), call(c.Party), c.Identified})
	}
	for _, l := range c.Met {
		heard := Heard{To: l.To, Party: l.Party, Identified: l.Identified, MaySay: []string{}}
		if v.Allowed() {
			heard.MaySay = append(heard.MaySay, h.sayTo(Listener{l.To, call(l.Party), l.Identified})...)
		}
		t.SaysTo = append(t.SaysTo, heard)
	}
	for _, p := range v.Packs {
		by := JudgedBy{Pack: p.ID + "@" + p.Version, Age: "not known", Status: p.Status, Counsel: "not confirmed by counsel"}
		if p.Age >= 0 {
			by.Age = (time.Duration(p.Age) * time.Microsecond).String()
		}
		if p.Status == statusConfirmed {
			by.Counsel = "the file says that counsel confirmed it"
		}
		t.JudgedBy = append(t.JudgedBy, by)
	}
	if err := c.asExpected(h, t); err != nil {
		t.Otherwise = err.Error()
	}
	return t
}

// asExpected holds an answer against what a file's case expects. Its rule may be named
// as the law calls it (IE-01), for who knows the law has not read the packs; and what
// may be said is what the answer says, nothing where it blocks.
func (c PackCase) asExpected(h *hearing, t Trial) error {
	if c.Expect == "" {
		return nil
	}
	c.Rule = c.byLaw(h)
	c.To = "" // of a test in a pack
	if err := c.differs(h); err != nil {
		return err
	}
	if c.Says != nil && !slices.Equal(c.Says, t.Says) {
		return fmt.Errorf("lets %q be said", t.Says)
	}
	return nil
}

// local is a moment by the clock at the debtor's address; "" for none.
func (h *hearing) local(t int64) string {
	if t == 0 || !h.zoned {
		return ""
	}
	return time.UnixMicro(t).In(h.zone.loc).Format(time.RFC3339)
}

// unknown names the facts of a case that it leaves out and that a verdict may rest on.
func (c *PackCase) unknown() []string {
	var list []string
	for _, f := range []struct {
		field string
		said  bool
	}{
		{"at", c.At != 0 && c.TimeClass != "C"}, {"newest_entry", c.TimeClass != "B" || c.NewestEntry != 0}, {"zone", c.Zone != ""}, {"region", c.Region != ""},
		{"place", c.Place != ""}, {"address", c.Address != ""}, {"debts", len(c.Debts) > 0}, {"subjects", len(c.Subjects) > 0},
		{"debt_type", c.DebtType != ""}, {"collector_type", c.Collector != ""}, {"crew", c.Crew > 0},
		{"flags_as_of", c.FlagsAsOf != 0}, {"packs_as_of", c.PacksAsOf != 0},
	} {
		if !f.said {
			list = append(list, f.field)
		}
	}
	for i, e := range c.Contacts {
		name := fmt.Sprintf("contacts.%d.", i)
		for _, f := range []struct {
			field string
			said  bool
		}{{"at", e.At != 0}, {"channel", e.Channel != ""}, {"reached", e.Reached != ""}, {"debts", len(e.Debts) > 0}, {"with", len(e.With) > 0}, {"address", e.Address != "" || e.Channel != "" && e.Channel != ChannelVisit}} {
			if !f.said {
				list = append(list, name+f.field)
			}
		}
	}
	for i, f := range c.Stops {
		if f.Raised == 0 {
			list = append(list, fmt.Sprintf("stops.%d.raised", i))
		}
	}
	for i, g := range c.Consents {
		if strings.TrimSpace(g.By) == "" {
			list = append(list, fmt.Sprintf("consents.%d.by", i))
		}
	}
	return list
}

// notUnderstood names the words that neither the engine nor a pack here knows. Most of
// them make no reason: a consent of no kind is no consent.
func (h *hearing) notUnderstood(c *PackCase) []string {
	var list []string
	tell := func(field, word string, is bool) {
		if word != "" && !is {
			list = append(list, fmt.Sprintf("%s %q", field, word))
		}
	}
	in := func(field, word string, words []string) { tell(field, word, slices.Contains(words, word)) }
	asked := func(has func(p *Pack) bool) bool { return slices.ContainsFunc(h.packs, has) }
	in("channel", c.Channel, channels)
	for i, s := range c.Subjects {
		in(fmt.Sprintf("subjects.%d.role", i), s.Role, roles)
	}
	for i, f := range c.Stops {
		in(fmt.Sprintf("stops.%d.source", i), f.Source, slices.Concat(toldBy, sayers))
	}
	for i, e := range c.Contacts {
		in(fmt.Sprintf("contacts.%d.channel", i), e.Channel, channels)
		in(fmt.Sprintf("contacts.%d.reached", i), e.Reached, []string{ReachedSomebody, ReachedNobody})
	}
	for i, g := range c.Consents {
		in(fmt.Sprintf("consents.%d.kind", i), g.Kind, slices.Concat(consents, moreConsents, lastConsents))
		in(fmt.Sprintf("consents.%d.form", i), g.Form, forms)
	}
	for i, n := range c.Notices {
		tell(fmt.Sprintf("notices.%d.kind", i), n.Kind, asked(func(p *Pack) bool {
			return slices.ContainsFunc(p.Notices, func(r NoticeRule) bool { return r.Kind == n.Kind }) || slices.ContainsFunc(p.AfterFirst, func(r FirstNotice) bool { return r.Kind == n.Kind })
		}))
		in(fmt.Sprintf("notices.%d.form", i), n.Form, forms)
	}
	for i, o := range c.Certificates {
		tell(fmt.Sprintf("certificates.%d.kind", i), o.Kind, asked(func(p *Pack) bool {
			return p.Cash.Certificate == o.Kind || slices.ContainsFunc(p.Certificates, func(r PapersRule) bool { return r.Kind == o.Kind })
		}))
	}
	heard := func(to string) bool {
		return asked(func(p *Pack) bool {
			return slices.ContainsFunc(p.Speech, func(r SpeechRule) bool { return r.To == to })
		})
	}
	tell("to", c.To, heard(c.To))
	for i, l := range c.Met {
		tell(fmt.Sprintf("met.%d.to", i), l.To, heard(l.To))
	}
	tell("outcome", c.Outcome, asked(func(p *Pack) bool {
		return slices.ContainsFunc(p.EvidenceFor, func(r OutcomeRule) bool { return r.Outcome == c.Outcome })
	}))
	return list
}
