package visiting

import (
	"context"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/visits/fieldwork"
)

// drawing is a note that is written by hand and no note yet, and what of it is
// on the disk: each line is, when the pen lifts.
type drawing struct {
	byHand bool // the note page shows the pad
	ink    widgets.Ink
	pad    *widgets.InkPad // kept through a rebuild, with the line that is drawn

	disk   int // lines the draft says there are
	same   int // of those, the first that are as the ink has them
	least  int // the fewest lines the ink had since the draft is being written
	saving bool
}

// inkThin is how far in units a point may lie beside a line of writing and be
// left out: a fifth of a millimetre, less than the line is wide.
const inkThin = 1.25

func (m *model) noteView(view shell.View, st station) fyne.CanvasObject {
	if m.drawn.byHand {
		return m.inkView(view, st)
	}
	w := m.w()
	body := widgets.Column(theme.Gap16, widgets.Headline(w.T("visiting.note.title")), m.noteWays(), widgets.NewText(w.T("visiting.note.rule")), m.canned("", phrases[""]),
		m.field("", w.T("visiting.note.title")))
	body.Add(m.incidentButton())
	body.Add(m.recordCashButton())
	for _, n := range m.at.visit.Notes {
		body.Add(widgets.Card(record.Note(w, n)))
	}
	keep := widgets.Primary("keep_note", w.T("visiting.note.keep"), func() { m.note(m.words[""]) })
	return m.frame(view, st, body, foot{tools: true, list: []fyne.CanvasObject{m.backButton(), keep}})
}

// noteWays are the two ways to write a note. What was begun in one waits while
// the other is shown.
func (m *model) noteWays() fyne.CanvasObject {
	w := m.w()
	way := func(id, label string, byHand bool) fyne.CanvasObject {
		b := widgets.NewButton(id, label, widgets.Outlined, func() {
			m.keepTyped()
			m.drawn.byHand, m.said = byHand, ""
			m.show()
		})
		if m.drawn.byHand == byHand {
			b.WithIcon(fynetheme.ConfirmIcon())
		}
		return b
	}
	return widgets.Wrap(theme.Gap8, way("typed", w.T("ink.typed"), false), way("by_hand", w.T("ink.by_hand"), true))
}

// inkView is the page to write on. It does not scroll: a scroll would take the
// strokes down.
func (m *model) inkView(view shell.View, st station) fyne.CanvasObject {
	w := m.w()
	undo := widgets.NewButton("undo", w.T("ink.undo"), widgets.Outlined, func() { m.unwrite(m.drawn.ink.Undo) }).WithIcon(fynetheme.ContentUndoIcon())
	clear := widgets.NewButton("clear", w.T("ink.clear"), widgets.Outlined, func() { m.unwrite(m.drawn.ink.Clear) }).WithIcon(fynetheme.DeleteIcon())
	keep := widgets.Primary("keep_note", w.T("visiting.note.keep"), m.keepDrawing)
	f := foot{tools: true, list: []fyne.CanvasObject{m.backButton(), keep}}
	head := widgets.Column(0, widgets.Ground(theme.Surface, m.header(view, st)), widgets.Rule())
	ways := widgets.Wrap(theme.Gap8, m.noteWays(), widgets.Wrap(theme.Gap8, undo, clear))
	if !m.crowded(view) {
		head.Add(widgets.Ground(theme.Surface, m.stepper(st)))
		head.Add(widgets.Rule())
	}
	page := widgets.Framed(widgets.Pad(0, theme.Gap8, ways), m.pad(w.T("ink.pad")), nil)
	return widgets.Framed(head, widgets.Pad(theme.Gap16, theme.Gap8, page), m.below(view, f))
}

func (m *model) pad(label string) *widgets.InkPad {
	d := &m.drawn
	if d.pad == nil {
		d.pad = widgets.NewInkPad("note_ink", label, &d.ink, m.keepInk)
		d.pad.Thin, d.pad.Ruled = inkThin, true
		d.pad.Full = func() { m.say(m.w().T("ink.full")) }
	}
	d.pad.Label = label
	return d.pad
}

// unwrite takes lines off.
func (m *model) unwrite(off func()) {
	off()
	n := len(m.drawn.ink.Lines)
	m.drawn.same, m.drawn.least = min(m.drawn.same, n), min(m.drawn.least, n)
	m.said = ""
	m.drawn.pad.Refresh()
	m.keepInk()
	m.show()
}

// keepInk has the lines on disk, one writing after the other: the draft says
// last how many there are, and two at once could say it in the wrong order.
func (m *model) keepInk() {
	d := &m.drawn
	lines := len(d.ink.Lines)
	if d.saving || d.same == lines && d.disk == lines || m.at.closed() {
		return
	}
	d.saving, d.least = true, lines
	from, strokes := d.same, record.Strokes(d.ink)
	shell.Do(m.s.Run, func(ctx context.Context) (bool, error) { return true, m.v.KeepInk(ctx, from, strokes[from:]) }, func(_ bool, err error) {
		d.saving = false
		if err != nil {
			m.refuse(err) // the next line tries again
			return
		}
		d.disk, d.same = lines, d.least
		m.keepInk()
	})
}

// keepDrawing makes a note of what was written by hand.
func (m *model) keepDrawing() {
	if m.drawn.ink.Empty() {
		m.say(m.w().T("ink.empty"))
		return
	}
	strokes := record.Strokes(m.drawn.ink)
	m.act(func(ctx context.Context) error {
		if err := m.v.Note(ctx, "", strokes...); err != nil {
			return err
		}
		return m.v.KeepInk(ctx, 0, nil) // it is a note now
	}, func() {
		m.drawn.ink.Clear()
		m.drawn.disk, m.drawn.same, m.drawn.least = 0, 0, 0
		m.drawn.pad.Refresh()
		m.sub = asking
		m.tell(m.w().T("visiting.note.kept"))
	})
}

// takeInk shows handwriting again that was begun before a stop.
func (m *model) takeInk() {
	if strokes := fieldwork.HalfDrawn(m.at.answers); len(strokes) > 0 {
		n := len(strokes)
		m.drawn = drawing{byHand: true, ink: record.Ink(strokes), disk: n, same: n}
	}
}
