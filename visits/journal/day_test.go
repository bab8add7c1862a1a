package journal_test

import (
	"bytes"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// A day without a network: nothing of it may depend on the tablet staying on.
func TestADayOfflineSurvivesBeingSwitchedOff(t *testing.T) {
	d := newTablet(t, "officer")
	hq := newBranch(t)
	caseID := hq.importCase(d.id.Unit)
	decision := hq.assign(caseID, d.id.Officer)
	hq.pull(d, 10)

	v := d.openVisit(caseID, decision)
	d.answer(v, "who", `{"code":"debtor"}`)
	d.reopen()
	d.answer(v, "who", `{"code":"guarantor"}`)
	photo := d.takePhoto(v)
	d.write(journal.Writing{Kind: visits.SignatureTaken, Refs: d.refs(v), Facts: visits.SignatureFacts{Role: "debtor", Strokes: 1, What: "promise"},
		Words: visits.SignatureWords{Strokes: []visits.Stroke{{Points: []visits.StrokePoint{{X: 1, Y: 2, T: 3, P: 4}}}}}})
	d.closeVisit(v)
	before := d.lists()
	d.reopen()

	kinds := []string{}
	for _, e := range d.chain() {
		kinds = append(kinds, e.Header.Kind)
		if officer := e.Header.Kind != visits.DeviceEnrolled; officer == e.Header.Officer().IsZero() {
			t.Errorf("%s: officer named: %v", e.Header.Kind, officer)
		}
	}
	want := "device.enrolled/1 visit.opened/1 photo.taken/1 signature.taken/1 visit.closed/1"
	if got := strings.Join(kinds, " "); got != want {
		t.Fatalf("the chain is\n%s, want\n%s", got, want)
	}
	answers, err := d.DraftAnswers(ctx, v.id)
	if err != nil || len(answers) != 2 || answers[0].N != 1 || string(answers[1].Value) != `{"code":"guarantor"}` {
		t.Fatalf("answers %v, %v: both must be there, the first one too", answers, err)
	}
	if drafts, err := d.Drafts(ctx); err != nil || len(drafts) != 0 {
		t.Fatalf("drafts %v, %v after the visit was closed", drafts, err)
	}
	if pic, err := d.Visit(ctx, v.id); err != nil || pic.Status != visits.StatusClosed || len(pic.Photos) != 1 || len(pic.Lines) != 4 {
		t.Fatalf("visit %+v, %v", pic, err)
	}
	if c, err := d.Case(ctx, caseID); err != nil || len(c.Contacts) != 1 || c.Contacts[0].Status != visits.StatusClosed {
		t.Fatalf("case %+v, %v", c, err)
	}
	if after := d.lists(); len(after) == 0 || !same(before, after) {
		t.Fatal("the pictures changed by being reopened")
	}
	risk := d.risk()
	if risk.Entries != 5 || risk.Photos != 1 || risk.Drafts != 0 || risk.PhotoBytes != photo.Header.Photos[0].Size || risk.Oldest == 0 {
		t.Fatalf("at risk: %+v", risk)
	}
}

func same(a, b map[string]string) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a {
		if b[k] != v {
			return false
		}
	}
	return true
}

func TestThePhotoOfAnEntryIsTheFileThatLiesHere(t *testing.T) {
	d := newTablet(t, "officer")
	v := d.openVisit(evidence.NewID(), evidence.Hash{})
	e := d.takePhoto(v)
	if list, err := d.PhotosUnsent(ctx, 9); err != nil || len(list) != 0 {
		t.Fatalf("%v, %v: a photo was offered before its entry is at headquarters", list, err)
	}
	d.mark(d.MarkStored, d.seq())
	list, err := d.PhotosUnsent(ctx, 9)
	if err != nil || len(list) != 1 || list[0].Entry != e.ID || list[0].EntrySeq != e.Header.Seq || list[0].Epoch != d.Epoch() {
		t.Fatalf("%+v, %v", list, err)
	}
	chunks, err := d.PhotoChunks(ctx, list[0])
	if err != nil || len(chunks) != 1 {
		t.Fatal(chunks, err)
	}
	whole := make([]byte, list[0].Size)
	if n, err := d.ReadPhoto(list[0].Name, 0, 0, whole); err != nil || int64(n) != list[0].Size || !bytes.HasPrefix(whole, []byte("\xff\xd8")) {
		t.Fatal(n, err)
	}
	wrong := list[0]
	wrong.Salt[0] ^= 1
	if _, err := d.PhotoChunks(ctx, wrong); err == nil {
		t.Fatal("a wrong salt fits the root")
	}
}

