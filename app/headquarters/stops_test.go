package headquarters

import (
	"strings"
	"testing"

	"fairvisit/app/desk"
	"fairvisit/app/widgets"
	"fairvisit/visits"
)

// stopped is an office in which an officer raised a stop at the door.
func stopped(t *testing.T, code, said string) (*office, *desk.Desk) {
	o := newOffice(t)
	chen := o.Enrol("headquarters", "Chen")
	o.Assign(o.cases[0], o.lin, o.zhou, "2026-11-25")
	o.Sync(o.lin)
	v, _, err := o.lin.Officer.Open(t.Context(), o.cases[0], o.zhou.Me())
	o.Must(err)
	o.Must(v.Flag(t.Context(), code, said))
	o.Must(v.Leave(t.Context()))
	o.Must(v.Close(t.Context(), []visits.Outcome{{Code: "nf"}}, nil))
	o.Sync(o.lin)
	return o, chen
}

// openStop goes to the one stop there is.
func (d *desktop) openStop() {
	d.t.Helper()
	d.tap("section.stops")
	for _, id := range d.IDs() {
		if strings.HasPrefix(id, "stop.") && len(id) > 40 {
			d.tap(id)
			return
		}
	}
	d.t.Fatal("no stop is on the list: " + d.Reads())
}

func (d *desktop) write(id, words string) {
	d.t.Helper()
	p, ok := d.Find(id).(*widgets.Passage)
	if !ok {
		d.t.Fatalf("%s is no field", id)
	}
	p.SetText(words)
}

// One person of headquarters upholds a stop, later asks to lift it and cannot
// confirm it; another one can, and then the case is free.
func TestTwoPeopleLiftAStopAtTheirDesks(t *testing.T) {
	o, chen := stopped(t, "dispute_open", "金额不对")
	d := sit(t, o.rec, desktopSize, english)
	d.openStop()
	d.says("1 stop in force", "王** · dispute open", "Undecided", "Decide by 26 Nov 10:00", "金额不对", "by an officer", "Nothing yet.")
	if d.Says("小明") || d.Says("9999") {
		t.Error("the desk shows what is masked")
	}
	d.tap("decide") // it is locked without a reason
	if len(o.Record(o.cases[0]).Case.Stops) != 0 {
		t.Fatal("something was decided without a reason")
	}
	d.tap("reason.documented", "days.7")
	d.write("stop.words", "银行在核对")
	d.tap("decide")
	d.says("Written down and on its way to headquarters")
	o.Sync(o.rec)
	d.tap("reload")
	d.says("Upheld", "Decide by 2 Dec 10:00", "Uphold: a paper shows it", "银行在核对")

	d.tap("decision.release", "reason.settled", "decide")
	o.Sync(o.rec)
	d.tap("reload")
	d.says("Somebody wants it lifted", "You asked for it. Another person confirms it")
	if d.Find("confirm") != nil {
		t.Error("who asked can confirm")
	}

	other := sit(t, chen, desktopSize, english)
	other.openStop()
	other.says("Rec: settled.", "To confirm")
	other.tap("stops.asked", "confirm", "confirm.yes")
	o.Sync(chen)
	other.tap("reload")
	other.says("Lifted", "A tablet may go there once it has heard so", "Lifting confirmed")
	if c := o.Record(o.cases[0]).Case; c.Stopped() {
		t.Errorf("the case is stopped still: %+v", c.Stops)
	}
	if n := len(o.Record(o.cases[0]).Case.Lifted); n != 1 {
		t.Errorf("%d stops are lifted", n)
	}
}

// A complaint an officer heard is taken in, acknowledged and answered; before the
// answer its stop cannot even be asked to be lifted.
func TestAComplaintIsSeenThroughAtTheDesk(t *testing.T) {
	o, _ := stopped(t, visits.FlagComplaint, "太吵")
	d := sit(t, o.rec, desktopSize, english)
	d.openStop()
	d.says("An officer heard it. Take it in, so that its days count.")
	d.tap("decision.release", "reason.settled", "decide")
	d.says("the complaint behind this stop is not answered", "Nothing was changed")
	d.tap("channel.visit", "about.conduct")
	d.write("complaint.words", "在楼道大声说话")
	d.tap("receive")
	o.Sync(o.rec)
	d.tap("reload")
	d.says("Conduct · by a visit", "在楼道大声说话", "To be acknowledged: decide by 28 Nov 10:00")
	d.tap("acknowledge")
	o.Sync(o.rec)
	d.tap("reload")
	d.says("Acknowledged", "To be answered: decide by 10 Dec 10:00")
	d.tap("upheld.partly")
	d.write("complaint.words", "已道歉")
	d.tap("answer")
	o.Sync(o.rec)
	d.tap("reload")
	d.says("upheld in part", "已道歉", "The stop stays until somebody asks to lift it")
	d.tap("decision.release", "reason.settled", "decide")
	d.says("Written down and on its way to headquarters")
}
