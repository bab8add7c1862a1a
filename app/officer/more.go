package officer

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"fairvisit/app/askswap"
	"fairvisit/app/askvisit"
	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
)

func join(w *i18n.Words, parts []string) string { return strings.Join(parts, w.T("officer.list_sign")) }

// morePage leads to what is not the day's work.
func (d *Day) morePage() *shell.Page {
	d.reload()
	return &shell.Page{ID: "more", List: true, Detail: d.aboutMePage, Build: func(v shell.View) fyne.CanvasObject {
		w := v.Words
		way := func(id, label string, tapped func()) fyne.CanvasObject {
			return widgets.NewButton(id, label, widgets.Outlined, tapped)
		}
		return widgets.Framed(d.shell.Header(v, w.T("officer.more.title"), d.name(d.desk.Me())), d.scroll("more",
			way("me", w.T("officer.more.about_me"), func() { d.shell.Beside(d.aboutMePage()) }),
			way("safety", w.T("safety.title"), func() { d.shell.Beside(d.safetyPage()) }),
			way("asks", w.T("ask.mine"), func() { d.shell.Beside(askvisit.Mine(d.shell, d.desk, d.name)) }),
			way("swaps", w.T("swap.mine"), func() { d.shell.Beside(askswap.Mine(d.shell, d.desk, d.name)) }),
			way("crew", w.T("crew.confirm.more"), func() { d.shell.Beside(d.crewPage()) }),
			way("settings", w.T("officer.more.settings"), func() { d.shell.Beside(SettingsPage(d.shell)) }),
			way("enrol_more", w.T("officer.more.enrol"), func() { d.shell.Beside(d.enrolPage()) }),
			way("keys", w.T("officer.more.keys"), func() { d.shell.TypedRune('?') }),
			widgets.Space(),
			way("lock", w.T("officer.more.lock"), d.hooks.Lock)), nil)
	}}
}

// enrolPage adds a colleague to this tablet.
func (d *Day) enrolPage() *shell.Page {
	said := ""
	e := newEnrolment(d.shell, d.desk.Device, func(evidence.ID) {
		said = d.words().T("officer.more.enrolled")
		d.shell.Rebuild()
	})
	return &shell.Page{ID: "enrol", Build: func(v shell.View) fyne.CanvasObject {
		var done fyne.CanvasObject
		if said != "" {
			done = widgets.Notice(theme.GoodGround, widgets.Colored(said, theme.Good))
		}
		return widgets.Framed(d.shell.Header(v, v.Words.T("officer.pin.add"), ""), d.scroll("enrol", done, e.object(v.Words)), nil)
	}}
}

// aboutMePage is what this device holds about the officer's own work.
func (d *Day) aboutMePage() *shell.Page {
	return &shell.Page{ID: "me", Build: func(v shell.View) fyne.CanvasObject {
		w, m := v.Words, d.seen.mine
		visits := widgets.Card(widgets.Muted(w.T("officer.me.visits")), widgets.Strong(w.N("officer.me.done", m.Done)).Sized(theme.Answer),
			widgets.NewText(w.N("officer.me.left", m.Left)), widgets.NewText(w.N("officer.me.abandoned", m.Abandoned)), widgets.NewText(w.N("officer.me.open", m.Open)))
		parts := []fyne.CanvasObject{widgets.Muted(w.T("officer.me.findings"))}
		for _, f := range d.seen.findings {
			parts = append(parts, d.findingRow(w, f))
		}
		if len(d.seen.findings) == 0 {
			parts = append(parts, widgets.NewText(w.T("officer.me.no_findings")))
		}
		return widgets.Framed(d.shell.Header(v, w.T("officer.me.title"), d.name(d.desk.Me())), d.scroll("me", visits, widgets.Card(parts...), d.rulesCard(w)), nil)
	}}
}

// SettingsPage is what a person chooses for this screen, whatever their role.
func SettingsPage(s *shell.Shell) *shell.Page {
	var offset float32
	return &shell.Page{ID: "settings", Build: func(v shell.View) fyne.CanvasObject {
		w, p := v.Words, s.Prefs
		set := func(change func(*shell.Prefs)) {
			next := s.Prefs
			change(&next)
			s.SetPrefs(next)
		}
		var langs, sizes []widgets.Option
		for _, l := range i18n.Langs {
			langs = append(langs, widgets.Option{Code: string(l), Label: w.T("language." + string(l))})
		}
		for _, n := range []int{100, 125, 150, 200} {
			sizes = append(sizes, widgets.Option{Code: strconv.Itoa(n), Label: w.T("officer.more.percent", "n", n)})
		}
		size := strconv.Itoa(int(max(1, p.Scale)*100 + 0.5))
		parts := widgets.Column(theme.Gap24,
			group(w.T("officer.more.language"), langs, string(p.Lang), func(c string) { set(func(p *shell.Prefs) { p.Lang = i18n.Lang(c) }) }),
			group(w.T("officer.more.size"), sizes, size, func(c string) {
				if n, err := strconv.Atoi(c); err == nil {
					set(func(p *shell.Prefs) { p.Scale = float32(n) / 100 })
				}
			}),
			group(w.T("officer.more.theme"), []widgets.Option{{Code: "light", Label: w.T("officer.more.light")}, {Code: "dark", Label: w.T("officer.more.dark")}},
				either(p.Dark, "dark", "light"), func(c string) { set(func(p *shell.Prefs) { p.Dark = c == "dark" }) }),
			group(w.T("officer.more.hand"), []widgets.Option{{Code: "right", Label: w.T("officer.more.right")}, {Code: "left", Label: w.T("officer.more.left")}},
				either(p.Left, "left", "right"), func(c string) { set(func(p *shell.Prefs) { p.Left = c == "left" }) }))
		scroll := widgets.NewScroll(widgets.Measure(880, widgets.Pad(theme.Gap16, theme.Gap8, parts)))
		scroll.Offset.Y = offset
		scroll.OnScrolled = func(at fyne.Position) { offset = at.Y }
		return widgets.Framed(s.Header(v, w.T("officer.more.settings"), ""), scroll, nil)
	}}
}

func group(title string, options []widgets.Option, chosen string, pick func(string)) fyne.CanvasObject {
	tiles := make([]fyne.CanvasObject, len(options))
	for i, o := range options {
		tiles[i] = widgets.NewAnswer(o, o.Code == chosen, func() { pick(o.Code) })
	}
	return widgets.Column(theme.Gap8, widgets.Title(title), widgets.Columns(260, theme.Gap12, tiles...))
}

func either(which bool, yes, no string) string {
	if which {
		return yes
	}
	return no
}
