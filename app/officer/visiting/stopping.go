package visiting

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/visits"
)

// stopWords names the words of a stop among the texts that are being typed.
const stopWords = "stop"

// raiseView raises a stop that no answer of the list raises: the officer picks what
// it is and writes why. It is in force at once, here and wherever it comes first.
func (m *model) raiseView(view shell.View, st station) fyne.CanvasObject {
	w := m.w()
	body := widgets.Column(theme.Gap16, widgets.Headline(w.T("visiting.raise.title")), widgets.NewText(w.T("visiting.raise.about")))
	var codes []fyne.CanvasObject
	for _, code := range visits.StopCodes {
		label := i18n.Begin(w.T("officer.flag." + code))
		switch {
		case m.raised(code):
			codes = append(codes, widgets.NewButton("stop."+code, "✓ "+label, widgets.Outlined, func() { m.say(w.T("visiting.raise.stands")) }).Lock(true))
			continue
		case m.stopping == code:
			label = "● " + label
		}
		codes = append(codes, widgets.NewButton("stop."+code, label, widgets.Outlined, func() {
			m.stopping, m.said = code, ""
			m.show()
		}))
	}
	body.Add(widgets.Wrap(theme.Gap8, codes...))
	body.Add(widgets.NewText(w.T("visiting.raise.why")))
	body.Add(m.field(stopWords, w.T("visiting.raise.why")))
	raise := widgets.NewButton("raise", w.T("visiting.raise.raise"), widgets.Destructive, m.raise).Lock(m.stopping == "")
	return m.frame(view, st, body, foot{tools: true, list: []fyne.CanvasObject{m.backButton(), raise}})
}

// raised reports whether a stop of that code is in force.
func (m *model) raised(code string) bool {
	return m.at.about != nil && slices.ContainsFunc(m.at.about.Flags, func(f visits.Flag) bool { return f.Code == code })
}

func (m *model) raise() {
	code, why := m.stopping, strings.TrimSpace(m.words[stopWords])
	if code == "" {
		m.say(m.w().T("visiting.raise.pick"))
		return
	}
	m.act(func(ctx context.Context) error {
		if err := m.v.Flag(ctx, code, why); err != nil {
			return err
		}
		return m.v.KeepTyped(ctx, stopWords, "") // it is in the stop now
	}, func() {
		delete(m.words, stopWords)
		delete(m.kept, stopWords)
		m.stopping, m.sub = "", asking
		m.tell(m.w().T("visiting.raise.raised"))
	})
}
