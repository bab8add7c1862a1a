package officer_test

import (
	"testing"

	"fairvisit/app/i18n"
	"fairvisit/app/officer"
	"fairvisit/evidence"
	"fairvisit/evidence/crew"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
)

// signed is the visit as this device holds it.
func (m *morning) cosigners(visit evidence.ID) []visits.Cosigner {
	m.t.Helper()
	v, err := m.desk.Journal.Visit(ctx, visit)
	m.must(err)
	return v.Cosigners()
}

// asksToSign shows the page on which the second officer signs.
func (m *morning) asksToSign(visit evidence.ID) (signed *int) {
	signed = new(int)
	m.shell.Push(m.day.CosignPage(visit, func() { *signed++ }))
	m.stage.Picture()
	return signed
}

func TestTheSecondOfficerSignsOnTheSameTablet(t *testing.T) {
	m := newMorning(t)
	id := m.case_("陈国梁", "鹤鸣街 99902 号", 1)
	m.begin(phone, english)
	m.Pull(m.desk)
	m.must(m.Device.ChoosePIN(m.mate, "4711"))
	v := m.closed(id)
	signed := m.asksToSign(v.ID)
	m.tap("pin.1", "pin.1", "pin.1", "pin.1", "pin.ok")
	m.says("That PIN is not right.")
	if len(m.cosigners(v.ID)) != 0 {
		t.Error("a wrong PIN signed")
	}
	m.tap("pin.4", "pin.7", "pin.1", "pin.1", "pin.ok")
	m.says("林晓 signed for this visit.")
	if who := m.cosigners(v.ID); *signed != 1 || len(who) != 1 || who[0].Officer != m.mate || who[0].Method != crew.MethodPIN || !who[0].Taken || !who[0].All {
		t.Errorf("%d times, by %+v", *signed, who)
	}
	// The colleague's own store holds their entry; nothing of the visit is theirs.
	theirs, err := m.Device.Unlock(m.mate, "4711")
	m.must(err)
	defer func() { m.must(theirs.Close()) }()
	held, err := theirs.Journal.Visit(ctx, v.ID)
	m.must(err)
	if who := held.Cosigners(); len(who) != 1 || !who[0].Given || who[0].Officer != m.mate {
		t.Errorf("their own store says %+v", who)
	}
	if _, err := theirs.Officer.Resume(ctx, v.ID); err == nil {
		t.Error("the colleague goes on with the visit")
	}
}

func TestTheSecondOfficerSignsOnTheirOwnDevice(t *testing.T) {
	m := newMorning(t)
	id := m.case_("陈国梁", "鹤鸣街 99902 号", 1)
	c := m.elsewhere("沈岚")
	m.begin(phone, english)
	m.Pull(m.desk)
	m.along(c.me)
	v, verdict, err := m.desk.Officer.Open(ctx, id, c.me)
	if err != nil {
		t.Fatalf("%v: %+v", err, verdict.Reasons)
	}
	signed := m.asksToSign(v.ID)
	m.says("沈岚 has no PIN on this tablet")
	m.tap("own_device")

	c.Pull(c.desk)
	c.sees(m)
	c.again("more")
	c.tap("crew", "shoot")
	c.says("周彦 asks you to sign for a visit.")
	c.tap("sign")
	c.says("Show your answer", "Your signature is kept on this device already")

	m.sees(c)
	m.tap("read", "shoot")
	m.says("沈岚 signed for this visit.")
	who := m.cosigners(v.ID)
	if *signed != 1 || len(who) != 1 || who[0].Officer != c.me || who[0].Method != crew.MethodQR || !who[0].Taken {
		t.Errorf("%d times, by %+v", *signed, who)
	}
	if theirs := c.cosigners(v.ID); len(theirs) != 1 || !theirs[0].Given {
		t.Errorf("their own device says %+v", theirs)
	}
}

func TestNobodySignsByAWrongWord(t *testing.T) {
	m := newMorning(t)
	id := m.case_("陈国梁", "鹤鸣街 99902 号", 1)
	c := m.elsewhere("沈岚")
	m.begin(phone, english)
	v := m.visit(id)
	r, err := m.desk.Officer.AskCosign(ctx, v.ID)
	m.must(err)
	word := func(of *morning, r crew.Request) string {
		of.stage.Picture()
		code, err := of.desk.Cosign(ctx, r)
		m.must(err)
		return code
	}
	other := r
	other.Entry[0] ^= 1
	identity := m.desk.Journal.Identity()
	own, err := r.CosignText(r.Sign(identity.Enrolment, identity.Officer, identity.Device, r.Entry, crew.MethodQR, identity.Keys.Officer))
	m.must(err)
	m.asksToSign(v.ID)
	m.tap("own_device", "read")
	for _, wrong := range []struct{ code, said string }{
		{"https://example.com/hello", "This code is not whole or was changed, and nobody signed by it"},
		{r.Text(), "This is no signature"},
		{word(c, other), "This is a signature for something else"},
		{own, "Nobody signs for their own visit"},
		{word(c, r), "This is not the officer who went along"}, // the visit names another one
	} {
		m.use(wrong.code)
		m.says(wrong.said)
		if got := m.cosigners(v.ID); len(got) != 0 {
			t.Fatalf("%q signed: %+v", wrong.said, got)
		}
	}
	c.again("more")
	c.tap("crew")
	mine, err := c.desk.Officer.Cosign(ctx, r, crew.MethodQR)
	m.must(err)
	text, err := r.CosignText(mine)
	m.must(err)
	c.use(text)
	c.says("This is an answer and no question")
	r.Officer = c.me
	c.use(r.Text())
	c.says("This is your own visit")
}

// Each refusal has a sentence of its own in both languages.
func TestEachRefusalOfASignatureHasItsSentence(t *testing.T) {
	all := []error{crew.ErrMalformed, crew.ErrKind, crew.ErrQuestion, crew.ErrForeign, crew.ErrSelf, crew.ErrSignature, fieldwork.ErrNotSecond, fieldwork.ErrNothingToSign}
	for _, lang := range i18n.Langs {
		said := map[string]error{}
		for _, err := range all {
			text := officer.CosignRefusal(i18n.In(lang), err)
			if before, twice := said[text]; twice || text == i18n.In(lang).T("common.failed", "why", err.Error()) {
				t.Errorf("%s: %v says %q, as %v", lang, err, text, before)
			}
			said[text] = err
		}
	}
}
