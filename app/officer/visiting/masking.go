package visiting

import (
	"context"
	"image"
	"math"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence/photo"
	"fairvisit/visits/journal"
)

// covering is a photo on which something is about to be hidden or marked. It is
// no entry before Keep, and then it is one; the photo is never touched.
type covering struct {
	photo journal.OutPhoto
	from  sub           // the page it was seen on
	tool  string        // toolHide, photo.MarkArrow, photo.MarkEllipse
	steps []photo.Cover // what stands, then one more for each drag
	base  *image.RGBA   // the photo as a screen shows it, upright; nil: being read
	why   error         // why it could not be read
	pad   *widgets.PhotoPad
}

const toolHide = "hide"

var tools = []string{toolHide, photo.MarkArrow, photo.MarkEllipse}

// now is the cover as it is drawn.
func (c *covering) now() photo.Cover { return c.steps[len(c.steps)-1] }

// drawn is the photo under what is drawn: what is seen is what will be shown.
func (c *covering) drawn() image.Image {
	if c.base == nil {
		return nil
	}
	view := image.NewRGBA(c.base.Rect)
	copy(view.Pix, c.base.Pix)
	c.now().Draw(view)
	return view
}

func (m *model) maskButton(i int, p journal.OutPhoto) *widgets.Button {
	return widgets.NewButton("mask."+strconv.Itoa(i), m.w().T("masks.button"), widgets.Quiet, func() { m.cover(p) })
}

// cover puts a photo in front, to be drawn on.
func (m *model) cover(p journal.OutPhoto) {
	c := &covering{photo: p, from: m.sub, tool: toolHide, steps: []photo.Cover{m.at.visit.CoverOf(p.Entry, p.Index)}}
	c.pad = widgets.NewPhotoPad("photo_pad", "", m.drag)
	m.covered = c
	m.to(maskingPhoto)
	shell.Do(m.s.Run, func(context.Context) (*image.RGBA, error) {
		b, err := m.d.Journal.ViewCopy(p)
		if err != nil {
			return nil, err
		}
		return decodeRGBA(b)
	}, func(picture *image.RGBA, err error) {
		c.base, c.why = picture, err
		m.show()
	})
}

// drag takes one drag in as what the chosen tool makes of it.
func (m *model) drag(x0, y0, x1, y1 float32) {
	c := m.covered
	next := photo.Cover{Hide: slices.Clone(c.now().Hide), Marks: slices.Clone(c.now().Marks)}
	at := photo.Area{X0: inFull(x0), Y0: inFull(y0), X1: inFull(x1), Y1: inFull(y1)}
	if c.tool != photo.MarkArrow {
		at = photo.Area{X0: min(at.X0, at.X1), Y0: min(at.Y0, at.Y1), X1: max(at.X0, at.X1), Y1: max(at.Y0, at.Y1)}
	}
	if c.tool == toolHide {
		next.Hide = append(next.Hide, at)
	} else {
		next.Marks = append(next.Marks, photo.Mark{Kind: c.tool, At: at})
	}
	switch {
	case len(next.Hide)+len(next.Marks) > photo.MaxCover:
		m.say(m.w().T("masks.full"))
		return
	case next.Check() != nil:
		return // a line where a box was wanted: there is nothing to fill
	}
	c.steps = append(c.steps, next)
	m.show()
}

func inFull(part float32) int { return int(math.Round(float64(part) * photo.AreaFull)) }

// maskView is the page to draw on. It does not scroll: a scroll would take the
// drags.
func (m *model) maskView(view shell.View, st station) fyne.CanvasObject {
	w, c := m.w(), m.covered
	choices := make([]fyne.CanvasObject, 0, len(tools)+1)
	for _, tool := range tools {
		b := widgets.NewButton("tool."+tool, w.T("masks.tool."+tool), widgets.Outlined, func() { c.tool = tool; m.show() })
		if tool == c.tool {
			b.WithIcon(fynetheme.ConfirmIcon())
		}
		choices = append(choices, b)
	}
	undo := widgets.NewButton("undo", w.T("masks.undo"), widgets.Outlined, m.undrag).WithIcon(fynetheme.ContentUndoIcon()).Lock(len(c.steps) == 1)
	said := w.T("masks.nothing")
	if n := len(c.now().Hide) + len(c.now().Marks); n > 0 {
		said = w.N("masks.count", n)
	}
	if c.why != nil {
		said = w.T("common.failed", "why", m.sentence(c.why))
	}
	c.pad.Picture, c.pad.Label, c.pad.Line = c.drawn(), w.T("masks.field"), c.tool == photo.MarkArrow
	c.pad.Refresh()
	above := widgets.Column(theme.Gap8, widgets.Wrap(theme.Gap8, append(choices, undo)...), widgets.Muted(said))
	head := widgets.Column(0, widgets.Ground(theme.Surface, m.header(view, st)), widgets.Rule())
	if !m.crowded(view) {
		above.Objects = append([]fyne.CanvasObject{widgets.Title(w.T("masks.title")), widgets.NewText(w.T("masks.words"))}, above.Objects...)
	}
	leave := widgets.NewButton("leave_as_is", w.T("masks.unchanged"), widgets.Outlined, func() { m.to(c.from) })
	f := foot{tools: true, list: []fyne.CanvasObject{leave, widgets.Primary("keep_masks", w.T("masks.keep"), m.keepCover).Lock(len(c.steps) == 1)}}
	page := widgets.Framed(widgets.Pad(0, theme.Gap8, above), c.pad, nil)
	return widgets.Framed(head, widgets.Pad(theme.Gap16, theme.Gap8, page), m.below(view, f))
}

// undrag takes the last drag back; what stands as an entry is taken off by
// another one only.
func (m *model) undrag() {
	if c := m.covered; len(c.steps) > 1 {
		c.steps = c.steps[:len(c.steps)-1]
		m.show()
	}
}

// keepCover makes an entry of what was drawn.
func (m *model) keepCover() {
	c := m.covered
	if len(c.steps) == 1 {
		return
	}
	m.act(func(ctx context.Context) error { return m.v.Mask(ctx, c.photo.Entry, c.photo.Index, c.now()) }, func() {
		delete(m.thumb, photoKey(c.photo))
		m.sub, m.covered = c.from, nil
		m.tell(m.w().T("masks.kept"))
	})
}
