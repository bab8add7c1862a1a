package judging

import (
	"slices"

	"fairvisit/assets"
	"fairvisit/visits"
	"fairvisit/visits/rules"
)

// Law is what says how the debtors of a branch may be met: rules of everywhere, and
// where the branch is. Which of them govern a case, its address says.
type Law struct {
	Packs  []rules.Pack
	Branch string // its region; rules.HouseAlone by an operator's word, "" = nobody placed it
}

// Of are the packs that govern any of these cases.
func (l Law) Of(cases ...*visits.Case) []rules.Pack {
	var regions []string
	for _, c := range cases {
		for _, r := range Governing(c, l.Branch) {
			if !slices.Contains(regions, r) {
				regions = append(regions, r)
			}
		}
	}
	return rules.Of(l.Packs, regions...)
}

// Governing are the regions whose law governs visits to a case of a branch.
func Governing(c *visits.Case, branch string) []string {
	return rules.Where{Said: c.Facts.Region, Zone: c.Facts.Zone, Branch: branch}.Governing()
}

// Shipped are the packs that a build ships, sketches too. Of a file that is no pack
// nothing is known; a test of the program reads them all.
func Shipped() []rules.Pack {
	files, err := assets.Packs()
	if err != nil {
		return nil
	}
	var all []rules.Pack
	for _, data := range files {
		if p, err := rules.ParsePack(data); err == nil {
			all = append(all, p)
		}
	}
	return all
}

// Born are the packs that a device goes by before headquarters published any: of
// each shipped one the highest version, sketches left out. A case can be sent to a
// device from anywhere, and the law of its address must be there before it is.
func Born() []rules.Pack {
	var list []rules.Pack
	for _, p := range Shipped() {
		if p.Sketch() {
			continue
		}
		i := slices.IndexFunc(list, func(o rules.Pack) bool { return o.ID == p.ID })
		switch {
		case i < 0:
			list = append(list, p)
		case rules.CompareVersions(p.Version, list[i].Version) > 0:
			list[i] = p
		}
	}
	slices.SortFunc(list, func(a, b rules.Pack) int { return rules.CompareVersions(a.ID, b.ID) })
	return list
}
