package shell_test

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	fynetheme "fyne.io/fyne/v2/theme"

	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/app/stage"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
)

// house is a shell with one list of two doors, and a page of settings.
func house(t *testing.T, size fyne.Size) (*shell.Shell, *stage.Stage) {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(&theme.Theme{})
	s := shell.New(shell.NewInlineRunner(), shell.Prefs{Lang: i18n.English}, time.Now)
	door := func(name string) *shell.Page {
		return &shell.Page{ID: name, Build: func(v shell.View) fyne.CanvasObject {
			long := make([]fyne.CanvasObject, 60)
			for i := range long {
				long[i] = widgets.NewText("line of " + name)
			}
			return widgets.Framed(s.Header(v, "door "+name, ""), widgets.NewScroll(widgets.Column(8, long...)), nil)
		}}
	}
	list := func() *shell.Page {
		return &shell.Page{ID: "doors", List: true, Build: func(shell.View) fyne.CanvasObject {
			return widgets.Column(8, widgets.Headline("all doors"),
				widgets.NewButton("a", "A", widgets.Outlined, func() { s.Beside(door("A")) }),
				widgets.NewButton("b", "B", widgets.Outlined, func() { s.Beside(door("B")) }))
		}}
	}
	plain := func() *shell.Page {
		return &shell.Page{ID: "settings", Build: func(shell.View) fyne.CanvasObject { return widgets.Headline("settings page") }}
	}
	s.SetSections([]shell.Section{{ID: "doors", Icon: fynetheme.HomeIcon(), Open: list}, {ID: "settings", Icon: fynetheme.SettingsIcon(), Open: plain}})
	return s, stage.New(s, size)
}

