package officer

import (
	"errors"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	fieldsync "fairvisit/sync"
	"fairvisit/visits/journal"
)

func (d *Day) sendingPage() *shell.Page {
	d.reload()
	return &shell.Page{ID: "sending", Build: d.buildSending}
}

func (d *Day) buildSending(v shell.View) fyne.CanvasObject {
	d.fresh()
	w := v.Words
	head := widgets.Measure(most, d.shell.Header(v, w.T("officer.sending.title"), "", widgets.Wrap(theme.Gap4, d.pill()...)))
	switch {
	case d.failed != nil:
		return widgets.Framed(head, d.scroll("sending", trouble(w, d.failed, d.reload)), nil)
	case !d.loaded:
		return widgets.Framed(head, d.scroll("sending", widgets.Muted(w.T("common.loading"))), nil)
	}
	parts := []fyne.CanvasObject{d.lossNotice(v)}
	if len(d.seen.refusals) > 0 {
		parts = append(parts, d.refusedCard(w))
	}
	if len(d.seen.sending) == 0 {
		parts = append(parts, widgets.NewText(w.T("officer.sending.empty")))
	}
	for i := len(d.seen.sending) - 1; i >= 0; i-- {
		parts = append(parts, d.sendingCard(w, d.seen.sending[i]))
	}
	return widgets.Framed(head, d.scroll("sending", parts...), nil)
}

// losses are what would be gone if this device were gone now, as parts of a
// sentence; none means nothing.
func losses(w *i18n.Words, s *snapshot) []string {
	var parts []string
	visits, theirs := 0, 0
	for _, v := range s.sending {
		if n := v.Entries - v.EntriesStored - v.EntriesSecured - v.EntriesRefused; n > 0 {
			visits++
			theirs += n
		}
	}
	if visits > 0 {
		parts = append(parts, w.N("officer.sending.visits", visits))
	}
	if n := s.risk.Entries - theirs; n > 0 {
		parts = append(parts, w.N("officer.sending.records", n))
	}
	if n := s.risk.Photos - s.risk.Sounds; n > 0 {
		parts = append(parts, w.N("officer.sending.photos", n, "size", w.Bytes(s.risk.PhotoBytes-s.risk.SoundBytes)))
	}
	if s.risk.Sounds > 0 {
		parts = append(parts, w.N("sending.sounds", s.risk.Sounds, "size", w.Bytes(s.risk.SoundBytes)))
	}
	if s.risk.DraftAnswers > 0 {
		parts = append(parts, w.N("officer.sending.answers", s.risk.DraftAnswers))
	}
	return parts
}

// secondCopy is what headquarters holds once only, "" when it holds all twice.
func secondCopy(w *i18n.Words, s *snapshot) string {
	r := s.risk
	if n := r.NotSecuredEntries - r.Entries + r.NotSecuredPhotos - r.Photos; n > 0 {
		return w.N("officer.sending.no_second", n)
	}
	if r.NotSecuredEntries+r.NotSecuredPhotos+r.DraftAnswers == 0 {
		return w.T("officer.sending.second")
	}
	return ""
}

func (d *Day) lossNotice(v shell.View) fyne.CanvasObject {
	w, s, now := v.Words, &d.seen, d.shell.Now()
	lost := losses(w, s)
	ground, colour := theme.GoodGround, theme.Good
	text := w.T("officer.sending.nothing")
	if len(lost) > 0 {
		ground, colour = theme.WarningGround, theme.Warning
		text = strings.Join(lost, w.T("officer.list_sign"))
	}
	parts := []fyne.CanvasObject{widgets.Colored(w.T("officer.sending.lose"), colour), widgets.Strong(text).Sized(theme.Answer)}
	if len(lost) > 0 && s.risk.Oldest != 0 {
		parts = append(parts, widgets.NewText(w.T("officer.sending.since", "time", w.Moment(time.UnixMicro(s.risk.Oldest).In(now.Location()), now))))
	}
	if second := secondCopy(w, s); second != "" {
		parts = append(parts, widgets.NewText(second))
	}
	if errors.Is(d.desk.Standing().Err, fieldsync.ErrProof) {
		parts = append(parts, line(widgets.Danger, "×", widgets.Strong(w.T("officer.sending.unproved")), widgets.NewText(w.T("officer.sending.unproved_what"))))
	}
	parts = append(parts, widgets.NewText(d.standingText(w)))
	if !d.desk.Standing().Online {
		parts = append(parts, d.shell.Actions(widgets.Primary("try", w.T("officer.sending.try"), d.tryNow)))
	}
	if !s.secured() && v.Width == shell.Narrow {
		parts = append(parts, widgets.NewText(w.T("officer.sending.keep")))
	}
	return widgets.Notice(ground, parts...)
}

