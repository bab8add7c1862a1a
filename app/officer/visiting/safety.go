package visiting

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/visits/safety"
)

// policy is how long crews may be silent.
var policy = safety.House()

// watch is how the visit stands with its check-in, by this device's clock.
func (m *model) watch() safety.Watch { return policy.Own(&m.at.visit, m.d.Now().UnixMicro()) }

// watchCheckin shows it when the check-in comes near or is past.
func (m *model) watchCheckin() {
	if s := m.watch().State; s != m.watched {
		m.watched = s
		m.show()
	}
}

// checkinRow says that the check-in is near, or past, and offers it with one
// touch; nil while it is not, and in the debtor's hands. It is no alarm: somebody
// else may be looking.
func (m *model) checkinRow(view shell.View, f foot) fyne.CanvasObject {
	w, watch := m.w(), m.watch()
	if !f.tools {
		return nil
	}
	due := w.Clock(m.moment(watch.Due))
	said := w.T("safety.near", "time", due)
	switch watch.State {
	case safety.Due, safety.Overdue:
		said = w.T("safety.due", "time", due)
	case safety.Near:
	default:
		return nil
	}
	button := widgets.NewButton("all_right", w.T("safety.all_right"), widgets.Outlined, m.allRight)
	if m.crowded(view) {
		return widgets.Column(theme.Gap8, widgets.Muted(said), widgets.Wrap(theme.Gap8, button))
	}
	return m.s.Handed(theme.Gap12, widgets.Fill(widgets.Muted(said)), button)
}

func (m *model) allRight() { m.act(m.v.CheckIn, nil) }

// silentAgain is how long after a silent call for help the next one is another.
const silentAgain = time.Minute

// silentRetry is when a call that could not be stored is tried again: there is
// nobody it could be shown to.
const silentRetry = 2 * time.Second

// helpSilently asks for help and leaves the screen exactly as it is: it neither
// builds it again nor takes a sentence away that stands there.
func (m *model) helpSilently() {
	now := m.d.Now()
	if m.at.closed() || !m.calledAt.IsZero() && now.Sub(m.calledAt) < silentAgain {
		return
	}
	m.calledAt = now
	m.callSilently()
}

func (m *model) callSilently() {
	shell.Do(m.s.Run, func(ctx context.Context) (struct{}, error) { return struct{}{}, m.v.HelpSilently(ctx) }, func(_ struct{}, err error) {
		if err != nil {
			m.s.Run.After(silentRetry, m.callSilently)
		}
	})
}

// quietly is what stands at the head of the visit, and asks for help when a finger
// rests on it, or by the right button of a mouse. Nothing shows that it can.
type quietly struct {
	widget.BaseWidget
	content fyne.CanvasObject
	held    func()
}

func newQuietly(content fyne.CanvasObject, held func()) *quietly {
	q := &quietly{content: content, held: held}
	q.ExtendBaseWidget(q)
	return q
}

// TestID names the place for tests.
func (q *quietly) TestID() string { return "quietly" }

// TappedSecondary implements fyne.SecondaryTappable: on a touch screen it is a
// finger that rests.
func (q *quietly) TappedSecondary(*fyne.PointEvent) {
	widgets.Touched()
	q.held()
}

// HeightFor implements widgets.Flexible.
func (q *quietly) HeightFor(width float32) float32 { return widgets.HeightFor(q.content, width) }

// MinSize implements fyne.CanvasObject.
func (q *quietly) MinSize() fyne.Size { return q.content.MinSize() }

// CreateRenderer implements fyne.Widget.
func (q *quietly) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(q.content) }
