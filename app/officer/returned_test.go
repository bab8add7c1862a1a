package officer_test

import (
	"testing"
	"time"

	"fairvisit/app/desk/desktest"
	"fairvisit/app/desk/hqtest"
	"fairvisit/visits"
)

// A visit that a manager returned is told on Today with who, why and in which words, and
// on its own page; what the officer adds leads it back.
func TestAReturnedVisitIsToldAndAnswered(t *testing.T) {
	w := hqtest.New(t)
	officer, second, manager := w.Enrol("officer", "周彦"), w.Enrol("officer", "吴迪"), w.Enrol("manager", "高明")
	c := w.Import(oneCase).Cases[0]
	w.Sync(officer, second)
	w.Assign(c, officer, second, w.Now.Format(time.DateOnly))
	w.Sync(officer)
	visit := w.Visit(officer, second, c, 1, "2026-12-24")
	w.Sync(officer, manager)
	m := &morning{Branch: desktest.New(t), t: t, desk: officer}
	m.begin(phone, english)
	m.offered("returned", false)
	v, err := manager.Journal.Visit(ctx, visit.ID)
	w.Must(err)
	w.Must(manager.Officer.Review(ctx, v, "photos", "Where is the door?"))
	w.Sync(manager, officer)
	m.again("today")
	m.says("1 visit was returned")
	m.tap("returned")
	m.says("高明 returned it", "a photo is missing or unclear", "“Where is the door?”")
	add := "returned.add." + visit.ID.Short()
	m.tap(add, "returned.keep")
	m.says("Write what you add")
	m.must(m.stage.Type("returned.words", "It stands behind the gate"))
	w.Now = w.Now.Add(time.Minute)
	m.tap("returned.keep")
	m.says("No visit is returned to you.")
	m.again("sending")
	m.tap("slip." + visit.ID.Short())
	m.says("Answered", "The manager looks at it again.")
	m.offered(add, false)
	m.again("today")
	m.offered("returned", false)
	w.Sync(officer, manager)
	if v, err = manager.Journal.Visit(ctx, visit.ID); err != nil || v.Reviewed() != visits.ReviewAnswered {
		t.Fatalf("%v: the manager reads %q", err, v.Reviewed())
	}
}
