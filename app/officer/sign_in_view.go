package officer

import (
	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"fairvisit/app/desk"
	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence/vault"
)

func (p *signIn) build(v shell.View) fyne.CanvasObject {
	w := v.Words
	var body fyne.CanvasObject
	switch {
	case p.err != nil:
		body = trouble(w, p.err, p.load)
	case !p.read:
		body = widgets.Muted(w.T("common.loading"))
	case p.enrol != nil:
		body = p.enrolling(w)
	case p.chosen != nil:
		body = p.pinCard(w)
	default:
		body = p.whoCard(w)
	}
	mark := widgets.Colored(w.T("app.name"), theme.Accent).Sized(theme.Headline)
	parts := widgets.Column(theme.Gap16, widgets.Wrap(theme.Gap12, mark, languages(p.shell)), body,
		widgets.Notice(theme.InfoGround, widgets.NewText(w.T("officer.pin.protects"))))
	return widgets.NewScroll(widgets.Limit(480, widgets.Pad(theme.Gap16, theme.Gap24, parts)))
}

// languages switches the language where one cannot read the other: each is
// written in itself.
func languages(s *shell.Shell) fyne.CanvasObject {
	var list []fyne.CanvasObject
	for _, l := range i18n.Langs {
		kind := widgets.Quiet
		if l == s.Prefs.Lang {
			kind = widgets.Outlined
		}
		list = append(list, widgets.NewButton("language."+string(l), s.Words().T("language."+string(l)), kind, func() {
			prefs := s.Prefs
			prefs.Lang = l
			s.SetPrefs(prefs)
		}))
	}
	return widgets.Row(theme.Gap8, list...)
}

func (p *signIn) whoCard(w *i18n.Words) fyne.CanvasObject {
	options := make([]widgets.Option, len(p.people))
	for i, who := range p.people {
		options[i] = widgets.Option{Code: who.ID.String(), Label: personName(w, who), Detail: p.about(w, who)}
	}
	return widgets.Column(theme.Gap16, widgets.Title(w.T("officer.pin.title")), widgets.Answers(options, "", p.choose), wrapped(p.addButton(w)))
}

// about is the second line of a person.
func (p *signIn) about(w *i18n.Words, who desk.Person) string {
	role := ""
	if who.Name != "" {
		role = roleName(w, who.Role)
	}
	if !who.NoPIN {
		return role
	}
	if role != "" {
		role += " · "
	}
	return role + w.T("officer.pin.new")
}

func (p *signIn) addButton(w *i18n.Words) fyne.CanvasObject {
	return widgets.NewButton("add", w.T("officer.pin.add"), widgets.Quiet, p.add).WithIcon(fynetheme.ContentAddIcon())
}

func (p *signIn) pinCard(w *i18n.Words) fyne.CanvasObject {
	var other fyne.CanvasObject
	if len(p.people) > 1 {
		other = widgets.NewButton("other", w.T("officer.pin.other"), widgets.Quiet, p.other)
	}
	if p.words.asked() {
		return widgets.Column(theme.Gap16, p.words.object(w), wrapped(other))
	}
	title := w.T("officer.pin.of", "name", personName(w, *p.chosen))
	about := ""
	p.pad.least = 0
	switch {
	case p.chosen.Wiped:
		about = w.T("officer.pin.wiped")
	case p.chosen.NoKey:
		about = w.T("officer.pin.no_key")
	case p.chosen.Locked:
		p.pad.least = vault.CodeDigits
		title = w.T("officer.pin.code_of", "name", personName(w, *p.chosen))
		key := "officer.pin.code"
		if p.chosen.Held {
			key = "officer.pin.code_held"
		}
		about = w.T(key, "device", p.chosen.Device.Short(), "n", p.chosen.Request)
	case p.chosen.NoPIN:
		about = w.T("officer.pin.choose", "n", desk.MinPIN)
		if p.first != "" {
			about = w.T("officer.pin.again")
		}
	}
	var said fyne.CanvasObject
	if about != "" {
		said = widgets.Strong(about)
	}
	var pad fyne.CanvasObject
	if !p.chosen.NoKey && !p.chosen.Wiped { // what cannot be opened takes no PIN
		pad = p.pad.object(p.shell)
	}
	return widgets.Column(theme.Gap16, widgets.Title(title), said, pad, widgets.Wrap(theme.Gap8, other, p.addButton(w)))
}

func (p *signIn) enrolling(w *i18n.Words) fyne.CanvasObject {
	var other fyne.CanvasObject
	if len(p.people) > 0 {
		other = widgets.NewButton("other", w.T("common.back"), widgets.Quiet, p.other)
	} else {
		other = widgets.Muted(w.T("officer.pin.nobody"))
	}
	return widgets.Column(theme.Gap16, p.enrol.object(w), wrapped(other))
}
