package officer_test

import (
	"bytes"
	"io"
	"testing"

	"fairvisit/visits"
)

// Sound has a number of its own: nobody who took one photo is told of two.
func TestSendingTellsSoundFromPhotos(t *testing.T) {
	m := newMorning(t)
	id := m.case_("李秀兰", "澄江一路 1 号", 1)
	m.desk = m.Open(m.me)
	m.Take(m.desk)
	m.Secure(m.desk)
	v := m.visit(id)
	if _, err := v.Photograph(ctx, photo(t), "door", "camera"); err != nil {
		t.Fatal(err)
	}
	sound := bytes.Repeat([]byte("sound"), 2000)
	_, err := v.AttachSound(ctx, visits.SoundAttachedFacts{Length: 1000}, "body.wav", func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(sound)), nil })
	m.must(err)
	m.must(v.Close(ctx, nil, nil))
	m.begin(phone, english)
	m.again("sending")
	m.says("1 visit, 1 photo (", ", 1 piece of sound (10 kB)", "photos 0 of 1", "sound 0 of 1", "1 photo · 1 piece of sound")
	m.silent("2 photos", "of 2")
	m.Take(m.desk)
	m.TakePhotos(m.desk)
	m.again("sending")
	m.says("Nothing.", "photos 1 of 1", "sound 1 of 1")
}
