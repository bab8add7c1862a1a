package visiting

import (
	"context"
	"testing"

	"fairvisit/visits"
)

// A note that admits what is refused is kept as it was written, the close says that it
// will be looked at, and is not held up by it; of another note nothing is said.
func TestTheCloseTellsOfANoteThatAdmits(t *testing.T) {
	for text, admits := range map[string]bool{"I told his wife about the debt.": true, "我跟他老婆说了欠款": true, "His wife opened; nothing was said of the debt.": false} {
		s := atTheDoor(t)
		s.must(s.visit.Note(context.Background(), text))
		at := 0
		s.nobodyHome(func() {
			if at++; at != 9 { // the close, before its button is tapped
				return
			}
			if admits {
				s.says("Telling others of the debt")
				s.says("neutral words")
				return
			}
			s.silent("neutral words")
		})
		if v := s.picture(); at != 9 || v.Status != visits.StatusClosed || v.Notes[0].Text != text {
			t.Errorf("%q: %s, %+v, %d pages", text, v.Status, v.Notes, at)
		}
	}
}
