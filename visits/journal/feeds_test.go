package journal_test

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"fairvisit/evidence"
	"fairvisit/evidence/probe"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// assigned is an officer's tablet with one case of its own feed.
func assigned(t *testing.T) (*tablet, *branch, evidence.ID, evidence.Hash) {
	d, hq := newTablet(t, "officer"), newBranch(t)
	caseID := hq.importCase(d.id.Unit)
	decision := hq.assign(caseID, d.id.Officer)
	hq.pull(d, 1)
	return d, hq, caseID, decision
}

// state is what lists show of a case; empty where it is not listed.
func (d *tablet) state(k visits.Key) string {
	d.t.Helper()
	list, err := d.Pictures(ctx, k.Kind)
	if err != nil {
		d.t.Fatal(err)
	}
	for _, p := range list {
		if p.Key == k {
			return p.State
		}
	}
	return ""
}

func caseKey(id evidence.ID) visits.Key { return visits.Key{Kind: visits.KindCase, ID: id} }

// rebuilt makes the pictures anew and demands the same.
func (d *tablet) rebuilt() {
	d.t.Helper()
	live := d.lists()
	if err := d.Rebuild(ctx); err != nil {
		d.t.Fatal(err)
	}
	again := d.lists()
	for k, v := range live {
		if again[k] != v {
			d.t.Errorf("%s was\n%s and is rebuilt as\n%s", k, v, again[k])
		}
	}
	if len(live) != len(again) {
		d.t.Errorf("%d pictures were live, %d rebuilt", len(live), len(again))
	}
}

func TestLaterOwnWorkStandsOnTopOfWhatHeadquartersSent(t *testing.T) {
	d, hq, caseID, decision := assigned(t)
	v := d.openVisit(caseID, decision)
	d.note(v, "first")
	hq.take(d, 2) // headquarters has the opening, not the note
	// It decided anew meanwhile, so the case's row is renewed.
	second := hq.assign(caseID, d.id.Officer, decision)
	hq.pull(d, 2)

	c, err := d.Case(ctx, caseID)
	if err != nil || c.Standing != second || len(c.Contacts) != 1 || c.Words == nil {
		t.Fatalf("case %+v, %v", c, err)
	}
	pic, err := d.Visit(ctx, v.id)
	if err != nil || len(pic.Notes) != 1 || pic.Notes[0].Text != "first" || len(pic.Lines) != 2 {
		t.Fatalf("visit %+v, %v", pic, err)
	}
	d.rebuilt()
	hq.take(d, d.seq())
	hq.pull(d, 100)
	d.rebuilt()
	if pic, err = d.Visit(ctx, v.id); err != nil || len(pic.Notes) != 1 {
		t.Fatalf("visit %+v, %v", pic, err)
	}
}

// A row that says more than this device's entry does must win over it.
func TestAnEntryThatIsInTheRowsIsNotFoldedAgain(t *testing.T) {
	d, hq := newTablet(t, "manager"), newBranch(t)
	caseID := evidence.NewID()
	refs := append(d.refs(visit{caseID: caseID}), evidence.Ref{Kind: evidence.RefUnit, ID: d.id.Unit})
	d.write(journal.Writing{Kind: visits.CaseImported, Refs: refs, Facts: visits.CaseFacts{Amount: 1, Currency: "CNY"}, Words: visits.CaseWords{Number: "old"}})
	hq.take(d, d.seq())
	// The branch's other tablet imports newer figures.
	hq.act(visits.CaseImported, []evidence.Ref{{Kind: evidence.RefCase, ID: caseID}}, visits.CaseFacts{Amount: 2, Currency: "CNY"}, nil)
	hq.pull(d, 100)
	if c, err := d.Case(ctx, caseID); err != nil || c.Facts.Amount != 2 || c.Words != nil {
		t.Fatalf("case %+v, %v: the old import came back on top of the new", c, err)
	}
	d.rebuilt()
}

// What headquarters took and made nothing of is not shown here either, though
// no row says so: the lists of both ends agree.
func TestWhatHeadquartersDidNotUnderstandIsNotShown(t *testing.T) {
	d, hq, caseID, _ := assigned(t)
	d.flag(caseID)
	hq.seen[d.Epoch()] = d.seq()
	hq.pull(d, 100)
	if s := d.state(caseKey(caseID)); s != "assigned" {
		t.Fatalf("the case is %q", s)
	}
	d.rebuilt()
}

