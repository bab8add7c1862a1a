package manager

import (
	"fmt"
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"fairvisit/app/shell"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	dayplan "fairvisit/visits/plan"
)

// planned puts four crews and so many cases on the plan of tomorrow.
func planned(t *testing.T, n int, prefs shell.Prefs) (*team, *pointed) {
	t.Helper()
	s := newTeam(t)
	file := write(t, "cases.csv", townFile(n))
	p := point(t, s.manager, desktopSize, prefs, &file)
	p.tap("section.import", "choose", "take", "to.plan")
	return s, p
}

func (s *team) case_(i int) evidence.ID { return s.HQ.CaseID("Bank A", fmt.Sprintf("T%02d", i)) }

// A row is dragged onto a crew: while it is held the crew is lit and the words at the
// pointer say what it would do; let go elsewhere nothing happens; let go there it is
// proposed, and one word takes it back. A row that is picked takes all along.
func TestARowIsDraggedOntoACrew(t *testing.T) {
	s, p := planned(t, 6, english)
	row := func(i int) string { return "case." + s.case_(i).String() }
	held := p.hold(p.on(row(1)), p.over(1))
	p.says("1 case to Crew B", "From: nobody yet", "Affected: Gao, Hu")
	if p.m.lanes.cards[1].Width != 4 || p.m.lanes.cards[0].Width == 4 {
		t.Error("the crew under the hand is not lit, or another is")
	}
	p.keep("row")
	if p.m.plan.proposed() != 0 {
		t.Error("something is proposed before the hand let go")
	}
	p.hold(p.on(row(1)), fyne.NewPos(100, 20))
	p.says("Anywhere else nothing changes")
	held.DragEnd()
	if p.m.plan.proposed() != 0 || p.m.carried != nil || p.m.s.Carrying() {
		t.Error("let go beside all crews it changes something")
	}
	p.drag(p.on(row(1)), p.over(1))
	crews := p.m.crews()
	if got := p.m.plan.proposal[crews[1]]; !slices.Equal(got, []evidence.ID{s.case_(1)}) {
		t.Fatalf("proposed for crew B: %v", got)
	}
	p.says("1 case proposed for crew B")
	p.tap("toast")
	if p.m.plan.proposed() != 0 {
		t.Error("it cannot be taken back")
	}
	p.tap(row(2), row(4), row(0))
	p.drag(p.on(row(2)), p.over(3))
	if got := p.m.plan.proposal[crews[3]]; len(got) != 3 || len(p.m.plan.picked) != 0 {
		t.Errorf("a row of three that are picked takes %d along, %d stay picked", len(got), len(p.m.plan.picked))
	}
	p.drag(p.on(row(2)), p.over(0))
	if len(p.m.plan.proposal[crews[3]]) != 2 || len(p.m.plan.proposal[crews[0]]) != 1 {
		t.Error("one of them alone is not taken from its crew again")
	}
}

// A case that was decided for somebody says from whom it goes, for which day, and who
// loses it, before the hand lets go.
func TestADragSaysWhoLosesACase(t *testing.T) {
	s := newTeam(t)
	file := ""
	p := point(t, s.manager, desktopSize, english, &file)
	id := s.HQ.CaseID("Bank A", "P0")
	p.tap("section.plan", "filter.assigned")
	p.hold(p.on("case."+id.String()), p.over(3))
	p.says("From: Chen (decided for Wed 25 Nov)", "Chen loses 1 case", "may be at its door now")
	p.keep("loses")
}

