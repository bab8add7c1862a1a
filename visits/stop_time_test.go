package visits_test

import (
	"slices"
	"testing"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// stopped is a case with a stop an officer raised, and who decides of it.
type stopped struct {
	*testing.T
	p         *visits.Pictures
	id        evidence.ID
	flag      *evidence.Entry
	wu, chen  evidence.ID // managers; the device of each is theirs
	unit, own evidence.ID
	last      uint64
}

func newStopped(t *testing.T, code string) *stopped {
	s := &stopped{T: t, p: visits.NewPictures(func(visits.Key) ([]byte, error) { return nil, nil }), id: evidence.ID{21},
		wu: evidence.ID{2}, chen: evidence.ID{3}, unit: evidence.ID{40}, own: evidence.ID{4}, last: 9}
	li := evidence.ID{1}
	s.takes(1, evidence.Whole, enrolled(t, s.own, s.own, "hq"), enrolledIn(t, s.unit, li, li, "officer"), enrolledIn(t, s.unit, s.wu, s.wu, "manager"),
		enrolledIn(t, s.unit, s.chen, s.chen, "manager"), importedIn(t, s.own, s.id, s.unit))
	s.flag = deskSaid(t, li, li, s.id, 2, visits.FlagRaised, visits.FlagFacts{Code: code, Source: "officer"})
	s.takes(s.flag.Header.Wall, evidence.Whole, s.flag)
	return s
}

// takes has headquarters receive entries at a time.
func (s *stopped) takes(at int64, status evidence.Admission, list ...*evidence.Entry) {
	s.Helper()
	for _, e := range list {
		if err := s.p.Apply(visits.Input{Entry: e, Status: status, Received: at}); err != nil {
			s.Fatal(err)
		}
	}
}

// says is an entry of a manager about the stop.
func (s *stopped) says(who evidence.ID, kind string, facts any) *evidence.Entry {
	s.Helper()
	s.last++
	return deskSaid(s, who, who, s.id, s.last, kind, facts)
}

func (s *stopped) decides(who evidence.ID, decision, reason string, replaces ...evidence.Hash) *evidence.Entry {
	s.Helper()
	return s.says(who, visits.StopDecided, visits.StopDecidedFacts{Flag: s.flag.ID, Decision: decision, Reason: reason, Replaces: replaces})
}

func (s *stopped) confirms(who evidence.ID, asked *evidence.Entry) *evidence.Entry {
	s.Helper()
	return s.says(who, visits.ReleaseConfirmed, visits.ReleaseAnswerFacts{Flag: s.flag.ID, Asked: asked.ID})
}

func (s *stopped) revokes(who evidence.ID) *evidence.Entry {
	s.Helper()
	e := deskSaid(s, s.own, evidence.ID{}, s.id, 5, visits.DeviceRevoked, visits.RevokedFacts{Reason: "dismissed"})
	e.Header.Refs = []evidence.Ref{{Kind: evidence.RefDevice, ID: who}}
	return e
}

// now is the case, and how many findings of one alone there are.
func (s *stopped) now() (c *visits.Case, alone int) {
	s.Helper()
	for _, ch := range changed(s, s.p) {
		switch x := ch.Value.(type) {
		case *visits.Case:
			c = x
		case *visits.Finding:
			if x.Code == visits.ReleaseAlone {
				alone++
			}
		}
	}
	return c, alone
}

// A manager was dismissed and the tablet is still out there: nothing it hands in lifts
// a stop, by whatever way, and what it kept in force stays so.
func TestADismissedManagersTabletLiftsNothing(t *testing.T) {
	for name, status := range map[string]evidence.Admission{"in its place": evidence.Drain, "ahead of its place": evidence.Ahead} {
		t.Run(name, func(t *testing.T) {
			s := newStopped(t, "dispute_open")
			s.takes(100, evidence.Whole, s.revokes(s.chen))
			asked := s.decides(s.wu, visits.StopRelease, "settled")
			s.takes(200, evidence.Whole, asked)
			s.takes(300, status, s.confirms(s.chen, asked))
			if c, alone := s.now(); !c.Stopped() || alone != 1 {
				t.Errorf("confirmed by a revoked tablet: in force %v, %d findings", c.Stopped(), alone)
			}

			s = newStopped(t, "dispute_open")
			s.takes(100, evidence.Whole, s.revokes(s.chen))
			asked = s.decides(s.chen, visits.StopRelease, "settled")
			s.takes(200, status, asked)
			s.takes(300, evidence.Whole, s.confirms(s.wu, asked))
			if c, alone := s.now(); !c.Stopped() || alone != 1 {
				t.Errorf("asked by a revoked tablet: in force %v, %d findings", c.Stopped(), alone)
			}

			s = newStopped(t, "dispute_open")
			s.takes(100, evidence.Whole, s.revokes(s.chen))
			s.takes(200, status, s.decides(s.chen, visits.StopUpheld, "law"))
			if c, alone := s.now(); c.StopState(c.Flags[0]) != visits.StopUpheld || alone != 0 {
				t.Errorf("what the revoked tablet upheld is %s, %d findings", c.StopState(c.Flags[0]), alone)
			}
		})
	}
	s := newStopped(t, "dispute_open")
	asked := s.decides(s.wu, visits.StopRelease, "settled")
	s.takes(100, evidence.Whole, asked, s.confirms(s.chen, asked), s.revokes(s.chen))
	if c, alone := s.now(); c.Stopped() || alone != 0 {
		t.Errorf("confirmed before the revocation: in force %v, %d findings", c.Stopped(), alone)
	}
}

// Nor does it answer a complaint, without which its stop stays in force.
func TestADismissedManagersTabletAnswersNoComplaint(t *testing.T) {
	for _, before := range []bool{true, false} {
		s := newStopped(t, visits.FlagComplaint)
		asked := s.decides(s.wu, visits.StopRelease, "settled")
		complaint := evidence.ID{31}
		list := []*evidence.Entry{asked, s.revokes(s.chen),
			deskSaid(t, s.own, evidence.ID{}, s.id, 30, visits.ReleaseConfirmed, visits.ReleaseAnswerFacts{Flag: s.flag.ID, Asked: asked.ID, By: evidence.ID{9}}),
			s.says(s.wu, visits.ComplaintReceived, visits.ComplaintFacts{Complaint: complaint, Flag: s.flag.ID, Channel: "letter", About: "conduct", At: 1, AcknowledgeBy: 2, AnswerBy: 3}),
			s.says(s.chen, visits.ComplaintAnswered, visits.ComplaintAnsweredFacts{Complaint: complaint, At: 2, Upheld: "no"})}
		if before {
			slices.Reverse(list)
		}
		s.takes(100, evidence.Whole, list...)
		if c, _ := s.now(); c.Stopped() == before {
			t.Errorf("answered before it was revoked: %v, and in force: %v", before, c.Stopped())
		}
	}
}

// importedIn is an import of a case of a branch.
func importedIn(t *testing.T, own, id, unit evidence.ID) *evidence.Entry {
	t.Helper()
	e := deskSaid(t, own, evidence.ID{}, id, 2, visits.CaseImported, visits.CaseFacts{Zone: "Asia/Shanghai"})
	e.Header.Refs = append(e.Header.Refs, evidence.Ref{Kind: evidence.RefUnit, ID: unit})
	return e
}
