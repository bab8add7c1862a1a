package visits

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"fairvisit/evidence"
)

// Bounds of one drawing, so that it fits an entry whatever was drawn: see
// worstInk. A point is five values of a payload, a stroke two, and a payload
// has no more than 8192.
const (
	InkStrokes = 250
	InkPoints  = 1300 // of all strokes together

	InkSide = 9_999     // tenths of a millimetre, across and down
	InkTime = 9_999_999 // ms after the first point, close to three hours

	inkPressure = 1000
)

// worstInk is the longest such a drawing can be as a payload. This does not
// compile where it would not leave room for a header.
const (
	worstInk = InkPoints*len(`{"x":9999,"y":9999,"t":9999999,"p":1000},`) + InkStrokes*len(`{"points":[]},`) + len(`{"text":"","strokes":[]}`)
	_        = uint(evidence.MaxEntry - 3<<10 - worstInk)
)

// ErrInk refuses a drawing that is out of its bounds; nothing was stored.
var ErrInk = errors.New("this drawing is larger than one entry can hold")

// CheckInk reports whether strokes keep the bounds. Refused is also a stroke
// without a point: it is no line anybody drew.
func CheckInk(strokes []Stroke) error {
	if len(strokes) > InkStrokes {
		return fmt.Errorf("%d strokes of at most %d: %w", len(strokes), InkStrokes, ErrInk)
	}
	points := 0
	for _, s := range strokes {
		if len(s.Points) == 0 {
			return fmt.Errorf("a stroke without a point: %w", ErrInk)
		}
		points += len(s.Points)
		for _, p := range s.Points {
			if !between(p.X, InkSide) || !between(p.Y, InkSide) || !between(p.T, InkTime) || !between(p.P, inkPressure) {
				return fmt.Errorf("a point at %d, %d: %w", p.X, p.Y, ErrInk)
			}
		}
	}
	if points > InkPoints {
		return fmt.Errorf("%d points of at most %d: %w", points, InkPoints, ErrInk)
	}
	return nil
}

func between(n, most int64) bool { return n >= 0 && n <= most }

// Check refuses a note that says nothing, and ink out of its bounds.
func (w NoteWords) Check() error {
	if w.Text == "" && len(w.Strokes) == 0 {
		return errors.New("a note has neither text nor ink")
	}
	return CheckInk(w.Strokes)
}

// shownInk is up to how many bytes the ink of one note goes along in a feed: a
// line or two of writing. All the notes of a branch are pulled by its manager
// again with each change of their visit; what is longer is read in the record at
// headquarters, which keeps it whole.
const shownInk = 8 << 10

// withoutLongInk leaves the strokes of long handwriting out and says how many
// there were.
func withoutLongInk(k Key, body []byte) ([]byte, error) {
	if len(body) <= shownInk || !bytes.Contains(body, []byte(`"strokes":[`)) {
		return body, nil
	}
	var v Visit
	if err := json.Unmarshal(body, &v); err != nil {
		return nil, fmt.Errorf("picture %s: %w", k.Entity(), err)
	}
	left := false
	for i := range v.Notes {
		if n := &v.Notes[i]; len(n.Strokes) > 0 && sizeOf(n.Strokes) > shownInk {
			n.Elsewhere, n.Strokes, left = len(n.Strokes), nil, true
		}
	}
	if !left {
		return body, nil
	}
	return json.Marshal(&v)
}
