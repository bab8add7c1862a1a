package manager

import (
	"testing"
	"time"
)

// A certificate that is over on the day that is looked at is named on the roster beside
// who has it, and one that holds until that day is not.
func TestACertificateThatIsOverStandsOnTheRoster(t *testing.T) {
	s := newTeam(t)
	s.Now = time.Date(2026, 11, 25, 2, 30, 0, 0, time.UTC)
	deng := s.officers[1].Me()
	s.Must(s.HQ.Certify(t.Context(), deng, "authorisation", time.Date(2026, 11, 25, 15, 59, 59, 0, time.UTC)))
	s.Sync(s.manager)
	d := sit(t, s.manager, desktopSize, english, new(string))
	d.tap("section.roster")
	if d.Says("Authorisation") {
		t.Error("a certificate is named that holds on this day")
	}
	d.tap("roster.later")
	d.says("Authorisation: ended on 25 Nov 2026")
	d.tap("person." + deng.String())
	d.says("Authorisation: ended on 25 Nov 2026")
	d.tap("person.back", "roster.earlier", "person."+deng.String())
	d.says("Authorisation, valid until 25 Nov 2026")
}
