package visiting

import (
	"testing"

	"fairvisit/evidence"
	"fairvisit/evidence/crew"
)

// signs is the second officer's word for a request, from a device elsewhere.
func (s *scene) signs(r crew.Request) crew.Cosigned {
	s.t.Helper()
	statement, e, key := s.branch.EnrolElsewhere(s.second)
	return r.Sign(statement, e.Officer, e.Device, evidence.Hash{1}, crew.MethodQR, key)
}

func (s *scene) silent(words string) {
	s.t.Helper()
	if s.stage.Says(words) {
		s.t.Errorf("the screen says %q; it reads\n%s", words, s.stage.Reads())
	}
}

// The close says who has not signed; once the second officer did, it says so,
// and what is written afterwards is told apart.
func TestTheSecondOfficerSignsAtTheClose(t *testing.T) {
	s := atTheDoor(t)
	signed := false
	s.nobodyHome(func() {
		if s.stage.Find("cosign") != nil && !signed {
			signed = true
			s.says("周明 has not confirmed yet.")
			s.tap("cosign")
			s.says("周明 signed")
			s.says("On their own device")
			if s.stage.Find("cosign") != nil {
				t.Error("it is asked for again though nothing was written")
			}
		}
	})
	if !signed {
		t.Fatal("the close does not ask the second officer to sign")
	}
	s.says("Records written afterwards are not covered.")
	s.tap("cosign")
	s.silent("Records written afterwards are not covered.")
	if who := s.picture().Cosigners(); len(who) != 1 || who[0].Officer != s.second || !who[0].Taken || !who[0].All {
		t.Errorf("signed by %+v", who)
	}
}
