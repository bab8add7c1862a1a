package drill

import (
	"math/rand/v2"
	"time"
)

// spot is a point of the write path in one role's process.
type spot struct {
	role  string
	point string
	most  int // the drill stops at the first to this one time it is reached
}

// phase is one stretch of the way from a finger to two disks.
type phase struct {
	name  string
	spots []spot // none: at any moment
}

// phases are the stretches kills are spread over, an equal share for each.
var phases = []phase{
	{"before commit", []spot{{roleHeadquarters, "hq.before-commit", 12}}},
	{"commit–ack", []spot{{roleHeadquarters, "hq.committed", 12}}},
	{"inside a photo", []spot{{roleHeadquarters, "photo.bytes", 4}, {roleDevice, "photo.bytes", 2}}},
	{"fsync–rename", []spot{{roleHeadquarters, "photo.fsync-rename", 4}, {roleDevice, "photo.fsync-rename", 2}}},
	{"photo–entry", []spot{{roleDevice, "photo.renamed", 2}, {roleDevice, "photo.entry", 2}}},
	{"feed apply", []spot{{roleDevice, "device.feed-apply", 4}}},
	{"fold", []spot{{roleHeadquarters, "hq.fold", 8}}},
	{anyMoment, nil},
}

const anyMoment = "any moment"

// plan is the order of kills: every phase in turn, shuffled.
func plan(kills int, rnd *rand.Rand) []phase {
	list := make([]phase, kills)
	for i := range list {
		list[i] = phases[i%len(phases)]
	}
	rnd.Shuffle(kills, func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list
}

// linger is how long the rest of a process goes on at most while one goroutine
// stands at its point: a kill does not wait for a quiet moment either.
const linger = 4 * time.Millisecond
