package askswap

import (
	"cmp"
	"context"
	"slices"
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

// line is a swap that was asked for with how it stands here.
type line struct {
	visits.Swap
	stands visits.SwapStands
	sent   bool // headquarters has it
}

// keptDays is for how many days after its day a swap is listed.
const keptDays = 14

// read are the swaps that who is at the desk asked for, or would have with a colleague.
func read(ctx context.Context, k *desk.Desk) ([]line, error) {
	all, err := k.Officer.Swaps(ctx)
	if err != nil {
		return nil, err
	}
	old := k.Now().AddDate(0, 0, -keptDays).Format(time.DateOnly)
	var list []line
	for i := range all {
		l := line{Swap: all[i]}
		if l.Day < old {
			continue
		}
		l.stands = l.Stands(k.Officer.Today(nil))
		if l.sent = l.Received != 0; !l.sent {
			if l.sent, err = k.Journal.Stored(ctx, l.Entry); err != nil {
				return nil, err
			}
		}
		list = append(list, l)
	}
	return list, nil
}

// Mine is the page of the swaps of who is at the desk, and the way to ask for one.
func Mine(s *shell.Shell, k *desk.Desk, name func(evidence.ID) string) *shell.Page {
	var lines []line
	var failed error
	loaded := false
	load := func() {
		shell.Do(s.Run, func(ctx context.Context) ([]line, error) { return read(ctx, k) }, func(list []line, err error) {
			lines, failed, loaded = list, err, true
			s.Rebuild()
		})
	}
	load()
	return &shell.Page{ID: "swaps", Build: func(v shell.View) fyne.CanvasObject {
		w := v.Words
		head := s.Header(v, w.T("swap.mine"), "")
		foot := widgets.Foot(s.Actions(widgets.NewButton("swap.ask", w.T("swap.ask"), widgets.Outlined, func() { s.Push(Page(s, k, name, load)) })))
		say := func(o fyne.CanvasObject) fyne.CanvasObject {
			return widgets.Framed(head, widgets.Pad(theme.Gap16, theme.Gap16, o), foot)
		}
		switch {
		case failed != nil:
			return say(widgets.NewText(w.T("common.failed", "why", failed.Error())))
		case !loaded:
			return say(widgets.Muted(w.T("common.loading")))
		case len(lines) == 0:
			return say(widgets.Muted(w.T("swap.mine.none")))
		}
		return widgets.Framed(head, widgets.Lines(len(lines), func(i int, row *widgets.Line) { lines[i].fill(w, row, k.Me(), name) }), foot)
	}}
}

// fill shows it as a row of a list.
func (l *line) fill(w *i18n.Words, row *widgets.Line, me evidence.ID, name func(evidence.ID) string) {
	row.ID, row.Mark = "swap."+l.Entry.Short(), record.Date(w, l.Day)
	row.Title = w.T("swap.with", "who", record.SwapWith(w, l.With, name))
	if l.Officer != me {
		row.Title = w.T("swap.of", "who", name(l.Officer))
	}
	row.Detail = w.T("swap.what")
	if l.Text != "" {
		row.Detail = w.T("ask.quoted", "words", l.Text)
	}
	row.State, row.Sense = record.SwapState(w, l.stands, l.sent, name)
}

// colleagues are the other officers of the branch, by name.
func colleagues(ctx context.Context, k *desk.Desk) ([]visits.Person, error) {
	list, err := k.Persons(ctx)
	list = slices.DeleteFunc(list, func(p visits.Person) bool {
		return p.Role != "officer" || p.ID == k.Me() || p.Unit != k.Journal.Identity().Unit
	})
	slices.SortFunc(list, func(x, y visits.Person) int {
		return cmp.Or(strings.Compare(x.Name, y.Name), slices.Compare(x.ID[:], y.ID[:]))
	})
	return list, err
}
