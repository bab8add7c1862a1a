package manager

import (
	"bytes"
	"encoding/json"
	"testing"

	"fairvisit/evidence"
	"fairvisit/sync/hq"
	"fairvisit/visits"
	"fairvisit/visits/intake"
	"fairvisit/visits/journal"
)

const wrongStreet = header + "Bank A,N000,王小明0,Wrong Street 5,1000.50,CNY,20\n"

// sameAnew demands that headquarters folds a case from its entries as it holds it.
func (s *team) sameAnew(t *testing.T, id evidence.ID) {
	t.Helper()
	live, err := json.Marshal(s.Record(id).Case)
	s.Must(err)
	s.Must(s.HQ.Rebuild(t.Context()))
	s.Must(s.HQ.Settle(t.Context()))
	anew, err := json.Marshal(s.Record(id).Case)
	s.Must(err)
	if !bytes.Equal(live, anew) {
		t.Errorf("live %s\nanew %s", live, anew)
	}
}

// newestImport is the newest file the manager's device took.
func (s *team) newestImport(t *testing.T) journal.TakenImport {
	t.Helper()
	list, err := s.manager.Journal.Imports(t.Context(), importsShown)
	s.Must(err)
	return list[0]
}

// Headquarters imported the same file, which the device did not know. Taking its
// own back closes nothing there, whether it has learned of that by then or not.
func TestAnUndoneImportClosesNothingHeadquartersHeldBefore(t *testing.T) {
	for _, learns := range []bool{true, false} {
		s := newTeam(t)
		file := write(t, "cases.csv", bankFile(2))
		d := sit(t, s.manager, desktopSize, english, &file)
		s.Import(bankFile(2)) // not pulled here
		d.tap("section.import", "choose", "zone", "zone.Asia/Shanghai", "take")
		if learns {
			s.Sync(s.manager)
		}
		d.tap("section.import", "undo.0")
		if learns {
			d.says("There is nothing to take back", "2 cases are left as they are", "headquarters had it before this file")
		} else {
			d.tap("undo.write")
			s.Sync(s.manager)
		}
		id := s.HQ.CaseID("Bank A", "N000")
		if c := s.Record(id).Case; c.Closed != nil || c.Words == nil {
			t.Errorf("learned %v: closed %+v though headquarters had it before", learns, c.Closed)
		}
		s.sameAnew(t, id)
	}
}

// Headquarters took a newer file, which the device does not know. What it takes
// back gives that case nothing, and headquarters' own undoing of its file brings
// back what stood, not what was passed over.
func TestAnUndoneImportDoesNotReplaceANewerOneOfHeadquarters(t *testing.T) {
	s := newTeam(t)
	file := write(t, "cases.csv", bankFile(1))
	d := sit(t, s.manager, desktopSize, english, &file)
	d.tap("section.import", "choose", "take")
	s.Sync(s.manager)
	file = write(t, "wrong.csv", wrongStreet)
	d.tap("choose", "take")
	s.Sync(s.manager)
	s.Import(header + "Bank A,N000,王小明0,Right Street 7,1000.50,CNY,20\n")
	d.tap("section.import", "undo.0", "undo.write")
	d.says("1 case taken back") // as far as this device knows
	s.Sync(s.manager)
	id := s.HQ.CaseID("Bank A", "N000")
	c := s.Record(id).Case
	if c.Words.Place.Street != "Right Street 7" || len(c.Stale) != 1 {
		t.Errorf("headquarters' newer import was replaced: %v, %v", c.Words.Place.Street, c.Stale)
	}
	s.sameAnew(t, id)
	if c, err := s.manager.Journal.Case(t.Context(), id); err != nil || c.Words.Place.Street != "Right Street 7" {
		t.Errorf("the device shows %v, %v", c.Words.Place.Street, err)
	}

	next := s.Import(header + "Bank A,N000,王小明0,Last Street 9,1000.50,CNY,20\n")
	_, err := s.HQ.UndoImport(t.Context(), next.Entry, false)
	s.Must(err)
	if c := s.Record(id).Case; c.Words.Place.Street != "Right Street 7" {
		t.Errorf("headquarters took its next file back to %v", c.Words.Place.Street)
	}
}

