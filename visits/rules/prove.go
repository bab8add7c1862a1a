package rules

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

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

// Prove runs the cases the pack carries, with the layers it stands on, and
// names the first that comes out otherwise. A pack that fails must not be
// published or taken into use.
func (p Pack) Prove(below ...Pack) error {
	if p.Status == statusSketch {
		return fmt.Errorf("rule pack %s %s is a sketch and cannot be taken into use", p.ID, p.Version)
	}
	for i := range p.Cases {
		if err := p.prove(&p.Cases[i], below); err != nil {
			return fmt.Errorf("rule pack %s %s, test %s: %w; the packs in force stay as they are", p.ID, p.Version, p.Cases[i].Case, err)
		}
	}
	return nil
}

// prove judges one case. Under the second schema a pack above the house stands
// alone unless the case names what it stands on.
func (p Pack) prove(c *PackCase, below []Pack) error {
	packs, alone := append(slices.Clone(below), p), false
	if p.Layer == layerHouse {
		packs = []Pack{p}
	}
	if p.Schema != schemaFirst {
		packs, alone = []Pack{p}, p.Layer != layerHouse && len(c.With) == 0
		for _, id := range c.With {
			i := slices.IndexFunc(below, func(b Pack) bool { return b.ID == id })
			if i < 0 {
				return fmt.Errorf("stands on %s, which is not here", id)
			}
			packs = append(packs, below[i])
		}
	}
	h := c.filled().judge(packs, alone, nil)
	if c.NextOnline != 0 || c.NextAllowed != 0 {
		h.findNext(packs)
	}
	return c.differs(h)
}

// differs says in what a verdict is not what the case expects.
func (c *PackCase) differs(h *hearing) error {
	v := h.v
	met := c.Expect == Allow || slices.ContainsFunc(v.Reasons, func(r Reason) bool {
		return (c.Rule == "" || r.Rule == c.Rule) && (c.Code == "" || r.Code == c.Code) && r.Severity == c.Expect && c.gives(r)
	})
	if v.Decision != c.Expect || !met {
		return fmt.Errorf("want %s, got %s", strings.Join(strings.Fields(string(c.Expect)+" "+c.Rule+" "+c.Code), " "), v.short())
	}
	return c.further(v, h)
}

// short is the verdict in a line: what it decides, and each reason with its details.
func (v Verdict) short() string {
	text := string(v.Decision)
	for i, r := range v.Reasons {
		text += [2]string{" by ", ", "}[min(i, 1)] + strings.TrimSpace(r.Pack+" "+r.Rule) + " " + r.Code
		for _, key := range slices.Sorted(maps.Keys(r.Params)) {
			text += " " + key + "=" + r.Params[key]
		}
	}
	return text
}

// gives holds the reason against the details the case wants of it.
func (c *PackCase) gives(r Reason) bool {
	for k, want := range c.Params {
		if r.Params[k] != want {
			return false
		}
	}
	return true
}

// further holds what a case may ask beside the decision.
func (c *PackCase) further(v Verdict, h *hearing) error {
	switch {
	case c.NextOnline != 0 && v.NextOnline != int64(c.NextOnline):
		return fmt.Errorf("next_online is %s", told(v.NextOnline))
	case c.NextAllowed != 0 && v.NextAllowed != int64(c.NextAllowed):
		return fmt.Errorf("next_allowed is %s", told(v.NextAllowed))
	case c.Notes != nil && !slices.Equal(c.Notes, noted(v)):
		return fmt.Errorf("notes are %q", noted(v))
	case c.Close != 0 && v.EndBy != int64(c.Close):
		return fmt.Errorf("closes at %s", told(v.EndBy))
	case c.MaySay != nil && !slices.Equal(c.MaySay, v.MaySay):
		return fmt.Errorf("may say %q", v.MaySay)
	}
	if c.To != "" {
		if says := h.sayTo(Listener{c.To, call(c.Party), c.Identified}); !slices.Equal(says, c.Says) {
			return fmt.Errorf("lets %q be said", says)
		}
	}
	if c.Needs != nil {
		if needs := h.needs(c.Outcome); !slices.Equal(needs, c.Needs) {
			return fmt.Errorf("needs %q", needs)
		}
	}
	return nil
}

func told(t int64) string {
	if t == 0 {
		return "never"
	}
	return time.UnixMicro(t).UTC().Format(time.RFC3339)
}

func noted(v Verdict) []string {
	list := []string{}
	for _, n := range v.Notes {
		list = append(list, n.Rule+" "+n.Code)
	}
	return list
}

// judge is Evaluate, also without a house under the packs, and without the
// search for the next time.
func (c PackCase) judge(packs []Pack, alone bool, governed []string) *hearing {
	q := c.Question()
	q.Governed = governed
	z, zoned := loadZone(q.Case.Zone)
	h := &hearing{q: q, zone: z, zoned: zoned, alone: alone}
	h.judge(packs)
	return h
}
