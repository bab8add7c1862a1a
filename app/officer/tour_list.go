package officer

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/visits/rules"
)

// tourList is the list of the tour with what the rules said of each stop that
// was seen so far. A verdict is asked when its row comes into view: for five
// thousand stops the answers would take seconds, for a screenful milliseconds.
type tourList struct {
	day      *Day
	tour     tour
	hits     []*stop // what a search found; nil while nobody searches
	verdicts map[evidence.ID]answer
	round    int // of asking; an answer of an earlier round is shown and asked anew
	wanted   []evidence.ID
	pending  map[evidence.ID]bool // wanted or being asked
	asking   bool
	drawing  bool

	texts map[string]bool // that chips of rows said, for the height of rows
	list  *widget.List    // the one that is shown, kept while nothing about its rows changed
	made  rowLook
}

// rowLook is what the rows of a list were made for.
type rowLook struct {
	lang  i18n.Lang
	scale float32
	dark  bool
	pane  float32
	lines int // of a chip
}

// answer is a verdict of one round.
type answer struct {
	round   int
	verdict rules.Verdict
	err     error
}

// soon is after the drawing that is under way.
const soon = 50 * time.Millisecond

// askedTogether is how many stops are asked in one go beside the screen.
const askedTogether = 16

func newTourList(d *Day) *tourList {
	return &tourList{day: d, verdicts: map[evidence.ID]answer{}, pending: map[evidence.ID]bool{}, texts: map[string]bool{}}
}

// show takes a new tour in.
func (t *tourList) show(next tour) {
	t.tour = next
	t.find()
	t.askAgain()
}

// askAgain has every stop that is seen asked anew.
func (t *tourList) askAgain() {
	t.round++
	t.refresh()
}

func (t *tourList) refresh() {
	if t.list != nil && !t.drawing {
		t.list.Refresh()
	}
}

// find has the list show what the day's search asks for.
func (t *tourList) find() {
	t.hits = nil
	if q := t.day.search.Query; q != "" {
		t.hits = append([]*stop{}, t.tour.searched(t.day.seen.index.Search(q))...)
	}
}

func (t *tourList) length() int {
	if t.hits != nil {
		return len(t.hits)
	}
	return len(t.tour.Drafts) + len(t.tour.Stops)
}

func (t *tourList) at(i int) *stop {
	if t.hits != nil {
		if i < len(t.hits) {
			return t.hits[i]
		}
		return nil
	}
	if i < len(t.tour.Drafts) {
		return &t.tour.Drafts[i]
	}
	if i -= len(t.tour.Drafts); i < len(t.tour.Stops) {
		return &t.tour.Stops[i]
	}
	return nil
}

// verdict is what the rules said of a stop, asked for if it is not known as of
// this round; false while nothing was answered yet.
func (t *tourList) verdict(id evidence.ID) (answer, bool) {
	a, ok := t.verdicts[id]
	if (!ok || a.round != t.round) && !t.pending[id] {
		t.pending[id] = true
		t.wanted = append(t.wanted, id)
		t.ask()
		a, ok = t.verdicts[id]
	}
	return a, ok
}

// ask puts what is wanted to the rules, beside the screen.
func (t *tourList) ask() {
	if t.asking || len(t.wanted) == 0 {
		return
	}
	t.asking = true
	batch, round := t.wanted[:min(askedTogether, len(t.wanted))], t.round
	t.wanted = t.wanted[len(batch):]
	k := t.day.desk
	shell.Do(t.day.shell.Run, func(ctx context.Context) (map[evidence.ID]answer, error) {
		said := map[evidence.ID]answer{}
		for _, id := range batch {
			a := answer{round: round}
			a.verdict, _, a.err = k.Officer.Ask(ctx, id, k.Second())
			said[id] = a
		}
		return said, nil
	}, func(said map[evidence.ID]answer, _ error) {
		t.asking = false
		for id, a := range said {
			t.verdicts[id] = a
			delete(t.pending, id)
		}
		if len(t.wanted) == 0 {
			t.refresh()
		}
		t.ask()
	})
}

