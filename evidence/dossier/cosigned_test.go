package dossier_test

import (
	"encoding/hex"
	"strings"
	"testing"

	"fairvisit/evidence"
	"fairvisit/evidence/crew"
	"fairvisit/evidence/dossier"
)

// signing is a visit of Li's that Zhao signs for, with what can be changed of it
// before either entry is made.
type signing struct {
	*world
	li, zhao   *device
	visit      evidence.ID
	request    crew.Request
	given      crew.Cosigned // the facts of Zhao's entry
	taken      crew.Cosigned // of Li's
	other      evidence.ID   // another visit of Li's
	givenBy    *device
	keepsGiven bool // Zhao's entry never comes in
	closes     bool
}

func (s *signing) facts(c crew.Cosigned) string {
	b, err := evidence.MarshalPayload(c)
	s.must(err)
	return string(b)
}

// sign makes what Zhao's device says.
func (s *signing) sign(by *device, head evidence.Hash) {
	s.taken = s.request.Sign(by.statement, by.officer, by.id, head, crew.MethodQR, by.keys.Officer)
}

func newSigning(t testing.TB) *signing {
	s := &signing{world: newWorld(t, 71), closes: true}
	s.li, s.zhao = s.begin()
	s.givenBy = s.zhao
	s.other = s.world.visit(s.li, s.cases[0])
	s.visit = evidence.NewID()
	s.visits = append(s.visits, s.visit)
	s.record(s.li, "visit.opened/1", s.cases[0], s.visit, `{"day":"2026-11-25"}`, "")
	last := s.record(s.li, "visit.left/1", s.cases[0], s.visit, `{}`, "")
	s.request = crew.Request{Case: s.cases[0], Visit: s.visit, Officer: s.li.officer, Device: s.li.id, Entry: last.ID}
	s.given = s.request.Own(s.zhao.officer, crew.MethodQR)
	return s
}

// dossier is what headquarters wrote of the visit.
func (s *signing) dossier(given, taken func(*signing)) []byte {
	if given != nil {
		given(s)
	}
	if s.keepsGiven {
		s.late = func(h *evidence.Header) bool { return h.Device == s.zhao.id && h.Kind == "visit.cosigned/1" }
	}
	theirs := s.record(s.givenBy, "visit.cosigned/1", s.cases[0], s.visit, s.facts(s.given), "")
	s.sign(s.zhao, theirs.ID)
	if taken != nil {
		taken(s)
	}
	s.record(s.li, "visit.cosigned/1", s.cases[0], s.visit, s.facts(s.taken), "")
	if s.closes {
		s.closeVisit(s.li, s.cases[0], s.visit)
	}
	return s.world.dossier(evidence.ID{}, s.size(), dossier.MaskNone)
}

// cosigned is what somebody does to a cosignature. word is what the verifier
// says of the given (0) or the taken entry (1); "": it is sound.
type cosigned struct {
	did          string
	given, taken func(*signing)
	at           int
	word         string
}

