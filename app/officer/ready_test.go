package officer_test

import (
	"testing"

	"fairvisit/app/desk/desktest"
	"fairvisit/evidence"
	"fairvisit/visits"
)

// said is the officer's day as this device holds it; nil: nothing was said.
func (m *morning) said() *visits.Tour {
	m.t.Helper()
	day, err := m.desk.Journal.Tour(ctx, m.me, desktest.Day)
	m.must(err)
	return day
}

// Ready is said as things are: what is left to look at is written down with it, and
// the tour warns until somebody said so.
func TestReadyIsSaidAsItIs(t *testing.T) {
	m := newMorning(t)
	m.case_("李秀兰", "澄江一路 1 号", 1)
	m.begin(tablet, english)
	m.says("Ready not said yet", "Not all is as it should be. It is written down as it is, and holds no visit up.", "What do you carry?")
	if m.said() != nil {
		t.Error("something was said already")
	}
	m.tap("answer.carried.papers", "answer.carried.receipts", "answer.carried.receipts", "answer.carried.letters")
	m.begin(tablet, english) // the tablet was dropped
	m.tap("day.ready")
	m.says("Ready, said at 10:00", "Carried: Authority papers, Letters for today", "Second officer not confirmed", "time not proved")
	m.silent("Ready not said yet", "no authority papers")
	r := m.said().Ready
	if r.Stops != 1 || r.Age < 0 || r.Class != "B" || r.Free <= 0 || r.Packs != 1 || !r.Second.IsZero() || len(r.Carried) != 2 || r.Sound != visits.SoundNoDevice {
		t.Errorf("it is written as %+v", r)
	}

	m.along(m.mate)
	m.Clock(desktest.Day + " 10:20")
	m.again("today")
	m.tap("day.ready")
	m.says("Ready, said at 10:20")
	m.silent("Second officer not confirmed, time")
	if r := m.said().Ready; r.Second != m.mate {
		t.Errorf("it is written as %+v", r)
	}
}

// A day's cash is counted against what its visits took; the difference is written with
// its reason, and who receives it types a PIN.
func TestTheDaysCashIsCountedAndHandedOver(t *testing.T) {
	m := newMorning(t)
	id := m.case_("李秀兰", "澄江一路 1 号", 1)
	m.desk = m.Open(m.me)
	m.Pull(m.desk)
	m.must(m.Device.ChoosePIN(m.mate, "4711"))
	v := m.visit(id)
	m.must(v.Money(ctx, visits.MoneyFacts{Amount: 120000, Currency: "CNY", Method: visits.MethodCash, Receipt: "R-1"}))
	m.must(v.Close(ctx, nil, nil))
	m.Clock(desktest.Day + " 17:30")
	m.begin(phone, english)
	m.tap("aside", "evening")
	m.says("The visits of today took ¥ 1,200.00.", "Not counted", "Count the cash of today first.", "First entry of a visit 10:00")
	m.tap("count.CNY", "key.1", "key.0", "key.0", "key.0", "take")
	m.says("Counted ¥ 1,000.00, ¥ 200.00 less than taken", "Why does it differ?", "Differs")
	m.silent("Count the cash of today first.")
	m.tap("answer.missing", "letters.more", "letters.more", "letters.less")
	m.begin(phone, english) // the tablet was dropped
	m.tap("aside", "evening", "day.end")
	m.says("End of day, said at 17:30", "1 letter brought back", "less than taken: Some of it is missing", "Nobody confirmed yet")
	e := m.said().Ended
	if len(e.Cash) != 1 || e.Cash[0] != (visits.Cash{Currency: "CNY", Taken: 120000, Counted: 100000, Reason: "missing"}) || e.Done != 1 || e.Entries == 0 || e.Letters == nil || *e.Letters != 1 {
		t.Errorf("it is written as %+v", e)
	}

	m.tap("hand_over", "answer."+m.mate.String(), "pin.1", "pin.1", "pin.1", "pin.1", "pin.ok")
	m.says("That PIN is not right.", "Counted ¥ 1,000.00")
	if who := m.said().Receiver(); !who.IsZero() {
		t.Errorf("%s received it with a wrong PIN", who.Short())
	}
	m.tap("pin.4", "pin.7", "pin.1", "pin.1", "pin.ok")
	m.says("林晓 received the cash.", "Handed over to 林晓, counted by two.")
	m.silent("Nobody confirmed yet")
	if day := m.said(); day.Receiver() != m.mate || len(day.Received) != 1 || day.Received[0].Head == (evidence.Hash{}) {
		t.Errorf("it is written as %+v", day.Received)
	}
	// The colleague's own store holds their word.
	theirs, err := m.Device.Unlock(m.mate, "4711")
	m.must(err)
	defer func() { m.must(theirs.Close()) }()
	held, err := theirs.Journal.Tour(ctx, m.me, desktest.Day)
	m.must(err)
	if held == nil || len(held.Received) != 1 || held.Received[0].Officer != m.mate || !held.Received[0].Head.IsZero() {
		t.Errorf("their own store says %+v", held)
	}
}

// Who has taken nothing hands nothing over, and a day that ended can be said again.
func TestADayWithoutCashEndsWithOneTap(t *testing.T) {
	m := newMorning(t)
	m.case_("李秀兰", "澄江一路 1 号", 1)
	m.begin(phone, english)
	m.tap("aside", "evening", "day.end")
	m.says("End of day, said at 10:00", "1 stop was not visited", "Say it again, as it is now")
	m.silent("Nobody confirmed yet", "Hand the cash over", "letter brought back")
	if e := m.said().Ended; e.Stops != 1 || e.Letters != nil || len(e.Cash) != 0 || e.First != 0 {
		t.Errorf("it is written as %+v", e)
	}
}
