package journal_test

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// opensOn begins a visit on a day.
func (d *tablet) opensOn(caseID evidence.ID, day string) visit {
	d.t.Helper()
	v := visit{evidence.NewID(), caseID}
	d.write(journal.Writing{Kind: visits.VisitOpened, Refs: d.refs(v), Facts: visits.OpenedFacts{Day: day, PlaceKind: "home"}})
	return v
}

func (d *tablet) takes(v visit, amount int64, method, receipt string) evidence.Entry {
	d.t.Helper()
	return d.write(journal.Writing{Kind: visits.MoneyTaken, Refs: d.refs(v), Facts: visits.MoneyFacts{Amount: amount, Currency: "CNY", Method: method, Receipt: receipt}})
}

// practises closes the store and opens it for practice, or for work.
func (d *tablet) practises(practice bool) {
	d.t.Helper()
	d.close()
	o := d.options()
	o.Practice = practice
	j, err := journal.Open(d.dir, o)
	if err != nil {
		d.t.Fatal(err)
	}
	d.Journal = j
}

var (
	someDays    = []string{"2026-09-21", "2026-09-22", "2026-09-23"}
	someNumbers = []string{"R-1", " R-1 ", "R-2", "R-2\n", "收据 3", "r-1"}
)

// ofAll is what was asked before there was an index: every visit is read.
func (d *tablet) ofAll() []visits.Visit {
	d.t.Helper()
	all, err := journal.All[visits.Visit](ctx, d.Journal, visits.KindVisit)
	if err != nil {
		d.t.Fatal(err)
	}
	return all
}

// cashAgrees demands of every day and every number what reading all visits says.
func (d *tablet) cashAgrees() (some int) {
	d.t.Helper()
	all := d.ofAll()
	crew := []evidence.ID{d.id.Officer}
	for _, day := range append([]string{"", "2026-10-01"}, someDays...) {
		got, err := d.VisitsOn(ctx, day)
		if err != nil {
			d.t.Fatal(err)
		}
		want := slices.DeleteFunc(slices.Clone(all), func(v visits.Visit) bool { return v.Day() != day })
		if len(got) != len(want) || len(got) > 0 && !reflect.DeepEqual(got, want) {
			d.t.Fatalf("on %q of all visits %+v, of the day %+v", day, want, got)
		}
		for i := range all {
			if a, b := visits.CashToday(all, crew, day, all[i].ID), visits.CashToday(got, crew, day, all[i].ID); !cmp.Equal(a, b) {
				d.t.Fatalf("on %q the cash is %v of all, and %v of the day's", day, a, b)
			}
		}
		some += len(got)
	}
	for _, number := range append([]string{"R-9"}, someNumbers...) {
		same := func(l visits.MoneyLine) bool { return strings.TrimSpace(l.Receipt) == strings.TrimSpace(number) }
		want := slices.ContainsFunc(all, func(x visits.Visit) bool { return !x.Practice && slices.ContainsFunc(x.Money, same) })
		got, err := d.ReceiptGiven(ctx, number)
		if err != nil {
			d.t.Fatal(err)
		}
		if got != want {
			d.t.Fatalf("the number %q was given: %t, and by all visits %t", number, got, want)
		}
		if got {
			some++
		}
	}
	return some
}

