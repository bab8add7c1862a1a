package visiting

import (
	"testing"

	"fairvisit/visits"
)

// Nobody is home and the door is not photographed: the close says so and takes a
// reason that counts; it closes without one too, and then says that there is none.
func TestTheCloseSaysWhatTheOutcomeLacks(t *testing.T) {
	for _, reason := range []string{"", "too_dark"} {
		s := atTheDoor(t)
		s.toTheDoor()
		s.tap("answer.d6.nobody", "next", "answer.c3.nothing")
		s.draw()
		s.tap("sign_now", "left")
		s.says("Photo of the door number · Nobody met")
		if reason != "" {
			s.tap("substitute.door_photo." + reason)
			s.killed()
			s.says("✓ Too dark")
		}
		s.tap("close_visit")
		v := s.picture()
		if v.Closed == nil || len(v.Closed.Evidence) != 1 || v.Closed.Evidence[0] != (visits.EvidenceGap{Code: "nf", Need: "door_photo", Reason: reason}) {
			t.Errorf("with %q it closes as %+v", reason, v.Closed)
		}
	}
}
