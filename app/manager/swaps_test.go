package manager

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"fairvisit/app/desk"
	"fairvisit/evidence"
	"fairvisit/sync/hq"
	"fairvisit/visits"
	dayplan "fairvisit/visits/plan"
)

// asksSwap has an officer ask for a swap, hand it in, and the manager pull it.
func (s *team) asksSwap(who *desk.Desk, day string, with evidence.ID, text string) visits.Swap {
	s.Helper()
	e, err := who.Officer.AskSwap(s.Context(), visits.SwapFacts{Day: day, With: with}, text)
	s.Must(err)
	s.Sync(who)
	s.Sync(s.manager)
	list, err := s.manager.Officer.Swaps(s.Context())
	s.Must(err)
	i := slices.IndexFunc(list, func(x visits.Swap) bool { return x.Entry == e })
	if i < 0 {
		s.Fatal("the manager does not have it")
	}
	return list[i]
}

// told is how a swap stands on a device after it pulled.
func (s *team) told(who *desk.Desk, q visits.Swap) string {
	s.Helper()
	s.Sync(s.manager)
	s.Sync(who)
	list, err := who.Officer.Swaps(s.Context())
	s.Must(err)
	for i := range list {
		if list[i].Entry == q.Entry {
			return list[i].Stands(who.Now().Format("2006-01-02")).State
		}
	}
	return ""
}

// A swap that an officer asks for waits on the Roster screen whatever day is looked at;
// what speaks against it stands before the yes, the yes makes it in the roster, and
// both officers hear it; taking it back in the roster tells them too.
func TestASwapAskedForIsAnsweredOnTheRoster(t *testing.T) {
	s := newTeam(t)
	today, _ := s.assignToday(2)
	chen, gao, hu := s.officers[0], s.officers[2], s.officers[3]
	q := s.asksSwap(chen, today, gao.Me(), "school")
	s.asksSwap(chen, today, gao.Me(), "school again")
	d := sit(t, s.manager, desktopSize, english, new(string))
	d.m.changeRoster(func(r *roster) { r.person(gao.Me()).Leave = []dayplan.Days{{From: today, Until: today}} })
	if d.m.swapsWaiting() != "1" {
		t.Errorf("%q wait", d.m.swapsWaiting())
	}
	d.tap("section.roster", "roster.later")
	d.says("Chen asks to swap", "with Gao", "“school”", "“school again”")
	d.tap("swap.answer." + d.m.swapsIn(visits.SwapOpen)[0].first().Entry.Short())
	d.says("Gao: on leave until", "made by nobody as decided")
	d.tap("swap.no")
	d.says("Say why first")
	d.tap("swap.yes")
	if kept := d.m.roster.Swaps; len(kept) != 1 || !kept[0].Agreed || kept[0].Day != today || d.m.swapsWaiting() != "" {
		t.Fatalf("the roster says %+v", kept)
	}
	for _, p := range []*desk.Desk{chen, gao} {
		if got := s.told(p, q); got != visits.SwapAgreed {
			t.Errorf("%s is told %q", p.Name(p.Me()), got)
		}
	}
	if got := s.told(hu, q); got != "" {
		t.Errorf("Hu is told %q", got)
	}
	d.tap("roster.earlier", "swap.0.undo")
	if kept := d.m.roster.Swaps; len(kept) != 0 || s.told(chen, q) != visits.SwapDeclined {
		t.Errorf("taken back, the roster says %+v, and Chen is told %q", kept, s.told(chen, q))
	}
}

// Who asks for anybody is given somebody the manager chooses; a no says why.
func TestASwapWithAnybodyIsGivenSomebody(t *testing.T) {
	s := newTeam(t)
	day := s.Now.AddDate(0, 0, 5).Format("2006-01-02")
	chen, gao := s.officers[0], s.officers[2]
	q := s.asksSwap(chen, day, evidence.ID{}, "")
	d := sit(t, s.manager, desktopSize, english, new(string))
	d.tap("section.roster", "swap.answer."+q.Entry.Short(), "swap.yes")
	d.says("Say first who swaps.")
	d.tap("answer.swap.with." + gao.Me().String())
	d.says("Nothing in the roster, certificates or languages speaks against it.")
	d.tap("swap.yes")
	if kept := d.m.roster.Swaps; len(kept) != 1 || !kept[0].Agreed || kept[0].One != "Chen" || kept[0].Other != "Gao" {
		t.Errorf("the roster says %+v", kept)
	}
	other := s.asksSwap(gao, day, chen.Me(), "")
	d.m.Reload()
	d.tap("swap.answer." + other.Entry.Short())
	d.says("Gao swaps that day already", "Chen swaps that day already")
	d.tap("answer.swap.decline.nobody_free", "swap.no")
	if got := s.told(gao, other); got != visits.SwapDeclined || len(d.m.roster.Swaps) != 1 || strings.Contains(d.Reads(), "Gao asks to swap") {
		t.Errorf("Gao is told %q, the roster says %+v", got, d.m.roster.Swaps)
	}
}

// What headquarters agreed to while the manager was away is on their desk: nothing waits,
// the crews of that day have changed places, and the manager may take it back.
func TestASwapThatHeadquartersAgreedToIsOnTheDesk(t *testing.T) {
	s := newTeam(t)
	today, _ := s.assignToday(2)
	chen, deng, gao := s.officers[0], s.officers[1], s.officers[2]
	q := s.asksSwap(chen, today, gao.Me(), "school")
	d := sit(t, s.manager, desktopSize, english, new(string))
	goes := func(one, other evidence.ID) bool {
		return slices.ContainsFunc(d.m.crewsOn(today), func(c Crew) bool { return c.has(one) && c.has(other) })
	}
	if d.m.swapsWaiting() != "1" || !goes(chen.Me(), deng.Me()) {
		t.Fatalf("%q wait, the crews are %v", d.m.swapsWaiting(), d.m.crewsOn(today))
	}
	_, err := s.HQ.AnswerSwap(s.Context(), q.Unit, q.Entry.String(), hq.SwapSaid{By: s.manager.Me(), Answer: hq.SwapYes})
	s.Must(err)
	s.Sync(s.manager)
	d.m.Reload()
	d.tap("section.roster")
	if d.m.swapsWaiting() != "" || d.Says("Chen asks to swap") || !goes(gao.Me(), deng.Me()) || goes(chen.Me(), deng.Me()) {
		t.Errorf("%q wait, the crews are %v: %s", d.m.swapsWaiting(), d.m.crewsOn(today), d.Reads())
	}
	d.says("Chen and Gao have swapped this day")
	for _, p := range []*desk.Desk{chen, gao} {
		if got := s.told(p, q); got != visits.SwapAgreed {
			t.Errorf("%s is told %q", p.Name(p.Me()), got)
		}
	}
	d.tap("swap.0.undo")
	if s.told(chen, q) != visits.SwapDeclined || !goes(chen.Me(), deng.Me()) {
		t.Errorf("taken back, Chen is told %q, and the crews are %v", s.told(chen, q), d.m.crewsOn(today))
	}
}

// On a phone the roster is not on the bar, so the Board says that a swap waits, and leads there.
func TestOnAPhoneTheBoardSaysThatASwapWaits(t *testing.T) {
	s := newTeam(t)
	today, _ := s.assignToday(2)
	s.asksSwap(s.officers[0], today, s.officers[2].Me(), "school")
	d := sit(t, s.manager, fyne.NewSize(360, 780), english, new(string))
	d.tap("section.board")
	d.says("1 swap of days waits for your answer.")
	d.tap("board.roster")
	d.says("Chen asks to swap")
}
