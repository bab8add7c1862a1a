package hq

import (
	"slices"
	"sync"

	"fairvisit/assets"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/judging"
	"fairvisit/visits/rules"
)

// shipped are the packs this build ships, by hash. Devices are born with one of
// them, so a visit may name one that was never published; and what they say of a
// visit of years ago, their dates say. None ever leaves the folder.
var shipped = sync.OnceValue(func() map[evidence.Hash]rules.Pack {
	all := map[evidence.Hash]rules.Pack{}
	files, err := assets.Packs()
	if err != nil {
		return all // a test of the program reads them: without one nothing is known
	}
	for _, data := range files {
		if p, err := rules.ParsePack(data); err == nil {
			all[p.SHA256()] = p
		}
	}
	return all
})

// newestShipped is of each shipped pack the highest version, sketches left out.
func newestShipped() []rules.Pack {
	var list []rules.Pack
	for _, p := range shipped() {
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
	return list
}

// bench is what judges visits afterwards. House is what a device is born with.
var bench = sync.OnceValue(func() *judging.Bench {
	house, err := rules.ParsePack(assets.HousePack())
	if err != nil {
		return judging.NewBench(shipped(), shippedLists()) // as in shipped
	}
	return judging.NewBench(shipped(), shippedLists(), house)
})

// judgesAfterwards has the pictures judge, and grant slots, as headquarters does.
func judgesAfterwards(p *visits.Pictures) {
	p.Inside, p.Judge, p.Grant = bench().Inside, bench().Judge, bench().Grant
}
