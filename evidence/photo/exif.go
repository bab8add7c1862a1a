package photo

import (
	"io"
	"math"
	"time"

	"github.com/bep/imagemeta"
)

// exifWanted are the only tags read, with the folder each must stand in: the
// same number means something else elsewhere, and the preview inside a photo
// has an orientation of its own.
var exifWanted = map[string]string{
	"Orientation":        "IFD0",
	"DateTimeOriginal":   "IFD0/ExifIFDP",
	"OffsetTimeOriginal": "IFD0/ExifIFDP",
	"GPSLatitude":        "IFD0/GPSInfoIFD",
	"GPSLatitudeRef":     "IFD0/GPSInfoIFD",
	"GPSLongitude":       "IFD0/GPSInfoIFD",
	"GPSLongitudeRef":    "IFD0/GPSInfoIFD",
}

// readEXIF fills in what the camera wrote. Each value stands or falls alone: a
// maker's broken note must not cost the orientation that was read before it.
func (f *Facts) readEXIF(r io.ReadSeeker) {
	format := imagemeta.JPEG
	if f.Type == PNG {
		format = imagemeta.PNG
	}
	tags := map[string]any{}
	// The error is dropped on purpose: a photo with broken EXIF is a photo.
	_, _ = imagemeta.Decode(imagemeta.Options{
		R: r, ImageFormat: format, Sources: imagemeta.EXIF,
		ShouldHandleTag: func(t imagemeta.TagInfo) bool { return exifWanted[t.Tag] == t.Namespace },
		HandleTag: func(t imagemeta.TagInfo) error {
			tags[t.Tag] = t.Value
			return nil
		},
	})
	if o, ok := tags["Orientation"].(uint16); ok && 1 <= o && o <= 8 {
		f.Orientation = int(o)
	}
	f.TakenLocal = takenLocal(text(tags["DateTimeOriginal"]), text(tags["OffsetTimeOriginal"]))
	lat, okLat := degreesE7(tags["GPSLatitude"], text(tags["GPSLatitudeRef"]), "N", "S", 90)
	lon, okLon := degreesE7(tags["GPSLongitude"], text(tags["GPSLongitudeRef"]), "E", "W", 180)
	if okLat && okLon {
		f.HasPlace, f.LatE7, f.LonE7 = true, lat, lon
	}
}

func text(v any) string {
	s, _ := v.(string)
	return s
}

// takenLocal keeps the camera's own wall clock. It is not turned into an
// instant: without an offset nobody knows which, and guessing the tablet's
// zone would invent evidence.
func takenLocal(at, offset string) string {
	t, err := time.Parse("2006:01:02 15:04:05", at)
	if err != nil || len(at) != len("2006:01:02 15:04:05") {
		return ""
	}
	local := t.Format("2006-01-02T15:04:05")
	if _, err := time.Parse("-07:00", offset); err == nil {
		local += offset
	}
	return local
}

// degreesE7 refuses an angle of exactly zero: that is what cameras write
// without a fix and what the EXIF reader gives for a value it cannot read. A
// true place within a centimetre of the equator or of Greenwich is lost by
// that; a debtor's door in the Gulf of Guinea is not made up.
func degreesE7(v any, ref, positive, negative string, limit float64) (int64, bool) {
	deg, ok := v.(float64)
	if !ok || !(deg >= 0 && deg <= limit) {
		return 0, false
	}
	e7 := int64(math.Round(deg * 1e7))
	switch ref {
	case positive:
		return e7, e7 != 0
	case negative:
		return -e7, e7 != 0
	}
	return 0, false
}
