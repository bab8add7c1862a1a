package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq/store"
	"fairvisit/visits/journal"
)

// album is a tablet whose entries are at headquarters and whose photos are not.
type album struct {
	tablet *tablet
	office string
	photos [][]byte
}

func (b *bench) newAlbum(ctx context.Context, n int) (*album, error) {
	a := &album{office: filepath.Join(b.dir, "photos-hq")}
	h, err := newBranch(ctx, a.office)
	if err != nil {
		return nil, err
	}
	return a, errors.Join(b.takePhotos(ctx, a, h, n), h.Close())
}

func (b *bench) takePhotos(ctx context.Context, a *album, h *branch, n int) error {
	identity, err := h.enrol(ctx, "officer")
	if err != nil {
		return err
	}
	cases, err := h.give(ctx, identity.Officer, 1)
	if err != nil {
		return err
	}
	if a.tablet, err = newTablet(filepath.Join(b.dir, "photos-device"), identity); err != nil {
		return err
	}
	var visit evidence.ID
	for i := range n {
		if i%perVisit == 0 {
			visit = evidence.NewID()
		}
		photo, err := noise(uint64(i))
		if err != nil {
			return err
		}
		a.photos = append(a.photos, photo)
		_, err = a.tablet.journal.CapturePhoto(ctx, journal.Capture{Visit: visit, Case: cases[0].id, Question: "door", Source: "camera", R: bytes.NewReader(photo)})
		if err != nil {
			return err
		}
	}
	if err := handOver(ctx, a.tablet.journal, h); err != nil {
		return err
	}
	return errors.Join(h.Settle(ctx), a.tablet.keep())
}

// handOver brings a journal's entries to headquarters without a session, which
// would go on with the photos.
func handOver(ctx context.Context, j *journal.Journal, h *branch) error {
	out, err := j.Unsent(ctx, j.Epoch(), 1, 1<<20, 1<<30)
	if err != nil {
		return err
	}
	items := make([]store.Item, len(out))
	for i, o := range out {
		raw, err := j.Plain(o)
		if err != nil {
			return err
		}
		e, err := evidence.Decode(raw)
		if err != nil {
			return err
		}
		items[i] = store.Item{Entry: &e, Raw: raw, Received: time.Now().UnixMicro()}
	}
	if _, _, err := h.Store.Admit(ctx, items); err != nil {
		return err
	}
	return j.MarkStored(ctx, j.Epoch(), out[len(out)-1].Seq)
}

// noise is a JPEG of about 300 KiB that nothing can make smaller.
func noise(seed uint64) ([]byte, error) {
	random := rand.New(rand.NewPCG(seed, 1))
	img := image.NewGray(image.Rect(0, 0, 640, 606))
	for i := range img.Pix {
		img.Pix[i] = uint8(random.Uint32())
	}
	var out bytes.Buffer
	err := jpeg.Encode(&out, img, &jpeg.Options{Quality: 90})
	return out.Bytes(), err
}

// measurePhotos measures handing in photos, from the first offer to the last
// that is stored.
func (b *bench) measurePhotos(ctx context.Context) error {
	n := b.scaled(200, 4)
	b.o.Log("taking %d photos …", n)
	a, err := b.newAlbum(ctx, n)
	if err != nil {
		return err
	}
	size := int64(0)
	for _, p := range a.photos {
		size += int64(len(p))
	}
	b.f.PhotoBytes = size / int64(n)
	r, err := b.compare("photos", n, func(run int) (floor, ours time.Duration, err error) {
		return b.beside(run, func() (time.Duration, error) {
			return floorPhotos(filepath.Join(b.dir, "floor-photos-"+strconv.Itoa(run)), a.photos)
		},
			func() (time.Duration, error) { return b.upload(ctx, a, fmt.Sprintf("photos-%d", run)) })
	})
	b.f.Photos, b.f.PhotosPerSecond, b.f.PhotosFloor = r.ratio, r.rate, r.floor
	b.f.Rows["photos"] = n
	return err
}

func (b *bench) upload(ctx context.Context, a *album, name string) (time.Duration, error) {
	dir := filepath.Join(b.dir, name)
	if err := os.CopyFS(dir, os.DirFS(a.office)); err != nil {
		return 0, err
	}
	if err := a.tablet.again(); err != nil {
		return 0, err
	}
	o, err := b.startOffice(ctx, dir, name)
	if err != nil {
		return 0, err
	}
	var took time.Duration
	err = b.profiled(name, func() (err error) {
		took, err = a.session(ctx, o)
		return err
	})
	if err = errors.Join(err, a.tablet.journal.Close(), o.stop()); err != nil {
		return 0, err
	}
	have, err := count(dir, "SELECT count(*) FROM photos WHERE state = 1")
	if err == nil && have != len(a.photos) {
		err = fmt.Errorf("headquarters holds %d photos after the run, not %d", have, len(a.photos))
	}
	return took, err
}

func (a *album) session(ctx context.Context, o *office) (time.Duration, error) {
	var began, ended time.Time
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	conn, err := fieldsync.Dialer(o.base)(ctx)
	if err != nil {
		return 0, err
	}
	w := &watched{Conn: conn}
	w.sends = func(t fieldsync.Type) {
		if t == fieldsync.TPhotoBegin && began.IsZero() {
			began = time.Now()
		}
	}
	left := len(a.photos)
	took := func(t fieldsync.Type) {
		if t == fieldsync.TPhotoStored {
			if left--; left == 0 {
				ended = time.Now()
				cancel()
			}
		}
	}
	c := &fieldsync.Client{Journal: a.tablet.journal}
	err = fieldsync.Pump(ctx, w, heard{c.NewSession(conn.Exporter()), took})
	if ended.IsZero() {
		return 0, fmt.Errorf("the session ended before every photo was stored: %w", err)
	}
	return ended.Sub(began), nil
}
