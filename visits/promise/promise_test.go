package promise_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/promise"
)

// ledger is a case in which promises are made and money comes.
type ledger struct {
	t    *testing.T
	c    visits.Case
	n    byte
	debt evidence.ID
}

func open(t *testing.T) *ledger {
	l := &ledger{t: t, debt: evidence.ID{9}}
	l.c.Facts = visits.CaseFacts{Zone: "Asia/Shanghai", Debt: l.debt, Currency: "CNY"}
	return l
}

func (l *ledger) entry() evidence.Hash { l.n++; return evidence.Hash{l.n} }

func noon(day string) int64 {
	z, _ := time.LoadLocation("Asia/Shanghai")
	t, err := time.ParseInLocation(time.DateOnly, day, z)
	if err != nil {
		panic(err)
	}
	return t.Add(12 * time.Hour).UnixMicro()
}

// promises at noon of a day, one person, one payment or several.
func (l *ledger) promises(day string, parts ...visits.Instalment) {
	p := visits.Promise{Party: evidence.ID{1}, Debt: l.debt, Currency: "CNY", Date: parts[len(parts)-1].Date}
	for _, x := range parts {
		p.Amount += x.Amount
	}
	if len(parts) > 1 {
		p.Instalments = parts
	}
	e := l.entry()
	l.c.Promises = append(l.c.Promises, visits.PromiseLine{Entry: e, Visit: evidence.ID(e[:16]), At: noon(day), Promise: p})
}

func (l *ledger) pays(day string, amount int64) {
	e := l.entry()
	l.c.Payments = append(l.c.Payments, visits.PaymentLine{Entry: e, At: noon(day), PaymentFacts: visits.PaymentFacts{Payment: evidence.ID(e[:16]), Date: day, Amount: amount, Currency: "CNY", Source: visits.SourceFile}})
}

func (l *ledger) gives(at int64, amount int64, receipt string) {
	e := l.entry()
	l.c.Payments = append(l.c.Payments, visits.PaymentLine{Entry: e, At: at, PaymentFacts: visits.PaymentFacts{Payment: evidence.ID(e[:16]), Amount: amount, Currency: "CNY", Receipt: receipt, Source: visits.SourceCrew}})
}

// stands tells each promise and its payments on a day, and until when contact is held.
func (l *ledger) stands(day, want string) {
	l.t.Helper()
	got := ""
	for _, p := range promise.Of(&l.c, day, promise.House(), 0) {
		got += string(p.State)
		for _, x := range p.Parts {
			got += " " + x.Date[5:] + ":" + string(x.State)
		}
		got += "; "
	}
	got += promise.HeldUntil(&l.c, day, promise.House(), 0)
	if got != want {
		l.t.Errorf("on %s: %q, want %q", day, got, want)
	}
}

func on(date string, amount int64) visits.Instalment {
	return visits.Instalment{Date: date, Amount: amount}
}

func TestAPromiseInTwoPaymentsOfWhichTheSecondNeverCame(t *testing.T) {
	l := open(t)
	l.promises("2026-11-25", on("2026-12-01", 50000), on("2026-12-15", 70000))
	l.stands("2026-11-25", "open 12-01:open 12-15:open; 2026-12-04")
	l.stands("2026-11-30", "due 12-01:due 12-15:open; 2026-12-04")
	l.stands("2026-12-04", "due 12-01:due 12-15:open; 2026-12-04")
	l.stands("2026-12-05", "broken 12-01:broken 12-15:open; ")
	l.pays("2026-12-04", 47500) // nineteen of twenty are enough, and the last day of grace is in time
	l.stands("2026-12-05", "open 12-01:kept 12-15:open; 2026-12-18")
	l.stands("2026-12-18", "due 12-01:kept 12-15:due; 2026-12-18")
	l.stands("2026-12-19", "part 12-01:kept 12-15:broken; ")
	l.pays("2026-12-19", 70000) // too late for this promise
	l.stands("2026-12-20", "part 12-01:kept 12-15:broken; ")
}

func TestMoneyGoesToTheNextPaymentThatCanStillBeKept(t *testing.T) {
	l := open(t)
	l.promises("2026-11-25", on("2026-12-01", 50000), on("2026-12-15", 50000))
	l.pays("2026-11-24", 50000) // before anything was promised
	l.stands("2026-12-05", "broken 12-01:broken 12-15:open; ")
	l.pays("2026-12-10", 50000) // late for the first: it keeps the second
	l.stands("2026-12-20", "part 12-01:broken 12-15:kept; ")

	l = open(t)
	l.promises("2026-11-25", on("2026-12-01", 50000), on("2026-12-15", 50000))
	l.pays("2026-11-28", 100000) // all at once; contact stays held as agreed
	l.stands("2026-12-10", "kept 12-01:kept 12-15:kept; 2026-12-15")
	l.stands("2026-12-16", "kept 12-01:kept 12-15:kept; ")

	l = open(t)
	l.promises("2026-11-25", on("2026-12-01", 50000))
	l.pays("2026-12-01", 47499)
	l.stands("2026-12-05", "part 12-01:part; ")
}

