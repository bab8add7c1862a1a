package rules

import (
	"fmt"
	"slices"

	"fairvisit/evidence"
)

// consentFamily lets one person of the family, whom it names, be spoken to.
const consentFamily = "consent.family"

// ConsentRule is what counts as a consent for the pack it stands in.
type ConsentRule struct {
	Kind      string   `json:"kind"`
	Forms     []string `json:"forms"`      // any of these is proof enough
	ValidDays int      `json:"valid_days"` // × 24 h after it was given; 0 = until it ends or is withdrawn
}

func (p *Pack) checkConsents() error {
	for i, c := range p.Consents {
		twice := slices.ContainsFunc(p.Consents[:i], func(d ConsentRule) bool { return d.Kind == c.Kind })
		if twice || !slices.Contains(p.consentWords(), c.Kind) || len(c.Forms) == 0 || !eachOnce(c.Forms, isForm) || c.ValidDays < 0 || c.ValidDays > 3660 {
			return fmt.Errorf("consent %q: unknown, twice, or forms %q, valid_days %d", c.Kind, c.Forms, c.ValidDays)
		}
	}
	return nil
}

// defines: a pack may only lean on consents whose proof it has stated itself.
func (p *Pack) defines(kinds []string) bool {
	return eachOnce(kinds, func(k string) bool {
		return slices.ContainsFunc(p.Consents, func(c ConsentRule) bool { return c.Kind == k })
	})
}

// relaxed reports that one of the consents a rule of p names is there.
func (h *hearing) relaxed(p *Pack, kinds []string) bool {
	return slices.ContainsFunc(kinds, func(k string) bool { return h.consented(p, k) })
}

// agreedFor reports that each of the consents is there for one listener. Whom
// nobody named no consent is for.
func (h *hearing) agreedFor(p *Pack, kinds []string, listener evidence.ID) bool {
	for _, kind := range kinds {
		if listener.IsZero() || !h.consentedTo(p, kind, listener) {
			return false
		}
	}
	return true
}

// consented: everybody who owes has given it, in a form p counts, before the
// act and beyond its end. One joint debtor cannot open the other's door.
func (h *hearing) consented(p *Pack, kind string) bool {
	return h.consentedTo(p, kind, evidence.ID{})
}

// consentedTo is consented, by consents that are for this one person; zero: by
// those that are for nobody else.
func (h *hearing) consentedTo(p *Pack, kind string, whom evidence.ID) bool {
	i := slices.IndexFunc(p.Consents, func(c ConsentRule) bool { return c.Kind == kind })
	if i < 0 || !h.timed {
		return false
	}
	rule, asked := p.Consents[i], false
	for _, s := range h.q.Subjects {
		if s.Role == RoleRepresentative {
			continue
		}
		asked = true
		if !slices.ContainsFunc(h.q.Consents, func(c Consent) bool {
			return c.Kind == kind && c.For == whom && c.Party == s.Party && !c.Party.IsZero() && slices.Contains(rule.Forms, c.Form) && h.lasts(c, rule)
		}) {
			return false
		}
	}
	return asked
}

func (h *hearing) lasts(c Consent, rule ConsentRule) bool {
	if !plausible(c.At) || c.At > h.from {
		return false
	}
	end := max(h.to, h.q.When.Until)
	if rule.ValidDays > 0 && end >= c.At+int64(rule.ValidDays)*day {
		return false
	}
	return c.Until == 0 || c.Until > end
}
