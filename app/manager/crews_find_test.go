package manager

import (
	"fmt"
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"fairvisit/evidence"
)

// With more than eight crews they can be searched by name and letter; those found keep
// their letters, keys go among them, and a key for another shows all again.
func TestManyCrewsAreSearched(t *testing.T) {
	s, p := planned(t, 6, english)
	if p.m.crewFinder(p.m.s.Words(), 4, 4) != nil {
		t.Error("four crews can be searched")
	}
	s.Sync(s.manager)
	for i := range 6 { // more crews, by what is decided for them
		a, b := s.Enrol("officer", fmt.Sprintf("Ma%d", i)), s.Enrol("officer", fmt.Sprintf("Ning%d", i))
		s.Assign(s.case_(i), a, b, "2026-11-26")
	}
	s.Sync(s.manager)
	p.m.Reload()
	p.tap("filter.all")
	crews := p.m.crews()
	if len(crews) != 10 {
		t.Fatalf("there are %d crews", len(crews))
	}
	typed := func(words string) {
		t.Helper()
		p.w.Canvas().Focus(p.on("crews.search.words").(fyne.Focusable))
		for _, r := range words {
			p.w.Canvas().Focused().TypedRune(r)
		}
	}
	typed("ning3")
	p.says("1 of 10 crews is shown", "Ma3 + Ning3")
	at := slices.IndexFunc(crews, func(c Crew) bool { return p.m.branch.names[c.Second] == "Ning3" })
	if got := p.m.crewsShown(crews); !slices.Equal(got, []int{at}) {
		t.Fatalf("shown are %v, want %d", got, at)
	}
	p.says("Crew " + markOf(at) + " · Ma3 + Ning3")
	p.w.Canvas().Unfocus()
	p.m.plan.picked = map[evidence.ID]bool{s.case_(0): true}
	p.m.s.Typed(&fyne.KeyEvent{Name: fyne.KeyRight})
	if p.m.carried == nil || p.m.carried.over != at {
		t.Fatal("the key aims at a crew that is not shown")
	}
	p.m.carried = nil
	p.drag(p.on("case."+s.case_(1).String()), middle(p.m.lanes.cards[at])) // past those that are not shown
	if got := p.m.plan.proposal[crews[at]]; !slices.Equal(got, []evidence.ID{s.case_(1)}) {
		t.Errorf("proposed are %v", got)
	}
	p.m.s.Typed(&fyne.KeyEvent{Name: fyne.Key1})
	if p.m.carried == nil || p.m.carried.over != 0 || p.m.lanes.cards[0] == nil || p.m.crewFind.Query != "" {
		t.Error("the crew that is aimed at is not shown")
	}
	typed("b")
	if got := p.m.crewsShown(crews); !slices.Equal(got, []int{1}) {
		t.Errorf("b finds %v", got)
	}
	p.w.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if got := p.m.crewsShown(crews); len(got) != 10 {
		t.Errorf("after Esc %d crews are shown", len(got))
	}
}
