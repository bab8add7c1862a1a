// Package askvisit is the page on which somebody in the field asks for a visit, and the
// list of those they asked for.
package askvisit

import (
	"context"
	"slices"
	"strconv"
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
	"fairvisit/visits/fieldwork"
)

// daysAhead is how many days are offered; a visit asked for later is planned sooner by
// telling it again.
const daysAhead = 10

// hours are the parts of a day that are offered, in minutes.
var hours = [][2]int{{0, 0}, {8 * 60, 12 * 60}, {12 * 60, 18 * 60}, {18 * 60, 21 * 60}}

// page is one visit that is being asked for. Nothing of it is stored before it is asked.
type page struct {
	s         *shell.Shell
	k         *desk.Desk
	of        evidence.ID // zero: by reference
	done      func()
	first     time.Time // the first day that is offered
	f         visits.AskFacts
	words     visits.AskWords
	look      fieldwork.AskLook
	looked    bool
	err       error
	busy      bool
	said      string
	text, ref *widgets.Passage
	need      *widgets.Passage
	scrolled  float32
}

// Page asks for a visit to a case, or, of a zero case, to one that is not on this device;
// visit is the one after which it is asked, zero for none. done is called once it is asked.
func Page(s *shell.Shell, k *desk.Desk, of, visit evidence.ID, why string, done func()) *shell.Page {
	p := &page{s: s, k: k, of: of, done: done, first: k.Now()}
	day := p.first.AddDate(0, 0, 1).Format(time.DateOnly)
	p.f = visits.AskFacts{Day: day, Until: day, Why: why, Who: visits.AskSame, Visit: visit}
	if of.IsZero() {
		p.f.Who = visits.AskAnybody
	}
	p.lookAgain()
	return &shell.Page{ID: "asking", Build: p.build}
}

// lookAgain puts what is asked for to the rules, beside the screen.
func (p *page) lookAgain() {
	if p.of.IsZero() {
		return
	}
	f := p.f
	shell.Do(p.s.Run, func(ctx context.Context) (fieldwork.AskLook, error) { return p.k.Officer.LookAtAsk(ctx, p.of, f) },
		func(l fieldwork.AskLook, err error) {
			if f.Day == p.f.Day && f.Until == p.f.Until && f.From == p.f.From && f.To == p.f.To {
				p.look, p.err, p.looked = l, err, true
				p.s.Rebuild()
			}
		})
}

func (p *page) build(v shell.View) fyne.CanvasObject {
	w := v.Words
	title := w.T("ask.title")
	sub := ""
	if p.look.Case != nil {
		sub = record.Who(p.look.Case)
	}
	var parts []fyne.CanvasObject
	if p.said != "" {
		parts = append(parts, widgets.Notice(theme.DangerGround, widgets.Colored(p.said, theme.Danger)))
	}
	if p.of.IsZero() {
		if p.ref == nil {
			p.ref = widgets.NewPassage("ask.reference", w.T("ask.reference"), p.words.Reference, 2, func(s string) { p.words.Reference = strings.TrimSpace(s) })
		}
		parts = append(parts, widgets.Column(theme.Gap8, widgets.Title(w.T("ask.reference")), widgets.NewText(w.T("ask.reference.about")), p.ref))
	}
	parts = append(parts, p.days(w), p.times(w), p.rules(w), p.reasons(w), p.whom(w))
	if p.text == nil {
		p.text = widgets.NewPassage("ask.words", w.T("ask.words"), p.words.Text, 2, func(s string) { p.words.Text = strings.TrimSpace(s) })
	}
	parts = append(parts, widgets.Column(theme.Gap8, widgets.Title(w.T("ask.words")), widgets.NewText(w.T("ask.words.about")), p.text), widgets.Muted(w.T("ask.no_promise")))
	scroll := widgets.NewScroll(widgets.Measure(880, widgets.Pad(theme.Gap16, theme.Gap8, widgets.Column(theme.Gap24, parts...))))
	scroll.Offset.Y = p.scrolled
	scroll.OnScrolled = func(at fyne.Position) { p.scrolled = at.Y }
	return widgets.Framed(p.s.Header(v, title, sub), scroll, widgets.Foot(p.s.Actions(widgets.Primary("ask.yes", w.T("ask.yes"), p.ask).Lock(p.busy))))
}

// Tiles of a few letters, and of some words, are at least so wide.
const (
	short float32 = 140
	long  float32 = 200
)

// tiles are choices of which one holds.
func (p *page) tiles(least float32, title, kind string, codes []string, chosen string, label func(string) string, pick func(string)) fyne.CanvasObject {
	list := make([]fyne.CanvasObject, len(codes))
	for i, code := range codes {
		list[i] = widgets.NewAnswer(widgets.Option{Code: "ask." + kind + "." + code, Label: label(code)}, code == chosen, func() {
			pick(code)
			p.s.Rebuild()
		})
	}
	return widgets.Column(theme.Gap8, widgets.Title(title), widgets.Columns(least*max(1, p.s.Prefs.Scale), theme.Gap12, list...))
}

