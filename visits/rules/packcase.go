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
}

// CaseSubject, CaseContact and the others are what their namesakes of Question
// are, with short names for ids.
type CaseSubject struct {
	Party string `json:"party"`
	Role  string `json:"role"`
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

// ParseCase reads one case that stands outside a pack, as strictly as a pack. It
// may leave out what it expects.
func ParseCase(data []byte) (PackCase, error) {
	c, err := evidence.DecodeExact[PackCase](data)
	if err == nil && c.Expect == "" {
		c.Expect = Allow
	}
	if err == nil {
		err = c.check()
	}
	if err != nil {
		return PackCase{}, fmt.Errorf("case not understood, nothing was judged: %w", err)
	}
	return c, nil
}

func (c PackCase) check() error {
	switch {
	case !isCode(c.Case), c.At == 0, c.Zone == "", c.Place == "", c.Crew < 0, c.Crew > 10:
		return fmt.Errorf("test %q: case, at, zone, place or crew", c.Case)
	case c.Act != Start && c.Act != Continue:
		return fmt.Errorf("test %s: act %q", c.Case, c.Act)
	case c.FlagsAge < 0, c.FlagsAge > 100_000, c.PacksAge < 0, c.PacksAge > 100_000:
		return fmt.Errorf("test %s: flags_age_hours or packs_age_hours", c.Case)
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

// Question is the case as the engine is asked.
func (c PackCase) Question() Question {
	at := int64(c.At)
	q := Question{
		Case: CaseFacts{ID: evidence.ID{1}, Zone: c.Zone, FlagsAsOf: at - int64(c.FlagsAge)*hour, Region: c.Region, DebtType: c.DebtType,
			CollectorType: c.Collector, Debts: called(c.Debts, "debt")},
		When:      Interval{Earliest: at, Latest: at, Class: ClassA, Until: int64(c.Until)},
		Place:     Place{Kind: c.Place, Address: call("address")},
		Act:       c.Act,
		PacksAsOf: at - int64(c.PacksAge)*hour,
		Channel:   c.Channel,
		Observed:  c.Observed,
	}
	subjects := c.Subjects
	if len(subjects) == 0 {
		subjects = []CaseSubject{{Party: RoleDebtor, Role: RoleDebtor}}
	}
	for _, s := range subjects {
		q.Subjects = append(q.Subjects, Subject{Party: call(s.Party), Role: s.Role, Debts: q.Case.Debts})
	}
	for _, f := range c.Flags {
		q.Case.Flags = append(q.Case.Flags, Flag{Kind: f, At: int64(cmp.Or(c.FlagsRaised, c.At))})
	}
	for _, e := range c.Contacts {
		q.History = append(q.History, Contact{Visit: call(e.Visit), Debts: called(e.Debts, "debt"), Parties: called(e.With, subjects[0].Party),
			Address: call(cmp.Or(e.Address, "address")), At: int64(e.At), Certain: !e.Uncertain, Channel: e.Channel, Reached: e.Reached, Solicited: e.Solicited})
	}
	for _, g := range c.Consents {
		q.Consents = append(q.Consents, Consent{Kind: g.Kind, Party: call(cmp.Or(g.By, subjects[0].Party)), At: int64(g.At), Until: int64(g.Until), Form: g.Form})
	}
	for _, n := range c.Notices {
		q.Notices = append(q.Notices, Notice{Kind: n.Kind, Form: n.Form, At: int64(n.At)})
	}
	for i := range c.Crew {
		o := Officer{ID: evidence.ID{byte(i + 1)}}
		for _, held := range c.Certificates {
			if held.Officer == i+1 {
				o.Certificates = append(o.Certificates, Certificate{Kind: held.Kind, Until: int64(held.Until)})
			}
		}
		q.Crew = append(q.Crew, o)
	}
	return q
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

func called(names []string, otherwise string) []evidence.ID {
	if len(names) == 0 {
		names = []string{otherwise}
	}
	ids := slices.Repeat([]evidence.ID{{}}, len(names))
	for i, n := range names {
		ids[i] = call(n)
	}
	return ids
}