var cosignatures = []cosigned{
	{did: "nothing"},
	{did: "Zhao's entry is under way", given: func(s *signing) { s.keepsGiven = true }},
	{did: "Zhao's entry signs for no entry", given: func(s *signing) { s.given.Entry = evidence.Hash{} }, at: 1, word: "own entry says something else"},
	{did: "a changed signature", taken: func(s *signing) { s.taken.Sig = "00" + s.taken.Sig[2:] }, at: 1, word: "signature does not fit"},
	{did: "a signature in capitals", taken: func(s *signing) { s.taken.Sig = strings.ToUpper(s.taken.Sig) }, at: 1, word: "signature does not fit"},
	{did: "half a signature", taken: func(s *signing) { s.taken.Sig = s.taken.Sig[:64] }, at: 1, word: "signature does not fit"},
	{did: "for another visit", taken: func(s *signing) {
		s.request.Visit = s.other
		s.sign(s.zhao, s.taken.Head)
	}, at: 1, word: "signature does not fit"},
	{did: "for an entry of another visit", given: func(s *signing) {
		s.request.Entry = s.li.ofVisit[s.other]
		s.given.Entry = s.request.Entry
	}, at: 0, word: "signs for an entry of another visit"},
	{did: "for an entry of another visit, Zhao's entry under way", given: func(s *signing) {
		s.request.Entry, s.keepsGiven = s.li.ofVisit[s.other], true
	}, at: 0, word: "an entry of another visit or device"},
	{did: "for an entry nobody wrote", given: func(s *signing) {
		s.request.Entry = evidence.Hash{9}
		s.given.Entry = s.request.Entry
	}, at: 1, word: "the entry signed for is not inside"},
	{did: "by the acting officer as themselves", given: func(s *signing) { s.keepsGiven = true },
		taken: func(s *signing) { s.sign(s.li, s.taken.Head) }, at: 0, word: "the acting officer signs for themselves"},
	{did: "by the acting officer in an entry like Zhao's", given: func(s *signing) { s.givenBy, s.given.Officer = s.li, s.li.officer }, at: 0, word: "the acting officer signs for themselves"},
	{did: "by the acting officer's key as Zhao", taken: func(s *signing) {
		s.taken = s.request.Sign(s.zhao.statement, s.zhao.officer, s.zhao.id, s.taken.Head, crew.MethodQR, s.li.keys.Officer)
	}, at: 1, word: "not the one headquarters enrolled"},
	{did: "with an enrolment somebody else signed", taken: func(s *signing) {
		s.taken.Enrolment, _ = evidence.SignStatement(evidence.MagicEnrol, evidence.Enrolment{Device: s.zhao.id, Officer: s.zhao.officer, OfficerKey: s.taken.Key}, newKey())
	}, at: 1, word: "not the one headquarters enrolled"},
	{did: "as before there were enrolments in it", taken: func(s *signing) { s.taken.Enrolment = evidence.Statement{} }, at: 1, word: "not the one headquarters enrolled"},
	{did: "the entry of Zhao's is another", taken: func(s *signing) { s.sign(s.zhao, s.request.Entry) }, at: 1, word: "own entry"},
	{did: "Zhao names another officer", given: func(s *signing) { s.given.Officer = evidence.NewID() }, at: 0, word: "another officer signs"},
	{did: "one person enrolled as two", taken: func(s *signing) {
		e := evidence.Enrolment{Device: evidence.NewID(), Officer: evidence.NewID(), Role: "officer", DeviceKey: evidence.PublicKey(public(newKey())),
			OfficerKey: evidence.PublicKey(public(s.li.keys.Officer))}
		st, err := evidence.SignStatement(evidence.MagicEnrol, e, s.service)
		s.must(err)
		s.taken = s.request.Sign(st, e.Officer, e.Device, evidence.Hash{7}, crew.MethodQR, s.li.keys.Officer)
	}, at: 1, word: "one person signs for two"},
}

func (c *cosigned) dossier(t testing.TB) (*world, []byte) {
	s := newSigning(t)
	return s.world, s.dossier(c.given, c.taken)
}

// Who signs for a visit in another's place, or for another visit, is found in
// the dossier.
func TestASecondOfficersWordIsHeldAgainstWhatItIsAbout(t *testing.T) {
	for _, c := range cosignatures {
		t.Run(c.did, func(t *testing.T) {
			w, b := c.dossier(t)
			if c.word == "" {
				w.sound(b)
				return
			}
			_, faults := w.verify(b)
			p := parcelOf(t, b)
			named(t, faults, p.nth("visit.cosigned/1", c.at), c.word)
		})
	}
}

// What nobody can read as such facts is evidence all the same, and both
// verifiers leave it alone.
func unreadable(t testing.TB) (all []told) {
	id, hash := strings.Repeat("1", 32), strings.Repeat("2", 64)
	for _, facts := range []string{`{}`, `{"entry":"` + hash + `"}`, `{"officer":"` + id + `"}`, `{"sig":1}`, `{"sig":"00"}`, `{"sig":"00","enrolment":null}`,
		`{"sig":"00","enrolment":[]}`, `{"sig":"00","enrolment":{"body":1}}`, `{"sig":"00","key":"12"}`, `{"head":5}`, `{"sig":"` + hex.EncodeToString(make([]byte, 64)) + `"}`,
	} {
		s := newSigning(t)
		s.record(s.li, "visit.cosigned/1", s.cases[0], s.visit, facts, "")
		all = append(all, told{s.world, "a cosignature with the facts " + facts})
	}
	return all
}
