package evidence_test

import (
	"strings"
	"testing"

	"fairvisit/evidence"

	"pgregory.net/rapid"
)

func TestNamesReadBackAsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id, h := anID().Draw(t, "id"), aHash().Draw(t, "hash")
		if got, err := evidence.ParseID(id.String()); err != nil || got != id {
			t.Fatalf("%s reads as %s (%v)", id, got, err)
		}
		if got, err := evidence.ParseHash(h.String()); err != nil || got != h {
			t.Fatalf("%s reads as %s (%v)", h, got, err)
		}
		if !strings.HasPrefix(id.String(), id.Short()) || !strings.HasPrefix(h.String(), h.Short()) {
			t.Fatal("a short name is not the beginning of the long one")
		}
	})
}

func TestNoNameHasASecondSpelling(t *testing.T) {
	id, h := seededID("a").String(), evidence.Hash(seeded("a")).String()
	for _, s := range []string{"", " ", id[1:], id + "0", strings.ToUpper(id), "0x" + id[2:], id[:30] + "g0", id[:30] + " 0", "{" + id[2:] + "}", h} {
		if got, err := evidence.ParseID(s); err == nil {
			t.Errorf("%q reads as id %s", s, got)
		}
	}
	for _, s := range []string{"", h[1:], h + "0", strings.ToUpper(h), h[:62] + "ä", id} {
		if got, err := evidence.ParseHash(s); err == nil {
			t.Errorf("%q reads as hash %s", s, got)
		}
	}
}

// The name that was never set is written as the empty text and read as such.
func TestAnUnsetNameIsEmptyText(t *testing.T) {
	text, err := evidence.ID{}.MarshalText()
	if err != nil || len(text) != 0 {
		t.Errorf("the zero id is written %q (%v)", text, err)
	}
	id, h := evidence.NewID(), evidence.Hash(seeded("a"))
	if id.UnmarshalText(nil) != nil || h.UnmarshalText(nil) != nil || !id.IsZero() || !h.IsZero() {
		t.Error("empty text does not unset a name")
	}
	if err := id.UnmarshalText([]byte("xyz")); err == nil {
		t.Error("three letters are an id")
	}
}

func TestNewIDsDiffer(t *testing.T) {
	seen := map[evidence.ID]bool{}
	for range 1000 {
		id := evidence.NewID()
		if seen[id] || id.IsZero() {
			t.Fatalf("%s was given twice, or is none", id)
		}
		seen[id] = true
	}
}
