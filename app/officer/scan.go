package officer

import (
	"context"
	"errors"
	"image"
	"io"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
	fynetheme "fyne.io/fyne/v2/theme"

	"fairvisit/app/capture"
	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
)

// scanner reads a code from another screen: by the camera while it is shown, by
// a picture, or by the text below the code. What it reads goes to take.
type scanner struct {
	shell  *shell.Shell
	camera capture.Camera // nil: nobody gave the device one
	take   func(text string)

	text string // typed or pasted
	said string // why what was read was not taken
	busy bool

	ready  bool  // there is a camera
	why    error // why there is none
	last   image.Image
	live   *canvas.Image      // where the page shows it now
	cancel context.CancelFunc // of the preview; nil: the scanner is at rest
}

// start looks for the camera and shows what it sees, until end.
func (s *scanner) start() {
	s.end()
	ctx, cancel := context.WithCancel(s.shell.Run.Context())
	s.cancel = cancel
	if s.camera == nil {
		return
	}
	shell.Do(s.shell.Run, func(context.Context) (struct{}, error) { return struct{}{}, s.camera.Ready() }, func(_ struct{}, err error) {
		if ctx.Err() != nil {
			return // the page has changed meanwhile
		}
		s.ready, s.why = err == nil, err
		if err == nil {
			s.preview(ctx)
		}
		s.shell.Rebuild()
	})
}

// end lets the camera go.
func (s *scanner) end() {
	if s.cancel != nil {
		s.cancel()
	}
	s.cancel, s.ready, s.why, s.last, s.live, s.busy = nil, false, nil, nil, nil, false
}

// preview reads every picture where it arrives, beside the screen: a person only
// holds the device before the code. A code that was refused is not read again
// while it stands before the camera.
func (s *scanner) preview(ctx context.Context) {
	s.shell.Run.Serve(func(context.Context) {
		before := ""
		err := s.camera.Preview(ctx, func(picture image.Image) {
			code, err := capture.ReadCode(picture)
			fresh := err == nil && code != before
			if fresh {
				before = code
			}
			s.shell.Run.Show(func() {
				if ctx.Err() != nil {
					return
				}
				s.see(picture)
				if fresh && !s.busy {
					s.take(code)
				}
			})
		})
		if err != nil && ctx.Err() == nil {
			s.shell.Run.Show(func() { s.ready, s.why = false, err; s.shell.Rebuild() })
		}
	})
}

func (s *scanner) see(picture image.Image) {
	first := s.last == nil
	s.last = picture
	switch {
	case first:
		s.shell.Rebuild() // there was no room for it yet
	case s.live != nil:
		s.live.Image = picture
		s.live.Refresh()
	}
}

// refuse says why what was read was not taken.
func (s *scanner) refuse(said string) {
	s.said = said
	s.shell.Rebuild()
}

// read has a picture read beside the screen.
func (s *scanner) read(work func(context.Context) (string, error)) {
	if s.busy || s.cancel == nil {
		return
	}
	s.busy, s.said = true, ""
	s.shell.Rebuild()
	shell.Do(s.shell.Run, work, func(code string, err error) {
		if s.cancel == nil {
			return // the page has changed meanwhile
		}
		s.busy = false
		if err != nil {
			s.refuse(scanRefusal(s.shell.Words(), err))
			return
		}
		s.take(code)
	})
}

func (s *scanner) shoot() {
	s.read(func(ctx context.Context) (string, error) {
		shot, err := s.camera.Take(ctx)
		if err != nil {
			return "", err
		}
		return readAndClose(ctx, shot.R)
	})
}

func readAndClose(ctx context.Context, r io.ReadCloser) (string, error) {
	defer r.Close() // it was only read
	return capture.ReadCodeFrom(ctx, r)
}

