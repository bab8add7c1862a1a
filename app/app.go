package app

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	fynetheme "fyne.io/fyne/v2/theme"

	"fairvisit/app/desk"
	"fairvisit/app/headquarters"
	"fairvisit/app/i18n"
	"fairvisit/app/manager"
	"fairvisit/app/officer"
	"fairvisit/app/officer/visiting"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/visits/fieldwork"
)

// App is the program on one device: a window with a shell in it, and the desks
// of whoever signed in. It is used on the screen's goroutine only.
type App struct {
	Shell  *shell.Shell
	Window fyne.Window

	fyne    fyne.App
	device  *desk.Device
	run     *shell.Runner
	desk    *desk.Desk           // of whoever is at work; nil: nobody is
	end     func()               // of the screens of whoever is at work; nil: nobody is
	sending map[evidence.ID]bool // desks that are kept in step with headquarters
	idle    *idle
}

// New makes the window, at a size for a desk's screen or for a phone, and shows
// who may sign in.
func New(a fyne.App, d *desk.Device, run *shell.Runner, size fyne.Size) *App {
	prefs := loadPrefs(a, systemLanguage())
	applyTheme(a, prefs)
	p := &App{fyne: a, device: d, run: run, sending: map[evidence.ID]bool{}}
	p.Shell = shell.New(run, prefs, func() time.Time { return time.UnixMicro(d.Now()) })
	p.Shell.Changed = func(c shell.Prefs) {
		keepPrefs(a, c)
		applyTheme(a, c)
	}
	p.Window = a.NewWindow(p.Shell.Words().T("app.name"))
	p.Window.SetPadded(false)
	p.Window.SetContent(p.Shell)
	p.Window.Resize(size)
	p.Window.SetOnDropped(func(_ fyne.Position, files []fyne.URI) {
		paths := make([]string, len(files))
		for i, f := range files {
			paths[i] = f.Path()
		}
		p.Shell.Drop(paths)
	})
	p.watchIdle()
	p.Window.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) {
		p.idle.touched()
		p.Shell.Typed(e)
	})
	p.Window.Canvas().AddShortcut(&fyne.ShortcutSelectAll{}, func(fyne.Shortcut) {
		p.idle.touched()
		p.Shell.Typed(&fyne.KeyEvent{Name: shell.SelectAll})
	})
	p.Window.Canvas().SetOnTypedRune(func(r rune) {
		p.idle.touched()
		p.Shell.TypedRune(r)
	})
	run.Serve(d.SendLocked)
	p.signIn()
	return p
}

// systemLanguage is the system's if the app speaks it, else English.
func systemLanguage() i18n.Lang {
	if l := lang.SystemLocale().LanguageString(); len(l) >= 2 && l[:2] == "zh" {
		return i18n.Chinese
	}
	return i18n.English
}

// Close ends all work and every store.
func (p *App) Close() error {
	widgets.Used = nil
	p.leave()
	p.run.Close()
	return p.device.Close()
}

// serve keeps a desk in step with headquarters. It ends when the program does, or
// when headquarters had the store wiped and holds all of it: then nobody is left
// to sign in.
func (p *App) serve(ctx context.Context, k *desk.Desk) {
	k.Sync(ctx)
	p.run.Show(func() {
		delete(p.sending, k.Me())
		if p.end == nil {
			p.signIn()
		}
	})
}

// hide locks the screens, if they are those of that desk: headquarters ordered it.
// Who signed in is shown nothing more, and who did not sees why not.
func (p *App) hide(k *desk.Desk) {
	if p.end == nil || p.desk == k {
		p.lock()
	}
}

func (p *App) leave() {
	if p.desk != nil {
		p.desk.Leave()
		p.desk = nil
	}
	if p.end != nil {
		p.end()
		p.end = nil
	}
}

func (p *App) signIn() { p.Shell.Only(officer.SignIn(p.Shell, p.device, p.signedIn)) }

// lock hides the screens and asks for the PIN again. The desk stays open and
// goes on sending: a tablet in a bag hands in what was captured.
func (p *App) lock() {
	p.leave()
	p.signIn()
}

