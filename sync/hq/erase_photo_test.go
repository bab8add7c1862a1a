package hq_test

import (
	"bytes"
	"encoding/json"
	"image"
	"image/color"
	"image/jpeg"
	"testing"
	"time"

	"fairvisit/sync/hq"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
)

// The file of a photo comes back in a later visit of its case, and stands in that of
// another case too: a picture with a print, or one that is dark all over. What is found
// of it stands when either case is erased and all is made anew.
func TestStoryAPhotoThatCameBackStaysFoundAfterAnErasure(t *testing.T) {
	for name, c := range map[string]struct {
		dark  bool
		first int // of the two cases, which is erased first
		alike int // of same_picture
	}{
		"a door":                   {false, 0, 1},
		"a door, the other first":  {false, 1, 1},
		"a lens that was covered":  {true, 0, 0},
		"covered, the other first": {true, 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, false)
			w.turn(workday)
			li, zhao := w.enrol("officer", "Li"), w.enrol("officer", "Zhao")
			cases := w.importCases(oneCase + "Bank A,0002,李四,中山路 8888 号,9.00,CNY,45\n")
			w.assign(cases[0], li, zhao)
			w.assign(cases[1], li, zhao)
			li.sync()
			visit := func(n int) {
				v, verdict, err := li.work.Open(w.ctx, cases[n], zhao.id)
				if err != nil {
					t.Fatalf("%v %+v", err, verdict.Reasons)
				}
				photographed(w, v, c.dark)
				w.must(v.Leave(w.ctx))
				w.must(v.Close(w.ctx, []visits.Outcome{{Code: "nf"}}, nil))
				li.sync()
			}
			visit(0)
			w.turn(workday.Add(9 * 24 * time.Hour))
			li.rests(3)
			li.sync()
			for n, id := range cases {
				_, err := w.hq.Assign(w.ctx, hq.Assignment{Case: id, Officer: li.id, Second: zhao.id, Day: "2026-12-04", Order: n + 1})
				w.must(err)
			}
			li.sync()
			visit(0)
			visit(1)
			w.must(w.hq.Settle(w.ctx))
			o := &office{world: w, li: li, caseID: cases[0]}
			stands := func() [2]int { return [2]int{len(o.found(visits.SameFile)), len(o.found(visits.SamePicture))} }
			if got := stands(); got != [2]int{1, c.alike} {
				t.Fatalf("found %v", got)
			}
			for _, n := range []int{c.first, 1 - c.first} {
				_, err := w.hq.Erase(w.ctx, cases[n], "request")
				w.must(err)
				o.sameAnew()
				if got := stands(); got != [2]int{1, c.alike} {
					t.Errorf("case %d erased and made anew: found %v", n, got)
				}
			}
			w.must(w.hq.EachPicture(w.ctx, visits.KindPrints, func(b json.RawMessage) error {
				t.Errorf("of erased cases there is still %s", b)
				return nil
			}))
		})
	}
}

// photographed takes one picture of a door, the same file each time; dark: nothing is
// seen on it.
func photographed(w *world, v *fieldwork.Visit, dark bool) {
	w.Helper()
	img := image.NewGray(image.Rect(0, 0, 640, 480))
	for y := range 480 {
		for x := range 640 {
			if !dark {
				img.SetGray(x, y, color.Gray{Y: uint8(((x/80)*37+(y/60)*91+(x/80)*(y/60)*53)%200 + 20)})
			}
		}
	}
	var b bytes.Buffer
	w.must(jpeg.Encode(&b, img, nil))
	_, err := v.Photograph(w.ctx, &b, "d5", "camera")
	w.must(err)
}
