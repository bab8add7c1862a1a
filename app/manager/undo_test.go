package manager

import (
	"fmt"
	"testing"

	"fairvisit/visits"
)

// A bank's file is taken by mistake: one case is new, one has another amount, one
// is the same. Taken back on the manager's device, the amount is as before, the new
// case is nobody's to visit, and headquarters holds the same; a case that was
// assigned since stays, and the screen says why.
func TestAnImportIsTakenBackOnTheManagersScreen(t *testing.T) {
	s := newTeam(t)
	file := write(t, "cases.csv", bankFile(3))
	d := sit(t, s.manager, desktopSize, english, &file)
	d.tap("section.import", "choose", "take")
	s.Sync(s.manager)

	file = write(t, "wrong.csv", header+"Bank A,N000,王小明0,A 街 9000 号,77.00,CNY,20\nBank A,N001,王小明1,A 街 9001 号,1001.50,CNY,65\n"+
		"Bank A,N002,王小明2,A 街 9002 号,88.00,CNY,30\nBank A,N900,李四,Z 街 1 号,99.00,CNY,30\n")
	d.tap("section.import", "choose", "take")
	d.says("3 cases imported", "Imported before")
	s.Assign(s.HQ.CaseID("Bank A", "N002"), s.officers[0], s.officers[1], "2026-11-27")
	s.Sync(s.manager)

	d.tap("section.import", "undo.0")
	d.says("Take an import back", "Go back to what they said before this file:", "1 case", "Came with this file; nobody will be sent there:", "Take 2 cases back", "1 case is left as it is", "assigned since")
	before := chain(t, s.manager)
	d.tap("undo.write")
	d.says("2 cases taken back")
	if n := chain(t, s.manager) - before; n != 3 { // the act, one case as before, one closed
		t.Errorf("%d entries took it back, want 3", n)
	}
	s.Sync(s.manager)
	case0, case2, case9 := s.Record(s.HQ.CaseID("Bank A", "N000")).Case, s.Record(s.HQ.CaseID("Bank A", "N002")).Case, s.Record(s.HQ.CaseID("Bank A", "N900")).Case
	if case0.Facts.Amount != 100050 || case0.Closed != nil || case2.Facts.Amount != 8800 || case2.Closed != nil {
		t.Errorf("%+v, %+v", case0.Facts, case2.Facts)
	}
	if case9.Closed == nil || case9.Closed.Reason != visits.ImportUndoneReason {
		t.Errorf("the case that came with it is not closed: %+v", case9.Closed)
	}
	d.tap("undo.done", "section.plan", "filter.all")
	if d.Says("Z 街") {
		t.Error("the plan still shows the case that came with the file")
	}

	d.tap("section.import")
	file = write(t, "again.csv", header+"Bank A,N900,李四,Z 街 1 号,99.00,CNY,30\n")
	d.tap("choose")
	d.says("1 new")
	d.tap("take")
	s.Sync(s.manager)
	if c := s.Record(s.HQ.CaseID("Bank A", "N900")).Case; c.Closed != nil {
		t.Errorf("the bank's next file does not open the case again: %+v", c.Closed)
	}
}

// What headquarters learns between an import and its undoing stands: a colleague's
// decision, which this device does not know yet, keeps the case open.
func TestAnUndoneImportDoesNotCloseWhatAColleagueAssigned(t *testing.T) {
	s := newTeam(t)
	file := write(t, "cases.csv", bankFile(1))
	d := sit(t, s.manager, desktopSize, english, &file)
	d.tap("section.import", "choose", "take")
	s.Sync(s.manager)
	id := s.HQ.CaseID("Bank A", "N000")
	s.Assign(id, s.officers[0], s.officers[1], "2026-11-27") // unknown here
	d.tap("section.import", "undo.0", "undo.write")
	s.Sync(s.manager)
	if c := s.Record(id).Case; c.Closed != nil {
		t.Errorf("a case that somebody is to visit was closed: %+v", c.Closed)
	}
}

// A bank names its columns as nobody else does: the file is refused and says which
// columns are missing, the manager says which they are, and the next file of that
// bank is read without a question. A change of mind is remembered too.
func TestColumnsAreSaidOnceAndRemembered(t *testing.T) {
	s := newTeam(t)
	odd := func(n int) string {
		return "Lender,Ref,Debtor,Where,Owes,Cur,Late\n" + fmt.Sprintf("Bank B,K%03d,李四,B 街 %d 号,50.00,CNY,40\n", n, n)
	}
	file := write(t, "odd.csv", odd(1))
	d := sit(t, s.manager, desktopSize, english, &file)
	d.tap("section.import", "choose")
	d.says("The file was not imported", "No column of the file stands for: Creditor, Case number, Name, Street, Amount owed, Currency, Days past due")
	for i, ours := range []string{"creditor", "number", "name", "street", "amount", "currency", "days_past_due"} {
		d.tap(fmt.Sprintf("column.%d", i), "answer."+ours)
	}
	d.says("1 new", "As you set them")
	d.tap("take")
	file = write(t, "odd2.csv", odd(2))
	d.tap("choose")
	d.says("1 new", "As you set them for the last file with this header")
	d.tap("column.2", "answer.none")
	d.says("No column of the file stands for: Name")
	d.tap("column.2", "answer.name", "take")
	s.Sync(s.manager)
	if c := s.Record(s.HQ.CaseID("Bank B", "K002")).Case; c.Words == nil || c.Words.Parties[0].Name != "李四" {
		t.Errorf("headquarters holds %+v", c)
	}
}

// A long file is stopped in the middle: what is written is whole, and the same
// file goes on from there.
func TestAnImportThatIsStoppedGoesOn(t *testing.T) {
	s := newTeam(t)
	file := write(t, "cases.csv", fileWithPlaces(450))
	d := sit(t, s.manager, desktopSize, english, &file)
	d.tap("section.import", "choose")
	in := d.m.intake
	first, err := beginTaking(t.Context(), s.manager.Journal, *in.file, in.zone)
	if err != nil {
		t.Fatal(err)
	}
	if more, err := first.part(t.Context(), s.manager.Journal); err != nil || !more || first.done != importPart {
		t.Fatal(more, first.done, err)
	}
	d.tap("choose")
	d.says("250 new · 0 changed · 200 unchanged")
	in = d.m.intake
	in.stop = true
	in.taking = &taking{all: first.all, done: first.done, n: first.n}
	d.m.takePart(in, true, nil)
	d.says("200 cases imported", "Stopped as you asked: 250 cases are not imported")
	d.tap("choose", "take")
	d.says("250 cases imported")
}
