package visiting

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"fairvisit/app/capture"
	"fairvisit/evidence/photo"
	"fairvisit/visits"
	"fairvisit/visits/promise"
)

// mistakeWithin is how long a press of Asked to leave can be taken for a slip.
const mistakeWithin = 10 * time.Second

// askedToLeave records the second in which the crew was asked to go. It works
// from every page; whatever stood in front of the question goes away.
func (m *model) askedToLeave() {
	if _, asked := m.at.askedToLeave(); asked || m.at.closed() {
		return
	}
	m.photo.end()
	m.sub = asking
	m.withRecordingEnded(visits.CutLeave, m.v.AskedToLeave)
}

// canBeMistake reports whether the press can still be taken for a slip.
func (m *model) canBeMistake() bool {
	wall, asked := m.at.askedToLeave()
	return asked && m.d.Now().Sub(time.UnixMicro(wall)) <= mistakeWithin
}

func (m *model) mistaken() {
	if !m.canBeMistake() {
		m.say(m.w().T("visiting.leave.too_late"))
		return
	}
	m.act(m.v.LeaveMistaken, nil)
}

// weLeft records that the crew left the place.
func (m *model) weLeft() { m.withRecordingEnded("", m.v.Leave) }

// help asks for help. Nothing but a small sign shows it; helpSilently does without.
func (m *model) help() {
	if m.helped() {
		return
	}
	m.act(m.v.Help, nil)
}

func (m *model) helped() bool {
	return slices.ContainsFunc(m.at.visit.Safety.Help, func(l visits.HelpLine) bool { return !l.Silent })
}

// understand goes on from the page that says why the visit stops.
func (m *model) understand() {
	code, _ := m.at.suggestion(m.list())
	m.act(func(ctx context.Context) error { return m.v.Answer(ctx, "c1", chosen(code), "") }, nil)
}

func (m *model) note(words string) {
	words = strings.TrimSpace(words)
	if words == "" {
		m.say(m.w().T("visiting.note.empty"))
		return
	}
	m.act(func(ctx context.Context) error {
		if err := m.v.Note(ctx, words); err != nil {
			return err
		}
		return m.v.KeepTyped(ctx, "", "") // it is a note now
	}, func() {
		delete(m.words, "")
		delete(m.kept, "")
		m.sub = asking
		m.tell(m.w().T("visiting.note.kept"))
	})
}

// close hands in what is open and closes the visit.
func (m *model) close() {
	if missing := m.missing(); len(missing) > 0 {
		m.say(m.w().T("visiting.close.missing"))
		return
	}
	if m.voice.rec != nil {
		m.say(m.w().T("sound.first_stop"))
		return
	}
	page, at, l := m.stage().page, m.at, m.list()
	m.act(func(ctx context.Context) error {
		if err := m.storeUsual(ctx, page, at.answers); err != nil {
			return err
		}
		now, err := m.read(ctx)
		if err != nil {
			return err
		}
		for _, phase := range phases {
			if _, err := m.handInPhase(ctx, &now, phase); err != nil {
				return err
			}
		}
		return m.v.Close(ctx, now.outcomes(l), now.promises(l))
	}, nil)
}

// missing are the required questions without an answer: asked on a page of
// their own, or on the close with no usual answer.
func (m *model) missing() []string {
	var list []string
	_, asked := m.at.askedToLeave()
	_, stops := m.list().Stopped(m.at.answers)
	for _, phase := range phases {
		if (asked || stops) && phase != phases[3] && phase != phases[4] {
			continue
		}
		for _, id := range m.list().Missing(phase, m.at.answers) {
			if q, _ := m.list().Question(id); q.Usual == "" || q.Page != reviewPage {
				list = append(list, id)
			}
		}
	}
	return list
}

// sentence is an error as a sentence in the person's language where it is one
// the app knows, else as the domain says it.
func (m *model) sentence(err error) string {
	if r, ok := errors.AsType[*capture.Refusal](err); ok && m.w().Has(r.Code) {
		return m.w().T(r.Code)
	}
	if r, ok := errors.AsType[*promise.Refused](err); ok {
		return m.refusedDay(r, r.Next)
	}
	if r, ok := errors.AsType[*refusedCash](err); ok {
		return m.cashReason(r.against[0].Code, r.against[0].Rule, r.against[0].Params["currency"], r.against[0].Params["certificate"])
	}
	for _, known := range photoRefusals {
		if errors.Is(err, known.err) {
			return m.w().T(known.key)
		}
	}
	return err.Error()
}

// photoRefusals are the sentences of the photo package, by the app's keys.
var photoRefusals = []struct {
	err error
	key string
}{
	{photo.ErrNotComplete, "visiting.photo.broken"}, {photo.ErrNotAPhoto, "visiting.photo.no_photo"}, {photo.ErrKind, "visiting.photo.no_photo"},
	{photo.ErrEmpty, "visiting.photo.broken"}, {photo.ErrTooLarge, "visiting.photo.too_large"}, {photo.ErrTooManyPixels, "visiting.photo.too_large"},
	{photo.ErrDiskFull, "visiting.photo.disk_full"}, {photo.ErrNotWritten, "visiting.photo.not_written"}, {photo.ErrNotRead, "visiting.photo.broken"},
}