// A case that headquarters closed, as paid, is not opened again by a device that
// takes its import back without knowing.
func TestAnUndoneImportOpensNoCaseThatIsPaid(t *testing.T) {
	s := newTeam(t)
	file := write(t, "cases.csv", bankFile(1))
	d := sit(t, s.manager, desktopSize, english, &file)
	d.tap("section.import", "choose", "take")
	file = write(t, "wrong.csv", wrongStreet)
	d.tap("choose", "take")
	s.Sync(s.manager)
	id := s.HQ.CaseID("Bank A", "N000")
	_, err := s.HQ.Do(t.Context(), hq.Act{Kind: visits.CaseClosed, Facts: visits.ReasonFacts{Reason: "paid"}, Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: id}}})
	s.Must(err)
	d.tap("section.import", "undo.0", "undo.write")
	s.Sync(s.manager)
	if c := s.Record(id).Case; c.Closed == nil || c.Closed.Reason != "paid" {
		t.Errorf("a paid case is open again: %+v", c.Closed)
	}
	s.sameAnew(t, id)
}

// The page stands open while a decision comes in: what is written is of then, and
// so is what the screen and the signed counts say.
func TestAnUndoLooksAgainBeforeItWrites(t *testing.T) {
	s := newTeam(t)
	file := write(t, "cases.csv", bankFile(1))
	d := sit(t, s.manager, desktopSize, english, &file)
	d.tap("section.import", "choose", "take")
	s.Sync(s.manager)
	file = write(t, "wrong.csv", wrongStreet)
	d.tap("choose", "take")
	s.Sync(s.manager)
	id := s.HQ.CaseID("Bank A", "N000")
	d.tap("section.import", "undo.0")
	opened := d.m.undoing
	s.Assign(id, s.officers[0], s.officers[1], "2026-11-27")
	s.Sync(s.manager)

	// Also between the second look and the writing: the transaction looks itself.
	late := &undoing{of: opened.of, kept: map[string]int{}}
	s.Must(late.writePart(t.Context(), s.manager.Journal, opened.found, 0))
	if f := s.newestImport(t).Undone; late.back != 0 || late.keeps() != 1 || f == nil || *f != (visits.UndoneFacts{Import: opened.of.Entry, Kept: 1}) {
		t.Errorf("%+v, signed %+v", late, f)
	}

	d.tap("undo.write")
	d.says("There is nothing to take back", "1 case is left as it is", "assigned since")
	s.Sync(s.manager)
	if c := s.Record(id).Case; c.Words.Place.Street != "Wrong Street 5" {
		t.Errorf("a case assigned since was taken back: %v", c.Words.Place.Street)
	}
}

// The manager's device has a clock of last year. The case it closes is kept as long
// as one that headquarters closes now.
func TestAnUndoneCaseIsKeptByTheClockOfHeadquarters(t *testing.T) {
	s := newTeam(t)
	file := write(t, "cases.csv", bankFile(1))
	d := sit(t, s.manager, desktopSize, english, &file)
	d.tap("section.import", "choose", "take")
	s.Sync(s.manager)
	right := s.Now
	s.Now = right.AddDate(-1, 0, 0)
	d.tap("section.import", "undo.0", "undo.write")
	s.Now = right
	s.Sync(s.manager)
	id := s.HQ.CaseID("Bank A", "N000")
	due, err := s.HQ.DueCases(t.Context(), hq.Retention{visits.ImportUndoneReason: 90})
	s.Must(err)
	if c := s.Record(id).Case.Closed; c == nil || len(due) > 0 {
		t.Errorf("closed %+v, due for erasure %+v", c, due)
	}
	s.sameAnew(t, id)
}

