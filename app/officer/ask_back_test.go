package officer_test

import (
	"testing"
	"time"

	"fairvisit/app/desk/desktest"
	"fairvisit/app/desk/hqtest"
	"fairvisit/app/widgets"
	"fairvisit/visits"
)

// After the close an officer asks for a photo to be withdrawn, from its proof slip. The
// page says who decides, what was decided, and why.
func TestAnOfficerAsksForAPhotoOfAClosedVisit(t *testing.T) {
	w := hqtest.New(t)
	officer, second, manager := w.Enrol("officer", "周彦"), w.Enrol("officer", "吴迪"), w.Enrol("manager", "高明")
	c := w.Import(oneCase).Cases[0]
	w.Sync(officer, second)
	w.Assign(c, officer, second, w.Now.Format(time.DateOnly))
	w.Sync(officer)
	visit := w.Visit(officer, second, c, 1, "2026-12-24")
	w.Sync(officer)

	m := &morning{Branch: desktest.New(t), t: t, desk: officer}
	m.begin(phone, english)
	photo := w.Record(c).Photos[0].Entry
	open := func() {
		m.again("sending")
		m.tap("slip." + visit.ID.Short())
	}
	open()
	m.says("Photos of this visit")
	if p := m.stage.Find("photo." + photo.String()).(*widgets.Picture); p.Image == nil {
		t.Error("the photo is not shown")
	}
	m.tap("ask_back."+photo.String(), "ask_back.yes") // locked: no reason yet
	m.says("a second person decides")
	m.tap("answer.withdraw.child", "ask_back.yes")
	open()
	m.says("周彦 asks to withdraw it: a child.")
	m.offered("ask_back."+photo.String(), false)
	answer := func(declined string) {
		w.Sync(officer, manager)
		v, err := manager.Journal.Visit(ctx, visit.ID)
		w.Must(err)
		asked, _, _ := v.AskedWithdrawal(v.Photos[0])
		w.Must(manager.Officer.AnswerWithdrawal(ctx, v, asked.By, declined))
		w.Sync(manager, officer)
	}
	answer("evidence")
	open()
	m.says("高明 kept it: it is needed as evidence.")
	w.Now = w.Now.Add(time.Minute)
	m.tap("ask_back."+photo.String(), "answer.withdraw.interior", "ask_back.yes")
	answer("")
	open()
	p := m.stage.Find("photo." + photo.String()).(*widgets.Picture)
	if p.Image != nil || p.Missing != "withdrawn · the inside of a home" {
		t.Errorf("in its place stands %q", p.Missing)
	}
	m.offered("ask_back."+photo.String(), false)
	if got := w.Record(c).Photos[0]; got.Withdrawn != visits.WithdrawReasons[2] {
		t.Errorf("headquarters holds %+v", got)
	}
}
