package intake_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"testing"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/intake"
)

// The id of a case is what FORMAT.md says, whoever imports it.
func TestTheIDOfACaseIsThatOfTheFormat(t *testing.T) {
	key := bytes.Repeat([]byte{5}, 32)
	m := hmac.New(sha256.New, key)
	m.Write([]byte("Bank A\x00N-1"))
	if got, want := (intake.Case{Creditor: "Bank A", Number: "N-1"}).ID(key), evidence.ID(m.Sum(nil)[:16]); got != want {
		t.Errorf("the id is %s, want %s", got, want)
	}
}

// A case with one figure or word changed is not held; the same one is.
func TestWhatIsHeldIsLeftAlone(t *testing.T) {
	key := bytes.Repeat([]byte{5}, 32)
	c := intake.Case{Creditor: "Bank A", Number: "N-1", AmountMinor: 5, Currency: "CNY", Parties: []intake.Party{{Role: "debtor", Name: "甲"}}, Place: intake.Place{Kind: "home", Street: "a"}}
	facts, words := c.Content(key, "Asia/Shanghai")
	have := &visits.Case{Imported: evidence.Hash{1}, Facts: facts, Words: &words}
	if !intake.Held(have, facts, words) {
		t.Error("the same content is not held")
	}
	if erased := (&visits.Case{Imported: evidence.Hash{1}, Facts: facts}); intake.Held(nil, facts, words) || intake.Held(erased, facts, words) || intake.Held(&visits.Case{Facts: facts, Words: &words}, facts, words) {
		t.Error("what is not here counts as held")
	}
	for _, change := range []func(*intake.Case){func(c *intake.Case) { c.AmountMinor++ }, func(c *intake.Case) { c.Place.Street = "b" }, func(c *intake.Case) { c.Parties[0].Phone = "138" }} {
		other := c
		other.Parties = append([]intake.Party(nil), c.Parties...)
		change(&other)
		f, w := other.Content(key, "Asia/Shanghai")
		if intake.Held(have, f, w) {
			t.Errorf("a change is not seen: %+v", other)
		}
	}
	if f, w := c.Content(key, "Europe/Berlin"); intake.Held(have, f, w) {
		t.Error("another time zone is not seen")
	}
}
