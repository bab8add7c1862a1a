package manager

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path"
	"strings"
	"testing"
	"time"

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
	"fairvisit/sync/hq"
	"fairvisit/visits"
	"fairvisit/visits/intake"
)

// desktop is the manager's screen in a story; clicks are counted.
type desktop struct {
	*stage.Stage
	t      testing.TB
	m      *Manager
	clicks int
}

// sit puts a manager before the desk. pick hands over the file that stands in
// *file at that moment.
func sit(t testing.TB, k *desk.Desk, size fyne.Size, prefs shell.Prefs, file *string) *desktop {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(&theme.Theme{Dark: prefs.Dark, Scale: prefs.Scale})
	s := shell.New(shell.NewInlineRunner(), prefs, k.Now)
	m := New(s, k, func(_ []string, took func(File)) {
		name := *file
		took(File{Name: path.Base(name), Open: func() (io.ReadCloser, error) { return os.Open(name) }})
	})
	d := &desktop{Stage: stage.New(s, size), t: t, m: m}
	s.SetSections(m.Sections())
	return d
}

func (d *desktop) tap(ids ...string) {
	d.t.Helper()
	for _, id := range ids {
		if err := d.Tap(id); err != nil {
			d.t.Fatal(err)
		}
		d.clicks++
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

var english = shell.Prefs{Lang: i18n.English, Scale: 1}

const header = "creditor,number,name,street,amount,currency,days_past_due\n"

// bankFile is a file of n good rows in streets of four.
func bankFile(n int) string {
	var b strings.Builder
	b.WriteString(header)
	for i := range n {
		fmt.Fprintf(&b, "Bank A,N%03d,王小明%d,%c 街 %d 号,%d.50,CNY,%d\n", i, i, 'A'+i/4, 9000+i, 1000+i, 60+i*5)
	}
	return b.String()
}

func write(t testing.TB, name, content string) string {
	t.Helper()
	file := path.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// A file with two bad rows: the preview names both, the good rows are taken, the
// same file again changes nothing and says so; and headquarters, which imports
// it after them, finds the same cases under the same ids.
func TestAFileIsTakenOnceAndItsBadRowsAreNamed(t *testing.T) {
	w := hqtest.New(t)
	wang := w.Enrol("manager", "Wang")
	w.Sync(wang)
	content := bankFile(3) + "Bank A,N900,李四,D 街 1 号,12x,CNY,30\nBank A,N901,赵六,,500.00,CNY,30\n"
	file := write(t, "cases.csv", content)
	d := sit(t, wang, desktopSize, english, &file)

	d.tap("section.import", "choose")
	d.says("5 rows", "3 good cases", "2 bad rows", "Row 5 · amount · “12x”", "This is not an amount", "Row 6 · street", "The cell is empty", "3 new · 0 changed")
	if d.Says("王小明0") || d.Says("12000") {
		t.Error("the preview shows a whole name")
	}
	d.tap("zone", "zone.Asia/Shanghai", "take")
	d.says("3 cases imported")

	d.tap("choose")
	d.says("This file changes nothing", "3 good cases are held already")
	if d.Find("take") != nil {
		t.Error("there is a button to take nothing")
	}
	before := chain(t, wang)
	if n, err := take(t.Context(), wang.Journal, *d.m.intake.file, d.m.intake.zone); err != nil || n.toTake() != 0 || chain(t, wang) != before {
		t.Errorf("the second import wrote: %+v, %v", n, err)
	}

	w.Sync(wang)
	if r := w.Import(content); r.Same != 3 || r.Taken != 0 {
		t.Errorf("headquarters takes %d of the manager's cases again, %d are the same", r.Taken, r.Same)
	}
	if c := w.Record(w.HQ.CaseID("Bank A", "N001")).Case; c.Unit != w.Unit || c.Words == nil || c.Words.Parties[0].Name != "王小明1" {
		t.Errorf("headquarters holds %+v", c)
	}
}

func chain(t testing.TB, k *desk.Desk) int {
	t.Helper()
	r, err := k.Journal.AtRisk(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return r.Entries
}

// team is four crews, of whom each has a case for today, and their manager.
type team struct {
	*hqtest.World
	officers []*desk.Desk
	manager  *desk.Desk
}

func newTeam(t testing.TB) *team {
	s := &team{World: hqtest.New(t)}
	for _, name := range []string{"Chen", "Deng", "Gao", "Hu", "Lin", "Xu", "Zhao", "Zhou"} {
		s.officers = append(s.officers, s.Enrol("officer", name))
	}
	s.manager = s.Enrol("manager", "Wang")
	old := s.Import(header + "Bank A,P0,旧一,旧街 1 号,9.00,CNY,9\nBank A,P1,旧二,旧街 2 号,9.00,CNY,9\nBank A,P2,旧三,旧街 3 号,9.00,CNY,9\nBank A,P3,旧四,旧街 4 号,9.00,CNY,9\n")
	for i, c := range old.Cases {
		s.Assign(c, s.officers[2*i], s.officers[2*i+1], "2026-11-25")
	}
	s.Sync(s.manager)
	return s
}

// After the import a manager assigns tomorrow for four crews in no more than ten
// clicks; every decision reaches headquarters and the officers' devices.
func TestTomorrowForFourCrewsInTenClicks(t *testing.T) {
	s := newTeam(t)
	file := write(t, "cases.csv", bankFile(32))
	d := sit(t, s.manager, desktopSize, english, &file)
	d.tap("section.import", "choose", "take")

	d.clicks = 0
	d.tap("to.plan", "share", "check", "check.along", "write")
	t.Logf("tomorrow for four crews, shared out: %d clicks", d.clicks)
	if d.clicks > 10 {
		t.Errorf("%d clicks, no more than 10 are asked", d.clicks)
	}
	s.Sync(s.manager)
	of := map[evidence.ID]int{}
	for i := range 32 {
		c := s.Record(s.HQ.CaseID("Bank A", fmt.Sprintf("N%03d", i))).Case
		if a, ok := c.Assigned(); ok && a.Day == "2026-11-26" && len(c.Contested) == 0 && len(a.Replaces) == 0 {
			of[a.Officer]++
		}
	}
	for i := 0; i < 8; i += 2 {
		if n := of[s.officers[i].Me()]; n != 8 {
			t.Errorf("crew %d has %d cases of 32, want 8", i/2, n)
		}
	}
	s.Sync(s.officers[1])
	mine, err := s.officers[1].Cases(t.Context())
	if s.Must(err); len(mine) != 9 {
		t.Errorf("the second officer's device shows %d cases, want 8 and the old one", len(mine))
	}
}

// The same crew by crew: the next eight by street for each, then one check.
func TestCrewByCrewInTenClicks(t *testing.T) {
	s := newTeam(t)
	file := write(t, "cases.csv", bankFile(32))
	d := sit(t, s.manager, desktopSize, english, &file)
	d.tap("section.import", "choose", "take")
	d.clicks = 0
	d.tap("to.plan", "by.bucket", "crew.0.next", "crew.1.next", "crew.2.next", "crew.3.next", "check", "check.along", "write")
	t.Logf("tomorrow for four crews, crew by crew and by bucket: %d clicks", d.clicks)
	if d.clicks > 10 {
		t.Errorf("%d clicks, no more than 10 are asked", d.clicks)
	}
	worst, err := s.manager.Journal.Case(t.Context(), s.HQ.CaseID("Bank A", "N031"))
	s.Must(err)
	if a, ok := worst.Assigned(); !ok || a.Officer != s.officers[0].Me() || a.Order != 1 {
		t.Errorf("the case longest past due is not the first of the first crew: %+v", a)
	}
}

// A case is taken from one crew for another: the check says who is affected and
// what replaces what, and the entry names the decision it replaces.
func TestReassigningSaysWhoIsAffected(t *testing.T) {
	s := newTeam(t)
	file := ""
	d := sit(t, s.manager, desktopSize, english, &file)
	s.Sync(s.officers[0], s.officers[6], s.manager)
	d.m.Reload()
	id := s.HQ.CaseID("Bank A", "P0")
	was := s.Record(id).Case.Standing
	d.tap("section.plan", "filter.assigned", "case."+id.String(), "crew.3.picked", "check")
	d.says("Replaces 1 decision", "旧** · 旧街: Chen, Wed 25 Nov → Zhao", "Zhao, Zhou, Chen", "Who loses a case may be at its door now",
		"Chen: no visit received yet · last heard "+s.manager.Now().In(zoneNamed(t, "Asia/Shanghai")).Format("15:04")+": everything on this tablet had been sent")
	d.tap("write")
	d.says("1 decision written")
	s.Sync(s.manager)
	c := s.Record(id).Case
	if a, ok := c.Assigned(); !ok || a.Officer != s.officers[6].Me() || len(a.Replaces) != 1 || a.Replaces[0] != was || len(c.Contested) != 0 {
		t.Errorf("headquarters holds %+v", c)
	}
}

// What somebody else decided between check and writing is not overwritten.
func TestADecisionMadeMeanwhileStopsTheWriting(t *testing.T) {
	s := newTeam(t)
	file := ""
	d := sit(t, s.manager, desktopSize, english, &file)
	id := s.HQ.CaseID("Bank A", "P0")
	d.tap("section.plan", "filter.assigned", "case."+id.String(), "crew.3.picked", "check")
	s.Assign(id, s.officers[4], s.officers[5], "2026-11-27")
	s.Sync(s.manager)
	before := chain(t, s.manager)
	d.tap("write")
	d.says("Nothing was written")
	if chain(t, s.manager) != before {
		t.Error("something was written")
	}
}

// A stopped case cannot be picked, stands last and says why.
func TestAStoppedCaseIsNotPlanned(t *testing.T) {
	s := newTeam(t)
	file := write(t, "cases.csv", bankFile(4))
	d := sit(t, s.manager, desktopSize, english, &file)
	d.tap("section.import", "choose", "take")
	id := s.HQ.CaseID("Bank A", "N000")
	s.Sync(s.manager)
	_, err := s.HQ.Do(t.Context(), flag(id))
	s.Must(err)
	s.Sync(s.manager)
	d.tap("section.plan")
	rows := d.m.plan.rows(&d.m.branch, d.m.now())
	if len(rows) != 4 || rows[3].ID != id {
		t.Errorf("%d rows, the last is not the stopped one", len(rows))
	}
	line, ok := d.Find("case." + id.String()).(*planRow)
	if !ok || line.State != "Stopped: dispute open" {
		t.Errorf("the line reads %+v", line)
	}
	d.tap("case." + id.String())
	d.says("This case is stopped (dispute open)")
	if len(d.m.plan.picked) != 0 {
		t.Error("it was picked all the same")
	}
}

// Without crews two officers are made one by hand.
func TestACrewIsMadeByHand(t *testing.T) {
	w := hqtest.New(t)
	lin, zhou := w.Enrol("officer", "Lin"), w.Enrol("officer", "Zhou")
	wang := w.Enrol("manager", "Wang")
	w.Sync(wang)
	file := write(t, "cases.csv", bankFile(2))
	d := sit(t, wang, desktopSize, english, &file)
	d.tap("section.import", "choose", "take", "to.plan")
	d.says("No crew is known yet")
	d.tap("crew.make", "crew.done")
	d.says("A crew is two officers")
	d.tap("answer."+lin.Me().String(), "answer."+zhou.Me().String(), "crew.done", "pick.next", "crew.0.picked", "check", "check.along", "write")
	w.Sync(wang)
	if a, ok := w.Record(w.HQ.CaseID("Bank A", "N000")).Case.Assigned(); !ok || a.Officer != lin.Me() || a.Second != zhou.Me() {
		t.Errorf("headquarters holds %+v", a)
	}
}

// A finished visit: the board counts it, the promise is listed, the review shows
// outcome, answers in plain words and the photo that came with the feed.
func TestAFinishedVisitIsReviewed(t *testing.T) {
	s := newTeam(t)
	chen, deng := s.officers[0], s.officers[1]
	s.Sync(chen)
	v := s.Visit(chen, deng, s.HQ.CaseID("Bank A", "P0"), 1, "2026-12-05")
	s.Sync(chen)
	photo := s.Record(v.Case).Photos[0]
	deadline := time.Now().Add(20 * time.Second)
	for { // the thumbnail is made when headquarters is at rest
		s.Sync(s.manager)
		if thumb, err := s.manager.Journal.Thumb(t.Context(), photo.Entry, photo.Index); err != nil || thumb != nil || time.Now().After(deadline) {
			s.Must(err)
			break
		}
	}
	file := ""
	d := sit(t, s.manager, desktopSize, english, &file)
	d.says("1 done · 0 left", "Chain whole", "No device has come here yet")
	d.tap("section.promises")
	d.says("¥ 2,000.00 · 旧**", "Sat 5 Dec", "Open", "Calendar")
	d.tap("month.on")
	d.says("December 2026")
	if strings.Count(d.Reads(), "Open") != 2 {
		t.Errorf("the calendar does not show the payment: %s", d.Reads())
	}
	d.tap("section.review", "visit."+v.ID.String())
	d.says("Promise to pay", "Does the address match?", "Yes", "6 of 6 entries, 1 of 1 photos", "At the door")
	p, ok := d.Find("photo." + photo.Entry.String()).(*widgets.Picture)
	if !ok || p.Image == nil {
		t.Error("the photo's small picture is not shown")
	}
	d.tap("section.plan", "filter.all")
	line, ok := d.Find("case." + v.Case.String()).(*planRow)
	if !ok || !strings.Contains(line.Reads(), "Promise runs to Tue 8 Dec") {
		t.Errorf("the plan does not say that a promise holds the case: %+v", line)
	}
}

// Everything the reader of files says has its words in Chinese.
func TestBadRowsAreNamedInChinese(t *testing.T) {
	zh := i18n.In(i18n.Chinese)
	rows := header + "Bank A,1,甲,街 1 号,-5,CNY,3\nBank A,2,乙,街 2 号,5.005,CNY,3\nBank A,3,丙,街 3 号,5,XXX,3\nBank A,4,丁,街 4 号,5,CNY,-3\n" +
		"Bank A,5,=x,街 5 号,5,CNY,3\nBank A,6,戊,街 6 号,1.234,CNY,3\nBank A,7,己,街 7 号,5,CNY\n,8,庚,街 8 号,5,CNY,3\nBank A,9,辛,街 9 号,5,CNY,x\n"
	f := parse(t, rows)
	if len(f.Problems) < 9 {
		t.Fatalf("only %d problems: this test shows nothing", len(f.Problems))
	}
	for _, p := range f.Problems {
		if said := sentence(zh, p.Why); said == p.Why || strings.Contains(said, "{") {
			t.Errorf("%q is said as %q", p.Why, said)
		}
		if said := sentence(i18n.In(i18n.English), p.Why); said != p.Why {
			t.Errorf("%q is said as %q", p.Why, said)
		}
	}
	for i, why := range whys {
		if why != "" && !zh.Has(fmt.Sprintf("import.why.%d", i)) {
			t.Errorf("%q has no words", why)
		}
	}
}

func flag(id evidence.ID) hq.Act {
	return hq.Act{Kind: visits.FlagRaised, Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: id}}, Facts: visits.FlagFacts{Code: "dispute_open", Source: "headquarters"}}
}

func parse(t testing.TB, rows string) intake.File {
	t.Helper()
	f, err := intake.Read(bytes.NewReader([]byte(rows)), intake.Options{Today: "2026-11-25"})
	if err != nil {
		t.Fatal(err)
	}
	return f
}
