package visiting

import (
	"context"
	"errors"
	"slices"
	"time"

	"fairvisit/app/capture"
	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/widgets"
	"fairvisit/evidence/sound"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/journal"
)

// voice is the sound of the visit: the recording that runs, and what stands in
// front of the question for it.
type voice struct {
	rec    *journal.Recording // nil: nothing is recorded
	ear    context.CancelFunc // closes the microphone
	clock  *widgets.Text      // how long it runs, where the page shows it now
	asked  bool               // somebody looks whether there is a microphone
	why    error              // why there is none
	owed   bool               // the visit is to be read again when nothing else is done
	undo   soundUndo
	file   attaching
	player player
}

// player is the recording that is heard.
type player struct {
	entry string // "" for none
	stop  context.CancelFunc
}

// soundUndo is a recording about to be withdrawn.
type soundUndo struct {
	line   visits.SoundLine
	reason string
	from   sub
}

// asksNotice is the question of the checklist that the answer to the notice
// answers too.
const asksNotice = "d10"

// toNotice has the notice read aloud, if the rules let the talk be recorded.
func (m *model) toNotice() {
	w, r := m.w(), m.at.verdict.Recording
	if !r.Allows(true) {
		said := w.T("sound.locked.none", "rule", r.Rule)
		if r.Mode == "" {
			said = w.T("sound.locked.unknown")
		}
		m.say(said)
		return
	}
	m.to(noticing)
	device := m.d.Device.Sound
	if m.voice.asked || device == nil {
		return
	}
	m.voice.asked = true
	shell.Do(m.s.Run, func(context.Context) (bool, error) { return true, device.Ready() }, func(_ bool, err error) {
		m.voice.asked, m.voice.why = false, err
		m.show()
	})
}

// answered notes what was said to the notice, and records if that is enough.
func (m *model) answered(yes bool) {
	language, code := string(m.theirs().Lang), "declined"
	if yes {
		code = "agreed"
	}
	q, known := m.list().Question(asksNotice)
	open := known && m.asks(q.ID) && !q.Answered(m.at.answers)
	m.act(func(ctx context.Context) error {
		rec, err := m.v.Record(ctx, language, yes)
		if err == nil {
			// At once: who said yes is heard from here on, and whatever fails below
			// must not leave a recording that no page can stop.
			m.s.Run.Show(func() { m.begun(rec) })
		}
		if errors.Is(err, fieldwork.ErrNotRecorded) {
			err = nil
		}
		if err == nil && open {
			err = m.v.Answer(ctx, q.ID, checklist.Chosen(code), "")
		}
		return err
	}, func() {
		m.sub = asking
		if m.voice.rec == nil {
			m.tell(m.w().T("sound.refused"))
		}
	})
}

// begun takes a recording over that was begun just now.
func (m *model) begun(rec *journal.Recording) {
	m.voice.rec = rec
	m.listen()
	if m.gone {
		m.hush()
	}
}

func (m *model) asks(question string) bool {
	return slices.ContainsFunc(m.list().Asked(m.at.answers), func(q checklist.Question) bool { return q.ID == question })
}

// listen opens the microphone for the recording, again after a pause.
func (m *model) listen() {
	rec, device := m.voice.rec, m.d.Device.Sound
	ctx, stop := context.WithCancel(m.s.Run.Context())
	m.voice.ear = stop
	m.s.Run.Serve(func(context.Context) {
		err := device.Listen(ctx, rec.Hear)
		if err == nil || ctx.Err() != nil {
			return // closed by a pause or by the end
		}
		m.s.Run.Show(func() { m.unheard(rec, err) })
	})
}

// unheard ends a recording that cannot go on, and says why.
func (m *model) unheard(rec *journal.Recording, err error) {
	if m.voice.rec != rec {
		return
	}
	cut, said := visits.CutDisk, "sound.disk"
	if _, refused := errors.AsType[*capture.Refusal](err); refused {
		cut, said = visits.CutMicrophone, "sound.lost_microphone"
	}
	if errors.Is(err, sound.ErrFull) {
		cut, said = visits.CutFull, "sound.full"
	}
	m.finish(cut, said)
}

// pause closes the microphone, or opens it again.
func (m *model) pause() {
	rec := m.voice.rec
	if rec == nil {
		return
	}
	if rec.Paused() {
		if err := rec.Resume(); err != nil {
			m.unheard(rec, err)
			return
		}
		m.listen()
	} else {
		m.voice.ear()
		if err := rec.Pause(); err != nil {
			m.unheard(rec, err)
			return
		}
	}
	m.show()
}

// takeRecording is the recording that runs, which is no longer the page's: the
// caller finishes it. nil for none.
func (m *model) takeRecording() *journal.Recording {
	rec := m.voice.rec
	if rec != nil {
		m.voice.ear()
		m.voice.rec, m.voice.ear, m.voice.clock = nil, nil, nil
	}
	return rec
}