func TestALostCaseIsHiddenAndItsWorkGoesOn(t *testing.T) {
	d, hq, caseID, decision := assigned(t)
	v := d.openVisit(caseID, decision)
	d.answer(v, "who", "debtor")
	hq.withdraw(caseEntity(caseID))
	hq.pull(d, 100)

	if s := d.state(caseKey(caseID)); s != "hidden" {
		t.Fatalf("the case is %q", s)
	}
	if c, err := d.Case(ctx, caseID); err != nil || c.Words == nil {
		t.Fatalf("%+v, %v: the visit under way needs the case", c, err)
	}
	if drafts, err := d.Drafts(ctx); err != nil || len(drafts) != 1 {
		t.Fatalf("%v, %v", drafts, err)
	}
	d.answer(v, "outcome", "refused")
	d.closeVisit(v)
	if s := d.state(caseKey(caseID)); s != "hidden" {
		t.Fatalf("own work brought the case back as %q", s)
	}
	if r := d.risk(); r.Entries != 3 {
		t.Fatalf("%+v", r)
	}
	d.rebuilt()
	// Headquarters has a flag of this device by now, but the row kept here does not.
	d.flag(caseID)
	before := hq.seen[d.Epoch()]
	hq.seen[d.Epoch()] = d.seq()
	hq.pull(d, 100)
	if c, err := d.Case(ctx, caseID); err != nil || len(c.Flags) != 1 {
		t.Fatalf("%+v, %v: the withdrawn case lost what was recorded about it", c, err)
	}
	d.rebuilt()

	hq.seen[d.Epoch()] = before
	hq.take(d, d.seq()) // now the case comes back
	if s := hq.rows[caseEntity(caseID)]; s.Gone {
		t.Fatal("headquarters did not renew the row")
	}
	hq.pull(d, 100)
	if s := d.state(caseKey(caseID)); s != "stopped" {
		t.Fatalf("the case is %q after it came back", s)
	}
	d.rebuilt()
}

func TestARestartDropsWhatWasNotSentAgain(t *testing.T) {
	d, hq, kept, decision := assigned(t)
	lost := hq.importCase(d.id.Unit)
	hq.pull(d, 100)
	v := d.openVisit(kept, decision)
	d.answer(v, "who", "debtor")
	hq.withdraw(caseEntity(lost))
	hq.compact() // the tombstone is gone before the device heard of it
	later := hq.importCase(d.id.Unit)

	feed, n := d.cursor()
	rows, end := hq.batch(n, 100)
	if err := d.ApplyBatch(ctx, feed, rows, end); !errors.Is(err, journal.ErrChecksum) {
		t.Fatalf("%v: a row too many must show", err)
	}
	if d.state(caseKey(later)) != "" {
		t.Fatal("part of a batch was applied")
	}
	if err := d.Restart(ctx, feed); err != nil {
		t.Fatal(err)
	}
	first, end := hq.batch(0, 1)
	if err := d.ApplyBatch(ctx, feed, first, end); err != nil {
		t.Fatal(err)
	}
	if s := d.state(caseKey(lost)); s != "open" {
		t.Fatalf("the marked case is %q before the pull is complete", s)
	}
	hq.pull(d, 1)
	if s := d.state(caseKey(lost)); s != "hidden" {
		t.Fatalf("the case not sent again is %q", s)
	}
	if d.state(caseKey(kept)) != "assigned" || d.state(caseKey(later)) != "open" {
		t.Fatal("a case that was sent again is not shown")
	}
	if answers, err := d.DraftAnswers(ctx, v.id); err != nil || len(answers) != 1 {
		t.Fatalf("%v, %v: a pull touched a draft", answers, err)
	}
	d.rebuilt()
}

