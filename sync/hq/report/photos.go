package report

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"fairvisit/evidence"
	"fairvisit/evidence/dossier"
	"fairvisit/evidence/photo"
	"fairvisit/sync/hq/report/pdf"
	"fairvisit/visits"
)

// Two photos stand beside each other, each in a frame.
const (
	frameGap    = 16.0
	frameWidth  = (inside - frameGap) / 2
	frameHeight = 172.0
)

// strayPhotos shows the photos of entries that are of no visit.
func (r *report) strayPhotos() error {
	var stray []telling
	for _, t := range r.told {
		if t.visit().IsZero() {
			stray = append(stray, t)
		}
	}
	return r.photos(stray)
}

// framed is one photo with what stands below it.
type framed struct {
	telling
	index   int
	caption []string
}

// photos shows the photos of entries, small, or says why one is not shown.
func (r *report) photos(of []telling) error {
	var all []framed
	for _, t := range of {
		for i, p := range t.Entry.Entry.Header.Photos {
			if !photo.IsPicture(p.Type) {
				continue // told in the timeline: a page plays nothing
			}
			all = append(all, framed{t, i, wrap(r.small, frameWidth, r.photoCaption(t, i))})
		}
	}
	if len(all) == 0 {
		return nil
	}
	r.subheading(r.words.t("photos"))
	for pair := range slices.Chunk(all, 2) {
		height := 0.0
		for _, f := range pair {
			height = max(height, frameHeight+4+float64(len(f.caption))*r.small.lead)
		}
		r.need(height)
		for i, f := range pair {
			if err := r.frame(f, left+float64(i)*(frameWidth+frameGap)); err != nil {
				return err
			}
		}
		r.gap(height + 10)
	}
	return nil
}

// frame shows one photo at x, or why it is not shown.
func (r *report) frame(f framed, x float64) error {
	r.page.Box(x, r.y, frameWidth, frameHeight, ground)
	for i, line := range f.caption {
		r.write(r.small, x, r.y+frameHeight+4+float64(i)*r.small.lead, line)
	}
	picture, why, err := r.picture(f.telling, f.index)
	if err != nil {
		return err
	}
	if picture == nil {
		lines := wrap(r.small, frameWidth-24, why)
		y := r.y + (frameHeight-float64(len(lines))*r.small.lead)/2
		for i, line := range lines {
			r.write(r.small, x+12, y+float64(i)*r.small.lead, line)
		}
		return nil
	}
	scale := min(frameWidth/float64(picture.Width), frameHeight/float64(picture.Height))
	w, h := float64(picture.Width)*scale, float64(picture.Height)*scale
	r.page.Photo(picture, x+(frameWidth-w)/2, r.y+(frameHeight-h)/2, w, h)
	return nil
}

// picture is a photo as a page shows it, or why there is none.
func (r *report) picture(t telling, index int) (*pdf.Photo, string, error) {
	w := r.words
	p, here := r.Photos[dossier.PhotoName{Entry: t.Entry.Entry.ID, Index: index}]
	switch {
	case p.Withdrawn != "":
		return nil, w.t("photo.withdrawn", "why", w.code("reason", p.Withdrawn)), nil
	case r.Mask == dossier.MaskAll:
		return nil, w.t("photo.withheld"), nil
	case t.Entry.Entry.Words.State != evidence.Present:
		return nil, w.t("photo.salt"), nil
	case !here:
		return nil, w.t("photo.awaited"), nil
	}
	jpeg, width, height, err := printed(p)
	if errors.Is(err, photo.ErrNoView) {
		return nil, w.t("photo.unreadable"), nil
	}
	if err != nil {
		return nil, "", err
	}
	return r.doc.Photo(jpeg, width, height), "", nil
}

func printed(p dossier.Picture) (jpeg []byte, width, height int, err error) {
	f, err := p.Open()
	if err != nil {
		return nil, 0, 0, err
	}
	b, err := io.ReadAll(io.LimitReader(f, photo.MaxSize+1))
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, 0, 0, err
	}
	return photo.Printed(bytes.NewReader(b))
}

// photoCaption says what a photo answers, when it was taken, and which file it is.
func (r *report) photoCaption(t telling, index int) string {
	w := r.words
	var lines []string
	if f, ok := factsOf[visits.PhotoFacts](t.Entry); ok && f.Question != "" {
		lines = append(lines, r.question(t.visit(), f.Question))
	}
	lines = append(lines, w.beside(r.caption(t), w.t("class."+t.when.class)))
	if words, ok := wordsOf[visits.PhotoWords](t.Entry); ok && index < len(words.Photos) {
		s := words.Photos[index]
		if s.Taken != "" {
			lines = append(lines, w.t("photo.taken", "when", s.Taken))
		}
		if s.HasPlace {
			lines = append(lines, w.t("photo.place", "lat", degrees(s.LatE7), "lon", degrees(s.LonE7)))
		}
		lines = append(lines, fmt.Sprintf("SHA-256 %.16s…", s.SHA256))
	}
	return strings.Join(lines, "\n")
}