// After any history of a tablet and its headquarters, practice and a rebuild among it,
// the visits of a day and the numbers of receipts are those that all visits have.
func TestTheCashOfADayIsThatOfAllVisits(t *testing.T) {
	some := 0
	rapid.Check(t, func(rt *rapid.T) {
		root, err := os.MkdirTemp("", "journal")
		if err != nil {
			rt.Fatal(err)
		}
		defer os.RemoveAll(root)
		h := &history{T: rt, d: newTabletIn(rt, root, "officer"), hq: newBranch(rt), stands: map[evidence.ID]evidence.Hash{},
			answers: map[evidence.ID]int{}, entries: map[evidence.ID][]int{}}
		defer func() { h.d.close() }()
		h.epochs, h.entries[h.d.Epoch()] = []evidence.ID{h.d.Epoch()}, []int{0}
		h.cases = append(h.cases, h.hq.importCase(h.d.id.Unit), h.hq.importCase(h.d.id.Unit))
		// One visit for certain: a run made short has one history, and chance may open none in it.
		h.cashier()["a visit on a day"](rt)
		acts := map[string]func(*rapid.T){"": func(*rapid.T) { some += h.d.cashAgrees() }}
		for _, side := range []map[string]func(*rapid.T){h.ours(), h.theirs(), h.cashier()} {
			for name, act := range side {
				acts[name] = func(t *rapid.T) { h.T = t; h.d.t, h.hq.t = t, t; act(t) }
			}
		}
		rt.Repeat(acts)
		h.T = rt
		h.d.t, h.hq.t = rt, rt
		if err := h.d.Rebuild(ctx); err != nil {
			rt.Fatal(err)
		}
		some += h.d.cashAgrees()
	})
	if some == 0 {
		t.Error("no visit was of any day")
	}
}

// cashier are the acts of who takes money.
func (h *history) cashier() map[string]func(*rapid.T) {
	opened := func(t *rapid.T) {
		h.open = append(h.open, h.d.opensOn(h.aCase(), rapid.SampledFrom(someDays).Draw(t, "day")))
		h.entries[h.d.Epoch()] = append(h.entries[h.d.Epoch()], 0)
	}
	taken := func(t *rapid.T) {
		method := rapid.SampledFrom([]string{visits.MethodCash, "transfer"}).Draw(t, "method")
		h.wrote(h.d.takes(h.aVisit(), rapid.Int64Range(-1, 500).Draw(t, "amount"), method, rapid.SampledFrom(append([]string{"", " "}, someNumbers...)).Draw(t, "receipt")))
	}
	return map[string]func(*rapid.T){"a visit on a day": opened, "money": taken, "more money": taken,
		"practise": func(t *rapid.T) { h.d.practises(rapid.Bool().Draw(t, "practice")) }}
}

// Of the visits of other days not one is read: theirs lie here as bytes that nobody opens.
func TestVisitsOfOtherDaysAreNotRead(t *testing.T) {
	d := newTablet(t, "officer")
	today := d.opensOn(evidence.NewID(), someDays[0])
	d.takes(today, 100, visits.MethodCash, "R-1")
	d.takes(d.opensOn(evidence.NewID(), someDays[1]), 100, visits.MethodCash, "R-2")
	d.close()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(d.dir, "journal.db"))
	d.must(err)
	_, err = db.Exec("UPDATE pictures SET body = x'00' WHERE kind = 'visit' AND day <> ?", someDays[0])
	d.must(err)
	d.must(db.Close())
	d.open()
	if _, err := journal.All[visits.Visit](ctx, d.Journal, visits.KindVisit); err == nil {
		t.Fatal("what does not open was read: nothing is shown here")
	}
	if got, err := d.VisitsOn(ctx, someDays[0]); err != nil || len(got) != 1 || got[0].ID != today.id {
		t.Errorf("of today: %v, %v", got, err)
	}
	for number, want := range map[string]bool{"R-1": true, "R-2": true, "R-3": false} {
		if got, err := d.ReceiptGiven(ctx, number); err != nil || got != want {
			t.Errorf("%s was given: %t, %v", number, got, err)
		}
	}
}

// The number of a receipt does not lie open in the file.
func TestNoNumberOfAReceiptLiesOpen(t *testing.T) {
	d := newTablet(t, "officer")
	d.takes(d.opensOn(evidence.NewID(), someDays[0]), 100, visits.MethodCash, "QUITTUNG-4711")
	d.close()
	for _, name := range []string{"journal.db", "journal.db-wal"} {
		data, err := os.ReadFile(filepath.Join(d.dir, name))
		if err == nil && strings.Contains(string(data), "QUITTUNG-4711") {
			t.Errorf("%s has it", name)
		}
	}
	d.open()
}

