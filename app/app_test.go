package app

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"fairvisit/app/desk/desktest"
	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/app/stage"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/evidence/vault"
)

// signedIn is the app with one person at work.
func signedIn(t *testing.T, role string) (*App, *stage.Stage) {
	t.Helper()
	b := desktest.New(t)
	if err := b.Device.ChoosePIN(b.Enrol(role, "Li Wei"), "4711"); err != nil {
		t.Fatal(err)
	}
	a := test.NewTempApp(t)
	keepPrefs(a, shell.Prefs{Lang: i18n.English, Scale: 1})
	p := New(a, b.Device, shell.NewInlineRunner(), fyne.NewSize(1280, 800))
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	st := stage.New(p.Shell, fyne.NewSize(1280, 800))
	enter(t, st)
	return p, st
}

func enter(t *testing.T, st *stage.Stage) {
	t.Helper()
	for _, id := range []string{"pin.4", "pin.7", "pin.1", "pin.1", "pin.ok"} {
		if err := st.Tap(id); err != nil {
			t.Fatal(err)
		}
	}
}

func TestEachRoleSeesItsOwnSections(t *testing.T) {
	for role, want := range map[string]string{
		"officer": "today sending more", "manager": "board plan roster review stops promises figures import more", "headquarters": "inbox stops visits tours devices more",
	} {
		t.Run(role, func(t *testing.T) {
			_, st := signedIn(t, role)
			var got []string
			for _, id := range st.IDs() {
				if name, ok := strings.CutPrefix(id, "section."); ok {
					got = append(got, name)
				}
			}
			if strings.Join(got, " ") != want {
				t.Errorf("sections %q, wanted %q\n%s", got, want, st.Reads())
			}
		})
	}
}

func TestAfterALockTheSamePersonComesBackToTheSameDesk(t *testing.T) {
	p, st := signedIn(t, "officer")
	p.lock()
	if st.Find("section.today") != nil {
		t.Fatal("a locked screen shows the day")
	}
	enter(t, st)
	if st.Find("section.today") == nil {
		t.Fatalf("after the PIN:\n%s", st.Reads())
	}
}

// Five minutes without a touch lock the screen, and so does a minute out of
// sight; every touch, letter and stroke counts, what the network brings does not.
func TestAScreenThatWasPutDownLocks(t *testing.T) {
	p, st := signedIn(t, "officer")
	var now int64
	p.idle.clock = func() (evidence.ID, int64) { return evidence.ID{1}, now }
	p.idle.touched()
	pass := func(d time.Duration) {
		now += d.Microseconds()
		p.idle.look()
	}
	works := func(when string, want bool) {
		t.Helper()
		if got := st.Find("section.today") != nil; got != want {
			t.Fatalf("%s: at work %v, want %v", when, got, want)
		}
	}
	for what, touch := range map[string]func(){
		"a tap":    func() { enterNothing(t, st) },
		"a key":    func() { p.Window.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyF12}) },
		"a letter": func() { widgets.NewPassage("p", "p", "", 1, func(string) {}).TypedRune('a') },
		"a stroke": func() { widgets.NewInkPad("ink", "ink", &widgets.Ink{}, func() {}).Dragged(&fyne.DragEvent{}) },
		"a scroll": func() { widgets.NewScroll(widgets.NewText("x")).Scrolled(&fyne.ScrollEvent{}) },
	} {
		touch()
		pass(idleFor - time.Microsecond)
		works("before five minutes after "+what, true)
		touch()
		pass(idleFor - time.Microsecond)
		works("before five minutes after another: "+what, true)
	}
	p.Shell.Rebuild() // as when rows came
	pass(time.Microsecond)
	works("after five minutes", false)
	pass(time.Hour)
	enter(t, st)
	works("after the PIN", true)

	p.idle.left()
	pass(awayFor - time.Microsecond)
	p.idle.back()
	works("before a minute out of sight", true)
	p.idle.left()
	now += awayFor.Microseconds() // no clock of the app ticks meanwhile
	p.idle.back()
	works("after a minute out of sight", false)
	enter(t, st)
	works("after the PIN again", true)
}

// enterNothing taps what does nothing to the page.
func enterNothing(t *testing.T, st *stage.Stage) {
	t.Helper()
	if err := st.Tap("section.today"); err != nil {
		t.Fatal(err)
	}
}

// A store of real people is worked with where six words or a keystore stand beside
// the PIN, and not where a file does.
func TestAStoreOfRealPeopleIsOpenedByMoreThanADisk(t *testing.T) {
	b := desktest.New(t)
	b.Real = true
	who := b.Enrol("officer", "Li Wei")
	k, err := b.Device.Open(who)
	if err != nil {
		t.Fatal(err)
	}
	a := test.NewTempApp(t)
	keepPrefs(a, shell.Prefs{Lang: i18n.English, Scale: 1})
	p := New(a, b.Device, shell.NewInlineRunner(), fyne.NewSize(1280, 800))
	st := stage.New(p.Shell, fyne.NewSize(1280, 800))
	p.signedIn(k)
	if !st.Says("This store holds real people") || st.Find("section.today") != nil {
		t.Fatal(st.Reads())
	}
	if err := b.Device.ChoosePINAndWords(who, "4711", vault.NewPhrase()); err != nil {
		t.Fatal(err)
	}
	if k, err = b.Device.Unlock(who, "4711"); err != nil {
		t.Fatalf("the refused store was not closed: %v", err)
	}
	p.signedIn(k)
	if st.Find("section.today") == nil {
		t.Errorf("with six words:\n%s", st.Reads())
	}
	p.leave()
	if err := b.Device.Close(); err != nil {
		t.Error(err)
	}
}
