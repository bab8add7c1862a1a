package photo

import (
	"bytes"
	"errors"
	"testing"
)

// Whatever file a person picks or a device sends: Inspect answers with facts
// or with a sentence, and what it accepts can be shown.
func FuzzInspect(f *testing.F) {
	// Small ones: the fuzzer's pace goes with the size of what it starts from.
	small := street(16, 12)
	f.Add(withEXIF(jpegOf(f, small), yunnan().tiff()))
	f.Add(withEXIFChunk(pngOf(f, small), yunnan().tiff()))
	f.Add(jpegOf(f, noise(8, 8)))
	f.Add(pngOf(f, noise(8, 8)))
	f.Add(sample(f, "progressive.jpg"))
	f.Add(sample(f, "restart.jpg"))
	for _, c := range badFiles(f) {
		f.Add(c.bytes)
	}
	f.Fuzz(func(t *testing.T, photo []byte) {
		facts, err := inspect(photo)
		if err != nil {
			if _, ok := errors.AsType[Refusal](err); !ok || facts != (Facts{}) {
				t.Fatalf("refused with %v and %+v", err, facts)
			}
			return
		}
		pixels := facts.Width * facts.Height
		if pixels <= 0 || pixels > MaxPixels || facts.Orientation < 1 || facts.Orientation > 8 {
			t.Fatalf("accepted %+v", facts)
		}
		// The reason the size of a file bounds the memory it may ask for.
		if pixels > 8*1032*len(photo)+8*1032 {
			t.Fatalf("%d pixels out of %d bytes", pixels, len(photo))
		}
		if !facts.HasPlace && (facts.LatE7 != 0 || facts.LonE7 != 0) {
			t.Fatalf("half a place: %+v", facts)
		}
		if thumb, err := Thumbnail(bytes.NewReader(photo), facts, Cover{}); err != nil || len(thumb) > thumbnailBytes {
			t.Fatalf("accepted, but its thumbnail: %d bytes, %v", len(thumb), err)
		}
	})
}