func tap(t *testing.T, st *stage.Stage, ids ...string) {
	t.Helper()
	for _, id := range ids {
		if err := st.Tap(id); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAPhoneShowsOnePaneAndGoesBack(t *testing.T) {
	s, st := house(t, fyne.NewSize(360, 780))
	tap(t, st, "a")
	if !st.Says("door A") || st.Says("all doors") || st.Find("section.doors") != nil {
		t.Fatalf("a phone shows:\n%s", st.Reads())
	}
	tap(t, st, "back")
	if !st.Says("all doors") || st.Find("section.doors") == nil {
		t.Fatalf("after back:\n%s", st.Reads())
	}
	if s.Back() {
		t.Error("there was nothing to go back from")
	}
}

func TestAWideScreenShowsListAndDetailAndNoArrow(t *testing.T) {
	_, st := house(t, fyne.NewSize(1280, 800))
	tap(t, st, "a", "b")
	if !st.Says("all doors") || !st.Says("door B") || st.Says("door A") || st.Find("back") != nil {
		t.Fatalf("wide:\n%s", st.Reads())
	}
	st.Resize(fyne.NewSize(360, 780))
	if !st.Says("door B") || st.Says("all doors") || st.Find("back") == nil {
		t.Fatalf("turned narrow:\n%s", st.Reads())
	}
}

func TestBackClosesAQuestionFirst(t *testing.T) {
	s, st := house(t, fyne.NewSize(360, 780))
	tap(t, st, "a")
	dismissed := false
	sure := func(w *i18n.Words) shell.Question {
		return shell.Question{Title: "Sure?", Body: widgets.NewText(w.T("common.safe")), Buttons: []*widgets.Button{widgets.Primary("sure", w.T("common.yes"), nil)}}
	}
	s.Ask(sure, func() { dismissed = true })
	s.Typed(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if s.Asking() || !dismissed || !st.Says("door A") {
		t.Fatalf("asking %v, dismissed %v:\n%s", s.Asking(), dismissed, st.Reads())
	}
	s.Ask(sure, func() { t.Error("a button is no dismissal") })
	tap(t, st, "sure")
	if s.Asking() {
		t.Error("a button closes the question")
	}
}

func TestAPageThatMayNotBeLeftStays(t *testing.T) {
	s, st := house(t, fyne.NewSize(360, 780))
	may := false
	s.Push(&shell.Page{ID: "signing", Whole: true, Back: func() bool { return may }, Build: func(shell.View) fyne.CanvasObject { return widgets.Headline("sign here") }})
	s.Back()
	if !st.Says("sign here") {
		t.Fatal("the page was left")
	}
	may = true
	s.Back()
	if st.Says("sign here") {
		t.Fatal("the page could not be left")
	}
}

func TestWhatIsBuiltAgainStaysScrolled(t *testing.T) {
	s, st := house(t, fyne.NewSize(360, 780))
	tap(t, st, "a")
	scroll := func() *widgets.Scroll {
		for _, o := range st.Objects() {
			if sc, ok := o.(*widgets.Scroll); ok {
				return sc
			}
		}
		t.Fatal("no scroll")
		return nil
	}
	scroll().ScrollToOffset(fyne.NewPos(0, 300))
	s.Rebuild()
	if got := scroll().Offset.Y; got != 300 {
		t.Errorf("scrolled to %v after being built again, was 300", got)
	}
	s.Beside(&shell.Page{ID: "other", Build: func(shell.View) fyne.CanvasObject {
		return widgets.NewScroll(widgets.NewText("other"))
	}})
	if got := scroll().Offset.Y; got != 0 {
		t.Errorf("another page begins at %v", got)
	}
}

func TestTheLanguageIsSwitchedInPlace(t *testing.T) {
	s, st := house(t, fyne.NewSize(1280, 800))
	var kept shell.Prefs
	s.Changed = func(p shell.Prefs) { kept = p }
	if !st.Says("Choose something from the list.") {
		t.Fatal(st.Reads())
	}
	p := s.Prefs
	p.Lang = i18n.Chinese
	s.SetPrefs(p)
	if !st.Says("请从列表中选择。") || kept.Lang != i18n.Chinese {
		t.Fatalf("%v\n%s", kept, st.Reads())
	}
}

// What stands above the pages speaks the language of now: a question is asked
// again in it, a short message of the other language goes.
func TestNoMessageStaysInTheOldLanguage(t *testing.T) {
	s, st := house(t, fyne.NewSize(800, 1280))
	answered, dismissed := 0, 0
	s.Ask(func(w *i18n.Words) shell.Question {
		return shell.Question{Title: w.T("common.keys"), Body: widgets.NewText(w.T("common.safe")),
			Buttons: []*widgets.Button{widgets.Primary("sure", w.T("common.yes"), func() { answered++ })}}
	}, func() { dismissed++ })
	s.Tell(s.Words().T("common.loading"), "", nil, time.Hour)
	says := func(l i18n.Lang, question, message bool) {
		t.Helper()
		w := i18n.In(l)
		for _, key := range []string{"common.keys", "common.safe", "common.yes"} {
			if st.Says(w.T(key)) != question {
				t.Errorf("%s is said: %v\n%s", w.T(key), !question, st.Reads())
			}
		}
		if st.Says(w.T("common.loading")) != message {
			t.Errorf("the message is said: %v\n%s", !message, st.Reads())
		}
	}
	says(i18n.English, true, true)
	p := s.Prefs
	p.Scale = 1.5
	s.SetPrefs(p)
	says(i18n.English, true, true)
	p.Lang = i18n.Chinese
	s.SetPrefs(p)
	says(i18n.English, false, false)
	says(i18n.Chinese, true, false)
	tap(t, st, "sure")
	if answered != 1 || dismissed != 0 || s.Asking() {
		t.Errorf("answered %d times, dismissed %d, still asked %v", answered, dismissed, s.Asking())
	}
	s.SetPrefs(shell.Prefs{Lang: i18n.English})
	says(i18n.English, false, false)
	if s.Asking() {
		t.Error("a question that was answered is asked again")
	}
}
