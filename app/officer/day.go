package officer

import (
	"context"
	"errors"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"fairvisit/app/desk"
	"fairvisit/app/i18n"
	"fairvisit/app/mapview"
	"fairvisit/app/mapview/tiles"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
)

// Hooks are what an officer's day hands over to others.
type Hooks struct {
	// StartVisit goes on with a visit that was just opened, ResumeVisit with one
	// that was left open. Both are called on the screen's goroutine.
	StartVisit, ResumeVisit func(*desk.Desk, *fieldwork.Visit)
	// Lock ends the day: whoever wired it closes the desk and shows the sign-in.
	Lock func()
	// Pick asks for a file of one of these endings and hands it over, or never comes
	// back; nil: this device picks none.
	Pick func(endings []string, took func(desk.File))
}

// Day is one officer's day. It is used on the screen's goroutine only.
type Day struct {
	shell *shell.Shell
	desk  *desk.Desk
	hooks Hooks

	seen    snapshot
	failed  error // of the last load
	loaded  bool
	loading bool
	again   bool // something changed while a load ran
	due     bool // a load is on its way
	ended   bool

	tour    *tourList
	chart   *mapview.Map // of the tour
	search  *widgets.Search
	open    *casePage // the case in front, nil for none
	asked   question  // to a colleague; kept until somebody said yes
	offsets map[string]float32
	stops   []func()

	saying    saying      // of today; what was ticked last holds, whatever a look still reads
	replanned *replanning // what is being looked for or shown; nil for nothing
	ways      ways
	effort    int // iterations to look for an order; 0: by time
}

// A change is shown within this: a session that sends photos tells of one many
// times a second, and five thousand cases take a small tablet most of a second
// to read.
const settle = 2 * time.Second

// minuteTick is how often the rules are asked again for what is seen.
const minuteTick = time.Minute

// NewDay begins the screens of a signed-in officer; End ends them.
func NewDay(s *shell.Shell, k *desk.Desk, h Hooks) *Day {
	d := &Day{shell: s, desk: k, hooks: h, offsets: map[string]float32{}}
	d.tour = newTourList(d)
	d.OpenMap(tiles.Grid{}, nil)
	d.search = widgets.NewSearch(func() {
		d.tour.find()
		d.rebuild()
	})
	k.OnChange(func() { s.Run.Show(d.soon) })
	d.stops = append(d.stops, s.Run.Every(minuteTick, d.tick))
	return d
}

// End stops what the day began; the desk stays open.
func (d *Day) End() {
	d.ended = true
	d.desk.OnChange(nil)
	for _, stop := range d.stops {
		stop()
	}
	d.stops = nil
}

// Sections are what an officer has on the rail or the bar.
func (d *Day) Sections() []shell.Section {
	return []shell.Section{
		{ID: "today", Icon: fynetheme.ListIcon(), Open: d.todayPage},
		{ID: "sending", Icon: fynetheme.UploadIcon(), Open: d.sendingPage, Badge: d.waitingBadge},
		{ID: "more", Icon: fynetheme.SettingsIcon(), Open: d.morePage},
	}
}

// soon loads again after a moment, once for all that happens until then.
func (d *Day) soon() {
	if d.due {
		return
	}
	d.due = true
	d.shell.Run.After(settle, func() {
		d.due = false
		d.reload()
	})
}

// tick has the rules asked again: what was refused may have opened.
func (d *Day) tick() {
	d.tour.askAgain()
	if d.open != nil {
		d.open.ask()
	}
	d.reload()
}

// reload reads everything the pages show, beside the screen.
func (d *Day) reload() {
	if d.ended {
		return
	}
	if d.loading {
		d.again = true
		return
	}
	d.loading = true
	before, had := d.seen, d.loaded
	shell.Do(d.shell.Run, func(ctx context.Context) (snapshot, error) {
		next, err := look(ctx, d.desk)
		next.same = err == nil && had && next.equal(before)
		return next, err
	}, func(next snapshot, err error) {
		d.loading = false
		if d.ended {
			return // the page in front is no longer the day's
		}
		if err == nil {
			d.seen, d.loaded = next, true
			if d.saying.Day != next.saying.Day {
				d.saying = next.saying
			}
		}
		changed := err != nil || d.failed != nil || !next.same
		d.failed = err
		if changed {
			d.tour.show(d.seen.tour)
			d.rebuild()
		}
		if d.again {
			d.again = false
			d.reload()
		}
	})
}

