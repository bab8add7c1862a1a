package rules

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"slices"

	"fairvisit/evidence"
)

// PackCase is a test that a pack carries of itself: the verdict its writer
// wants at an instant, with fresh flags and packs.
type PackCase struct {
	Case   string   `json:"case"`
	At     Instant  `json:"at"`
	Zone   string   `json:"zone"`
	Place  string   `json:"place"`
	Flags  []string `json:"flags"`
	Crew   int      `json:"crew"`
	Act    Act      `json:"act"`
	Expect Decision `json:"expect"`
	Rule   string   `json:"rule"` // must be among the reasons; needed for warn and block
	Code   string   `json:"code"` // of that reason

	// From here on visitpack/2.
	Channel      string            `json:"channel"`
	Region       string            `json:"region"`
	DebtType     string            `json:"debt_type"`
	Collector    string            `json:"collector_type"`
	Until        Instant           `json:"until"`
	FlagsAge     int               `json:"flags_age_hours"`
	PacksAge     int               `json:"packs_age_hours"`
	FlagsRaised  Instant           `json:"flags_raised"` // left out: as the case is asked
	Debts        []string          `json:"debts"`
	Subjects     []CaseSubject     `json:"subjects"` // left out: one debtor, called debtor
	Contacts     []CaseContact     `json:"contacts"`
	Consents     []CaseConsent     `json:"consents"`
	Notices      []CaseNotice      `json:"notices"`
	Observed     []string          `json:"observed"`
	Certificates []CaseCertificate `json:"certificates"` // each held by officer number 1 to crew
	With         []string          `json:"with"`         // packs it stands on
	Params       map[string]string `json:"params"`       // of the reason, as far as named
	NextOnline   Instant           `json:"next_online"`
	Close        Instant           `json:"close"`
	MaySay       []string          `json:"may_say"`
	To           string            `json:"to"`
	Identified   bool              `json:"identified"`
	Says         []string          `json:"says"`
	Outcome      string            `json:"outcome"`
	Needs        []string          `json:"needs"`

	// From here on visitpack/3, and a file of cases (CASES.md).
	TimeClass     string         `json:"time_class"`     // left out: A
	Latest        Instant        `json:"latest"`         // of class A; left out: at, to the microsecond
	NewestEntry   Instant        `json:"newest_entry"`   // of class B
	FlagsAsOf     Instant        `json:"flags_as_of"`    // in place of flags_age_hours
	PacksAsOf     Instant        `json:"packs_as_of"`    // likewise
	Stops         []CaseStop     `json:"stops"`          // flags with their age and source
	Branch        string         `json:"branch"`         // region of the branch
	PlaceRegion   string         `json:"place_region"`   // of the place, where it is not the debtor's
	Address       string         `json:"address"`        // of the place
	Visit         string         `json:"visit"`          // the visit asked about
	Slot          *CaseSlot      `json:"slot"`           // the contact headquarters granted
	PromisedUntil Instant        `json:"promised_until"` // until then a promise holds contact
	NoVisitSince  Instant        `json:"no_visit_since"` // when the newest outcome came by which nobody goes there; of a file of cases
	Cash          *CaseCash      `json:"cash"`           // that would be taken
	Met           []CaseListener `json:"met"`            // to be told what may be said to each
	Party         string         `json:"party"`          // which person `to` is
	Notes         []string       `json:"notes"`          // RULE CODE of each note, in order
	NextAllowed   Instant        `json:"next_allowed"`
}

// CaseStop is a flag with when it was raised and by whom.
type CaseStop struct {
	Flag   string  `json:"flag"`
	Raised Instant `json:"raised"` // left out: not known
	Source string  `json:"source"`
}

// CaseSlot is a Slot.
type CaseSlot struct {
	State string  `json:"state"`
	Limit string  `json:"limit"` // rule that leaves no room, of a withheld one
	From  Instant `json:"from"`
	Until Instant `json:"until"`
}

// CaseCash is Cash; Taker is the number of an officer, 0 for nobody said who.
type CaseCash struct {
	Amount   int    `json:"amount"` // in the currency's smallest unit
	Currency string `json:"currency"`
	Taker    int    `json:"taker"`

	Here  int `json:"here"`  // visitpack/4: taken before at this visit
	Today int `json:"today"` // likewise by the crew at the other visits of the day
}

// CaseListener is somebody who is met.
type CaseListener struct {
	To         string `json:"to"`
	Party      string `json:"party"`
	Identified bool   `json:"identified"`
}

// CaseSubject, CaseContact and the others are what their namesakes of Question
// are, with short names for ids.
type CaseSubject struct {
	Party string `json:"party"`
	Role  string `json:"role"`

	Debts []string `json:"debts"` // visitpack/3; left out: all of the case's
}

