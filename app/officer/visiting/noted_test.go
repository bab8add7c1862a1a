package visiting

import (
	"image"
	"image/color"
	"image/draw"
	"math/rand/v2"
	"slices"
	"testing"

	"fairvisit/app/capture"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
)

// dusk is a picture in which nothing can be seen; facade one that is sharp.
func dusk() image.Image { return image.NewGray(image.Rect(0, 0, 320, 240)) }

func facade(seed uint64) image.Image {
	rng := rand.New(rand.NewPCG(seed, 1))
	img := image.NewRGBA(image.Rect(0, 0, 320, 240))
	for range 30 {
		c := color.RGBA{uint8(rng.IntN(256)), uint8(rng.IntN(256)), uint8(rng.IntN(256)), 255}
		x, y := rng.IntN(300), rng.IntN(220)
		draw.Draw(img, image.Rect(x, y, x+20+rng.IntN(150), y+20+rng.IntN(150)), image.NewUniform(c), image.Point{}, draw.Src)
	}
	return img
}

// A dark photo is stored and answers its question; one short sentence offers to
// take it again. The photo taken again is the answer then, and the record holds
// both.
func TestADarkPhotoIsTakenAgain(t *testing.T) {
	s := atTheDoor(t)
	s.branch.Device.Camera = capture.NewFake(dusk(), facade(1))
	s.desk.Device.Camera = s.branch.Device.Camera
	s.tap("answer.a8-date.3", "answer.a9.no_answer", "next", "answer.d6.nobody", "take")
	s.says("The photo is stored. It is very dark.")
	dark := s.model.at.photos[0].Entry
	if s.model.at.answers["d5"] != checklist.Captured(dark) || s.asked() != "door: c3" && s.asked() == "door: d5" {
		t.Errorf("the dark photo is no answer: %+v, %s stands there", s.model.at.answers["d5"], s.asked())
	}
	s.tap("noted_again")
	s.says("The next photo takes the place of the last")
	s.tap("take")
	if s.stage.Says("very dark") {
		t.Error("the second photo is called dark")
	}
	if len(s.model.at.photos) != 2 || s.model.at.answers["d5"] != checklist.Captured(s.model.at.photos[1].Entry) {
		t.Errorf("%d photos, the answer is %+v", len(s.model.at.photos), s.model.at.answers["d5"])
	}
	if s.model.sub != asking || s.asked() == "door: d5" {
		t.Errorf("%q stands there", s.asked())
	}
	s.killed()
	var noted [][]string
	for _, p := range s.picture().Photos {
		noted = append(noted, p.Noted)
	}
	if len(noted) != 2 || !slices.ContainsFunc(noted, func(n []string) bool { return slices.Equal(n, []string{visits.NotedDark}) }) {
		t.Errorf("the record notes %v", noted)
	}
}

// Whoever goes on keeps the photo: the note costs no tap, and the photo check
// shows it again.
func TestANoteBlocksNothing(t *testing.T) {
	s := atTheDoor(t)
	s.desk.Device.Camera = capture.NewFake(dusk())
	s.nobodyHome(func() {})
	if s.taps > 12 {
		t.Errorf("%d taps", s.taps)
	}
	if v := s.picture(); v.Closed == nil || len(v.Photos) != 1 {
		t.Errorf("closed %+v with %d photos", v.Closed, len(v.Photos))
	}
}

func TestKeepTakesTheNoteAway(t *testing.T) {
	s := atTheDoor(t)
	s.desk.Device.Camera = capture.NewFake(dusk())
	s.tap("photo", "take")
	s.says("It is very dark.")
	s.says("Noted: dark")
	s.tap("noted_keep")
	if s.stage.Find("noted_again") != nil || len(s.model.at.photos) != 1 {
		t.Error("the note stays, or the photo is gone:", s.stage.IDs())
	}
}