// fromFile lets the person choose a picture in the system's own way.
func (s *scanner) fromFile() {
	window := s.shell.Window()
	if window == nil {
		return
	}
	choose := dialog.NewFileOpen(func(file fyne.URIReadCloser, err error) {
		switch {
		case err != nil:
			s.refuse(scanRefusal(s.shell.Words(), err))
		case file != nil: // nil: nothing was chosen
			s.read(func(ctx context.Context) (string, error) { return readAndClose(ctx, file) })
		}
	}, window)
	choose.SetFilter(storage.NewMimeTypeFileFilter([]string{"image/jpeg", "image/png"}))
	choose.Show()
}

// dropped reads the first picture that was dropped on the window.
func (s *scanner) dropped(paths []string) {
	s.read(func(ctx context.Context) (code string, err error) {
		shots, refused := capture.Dropped(paths)
		err = errors.Join(refused...)
		for i, shot := range shots {
			if i == 0 {
				code, err = readAndClose(ctx, shot.R)
				continue
			}
			shot.R.Close() // it is not looked at
		}
		return code, err
	})
}

// typed takes the text of a code.
func (s *scanner) typed() {
	if strings.TrimSpace(s.text) == "" {
		s.refuse(s.shell.Words().T("crew.read.empty"))
		return
	}
	s.said = ""
	s.take(s.text)
}

// scanRefusal is why nothing was read, as a sentence.
func scanRefusal(w *i18n.Words, err error) string {
	if errors.Is(err, capture.ErrNoCode) {
		return w.T("crew.read.no_code")
	}
	if r, ok := errors.AsType[*capture.Refusal](err); ok && w.Has(r.Code) {
		return w.T(r.Code)
	}
	return w.T("common.failed", "why", err.Error())
}

func (s *scanner) object(w *i18n.Words, about string) fyne.CanvasObject {
	field := widgets.NewPassage("code", w.T("crew.read.field"), s.text, 4, func(t string) { s.text = t })
	field.SetPlaceHolder(w.T("crew.read.field"))
	paste := widgets.NewButton("paste", w.T("crew.read.paste"), widgets.Outlined, func() {
		s.text = fyne.CurrentApp().Clipboard().Content()
		s.shell.Rebuild()
	})
	kind := widgets.Filled // the one filled button is the camera's, where there is one
	if s.ready {
		kind = widgets.Outlined
	}
	use := widgets.NewButton("use", w.T("crew.read.use"), kind, s.typed).Lock(s.busy)
	var said fyne.CanvasObject
	if s.said != "" {
		said = widgets.Notice(theme.WarningGround, widgets.Colored(s.said, theme.Warning))
	}
	return widgets.Column(theme.Gap12, widgets.NewText(about), said,
		widgets.Columns(320, theme.Gap16,
			widgets.Card(s.pictureParts(w)...),
			widgets.Card(widgets.Title(w.T("crew.read.text")), field, s.shell.Actions(paste, use))))
}

func (s *scanner) pictureParts(w *i18n.Words) []fyne.CanvasObject {
	parts := []fyne.CanvasObject{widgets.Title(w.T("crew.read.picture"))}
	file := widgets.NewButton("from_file", w.T("crew.read.file"), widgets.Outlined, s.fromFile).WithIcon(fynetheme.FolderOpenIcon())
	if !s.ready {
		if s.why != nil {
			parts = append(parts, widgets.NewText(scanRefusal(w, s.why)))
		}
		return append(parts, s.shell.Actions(file))
	}
	s.live = nil
	if s.last != nil {
		s.live = canvas.NewImageFromImage(s.last)
		s.live.FillMode, s.live.ScaleMode = canvas.ImageFillContain, canvas.ImageScaleFastest
		s.live.SetMinSize(fyne.NewSize(240, 240))
		parts = append(parts, s.live)
	}
	label := w.T("crew.read.camera")
	if s.busy {
		label = w.T("crew.read.working")
	}
	return append(parts, s.shell.Actions(file, widgets.Primary("shoot", label, s.shoot).Lock(s.busy).WithIcon(fynetheme.MediaPhotoIcon())))
}
