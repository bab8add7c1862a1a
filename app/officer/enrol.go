package officer

import (
	"context"
	"errors"
	"net"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"fairvisit/app/desk"
	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
)

// enrolment adds a person to this device by the invitation headquarters gave
// them. What was typed lies here and not in the entry, which is made anew.
type enrolment struct {
	shell  *shell.Shell
	device *desk.Device
	done   func(evidence.ID)

	text string
	busy bool
	said string
}

func newEnrolment(s *shell.Shell, d *desk.Device, done func(evidence.ID)) *enrolment {
	return &enrolment{shell: s, device: d, done: done}
}

func (e *enrolment) start() {
	if e.busy {
		return
	}
	w := e.shell.Words()
	text := strings.Join(strings.Fields(e.text), "") // a message may have broken the lines
	if text == "" {
		e.said = w.T("officer.enrol.empty")
		e.shell.Rebuild()
		return
	}
	e.busy, e.said = true, ""
	e.shell.Rebuild()
	shell.Do(e.shell.Run, func(ctx context.Context) (evidence.ID, error) { return e.device.Enrol(ctx, text) }, func(who evidence.ID, err error) {
		e.busy = false
		if err != nil {
			e.said = enrolRefusal(e.shell.Words(), err)
			e.shell.Rebuild()
			return
		}
		e.text = ""
		e.done(who)
	})
}

// enrolRefusal is why nobody was enrolled, as a sentence.
func enrolRefusal(w *i18n.Words, err error) string {
	var unreachable net.Error
	var failed *net.OpError
	switch {
	case errors.Is(err, fieldsync.ErrInvitation):
		return w.T("officer.enrol.not_one")
	case errors.Is(err, fieldsync.ErrNotHeadquarters):
		return w.T("officer.enrol.impostor")
	case errors.As(err, &unreachable), errors.As(err, &failed), errors.Is(err, context.DeadlineExceeded):
		return w.T("officer.enrol.offline")
	}
	return w.T("officer.enrol.refused", "why", err.Error())
}

func (e *enrolment) object(w *i18n.Words) fyne.CanvasObject {
	field := newPaper("invitation", e.text, w.T("officer.enrol.field"), func(s string) { e.text = s })
	state := w.T("officer.enrol.do")
	if e.busy {
		state = w.T("officer.enrol.working")
	}
	var said fyne.CanvasObject
	if e.said != "" {
		said = widgets.Notice(theme.DangerGround, widgets.Colored(e.said, theme.Danger))
	}
	paste := widgets.NewButton("paste", w.T("officer.enrol.paste"), widgets.Outlined, func() {
		e.text = fyne.CurrentApp().Clipboard().Content()
		e.shell.Rebuild()
	})
	return widgets.Column(theme.Gap12, widgets.Title(w.T("officer.enrol.title")), widgets.NewText(w.T("officer.enrol.about")), field, said,
		e.shell.Actions(paste, widgets.Primary("enrol", state, e.start).Lock(e.busy)))
}

// paper is a sheet of several lines to paste into.
type paper struct {
	widget.Entry
	id string
}

func newPaper(id, text, hint string, changed func(string)) *paper {
	p := &paper{id: id}
	p.MultiLine, p.Wrapping = true, fyne.TextWrapBreak
	p.ExtendBaseWidget(p)
	p.SetText(text)
	p.SetPlaceHolder(hint)
	p.OnChanged = changed
	p.SetMinRowsVisible(4)
	return p
}

// TestID names the field for tests.
func (p *paper) TestID() string { return p.id }