// chip is what a row says of its stop.
func (t *tourList) chip(s *stop) (widgets.Sense, string) {
	w, now := t.day.words(), t.day.shell.Now()
	zone := zoneOf(s.Zone)
	switch {
	case !s.Draft.IsZero():
		return widgets.Accent, w.T("officer.chip.draft", "time", moment(w, s.Since, zone, now))
	case s.Done != 0:
		return widgets.Good, w.T("officer.chip.done", "time", moment(w, s.Done, zone, now))
	}
	a, ok := t.verdict(s.Case)
	switch {
	case !ok:
		return widgets.Neutral, w.T("officer.chip.asking")
	case a.err != nil:
		return widgets.Danger, w.T("officer.chip.failed")
	}
	return chipOf(w, a.verdict, zone, now)
}

// lines is how many lines a chip needs at most in a pane of that width, of what
// chips said so far: all rows are equally high, and two lines for all would cost
// a phone a row.
func (t *tourList) lines(pane float32) int {
	most := 1
	for text := range t.texts {
		most = max(most, t.chipLines(short(text), pane))
	}
	return most
}

// chipLines is how many lines a chip of those words needs.
func (t *tourList) chipLines(text string, pane float32) int {
	chip := widgets.Chip(widgets.Danger, text)
	words := chip.Content.(*widgets.Text)
	words.Lines = 1
	one := words.MinSize().Height
	words.Lines = 0
	room := pane - rowLeft(t.day.shell.Prefs.Scale) - theme.Gap16
	return int(words.HeightFor(room-2*chip.X)/one + 0.5)
}

// fitting is what a chip of that sense says in the rows that are shown: all, where
// it fits one line; else without its last clause ("do not go"), which its sign and
// its colour say too, and which the page of the case says again. A row of two lines
// would make all others as high as itself.
func (t *tourList) fitting(text string, sense widgets.Sense) string {
	if t.chipLines(text, t.made.pane) > 1 {
		text = short(text)
	}
	return widgets.Chip(sense, text).Content.(*widgets.Text).Text
}

// short is a chip's words without their last clause.
func short(text string) string {
	for _, sign := range []string{", ", "，"} {
		if at := strings.LastIndex(text, sign); at > 0 {
			return text[:at]
		}
	}
	return text
}

// heard notes what a chip says; where it does not fit the rows are made anew.
func (t *tourList) heard(text string) {
	if t.texts[text] {
		return
	}
	t.texts[text] = true
	if t.lines(t.made.pane) > t.made.lines {
		t.day.shell.Run.After(soon, t.day.rebuild)
	}
}

// object is the list for a pane of that width. It is the same one as before
// while the rows look the same, so that it keeps its place when the page is
// built again.
func (t *tourList) object(pane float32) fyne.CanvasObject {
	p := t.day.shell.Prefs
	if p.Lang != t.made.lang {
		clear(t.texts)
	}
	want := rowLook{p.Lang, p.Scale, p.Dark, pane, t.lines(pane)}
	if t.list != nil && t.made == want {
		t.refresh()
		return t.list
	}
	t.made = want
	t.list = widget.NewList(t.length, func() fyne.CanvasObject { return newStopRow(t.day, want.lines) },
		func(i widget.ListItemID, o fyne.CanvasObject) {
			s := t.at(i)
			if s == nil {
				return // the list is longer than the tour for the moment of a change
			}
			t.drawing = true
			o.(*stopRow).show(s)
			t.drawing = false
		})
	t.list.HideSeparators = true
	t.list.OnSelected = func(i widget.ListItemID) {
		t.list.UnselectAll()
		if s := t.at(i); s != nil {
			t.day.choose(s)
		}
	}
	return t.list
}
