package visits_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// Whatever order the entries of a visit come in, and wherever the clocks of its
// devices stood, its lines end up in one order, in which each life of a store keeps
// its own.
func TestTheLinesOfAVisitHaveOneOrder(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		visit := evidence.ID{5}
		lives := []*life{{t: t, device: evidence.ID{1}, epoch: evidence.ID{1}, visit: visit}, {t: t, device: evidence.ID{1}, epoch: evidence.ID{8}, visit: visit},
			{t: t, device: evidence.ID{3}, epoch: evidence.ID{3}, visit: visit}}
		acts := []*evidence.Entry{lives[0].writes(0, visits.VisitOpened, visits.OpenedFacts{Day: "2026-11-25"})}
		for range rapid.IntRange(1, 12).Draw(r, "entries") {
			l := lives[rapid.IntRange(0, 2).Draw(r, "life")]
			acts = append(acts, l.writes(rapid.Int64Range(0, 9).Draw(r, "minute"), visits.NoteAdded, struct{}{}))
		}
		lines := func(order []*evidence.Entry) []visits.Line {
			p := visits.NewPictures(func(visits.Key) ([]byte, error) { return nil, nil })
			for _, e := range order {
				if err := p.Apply(visits.Input{Entry: e, Status: evidence.Whole, Received: 1}); err != nil {
					t.Fatal(err)
				}
			}
			for _, ch := range changed(t, p) {
				if v, is := ch.Value.(*visits.Visit); is {
					if v.Last != v.Lines[len(v.Lines)-1].Entry {
						r.Error("the last entry is not that of the last line")
					}
					return v.Lines
				}
			}
			return nil
		}
		want := lines(acts)
		mixed := append(acts[:1:1], rapid.Permutation(acts[1:]).Draw(r, "arrival")...)
		if d := cmp.Diff(want, lines(mixed)); d != "" {
			r.Errorf("in another order of arrival (-first +second):\n%s", d)
		}
		seq := map[evidence.ID]uint64{}
		for _, l := range want {
			if l.Seq < seq[l.Epoch] {
				r.Errorf("entry %d of %s stands behind %d", l.Seq, l.Epoch.Short(), seq[l.Epoch])
			}
			seq[l.Epoch] = l.Seq
		}
		if len(want) != len(acts) {
			r.Errorf("%d lines of %d entries", len(want), len(acts))
		}
	})
}
