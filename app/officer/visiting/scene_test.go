package visiting

import (
	"context"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"fairvisit/app/capture"
	"fairvisit/app/desk"
	"fairvisit/app/desk/desktest"
	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/app/stage"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/fieldwork"
)

// scene is an officer in a visit, with everything real but the network.
type scene struct {
	t      *testing.T
	branch *desktest.Branch
	me     evidence.ID
	second evidence.ID
	desk   *desk.Desk
	visit  *fieldwork.Visit
	model  *model
	stage  *stage.Stage
	done   bool
	prefs  shell.Prefs
	size   fyne.Size

	taps  int
	pages []string // of questions, as they came
}

const pin = "4711"

// atTheDoor opens a visit of an officer with a second one, as Start does; by another
// list than the house's, if one is given.
func atTheDoor(t *testing.T, list ...checklist.List) *scene {
	t.Helper()
	return atTheDoorOf(t, desktest.Case{Name: "陈美兰", Street: "云鹤路 9012 号"}, list...)
}

// atTheDoorOf is atTheDoor of a case of one's own.
func atTheDoorOf(t *testing.T, of desktest.Case, list ...checklist.List) *scene {
	t.Helper()
	app := test.NewTempApp(t)
	s := &scene{t: t, branch: desktest.New(t), prefs: shell.Prefs{Lang: i18n.English}, size: fyne.NewSize(800, 1280)}
	for _, l := range list {
		s.branch.Device.List = l
	}
	app.Settings().SetTheme(&theme.Theme{})
	s.branch.Device.Camera = capture.NewFake()
	s.me = s.branch.Enrol("officer", "林晓")
	s.second = s.branch.Name("officer", "周明")
	c := s.branch.Import(of)
	s.branch.Assign(c, s.me, s.second, desktest.Day, 3)
	s.must(s.branch.Device.ChoosePIN(s.me, pin))
	s.open()
	s.branch.Pull(s.desk)
	t.Cleanup(func() { s.must(s.desk.Close()) })
	v, _, err := s.desk.Officer.Open(context.Background(), c, s.second)
	s.must(err)
	s.visit = v
	s.taps = 1 // Start, on Today
	s.show()
	return s
}

func (s *scene) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// show puts the visit on a stage, as Start and going on with it do.
func (s *scene) show() {
	sh := shell.New(shell.NewInlineRunner(), s.prefs, s.desk.Now)
	s.model = newModel(sh, s.desk, s.visit, s.cosign, func() { s.done = true })
	sh.Only(&shell.Page{ID: "today", Build: func(shell.View) fyne.CanvasObject { return widgets.NewText("today") }})
	s.stage = stage.New(sh, s.size)
	sh.Push(s.model.page())
	s.watch()
}

// cosign stands for the page on which the second officer signs.
func (s *scene) cosign(then func()) {
	s.t.Helper()
	o := s.desk.Officer
	r, err := o.AskCosign(context.Background(), s.visit.ID)
	s.must(err)
	s.must(o.TakeCosign(context.Background(), r, s.signs(r)))
	then()
}

func (s *scene) open() {
	s.t.Helper()
	d, err := s.branch.Device.Unlock(s.me, pin)
	s.must(err)
	s.desk = d
	s.must(d.LoadNames(context.Background()))
}

// killed ends the process and starts it again: what the page knew is gone, only
// what lies on the disk is there.
func (s *scene) killed() {
	s.t.Helper()
	s.must(s.desk.Close())
	s.open()
	v, err := s.desk.Officer.Resume(context.Background(), s.visit.ID)
	s.must(err)
	s.visit = v
	s.show()
}

// watch notes which page of questions is seen.
func (s *scene) watch() {
	if ids := s.asked(); ids != "" && (len(s.pages) == 0 || s.pages[len(s.pages)-1] != ids) {
		s.pages = append(s.pages, ids)
	}
}

// asked names the questions that are seen, "" where none is.
func (s *scene) asked() string {
	m := s.model
	st := m.stage()
	if st.kind != questions || m.sub != asking || st.page[0].Kind == "signature" {
		return ""
	}
	ids := st.phase + ":"
	for _, q := range st.page {
		ids += " " + q.ID
	}
	return ids
}

func (s *scene) tap(ids ...string) {
	s.t.Helper()
	for _, id := range ids {
		s.branch.At += int64(2 * time.Second / time.Microsecond)
		s.must(s.stage.Tap(id))
		s.taps++
		s.watch()
	}
}

// draw signs on the pad; it is no tap.
func (s *scene) draw() {
	s.t.Helper()
	pad, ok := s.stage.Find("signature").(*widgets.InkPad)
	if !ok {
		s.t.Fatal("there is no field to sign in:", s.stage.IDs())
	}
	for i := range 20 {
		pad.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(40+float32(i)*6, 60+float32(i%5)*8)}, Dragged: fyne.NewDelta(6, 8)})
	}
	pad.DragEnd()
}

func (s *scene) says(words string) {
	s.t.Helper()
	if !s.stage.Says(words) {
		s.t.Fatalf("nobody says %q:\n%s", words, s.stage.Reads())
	}
}

func (s *scene) picture() *visits.Visit {
	s.t.Helper()
	v, err := s.desk.Journal.Visit(context.Background(), s.visit.ID)
	s.must(err)
	return v
}

// kinds are the entries of the visit in their order.
func (s *scene) kinds() []string {
	var list []string
	for _, l := range s.picture().Lines {
		list = append(list, l.Kind)
	}
	return list
}