func TestWhatHeadquartersWouldRefuseIsNotCreated(t *testing.T) {
	d := newTablet(t, "officer")
	v := d.openVisit(evidence.NewID(), evidence.Hash{})
	seq, lists := d.seq(), d.lists()
	other := visit{v.id, evidence.NewID()}
	stranger := []evidence.Ref{{Kind: evidence.RefOfficer, ID: evidence.NewID()}}
	for name, w := range map[string]journal.Writing{
		"too large":       {Kind: visits.NoteAdded, Refs: d.refs(v), Words: visits.TextWords{Text: strings.Repeat("x", evidence.MaxEntry)}},
		"a float":         {Kind: visits.NoteAdded, Refs: d.refs(v), Facts: map[string]any{"a": 1.5}},
		"another officer": {Kind: visits.NoteAdded, Refs: stranger},
		"another case":    {Kind: visits.NoteAdded, Refs: d.refs(other), Words: visits.TextWords{Text: "x"}},
		"no kind":         {Kind: "note", Refs: d.refs(v)},
		"a failing also":  {Kind: visits.NoteAdded, Refs: d.refs(v), Also: func(*journal.Tx) error { return fs.ErrInvalid }},
	} {
		if _, err := d.Append(ctx, w); err == nil {
			t.Errorf("%s: an entry was made", name)
		}
	}
	for name, c := range map[string]journal.Capture{
		"no visit":     {Source: "camera", R: bytes.NewReader(picture(20))},
		"another case": {Visit: v.id, Case: other.caseID, Source: "camera", R: bytes.NewReader(picture(20))},
		"no photo":     {Visit: v.id, Case: v.caseID, Source: "camera", R: strings.NewReader("not a photo")},
	} {
		if _, err := d.CapturePhoto(ctx, c); err == nil {
			t.Errorf("%s: a photo was taken", name)
		}
	}
	if _, err := d.AnswerDraft(ctx, evidence.NewID(), "q", []byte("x"), ""); !errors.Is(err, journal.ErrNoDraft) {
		t.Errorf("answer without a visit: %v", err)
	}
	if _, err := d.AnswerDraft(ctx, v.id, "q", bytes.Repeat([]byte("x"), 40<<10), ""); !errors.Is(err, evidence.ErrTooLarge) {
		t.Errorf("answer too large: %v", err)
	}
	if d.seq() != seq || !same(lists, d.lists()) {
		t.Fatal("something was stored all the same")
	}
	d.reopen() // a capture that was refused leaves nothing to be settled
	if len(d.Found()) != 0 || d.seq() != seq {
		t.Fatalf("found %v", d.Found())
	}
}

