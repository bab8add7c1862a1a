package officer_test

import (
	"bytes"
	"strings"
	"testing"

	"fairvisit/app/desk/desktest"
	"fairvisit/assets"
	"fairvisit/evidence"
	"fairvisit/visits/checklist"
	"fairvisit/visits/rules"
)

// An officer looks up by which rules they work: those the tablet was set up with,
// then those headquarters published, how old they are, and who read them; and is
// told when there are some that this version does not understand.
func TestAnOfficerSeesTheRulesInForce(t *testing.T) {
	m := newMorning(t)
	id := m.case_("李秀兰", "澄江一路 1 号", 1)
	m.begin(tablet, english)
	m.tap("section.more", "me")
	born, err := rules.ParsePack(assets.HousePack())
	m.must(err)
	m.says("Rules in force", born.Title["en"], "base.house "+born.Version+" · from today · not confirmed by counsel", "set up with these rules")

	later := []byte(strings.Replace(string(assets.HousePack()), `"version": "`+born.Version+`"`, `"version": "2026.9.0"`, 1))
	s := evidence.PackStatement{Pack: "base.house", Version: "2026.9.0", Country: "*", Region: "*", From: 1}
	m.Publish(m.desk, later, s, 1)
	m.again("more")
	m.tap("me")
	m.says("base.house 2026.9.0 · from today · not confirmed by counsel")
	m.silent("set up with these rules", born.Version)

	m.Publish(m.desk, later, s, 2)
	m.again("more")
	m.tap("me")
	m.says("base.house 2026.9.0 · from today · confirmed by counsel")
	m.Clock("2026-04-26 10:00") // nobody was heard for 47 days
	m.again("more")
	m.tap("me")
	m.says("47 days old", "longer than 45 days")

	m.Clock(desktest.Day + " 10:00")
	s.Version = "2027.1.0"
	m.Publish(m.desk, []byte(`{"schema":"visitpack/9"}`), s, 0)
	m.again("more")
	m.tap("me")
	m.says("does not understand", "can still be recorded")
	m.again("today")
	m.tap(row(id))
	m.says("A rule pack on this device is not understood. What is not understood refuses.")
}

// Beside the rules stands the checklist that the next visit is asked, from whom it is,
// and that there is one which this version does not understand.
func TestAnOfficerSeesTheChecklistInForce(t *testing.T) {
	m := newMorning(t)
	m.begin(tablet, english)
	m.tap("section.more", "me")
	born, err := checklist.Parse(assets.HouseChecklist())
	m.must(err)
	m.says("Checklist "+born.Version, "set up with this checklist")
	later := bytes.Replace(assets.HouseChecklist(), []byte(born.Version), []byte("2026.9.0"), 1)
	s := evidence.PackStatement{Pack: born.ID, Version: "2026.9.0", Country: "*", Region: "*", From: 1}
	m.PublishList(m.desk, later, s)
	m.again("more")
	m.tap("me")
	m.says("Checklist 2026.9.0", "signed by two")
	m.silent("set up with this checklist")
	s.Version = "2027.1.0"
	m.PublishList(m.desk, []byte(`{"id":"visit-house","version":"2027.1.0","dreams":[]}`), s)
	m.again("more")
	m.tap("me")
	m.says("published checklist 2027.1.0, which this version", "asked 2026.9.0 until")
}