// CaseContact is certain unless it says otherwise, and took place at the
// address, with the first subject, about the debts of the case.
type CaseContact struct {
	At        Instant  `json:"at"`
	Channel   string   `json:"channel"`
	Reached   string   `json:"reached"`
	Debts     []string `json:"debts"`
	With      []string `json:"with"`
	Address   string   `json:"address"`
	Visit     string   `json:"visit"`
	Uncertain bool     `json:"uncertain"`
	Solicited bool     `json:"solicited"`
}

// CaseConsent is given by the first subject unless it says otherwise.
type CaseConsent struct {
	Kind  string  `json:"kind"`
	Form  string  `json:"form"`
	By    string  `json:"by"`
	At    Instant `json:"at"`
	Until Instant `json:"until"`

	For string `json:"for"` // visitpack/3: the one other person it lets be spoken to
}

// CaseNotice is one notice.
type CaseNotice struct {
	Kind string  `json:"kind"`
	Form string  `json:"form"`
	At   Instant `json:"at"`
}

// CaseCertificate is one certificate of one officer.
type CaseCertificate struct {
	Officer int     `json:"officer"`
	Kind    string  `json:"kind"`
	Until   Instant `json:"until"`
}

func (c PackCase) check() error {
	switch {
	case !isCode(c.Case), c.At == 0, c.Zone == "", c.Place == "", c.Crew < 0, c.Crew > 10:
		return fmt.Errorf("test %q: case, at, zone, place or crew", c.Case)
	case c.Act != Start && c.Act != Continue:
		return fmt.Errorf("test %s: act %q", c.Case, c.Act)
	case c.FlagsAge < 0, c.FlagsAge > 100_000, c.PacksAge < 0, c.PacksAge > 100_000:
		return fmt.Errorf("test %s: flags_age_hours or packs_age_hours", c.Case)
	case c.NoVisitSince != 0: // no rule of a pack goes by it, and a program of before would refuse the pack
		return fmt.Errorf("test %s: no_visit_since is of a file of cases", c.Case)
	case c.Expect == Allow && c.Rule == "" && c.Code == "":
	case (c.Expect == Warn || c.Expect == Block) && c.Rule != "" && c.Code != "":
	default:
		return fmt.Errorf("test %s: expect %q by rule %q, code %q", c.Case, c.Expect, c.Rule, c.Code)
	}
	return nil
}

func (c PackCase) usesSecond() bool {
	return c.Channel+c.Region+c.DebtType+c.Collector+c.To+c.Outcome != "" || c.Until+c.FlagsRaised+c.NextOnline+c.Close != 0 ||
		c.FlagsAge+c.PacksAge+len(c.Debts)+len(c.Subjects)+len(c.Contacts)+len(c.Consents)+len(c.Notices)+len(c.Observed) > 0 || c.Identified ||
		len(c.Certificates)+len(c.With)+len(c.Params)+len(c.MaySay)+len(c.Says)+len(c.Needs) > 0
}

func (c PackCase) usesThird() bool {
	said := c.Latest + c.NewestEntry + c.FlagsAsOf + c.PacksAsOf + c.PromisedUntil + c.NextAllowed
	return c.TimeClass+c.Branch+c.PlaceRegion+c.Address+c.Visit+c.Party != "" || said != 0 || c.Slot != nil || c.Cash != nil ||
		len(c.Stops)+len(c.Met)+len(c.Notes) > 0 || slices.ContainsFunc(c.Subjects, func(s CaseSubject) bool { return len(s.Debts) > 0 }) ||
		slices.ContainsFunc(c.Consents, func(g CaseConsent) bool { return g.For != "" })
}

// filled is the case with what a pack's test means by what it leaves out: fresh
// flags and packs, one debtor, one debt, one address. A file of cases means that it
// is not known.
func (c PackCase) filled() PackCase {
	c.FlagsAsOf = cmp.Or(c.FlagsAsOf, c.At-Instant(int64(c.FlagsAge)*hour))
	c.PacksAsOf = cmp.Or(c.PacksAsOf, c.At-Instant(int64(c.PacksAge)*hour))
	c.Address = cmp.Or(c.Address, "address")
	if len(c.Debts) == 0 {
		c.Debts = []string{"debt"}
	}
	if len(c.Subjects) == 0 {
		c.Subjects = []CaseSubject{{Party: RoleDebtor, Role: RoleDebtor}}
	}
	c.Contacts, c.Consents, c.Stops = slices.Clone(c.Contacts), slices.Clone(c.Consents), slices.Clone(c.Stops)
	for i := range c.Contacts {
		e := &c.Contacts[i]
		e.Address = cmp.Or(e.Address, "address")
		if len(e.Debts) == 0 {
			e.Debts = []string{"debt"}
		}
		if len(e.With) == 0 {
			e.With = []string{c.Subjects[0].Party}
		}
	}
	for i := range c.Consents {
		c.Consents[i].By = cmp.Or(c.Consents[i].By, c.Subjects[0].Party)
	}
	c.FlagsRaised = cmp.Or(c.FlagsRaised, c.At)
	return c
}