// signedIn shows what the person's role shows.
func (p *App) signedIn(k *desk.Desk) {
	if p.unsafe(k) {
		p.refuse(k)
		return
	}
	if !p.sending[k.Me()] {
		p.sending[k.Me()] = true
		p.run.Serve(func(ctx context.Context) { p.serve(ctx, k) })
	}
	p.desk = k
	k.OnHide(func() { p.run.Show(func() { p.hide(k) }) })
	shell.Do(p.run, func(ctx context.Context) (struct{}, error) { return struct{}{}, k.KeepName(ctx) }, func(_ struct{}, err error) {
		if err != nil {
			p.device.Log.Error("who works here could not be noted", "error", err)
		}
		p.sections(k)
	})
}

func (p *App) sections(k *desk.Desk) {
	switch k.Role() {
	case "officer":
		var day *officer.Day
		visit := func(k *desk.Desk, v *fieldwork.Visit) {
			sign := func(then func()) { p.Shell.Push(day.CosignPage(v.ID, then)) }
			p.Shell.Push(visiting.Page(p.Shell, k, v, func() int { return day.Number(v.Case) }, sign, func() { p.Shell.PopTo("today") }))
		}
		day = officer.NewDay(p.Shell, k, officer.Hooks{StartVisit: visit, ResumeVisit: visit, Lock: p.lock, Pick: manager.FileDialog(p.Window)})
		closeMap := p.openMap(day.OpenMap)
		p.end = func() { day.End(); closeMap() }
		p.Shell.SetSections(day.Sections())
	case "manager":
		m := manager.New(p.Shell, k, manager.FileDialog(p.Window))
		unfollow, closeMap := p.follow(k, m.Reload), p.openMap(m.OpenMap)
		p.end = func() { unfollow(); closeMap() }
		p.Shell.SetSections(append(m.Sections(), p.more()))
	default:
		h := headquarters.New(p.Shell, k)
		p.end = func() {
			if err := h.Close(); err != nil {
				p.device.Log.Error("the channel to headquarters did not close", "error", err)
			}
		}
		p.Shell.SetSections(append(h.Sections(), p.more()))
	}
}

// pause is how long changes are gathered before they are shown: feeds bring
// hundreds a second on a morning.
const pause = time.Second

// follow has show called soon after something changed; the func it returns ends
// that.
func (p *App) follow(k *desk.Desk, show func()) (end func()) {
	due := false
	k.OnChange(func() {
		p.run.Show(func() {
			if due {
				return
			}
			due = true
			p.run.After(pause, func() {
				due = false
				show()
			})
		})
	})
	return func() { k.OnChange(nil) }
}

// unsafe reports that real people are in a store that a file on the same disk opens
// with the PIN.
func (p *App) unsafe(k *desk.Desk) bool {
	if k.Journal.Identity().Demo() {
		return false
	}
	bare, err := k.Bare()
	return bare || err != nil
}

// refuse says why a store of real people is not opened for work.
func (p *App) refuse(k *desk.Desk) {
	if err := k.Close(); err != nil {
		p.device.Log.Error("a store did not close", "error", err)
	}
	p.Shell.Only(&shell.Page{ID: "refused", Build: func(v shell.View) fyne.CanvasObject {
		return widgets.Pad(theme.Gap24, theme.Gap24, widgets.Column(theme.Gap16, widgets.Headline(v.Words.T("app.demo_only")),
			widgets.NewText(v.Words.T("app.demo_why")), widgets.Actions(widgets.Primary("back", v.Words.T("common.back"), p.signIn))))
	}})
}

// more is what managers and headquarters have beside their work: settings and
// the lock.
func (p *App) more() shell.Section {
	return shell.Section{ID: "more", Icon: fynetheme.SettingsIcon(), Open: func() *shell.Page {
		settings := func() *shell.Page { return officer.SettingsPage(p.Shell) }
		return &shell.Page{ID: "more", List: true, Detail: settings, Build: func(v shell.View) fyne.CanvasObject {
			return widgets.Framed(p.Shell.Header(v, v.Words.T("officer.more.title"), ""), widgets.Pad(theme.Gap16, theme.Gap8,
				widgets.Answers([]widgets.Option{{Code: "settings", Label: v.Words.T("officer.more.settings"), Detail: v.Words.T("officer.more.settings_about")},
					{Code: "lock", Label: v.Words.T("officer.more.lock")}}, "", func(code string) {
					if code == "lock" {
						p.lock()
						return
					}
					p.Shell.Beside(settings())
				})), nil)
		}}
	}}
}