func TestAVisitNobodyFinishesIsHandedInWithAllItsAnswers(t *testing.T) {
	d := newTablet(t, "officer")
	v := d.openVisit(evidence.NewID(), evidence.Hash{})
	busy := d.openVisit(evidence.NewID(), evidence.Hash{})
	long := strings.Repeat("长\x01", 2000)
	var want []string
	for i := range 9 {
		text := long + string(rune('0'+i))
		d.answer(v, "note", text)
		want = append(want, text)
	}
	d.answer(v, "door", `{"entry":"`+evidence.Hash{1}.String()+`"}`)
	d.answer(v, "raw", "\xff\xfe")
	want = append(want, evidence.Hash{1}.String(), "//4=")
	d.takePhoto(v)
	if n, err := d.AbandonSilent(ctx, d.at+12*hour-minute); err != nil || n != 0 {
		t.Fatalf("%d, %v: closed before 12 hours of silence", n, err)
	}
	d.at += 12*hour - minute
	d.note(busy, "still here")
	d.at += 2 * minute
	if n, err := d.AbandonSilent(ctx, d.at); err != nil || n != 1 {
		t.Fatalf("%d, %v: want the one silent visit", n, err)
	}
	if drafts, err := d.Drafts(ctx); err != nil || len(drafts) != 1 || drafts[0].Visit != busy.id {
		t.Fatalf("%v, %v", drafts, err)
	}
	var got []string
	own, last := 0, evidence.Entry{}
	for _, e := range d.chain() {
		if e.Header.Visit() != v.id {
			continue
		}
		own++
		last = e
		if e.Header.Kind != visits.VisitPhase && e.Header.Kind != visits.VisitAbandoned {
			continue
		}
		var w visits.PhaseWords
		if err := evidence.DecodePayload(e.Words.Bytes, &w); err != nil {
			t.Fatal(err)
		}
		for _, a := range w.Answers {
			got = append(got, a.Text+a.Code)
		}
	}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Fatalf("%d answers were handed in, want %d in their order", len(got), len(want))
	}
	var f visits.AbandonedFacts
	if err := evidence.DecodePayload(last.Facts.Bytes, &f); err != nil || last.Header.Kind != visits.VisitAbandoned || f.Entries != own || f.Photos != 1 {
		t.Fatalf("the last entry is %s, %+v, %v; the visit has %d", last.Header.Kind, f, err, own)
	}
}

func TestTwoPersonsShareATabletAndNothingElse(t *testing.T) {
	a := newTablet(t, "officer")
	b := &tablet{t: t, root: a.root, id: enrol(t, "manager"), at: a.at, boot: a.boot}
	b.dir = journal.Folder(b.root, b.id.Officer)
	j, err := journal.Create(b.dir, b.id, b.options())
	if err != nil {
		t.Fatal(err)
	}
	b.Journal = j
	defer b.close()
	people, err := journal.People(a.root)
	if err != nil || len(people) != 2 {
		t.Fatalf("%v, %v", people, err)
	}
	v := a.openVisit(evidence.NewID(), evidence.Hash{})
	a.takePhoto(v)
	if seq := b.seq(); seq != 1 || b.risk().Photos != 0 {
		t.Fatalf("the other person's chain is at %d", seq)
	}
	if feed, _ := b.cursor(); feed != visits.UnitFeed(b.id.Unit) {
		t.Fatalf("a manager follows %s", feed)
	}
	if _, err := journal.Create(a.dir, enrol(t, "officer"), a.options()); err == nil {
		t.Fatal("a second store was made over the first")
	}
	if _, err := journal.Open(filepath.Join(a.root, "data", "nobody"), a.options()); !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	a.reopen()
	if len(a.chain()) != 3 {
		t.Fatal("the store was harmed")
	}
}

func TestAFullDiskTakesNothingThatWasStored(t *testing.T) {
	d := newTablet(t, "officer")
	v := d.openVisit(evidence.NewID(), evidence.Hash{})
	if err := d.LimitPages(true); err != nil {
		t.Fatal(err)
	}
	before := len(d.chain())
	w := journal.Writing{Kind: visits.NoteAdded, Refs: d.refs(v), Words: visits.TextWords{Text: strings.Repeat("x", 50<<10)}}
	if _, err := d.Append(ctx, w); err == nil || !strings.Contains(err.Error(), "all that was stored before is safe") {
		t.Fatalf("%v: a person must hear why", err)
	}
	if len(d.chain()) != before {
		t.Fatal("half an entry is there")
	}
	if err := d.LimitPages(false); err != nil {
		t.Fatal(err)
	}
	d.write(w)
	d.chain()
	d.rebuilt()
}
