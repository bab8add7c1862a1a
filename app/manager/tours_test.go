package manager

import (
	"testing"
	"time"

	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/visits"
)

// takesCash has the first officer of a crew visit their case and take 1,200.00.
func (s *team) takesCash(crew int) {
	s.Helper()
	v := s.atADoor(crew)
	s.Must(v.Money(s.Context(), visits.MoneyFacts{Amount: 120000, Currency: "CNY", Method: visits.MethodCash, Receipt: "R-1"}))
	s.Must(v.Close(s.Context(), nil, nil))
}

// ends has the first officer of a crew count so much and say that the day is over.
func (s *team) ends(crew int, counted int64, reason string) {
	s.Helper()
	k := s.officers[2*crew]
	f, err := k.Officer.Ending(s.Context(), "2026-11-25")
	s.Must(err)
	if len(f.Cash) != 1 {
		s.Fatalf("the day took %+v", f.Cash)
	}
	f.Cash[0].Counted, f.Cash[0].Reason = counted, reason
	s.Must(k.Officer.EndTour(s.Context(), f, s.officers[2*crew+1].Me()))
}

// A crew says that it is ready, works, counts its cash and hands it over to a
// colleague who types a PIN on the same tablet; another's cash is short and nobody
// received it; a third said nothing. The manager's board says each.
func TestTheBoardSaysHowADayBeganAndEnded(t *testing.T) {
	s := newTeam(t)
	mate := s.EnrolOn(s.officers[0].Device, "officer", "Qian")
	s.Must(s.officers[0].Device.ChoosePIN(mate.Me(), "4711"))
	for crew, carried := range [][]string{{visits.CarriedPapers, visits.CarriedReceipts}, nil} {
		s.Must(s.officers[2*crew].Officer.SayReady(s.Context(), visits.ReadyFacts{Day: "2026-11-25", Stops: 1, Class: "A", Free: -1, Carried: carried}, s.officers[2*crew+1].Me()))
	}
	s.takesCash(0)
	s.takesCash(1)
	s.ends(0, 120000, "")
	s.ends(1, 100000, "missing")
	h, err := s.officers[0].Officer.AskHandover(s.Context(), "2026-11-25")
	s.Must(err)
	if err := s.officers[0].ReceiveHere(s.Context(), h, mate.Me(), "1111"); err == nil {
		t.Error("a wrong PIN receives cash")
	}
	s.Must(s.officers[0].ReceiveHere(s.Context(), h, mate.Me(), "4711"))
	s.Sync(s.officers[0], s.officers[2], s.manager)

	d := sit(t, s.manager, desktopSize, english, nil)
	d.tap("section.board")
	d.says("Chen: ready 10:00", "Chen: day over 10:00", "Chen handed over ¥ 1,200.00 to Qian, counted by two",
		"Gao set out although not all was ready: no authority papers", "Gao: Counted ¥ 1,000.00, ¥ 200.00 less than taken: Some of it is missing", "Gao counted ¥ 1,000.00, nobody confirmed who received it",
		"Ready check not done")
	if d.Says("Chen set out") || d.Says("Chen: Counted") {
		t.Errorf("the board warns of a day that was whole:\n%s", d.Reads())
	}

	// Tomorrow is another day.
	s.Now = s.Now.Add(24 * time.Hour)
	d = sit(t, s.manager, desktopSize, shell.Prefs{Lang: i18n.Chinese, Scale: 1}, nil)
	d.tap("section.board")
	if d.Says("移交") || d.Says("已准备好") {
		t.Errorf("the board says yesterday's:\n%s", d.Reads())
	}
}
