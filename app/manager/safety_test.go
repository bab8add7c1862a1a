package manager

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
)

// atADoor opens a visit of a team's crew to its case.
func (s *team) atADoor(crew int) *fieldwork.Visit {
	s.Helper()
	first, second := s.officers[2*crew], s.officers[2*crew+1]
	s.Sync(first)
	v, verdict, err := first.Officer.Open(s.Context(), s.HQ.CaseID("Bank A", []string{"P0", "P1", "P2", "P3"}[crew]), second.Me())
	if err != nil {
		s.Fatalf("%v: %+v", err, verdict)
	}
	s.Must(v.Arrive(s.Context(), &visits.PointWords{LatE7: 25_0460333, LonE7: 102_7033000}))
	return v
}

// order is where crews stand on the board, by their first officers.
func (s *team) order(m *Manager) []string {
	var list []string
	for _, c := range m.branch.standings(m.branch.crews(nil), policy, m.k.Now()) {
		list = append(list, m.name(c.First))
	}
	return list
}

// pushed keeps the manager in a session, as the app does, while others act, and has
// the board read again whenever something came, until it says the words. Nobody
// touches the board. The session ends before a story puts the clock on.
func (s *team) pushed(d *desktop, words string, act func()) {
	s.Helper()
	ctx, cancel := context.WithCancel(s.Context())
	came, ended := make(chan struct{}, 1), make(chan struct{})
	s.manager.OnChange(func() {
		select {
		case came <- struct{}{}:
		default:
		}
	})
	defer s.manager.OnChange(nil)
	go func() {
		defer close(ended)
		s.manager.Sync(ctx)
	}()
	defer func() {
		cancel()
		<-ended
	}()
	act()
	patience := time.After(30 * time.Second)
	for !d.Says(words) {
		select {
		case <-came:
			d.m.Reload()
		case <-patience:
			s.Fatalf("nothing came that says %q; the board reads\n%s", words, d.Reads())
		}
	}
}

// A crew opens a visit and does not check in: the board, of which nobody touches
// anything, puts it first as overdue and says what may be the reason. The check-in
// comes late, from a tablet that had no network, and the crew goes back to its
// place.
func TestACrewThatDoesNotCheckInStandsFirst(t *testing.T) {
	s := newTeam(t)
	file := ""
	d := sit(t, s.manager, desktopSize, english, &file)
	by := func(minutes time.Duration) string {
		return "At a visit, check-in by " + s.Now.Add(minutes*time.Minute).In(time.FixedZone("Shanghai", 8*3600)).Format("15:04")
	}
	v := s.atADoor(2)
	chenAndDeng := s.atADoor(0)
	s.pushed(d, by(45), func() { s.Sync(s.officers[4], s.officers[0]) })
	if d.Says("Overdue") {
		t.Error("a crew that has just begun is overdue")
	}

	s.Now = s.Now.Add(30 * time.Minute)
	s.pushed(d, by(45), func() {
		s.Must(chenAndDeng.CheckIn(t.Context()))
		s.Sync(s.officers[0])
	})
	s.Now = s.Now.Add(18 * time.Minute)
	s.Must(v.CheckIn(t.Context())) // after it was due, within the grace; the tablet has no network
	s.Now = s.Now.Add(4 * time.Minute)
	d.m.s.Rebuild() // as the board does by itself every while
	d.says("Lin and Xu: overdue. The check-in was due at", "may be without a network", "Overdue since", "旧街 3 号")
	if got := s.order(d.m); got[0] != "Lin" || !d.firstCrew("Lin") {
		t.Errorf("the board begins with %v:\n%s", got, d.Reads())
	}

	s.pushed(d, by(41), func() { s.Sync(s.officers[4]) })
	if d.Says("overdue") || d.Says("Overdue") {
		t.Errorf("the check-in came, and the board still says overdue:\n%s", d.Reads())
	}
	if got := s.order(d.m); slices.Index(got, "Lin") == 0 {
		t.Errorf("the crew stands first still: %v", got)
	}
}

// firstCrew reports whether a crew's card is the first under Today.
func (d *desktop) firstCrew(first string) bool {
	_, crews, _ := strings.Cut(d.Reads(), "Today\n")
	line, _, _ := strings.Cut(crews, "\n")
	return strings.Contains(line, first)
}

