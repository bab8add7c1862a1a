package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"fairvisit/evidence"
)

// ZoneOf is the zone most of the cases that name one lie in; "" for none. Local is none:
// it would be another place on every machine that reads it.
func ZoneOf(cases []Case) string {
	n, best := map[string]int{}, ""
	for i := range cases {
		z := cases[i].Facts.Zone
		if z == "" || z == "Local" {
			continue
		}
		n[z]++
		if n[z] > n[best] || n[z] == n[best] && z < best || best == "" {
			best = z
		}
	}
	return best
}

// TogetherOn are the pairs that decisions name, those of day first, then the
// newest: who goes together today goes on together.
func TogetherOn(cases []Case, day string) [][]evidence.ID {
	type pair struct {
		first, second evidence.ID
	}
	latest := map[pair]string{}
	for i := range cases {
		d, ok := cases[i].Assigned()
		if !ok || d.Second.IsZero() || d.Day > day {
			continue
		}
		p := pair{d.Officer, d.Second}
		if other := (pair{d.Second, d.Officer}); latest[other] != "" {
			p = other
		}
		latest[p] = max(latest[p], d.Day)
	}
	pairs := make([]pair, 0, len(latest))
	for p := range latest {
		pairs = append(pairs, p)
	}
	slices.SortFunc(pairs, func(a, b pair) int {
		return cmp.Or(strings.Compare(latest[b], latest[a]), slices.Compare(a.first[:], b.first[:]), slices.Compare(a.second[:], b.second[:]))
	})
	together := make([][]evidence.ID, len(pairs))
	for i, p := range pairs {
		together[i] = []evidence.ID{p.first, p.second}
	}
	return together
}

// Without takes people, by comma, out of the roster from a time of the planned
// day on; "" is the whole day. Somebody it does not know is refused.
func (r *Roster) Without(names, from string) error {
	for name := range strings.SplitSeq(names, ",") {
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		i := slices.IndexFunc(r.People, func(p Person) bool { return p.Name == name })
		if i < 0 {
			return fmt.Errorf("nobody called %s is in the roster; nothing was planned", name)
		}
		r.People[i].Off, r.People[i].OffOn = cmp.Or(from, "00:00"), "" // an hour of an earlier day is no word about this one
	}
	return nil
}
