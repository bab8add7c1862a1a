package journal

import (
	"errors"
	"io"
	"io/fs"

	"fairvisit/evidence/photo"
)

// viewsQueued is how many photos may wait for their small pictures; one more is
// made when a screen first asks for it.
const viewsQueued = 64

// view has the thumbnail and the view copy of a photo made beside the work: a
// capture must not wait for a decoder.
func (j *Journal) view(p photo.Stored) {
	j.viewing.Lock()
	defer j.viewing.Unlock()
	if j.views == nil {
		j.views = photo.NewWorker(j.photos, viewsQueued)
	}
	j.views.Make(p.Name, p.Facts)
}

func (j *Journal) endViews() {
	j.viewing.Lock()
	defer j.viewing.Unlock()
	if j.views != nil {
		j.views.Close()
		j.views = nil
	}
}

// Thumbnail is the small picture of a photo of this device, at most 20 KiB of
// JPEG. It is derived: one that is missing is made from the original now.
func (j *Journal) Thumbnail(p OutPhoto) ([]byte, error) {
	return j.derived(p, j.photos.Thumb, photo.Thumbnail)
}

// ViewCopy is a photo of this device as a screen shows it, a JPEG of at most
// 1600 pixels along its longest edge, upright; made as Thumbnail is.
func (j *Journal) ViewCopy(p OutPhoto) ([]byte, error) {
	return j.derived(p, j.photos.View, photo.ViewCopy)
}

// derived are never covered: they lie beside the original, on the device that
// took it, and whoever shows them draws the cover that stands then.
func (j *Journal) derived(p OutPhoto, read func(name string) ([]byte, error), make func(io.Reader, photo.Facts, photo.Cover) ([]byte, error)) ([]byte, error) {
	b, err := read(p.Name)
	if !errors.Is(err, fs.ErrNotExist) {
		return b, err
	}
	f, err := j.photos.Original(p.Name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	facts, err := photo.Inspect(f, p.Size)
	if err != nil {
		return nil, err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	return make(f, facts, photo.Cover{})
}
