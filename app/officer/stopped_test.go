package officer_test

import (
	"testing"

	"fairvisit/app/desk/desktest"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// The crew is on its way and the address stands open when a stop is raised on their
// own tablet: it is hidden at once, before headquarters knows.
func TestAStopOfOnesOwnHidesTheAddressAtOnce(t *testing.T) {
	m := newMorning(t)
	id := m.case_("陈国梁", "鹤鸣街 99902 号", 1)
	m.Clock(desktest.Day + " 10:00")
	m.desk = m.Open(m.me)
	m.along(m.mate)
	m.begin(tablet, english)
	m.tap(row(id), "go")
	m.says("鹤鸣街 99902 号")
	_, err := m.desk.Journal.Append(ctx, journal.Writing{Kind: visits.FlagRaised, Facts: visits.FlagFacts{Code: "deceased", Source: "officer"},
		Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: id}, {Kind: evidence.RefOfficer, ID: m.desk.Me()}}})
	m.must(err)
	m.again("today")
	m.tap(row(id))
	m.says("Stopped: deceased")
	m.silent("99902")
	m.offered("start", false)
}