// A store that had no marks, as before this version, has them once it is opened.
func TestAStoreOfBeforeGetsItsMarks(t *testing.T) {
	d := newTablet(t, "officer")
	d.takes(d.opensOn(evidence.NewID(), someDays[0]), 100, visits.MethodCash, "R-1")
	d.close()
	d.asFirstMade(t)
	d.open()
	if given, err := d.ReceiptGiven(ctx, "R-1"); err != nil || !given {
		t.Errorf("given: %t, %v", given, err)
	}
	d.cashAgrees()
}

// What the page for cash asks, with few and with many visits beside those of the day: it
// takes as long. Reading all of them, as it did before, stands beside it.
func BenchmarkCashOfTheDay(b *testing.B) {
	for _, visited := range []int{20, 200, 2000} {
		d := newTabletIn(b, b.TempDir(), "officer")
		for i := range visited {
			v := d.opensOn(evidence.NewID(), fmt.Sprintf("2025-%02d-%02d", 1+i/20%12, 1+i/240))
			for n := range 4 {
				d.note(v, fmt.Sprint("nobody answered the door ", n))
			}
			d.takes(v, 100, visits.MethodCash, fmt.Sprint("R-", i))
		}
		for range 8 {
			d.takes(d.opensOn(evidence.NewID(), someDays[0]), 100, visits.MethodCash, "")
		}
		crew := []evidence.ID{d.id.Officer}
		b.Run(fmt.Sprintf("visits=%d/asked", visited), func(b *testing.B) {
			for b.Loop() {
				ofDay, err := d.VisitsOn(ctx, someDays[0])
				given, err2 := d.ReceiptGiven(ctx, "R-none")
				if err != nil || err2 != nil || given || visits.CashToday(ofDay, crew, someDays[0], evidence.ID{})["CNY"] != 800 {
					b.Fatal(err, err2, given)
				}
			}
		})
		b.Run(fmt.Sprintf("visits=%d/all-read", visited), func(b *testing.B) {
			for b.Loop() {
				if visits.CashToday(d.ofAll(), crew, someDays[0], evidence.ID{})["CNY"] != 800 {
					b.Fatal("another sum")
				}
			}
		})
		d.close()
	}
}

// A visit of another tablet that headquarters sends counts as long as it is here, and no
// longer.
func TestANumberGoesWithTheVisitThatGaveIt(t *testing.T) {
	d, hq, _, _ := assigned(t)
	theirs := visits.Visit{ID: evidence.NewID(), Status: visits.StatusClosed, Opened: &visits.OpenedFacts{Day: someDays[0]},
		Money: []visits.MoneyLine{{Entry: evidence.Hash{1}, MoneyFacts: visits.MoneyFacts{Amount: 100, Currency: "CNY", Method: visits.MethodCash, Receipt: "R-1"}}}}
	body, err := json.Marshal(theirs)
	d.must(err)
	entity := visits.Key{Kind: visits.KindVisit, ID: theirs.ID}.Entity()
	given := func() bool {
		t.Helper()
		got, err := d.ReceiptGiven(ctx, "R-1")
		d.must(err)
		d.cashAgrees()
		return got
	}
	hq.put(entity, body, evidence.Hash{2})
	hq.pull(d, 10)
	if !given() || len(d.ofAll()) != 1 {
		t.Errorf("it came, and its number is not known; the visits are %+v", d.ofAll())
	}
	hq.withdraw(entity)
	hq.pull(d, 10)
	d.at += 60 * 24 * hour
	d.purge()
	if given() || len(d.ofAll()) != 0 {
		t.Errorf("it went, and its number is known; the visits are %+v", d.ofAll())
	}
}
