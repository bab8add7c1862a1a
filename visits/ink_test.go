package visits_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"

	"pgregory.net/rapid"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// drawn is any drawing within the bounds, the largest among them.
func drawn(t *rapid.T) []visits.Stroke {
	strokes := rapid.SampledFrom([]int{0, 1, 3, visits.InkStrokes}).Draw(t, "strokes")
	points := rapid.SampledFrom([]int{1, 4, visits.InkPoints}).Draw(t, "points of one")
	side, pressed := rapid.Int64Range(0, visits.InkSide), rapid.Int64Range(0, 1000)
	after := rapid.SampledFrom([]int64{0, 1500, visits.InkTime})
	left := visits.InkPoints
	var list []visits.Stroke
	for i := range strokes {
		n := max(1, min(points, left-(strokes-1-i))) // each of the rest needs one
		left -= n
		s := visits.Stroke{}
		for range n {
			s.Points = append(s.Points, visits.StrokePoint{X: side.Draw(t, "x"), Y: side.Draw(t, "y"), T: after.Draw(t, "t"), P: pressed.Draw(t, "p")})
		}
		list = append(list, s)
	}
	return list
}

// A note is read as it was written, and written again it is the same bytes. Even
// the largest drawing fits an entry with room for its header.
func TestANoteIsReadAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		note := visits.NoteWords{Text: rapid.SampledFrom([]string{"", "门口有狗", "a <b> & \"c\""}).Draw(t, "text"), Strokes: drawn(t)}
		if len(note.Strokes) > 0 {
			note.Text = ""
		}
		if err := visits.CheckInk(note.Strokes); err != nil {
			t.Fatal(err)
		}
		wrote, err := evidence.MarshalPayload(note)
		if err != nil || len(wrote) > evidence.MaxEntry-3<<10 {
			t.Fatalf("%d bytes, %v", len(wrote), err)
		}
		var read visits.NoteWords
		if err := evidence.DecodePayload(wrote, &read); err != nil {
			t.Fatal(err)
		}
		again, err := evidence.MarshalPayload(read)
		if err != nil || !bytes.Equal(wrote, again) {
			t.Fatalf("%s became %s, %v", wrote, again, err)
		}
	})
}

// The largest drawing there can be, digit by digit.
func TestTheLargestDrawingFitsAnEntry(t *testing.T) {
	var all []visits.Stroke
	corner := visits.StrokePoint{X: visits.InkSide, Y: visits.InkSide, T: visits.InkTime, P: 1000}
	for i := range visits.InkStrokes {
		s := visits.Stroke{Points: []visits.StrokePoint{corner}}
		for i == 0 && len(s.Points) < visits.InkPoints-visits.InkStrokes+1 {
			s.Points = append(s.Points, corner)
		}
		all = append(all, s)
	}
	b, err := evidence.MarshalPayload(visits.NoteWords{Strokes: all})
	if err != nil || visits.CheckInk(all) != nil || len(b) > evidence.MaxEntry-3<<10 {
		t.Fatalf("%d bytes, %v, %v", len(b), err, visits.CheckInk(all))
	}
	more := append(all[:len(all):len(all)], visits.Stroke{Points: []visits.StrokePoint{corner}})
	long := []visits.Stroke{{Points: make([]visits.StrokePoint, visits.InkPoints+1)}}
	outside := []visits.Stroke{{Points: []visits.StrokePoint{{X: visits.InkSide + 1}}}}
	before := []visits.Stroke{{Points: []visits.StrokePoint{{T: -1}}}}
	for name, ink := range map[string][]visits.Stroke{"a stroke more": more, "a point more": long, "outside": outside, "before the first": before, "no point": {{}}} {
		if err := visits.CheckInk(ink); !errors.Is(err, visits.ErrInk) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What was written before notes could be drawn stays the same bytes.
func TestAnOldNoteStaysTheSameBytes(t *testing.T) {
	for _, old := range []string{`{"text":"门口有狗"}`, `{"text":"a <b>"}`} {
		var note visits.NoteWords
		if err := evidence.DecodePayload([]byte(old), &note); err != nil || note.Check() != nil {
			t.Fatal(err, note.Check())
		}
		if again, err := evidence.MarshalPayload(note); err != nil || string(again) != old {
			t.Errorf("%s became %s, %v", old, again, err)
		}
	}
	if err := (visits.NoteWords{}).Check(); err == nil {
		t.Error("a note may say nothing")
	}
}

// A short line goes along in a feed; of long handwriting only that it is there,
// and where, and the text beside it stays.
func TestLongHandwritingStaysAtHeadquarters(t *testing.T) {
	stroke := func(n int) []visits.Stroke { return []visits.Stroke{{Points: make([]visits.StrokePoint, n)}} }
	v := &visits.Visit{ID: evidence.ID{1}, Notes: []visits.NoteLine{{Entry: hash(1), Strokes: stroke(40)}, {Entry: hash(2), Strokes: stroke(1300)},
		{Entry: hash(3), Text: "typed"}}}
	k := visits.Key{Kind: visits.KindVisit, ID: v.ID}
	whole := marshal(t, v)
	body, err := visits.Cut("unit:x", k, whole)
	if err != nil || len(body) > 4<<10 {
		t.Fatalf("%d bytes, %v", len(body), err)
	}
	twice, err := visits.Cut("unit:x", k, body)
	if err != nil || !bytes.Equal(twice, body) {
		t.Fatal("what was cut is cut again")
	}
	var shown visits.Visit
	if err := json.Unmarshal(body, &shown); err != nil {
		t.Fatal(err)
	}
	if n := shown.Notes; len(n) != 3 || len(n[0].Strokes) != 1 || n[0].Elsewhere != 0 || len(n[1].Strokes) != 0 || n[1].Elsewhere != 1 || n[2].Text != "typed" || shown.Omitted != 0 {
		t.Errorf("%+v", shown)
	}
}
