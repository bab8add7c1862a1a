package rules

import (
	"fmt"
	"slices"
	"strings"
)

// Select gives the packs of a library that hold in a region (CN, US-MA; * for
// the house alone), lowest layer first. It refuses a country that the library
// does not know, or knows as a sketch only: visits there would be judged by the
// house alone, which knows none of its law.
func Select(library []Pack, region string) ([]Pack, error) {
	country, part, _ := strings.Cut(region, "-")
	var chosen []Pack
	found := region == "*"
	for _, p := range library {
		abroad := p.Jurisdiction.Country != "*"
		if abroad && (region == "*" || !p.Jurisdiction.covers(country, part)) {
			continue
		}
		if p.Status == statusSketch {
			return nil, fmt.Errorf("the rules of %s are a sketch (%s); nobody may be visited there until the pack is complete", region, p.ID)
		}
		found = found || abroad
		chosen = append(chosen, p)
	}
	if !found || !slices.ContainsFunc(chosen, func(p Pack) bool { return p.Layer == layerHouse }) {
		return nil, fmt.Errorf("no rules of %s are here; nobody may be visited there", region)
	}
	slices.SortStableFunc(chosen, func(a, b Pack) int {
		return slices.Index(layers, a.Layer) - slices.Index(layers, b.Layer)
	})
	return chosen, nil
}