// A visit fills the tablet with entries, and then somebody asks for help silently.
// Headquarters has the call before what was recorded earlier, and the manager has it
// at the head of the board.
func TestASilentCallForHelpGoesAheadOfEverything(t *testing.T) {
	s := newTeam(t)
	chen := s.officers[0]
	v := s.atADoor(0)
	for range 40 {
		s.Must(v.Note(t.Context(), "等候"))
	}
	s.Must(v.HelpSilently(t.Context()))
	s.atADoor(2)
	s.Sync(s.officers[4])

	s.Sync(chen)
	s.Now = s.Now.Add(55 * time.Minute) // Lin and Xu are overdue by now, and still stand behind
	s.Sync(s.manager)
	file := ""
	d := sit(t, s.manager, desktopSize, english, &file)
	d.says("! Chen asked for help silently at", "Let no phone ring", "旧街 1 号", "overdue", "Do not call: send somebody")
	if got := s.order(d.m); got[0] != "Chen" || got[1] != "Lin" {
		t.Errorf("the board begins with %v", got)
	}
	var kinds []string // as headquarters came to have them
	for _, l := range s.Record(v.Case).Entries {
		if l.Visit == v.ID {
			kinds = append(kinds, l.Kind)
		}
	}
	if at := slices.Index(kinds, visits.HelpAsked); at < 0 || at > 2 || len(kinds) < 40 {
		t.Errorf("headquarters had the call as the %dth of %d: %v", at+1, len(kinds), kinds)
	}
	mine, err := chen.Findings(t.Context())
	if s.Must(err); len(mine) != 0 {
		t.Errorf("the officer's own tablet was sent %+v", mine)
	}
}

// Help that was asked for at night stands on the board until the visit is over, and
// its count beside the board on every other page; midnight takes nothing away.
func TestACallForHelpStandsUntilItsVisitIsOver(t *testing.T) {
	s := newTeam(t)
	v := s.atADoor(0)
	s.Must(v.Help(t.Context()))
	s.Sync(s.officers[0])
	s.Sync(s.manager)
	file := ""
	d := sit(t, s.manager, desktopSize, english, &file)
	d.tap("section.promises")
	if got := d.beside("board"); got != "1" {
		t.Errorf("beside the board stands %q", got)
	}
	s.Now = s.Now.Add(50 * time.Minute)
	d.m.Reload()
	d.tap("section.plan")
	if got := d.beside("board"); got != "2" {
		t.Errorf("with a check-in that is overdue stands %q", got)
	}
	s.Now = s.Now.Add(15 * time.Hour)
	s.Sync(s.manager)
	d.tap("section.board")
	d.says("! Chen asked for help at 25 Nov 10:00")
	s.Must(v.Close(t.Context(), nil, nil))
	s.Sync(s.officers[0])
	s.Sync(s.manager)
	d.tap("section.plan")
	if got := d.beside("board"); got != "" {
		t.Errorf("the visit is over, and beside the board stands %q", got)
	}
}

// beside is the count beside a section.
func (d *desktop) beside(section string) string {
	d.t.Helper()
	o, ok := d.Find("section." + section).(interface{ AccessibilityLabel() string })
	if !ok {
		d.t.Fatal("there is no such section: ", d.IDs())
	}
	words := strings.Fields(o.AccessibilityLabel())
	if _, err := strconv.Atoi(words[len(words)-1]); err != nil {
		return ""
	}
	return words[len(words)-1]
}

