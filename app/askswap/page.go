// Package askswap is the page on which an officer asks to swap a day with a colleague,
// and the list of what they asked.
package askswap

import (
	"context"
	"errors"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/desk"
	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/visits"
)

// daysAhead is how many days are offered, from tomorrow on: who is missing today is a
// matter of minutes and of the telephone.
const daysAhead = 14

// page is one swap that is being asked for. Nothing of it is stored before it is asked.
type page struct {
	s        *shell.Shell
	k        *desk.Desk
	name     func(evidence.ID) string
	done     func()
	others   []visits.Person
	loaded   bool
	f        visits.SwapFacts
	words    string
	busy     bool
	said     string
	text     *widgets.Passage
	scrolled float32
}

// Page asks for a swap; done is called once it is asked.
func Page(s *shell.Shell, k *desk.Desk, name func(evidence.ID) string, done func()) *shell.Page {
	p := &page{s: s, k: k, name: name, done: done, f: visits.SwapFacts{Day: k.Now().AddDate(0, 0, 1).Format(time.DateOnly)}}
	shell.Do(s.Run, func(ctx context.Context) ([]visits.Person, error) { return colleagues(ctx, k) }, func(list []visits.Person, err error) {
		if p.others, p.loaded = list, true; err != nil {
			p.said = s.Words().T("common.failed", "why", err.Error())
		}
		s.Rebuild()
	})
	return &shell.Page{ID: "swapping", Build: p.build}
}

func (p *page) build(v shell.View) fyne.CanvasObject {
	w := v.Words
	var parts []fyne.CanvasObject
	if p.said != "" {
		parts = append(parts, widgets.Notice(theme.DangerGround, widgets.Colored(p.said, theme.Danger)))
	}
	parts = append(parts, p.days(w), p.whom(w))
	if p.text == nil {
		p.text = widgets.NewPassage("swap.words", w.T("swap.why"), p.words, 2, func(s string) { p.words = strings.TrimSpace(s) })
	}
	parts = append(parts, widgets.Column(theme.Gap8, widgets.Title(w.T("swap.why")), widgets.NewText(w.T("swap.why.about")), p.text), widgets.Muted(w.T("swap.no_change")))
	scroll := widgets.NewScroll(widgets.Measure(880, widgets.Pad(theme.Gap16, theme.Gap8, widgets.Column(theme.Gap24, parts...))))
	scroll.Offset.Y = p.scrolled
	scroll.OnScrolled = func(at fyne.Position) { p.scrolled = at.Y }
	return widgets.Framed(p.s.Header(v, w.T("swap.ask"), w.T("swap.what")), scroll, widgets.Foot(p.s.Actions(widgets.Primary("swap.yes", w.T("swap.yes"), p.ask).Lock(p.busy))))
}

// choice is one tile.
type choice struct {
	code, label string
	chosen      bool
	pick        func()
}

func (p *page) tiles(least float32, title string, list []choice) fyne.CanvasObject {
	tiles := make([]fyne.CanvasObject, len(list))
	for i, c := range list {
		tiles[i] = widgets.NewAnswer(widgets.Option{Code: c.code, Label: c.label}, c.chosen, func() {
			c.pick()
			p.s.Rebuild()
		})
	}
	return widgets.Column(theme.Gap8, widgets.Title(title), widgets.Columns(least*max(1, p.s.Prefs.Scale), theme.Gap12, tiles...))
}

func (p *page) days(w *i18n.Words) fyne.CanvasObject {
	list := make([]choice, daysAhead)
	for i := range list {
		day := p.k.Now().AddDate(0, 0, i+1).Format(time.DateOnly)
		list[i] = choice{"swap.day." + day, record.Date(w, day), day == p.f.Day, func() { p.f.Day = day }}
	}
	return p.tiles(140, w.T("swap.day"), list)
}

func (p *page) whom(w *i18n.Words) fyne.CanvasObject {
	if !p.loaded {
		return widgets.Muted(w.T("common.loading"))
	}
	list := []choice{{"swap.anybody", w.T("swap.anybody"), p.f.With.IsZero(), func() { p.f.With = evidence.ID{} }}}
	for _, o := range p.others {
		list = append(list, choice{"swap.with." + o.ID.String(), p.name(o.ID), p.f.With == o.ID, func() { p.f.With = o.ID }})
	}
	return p.tiles(200, w.T("swap.whom"), list)
}

// ask writes it down. What is wrong with it is said on the page, and nothing is stored.
func (p *page) ask() {
	if p.busy {
		return
	}
	p.busy, p.said = true, ""
	f, words := p.f, p.words
	if visits.CheckSwapText(&visits.TextWords{Text: words}) != nil {
		p.refuse(p.s.Words().T("swap.refused.words"))
		return
	}
	shell.Do(p.s.Run, func(ctx context.Context) (struct{}, error) {
		_, err := p.k.Officer.AskSwap(ctx, f, words)
		return struct{}{}, err
	}, func(_ struct{}, err error) {
		w := p.s.Words()
		switch {
		case errors.Is(err, visits.ErrSwapsOften):
			p.refuse(w.T("swap.refused.often", "n", visits.SwapsMost))
			return
		case err != nil:
			p.refuse(w.T("common.failed", "why", err.Error()))
			return
		}
		p.busy = false
		p.s.Pop()
		p.s.Tell(w.T("swap.done"), "", nil, 8*time.Second)
		p.done()
	})
}

func (p *page) refuse(why string) {
	p.busy, p.said, p.scrolled = false, why, 0
	p.s.Rebuild()
}