// Question is the case as the engine is asked, every fact that is left out not known.
func (c PackCase) Question() Question {
	q := Question{
		Case: CaseFacts{ID: evidence.ID{1}, Zone: c.Zone, FlagsAsOf: int64(c.FlagsAsOf), Region: c.Region, DebtType: c.DebtType,
			CollectorType: c.Collector, Debts: called(c.Debts)},
		When:          c.when(),
		Place:         Place{Kind: c.Place, Address: call(c.Address), Region: c.PlaceRegion},
		Act:           c.Act,
		PacksAsOf:     int64(c.PacksAsOf),
		Channel:       c.Channel,
		Observed:      c.Observed,
		Visit:         call(c.Visit),
		PromisedUntil: int64(c.PromisedUntil),
		NoVisitSince:  int64(c.NoVisitSince),
		Crew:          c.officers(),
	}
	for _, s := range c.Subjects {
		debts := called(s.Debts)
		if len(debts) == 0 {
			debts = q.Case.Debts
		}
		q.Subjects = append(q.Subjects, Subject{Party: call(s.Party), Role: s.Role, Debts: debts})
	}
	for _, f := range c.Flags {
		q.Case.Flags = append(q.Case.Flags, Flag{Kind: f, At: int64(c.FlagsRaised)})
	}
	for _, f := range c.Stops {
		stands := Flag{Kind: f.Flag, At: int64(f.Raised), Source: f.Source}
		if slices.Contains(sayers, f.Source) {
			stands.Source, stands.By = "", f.Source
		}
		q.Case.Flags = append(q.Case.Flags, stands)
	}
	if s := c.Slot; s != nil {
		q.Slot = Slot{State: s.State, Rule: s.Limit, From: int64(s.From), Until: int64(s.Until)}
	}
	if m := c.Cash; m != nil {
		q.Cash = Cash{Amount: int64(m.Amount), Currency: m.Currency, Here: int64(m.Here), Today: int64(m.Today)}
		if m.Taker > 0 && m.Taker <= c.Crew {
			q.Cash.Taker = q.Crew[m.Taker-1].ID
		}
	}
	c.past(&q)
	return q
}

func (c PackCase) when() Interval {
	at := int64(c.At)
	switch c.TimeClass {
	case "", "A":
		return Interval{Earliest: at, Latest: cmp.Or(int64(c.Latest), at), Class: ClassA, Until: int64(c.Until)}
	case "B":
		return Interval{Wall: at, NewestEntry: int64(c.NewestEntry), Class: ClassB, Until: int64(c.Until)}
	}
	return Interval{Class: ClassC, Until: int64(c.Until)}
}

// past puts what was before into the question.
func (c PackCase) past(q *Question) {
	for _, e := range c.Contacts {
		q.History = append(q.History, Contact{Visit: call(e.Visit), Debts: called(e.Debts), Parties: called(e.With),
			Address: call(e.Address), At: int64(e.At), Certain: !e.Uncertain, Channel: e.Channel, Reached: e.Reached, Solicited: e.Solicited})
	}
	for _, g := range c.Consents {
		q.Consents = append(q.Consents, Consent{Kind: g.Kind, Party: call(g.By), At: int64(g.At), Until: int64(g.Until), Form: g.Form, For: call(g.For)})
	}
	for _, n := range c.Notices {
		q.Notices = append(q.Notices, Notice{Kind: n.Kind, Form: n.Form, At: int64(n.At)})
	}
}

func (c PackCase) officers() []Officer {
	var crew []Officer
	for i := range c.Crew {
		o := Officer{ID: evidence.ID{byte(i + 1)}}
		for _, held := range c.Certificates {
			if held.Officer == i+1 {
				o.Certificates = append(o.Certificates, Certificate{Kind: held.Kind, Until: int64(held.Until)})
			}
		}
		crew = append(crew, o)
	}
	return crew
}

// call makes an id of a short name; none of no name.
func call(name string) evidence.ID {
	var id evidence.ID
	if name != "" {
		sum := sha256.Sum256([]byte(name))
		copy(id[:], sum[:])
	}
	return id
}

func called(names []string) []evidence.ID {
	var ids []evidence.ID
	for _, n := range names {
		ids = append(ids, call(n))
	}
	return ids
}
