package officer

import (
	"context"
	"image"
	"strings"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/visits"
)

// askBack is a photo of a closed visit that its officer asks to be withdrawn. A manager
// or headquarters decides.
type askBack struct {
	day     *Day
	visit   evidence.ID
	photo   visits.PhotoLine
	title   string
	picture image.Image // nil: no small picture is here
	reason  string      // "" until it was chosen
	busy    bool
	said    string
}

// photosCard has the photos of a visit this officer took, each with what became of it; nil
// where there is none or the visit is open, for there they are withdrawn in the visit.
func (d *Day) photosCard(w *i18n.Words, v *visits.Visit, small map[evidence.Hash]image.Image) fyne.CanvasObject {
	if v == nil || !v.Ended() || v.Officer != d.desk.Me() {
		return nil
	}
	var tiles []fyne.CanvasObject
	for _, p := range v.Photos {
		if p.Device != d.desk.Journal.Identity().Device {
			continue
		}
		id, missing, title := p.Entry.String(), w.T("review.no_thumb"), record.PhotoTitle(w, d.seen.lists.For(v), p.Question)
		img := small[p.Entry]
		t, gone := v.Withdrawal(p)
		if gone {
			img, missing = nil, w.T("withdraw.state", "why", record.WithdrawReason(w, t.Reason))
		}
		tile := widgets.Column(theme.Gap4, widgets.NewPicture("photo."+id, img, title, missing, 160, nil))
		if said := record.AskedBack(w, v, p, d.name); said != "" {
			tile.Add(widgets.NewText(said))
		}
		if _, answer, asked := v.AskedWithdrawal(p); !gone && (!asked || answer != nil) {
			tile.Add(wrapped(widgets.NewButton("ask_back."+id, w.T("withdraw.ask"), widgets.Quiet, func() {
				d.shell.Push((&askBack{day: d, visit: v.ID, photo: p, title: title, picture: img}).page())
			})))
		}
		tiles = append(tiles, tile)
	}
	if len(tiles) == 0 {
		return nil
	}
	return widgets.Card(widgets.Muted(w.T("withdraw.ask.photos")), widgets.Columns(220, theme.Gap12, tiles...))
}

// smallPhotos reads the small pictures of a visit that are here, under their covers.
func (d *Day) smallPhotos(ctx context.Context, v *visits.Visit) (map[evidence.Hash]image.Image, error) {
	if v == nil || !v.Ended() {
		return nil, nil
	}
	photos, err := d.desk.Journal.PhotosOf(ctx, v.ID)
	if err != nil {
		return nil, err
	}
	small := map[evidence.Hash]image.Image{}
	for _, p := range photos {
		b, err := d.desk.Journal.Thumbnail(p)
		if err != nil {
			continue // its file went after it was secured: the tile says that it is not here
		}
		img, err := record.Decode(b)
		if err != nil {
			continue
		}
		if cover := v.CoverOf(p.Entry, p.Index); !cover.Empty() {
			cover.Draw(img.(*image.RGBA))
		}
		small[p.Entry] = img
	}
	return small, nil
}

func (p *askBack) page() *shell.Page {
	return &shell.Page{ID: "ask_back", Build: p.build}
}

func (p *askBack) build(v shell.View) fyne.CanvasObject {
	d, w := p.day, v.Words
	v.Alone = true // it stands above the slip, and Back leads there
	options := make([]widgets.Option, len(visits.WithdrawReasons))
	for i, code := range visits.WithdrawReasons {
		options[i] = widgets.Option{Code: "withdraw." + code, Label: w.T("withdraw.pick." + code)}
	}
	chosen := ""
	if p.reason != "" {
		chosen = "withdraw." + p.reason
	}
	parts := []fyne.CanvasObject{widgets.NewText(w.T("withdraw.ask.words"))}
	if p.picture != nil {
		parts = append(parts, widgets.NewPicture("asked.photo", p.picture, p.title, "", 200, nil))
	}
	parts = append(parts, widgets.Title(w.T("withdraw.why")), widgets.Answers(options, chosen, func(code string) {
		p.reason = strings.TrimPrefix(code, "withdraw.")
		d.shell.Rebuild()
	}))
	if p.said != "" {
		parts = append(parts, widgets.Notice(theme.DangerGround, widgets.Colored(p.said, theme.Danger)))
	}
	return widgets.Framed(d.shell.Header(v, w.T("withdraw.ask.title"), ""), d.scroll("ask_back", parts...),
		d.foot("", widgets.Primary("ask_back.yes", w.T("withdraw.ask.yes"), p.ask).Lock(p.reason == "" || p.busy)))
}

// ask writes the request down, and goes back to the slip, which is read anew.
func (p *askBack) ask() {
	d := p.day
	if p.reason == "" || p.busy {
		return
	}
	p.busy = true
	shell.Do(d.shell.Run, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, d.desk.Officer.AskWithdrawal(ctx, p.visit, p.photo.Entry, p.photo.Index, p.reason)
	}, func(_ struct{}, err error) {
		p.busy = false
		if err != nil {
			p.said = d.words().T("common.failed", "why", err.Error())
			d.shell.Rebuild()
			return
		}
		d.shell.Pop()
		d.shell.Pop() // the slip, as it stood before
		d.shell.Tell(d.words().T("withdraw.ask.done"), "", nil, told)
		d.reload()
	})
}
