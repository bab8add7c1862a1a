package record

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/capture"
	"fairvisit/app/i18n"
	"fairvisit/app/widgets"
	"fairvisit/evidence/photo"
	"fairvisit/evidence/sound"
	"fairvisit/visits"
)

// Minutes is how long something sounds: 12:05.
func Minutes(d time.Duration) string {
	return fmt.Sprintf("%d:%02d", int(d.Minutes()), int(d.Seconds())%60)
}

// SoundTitle names a recording by when it began, or a recorder's file by its name.
func SoundTitle(w *i18n.Words, c *visits.Case, l visits.SoundLine) string {
	if l.Attached != nil {
		name := l.Name
		if name == "" {
			name = w.T("sound.nameless")
		}
		return w.T("sound.attached", "name", name)
	}
	at := l.Taken.At
	if at == 0 {
		at = l.Wall
	}
	return w.T("sound.line", "time", w.Clock(At(c, at)), "length", Minutes(time.Duration(l.Taken.Length)*time.Millisecond))
}

// SoundAbout is what else there is to say of a sound, a sentence each.
func SoundAbout(w *i18n.Words, l visits.SoundLine) []string {
	var said []string
	if a := l.Attached; a != nil {
		said = append(said, w.Bytes(a.Size))
		if a.Length > 0 {
			said = append(said, Minutes(time.Duration(a.Length)*time.Millisecond))
		}
		if a.Compared {
			said = append(said, w.T("sound.clock", "n", fmt.Sprintf("%+d", a.Offset)))
		} else {
			said = append(said, w.T("sound.clock.none"))
		}
		if !a.Kept {
			said = append(said, w.T("sound.by_hash"))
		}
		return append(said, w.T("sound.hash", "hash", a.Root.Short()))
	}
	if n := len(l.Taken.Pauses); n > 0 {
		said = append(said, w.N("sound.pauses", n))
	}
	if l.Taken.Cut != "" {
		said = append(said, known(w, "sound.cut.", l.Taken.Cut))
	}
	if l.Taken.Missing > 0 {
		said = append(said, w.N("sound.missing", l.Taken.Missing))
	}
	if len(l.Files) == 0 {
		said = append(said, w.T("sound.empty"))
	}
	return said
}

// Asked is the newest answer to the notice in words; "" where nobody was asked.
func Asked(w *i18n.Words, v *visits.Visit) string {
	a, ok := v.Asked()
	if !ok {
		return ""
	}
	return known(w, "sound.asked.", a.Answer)
}

// Playable reports whether a sound can be heard here: it is a recording made
// here, with a sound, and not withdrawn.
func Playable(v *visits.Visit, l visits.SoundLine) bool {
	_, gone := v.SoundWithdrawal(l)
	return !gone && len(l.Files) > 0 && photo.WAV == l.Files[0].Type
}

// Play plays the pieces of a recording one after the other, until the last or
// until ctx ends. Each is read before it is heard, which makes the view entry.
func Play(ctx context.Context, device capture.Sound, l visits.SoundLine, read func(context.Context, visits.PhotoLine) ([]byte, error)) error {
	for _, f := range l.Files {
		if ctx.Err() != nil {
			return nil
		}
		b, err := read(ctx, f)
		if err != nil {
			return err
		}
		samples, err := sound.Decode(b)
		if err != nil {
			return err
		}
		if err := device.Play(ctx, samples); err != nil {
			return err
		}
	}
	return nil
}

// Refusal is the key of the words for why sound could not be recorded or played;
// "" for an error of another kind.
func Refusal(err error) string {
	if r, ok := errors.AsType[*capture.Refusal](err); ok {
		return r.Code
	}
	return ""
}

// SoundsCard lists the recordings of a visit where they cannot be heard; nil for
// none.
func SoundsCard(w *i18n.Words, c *visits.Case, v *visits.Visit) fyne.CanvasObject {
	asked := Asked(w, v)
	if asked == "" && len(v.Sounds) == 0 {
		return nil
	}
	rows := []fyne.CanvasObject{widgets.Title(w.N("sound.recordings", len(v.Sounds)))}
	if asked != "" {
		rows = append(rows, widgets.Muted(asked))
	}
	for _, l := range v.Sounds {
		about := SoundAbout(w, l)
		if gone, all := v.SoundWithdrawal(l); all {
			about = []string{w.T("withdraw.state", "why", WithdrawReason(w, gone.Reason))}
		}
		rows = append(rows, widgets.Rule(), widgets.Strong(SoundTitle(w, c, l)), widgets.Muted(strings.Join(about, " · ")))
	}
	if len(v.Sounds) > 0 {
		rows = append(rows, widgets.Small(w.T("sound.not_here")))
	}
	return widgets.Card(rows...)
}
