package visiting

import (
	"context"
	"math"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/widgets"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/fieldwork"
)

// write draws a wave of that many points on the pad, from the left at y.
func (s *scene) write(y float32, points int) {
	s.t.Helper()
	pad, ok := s.stage.Find("note_ink").(*widgets.InkPad)
	if !ok {
		s.t.Fatal("there is no page to write on:", s.stage.IDs())
	}
	for i := range points {
		x := 30 + float32(i%300)
		at := fyne.NewPos(x, y+20*float32(math.Sin(float64(i)/3)))
		pad.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: at}, Dragged: fyne.NewDelta(2, 1)})
	}
	pad.DragEnd()
}

func (s *scene) toThePad() {
	s.t.Helper()
	s.toTheDoor()
	s.tap("note", "by_hand")
}

// shown is the drawing that is seen, and nothing else of notes.
func (s *scene) shown() *widgets.Drawing {
	s.t.Helper()
	for _, o := range s.stage.Objects() {
		if d, ok := o.(*widgets.Drawing); ok {
			return d
		}
	}
	s.t.Fatal("no handwriting is seen:", s.stage.IDs())
	return nil
}

func TestANoteIsWrittenByHandTurnedAndKept(t *testing.T) {
	s := atTheDoor(t)
	s.toThePad()
	s.tap("keep_note")
	s.says("The page is empty")
	s.write(80, 60)
	s.write(160, 60)
	s.write(200, 60)
	s.tap("undo")
	s.stage.Resize(fyne.NewSize(360, 780)) // turned
	s.stage.Shell.SetPrefs(shell.Prefs{Lang: i18n.Chinese, Scale: 1})
	s.model.show()
	if n := len(s.model.drawn.ink.Lines); n != 2 || s.stage.Find("note_ink") == nil {
		t.Fatalf("%d lines after it was turned; there are %v", n, s.stage.IDs())
	}
	s.write(240, 40)
	s.tap("keep_note")
	v := s.picture()
	if len(v.Notes) != 1 || v.Notes[0].Text != "" || len(v.Notes[0].Strokes) != 3 {
		t.Fatalf("%+v", v.Notes)
	}
	s.tap("note")
	if s.stage.Find("note_ink").(*widgets.InkPad).Ink.Empty() == false {
		t.Error("what was kept is still on the page")
	}
	s.tap("typed")
	if lines := s.shown().Ink.Lines; len(lines) != 3 || len(lines[0]) != len(v.Notes[0].Strokes[0].Points) {
		t.Errorf("%d lines are seen", len(lines))
	}
	s.stage.Shell.Push(&shell.Page{ID: "record", Whole: true, Build: func(view shell.View) fyne.CanvasObject {
		return record.AnswersCard(view.Words, fieldwork.NewLists(s.model.list()), v)
	}})
	if lines := s.shown().Ink.Lines; len(lines) != 3 {
		t.Errorf("the record shows %d lines", len(lines))
	}
}

// Each line is on disk when the pen lifts: after a kill the page stands there as
// it was, and a note that was kept does not come back.
func TestHandwritingIsThereAfterAKill(t *testing.T) {
	s := atTheDoor(t)
	s.toThePad()
	s.write(80, 60)
	s.write(120, 60)
	s.tap("undo")
	s.write(160, 50)
	before := record.Strokes(s.model.drawn.ink)
	s.killed()
	s.tap("note")
	if after := record.Strokes(s.model.drawn.ink); !same(before, after) {
		t.Fatalf("before the kill\n%v\nafter it\n%v", before, after)
	}
	s.write(220, 10)
	if line := s.model.drawn.ink.Lines[2]; line[0].After < s.model.drawn.ink.Lines[1][0].After || line[0].After > time.Hour {
		t.Errorf("the line after the kill begins at %v", line[0].After)
	}
	s.tap("clear")
	s.killed()
	if !s.model.drawn.ink.Empty() {
		t.Error("what was cleared came back")
	}
	s.tap("note", "by_hand")
	s.write(80, 30)
	s.tap("keep_note")
	s.killed()
	if !s.model.drawn.ink.Empty() || len(s.picture().Notes) != 1 {
		t.Errorf("%d lines came back, %d notes", len(s.model.drawn.ink.Lines), len(s.picture().Notes))
	}
}

func same(a, b []visits.Stroke) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if len(a[i].Points) != len(b[i].Points) {
			return false
		}
		for j := range a[i].Points {
			if a[i].Points[j] != b[i].Points[j] {
				return false
			}
		}
	}
	return true
}

// A page that is full says so, keeps what fits, and what is on it can be kept.
func TestAFullPageSaysSoAndCanBeKept(t *testing.T) {
	if widgets.InkPoints != visits.InkPoints || widgets.InkLines != visits.InkStrokes {
		t.Fatal("the pad and the entry have different bounds")
	}
	s := atTheDoor(t)
	s.toThePad()
	for n := 0; !s.model.drawn.ink.Full(); n++ {
		s.write(100+float32(n), 300)
	}
	s.write(40, 20)
	s.says("The note is full. Keep it and start another.")
	strokes := record.Strokes(s.model.drawn.ink)
	if err := visits.CheckInk(strokes); err != nil {
		t.Fatal(err)
	}
	s.killed()
	s.tap("note")
	if !same(strokes, record.Strokes(s.model.drawn.ink)) {
		t.Error("a full page is not the same after a kill")
	}
	s.tap("keep_note")
	if v := s.picture(); len(v.Notes) != 1 || !same(strokes, v.Notes[0].Strokes) {
		t.Fatal("a full page cannot be kept")
	}
	var draft []string
	log, err := s.desk.Journal.DraftAnswers(context.Background(), s.visit.ID)
	s.must(err)
	size := 0
	for _, a := range log {
		if fieldwork.OfInk(a.Question) {
			draft, size = append(draft, a.Question), size+len(a.Value)
		}
	}
	if size > 64<<10 {
		t.Errorf("the log keeps %d bytes of the page in %d answers", size, len(draft))
	}
}

// What a draft holds that is no stroke ends the drawing and harms nothing.
func TestABrokenDraftIsNoHandwriting(t *testing.T) {
	for _, text := range []string{"", "1,2,3", "1,2,3,x", "-1,0,0,0", "99999999999999999999,0,0,0"} {
		a := checklist.Answers{"typed/ink": checklist.Number(1 << 40), "typed/ink/0": checklist.Text("1,2,3,0"), "typed/ink/1": checklist.Text(text)}
		if n := len(fieldwork.HalfDrawn(a)); n > 1 {
			t.Errorf("%q: %d strokes", text, n)
		}
	}
}
