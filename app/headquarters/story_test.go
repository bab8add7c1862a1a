package headquarters

import (
	"bytes"
	"image"
	"image/jpeg"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"fairvisit/app/desk"
	"fairvisit/app/desk/hqtest"
	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/app/stage"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// desktop is the reconciler's screen in a story.
type desktop struct {
	*stage.Stage
	t testing.TB
	h *Headquarters
}

var english = shell.Prefs{Lang: i18n.English, Scale: 1}

func sit(t testing.TB, k *desk.Desk, size fyne.Size, prefs shell.Prefs) *desktop {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(&theme.Theme{Dark: prefs.Dark, Scale: prefs.Scale})
	s := shell.New(shell.NewInlineRunner(), prefs, k.Now)
	h := New(s, k)
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	d := &desktop{Stage: stage.New(s, size), t: t, h: h}
	s.SetSections(h.Sections())
	return d
}

func (d *desktop) tap(ids ...string) {
	d.t.Helper()
	for _, id := range ids {
		if err := d.Tap(id); err != nil {
			d.t.Fatal(err)
		}
	}
}

func (d *desktop) says(all ...string) {
	d.t.Helper()
	for _, words := range all {
		if !d.Says(words) {
			d.t.Errorf("nothing says %q; the screen reads\n%s", words, d.Reads())
		}
	}
}

var desktopSize = fyne.NewSize(1600, 1000)

const bankFile = "creditor,number,name,street,amount,currency,days_past_due\nBank A,0001,王小明,中山路 9999 号,12000.50,CNY,45\nBank A,0002,李华,东风路 8 号,500.00,CNY,95\n"

// office is a branch with a crew, two managers and a reconciler.
type office struct {
	*hqtest.World
	lin, zhou, wang, wu, rec *desk.Desk
	cases                    []evidence.ID
}

func newOffice(t testing.TB) *office {
	o := &office{World: hqtest.New(t)}
	o.lin, o.zhou = o.Enrol("officer", "Lin"), o.Enrol("officer", "Zhou")
	o.wang, o.wu = o.Enrol("manager", "Wang"), o.Enrol("manager", "Wu")
	o.rec = o.Enrol("headquarters", "Rec")
	o.cases = o.Import(bankFile).Cases
	return o
}

// The record of a case shows what was planned and what was visited, its proof in
// words, and a photo that is read by range from headquarters and nothing else.
func TestTheRecordShowsWhatWasPlannedAndVisited(t *testing.T) {
	o := newOffice(t)
	o.Assign(o.cases[0], o.lin, o.zhou, "2026-11-25")
	o.Sync(o.lin)
	o.Visit(o.lin, o.zhou, o.cases[0], 2, "2026-12-05")
	o.Sync(o.lin)

	d := sit(t, o.rec, desktopSize, english)
	d.tap("section.visits")
	line, ok := d.Find("case." + o.cases[0].String()).(*widgets.Line)
	if !ok || !strings.Contains(line.Reads(), "王**") || strings.Contains(line.Reads(), "小明") || !strings.Contains(line.Reads(), "Assigned") {
		t.Fatalf("the line reads %+v", line)
	}
	d.tap("case." + o.cases[0].String())
	d.says("王**", "0001 · 中山路", "Planned", "Wed 25 Nov", "Lin + Zhou", "Wed 25 Nov · 10:00–10:00", "Promise to pay", "¥ 12,000.50", "¥ 2,000.00 · Sat 5 Dec",
		"Proof complete: entries 10, photos 2", "Chain whole", "10 entries, each signed by its device; 7 of them also by a person", "Photos here: 2 of 2",
		"There is no second copy", "Does the address match?", "Visit closed", "opened 1 time, this one included")
	photo := "photo." + o.Record(o.cases[0]).Photos[0].Entry.String()
	if p := d.Find(photo).(*widgets.Picture); p.Image != nil || !strings.Contains(p.Missing, "Tap to open") {
		t.Error("a photo was read before anybody asked")
	}
	d.tap(photo)
	if p := d.Find(photo).(*widgets.Picture); p.Image == nil || p.Image.Bounds().Dx() != 320 {
		t.Error("the photo was not read")
	}
	d.tap("reload")
	d.says("Proof complete", "opened 3 times, this one included") // the record twice, a photo once
}

// large is a JPEG of more than two ranges.
func large() []byte {
	img := image.NewRGBA(image.Rect(0, 0, 1600, 1200))
	for i := range img.Pix {
		img.Pix[i] = uint8(i * i >> 7)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 100}); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// A photo comes whole over several ranges, and an officer's device gets nothing.
func TestPhotosComeByRangeAndOnlyToHeadquarters(t *testing.T) {
	o := newOffice(t)
	o.Assign(o.cases[0], o.lin, o.zhou, "2026-11-25")
	o.Sync(o.lin)
	v, _, err := o.lin.Officer.Open(t.Context(), o.cases[0], o.zhou.Me())
	o.Must(err)
	photo := large()
	_, err = v.Photograph(t.Context(), bytes.NewReader(photo), "d5", "camera")
	o.Must(err)
	o.Sync(o.lin)
	p := o.Record(o.cases[0]).Photos[0]
	if p.Size < 2<<20 {
		t.Fatalf("the photo has %d bytes: this test shows nothing", p.Size)
	}
	r := fieldsync.NewReader(o.rec.Journal.Identity(), o.rec.Journal.Epoch())
	b, err := r.Original(t.Context(), p.Entry, p.Index, p.Size, "test")
	if err != nil || !bytes.Equal(b, photo) {
		t.Errorf("%d bytes of %d came: %v", len(b), p.Size, err)
	}
	if _, err := r.Original(t.Context(), p.Entry, p.Index, p.Size+1, "test"); err == nil {
		t.Error("a photo of another size than the record says is shown")
	}
	if _, err := r.Case(t.Context(), evidence.NewID(), "test"); err == nil || !strings.Contains(err.Error(), "nothing of that name") {
		t.Errorf("a case that is not there: %v", err)
	}
	o.Must(r.Close())
	if _, err := r.Cases(t.Context(), "", evidence.ID{}, 10); err != nil {
		t.Errorf("after its channel closed the reader reads no more: %v", err)
	}
	o.Must(r.Close())
	d := sit(t, o.lin, desktopSize, english)
	d.tap("section.visits")
	d.says("only an enrolled headquarters device may read here", "Nothing was changed")
}

// decide is a manager's decision, made without knowing of others.
func (o *office) decide(by *desk.Desk, c evidence.ID, first, second *desk.Desk, day string) evidence.Hash {
	o.Helper()
	e, err := by.Journal.Append(o.Context(), journal.Writing{Kind: visits.CaseAssigned,
		Refs:  []evidence.Ref{{Kind: evidence.RefCase, ID: c}, {Kind: evidence.RefOfficer, ID: by.Me()}},
		Facts: visits.AssignFacts{Officer: first.Me(), Second: second.Me(), Day: day, Order: 1, Reason: "plan"}})
	o.Must(err)
	return e.ID
}

func (o *office) findings() []*visits.Finding {
	o.Helper()
	list, err := o.HQ.ListFindings(o.Context(), "", evidence.ID{}, 10)
	o.Must(err)
	return list
}

// Two managers decided offline on one case. The inbox names it, the reconciler
// lets one stand, and headquarters' fold agrees.
func TestAConflictIsSettled(t *testing.T) {
	o := newOffice(t)
	o.Sync(o.wang, o.wu)
	first := o.decide(o.wang, o.cases[0], o.lin, o.zhou, "2026-11-26")
	second := o.decide(o.wu, o.cases[0], o.zhou, o.lin, "2026-11-27")
	o.Sync(o.wang, o.wu)
	if c := o.Record(o.cases[0]).Case; c.State() != "conflict" {
		t.Fatalf("the case is %s: this story shows nothing", c.State())
	}

	d := sit(t, o.rec, desktopSize, english)
	d.says("Two decisions both claim to stand", "1 to look at")
	finding := o.findings()[0]
	d.tap("finding." + finding.ID.String())
	d.says("! Two decisions both claim to stand", "王**", "0001 · 中山路")
	d.tap("section.visits", "filter.conflict", "case."+o.cases[0].String())
	d.says("Two decisions both claim to stand", "Lin + Zhou · Thu 26 Nov", "Zhou + Lin · Fri 27 Nov", "Decided by Wang", "Decided by Wu")
	d.tap("settle.1", "settle.yes")
	d.says("goes to headquarters")
	o.Sync(o.rec)

	c := o.Record(o.cases[0]).Case
	a, ok := c.Assigned()
	if !ok || len(c.Contested) != 0 || a.Officer != o.zhou.Me() || a.Day != "2026-11-27" || a.Entry == second {
		t.Errorf("headquarters holds %+v", c)
	}
	if len(a.Replaces) != 2 || a.Replaces[0] != first || a.Replaces[1] != second {
		t.Errorf("the decision replaces %v", a.Replaces)
	}
	d.tap("reload")
	d.says("Zhou + Lin", "3 decisions", "Fri 27 Nov")
	if d.Find("settle.0") != nil {
		t.Error("the conflict can be settled again")
	}
	o.Sync(o.zhou)
	if held, err := o.zhou.Journal.Case(t.Context(), o.cases[0]); err != nil || held == nil || held.Standing != a.Entry {
		t.Errorf("the officer's device holds %+v, %v", held, err)
	}
}

// What speaks against a record is said before all else.
func TestTheProofIsSaidInWords(t *testing.T) {
	closed := func(entries, photos int) []*visits.Visit {
		return []*visits.Visit{{Lines: make([]visits.Line, 3), Photos: make([]visits.PhotoLine, 1), Closed: &visits.ClosedFacts{Entries: entries, Photos: photos}}}
	}
	entry := func(no int64, status string) fieldsync.EntryLine {
		return fieldsync.EntryLine{No: no, Kind: visits.VisitOpened, Status: status, Officer: evidence.ID{1}}
	}
	stored := []fieldsync.PhotoState{{Stored: true}}
	device := []*visits.Device{{Gaps: []visits.GapFacts{{From: 5, To: 7}}}}
	for _, c := range []struct {
		record  fieldsync.CaseRecord
		summary string
		sense   widgets.Sense
		also    string
	}{
		{fieldsync.CaseRecord{Visits: closed(3, 1), Entries: []fieldsync.EntryLine{entry(9, "whole")}, Photos: stored, Secured: 9}, "Proof complete: entries 1, photos 1, log #9", widgets.Good, "all of it in the second copy"},
		{fieldsync.CaseRecord{Visits: closed(3, 1), Entries: []fieldsync.EntryLine{entry(9, "whole")}, Photos: stored, Secured: 8}, "Proof complete: entries 1, photos 1, log #9", widgets.Good, "1 entry is not in the second copy yet"},
		{fieldsync.CaseRecord{Visits: closed(3, 1), Photos: []fieldsync.PhotoState{{}}}, "No hole so far: entries 0, photos 0 of 1, log #0", widgets.Info, "Photos here: 0 of 1"},
		{fieldsync.CaseRecord{Visits: []*visits.Visit{{}}}, "No hole so far: entries 0, photos 0 of 0, log #0", widgets.Info, "1 visit is not closed"},
		{fieldsync.CaseRecord{Visits: closed(4, 1), Photos: stored}, "A closed visit holds other counts than it says", widgets.Danger, "counts entries 4, photo and sound files 1, and holds entries 3, files 1"},
		{fieldsync.CaseRecord{Devices: device}, "Hole: entries 5 to 7 of a device are missing", widgets.Danger, "Hole"},
		{fieldsync.CaseRecord{Devices: device, Entries: []fieldsync.EntryLine{entry(1, "fork")}}, "Fork: 1 entry stands at a place another one holds", widgets.Danger, "Hole: entries 5 to 7"},
		{fieldsync.CaseRecord{Entries: []fieldsync.EntryLine{entry(1, "drain")}, Secured: 1}, "Proof complete: entries 1, photos 0, log #1", widgets.Good, "1 entry was handed in by a revoked device"},
	} {
		w := i18n.In(i18n.English)
		p := prove(&c.record)
		if said, sense := p.summary(w); said != c.summary || sense != c.sense {
			t.Errorf("%q (%v), wanted %q (%v)", said, sense, c.summary, c.sense)
		}
		if said := strings.Join(p.said(w), "\n"); !strings.Contains(said, c.also) || strings.Contains(said, "Chain whole") == (c.sense == widgets.Danger) {
			t.Errorf("%q does not say %q", said, c.also)
		}
	}
}

// Without a network nothing is shown as if it were known, and trying again helps.
func TestWithoutHeadquartersTheListSaysSo(t *testing.T) {
	o := newOffice(t)
	d := sit(t, o.rec, desktopSize, english)
	good := d.h.reader
	nowhere := o.rec.Journal.Identity()
	nowhere.URL = "https://127.0.0.1:1"
	d.h.reader = fieldsync.NewReader(nowhere, o.rec.Journal.Epoch())
	d.tap("section.visits")
	d.says("headquarters cannot be reached", "Nothing was changed; what headquarters holds is safe")
	d.h.reader = good
	d.tap("retry")
	d.says("2 cases", "王** · 中山路")
	if d.Says("9999") {
		t.Error("the list shows the number of a house")
	}
}
