package manager

import (
	"slices"
	"testing"

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
