package visits

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"fairvisit/evidence"
	"fairvisit/evidence/photo"
)

// PhotoFacts says of a photo what names nobody. What was noted and measured is
// not in entries from before it was (evidence/FORMAT.md section 6).
type PhotoFacts struct {
	Question string `json:"question,omitempty"`
	Source   string `json:"source"` // camera, file
	Width    int    `json:"width"`
	Height   int    `json:"height"`
	Adopted  bool   `json:"adopted,omitempty"` // found after a stop and kept

	Noted  []string `json:"noted,omitempty"` // out of NotedCodes, in their order, or of a later version's
	Sharp  int      `json:"sharp,omitempty"`
	Luma   int      `json:"luma,omitempty"`
	Dark   int      `json:"dark,omitempty"`   // ‰
	Bright int      `json:"bright,omitempty"` // ‰
	Clock  int64    `json:"clock,omitempty"`  // s, from the device's clock to the camera's
	Off    int64    `json:"off,omitempty"`    // m, from the case's place to the camera's
}

// PhotoWords is what the photo list of an entry holds, one per photo of the header.
type PhotoWords struct {
	Photos []PhotoSecret `json:"photos"`
}

// PhotoSecret ties a plain file to its root and to place and time.
type PhotoSecret struct {
	Salt     evidence.Hash `json:"salt"`
	SHA256   evidence.Hash `json:"sha256"`
	Taken    string        `json:"taken,omitempty"` // as EXIF says
	LatE7    int64         `json:"lat_e7,omitempty"`
	LonE7    int64         `json:"lon_e7,omitempty"`
	HasPlace bool          `json:"has_place,omitempty"`
	Print    string        `json:"print,omitempty"` // see WritePrint
}

// What is noted of a photo when it is taken. A note refuses nothing.
const (
	NotedDark    = "dark"
	NotedBright  = "bright"
	NotedBlurred = "blurred"
	NotedTime    = "time" // the camera's clock and the device's disagree
	NotedFar     = "far"  // taken far from the case's place
	NotedSeen    = "seen" // the same picture was taken for another case
)

// NotedCodes are the codes of notes, the gravest first.
var NotedCodes = []string{NotedSeen, NotedFar, NotedTime, NotedDark, NotedBright, NotedBlurred}

const (
	// clockApart is how far the time in a picture may be from the device's. A
	// picture is chosen from a file minutes after it was taken at the door, and
	// the clock of a camera that no network sets is minutes off within a year.
	clockApart = 15 * time.Minute

	// farFrom is how far from the case's place a picture may say it was taken, in
	// metres. A fix between houses is tens of metres off, and maps of China are
	// drawn some 300 to 700 m beside the satellites' grid (GCJ-02): below a
	// kilometre the two places need not disagree.
	farFrom = 1000
)

// Taking is what a device knows when a photo is taken.
type Taking struct {
	Wall  int64       // µs, the device's clock
	Zone  int         // minutes east of UTC that the device believes in
	Place *PlaceWords // of the case; nil where it is not known
	Seen  bool        // another case here has the same picture
}

// Note takes in what is noted of a photo and the figures it stands on.
func (f *PhotoFacts) Note(p photo.Facts, t Taking) {
	f.Sharp, f.Luma, f.Dark, f.Bright = p.Look.Sharp, p.Look.Luma, p.Look.Dark, p.Look.Bright
	apart, far := false, false
	if f.Clock, apart = clockOff(p.TakenLocal, t); apart {
		apart = time.Duration(f.Clock)*time.Second > clockApart || time.Duration(-f.Clock)*time.Second > clockApart
	}
	if p.HasPlace && t.Place != nil && t.Place.HasPoint {
		f.Off = metres(t.Place.LatE7, t.Place.LonE7, p.LatE7, p.LonE7)
		far = f.Off > farFrom
	}
	is := map[string]bool{NotedDark: p.Look.TooDark(), NotedBright: p.Look.TooBright(), NotedBlurred: p.Look.Blurred(),
		NotedTime: apart, NotedFar: far, NotedSeen: t.Seen}
	f.Noted = nil
	for _, code := range NotedCodes {
		if is[code] {
			f.Noted = append(f.Noted, code)
		}
	}
}

// clockOff is how many seconds the camera's clock was before or behind the
// device's; false where the picture tells no time. A camera that names no zone
// is taken to be set to the device's: for a note that is good enough, and the
// words keep what the camera wrote.
func clockOff(taken string, t Taking) (int64, bool) {
	zone := time.FixedZone("", t.Zone*60)
	at, err := time.ParseInLocation("2006-01-02T15:04:05", taken, zone)
	if err != nil {
		at, err = time.Parse("2006-01-02T15:04:05-07:00", taken)
	}
	if err != nil {
		return 0, false
	}
	return at.Unix() - time.UnixMicro(t.Wall).Unix(), true
}

// metres between two places given in degrees × 10⁷, on a sphere (haversine).
func metres(latA, lonA, latB, lonB int64) int64 {
	const earth, e7 = 6_371_009, math.Pi / 180 / 1e7
	a, b := float64(latA)*e7, float64(latB)*e7
	north, east := math.Sin((b-a)/2), math.Sin(float64(lonB-lonA)*e7/2)
	h := north*north + math.Cos(a)*math.Cos(b)*east*east
	return int64(math.Round(2 * earth * math.Asin(math.Sqrt(min(1, h)))))
}

// WritePrint is a print as the words hold it; "" for none.
func WritePrint(p uint64) string {
	if p == 0 {
		return ""
	}
	return fmt.Sprintf("%016x", p)
}

// ReadPrint reads what WritePrint wrote; 0 for none, and for what is no print:
// a photo that cannot be compared is a photo all the same.
func ReadPrint(s string) uint64 {
	p, err := strconv.ParseUint(s, 16, 64)
	if err != nil || WritePrint(p) != s {
		return 0
	}
	return p
}
