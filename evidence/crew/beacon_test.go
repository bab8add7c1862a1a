package crew_test

import (
	"crypto/ed25519"
	"errors"
	"testing"

	"fairvisit/evidence"
	"fairvisit/evidence/crew"
)

func beaconBy(t testing.TB, n byte, at int64) evidence.Statement {
	t.Helper()
	st, err := evidence.SignStatement(evidence.MagicBeacon, evidence.Beacon{Device: evidence.NewID(), Nonce: evidence.Hash{1, 2, 3}, Time: at, Size: 12345, Root: evidence.Hash{4, 5, 6}}, key(n))
	if err != nil {
		t.Fatal(err)
	}
	return st
}

// A colleague's time comes through a code, and only this headquarters', and only
// if it is later than what is known.
func TestAColleaguesBeaconIsRead(t *testing.T) {
	at := morning.UnixMicro()
	code, err := crew.BeaconText(beaconBy(t, 7, at))
	if err != nil || len(code) > 360 {
		t.Fatalf("%d letters, %v", len(code), err)
	}
	service := ed25519.PublicKey(public(service))
	st, b, err := crew.ReadBeacon(code, service, at-1)
	if err != nil || b.Time != at || b.Size != 12345 || st.Body == "" {
		t.Errorf("%+v, %v", b, err)
	}
	other, err := crew.BeaconText(beaconBy(t, 8, at))
	if err != nil {
		t.Fatal(err)
	}
	letter := "A"
	if code[40] == 'A' {
		letter = "B"
	}
	for name, c := range map[string]struct {
		code  string
		after int64
		want  error
	}{
		"an old one":              {code, at, crew.ErrOldBeacon},
		"of another headquarters": {other, 0, crew.ErrForeignBeacon},
		"a changed letter":        {code[:40] + letter + code[41:], 0, crew.ErrMalformed},
		"a question":              {enrolled(t).asks().Text(), 0, crew.ErrKind},
	} {
		if _, _, err := crew.ReadBeacon(c.code, service, c.after); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, wanted %v", name, err, c.want)
		}
	}
}

func enrolled(t testing.TB) person { return enrol(t, service, nil) }