// A visit that a slow clock puts before the last one known was made since as well.
func TestAVisitWithAnEarlierTimeIsNoticed(t *testing.T) {
	old, imported := evidence.ID{1}, evidence.Hash{2}
	b := journal.Before{Imported: imported, Contacts: []evidence.ID{old}, Stood: intake.Stood{Before: true, Words: &visits.CaseWords{}}}
	have := &visits.Case{Imported: imported, Contacts: []visits.Contact{{Visit: old, First: 100}}}
	if act, why := takeBack(have, &b); act.Kind != visits.CaseImported {
		t.Errorf("%s %q, though nobody was there since", act.Kind, why)
	}
	have.Contacts = []visits.Contact{{Visit: evidence.ID{9}, First: 50}, {Visit: old, First: 100}}
	if act, why := takeBack(have, &b); why != intake.Visited {
		t.Errorf("%s %q: a visit made since is not seen", act.Kind, why)
	}
}

// An import that stopped in the middle, and an undoing of it that did so too: no
// count is of cases that were never written, or were taken back before.
func TestCountsAfterAStopAreOfWhatWasDone(t *testing.T) {
	s := newTeam(t)
	file := write(t, "cases.csv", fileWithPlaces(450))
	d := sit(t, s.manager, desktopSize, english, &file)
	d.tap("section.import", "choose")
	first, err := beginTaking(t.Context(), s.manager.Journal, *d.m.intake.file, d.m.intake.zone)
	s.Must(err)
	for range 2 {
		_, err = first.part(t.Context(), s.manager.Journal)
		s.Must(err)
	}
	stopped := s.newestImport(t)
	u, err := lookBack(t.Context(), s.manager.Journal, stopped)
	s.Must(err)
	if stopped.Wrote != 400 || stopped.Facts.Taken != 450 || u.closed != 400 || u.keeps() != 0 {
		t.Errorf("wrote %d of %d; closes %d, keeps %v", stopped.Wrote, stopped.Facts.Taken, u.closed, u.kept)
	}

	s.Must(u.writePart(t.Context(), s.manager.Journal, u.found[:importPart], 0))
	d.m.intake = &importing{}
	d.m.Reload()
	d.tap("section.import")
	d.says("400 cases")
	d.tap("undo.0")
	d.says("Take 200 cases back")
	if u := d.m.undoing; u.closed != 200 || u.keeps() != 0 {
		t.Errorf("the second look closes %d, keeps %v", u.closed, u.kept)
	}
	d.tap("undo.write")
	d.says("200 cases taken back")
	if f := s.newestImport(t).Undone; *f != (visits.UndoneFacts{Import: stopped.Entry, Closed: 400}) {
		t.Errorf("signed %+v", f)
	}
}

// Two imports are asked for one after the other; the answer of the first comes last.
func TestAnAnswerOfAnotherImportIsNotShown(t *testing.T) {
	s := newTeam(t)
	d := sit(t, s.manager, desktopSize, english, new(string))
	first, second := &undoing{looking: true}, &undoing{looking: true}
	d.m.undoing = second
	d.m.lookedBack(first, &undoing{back: 1}, nil)
	if d.m.undoing != second {
		t.Errorf("the page of the second shows %+v", d.m.undoing)
	}
	d.m.lookedBack(second, &undoing{back: 2}, nil)
	if d.m.undoing.back != 2 {
		t.Errorf("its own answer is not shown: %+v", d.m.undoing)
	}
}

// The key that chooses a file is idle while one is taken.
func TestNoOtherFileIsChosenWhileOneIsTaken(t *testing.T) {
	s := newTeam(t)
	file := write(t, "cases.csv", fileWithPlaces(450))
	d := sit(t, s.manager, desktopSize, english, &file)
	d.tap("section.import", "choose")
	d.m.intake.reading, d.m.intake.writing = true, true // as takeRows leaves it until the file is written
	in, pick := d.m.intake, d.m.pick
	d.m.pick = func([]string, func(File)) { t.Error("the choosing opened") }
	d.m.chooseFile()
	in.writing = false
	d.m.pick = func(_ []string, took func(File)) { // it stood open when the taking began
		in.writing = true
		took(File{})
	}
	if d.m.chooseFile(); d.m.intake != in {
		t.Fatal("another file took the place of the one that is written")
	}
	d.m.pick = pick
	d.m.takeRows()
	if d.m.chooseFile(); d.m.intake == in {
		t.Error("after it was taken no other file can be chosen")
	}
}