// Worst first: each thing that happens outweighs the one below it.
func TestTheBoardPutsTheWorstFirst(t *testing.T) {
	s := newTeam(t)
	s.atADoor(3)
	incident := s.atADoor(1)
	s.Must(s.officers[2].Officer.Incident(t.Context(), incident.ID, incident.Case, "threat", "持棍威胁"))
	help := s.atADoor(0)
	s.Must(help.Help(t.Context()))
	s.Now = s.Now.Add(5 * time.Minute)
	s.Sync(s.officers[6], s.officers[2], s.officers[0])
	s.Now = s.Now.Add(35 * time.Minute)
	s.Must(incident.CheckIn(t.Context()))
	s.Sync(s.officers[2])
	s.Now = s.Now.Add(15 * time.Minute)
	s.Sync(s.manager)
	file := ""
	d := sit(t, s.manager, desktopSize, english, &file)
	if got, want := s.order(d.m), []string{"Chen", "Zhao", "Gao", "Lin"}; !slices.Equal(got, want) {
		t.Errorf("the board has %v, want %v: help, overdue, incident, never heard", got, want)
	}
	d.says("! Chen asked for help at 10:00", "It came in at 10:05", "Zhao and Zhou: overdue", "! Gao reported an incident at", "Threat", "持棍威胁", "no visit received yet")
	r := s.Record(incident.Case)
	if len(r.Visits) != 1 || len(r.Visits[0].Safety.Incidents) != 1 || r.Visits[0].Safety.Incidents[0].Text != "持棍威胁" {
		t.Errorf("headquarters holds %+v", r.Visits)
	}
	found, err := s.HQ.ListFindings(t.Context(), visits.IncidentSeen, evidence.ID{}, 10)
	if s.Must(err); len(found) != 1 || found[0].Detail != "threat" {
		t.Errorf("in the inbox of headquarters: %+v", found)
	}
}

// A crew nobody heard from since the morning is not called overdue: no visit of it
// is known that would be.
func TestNotHeardFromIsNotOverdue(t *testing.T) {
	s := newTeam(t)
	chen, deng := s.officers[0], s.officers[1]
	r := s.Import(header + "Bank A,R0,旧五,旧街 5 号,9.00,CNY,9\n")
	s.Assign(r.Cases[0], chen, deng, "2026-11-25")
	s.Sync(chen)
	s.Visit(chen, deng, s.HQ.CaseID("Bank A", "P0"), 0, "2026-12-20")
	s.Sync(chen)
	at := s.Now
	s.Now = s.Now.Add(3 * time.Hour)
	s.Sync(s.manager)
	file := ""
	d := sit(t, s.manager, desktopSize, english, &file)
	d.says("Not heard from since " + at.In(zoneNamed(t, "Asia/Shanghai")).Format("15:04")) // the branch's clock, not this machine's
	if d.Says("verdue") {
		t.Errorf("the board calls it overdue:\n%s", d.Reads())
	}
}

// Points stand at arrive, leave, payment and photo alone, and none of them is on
// the manager's device: whatever a crew says of its safety carries none, and no
// picture holds the one it arrived with.
func TestNoBoardKnowsWhereACrewIs(t *testing.T) {
	s := newTeam(t)
	v := s.atADoor(0)
	chen := s.officers[0]
	s.Must(v.CheckIn(t.Context()))
	s.Must(v.HelpSilently(t.Context()))
	s.Must(chen.Officer.Incident(t.Context(), v.ID, v.Case, "dog", ""))
	s.Must(chen.Officer.Hazard(t.Context(), v.Case, "dog", "", 90))
	s.Sync(chen)
	s.Sync(s.manager)
	for _, kind := range []string{visits.KindVisit, visits.KindDevice, visits.KindFinding, visits.KindPerson} {
		list, err := s.manager.Journal.Pictures(t.Context(), kind)
		s.Must(err)
		if len(list) == 0 {
			t.Errorf("no %s is there: this shows nothing", kind)
		}
		for _, p := range list {
			if body := string(p.Body); strings.Contains(body, "lat_e7") || strings.Contains(body, "250460333") {
				t.Errorf("%s holds a point: %s", p.Key.Entity(), body)
			}
		}
	}
	pointed := map[string]bool{}
	for r := range s.HQ.Store.EntriesOfCase(t.Context(), v.Case) {
		e, err := evidence.Decode(r.Raw)
		s.Must(err)
		if strings.Contains(string(e.Words.Bytes)+string(e.Facts.Bytes), `"lat_e7"`) {
			pointed[e.Header.Kind] = true
		}
	}
	allowed := []string{visits.VisitArrived, visits.VisitLeft, visits.MoneyTaken, visits.PhotoTaken}
	for kind := range pointed {
		if !slices.Contains(allowed, kind) {
			t.Errorf("%s carries a point", kind)
		}
	}
	if !pointed[visits.VisitArrived] {
		t.Error("the arrival carries none: this shows nothing")
	}
}
