package report

import (
	"io"
	"testing"

	"fairvisit/evidence"
	"fairvisit/evidence/dossier"
	"fairvisit/sync/hq/report/pdf"
)

func newDocument(t testing.TB) *pdf.Document {
	t.Helper()
	return pdf.New(io.Discard, pdf.About{Title: "x", Lang: "en"})
}

// A device is enrolled at minute 0 and hears headquarters at minute 10, at its
// seq 5, in boot b; what it records reaches headquarters at minute 100.
func TestTheClassOfATime(t *testing.T) {
	const minute = int64(60_000_000)
	device, own := evidence.ID{1}, evidence.ID{9}
	boot, other := evidence.ID{2}, evidence.ID{3}
	c := newClock([]Beacon{{Device: device, Epoch: evidence.ID{4}, Boot: boot, Seq: 5, SinceBoot: 3 * minute, Time: 10 * minute}},
		map[evidence.ID]evidence.Enrolment{device: {Device: device, Role: "officer"}, own: {Device: own, Role: "hq"}})
	for _, x := range []struct {
		what   string
		device evidence.ID
		boot   evidence.ID
		epoch  evidence.ID
		seq    uint64
		since  int64
		wall   int64
		class  string
		at     int64
	}{
		{"after the beacon, wall wrong", device, boot, evidence.ID{4}, 9, 23 * minute, 7777 * minute, classA, 30 * minute},
		{"before the beacon", device, boot, evidence.ID{4}, 2, 1 * minute, 8 * minute, classA, 8 * minute},
		{"another boot", device, other, evidence.ID{4}, 9, 1 * minute, 50 * minute, classB, 50 * minute},
		{"another boot, a minute late", device, other, evidence.ID{4}, 9, 1 * minute, 101 * minute, classB, 101 * minute},
		{"another boot, after it was received", device, other, evidence.ID{4}, 9, 1 * minute, 103 * minute, classC, 103 * minute},
		{"another boot, before the beacon it follows", device, other, evidence.ID{4}, 9, 1 * minute, 7 * minute, classC, 7 * minute},
		{"another boot, before the beacon it precedes", device, other, evidence.ID{4}, 2, 1 * minute, 7 * minute, classB, 7 * minute},
		{"another life of the store", device, boot, evidence.ID{5}, 9, 23 * minute, 7 * minute, classB, 7 * minute},
		{"before it was enrolled", device, other, evidence.ID{4}, 1, 1 * minute, -3 * minute, classC, -3 * minute},
		{"headquarters' own", own, other, evidence.ID{4}, 1, 1, 1, classA, 100 * minute},
	} {
		e := &dossier.Entry{Entry: evidence.Entry{Header: evidence.Header{Device: x.device, Epoch: x.epoch, Boot: x.boot, Seq: x.seq, SinceBoot: x.since, Wall: x.wall}},
			Leaf: evidence.Leaf{Received: 100 * minute}}
		if m := c.judge(e); m.class != x.class || m.at != x.at {
			t.Errorf("%s: class %s at minute %d, wanted %s at %d", x.what, m.class, m.at/minute, x.class, x.at/minute)
		}
	}
}
