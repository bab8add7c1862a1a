package visiting

import (
	"bytes"
	"cmp"
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
	"fairvisit/evidence"
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
		return cmp.Or(m.again, m.reopened())
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
	camera := m.d.Device.Camera
	in := m.photoIn()
	m.act(func(ctx context.Context) error {
		shot, err := camera.Take(ctx)
		if err != nil {
			return err
		}
		return in.keep(ctx, shot)
	}, in.kept)
}

// photoIn is a photo on its way in: what it answers, read before the screen
// goes on, and its entry afterwards.
type photoIn struct {
	m        *model
	question string // "" for none
	reason   string // why it takes the place of another one
	entry    evidence.Hash
}

func (m *model) photoIn() *photoIn {
	in := &photoIn{m: m, question: m.photoQuestion()}
	if m.again != "" {
		in.reason = m.w().T("noted.retaken")
	}
	return in
}

// kept says that the photo is stored, and what was noted of it.
func (in *photoIn) kept() {
	if in.reason != "" {
		in.m.sub, in.m.again = asking, ""
	}
	in.m.tell(in.m.w().T("visiting.photo.kept"))
	in.m.look(in.entry, in.question)
}

// keep stores a photo; on a question of a photo it is the answer.
func (in *photoIn) keep(ctx context.Context, shot capture.Shot) error {
	defer shot.R.Close() // it was only read
	e, err := in.m.v.Photograph(ctx, shot.R, in.question, shot.Source)
	if err != nil {
		return err
	}
	in.entry = e.ID
	if in.question == "" {
		return nil
	}
	return in.m.v.Answer(ctx, in.question, checklist.Captured(e.ID), in.reason)
}

// fromFile lets the person choose a file in the system's own way.
func (m *model) fromFile() {
	window := m.s.Window()
	if window == nil {
		return
	}
	in := m.photoIn()
	choose := dialog.NewFileOpen(func(file fyne.URIReadCloser, err error) {
		switch {
		case err != nil:
			m.refuse(err)
		case file != nil: // nil: nothing was chosen
			m.act(func(ctx context.Context) error {
				return in.keep(ctx, capture.Shot{R: file, Source: "file"})
			}, in.kept)
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
	in := m.photoIn()
	var refused error
	m.act(func(ctx context.Context) error {
		shots, wrong := capture.Dropped(paths)
		for _, shot := range shots {
			if err := in.keep(ctx, shot); err != nil {
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
		in.kept()
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
		cover := m.at.visit.CoverOf(p.Entry, p.Index) // the officer sees what others will
		shell.Do(m.s.Run, func(context.Context) (*image.RGBA, error) {
			small, err := m.d.Journal.Thumbnail(p)
			if err != nil {
				return nil, err
			}
			rgba, err := decodeRGBA(small)
			if err == nil {
				cover.Draw(rgba)
			}
			return rgba, err
		}, func(picture *image.RGBA, err error) {
			if err == nil {
				m.thumb[key] = picture
				m.show()
			}
		})
	}
}

// decodeRGBA reads a JPEG that was made here. It is RGBA then: anything else
// would be converted again at each drawing.
func decodeRGBA(b []byte) (*image.RGBA, error) {
	picture, err := jpeg.Decode(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	rgba := image.NewRGBA(picture.Bounds())
	draw.Draw(rgba, rgba.Bounds(), picture, picture.Bounds().Min, draw.Src)
	return rgba, nil
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
