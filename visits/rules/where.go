package rules

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

// HouseAlone is where somebody said that the house's rules are enough: the region of
// a branch, and of a question that no country's law governs.
const HouseAlone = "*"

// nowhere governs what nobody can place. No pack holds there.
const nowhere = "unknown"

// Where is what is known of where a visit would be.
type Where struct {
	Said   string // region of the address, by the case's own file: CN, US-MA; "" = it says none
	Zone   string // IANA name of the address
	Branch string // region of the branch: HouseAlone by an operator's word; "" = nobody placed it
}

// Governing are the regions whose law governs a visit there, for Question.Governed:
// that of the address, for the debtor's place says how a debtor may be met, and that
// of the branch, whose licence binds its crews wherever they go. All of them are
// asked, and the strictest wins. Where a file does not say the address's, the
// countries that share its time zone are: all, because to pick one is a guess. The
// branch says more exactly which part of one of them it is. A file that contradicts
// the zone leaves both.
//
// HouseAlone of a branch takes the place of what the zone would say, and not of what
// a file says.
func (w Where) Governing() []string {
	list := w.address()
	if w.Branch != HouseAlone && w.Branch != "" && !slices.Contains(list, w.Branch) {
		list = append(list, w.Branch)
	}
	switch {
	case len(list) == 0 && w.Branch == HouseAlone:
		return []string{HouseAlone}
	case (w.Said == "" || w.Said == HouseAlone) && w.Branch != HouseAlone && len(countriesOf(w.Zone)) == 0:
		list = append(list, nowhere)
	}
	return list
}

// address are the regions of the address alone: that of its file, and those of its zone
// where the file says none or contradicts it and no operator's word makes them needless.
func (w Where) address() []string {
	var list []string
	if w.Said != "" && w.Said != HouseAlone { // no file frees of the law
		list = append(list, w.Said)
	}
	shared := countriesOf(w.Zone)
	if w.Branch == HouseAlone || len(list) > 0 && slices.Contains(shared, countryOf(w.Said)) {
		return list
	}
	for _, country := range shared {
		if countryOf(w.Branch) != country && !slices.Contains(list, country) {
			list = append(list, country)
		}
	}
	return list
}

// chooseCalendars: a day is closed by the calendar of the debtor's address and of the
// place, never by that of the country the crew comes from. The house's own counts
// everywhere; where nobody can say where the address is, everybody's does.
func (h *hearing) chooseCalendars() {
	where := Where{Zone: h.q.Case.Zone}
	if IsRegion(h.q.Case.Region) {
		where.Said = h.q.Case.Region
	}
	regions := where.address()
	if r := h.q.Place.Region; IsRegion(r) && r != HouseAlone {
		regions = append(regions, r)
	}
	h.calendars = h.packs
	if len(regions) == 0 || where.Said == "" && h.q.Governed == nil { // packs that were named, of an address nobody placed
		return
	}
	h.calendars = nil
	for _, p := range h.packs {
		if p.Jurisdiction.Country == HouseAlone || slices.ContainsFunc(regions, p.Jurisdiction.holds) {
			h.calendars = append(h.calendars, p)
		}
	}
}

func countryOf(region string) string {
	country, _, _ := strings.Cut(region, "-")
	return country
}

//go:embed zones.txt
var zonesText string

// zoneCountries is which countries share a time zone, by its name.
var zoneCountries = sync.OnceValue(func() map[string][]string {
	all := map[string][]string{}
	for line := range strings.Lines(zonesText) {
		if name, countries, ok := strings.Cut(strings.TrimSpace(line), " "); ok && name != "#" {
			all[name] = strings.Split(countries, ",")
		}
	}
	return all
})

// countriesOf are the countries in which a zone's clock hangs; none for a name that
// is no place.
func countriesOf(zone string) []string { return zoneCountries()[zone] }

// Of gives the packs of a library that hold in any of the regions: the house's, and
// every one of those countries and parts. A region without a part gets the packs of
// every part, because which one it is nobody said. Sketches are left out; that their
// country has no rules the engine says, by Question.Governed.
func Of(library []Pack, regions ...string) []Pack {
	var chosen []Pack
	for _, p := range library {
		if p.Status != statusSketch && (p.Jurisdiction.Country == HouseAlone || slices.ContainsFunc(regions, p.Jurisdiction.holds)) {
			chosen = append(chosen, p)
		}
	}
	slices.SortStableFunc(chosen, func(a, b Pack) int { return slices.Index(layers, a.Layer) - slices.Index(layers, b.Layer) })
	return chosen
}

// holds reports that a pack of this jurisdiction is one of a region's.
func (j Jurisdiction) holds(region string) bool {
	country, part, _ := strings.Cut(region, "-")
	return j.covers(country, part)
}

// Lawless gives those of the regions that have no pack of their own among packs: of
// the whole country, or of just that part of it.
func Lawless(packs []Pack, regions []string) []string {
	var list []string
	for _, region := range regions {
		if !slices.ContainsFunc(packs, func(p Pack) bool { return p.isLawOf(region) }) {
			list = append(list, region)
		}
	}
	return list
}

func (p *Pack) isLawOf(region string) bool {
	country, part, _ := strings.Cut(region, "-")
	return region == HouseAlone || p.Jurisdiction.Country == country && (p.Jurisdiction.Region == "*" || part != "" && p.Jurisdiction.Region == part)
}

// judgeGoverned: every region whose law governs has rules here. The house's are laid
// inside the laws that were read for it, and say nothing of a country nobody read.
func (h *hearing) judgeGoverned() {
	for _, region := range h.q.Governed {
		if !slices.ContainsFunc(h.packs, func(p *Pack) bool { return p.isLawOf(region) }) {
			if !IsRegion(region) {
				region = nowhere // a verdict repeats no word of a file
			}
			h.block(rulePack, "", "no_rules_for_region", map[string]string{"region": region}, "say_region", wayOnline)
		}
	}
}
