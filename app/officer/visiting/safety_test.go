package visiting

import (
	"context"
	"image"
	"image/draw"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/theme"
	"fairvisit/visits"
)

// seen is a copy of what is seen now.
func (s *scene) seen() *image.RGBA {
	p := s.stage.Picture()
	shot := image.NewRGBA(p.Bounds())
	draw.Draw(shot, shot.Bounds(), p, p.Bounds().Min, draw.Src)
	return shot
}

// rests rests a finger on the head of the visit.
func (s *scene) rests() {
	s.t.Helper()
	o, ok := s.stage.Find("quietly").(fyne.SecondaryTappable)
	if !ok {
		s.t.Fatal("there is no place to ask silently:", s.stage.IDs())
	}
	o.TappedSecondary(&fyne.PointEvent{})
}

func (s *scene) calls() (silent, open int) {
	for _, l := range s.picture().Safety.Help {
		if l.Silent {
			silent++
		} else {
			open++
		}
	}
	return silent, open
}

// Whoever looks at the tablet sees nothing of a silent call for help: not one
// point of the screen is another one, neither at once nor when the page is built
// again or read anew, on any page of the visit, while a sentence stands there, and after a kill.
// The same with the open one, which does show its sign, is what the test can see.
func TestSilentHelpChangesNotOnePointOfTheScreen(t *testing.T) {
	if testing.Short() {
		t.Skip("It draws every page of a visit many times over: make test has it.")
	}
	s := atTheDoor(t)
	asked := 0
	look := func(where string) {
		t.Helper()
		before := s.seen()
		s.rests()
		asked++
		at := s.branch.At
		if after := s.seen(); !slices.Equal(before.Pix, after.Pix) {
			t.Errorf("%s: the screen shows that help was asked for", where)
		}
		s.model.s.Rebuild()
		if after := s.seen(); !slices.Equal(before.Pix, after.Pix) {
			t.Errorf("%s, built again: the screen shows it", where)
		}
		if s.model.said == "" { // reading it anew takes a sentence away by itself
			s.model.act(func(context.Context) error { return nil }, nil)
			if after := s.seen(); !slices.Equal(before.Pix, after.Pix) {
				t.Errorf("%s, read anew: the screen shows it", where)
			}
		}
		s.branch.At = at + int64(2*time.Minute/time.Microsecond) // the next is another call
		if silent, _ := s.calls(); silent != asked {
			t.Errorf("%s: %d silent calls, %d were made", where, silent, asked)
		}
	}
	look("before the door")
	s.toTheDoor()
	look("at the door")
	s.tap("answer.d6.debtor", "asked_to_leave", "mistaken", "note")
	look("the note")
	s.tap("keep_note")
	s.says("Write or pick something first")
	look("while a sentence stands there")
	s.tap("to_question", "previous")
	look("the earlier answers")
	s.killed()
	look("after a kill")

	before := s.seen()
	s.tap("help")
	if slices.Equal(before.Pix, s.seen().Pix) {
		t.Error("the open call shows nothing either: this test sees nothing")
	}
	if silent, open := s.calls(); silent != asked || open != 1 {
		t.Errorf("%d silent calls and %d open ones", silent, open)
	}
}

// With large letters on a phone the place to ask silently is at the top of the visit
// too, where the words say it is, and does not scroll away.
func TestSilentHelpIsAtTheTopHoweverLargeTheLetters(t *testing.T) {
	for _, scale := range []float32{1.5, 2} {
		s := atTheDoor(t)
		fyne.CurrentApp().Settings().SetTheme(&theme.Theme{Scale: scale})
		s.size, s.prefs.Scale = fyne.NewSize(360, 780), scale
		s.show()
		place := s.stage.Find("quietly")
		at, _ := s.stage.Where(place)
		scrolled, ok := s.stage.Where(s.model.scroll)
		if bottom := at.Y + place.Size().Height; !ok || bottom > scrolled.Y+1 || place.Size().Height < 40 {
			t.Errorf("at %v the place is from %v to %v, and what scrolls begins at %v", scale, at.Y, bottom, scrolled.Y)
		}
		s.rests()
		if silent, _ := s.calls(); silent != 1 {
			t.Errorf("at %v: %d calls", scale, silent)
		}
	}
}

func TestTwoSilentCallsInAMinuteAreOne(t *testing.T) {
	s := atTheDoor(t)
	s.rests()
	s.rests()
	if silent, _ := s.calls(); silent != 1 {
		t.Errorf("%d calls", silent)
	}
}

// Near the check-in the tablet offers it with one touch, and after it says so; it
// is no alarm, and goes when something was recorded.
func TestTheTabletOffersTheCheckInInTime(t *testing.T) {
	s := atTheDoor(t)
	s.toTheDoor()
	s.silent("Check in by")
	opened := s.picture().Lines[len(s.picture().Lines)-1].Wall
	s.branch.At = opened + int64(41*time.Minute/time.Microsecond)
	s.model.tick()
	s.says("Check in by")
	s.branch.At = opened + int64(56*time.Minute/time.Microsecond)
	s.model.tick()
	s.says("Check-in was due at")
	s.killed()
	s.says("Check-in was due at")
	s.tap("all_right")
	s.silent("Check-in was due at")
	if got := s.kinds(); got[len(got)-1] != visits.CheckinMade {
		t.Errorf("the visit has %v", got)
	}
	if s.stage.Find("all_right") != nil {
		t.Error("it is still offered")
	}
}

// A threat is reported from the note page; the report goes ahead of everything,
// and the visit goes on where it stood.
func TestAnIncidentIsReportedFromTheVisit(t *testing.T) {
	s := atTheDoor(t)
	s.toTheDoor()
	s.tap("note", "incident", "incident.report")
	if len(s.picture().Safety.Incidents) != 0 {
		t.Fatal("a report of nothing was written")
	}
	s.tap("answer.incident.threat")
	s.must(s.stage.Type("incident.words", "持棍威胁"))
	s.tap("incident.report")
	got := s.picture().Safety.Incidents
	if len(got) != 1 || got[0].Code != "threat" || got[0].Text != "持棍威胁" {
		t.Fatalf("%+v", got)
	}
	urgent, err := s.desk.Journal.UrgentUnsent(context.Background(), 10)
	s.must(err)
	if len(urgent) != 1 || urgent[0].Kind != visits.IncidentReported {
		t.Errorf("ahead of the queue go %+v", urgent)
	}
	s.tap("to_question")
	if s.asked() != "door: d6" {
		t.Error("the visit stands at", s.asked())
	}
}
