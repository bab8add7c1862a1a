package hq_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/sync/hq"
	"fairvisit/visits/intake"
)

// livesAt imports one case by number whose address is in a zone.
func (w *world) livesAt(number, zone string) evidence.ID {
	w.Helper()
	w.placed()
	csv := "creditor,number,name,street,amount,currency,days_past_due\nBank A," + number + ",王小明,中山路 " + number + " 号,12000.50,CNY,45\n"
	f, err := intake.Read(strings.NewReader(csv), intake.Options{Today: "2026-11-26"})
	w.must(err)
	r, err := w.hq.Import(w.ctx, w.unit, zone, f, false)
	w.must(err)
	return r.Cases[0]
}

// reads has headquarters take a table as an operator's command does.
func (w *world) readsTable(what, csv string) hq.ImportResult {
	w.Helper()
	t, err := intake.ReadTable(strings.NewReader(csv), what, intake.Options{Today: intake.LatestDay(w.clock())})
	w.must(err)
	r, err := w.hq.ImportTable(w.ctx, w.unit, t, false)
	w.must(err)
	return r
}

// What day it is says the address of the debtor: at one moment a contact of the 27th
// happened in Auckland and did not in Honolulu, wherever headquarters stands.
func TestTodayIsTheDebtorsDay(t *testing.T) {
	for _, where := range []string{"UTC", "Pacific/Auckland", "Pacific/Honolulu"} {
		t.Run(where, func(t *testing.T) {
			machine, err := time.LoadLocation(where)
			if err != nil {
				t.Fatal(err)
			}
			w := newWorld(t, false)
			w.turn(time.Date(2026, 11, 26, 22, 50, 0, 0, time.UTC).In(machine))
			auckland, honolulu := w.livesAt("1", "Pacific/Auckland"), w.livesAt("2", "Pacific/Honolulu")
			for id, want := range map[evidence.ID]string{auckland: "2026-11-27", honolulu: "2026-11-26"} {
				if got, err := w.hq.TodayAt(w.ctx, id); err != nil || got != want {
					t.Errorf("there it is %s (%v), and not %s", got, err, want)
				}
			}
			for what, file := range map[string]string{
				intake.Contacts: "creditor,number,date,time,channel,reached\nBank A,1,2026-11-27,09:30,visit,nobody\nBank A,2,2026-11-27,09:30,visit,nobody\n",
				intake.Notices:  "creditor,number,date,form\nBank A,1,2026-11-27,written\nBank A,2,2026-11-27,written\n",
				intake.Flags:    "case,date,code\nBank A/1,2026-11-27,dispute\nBank A/2,2026-11-27,dispute\n",
				intake.Payments: "creditor,number,date,amount,currency,reference\nBank A,1,2026-11-27,9.00,CNY,R1\nBank A,2,2026-11-27,9.00,CNY,R2\n",
				intake.Consents: "creditor,number,date,consent,form,role,withdrawn\nBank A,1,2026-11-20,contact,written,debtor,2026-11-27\nBank A,2,2026-11-20,contact,written,debtor,2026-11-27\n",
			} {
				r := w.readsTable(what, file)
				if r.Taken != 1 || r.Refused != 1 || len(r.Issues) != 1 || r.Issues[0].Row != 3 || r.Issues[0].Why != intake.StillToCome {
					t.Errorf("%s: %+v", what, r)
				}
			}
		})
	}
}

// A consent that begins tomorrow is taken today, once, and counts from the first
// second of its day.
func TestAConsentThatBeginsTomorrowIsTaken(t *testing.T) {
	w := newWorld(t, false)
	w.turn(workday)
	c := w.livesAt("1", "Asia/Shanghai")
	for _, file := range []string{
		"creditor,number,from,consent,form,role\nBank A,1,2026-11-26,more_visits,written,debtor\n",
		"委托方,案件号,起始日期,同意事项,形式,role\nBank A,1,2026-11-26,多次上门,书面,debtor\n",
		"creditor,number,date,from,consent,form,role\nBank A,1,2026-11-20,2026-11-26,employer,written,debtor\n",
		"creditor,number,date,from,consent,form,role\nBank A,1,,,more_visits,written,debtor\n",
	} {
		w.readsTable(intake.Consents, file)
	}
	rec, err := w.hq.CaseRecord(w.ctx, c)
	w.must(err)
	begins := time.Date(2026, 11, 26, 0, 0, 0, 0, time.FixedZone("", 8*3600)).UnixMicro()
	if len(rec.Case.Consents) != 2 {
		t.Errorf("the consents are %+v", rec.Case.Consents)
	}
	for _, l := range rec.Case.Consents {
		if l.At != begins || l.WholeDay {
			t.Errorf("it counts from %d (%v): %+v", l.At, l.WholeDay, l)
		}
	}
	r := w.readsTable(intake.Consents, "creditor,number,date,consent,form,role\nBank A,1,2026-11-26,workplace,written,debtor\n")
	if r.Taken != 1 {
		t.Errorf("of a date to come: %+v", r)
	}
}

// Of an address whose zone nothing names only what is still to come everywhere is
// refused: headquarters' own day, or that of UTC, ends hours after a day begins elsewhere.
func TestADayIsStillToComeWhereNoZoneIsNamed(t *testing.T) {
	w := newWorld(t, false)
	w.turn(time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)) // in Auckland it is the 27th
	id := w.livesAt("1", "")
	if got, err := w.hq.TodayAt(w.ctx, id); !errors.Is(err, hq.ErrNoZone) {
		t.Errorf("there it is %s (%v)", got, err)
	}
	r := w.readsTable(intake.Notices, "creditor,number,date,form\nBank A,1,2026-11-27,written\nBank A,1,2026-11-28,written\n")
	if r.Taken != 1 || r.Refused != 1 || r.Issues[0].Row != 3 || r.Issues[0].Why != intake.StillToCome {
		t.Errorf("%+v", r)
	}
}
