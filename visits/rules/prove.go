package rules

import (
	"fmt"
	"slices"
	"time"

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
}

// Instant is UTC microseconds. It reads from 2026-03-09T09:00:00+08:00: with
// the offset, so that no case can mean an hour that comes twice or never.
type Instant int64

// UnmarshalText reads RFC 3339.
func (i *Instant) UnmarshalText(text []byte) error {
	t, err := time.Parse(time.RFC3339Nano, string(text))
	if err != nil || !plausible(t.UnixMicro()) {
		return fmt.Errorf("%q is not a time like 2026-03-09T09:00:00+08:00", text)
	}
	*i = Instant(t.UnixMicro())
	return nil
}

// MarshalText writes what UnmarshalText reads.
func (i Instant) MarshalText() ([]byte, error) {
	return []byte(time.UnixMicro(int64(i)).UTC().Format(time.RFC3339Nano)), nil
}

func (c PackCase) check() error {
	switch {
	case !isCode(c.Case), c.At == 0, c.Zone == "", c.Place == "", c.Crew < 0, c.Crew > 10:
		return fmt.Errorf("test %q: case, at, zone, place or crew", c.Case)
	case c.Act != Start && c.Act != Continue:
		return fmt.Errorf("test %s: act %q", c.Case, c.Act)
	case c.Expect == Allow && c.Rule == "" && c.Code == "":
	case (c.Expect == Warn || c.Expect == Block) && c.Rule != "" && c.Code != "":
	default:
		return fmt.Errorf("test %s: expect %q by rule %q, code %q", c.Case, c.Expect, c.Rule, c.Code)
	}
	return nil
}

// Prove runs the cases the pack carries, with the layers it stands on, and
// names the first that comes out otherwise. A pack that fails must not be
// published or taken into use.
func (p Pack) Prove(below ...Pack) error {
	packs := append(slices.Clone(below), p)
	for _, c := range p.Cases {
		v := Evaluate(packs, c.question())
		met := c.Expect == Allow || slices.ContainsFunc(v.Reasons, func(r Reason) bool {
			return r.Rule == c.Rule && r.Code == c.Code && r.Severity == c.Expect
		})
		if v.Decision != c.Expect || !met {
			return fmt.Errorf("rule pack %s %s, test %s: want %s %s %s, got %s %v; the packs in force stay as they are",
				p.ID, p.Version, c.Case, c.Expect, c.Rule, c.Code, v.Decision, v.Reasons)
		}
	}
	return nil
}

func (c PackCase) question() Question {
	at := int64(c.At)
	q := Question{
		Case:      CaseFacts{ID: evidence.ID{1}, Zone: c.Zone, FlagsAsOf: at},
		Subjects:  []Subject{{Party: evidence.ID{1}, Role: RoleDebtor}},
		When:      Interval{Earliest: at, Latest: at, Class: ClassA},
		Place:     Place{Kind: c.Place},
		Act:       c.Act,
		PacksAsOf: at,
	}
	for _, f := range c.Flags {
		q.Case.Flags = append(q.Case.Flags, Flag{Kind: f, At: at})
	}
	for i := range c.Crew {
		q.Crew = append(q.Crew, Officer{ID: evidence.ID{byte(i + 1)}})
	}
	return q
}
