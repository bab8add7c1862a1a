package shots

import (
	"context"
	"errors"
	"time"

	"fairvisit/app/capture"
	"fairvisit/evidence/sound"
)

// talk is a recording of the talk, with a pause.
func (w *walk) talk() {
	w.tap("record_sound")
	w.shot("visit-sound-notice")
	w.tap("answer.sound.yes")
	w.hear(72 * time.Second)
	w.shot("visit-sound")
	w.tap("sound_pause")
	w.shot("visit-sound-paused")
	w.tap("sound_pause")
	w.hear(49 * time.Second)
	w.tap("sound_stop")
}

// listed is what the close says of recordings, and what can be done there.
func (w *walk) listed() {
	w.from("visit-sound-close", "play.0")
	w.tap("withdraw_sound.0", "answer.withdraw.unasked")
	w.shot("visit-sound-withdraw")
	w.tap("keep_sound", "attach", "answer.clock.ahead", "more.seconds")
	w.shot("visit-attach")
	w.tap("attach_back")
}

var errEnough = errors.New("enough was heard")

// hear has the recording that runs hear so much at once: the pictures' runner
// opens no microphone.
func (w *walk) hear(d time.Duration) {
	if w.err != nil {
		return
	}
	rec := w.desk.Journal.Recording()
	if rec == nil {
		w.fail(errors.New("nothing is recorded"))
		return
	}
	w.b.Clock.Pass(d)
	n := time.Duration(0)
	err := (&capture.Tone{Ahead: d + time.Second}).Listen(context.Background(), func(samples []int16) error {
		if n >= d {
			return errEnough
		}
		n += sound.Length(int64(len(samples)))
		return rec.Hear(samples)
	})
	if !errors.Is(err, errEnough) {
		w.fail(err)
	}
}