func TestABatchThatDoesNotAddUpChangesNothing(t *testing.T) {
	d, hq, caseID, _ := assigned(t)
	hq.flagCase(caseID)
	hq.importCase(d.id.Unit)
	feed, n := d.cursor()
	before := d.lists()
	for name, spoil := range map[string]func(rows []journal.Row, end *journal.BatchEnd) []journal.Row{
		"a row short":       func(rows []journal.Row, _ *journal.BatchEnd) []journal.Row { return rows[1:] },
		"a body changed":    func(rows []journal.Row, _ *journal.BatchEnd) []journal.Row { rows[0].Body = []byte("{}"); return rows },
		"out of order":      func(rows []journal.Row, _ *journal.BatchEnd) []journal.Row { rows[0].N = rows[1].N + 1; return rows },
		"a number too high": func(rows []journal.Row, end *journal.BatchEnd) []journal.Row { end.N = rows[0].N; return rows },
		"from the past":     func(rows []journal.Row, _ *journal.BatchEnd) []journal.Row { rows[0].N = 1; return rows },
		"another count":     func(rows []journal.Row, end *journal.BatchEnd) []journal.Row { end.Live++; return rows },
		"another sum":       func(rows []journal.Row, end *journal.BatchEnd) []journal.Row { end.LiveSum++; return rows },
	} {
		rows, end := hq.batch(n, 100)
		rows = spoil(rows, &end)
		if err := d.ApplyBatch(ctx, feed, rows, end); !errors.Is(err, journal.ErrChecksum) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, now := d.cursor(); now != n || !same(before, d.lists()) {
		t.Fatal("something was applied")
	}
	hq.pull(d, 100)
}

func (b *branch) flagCase(caseID evidence.ID) {
	b.t.Helper()
	b.act(visits.FlagRaised, []evidence.Ref{{Kind: evidence.RefCase, ID: caseID}}, visits.FlagFacts{Code: "dispute_open"}, nil)
}

func TestARestoredHeadquartersIsPulledAndOfferedAnew(t *testing.T) {
	d, hq, caseID, decision := assigned(t)
	g := evidence.NewID()
	if err := d.NewGeneration(ctx, g); err != nil {
		t.Fatal(err)
	}
	hq.pull(d, 100)
	v := d.openVisit(caseID, decision)
	photo := d.takePhoto(v)
	d.mark(d.MarkSecured, d.seq())
	if err := d.MarkPhotoSecured(ctx, photo.ID, 0); err != nil {
		t.Fatal(err)
	}
	_, n := d.cursor()
	if err := d.NewGeneration(ctx, g); err != nil {
		t.Fatal(err)
	}
	if _, now := d.cursor(); now != n || n == 0 || d.risk().Photos != 0 {
		t.Fatal("the generation already known voided the cursor")
	}
	hq.take(d, d.seq())
	hq.pull(d, 100)

	// The backup it came from knew the case and nothing of the visit.
	old := newBranch(t)
	old.put(caseEntity(caseID), hq.bodyBefore(caseID), evidence.Hash{})
	other := evidence.NewID()
	if err := d.NewGeneration(ctx, other); err != nil {
		t.Fatal(err)
	}
	list, err := d.Cursors(ctx)
	if err != nil || list[0].N != 0 || list[0].Generation != other || d.risk().Photos != 1 {
		t.Fatalf("%+v, %v, %+v", list, err, d.risk())
	}
	if err := d.Rewound(ctx, d.Epoch(), 1); err != nil {
		t.Fatal(err)
	}
	old.pull(d, 100)
	if c, err := d.Case(ctx, caseID); err != nil || len(c.Contacts) != 1 {
		t.Fatalf("%+v, %v: the visit is not on top of the old row", c, err)
	}
	d.rebuilt()
}

// bodyBefore is the case as it was before any visit.
func (b *branch) bodyBefore(caseID evidence.ID) []byte {
	b.t.Helper()
	var c visits.Case
	if err := json.Unmarshal(b.rows[caseEntity(caseID)].Body, &c); err != nil {
		b.t.Fatal(err)
	}
	c.Contacts = nil
	body, err := json.Marshal(&c)
	if err != nil {
		b.t.Fatal(err)
	}
	return body
}

func TestWhatThisVersionCannotReadIsKeptAndCounted(t *testing.T) {
	d, hq, caseID, _ := assigned(t)
	hq.put("route/"+evidence.NewID().String(), []byte(`{"stops":[]}`), evidence.Hash{})
	hq.put("not an entity", []byte(`?`), evidence.Hash{})
	hq.put(caseEntity(evidence.NewID()), []byte(`{"id":"`+caseID.String()+`"}`), evidence.Hash{})
	broken := evidence.NewID()
	hq.put(caseEntity(broken), []byte(`{"id":`), evidence.Hash{})
	hq.pull(d, 100)
	if d.state(caseKey(broken)) != "" {
		t.Fatal("a case nobody can read is listed")
	}
	d.flag(broken) // and does not stand in the way of own work
	if c, err := d.Case(ctx, broken); err != nil || len(c.Flags) != 1 {
		t.Fatal(c, err)
	}
	d.rebuilt()
	hq.withdraw("not an entity")
	hq.pull(d, 100)
}

// A stop just before the commit leaves the batch undone, and the store usable.
func TestABatchStoppedBeforeItsCommitIsNotThere(t *testing.T) {
	d, hq, caseID, _ := assigned(t)
	hq.flagCase(caseID)
	feed, n := d.cursor()
	rows, end := hq.batch(n, 100)
	probe.Watch(func(point string) {
		if point == "device.feed-apply" {
			panic("stopped")
		}
	})
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the point was not passed")
			}
			probe.Watch(nil)
		}()
		if err := d.ApplyBatch(ctx, feed, rows, end); err != nil {
			t.Error(err)
		}
	}()
	if _, now := d.cursor(); now != n || d.state(caseKey(caseID)) != "assigned" {
		t.Fatal("half a batch is there")
	}
	hq.pull(d, 100)
	if d.state(caseKey(caseID)) != "stopped" {
		t.Fatal("the store was not usable afterwards")
	}
}

// A person's device asks for its own feed and for the names it needs from the
// first hello on; a manager's branch feed has the names in it.
func TestARoleFollowsItsFeedsFromTheStart(t *testing.T) {
	for role, want := range map[string]func(journal.Identity) []string{
		"officer": func(id journal.Identity) []string {
			return []string{visits.OfficerFeed(id.Officer), visits.StaffFeed(id.Unit)}
		},
		"manager": func(id journal.Identity) []string { return []string{visits.UnitFeed(id.Unit)} },
	} {
		d := newTablet(t, role)
		list, err := d.Cursors(ctx)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range list {
			got = append(got, c.Feed)
		}
		if !slices.Equal(got, want(d.id)) {
			t.Errorf("%s: %q", role, got)
		}
	}
}