// rebuild builds what is seen again, if it is a page of the day. Another's page
// must not lose the letter that is being typed because a photo was sent.
func (d *Day) rebuild() {
	top := d.shell.Top()
	if top == nil || top.Whole || slices.Contains([]string{"settings", "second", "receive", "amount", "second.qr", "crew", "enrol"}, top.ID) {
		return
	}
	d.shell.Rebuild()
}

// fresh loads again if something was written since: a visit that was closed
// offline tells nobody but the journal.
func (d *Day) fresh() {
	if d.loaded && d.desk.Journal.Writings() != d.seen.writings {
		d.reload()
	}
}

func (d *Day) words() *i18n.Words { return d.shell.Words() }

// name is a colleague's, or a short id where this device was not told it.
func (d *Day) name(who evidence.ID) string {
	if n := d.desk.Name(who); n != "" {
		return n
	}
	return d.words().T("officer.colleague", "id", who.Short())
}

// most is how wide a page gets on a desk's screen: its head, body and foot begin
// and end at the same edges.
const most = 1100

// scroll scrolls the body of a page and keeps its place when the page is built
// again.
func (d *Day) scroll(id string, parts ...fyne.CanvasObject) fyne.CanvasObject {
	s := widgets.NewScroll(widgets.Measure(most, widgets.Pad(theme.Gap16, theme.Gap8, widgets.Column(theme.Gap12, parts...))))
	s.Offset.Y = d.offsets[id]
	s.OnScrolled = func(p fyne.Position) { d.offsets[id] = p.Y }
	return s
}

// large reports that the letters are so large that a page must save its height.
func (d *Day) large() bool { return d.shell.Prefs.Scale > 1.25 }

// foot is the bar of actions at the foot of a page, the next allowed one last.
func (d *Day) foot(note string, buttons ...fyne.CanvasObject) fyne.CanvasObject {
	var list []fyne.CanvasObject
	for _, b := range buttons {
		if b != nil {
			list = append(list, b)
		}
	}
	var said fyne.CanvasObject
	if note != "" {
		said = widgets.Muted(note)
	}
	if len(list) == 0 && said == nil {
		return nil
	}
	var actions fyne.CanvasObject
	if len(list) > 0 {
		actions = d.shell.Actions(list...)
	}
	return widgets.Foot(widgets.Measure(most-2*theme.Gap16, widgets.Column(theme.Gap8, said, actions)))
}

// trouble tells that something could not be read or done, and that all is safe.
func trouble(w *i18n.Words, err error, again func()) fyne.CanvasObject {
	var retry fyne.CanvasObject
	if again != nil {
		retry = widgets.NewButton("retry", w.T("common.retry"), widgets.Outlined, again)
	}
	return widgets.Notice(theme.DangerGround, widgets.Colored(w.T("common.failed", "why", sentence(w, err)), theme.Danger), widgets.NewText(w.T("common.safe")), wrapped(retry))
}

// sentence is why something was not done: in the officer's language where it is the
// day's own refusal.
func sentence(w *i18n.Words, err error) string {
	switch {
	case errors.Is(err, errTooMany):
		return w.T("officer.replan.too_many", "n", mostReplanned)
	case errors.Is(err, errAnswer):
		return w.T("day.answer.refused", "n", visits.AnswerMost)
	case errors.Is(err, errUncounted):
		return w.T("day.end.count_first")
	case errors.Is(err, errLongHazard):
		return w.T("safety.hazard.too_long", "n", visits.HazardWordsMost)
	}
	return err.Error()
}

// wrapped keeps a lone button as wide as its words.
func wrapped(o fyne.CanvasObject) fyne.CanvasObject {
	if o == nil {
		return nil
	}
	return widgets.Wrap(theme.Gap12, o)
}
