package officer_test

import (
	"strings"
	"testing"

	"fairvisit/app/desk/desktest"
	"fairvisit/app/i18n"
	"fairvisit/app/officer"
	"fairvisit/evidence"
	"fairvisit/evidence/crew"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// beacon has headquarters tell a device the time, now.
func (m *morning) beacon(of *morning) {
	m.t.Helper()
	_, err := of.desk.Journal.Append(ctx, journal.Writing{Kind: visits.TimeBeacon, Facts: m.SignBeacon(of.desk.Journal.Identity().Device)})
	m.must(err)
}

// An officer's clock is a day behind: the case says so and offers a colleague's
// time; once that is read the visit may start, provisionally.
func TestAColleaguesTimeOpensTheGate(t *testing.T) {
	m := newMorning(t)
	id := m.case_("陈国梁", "鹤鸣街 99902 号", 1)
	c := m.elsewhere("沈岚")
	c.Pull(c.desk)
	m.begin(phone, english)
	m.Pull(m.desk)
	m.along(m.mate)
	m.Clock(desktest.Day + " 09:05") // somebody set it back
	m.again("today")
	m.tap(row(id))
	m.says("The clock of this device is behind")
	m.offered("start", false)
	m.tap("beacon")

	m.Clock(desktest.Day + " 10:10")
	m.beacon(c)
	m.Clock(desktest.Day + " 10:30")
	c.begin(phone, english)
	c.again("today")
	c.tap("aside", "ready", "show_beacon")
	c.says("Signed by headquarters", "Told to this device 20 minutes ago")
	m.Clock(desktest.Day + " 09:20")
	other, err := crew.BeaconText(evidence.Statement{Body: "{}", Sig: strings.Repeat("0", 128)})
	m.must(err)
	for _, wrong := range []struct{ code, said string }{{"hello", "This code is not whole"}, {c.desk.AskAlong(m.Now().Location()).Text(), "This code is no time of headquarters"}, {other, "not signed by your headquarters"}} {
		m.use(wrong.code)
		m.says(wrong.said)
	}
	m.use(c.code("beacon"))
	m.says("was taken", "headquarters judges it again later", "Allowed")
}

// Each refusal of a time has a sentence of its own in both languages.
func TestEachRefusalOfATimeHasItsSentence(t *testing.T) {
	for _, lang := range i18n.Langs {
		said := map[string]error{}
		for _, err := range []error{crew.ErrMalformed, crew.ErrKind, crew.ErrForeignBeacon, crew.ErrOldBeacon} {
			text := officer.BeaconRefusal(i18n.In(lang), err)
			if before, twice := said[text]; twice || text == i18n.In(lang).T("common.failed", "why", err.Error()) {
				t.Errorf("%s: %v says %q, as %v", lang, err, text, before)
			}
			said[text] = err
		}
	}
}
