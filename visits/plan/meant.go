package plan

import (
	"fmt"

	"fairvisit/evidence"
	"fairvisit/visits/intake"
)

// Meant refuses a roster from a file that can be read and cannot be meant. On a screen
// nobody can say such a thing; in a file it is a slip, and somebody would be sent by it.
// Languages are from then on written as the import of cases writes them.
func (r *Roster) Meant() error {
	if s := r.Start; s != nil {
		switch {
		case s.LatE7 == 0 && s.LonE7 == 0:
			return fmt.Errorf("tours begin at 0, 0, which is in the sea and is what a missing place is read as")
		case max(s.LatE7, -s.LatE7) > 90e7 || max(s.LonE7, -s.LonE7) > 180e7:
			return fmt.Errorf("tours begin at a place that is not on the earth; lat_e7 and lon_e7 are degrees × 10000000")
		}
	}
	ids := map[evidence.ID]string{}
	for i := range r.People {
		p := &r.People[i]
		if before := ids[p.ID]; before != "" && !p.ID.IsZero() {
			return fmt.Errorf("%s and %s have one id", before, p.Name)
		}
		ids[p.ID] = p.Name
		if err := p.meant(r); err != nil {
			return fmt.Errorf("%s: %w", p.Name, err)
		}
	}
	return r.onePairEach()
}

func (p *Person) meant(r *Roster) error {
	for _, partner := range []string{p.With, p.Before} {
		switch {
		case partner == "":
		case partner == p.Name:
			return fmt.Errorf("goes with %s, which is nobody else", partner)
		case r.person(partner) < 0:
			return fmt.Errorf("goes with %s, whom the file does not name", partner)
		}
	}
	for _, l := range p.Leave {
		if l.Until < l.From {
			return fmt.Errorf("the leave from %s ends before it begins, on %s", l.From, l.Until)
		}
	}
	for i, l := range p.Languages {
		tag, known := intake.Language(l)
		if !known {
			return fmt.Errorf("%q is no language here; write a tag of BCP 47, such as zh-Hans, yue or en, or its name in English or Chinese", l)
		}
		p.Languages[i] = tag
	}
	return nil
}

func (r *Roster) onePairEach() error {
	goes := map[[2]string]string{}
	for _, p := range r.Pairs {
		if p.Replaced {
			continue
		}
		for _, two := range [][2]string{{p.One, p.Other}, {p.Other, p.One}} {
			if other := goes[[2]string{p.Day, two[0]}]; other != "" {
				return fmt.Errorf("on %s %s goes with %s and with %s", p.Day, two[0], other, two[1])
			}
			goes[[2]string{p.Day, two[0]}] = two[1]
		}
	}
	return nil
}