// standingText is how the device stands with headquarters, and when it tries
// again.
func (d *Day) standingText(w *i18n.Words) string {
	s, now := d.desk.Standing(), d.shell.Now()
	if s.Online {
		return w.T("officer.sending.online", "time", w.Moment(s.Since.In(now.Location()), now))
	}
	text := w.T("officer.sending.offline", "time", w.Moment(s.Since.In(now.Location()), now))
	if !s.Next.IsZero() {
		text += " · " + w.T("officer.sending.next", "time", w.Moment(s.Next.In(now.Location()), now))
	}
	return text
}

func (d *Day) tryNow() {
	d.desk.Client.TryNow()
	d.shell.Tell(d.words().T("officer.sending.tried"), "", nil, told)
}

func (d *Day) refusedCard(w *i18n.Words) fyne.CanvasObject {
	parts := []fyne.CanvasObject{widgets.Strong(w.T("officer.sending.refused_title"))}
	now := d.shell.Now()
	for _, r := range d.seen.refusals {
		parts = append(parts, line(widgets.Danger, "×", widgets.NewText(w.T("officer.sending.refused", "time", w.Moment(r.At.In(now.Location()), now), "why", r.Why))))
	}
	return widgets.Card(parts...)
}

func (d *Day) sendingCard(w *i18n.Words, s journal.Sending) fyne.CanvasObject {
	now := d.shell.Now()
	name := d.seen.names[s.Case]
	if name == "" {
		name = w.T("officer.sending.nameless", "id", s.Case.Short())
	}
	about := []string{w.Moment(time.UnixMicro(s.First).In(now.Location()), now), w.N("officer.sending.entries", s.Entries)}
	if s.Photos > s.Sounds {
		about = append(about, w.T("officer.sending.of", "n", s.PhotosStored+s.PhotosSecured-s.SoundsSent, "all", s.Photos-s.Sounds), w.Bytes(s.PhotoBytes-s.SoundBytes))
	}
	if s.Sounds > 0 {
		about = append(about, w.T("sending.sounds_of", "n", s.SoundsSent, "all", s.Sounds), w.Bytes(s.SoundBytes))
	}
	if s.PhotoBytesUnsent > 0 && s.PhotoBytesUnsent < s.PhotoBytes {
		about = append(about, w.T("officer.sending.left", "size", w.Bytes(s.PhotoBytesUnsent)))
	}
	parts := []fyne.CanvasObject{
		widgets.Wrap(theme.Gap12, widgets.Strong(w.T("officer.sending.visit", "name", name)), d.sendingChip(w, s)),
		widgets.Muted(strings.Join(about, " · ")),
	}
	if s.PhotoBytes > 0 && s.PhotoBytesUnsent > 0 && s.PhotoBytesUnsent < s.PhotoBytes {
		parts = append(parts, widgets.NewProgress(float32(s.PhotoBytes-s.PhotoBytesUnsent)/float32(s.PhotoBytes), widgets.Info))
	}
	if s.EntriesStored+s.EntriesSecured > 0 {
		parts = append(parts, wrapped(widgets.NewButton("slip."+s.Visit.Short(), w.T("officer.slip.open"), widgets.Outlined, func() {
			d.shell.Push(d.slipPage(s, name))
		})))
	}
	return widgets.Card(parts...)
}

// sendingChip is how far a visit came: saved here, stored at headquarters, or
// secured in the second copy.
func (d *Day) sendingChip(w *i18n.Words, s journal.Sending) fyne.CanvasObject {
	now := d.shell.Now()
	switch {
	case s.EntriesRefused > 0:
		return widgets.Chip(widgets.Danger, w.T("officer.sending.refused_title"))
	case s.Secured() && s.SecuredAt != 0:
		return widgets.SignChip(widgets.Good, "✓✓", w.T("officer.sending.secured_at", "time", w.Moment(time.UnixMicro(s.SecuredAt).In(now.Location()), now)))
	case s.Secured():
		return widgets.SignChip(widgets.Good, "✓✓", w.T("officer.sending.secured"))
	case s.Waits():
		return widgets.Chip(widgets.Neutral, w.T("officer.sending.saved"))
	}
	return widgets.SignChip(widgets.Info, "✓", w.T("officer.sending.stored"))
}