func (p *page) days(w *i18n.Words) fyne.CanvasObject {
	codes := make([]string, daysAhead)
	for i := range codes {
		codes[i] = p.first.AddDate(0, 0, i).Format(time.DateOnly)
	}
	day := p.tiles(short, w.T("ask.day"), "day", codes, p.f.Day, func(day string) string { return record.Date(w, day) }, func(day string) {
		n := p.span()
		p.f.Day = day
		p.reach(n)
	})
	spans := []string{"1", "2", "3", "7"}
	until := p.tiles(short, w.T("ask.until"), "span", spans, strconv.Itoa(p.span()), func(n string) string {
		days, _ := strconv.Atoi(n) // of the list above
		return w.N("ask.span", days)
	}, func(n string) {
		days, _ := strconv.Atoi(n)
		p.reach(days)
	})
	return widgets.Column(theme.Gap16, day, until)
}

// span is how many days would do.
func (p *page) span() int {
	days, err := p.f.Days()
	if err != nil {
		return 1
	}
	return len(days)
}

// reach has so many days do, from the first on.
func (p *page) reach(days int) {
	if d, err := time.Parse(time.DateOnly, p.f.Day); err == nil {
		p.f.Until = d.AddDate(0, 0, days-1).Format(time.DateOnly)
	}
	p.lookAgain()
}

func (p *page) times(w *i18n.Words) fyne.CanvasObject {
	codes, now := make([]string, len(hours)), ""
	for i, h := range hours {
		codes[i] = strconv.Itoa(i)
		if h == [2]int{p.f.From, p.f.To} {
			now = codes[i]
		}
	}
	return p.tiles(short, w.T("ask.time"), "time", codes, now, func(code string) string {
		i := slices.Index(codes, code)
		if i == 0 {
			return w.T("ask.time.any")
		}
		return w.T("ask.time.part", "from", hours[i][0]/60, "to", hours[i][1]/60)
	}, func(code string) {
		i := slices.Index(codes, code)
		p.f.From, p.f.To = hours[i][0], hours[i][1]
		p.lookAgain()
	})
}

// rules is what they say to it now.
func (p *page) rules(w *i18n.Words) fyne.CanvasObject {
	switch {
	case p.of.IsZero():
		return widgets.Notice(theme.InfoGround, widgets.NewText(w.T("ask.rules.reference")))
	case p.err != nil:
		return widgets.Notice(theme.WarningGround, widgets.NewText(w.T("common.failed", "why", p.err.Error())))
	case !p.looked:
		return widgets.Muted(w.T("common.loading"))
	}
	var said []fyne.CanvasObject
	if p.look.Case.Stopped() {
		said = append(said, widgets.Colored(w.T("ask.rules.stopped", "why", record.Flag(w, p.look.Case.Flags[len(p.look.Case.Flags)-1].Code)), theme.Danger))
	} else if text := record.AskRules(w, p.look.Not, p.span(), p.look.Next, record.Zone(p.look.Case)); text != "" {
		said = append(said, widgets.Strong(text))
		if by := record.AskAgainst(w, p.look.Against); by != "" {
			said = append(said, widgets.Muted(by))
		}
	}
	if p.look.Held != "" {
		said = append(said, widgets.Strong(w.T("ask.rules.promise", "day", record.Date(w, p.look.Held))))
	}
	if len(said) == 0 {
		return widgets.Notice(theme.GoodGround, widgets.NewText(w.T("ask.rules.open")))
	}
	return widgets.Notice(theme.WarningGround, said...)
}

func (p *page) reasons(w *i18n.Words) fyne.CanvasObject {
	return p.tiles(long, w.T("ask.why"), "why", visits.AskWhys, p.f.Why, func(code string) string { return w.T("ask.why." + code) }, func(code string) { p.f.Why = code })
}

func (p *page) whom(w *i18n.Words) fyne.CanvasObject {
	who := p.tiles(long, w.T("ask.who"), "who", visits.AskWhos, p.f.Who, func(code string) string { return w.T("ask.who." + code) }, func(code string) { p.f.Who = code })
	if p.f.Who != visits.AskSkill && p.f.Who != visits.AskLanguage {
		return who
	}
	if p.need == nil {
		p.need = widgets.NewPassage("ask.need", w.T("ask.which"), p.f.Need, 2, func(s string) { p.f.Need = strings.TrimSpace(s) })
	}
	return widgets.Column(theme.Gap8, who, widgets.NewText(w.T("ask.which")), p.need)
}

// ask writes it down. What is wrong with it is said on the page, and nothing is stored.
func (p *page) ask() {
	if p.busy {
		return
	}
	p.busy, p.said = true, ""
	f, words := p.f, p.words
	if f.Who != visits.AskSkill && f.Who != visits.AskLanguage {
		f.Need = ""
	}
	w := p.s.Words()
	switch f.Reference = p.of.IsZero(); {
	case f.Reference && words.Reference == "":
		p.refuse(w.T("ask.refused.reference"))
		return
	case f.Check() != nil: // the days and the codes are of lists: only what is typed can be wrong
		p.refuse(w.T("ask.refused.need"))
		return
	case words.Check(&f) != nil:
		p.refuse(w.T("ask.refused.words"))
		return
	}
	shell.Do(p.s.Run, func(ctx context.Context) (struct{}, error) {
		_, _, err := p.k.Officer.AskVisit(ctx, p.of, f, words)
		return struct{}{}, err
	}, func(_ struct{}, err error) {
		if err != nil {
			p.refuse(p.s.Words().T("common.failed", "why", err.Error()))
			return
		}
		p.busy = false
		p.s.Pop()
		p.s.Tell(p.s.Words().T("ask.done"), "", nil, 8*time.Second)
		p.done()
	})
}

func (p *page) refuse(why string) {
	p.busy, p.said, p.scrolled = false, why, 0
	p.s.Rebuild()
}
