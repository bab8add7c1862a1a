package officer

import (
	"context"
	"crypto/ed25519"
	"image"
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// slip is the proof slip of a visit as this device finds it when asked: it is
// checked each time it is shown.
type slip struct {
	evidence.Slip
	checkpoint evidence.Checkpoint
	found      bool
	failed     error // headquarters signed something else, or nothing
	visit      *visits.Visit
	small      map[evidence.Hash]image.Image // of its photos, those that are here
}

func readSlip(ctx context.Context, j *journal.Journal, visit evidence.ID) (slip, error) {
	var s slip
	var err error
	if s.visit, err = j.Visit(ctx, visit); err != nil {
		return s, err
	}
	if s.Slip, s.found, err = j.VisitSlip(ctx, visit); err != nil || !s.found {
		return s, err
	}
	var keys evidence.KeyList
	id := j.Identity()
	if s.failed = id.KeyList.Open(evidence.MagicKeys, id.Root, &keys); s.failed == nil {
		s.checkpoint, s.failed = s.Open(ed25519.PublicKey(keys.Service))
	}
	return s, nil
}

// slipPage is what an officer has in hand about a visit, whatever headquarters
// says later.
func (d *Day) slipPage(sent journal.Sending, name string) *shell.Page {
	var s slip
	var failed error
	loaded := false
	shell.Do(d.shell.Run, func(ctx context.Context) (slip, error) {
		s, err := readSlip(ctx, d.desk.Journal, sent.Visit)
		if err == nil {
			s.small, err = d.smallPhotos(ctx, s.visit)
		}
		return s, err
	}, func(got slip, err error) {
		s, failed, loaded = got, err, true
		d.rebuild()
	})
	return &shell.Page{ID: "slip." + sent.Visit.Short(), Build: func(v shell.View) fyne.CanvasObject {
		w := v.Words
		head := d.shell.Header(v, w.T("officer.slip.title"), w.T("officer.sending.visit", "name", name))
		var parts []fyne.CanvasObject
		switch {
		case failed != nil:
			parts = []fyne.CanvasObject{trouble(w, failed, nil)}
		case !loaded:
			parts = []fyne.CanvasObject{widgets.Muted(w.T("common.loading"))}
		case !s.found:
			parts = []fyne.CanvasObject{widgets.Notice(theme.WarningGround, widgets.Strong(w.T("officer.slip.none")))}
		case s.failed != nil:
			parts = []fyne.CanvasObject{widgets.Notice(theme.DangerGround, widgets.Strong(w.T("officer.slip.broken")), widgets.NewText(w.T("officer.slip.broken_what")))}
		default:
			parts = []fyne.CanvasObject{
				widgets.Notice(theme.GoodGround, widgets.Strong("✓ "+w.T("officer.slip.holds")), widgets.NewText(w.T("officer.slip.checked"))),
				d.slipCard(w, &s), widgets.Card(widgets.NewText(w.T("officer.slip.means")), widgets.Muted(w.T("officer.slip.limits")))}
		}
		if loaded && failed == nil {
			parts = append(parts, d.reviewCard(w, s.visit), d.signedCard(w, s.visit), d.photosCard(w, s.visit, s.small))
		}
		return widgets.Framed(head, d.scroll("slip", parts...), nil)
	}}
}

// signedCard says who signed for the visit besides this officer, and has the
// second officer do it who has not; nil where nobody went along.
func (d *Day) signedCard(w *i18n.Words, v *visits.Visit) fyne.CanvasObject {
	if v == nil || v.Officer != d.desk.Me() {
		return nil
	}
	now := d.shell.Now()
	lines := record.Cosigned(w, v, d.name, now.Location(), now)
	if len(lines) == 0 {
		return nil
	}
	for _, c := range v.Cosigners() {
		if c.Officer == v.Second && c.All && c.Fault == "" {
			return widgets.Card(append([]fyne.CanvasObject{widgets.Muted(w.T("cosign.card"))}, lines...)...)
		}
	}
	if !v.Second.IsZero() {
		lines = append(lines, wrapped(widgets.NewButton("cosign", w.T("cosign.do", "name", d.name(v.Second)), widgets.Outlined, func() {
			d.shell.Push(d.CosignPage(v.ID, d.shell.Pop)) // the slip is read anew
		})))
	}
	return widgets.Card(append([]fyne.CanvasObject{widgets.Muted(w.T("cosign.card"))}, lines...)...)
}

func (d *Day) slipCard(w *i18n.Words, s *slip) fyne.CanvasObject {
	now := d.shell.Now()
	fact := func(about, what string) fyne.CanvasObject {
		return widgets.Column(theme.Gap4, widgets.Muted(w.T(about)), widgets.Strong(what))
	}
	return widgets.Card(widgets.Columns(260, theme.Gap16,
		fact("officer.slip.received", w.Moment(time.UnixMicro(s.Leaf.Received).In(now.Location()), now)),
		fact("officer.slip.number", w.T("officer.slip.number_of", "no", s.Leaf.No+1, "size", s.checkpoint.Size))),
		fact("officer.slip.record", widgets.Groups(s.Leaf.ID.String())),
		fact("officer.slip.head", widgets.Groups(s.checkpoint.Root.String())))
}