// A pin is carried off the map onto a crew, and one of those a rectangle took carries
// them all; the ground still moves the map.
func TestAPinIsDraggedOntoACrew(t *testing.T) {
	s, p := planned(t, 6, english)
	crews := p.m.crews()
	pin := func(i int) fyne.CanvasObject { return p.on("pin." + s.case_(i).String()) }
	p.hold(pin(2), p.over(2))
	p.says("1 case to Crew C")
	p.keep("pin")
	pin(2).(fyne.Draggable).DragEnd()
	if got := p.m.plan.proposal[crews[2]]; !slices.Equal(got, []evidence.ID{s.case_(2)}) {
		t.Fatalf("proposed for crew C: %v", got)
	}
	// A rectangle is drawn on the map around the first and the second, with the hand.
	p.tap("plan.map.region")
	a, b := middle(pin(0)), middle(pin(1))
	chart := p.on("plan.map")
	corner := at(chart)
	x0, x1, y0, y1 := min(a.X, b.X)-14, max(a.X, b.X)+14, min(a.Y, b.Y)-14, max(a.Y, b.Y)+14
	from, to := fyne.NewPos(x0, y0).Subtract(corner), fyne.NewPos(x1, y1).Subtract(corner)
	chart.(fyne.Draggable).Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: from}, Dragged: fyne.Delta{}})
	chart.(fyne.Draggable).Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: to}, Dragged: fyne.NewDelta(x1-x0, y1-y0)})
	chart.(fyne.Draggable).DragEnd()
	if !p.m.plan.picked[s.case_(0)] || !p.m.plan.picked[s.case_(1)] || len(p.m.plan.picked) != 2 {
		t.Fatalf("the rectangle picked %v", p.m.plan.picked)
	}
	p.drag(pin(0), p.over(0))
	if got := p.m.plan.proposal[crews[0]]; len(got) != 2 {
		t.Errorf("crew A is proposed %d of the two in the rectangle", len(got))
	}
}

// Where the rules open no hour, or somebody does not go, the target says why and takes
// nothing; of a selection the others go and that is said too.
func TestATargetThatIsForbiddenSaysWhyAndRefuses(t *testing.T) {
	s, p := planned(t, 3, english)
	p.m.roster.Workdays = []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
	for p.m.plan.day < "2026-11-29" { // a Sunday
		p.tap("day.later")
	}
	row := "case." + s.case_(1).String()
	held := p.hold(p.on(row), p.over(1))
	p.says("stays where it is: the rules open no hour")
	p.keep("refused")
	held.DragEnd()
	p.says("stays where it is: the rules open no hour")
	p.tap(row, "crew.1.picked") // the button asks the same rules
	if p.m.plan.proposed() != 0 || !p.m.plan.picked[s.case_(1)] {
		t.Error("it was taken all the same")
	}
	for p.m.plan.day > "2026-11-26" {
		p.tap("day.earlier")
	}

	stopped := s.case_(0)
	s.Sync(s.manager)
	_, err := s.HQ.Do(t.Context(), flag(stopped))
	s.Must(err)
	s.Sync(s.manager)
	p.m.Reload()
	p.hold(p.on("case."+stopped.String()), p.over(0)).DragEnd()
	p.says("This case is stopped (dispute open)")
	if p.m.plan.proposed() != 0 || p.m.s.Carrying() {
		t.Error("a stopped case is carried")
	}
}

// Who is away or lacks what a case takes is not sent there, and of a selection the
// others go.
func TestOfASelectionTheOthersGo(t *testing.T) {
	s, p := planned(t, 3, english)
	crew := p.m.crews()[0]
	p.m.branch.cases[s.case_(1)].Words.Parties[0].Language = "bo"
	p.m.roster.person(crew.First).Languages = []string{"zh"}
	p.tap("case."+s.case_(0).String(), "case."+s.case_(1).String())
	held := p.hold(p.on("case."+s.case_(0).String()), p.over(0))
	p.says("1 case to Crew A", "stays where it is: nobody of this crew has bo", "lacks something that has to be done before (no notice was given")
	held.DragEnd()
	if got := p.m.plan.proposal[crew]; !slices.Equal(got, []evidence.ID{s.case_(0)}) || !p.m.plan.picked[s.case_(1)] {
		t.Errorf("proposed %v, picked %v", got, p.m.plan.picked)
	}
	p.m.roster.person(crew.First).Leave = []dayplan.Days{{From: p.m.plan.day, Until: p.m.plan.day}}
	e := p.m.wouldDo(crew, []evidence.ID{s.case_(2)})
	if len(e.stays) != 1 || e.stays[0].why.Why != dayplan.BarredAway {
		t.Errorf("somebody who is away: %+v", e)
	}
}

