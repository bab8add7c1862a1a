package visits_test

import (
	"bytes"
	"errors"
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
	shown     *visits.Case
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

// now is the case, and how many findings of one alone came since it was last asked.
func (s *stopped) now() (_ *visits.Case, alone int) {
	s.Helper()
	for _, ch := range changed(s, s.p) {
		switch x := ch.Value.(type) {
		case *visits.Case:
			s.shown = x
		case *visits.Finding:
			if x.Code == visits.ReleaseAlone {
				alone++
			}
		}
	}
	return s.shown, alone
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

// Lifted, in force again, and lifted again: it stood when it stood, and a copy of it
// that came first takes nothing of that away.
func TestAStopStoodWhenItStood(t *testing.T) {
	s := newStopped(t, "dispute_open")
	t0 := s.flag.Header.Wall
	stands := func(when string, want map[int64]bool) {
		t.Helper()
		c, _ := s.now()
		for at, is := range want {
			if got := len(c.StoodAt(t0+at)) == 1; got != is {
				t.Errorf("%s: at %d it stood: %v", when, at, got)
			}
		}
	}
	release := func(at int64, replaces ...evidence.Hash) *evidence.Entry {
		asked := s.decides(s.wu, visits.StopRelease, "settled", replaces...)
		s.takes(t0+at, evidence.Whole, asked, s.confirms(s.chen, asked))
		return asked
	}
	first := release(100)
	stands("lifted", map[int64]bool{-1: false, 0: true, 99: true, 100: false, 300: false})
	upheld := s.decides(s.wu, visits.StopUpheld, "law", first.ID)
	s.takes(t0+200, evidence.Whole, upheld)
	stands("in force again", map[int64]bool{-1: false, 50: true, 100: false, 199: false, 200: true, 300: true})
	release(300, upheld.ID)
	stands("lifted again", map[int64]bool{-1: false, 50: true, 100: false, 199: false, 200: true, 299: true, 300: false})
	c, _ := s.now()
	if f := c.Lifted[0].Flag; f.AgainAt(t0+50) != 0 || f.AgainAt(t0+250) != t0+200 {
		t.Errorf("again at %d and %d", f.AgainAt(t0+50)-t0, f.AgainAt(t0+250)-t0)
	}
}

// The copy a colleague read comes first, is lifted and stands again: then the original comes.
func TestAnOriginalKeepsWhenItsCopyWasLifted(t *testing.T) {
	for _, again := range []bool{true, false} {
		s := newStopped(t, "moratorium")
		original := s.flag
		s.flag = deskSaid(t, evidence.ID{7}, evidence.ID{7}, s.id, 2, visits.FlagRaised, visits.FlagFacts{Code: "dispute_open", Source: "officer"})
		copied := deskSaid(t, evidence.ID{1}, evidence.ID{1}, s.id, 4, visits.FlagRaised, visits.FlagFacts{Code: "dispute_open", Source: visits.FlagOfColleague, Of: s.flag.ID})
		t0 := original.Header.Wall + 10
		s.takes(t0, evidence.Whole, copied)
		asked := s.decides(s.wu, visits.StopRelease, "settled")
		s.takes(t0+100, evidence.Whole, asked, s.confirms(s.chen, asked))
		upheld := s.decides(s.wu, visits.StopUpheld, "law", asked.ID)
		s.takes(t0+200, evidence.Whole, upheld)
		if !again {
			asked = s.decides(s.wu, visits.StopRelease, "settled", upheld.ID)
			s.takes(t0+250, evidence.Whole, asked, s.confirms(s.chen, asked))
		}
		s.takes(t0+300, evidence.Whole, s.flag)
		c, _ := s.now()
		stood := func(at int64) bool {
			return slices.ContainsFunc(c.StoodAt(t0+at), func(f visits.Flag) bool { return f.Entry == s.flag.ID && f.Source == "officer" })
		}
		if !stood(50) || stood(150) || !stood(220) || stood(260) != again {
			t.Errorf("in force again %v: it stood %v, %v, %v, %v", again, stood(50), stood(150), stood(220), stood(260))
		}
	}
}

// A code is of its list, or the entry is set aside and says nothing: also from a manager
// whose word would wait, and from who may not.
func TestACodeThatIsNoneIsNotUnderstood(t *testing.T) {
	s := newStopped(t, visits.FlagComplaint)
	flag, asked, complaint := s.flag.ID, evidence.Hash{8}, evidence.ID{31}
	received := visits.ComplaintFacts{Complaint: complaint, Flag: flag, Channel: "letter", About: "conduct", At: 1, AcknowledgeBy: 2, AnswerBy: 3}
	byPigeon, ofWang := received, received
	byPigeon.Channel, ofWang.About = "pigeon", "王小明"
	for name, c := range map[string]struct {
		kind  string
		facts any
		good  bool
	}{
		"a decision":                    {visits.StopDecided, visits.StopDecidedFacts{Flag: flag, Decision: "upheld", Reason: "law"}, true},
		"a decision that is none":       {visits.StopDecided, visits.StopDecidedFacts{Flag: flag, Decision: "王小明", Reason: "law"}, false},
		"a reason that is none":         {visits.StopDecided, visits.StopDecidedFacts{Flag: flag, Decision: "upheld", Reason: "王小明"}, false},
		"a reason of another decision":  {visits.StopDecided, visits.StopDecidedFacts{Flag: flag, Decision: "upheld", Reason: "settled"}, false},
		"no stop":                       {visits.StopDecided, visits.StopDecidedFacts{Decision: "upheld", Reason: "law"}, false},
		"a confirmation":                {visits.ReleaseConfirmed, visits.ReleaseAnswerFacts{Flag: flag, Asked: asked}, true},
		"a confirmation with a reason":  {visits.ReleaseConfirmed, visits.ReleaseAnswerFacts{Flag: flag, Asked: asked, Reason: "not_shown"}, false},
		"declined":                      {visits.ReleaseDeclined, visits.ReleaseAnswerFacts{Flag: flag, Asked: asked, Reason: "not_shown"}, true},
		"declined for a name":           {visits.ReleaseDeclined, visits.ReleaseAnswerFacts{Flag: flag, Asked: asked, Reason: "王小明"}, false},
		"declined for nothing":          {visits.ReleaseDeclined, visits.ReleaseAnswerFacts{Flag: flag, Asked: asked}, false},
		"a complaint":                   {visits.ComplaintReceived, received, true},
		"a complaint by pigeon":         {visits.ComplaintReceived, byPigeon, false},
		"a complaint about a name":      {visits.ComplaintReceived, ofWang, false},
		"acknowledged":                  {visits.ComplaintAcknowledged, visits.AcknowledgedFacts{Complaint: complaint, At: 1}, true},
		"nothing acknowledged":          {visits.ComplaintAcknowledged, visits.AcknowledgedFacts{At: 1}, false},
		"answered":                      {visits.ComplaintAnswered, visits.ComplaintAnsweredFacts{Complaint: complaint, At: 2, Upheld: "partly"}, true},
		"answered, and it is a name":    {visits.ComplaintAnswered, visits.ComplaintAnsweredFacts{Complaint: complaint, At: 2, Upheld: "王小明"}, false},
		"answered, and it says nothing": {visits.ComplaintAnswered, visits.ComplaintAnsweredFacts{Complaint: complaint, At: 2}, false},
	} {
		unknown := deskSaid(t, s.wu, s.wu, evidence.ID{22}, 3, c.kind, c.facts) // a case nobody imported
		stranger := deskSaid(t, evidence.ID{1}, evidence.ID{1}, s.id, 3, c.kind, c.facts)
		for _, e := range []*evidence.Entry{s.says(s.wu, c.kind, c.facts), unknown, stranger} {
			err := s.p.Apply(visits.Input{Entry: e, Status: evidence.Whole, Received: 1})
			if c.good && err != nil || !c.good && !errors.Is(err, visits.ErrNotUnderstood) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	list := changed(t, s.p)
	for _, ch := range list {
		if bytes.Contains(ch.Body, []byte("王小明")) {
			t.Errorf("%s says a name: %s", ch.Key.Entity(), ch.Body)
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
