package manager

import (
	"slices"
	"testing"

	"fairvisit/app/desk"
	"fairvisit/visits"
	dayplan "fairvisit/visits/plan"
)

// What a manager wrote of who left goes from the device that wrote it, also where it was
// erased before headquarters ever sent it back.
func TestWhatWasForgottenLeavesTheDeviceThatSaidIt(t *testing.T) {
	s := newTeam(t)
	chen := s.officers[0]
	d := sit(t, s.manager, desktopSize, english, new(string))
	d.m.changeRoster(func(r *roster) { r.person(chen.Me()).Leave = []dayplan.Days{{From: "2026-12-01", Until: "2026-12-02"}} })
	said := func() bool {
		parts, err := s.manager.Journal.RosterParts(t.Context())
		s.Must(err)
		return slices.ContainsFunc(parts, func(p visits.RosterPart) bool { return p.Of == chen.Me() })
	}
	s.Sync(s.manager)
	if !said() {
		t.Fatal("nothing was said of Chen")
	}
	s.Must(s.HQ.Revoke(t.Context(), chen.Journal.Identity().Device, "left"))
	_, err := s.HQ.ForgetRoster(t.Context(), s.manager.Journal.Identity().Unit, chen.Me(), "request")
	s.Must(err)
	s.Sync(s.manager)
	if said() {
		t.Error("the device still says it")
	}
}

// A manager is told once who was forgotten, also one whose device never had a word of
// them, and not what was forgotten before they first looked.
func TestAManagerIsToldWhoWasForgotten(t *testing.T) {
	s := newTeam(t)
	sun := s.Enrol("manager", "Sun")
	s.Sync(s.manager, sun)
	chen, deng := s.officers[0], s.officers[1]
	unit := s.manager.Journal.Identity().Unit
	forget := func(k *desk.Desk) {
		t.Helper()
		s.Must(s.HQ.Revoke(t.Context(), k.Journal.Identity().Device, "left"))
		_, err := s.HQ.ForgetRoster(t.Context(), unit, k.Me(), "request")
		s.Must(err)
	}
	d := sit(t, s.manager, desktopSize, english, new(string))
	o := sit(t, sun, desktopSize, english, new(string))
	leave := []dayplan.Days{{From: "2026-12-01", Until: "2026-12-02"}}
	d.m.changeRoster(func(r *roster) { r.person(chen.Me()).Leave = leave })
	s.Sync(s.manager)
	forget(chen)
	s.Sync(s.manager, sun)
	for _, who := range []*desktop{d, o} {
		who.m.Reload()
		who.tap("section.roster")
		who.says("Changed by others since you last looked", "What the roster said of Chen was erased.")
		who.tap("others.seen")
		if who.Says("Changed by others") {
			t.Error("it was seen and is shown again")
		}
	}
	later := s.Enrol("manager", "Tan")
	s.Sync(later)
	n := sit(t, later, desktopSize, english, new(string))
	n.tap("section.roster")
	if n.Says("Changed by others") {
		t.Error("who looks for the first time is told of what was before")
	}
	d.m.changeRoster(func(r *roster) { r.person(deng.Me()).Leave = leave })
	s.Sync(s.manager)
	forget(deng)
	s.Sync(s.manager, later)
	n.m.Reload()
	n.says("What the roster said of Deng was erased.")
	if n.Says("said of Chen") {
		t.Error("it tells of Chen too")
	}
}
