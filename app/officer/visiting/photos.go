package visiting

import (
	"bytes"
	"context"
	"image"
	"image/draw"
	"image/jpeg"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"

	"fairvisit/app/capture"
	"fairvisit/app/shell"
	"fairvisit/visits/checklist"
	"fairvisit/visits/journal"
)

// photographing is the camera while a page shows it.
type photographing struct {
	asked  bool  // somebody looks whether there is a camera
	ready  bool  // there is one
	why    error // why there is none
	last   image.Image
	live   *canvas.Image // where the page shows it now
	cancel context.CancelFunc
}

// end stops the preview.
func (p *photographing) end() {
	if p.cancel != nil {
		p.cancel()
	}
	*p = photographing{}
}

// wantsCamera reports whether the page in front takes photos.
func (m *model) wantsCamera() bool {
	return m.loaded && (m.sub == takingPhoto || m.sub == asking && m.photoQuestion() != "")
}

// photoQuestion is the question a photo answers now, "" for none.
func (m *model) photoQuestion() string {
	st := m.stage()
	if m.sub == asking && st.kind == questions && st.page[0].Kind == checklist.KindPhoto {
		return st.page[0].ID
	}
	if m.sub == takingPhoto {
		return m.reopened()
	}
	return ""
}

// watchCamera starts or stops the preview as the page in front wants it.
func (m *model) watchCamera() {
	if !m.wantsCamera() || m.gone {
		m.photo.end()
		return
	}
	if m.photo.asked || m.d.Device.Camera == nil {
		return
	}
	m.photo.asked = true
	camera := m.d.Device.Camera
	shell.Do(m.s.Run, func(context.Context) (bool, error) { return true, camera.Ready() }, func(_ bool, err error) {
		if !m.photo.asked {
			return // the page has changed meanwhile
		}
		m.photo.ready, m.photo.why = err == nil, err
		if err == nil {
			m.preview(camera)
		}
		m.show()
	})
}

func (m *model) preview(camera capture.Camera) {
	ctx, cancel := context.WithCancel(m.s.Run.Context())
	m.photo.cancel = cancel
	m.s.Run.Serve(func(context.Context) {
		err := camera.Preview(ctx, func(picture image.Image) {
			m.s.Run.Show(func() {
				if ctx.Err() == nil {
					m.seen(picture)
				}
			})
		})
		if err != nil && ctx.Err() == nil {
			m.s.Run.Show(func() { m.photo.ready, m.photo.why = false, err; m.show() })
		}
	})
}

func (m *model) seen(picture image.Image) {
	m.photo.last = picture
	if m.photo.live != nil {
		m.photo.live.Image = picture
		m.photo.live.Refresh()
	}
}

// take takes a photo with the camera.
func (m *model) take() {
	camera, question := m.d.Device.Camera, m.photoQuestion()
	m.act(func(ctx context.Context) error {
		shot, err := camera.Take(ctx)
		if err != nil {
			return err
		}
		return m.keep(ctx, shot, question)
	}, m.photoKept)
}

func (m *model) photoKept() { m.tell(m.w().T("visiting.photo.kept")) }

// keep stores a photo; on a question of a photo it is the answer.
func (m *model) keep(ctx context.Context, shot capture.Shot, question string) error {
	defer shot.R.Close() // it was only read
	e, err := m.v.Photograph(ctx, shot.R, question, shot.Source)
	if err != nil || question == "" {
		return err
	}
	return m.v.Answer(ctx, question, checklist.Captured(e.ID), "")
}

// fromFile lets the person choose a file in the system's own way.
func (m *model) fromFile() {
	window := m.s.Window()
	if window == nil {
		return
	}
	question := m.photoQuestion()
	choose := dialog.NewFileOpen(func(file fyne.URIReadCloser, err error) {
		switch {
		case err != nil:
			m.refuse(err)
		case file != nil: // nil: nothing was chosen
			m.act(func(ctx context.Context) error {
				return m.keep(ctx, capture.Shot{R: file, Source: "file"}, question)
			}, m.photoKept)
		}
	}, window)
	choose.SetFilter(storage.NewMimeTypeFileFilter([]string{"image/jpeg", "image/png"}))
	choose.Show()
}

// dropped takes files that were dropped on the window. One wrong file keeps the
// others not out; what was refused is said.
func (m *model) dropped(paths []string) {
	if !m.loaded || m.at.closed() || m.sub == handed || m.stage().kind == leaving {
		return
	}
	question := m.photoQuestion()
	var refused error
	m.act(func(ctx context.Context) error {
		shots, wrong := capture.Dropped(paths)
		for _, shot := range shots {
			if err := m.keep(ctx, shot, question); err != nil {
				wrong = append(wrong, err)
			}
		}
		if len(wrong) > 0 {
			refused = wrong[0]
		}
		return nil
	}, func() {
		if refused != nil {
			m.tell(m.sentence(refused))
			return
		}
		m.photoKept()
	})
}

func photoKey(p journal.OutPhoto) string { return p.Entry.String() + "." + strconv.Itoa(p.Index) }

// loadThumbs makes the small pictures that are not at hand yet, beside the
// screen. One that cannot be made stays an empty frame: the photo is safe.
func (m *model) loadThumbs() {
	for _, p := range m.at.photos {
		key := photoKey(p)
		if _, begun := m.thumb[key]; begun {
			continue
		}
		m.thumb[key] = nil
		shell.Do(m.s.Run, func(context.Context) (*image.RGBA, error) {
			small, err := m.d.Journal.Thumbnail(p)
			if err != nil {
				return nil, err
			}
			picture, err := jpeg.Decode(bytes.NewReader(small))
			if err != nil {
				return nil, err
			}
			rgba := image.NewRGBA(picture.Bounds())
			draw.Draw(rgba, rgba.Bounds(), picture, picture.Bounds().Min, draw.Src)
			return rgba, nil
		}, func(picture *image.RGBA, err error) {
			if err == nil {
				m.thumb[key] = picture
				m.show()
			}
		})
	}
}

// looked marks a photo as looked at. When all are, that is the answer of the
// photo check.
func (m *model) looked(p journal.OutPhoto) {
	m.fine[photoKey(p)] = true
	for _, other := range m.at.photos {
		if !m.fine[photoKey(other)] {
			m.show()
			return
		}
	}
	m.act(func(ctx context.Context) error { return m.v.Answer(ctx, "r2", checklist.Yes, "") }, nil)
}
