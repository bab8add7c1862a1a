package hq

import (
	"sync"

	"fairvisit/assets"
	"fairvisit/visits/rules"
)

// housePacks are the packs this build ships; what they say of a visit of years
// ago, their dates say.
var housePacks = sync.OnceValue(func() []rules.Pack {
	pack, err := rules.ParsePack(assets.HousePack())
	if err != nil {
		return nil // a test of the program holds the pack: without one nothing is known
	}
	return []rules.Pack{pack}
})

// insideHours judges afterwards whether a visit lay inside the lawful hours.
func insideHours(zone, placeKind string, from, to int64) (inside, known bool) {
	return rules.Inside(housePacks(), zone, placeKind, from, to)
}
