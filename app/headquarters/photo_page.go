package headquarters

import (
	"errors"
	"image"
	"image/jpeg"
	"io"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"

	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/visits"
)

// photoPage shows an opened photo as large as the window, with the strip below
// that says what it is of.
func (h *Headquarters) photoPage(o *opened, v *visits.Visit, key photoKey) *shell.Page {
	var copied *image.RGBA // made once for what it shows: it has millions of points, and a page is built again and again
	var of image.Image
	var below []string
	return &shell.Page{ID: "photo", Part: key.entry.String, Build: func(view shell.View) fyne.CanvasObject {
		w := view.Words
		title := record.PhotoTitle(w, o.lists.For(v), lineOf(v, key).Question)
		l := o.photos[key]
		if l == nil || l.image == nil { // it was covered since, or is not held any more
			return widgets.Framed(h.s.Header(view, title, ""), padded(w.T("review.gone")), nil)
		}
		if lines := record.Watermark(w, o.rec.Case, v, key.entry, key.index, l.original); of != l.image || !slices.Equal(below, lines) {
			made, err := record.Strip(l.image, lines)
			if err != nil {
				return widgets.Framed(h.s.Header(view, title, ""), padded(w.T("common.failed", "why", err.Error())), nil)
			}
			copied, of, below = made, l.image, lines
		}
		pad := widgets.NewPhotoPad("photo_large", title, nil)
		pad.Picture = copied
		save := widgets.NewButton("save_copy", w.T("strip.save"), widgets.Outlined, func() { h.saveCopy(w, copied, key) })
		return widgets.Framed(h.s.Header(view, title, record.Noted(w, lineOf(v, key).Noted), save), widgets.Pad(theme.Gap16, theme.Gap8, pad), nil)
	}}
}

func lineOf(v *visits.Visit, key photoKey) visits.PhotoLine {
	for _, p := range v.Photos {
		if p.Entry == key.entry && p.Index == key.index {
			return p
		}
	}
	return visits.PhotoLine{}
}

// saveCopy writes the copy with its strip where the person says.
func (h *Headquarters) saveCopy(w *i18n.Words, copied image.Image, key photoKey) {
	window := h.s.Window()
	if window == nil {
		return
	}
	save := dialog.NewFileSave(func(file fyne.URIWriteCloser, err error) {
		if file == nil && err == nil {
			return // nothing was chosen
		}
		if err == nil {
			err = writeCopy(file, copied)
		}
		if err != nil {
			h.s.Tell(w.T("common.failed", "why", err.Error()), "", nil, saidFor)
			return
		}
		h.s.Tell(w.T("strip.saved"), "", nil, saidFor)
	}, window)
	save.SetFileName("fairvisit-" + key.entry.Short() + ".jpg")
	save.SetFilter(storage.NewMimeTypeFileFilter([]string{"image/jpeg"}))
	save.Show()
}

func writeCopy(file io.WriteCloser, copied image.Image) error {
	return errors.Join(jpeg.Encode(file, copied, &jpeg.Options{Quality: 90}), file.Close())
}

// saidFor is how long the person is told what became of a copy.
const saidFor = 6 * time.Second