// What was selected is given with the keyboard alone: a crew's number, or arrows, then
// Enter; the same number lets it be, and Z takes it back.
func TestCasesAreGivenWithKeys(t *testing.T) {
	s, p := planned(t, 5, english)
	key := func(names ...fyne.KeyName) {
		for _, n := range names {
			p.Shell.Typed(&fyne.KeyEvent{Name: n})
		}
	}
	crews := p.m.crews()
	key(fyne.Key2)
	p.says("Select cases first")
	p.tap("case."+s.case_(3).String(), "case."+s.case_(1).String())
	key(fyne.Key2)
	p.says("2 cases to Crew B", "Give (Enter)")
	p.keep("keys")
	if key(fyne.Key2); p.m.carried != nil {
		t.Error("the same number does not let it be")
	}
	key(fyne.KeyReturn)
	if p.m.plan.proposed() != 0 {
		t.Error("Enter gives what is aimed at nobody")
	}
	key(fyne.KeyRight, fyne.KeyRight, fyne.KeyRight, fyne.KeyReturn)
	if got := p.m.plan.proposal[crews[2]]; len(got) != 2 {
		t.Fatalf("the third crew is proposed %d", len(got))
	}
	key(fyne.KeyZ)
	if p.m.plan.proposed() != 0 || len(p.m.plan.picked) != 2 {
		t.Error("Z does not take it back")
	}
	// The same from a row that has the keyboard.
	line := p.on("case." + s.case_(3).String()).(*planRow)
	line.TypedKey(&fyne.KeyEvent{Name: fyne.Key1})
	line.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if len(p.m.plan.proposal[crews[0]]) != 2 {
		t.Error("a focused row keeps the keys for itself")
	}
}

// The stops of a crew are put in another order by hand and by keys; what is decided
// for the day keeps its place, and says so.
func TestTheStopsOfACrewArePutInOrder(t *testing.T) {
	s, p := planned(t, 6, english)
	crew := p.m.crews()[0]
	p.tap("case."+s.case_(0).String(), "crew.0.picked", "check", "check.along", "write")
	p.tap("case."+s.case_(1).String(), "case."+s.case_(2).String(), "case."+s.case_(3).String(), "crew.0.picked", "crew.0.stops")
	order := func() (o []int) {
		for _, id := range p.m.plan.proposal[crew] {
			for i := range 6 {
				if s.case_(i) == id {
					o = append(o, i)
				}
			}
		}
		return o
	}
	if got := order(); !slices.Equal(got, []int{1, 2, 3}) || p.m.lanes.locked != 1 {
		t.Fatalf("the proposal is %v, %d decided", got, p.m.lanes.locked)
	}
	p.says("1 · 王**", "Decided, keeps its place", "2 · 王**")
	stop := func(i int) fyne.CanvasObject { return p.on("stop." + s.case_(i).String()) }
	p.hold(stop(3), middle(stop(1)))
	p.says("to crew A, as stop 2")
	p.keep("order")
	stop(3).(fyne.Draggable).DragEnd()
	if got := order(); !slices.Equal(got, []int{3, 1, 2}) {
		t.Errorf("after the drag the order is %v", got)
	}
	p.hold(stop(2), middle(stop(0)))
	p.says("keeps its place. Let go below it")
	stop(2).(fyne.Draggable).DragEnd()
	if got := order(); !slices.Equal(got, []int{3, 1, 2}) {
		t.Errorf("over what is decided it changes to %v", got)
	}
	stop(2).(*planRow).TypedKey(&fyne.KeyEvent{Name: fyne.KeyUp})
	if got := order(); !slices.Equal(got, []int{3, 2, 1}) {
		t.Errorf("after the arrow the order is %v", got)
	}
	p.drag(stop(3), p.over(1))
	if got := order(); !slices.Equal(got, []int{2, 1}) || p.m.plan.proposed() != 3 {
		t.Errorf("to another crew: %v stay, %d are proposed", got, p.m.plan.proposed())
	}
	p.tap("check", "check.along", "write")
	s.Sync(s.manager)
	for i, want := range map[int]int{0: 1, 2: 2, 1: 3} {
		if a, ok := s.Record(s.case_(i)).Case.Assigned(); !ok || a.Order != want {
			t.Errorf("case %d is written as stop %d, want %d", i, a.Order, want)
		}
	}
}

// Lines of other lists cannot be dragged: with a finger they must scroll.
func TestOnlyThePlansRowsAreDragged(t *testing.T) {
	var line fyne.CanvasObject = widgets.NewLine("", "", "", nil)
	if _, drags := line.(fyne.Draggable); drags {
		t.Error("every line takes the drag of the list it lies in")
	}
}
