package crew_test

import (
	"crypto/ed25519"
	"errors"
	"strings"
	"testing"

	"fairvisit/evidence"
	"fairvisit/evidence/crew"
)

// stopped is an entry of that kind by a device and officer, signed with these keys.
func stopped(t testing.TB, kind string, p person, caseID evidence.ID, device, officer ed25519.PrivateKey) evidence.Entry {
	t.Helper()
	h := evidence.Header{Kind: kind, Build: "test", Device: p.Device, Epoch: evidence.ID{9}, Seq: 5, Prev: evidence.Hash{1}, Wall: morning.UnixMicro(),
		Refs: []evidence.Ref{{Kind: evidence.RefOfficer, ID: p.Officer}}}
	if !caseID.IsZero() {
		h.Refs = append([]evidence.Ref{{Kind: evidence.RefCase, ID: caseID}}, h.Refs...)
	}
	e, err := evidence.Sign(h, evidence.NewPart([]byte(`{"code":"paid","source":"officer"}`)), evidence.NewPart([]byte(`{"text":"secret"}`)), evidence.Keys{Device: device, Officer: officer})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// A stop is believed from a device and an officer of this headquarters and branch,
// signed by both, and its words do not travel.
func TestAStopIsBelievedFromWhoWasEnrolled(t *testing.T) {
	device, officer, other := key(21), key(22), key(23)
	by := func(change func(*evidence.Enrolment)) person {
		return enrol(t, service, func(e *evidence.Enrolment) {
			e.DeviceKey, e.OfficerKey = public(device), public(officer)
			if change != nil {
				change(e)
			}
		})
	}
	li, caseID := by(nil), evidence.ID{4}
	here := ed25519.PublicKey(public(service))
	code := func(e evidence.Entry, p person) string {
		t.Helper()
		s, err := crew.StopText(e, p.statement)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	good := stopped(t, "flag.raised/1", li, caseID, device, officer)
	read, err := crew.ReadStop(code(good, li), here, unit, evidence.NewID())
	if err != nil || read.ID != good.ID || read.Header.Case() != caseID || read.Words.State != evidence.Withheld || strings.Contains(string(read.Encode()), "secret") {
		t.Fatalf("%+v, %v", read, err)
	}
	foreign := by(func(e *evidence.Enrolment) { e.Unit = evidence.ID{1} })
	stranger := enrol(t, key(8), func(e *evidence.Enrolment) { e.DeviceKey, e.OfficerKey = public(device), public(officer) })
	for name, c := range map[string]struct {
		code string
		self evidence.ID
		want error
	}{
		"this device's own":             {code(good, li), li.Device, crew.ErrSelf},
		"signed by another device":      {code(stopped(t, "flag.raised/1", li, caseID, other, officer), li), evidence.ID{}, crew.ErrSignature},
		"signed by another officer":     {code(stopped(t, "flag.raised/1", li, caseID, device, other), li), evidence.ID{}, crew.ErrSignature},
		"of another device's enrolment": {code(good, by(nil)), evidence.ID{}, crew.ErrSignature},
		"of another branch":             {code(stopped(t, "flag.raised/1", foreign, caseID, device, officer), foreign), evidence.ID{}, crew.ErrUnit},
		"of another headquarters":       {code(stopped(t, "flag.raised/1", stranger, caseID, device, officer), stranger), evidence.ID{}, crew.ErrForeign},
		"a note":                        {code(stopped(t, "note.added/1", li, caseID, device, officer), li), evidence.ID{}, crew.ErrNoStop},
		"of no case":                    {code(stopped(t, "flag.raised/1", li, evidence.ID{}, device, officer), li), evidence.ID{}, crew.ErrNoStop},
	} {
		if _, err := crew.ReadStop(c.code, here, unit, c.self); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, not %v", name, err, c.want)
		}
	}
	withheld := good
	withheld.Facts = evidence.Part{State: evidence.Withheld}
	if _, err := crew.ReadStop(code(withheld, li), here, unit, evidence.ID{}); !errors.Is(err, crew.ErrNoStop) {
		t.Errorf("without its facts: %v", err)
	}
}

func FuzzReadStop(f *testing.F) {
	f.Add("FVCREW1:AYAAAA")
	f.Fuzz(func(t *testing.T, s string) {
		if _, err := crew.ReadStop(s, ed25519.PublicKey(public(service)), unit, evidence.ID{}); err == nil {
			t.Fatal("a stop that nobody signed is believed")
		}
	})
}