// finish ends the recording and says so. It waits for nothing that is being done
// to the visit meanwhile.
func (m *model) finish(cut, said string) {
	rec := m.takeRecording()
	if rec == nil {
		return
	}
	shell.Do(m.s.Run, func(ctx context.Context) (bool, error) {
		_, err := rec.Finish(ctx, cut)
		return true, err
	}, func(_ bool, err error) {
		m.ended(err, said)
		m.reread()
	})
}

// ended says what became of a recording.
func (m *model) ended(err error, said string) {
	if err != nil {
		m.d.Device.Log.Error("a recording is kept without its entry until the next start", "error", err)
		said = "sound.kept_for_later"
	}
	m.tell(m.w().T(said))
}

// reread reads the visit again, as soon as nothing else is done to it.
func (m *model) reread() {
	m.voice.owed = m.busy
	if m.busy || m.gone {
		return
	}
	said := m.said
	m.act(func(context.Context) error { return nil }, func() { m.tell(said) })
}

// withRecordingEnded does something after which nothing may be recorded any more.
// The recording is finished behind it: what happened is an entry first.
func (m *model) withRecordingEnded(cut string, work func(context.Context) error) {
	if m.busy {
		return // act would not do it, and the recording must not end for nothing
	}
	rec := m.takeRecording()
	var failed error
	m.act(func(ctx context.Context) error {
		err := work(ctx)
		if rec != nil {
			_, failed = rec.Finish(ctx, cut)
		}
		return err
	}, func() {
		if rec != nil {
			m.ended(failed, "sound.stopped")
		}
	})
}

// tellKept tells of a recording of this visit that a stop cut and the start kept.
func (m *model) tellKept() {
	for _, k := range m.d.Journal.KeptSounds() {
		if k.Visit == m.v.ID {
			m.tell(m.w().T("sound.found", "time", m.w().Clock(m.moment(k.At)), "length", record.Minutes(k.Length)))
		}
	}
}

// hush ends all sound of the page that is left.
func (m *model) hush() {
	if m.voice.player.stop != nil {
		m.voice.player.stop()
	}
	rec := m.takeRecording()
	if rec == nil {
		return
	}
	shell.Do(m.s.Run, func(ctx context.Context) (bool, error) {
		_, err := rec.Finish(context.WithoutCancel(ctx), visits.CutPage)
		return true, err
	}, func(_ bool, err error) {
		if err != nil {
			m.d.Device.Log.Error("a recording is kept without its entry until the next start", "error", err)
		}
	})
}

// soundTick keeps the length up to date; who records has not put the tablet down.
func (m *model) soundTick() {
	if m.voice.owed && !m.busy {
		m.reread()
	}
	if m.sub == attachingFile && !m.busy {
		m.show() // the clock that the recorder's is compared with
	}
	rec := m.voice.rec
	if rec == nil {
		return
	}
	widgets.Touched()
	w := m.w()
	if m.sub == handed {
		w = m.theirs()
	}
	if m.voice.clock != nil && !rec.Paused() {
		m.voice.clock.Set(m.runningWords(w))
	}
}

func (m *model) runningWords(w *i18n.Words) string {
	rec := m.voice.rec
	if rec.Paused() {
		return w.T("sound.paused")
	}
	return w.T("sound.running") + " " + record.Minutes(rec.Length().Truncate(time.Second))
}

// reasonOwn is why officers listen to what they recorded themselves.
const reasonOwn = "own"

// play plays a recording of the visit, or stops it.
func (m *model) play(l visits.SoundLine) {
	if m.voice.player.stop != nil {
		m.voice.player.stop()
		return
	}
	device := m.d.Device.Sound
	if device == nil || m.voice.rec != nil {
		m.say(m.w().T("sound.first_stop"))
		return
	}
	ctx, stop := context.WithCancel(m.s.Run.Context())
	m.voice.player = player{l.Entry.String(), stop}
	m.show()
	shell.Do(m.s.Run, func(context.Context) (bool, error) {
		return true, record.Play(ctx, device, l, func(ctx context.Context, f visits.PhotoLine) ([]byte, error) { return m.v.Listen(ctx, f, reasonOwn) })
	}, func(_ bool, err error) {
		stop()
		m.voice.player = player{}
		if err != nil {
			m.tell(m.w().T("sound.play.failed", "why", m.sentence(err)))
		}
		m.show()
	})
}

// withdrawSound takes the recording back.
func (m *model) withdrawSound() {
	line, reason, from := m.voice.undo.line, m.voice.undo.reason, m.voice.undo.from
	done := m.w().T("sound.withdraw.done")
	m.act(func(ctx context.Context) error {
		err := m.v.WithdrawSound(ctx, line, reason)
		if _, left := errors.AsType[*journal.NotDeleted](err); left {
			done = m.w().T("withdraw.not_deleted")
			return nil
		}
		return err
	}, func() {
		m.voice.undo, m.sub = soundUndo{}, from
		m.tell(done)
	})
}
