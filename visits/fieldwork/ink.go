package fieldwork

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"fairvisit/visits"
	"fairvisit/visits/checklist"
)

// inkFor is the draft's name for how many strokes of a note are drawn and no
// note yet; each stroke has a name of its own below it. One answer that holds
// them all would be written whole again at each stroke, and the log of a visit
// keeps every answer.
const inkFor = typedFor + "ink"

func strokeOf(n int) string { return inkFor + "/" + strconv.Itoa(n) }

// KeepInk has a half-drawn note on disk when it returns, like KeepTyped: its
// strokes from number from on are these, those before are as they were kept.
// No strokes and from 0 is no note.
func (v *Visit) KeepInk(ctx context.Context, from int, strokes []visits.Stroke) error {
	for i, s := range strokes {
		if err := v.keep(ctx, strokeOf(from+i), checklist.Text(written(s))); err != nil {
			return err
		}
	}
	// The number last: a stop before it leaves what was kept before.
	return v.keep(ctx, inkFor, checklist.Number(int64(from+len(strokes))))
}

func (v *Visit) keep(ctx context.Context, name string, value checklist.Value) error {
	b, err := json.Marshal(value)
	if err != nil {
		return err
	}
	_, err = v.o.Journal.AnswerDraft(ctx, v.ID, name, b, "")
	return err
}

// HalfDrawn are the strokes KeepInk kept. A stroke that cannot be read ends
// them: what is left is what was drawn first.
func HalfDrawn(a checklist.Answers) []visits.Stroke {
	var list []visits.Stroke
	for i := range min(a[inkFor].Number, visits.InkStrokes) {
		s, ok := read(a[strokeOf(int(i))].Text)
		if !ok {
			break
		}
		list = append(list, s)
	}
	if visits.CheckInk(list) != nil {
		return nil
	}
	return list
}

// OfInk reports whether an answer of a draft is part of a half-drawn note.
func OfInk(question string) bool {
	return question == inkFor || strings.HasPrefix(question, inkFor+"/")
}

// written is a stroke as text, four numbers a point: as JSON in a JSON text it
// would not fit an answer.
func written(s visits.Stroke) string {
	var b strings.Builder
	for i, p := range s.Points {
		if i > 0 {
			b.WriteByte(' ')
		}
		fmt.Fprintf(&b, "%d,%d,%d,%d", p.X, p.Y, p.T, p.P)
	}
	return b.String()
}

func read(text string) (visits.Stroke, bool) {
	var s visits.Stroke
	for point := range strings.FieldsSeq(text) {
		parts := strings.Split(point, ",")
		if len(parts) != 4 {
			return s, false
		}
		var n [4]int64
		for i, part := range parts {
			v, err := strconv.ParseInt(part, 10, 64)
			if err != nil {
				return s, false
			}
			n[i] = v
		}
		s.Points = append(s.Points, visits.StrokePoint{X: n[0], Y: n[1], T: n[2], P: n[3]})
	}
	return s, len(s.Points) > 0
}
