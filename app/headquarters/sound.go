package headquarters

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/evidence/photo"
	"fairvisit/evidence/sound"
	fieldsync "fairvisit/sync"
	"fairvisit/visits"
)

// listening is the recording of the opened case that is heard.
type listening struct {
	entry evidence.Hash // zero: none
	stop  context.CancelFunc
	of    evidence.Hash // what err is of
	err   error         // why it could not be played
}

// soundsCard lists the recordings of a case; nil where there are none.
func (h *Headquarters) soundsCard(w *i18n.Words, r *fieldsync.CaseRecord) fyne.CanvasObject {
	n := 0
	rows := []fyne.CanvasObject{nil}
	for _, v := range slices.Backward(r.Visits) {
		if said := record.Asked(w, v); said != "" {
			rows = append(rows, widgets.Muted(h.visitTitle(w, r, v)+" · "+said))
		}
		for _, l := range v.Sounds {
			n++
			rows = append(rows, widgets.Rule(), h.soundRow(w, r, v, l))
		}
	}
	if len(rows) == 1 {
		return nil
	}
	rows[0] = widgets.Title(w.N("sound.recordings", n))
	return widgets.Card(rows...)
}

func (h *Headquarters) soundRow(w *i18n.Words, r *fieldsync.CaseRecord, v *visits.Visit, l visits.SoundLine) fyne.CanvasObject {
	row := widgets.Column(theme.Gap4, widgets.Strong(record.SoundTitle(w, r.Case, l)+" · "+l.Entry.Short()))
	if about := record.SoundAbout(w, l); len(about) > 0 {
		row.Add(widgets.Muted(strings.Join(about, " · ")))
	}
	if gone, all := v.SoundWithdrawal(l); all {
		row.Add(widgets.Muted(record.Withdrawn(w, gone.Reason, record.At(r.Case, gone.At), h.k.Now().In(record.Zone(r.Case)))))
		return row
	}
	if !here(r, l) {
		row.Add(widgets.Muted(w.T("sound.awaited")))
		return row
	}
	if h.listening.of == l.Entry && h.listening.err != nil {
		row.Add(widgets.Colored(w.T("sound.play.failed", "why", h.sentence(w, h.listening.err)), theme.Danger))
	}
	if !record.Playable(v, l) {
		return row
	}
	b := widgets.NewButton("play."+l.Entry.String(), w.T("sound.play"), widgets.Outlined, func() { h.askPlay(l) }).WithIcon(fynetheme.MediaPlayIcon())
	if h.listening.entry == l.Entry {
		b = widgets.NewButton("play."+l.Entry.String(), w.T("sound.play.stop"), widgets.Outlined, h.stopPlaying).WithIcon(fynetheme.MediaStopIcon())
	}
	row.Add(widgets.Wrap(theme.Gap8, b))
	return row
}

// isSound tells a file that is heard from a photo.
func isSound(p fieldsync.PhotoState) bool { return p.Type == photo.WAV || p.Type == photo.File }

// countSound counts a file of a sound; for one that was withdrawn nobody waits.
func (p *proof) countSound(s fieldsync.PhotoState) {
	if s.Withdrawn != "" {
		return
	}
	p.Sounds++
	if s.Stored {
		p.SoundsHere++
	}
}

// here reports whether all files of a sound have arrived.
func here(r *fieldsync.CaseRecord, l visits.SoundLine) bool {
	for _, f := range l.Files {
		if !slices.ContainsFunc(r.Photos, func(p fieldsync.PhotoState) bool { return p.Entry == f.Entry && p.Index == f.Index && p.Stored }) {
			return false
		}
	}
	return true
}

// sentence is an error in the person's language where the app knows it.
func (h *Headquarters) sentence(w *i18n.Words, err error) string {
	if code := record.Refusal(err); code != "" && w.Has(code) {
		return w.T(code)
	}
	if err == sound.ErrNotOurs {
		return w.T("sound.not_ours")
	}
	return err.Error()
}

// askPlay asks why: nobody listens without a reason.
func (h *Headquarters) askPlay(l visits.SoundLine) {
	h.s.Ask(func(w *i18n.Words) shell.Question {
		buttons := []*widgets.Button{widgets.NewButton("play.cancel", w.T("common.cancel"), widgets.Outlined, nil)}
		for _, reason := range originalReasons {
			buttons = append(buttons, widgets.NewButton("play.for."+reason, w.T("masks.reason."+reason), widgets.Outlined, func() { h.play(l, reason) }))
		}
		return shell.Question{Title: w.T("sound.play.ask"), Body: widgets.NewText(w.T("sound.play.words")), Buttons: buttons}
	}, nil)
}

// play has headquarters log who listens and why, and plays what it then gives.
func (h *Headquarters) play(l visits.SoundLine, reason string) {
	h.stopPlaying()
	device := h.k.Device.Sound
	if device == nil {
		return
	}
	ctx, stop := context.WithCancel(h.s.Run.Context())
	h.listening = listening{entry: l.Entry, stop: stop}
	h.s.Rebuild()
	shell.Do(h.s.Run, func(context.Context) (bool, error) {
		return true, record.Play(ctx, device, l, func(ctx context.Context, f visits.PhotoLine) ([]byte, error) {
			return h.reader.Original(ctx, f.Entry, f.Index, f.Size, reason)
		})
	}, func(_ bool, err error) {
		stopped := ctx.Err() != nil
		stop()
		if h.listening.entry != l.Entry {
			return // another one is heard by now
		}
		if h.listening = (listening{}); err != nil && !stopped {
			h.listening.of, h.listening.err = l.Entry, err
		}
		h.s.Rebuild()
	})
}

func (h *Headquarters) stopPlaying() {
	if h.listening.stop != nil {
		h.listening.stop()
	}
}
