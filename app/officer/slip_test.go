package officer_test

import (
	"database/sql"
	"path/filepath"
	"testing"
	"time"

	"fairvisit/app/desk"
	"fairvisit/app/desk/desktest"
	"fairvisit/app/desk/hqtest"
	"fairvisit/visits/journal"
)

const oneCase = "creditor,number,name,street,amount,currency,days_past_due\nBank A,P1,李秀兰,澄江一路 1 号,9000.00,CNY,75\n"

// An officer who handed a visit in holds a slip of it that nobody has to be
// asked about; one that was changed on the device says so.
func TestAVisitThatWasHandedInHasAProofSlip(t *testing.T) {
	w := hqtest.New(t)
	officer, second := w.Enrol("officer", "周彦"), w.Enrol("officer", "吴迪")
	c := w.Import(oneCase).Cases[0]
	w.Sync(officer, second)
	w.Assign(c, officer, second, w.Now.Format(time.DateOnly))
	w.Sync(officer)
	visit := w.Visit(officer, second, c, 0, "2026-12-24")

	m := &morning{Branch: desktest.New(t), t: t, desk: officer}
	m.begin(phone, english)
	m.again("sending")
	m.silent("Proof slip") // nothing is stored yet
	w.Sync(officer)
	open := func() {
		m.again("sending")
		m.tap("slip." + visit.ID.Short())
	}
	open()
	m.says("Headquarters signed that it holds this visit.", "This device checked the signature and the proof just now.", "Place in the log", " of ", "It does not say that what is written is true.")
	slip, found, err := officer.Journal.VisitSlip(ctx, visit.ID)
	if err != nil || !found {
		t.Fatal(found, err)
	}
	spoil(t, officer, slip.Leaf.No+1)
	m.tap("back")
	open()
	m.says("This slip does not hold.", "The records are kept here")
	m.silent("Headquarters signed")
}

// spoil moves all slips to another place in the log.
func spoil(t *testing.T, k *desk.Desk, no int64) {
	t.Helper()
	db, err := sql.Open("sqlite3", filepath.Join(journal.Folder(k.Device.Dir, k.Me()), "journal.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("UPDATE slips SET no = ?", no); err != nil {
		t.Fatal(err)
	}
}