func TestALaterPromiseReplacesOneThatRan(t *testing.T) {
	l := open(t)
	l.promises("2026-11-25", on("2026-12-01", 50000))
	l.promises("2026-12-01", on("2026-12-08", 60000))
	l.stands("2026-11-30", "due 12-01:due; open 12-08:open; 2026-12-11") // the second is on file already
	l.pays("2026-12-02", 60000)                                          // the grace of the first runs, and it is for the second
	l.stands("2026-12-20", "replaced 12-01:replaced; kept 12-08:kept; ")

	l = open(t) // what was broken before stays broken
	l.promises("2026-11-25", on("2026-12-01", 50000))
	l.promises("2026-12-10", on("2026-12-15", 50000))
	l.pays("2026-12-14", 50000)
	l.stands("2026-12-20", "broken 12-01:broken; kept 12-15:kept; ")
}

func TestMoneyACrewTookCountsOnce(t *testing.T) {
	l := open(t)
	l.gives(noon("2026-11-25")-1, 10000, "R1") // at the door, before the promise of the rest
	l.promises("2026-11-25", on("2026-12-01", 50000))
	l.stands("2026-12-05", "broken 12-01:broken; ")
	l.gives(noon("2026-11-30"), 50000, "R2")
	l.stands("2026-12-05", "kept 12-01:kept; ")
	l.pays("2026-12-02", 50000) // the deposit of it
	l.c.Payments[len(l.c.Payments)-1].Receipt = "R2"
	if p := promise.Of(&l.c, "2026-12-05", promise.House(), 0); p[0].Paid != 50000 {
		t.Errorf("paid %d: it counts twice", p[0].Paid)
	}
	l.c.Payments[len(l.c.Payments)-1].Amount = 20000 // the bank has less than the receipt says
	l.stands("2026-12-05", "part 12-01:part; ")
}

func TestWhatCannotBeReadHoldsForEver(t *testing.T) {
	l := open(t)
	l.promises("2026-11-25", on("next week", 50000))
	if until := promise.HeldUntil(&l.c, "2030-01-01", promise.House(), 0); until != "9999-12-31" {
		t.Errorf("held until %q", until)
	}
	l = open(t) // instalments that do not add up are one payment
	l.promises("2026-11-25", on("2026-12-01", 50000), on("2026-12-15", 50000))
	l.c.Promises[0].Instalments[0].Amount = 1
	if p := promise.Of(&l.c, "2026-11-26", promise.House(), 0); len(p[0].Parts) != 1 || p[0].Parts[0].Date != "2026-12-15" || p[0].Parts[0].Amount != 100000 {
		t.Errorf("they are %+v", p[0].Parts)
	}
}

// Whatever is promised and paid, in whatever order it came in: no money counts
// twice, none makes a promise worse, and a day that goes by never mends one.
func TestTheLedgerAddsUp(t *testing.T) {
	days := []string{"2026-11-25", "2026-11-30", "2026-12-01", "2026-12-04", "2026-12-05", "2026-12-10", "2026-12-15", "2026-12-20"}
	rapid.Check(t, func(rt *rapid.T) {
		l := open(t)
		day := rapid.SampledFrom(days)
		for range rapid.IntRange(1, 3).Draw(rt, "promises") {
			parts := []visits.Instalment{on(rapid.SampledFrom(days[:4]).Draw(rt, "first"), rapid.Int64Range(1, 1000).Draw(rt, "amount")), on("2026-12-10", 500)}
			l.promises(day.Draw(rt, "made"), parts[:rapid.IntRange(1, 2).Draw(rt, "parts")]...)
		}
		slices.SortStableFunc(l.c.Promises, func(a, b visits.PromiseLine) int { return int(a.At/1e6 - b.At/1e6) })
		came := int64(0)
		for range rapid.IntRange(0, 4).Draw(rt, "payments") {
			n := rapid.Int64Range(1, 1500).Draw(rt, "paid")
			l.pays(day.Draw(rt, "on"), n)
			came += n
		}
		at := day.Draw(rt, "day")
		before := promise.Of(&l.c, at, promise.House(), 0)
		slices.Reverse(l.c.Payments)
		again := promise.Of(&l.c, at, promise.House(), 0)
		sum := int64(0)
		for i, p := range before {
			if again[i].State != p.State || again[i].Paid != p.Paid {
				rt.Fatalf("the order of payments decides: %+v, %+v", p, again[i])
			}
			sum += p.Paid
			if p.Paid > p.Amount {
				rt.Fatalf("more than was promised: %+v", p)
			}
		}
		if sum > came {
			rt.Fatalf("%d came and %d count", came, sum)
		}
		for i, p := range promise.Of(&l.c, "2026-12-31", promise.House(), 0) {
			if before[i].Missed() && !p.Missed() {
				rt.Fatalf("time mended %+v", before[i])
			}
		}
	})
}
