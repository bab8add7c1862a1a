package crew_test

import (
	"crypto/ed25519"
	"errors"
	"testing"

	"fairvisit/evidence"
	"fairvisit/evidence/crew"
)

func requestOf(p person) crew.Request {
	return crew.Request{Case: evidence.NewID(), Visit: evidence.NewID(), Officer: p.Officer, Device: p.Device, Entry: evidence.Hash(evidence.NewPart([]byte("x")).Salt)}
}

// cosigns is the person's word for a request as it is read from a screen.
func (p person) cosigns(t testing.TB, r crew.Request) string {
	t.Helper()
	text, err := r.CosignText(r.Sign(p.statement, p.Officer, p.Device, evidence.Hash{5}, crew.MethodQR, p.key))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func take(r crew.Request, text string) (crew.Cosigned, error) {
	return r.TakeCosign(text, ed25519.PublicKey(public(service)), unit)
}

func TestASecondOfficerSignsForAVisit(t *testing.T) {
	li, zhao := enrol(t, service, nil), enrol(t, service, nil)
	asked := requestOf(li)
	r, err := crew.ParseRequest(asked.Text())
	if err != nil || r != asked {
		t.Fatalf("the request came back as %+v, %v", r, err)
	}
	text := zhao.cosigns(t, r)
	if len(asked.Text()) > 180 || len(text) > 600 {
		t.Errorf("codes of %d and %d letters", len(asked.Text()), len(text))
	}
	c, err := take(asked, text)
	if err != nil || c.Officer != zhao.Officer || c.Device != zhao.Device || c.Entry != asked.Entry || c.Head != (evidence.Hash{5}) || c.Own() {
		t.Errorf("the answer says %+v, %v", c, err)
	}
}

func TestAWrongWordIsRefusedByItsName(t *testing.T) {
	li, zhao := enrol(t, service, nil), enrol(t, service, nil)
	r := requestOf(li)
	question := li.asks()
	along, err := question.Answer(zhao.statement, zhao.Officer, zhao.Device, zhao.key).Text()
	if err != nil {
		t.Fatal(err)
	}
	other := requestOf(li)
	forged := zhao
	forged.key = key(3)
	for name, c := range map[string]struct {
		text string
		want error
	}{
		"of another request":         {zhao.cosigns(t, other), crew.ErrQuestion},
		"the acting officer's own":   {li.cosigns(t, r), crew.ErrSelf},
		"of another headquarters":    {enrol(t, key(8), nil).cosigns(t, r), crew.ErrForeign},
		"of another branch":          {enrol(t, service, func(e *evidence.Enrolment) { e.Unit = evidence.NewID() }).cosigns(t, r), crew.ErrUnit},
		"a manager's":                {enrol(t, service, func(e *evidence.Enrolment) { e.Role = "manager" }).cosigns(t, r), crew.ErrRole},
		"by another key":             {forged.cosigns(t, r), crew.ErrSignature}, // the code carries no key: that of the enrolment is taken
		"a yes to going along":       {along, crew.ErrKind},
		"a request":                  {r.Text(), crew.ErrKind},
		"no code":                    {"FVCREW1:AAAA", crew.ErrMalformed},
		"a question for a signature": {question.Text(), crew.ErrKind},
	} {
		if _, err := take(r, c.text); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, wanted %v", name, err, c.want)
		}
	}
	if _, err := crew.ParseRequest(question.Text()); !errors.Is(err, crew.ErrKind) {
		t.Errorf("a question was read as a request: %v", err)
	}
}

// A signature is for one visit, one entry and one entry of the signer's own.
func TestAWordFitsNothingElse(t *testing.T) {
	li, zhao := enrol(t, service, nil), enrol(t, service, nil)
	r := requestOf(li)
	key := ed25519.PublicKey(public(service))
	for name, change := range map[string]func(*crew.Cosigned, *evidence.ID){
		"another visit":  func(_ *crew.Cosigned, v *evidence.ID) { v[0] ^= 1 },
		"another entry":  func(c *crew.Cosigned, _ *evidence.ID) { c.Entry[0] ^= 1 },
		"another head":   func(c *crew.Cosigned, _ *evidence.ID) { c.Head[0] ^= 1 },
		"another letter": func(c *crew.Cosigned, _ *evidence.ID) { c.Sig = c.Sig[:127] },
	} {
		c, visit := r.Sign(zhao.statement, zhao.Officer, zhao.Device, evidence.Hash{5}, crew.MethodPIN, zhao.key), r.Visit
		if err := c.Check(visit, r.Officer, key); err != nil {
			t.Fatal(err)
		}
		change(&c, &visit)
		if err := c.Check(visit, r.Officer, key); !errors.Is(err, crew.ErrSignature) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
