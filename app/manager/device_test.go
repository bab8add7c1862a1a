package manager

import (
	"errors"
	"strings"
	"testing"

	"fairvisit/app/desk"
	"fairvisit/evidence"
	"fairvisit/evidence/vault"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// Chen has typed ten wrong PINs and calls. The manager, without a network, types
// the number on Chen's screen, reads the code out, and Chen's PIN is taken again.
// That the code was given is in the manager's chain.
func TestAManagerGivesAnUnlockCodeOffline(t *testing.T) {
	s := newTeam(t)
	chen := s.officers[0]
	d, who := chen.Device, chen.Me()
	d.PINCost = vault.Cost{Passes: 1, Memory: 8, Lanes: 1}
	s.Must(d.ChoosePIN(who, "4711"))
	s.Sync(chen)
	s.Sync(s.manager)
	file := ""
	m := sit(t, s.manager, desktopSize, english, &file)

	boot, since := d.SinceBoot()
	for range 10 {
		since += 2 * 3600 * 1_000_000
		now := since
		d.SinceBoot = func() (evidence.ID, int64) { return boot, now }
		if err := d.CheckPIN(who, "0000"); !errors.Is(err, desk.ErrPINWrong) {
			t.Fatal(err)
		}
	}
	if err := d.CheckPIN(who, "4711"); !errors.Is(err, desk.ErrPINLocked) {
		t.Fatalf("after ten wrong ones: %v", err)
	}
	before, err := s.manager.Journal.AtRisk(t.Context())
	s.Must(err)
	m.tap("device."+chen.Journal.Identity().Device.String(), "digit.7", "unlock.delete", "digit.0", "unlock.make")
	m.says("Code for request 0")
	code := strings.ReplaceAll(codeShown(m), " ", "")
	s.Must(d.Lift(who, code))
	if err := d.CheckPIN(who, "4711"); err != nil {
		t.Errorf("the PIN after the code: %v", err)
	}
	after, err := s.manager.Journal.AtRisk(t.Context())
	s.Must(err)
	if after.Entries != before.Entries+1 {
		t.Errorf("%d entries were written", after.Entries-before.Entries)
	}
	s.Sync(s.manager)
	given := 0
	for range s.HQ.Store.EntriesOfKind(t.Context(), s.manager.Journal.Identity().Device, visits.UnlockGiven, 1<<40) {
		given++
	}
	if given != 1 {
		t.Errorf("headquarters holds %d entries of it", given)
	}
}

// codeShown is what stands on the screen as the code: eight digits in two groups.
func codeShown(d *desktop) string {
	for _, line := range strings.Split(d.Reads(), "\n") {
		if line = strings.TrimSpace(line); len(line) == 9 && line[4] == ' ' && strings.Trim(line, "0123456789 ") == "" {
			return line
		}
	}
	return ""
}

// An officer's device is told nobody's secrets, and a manager's those of its own
// branch that are in use.
func TestWhoCanUnlockWhom(t *testing.T) {
	s := newTeam(t)
	chen, deng := s.officers[0], s.officers[1]
	s.Sync(chen, deng, s.manager)
	s.Must(s.HQ.Revoke(t.Context(), deng.Journal.Identity().Device, "left"))
	s.Sync(s.manager)
	for _, c := range []struct {
		who  *desk.Desk
		whom *desk.Desk
		can  bool
	}{{s.manager, chen, true}, {s.manager, deng, false}, {s.manager, s.manager, false}, {chen, deng, false}, {chen, chen, false}} {
		_, err := c.who.Journal.GiveUnlock(t.Context(), c.whom.Journal.Identity().Device, 0)
		if c.can != (err == nil) || !c.can && !errors.Is(err, journal.ErrNoUnlock) {
			t.Errorf("%s for %s: %v", c.who.Role(), c.whom.Role(), err)
		}
	}
}
