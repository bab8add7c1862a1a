package sim

import (
	"math/rand/v2"
	"os"
	"testing"
	"time"
)

func TestDirected(t *testing.T) {
	if os.Getenv("DIRECTED") == "" {
		t.Skip()
	}
	deeds = []deed{
		{20, (*history).someoneWorks},
		{20, (*history).someoneSyncs},
		{7, (*history).someoneTalksOn},
		{4, func(h *history, _ *rand.Rand) { h.tell("fold"); h.office(func() error { return h.hq.Settle(ctx) }) }},
		{6, func(h *history, _ *rand.Rand) { h.tell("second copy"); h.secureAll() }},
		{3, func(h *history, r *rand.Rand) { h.wait(time.Duration(20+r.IntN(12)) * time.Hour) }},
		{6, (*history).folderIsCopied},
		{6, (*history).copyComesBack},
		{3, (*history).deviceIsKilled},
		{3, func(h *history, _ *rand.Rand) { h.tell("backup"); h.backUp() }},
		{3, (*history).headquartersBurns},
	}
	weights = 0
	for _, d := range deeds {
		weights += d.weight
	}
	seed, o, run := search(t, *firstSeed, *histories)
	t.Log(run)
	if seed != 0 {
		t.Fatal(report(t, seed, o))
	}
}
