package hq_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/sync/hq"
	"fairvisit/visits"
)

var shanghai = time.FixedZone("", 8*3600)

// audited is what an audit says of printed heads.
func (w *world) audited(heads ...evidence.Hash) hq.AuditReport {
	w.Helper()
	r, err := hq.Audit(w.ctx, w.options(), heads...)
	w.must(err)
	return r
}

// A head is printed once for each day, stands in the log, is the same whenever
// it is asked for, and is found again; a head this log never had is a fault.
func TestThePrintedHeadOfADayIsFoundAgain(t *testing.T) {
	o := newOffice(t)
	o.photograph(1)
	o.closeVisit()
	o.li.sync()
	n := o.size()
	o.turn(workday.AddDate(0, 0, 1))
	d, err := o.hq.PrintDay(o.ctx, "2026-11-25", shanghai)
	o.must(err)
	if d.Size != n || d.Lasts || d.Received != n || d.Kinds[visits.VisitClosed] != 1 || d.Devices != 2 {
		t.Errorf("the log had %d entries, the day is %+v", n, d)
	}
	again, err := o.hq.PrintDay(o.ctx, "2026-11-25", shanghai)
	o.must(err)
	if again.String() != d.String() || o.size() != n+1 {
		t.Errorf("asked again it is another, or noted twice:\n%s\n%s", d, again)
	}
	row, err := o.hq.Store.EntryByID(o.ctx, d.Entry)
	o.must(err)
	e, err := evidence.Decode(row.Raw)
	o.must(err)
	var f visits.PrintedFacts
	o.must(evidence.DecodePayload(e.Facts.Bytes, &f))
	if e.Header.Kind != visits.HeadPrinted || f != d.PrintedFacts {
		t.Errorf("noted is %s %+v", e.Header.Kind, f)
	}
	o.must(o.hq.Settle(o.ctx))
	_, below, _ := strings.Cut(d.String(), "beside it.\n\n") // as a person copies the four lines
	lines, _, _ := strings.Cut(below, "\n\n")
	read, err := hq.ParseHead(strings.ToUpper(lines))
	o.must(err)
	never := evidence.Hash{7}
	r := o.audited(read, never)
	if len(r.Anchors) != 2 || r.Anchors[0].Size != n || r.Anchors[0].Day != "2026-11-25" || r.Anchors[0].Entry != n {
		t.Errorf("found is %+v", r.Anchors)
	}
	if r.Total != 1 || !strings.Contains(r.Faults[0].String(), "never had the printed head 0700") {
		t.Errorf("of a head that nobody printed it says %v", r.Faults)
	}
}

// Who holds all keys and writes the log anew from before is found by the head
// that was printed.
func TestALogWrittenAnewHasNotThePrintedHead(t *testing.T) {
	c := newAuditedDay(t).copied(t)
	rows := c.rows(t)
	h, err := hq.Open(c.o)
	c.must(err)
	d, err := h.PrintDay(t.Context(), "2026-11-25", time.UTC)
	c.must(errors.Join(err, h.Close()))
	r, err := hq.Audit(t.Context(), c.o, d.Root)
	c.must(err)
	if len(r.Anchors) != 1 || r.Anchors[0].Size != d.Size || r.Anchors[0].Day == "" {
		t.Fatalf("before anything was done it is %+v", r.Anchors)
	}
	rows[3].Received++
	c.replay(t, rows)
	r, err = hq.Audit(t.Context(), c.o, d.Root)
	c.must(err)
	tells(t, r, "head root: ", "this log never had the printed head "+d.Root.String())
}

// Of a log that is damaged before the head nobody can say that it never had it.
func TestADamagedLogSaysNothingOfAPrintedHead(t *testing.T) {
	c := newAuditedDay(t).copied(t)
	c.exec(t, "UPDATE entries SET core = zeroblob(9) WHERE no = 4")
	r, err := hq.Audit(t.Context(), c.o, evidence.Hash{7})
	c.must(err)
	tells(t, r, "head root: ", "nobody can say")
}

// What cannot be printed is refused, and nothing is noted.
func TestADayThatCannotBePrinted(t *testing.T) {
	w := newWorld(t, false)
	w.turn(workday)
	n := w.size()
	for day, word := range map[string]string{"2026-11-26": "has not begun", "yesterday": "no day like", "2026-11-01": hq.ErrNoHead.Error()} {
		w.turn(workday)
		if day == "2026-11-01" { // the real clock, which init went by, is later than that
			w.turn(time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC))
		}
		if _, err := w.hq.PrintDay(w.ctx, day, time.UTC); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%s: %v", day, err)
		}
	}
	if w.size() != n {
		t.Error("something was noted")
	}
	for _, text := range []string{"", "12", strings.Repeat("0", 64), strings.Repeat("g", 64)} {
		if _, err := hq.ParseHead(text); err == nil {
			t.Errorf("%q is a head", text)
		}
	}
}

// A server writes the report of the day before by itself, once, and one that was
// lost is written anew with the same words.
func TestAServerPrintsYesterday(t *testing.T) {
	o := newOffice(t)
	o.closeVisit()
	o.li.sync()
	o.close()
	options := o.options()
	options.Daily = filepath.Join(o.dir, "daily")
	h, err := hq.Open(options)
	o.must(err)
	defer h.Close()
	o.must(h.PrintYesterday(o.ctx))
	if all, err := os.ReadDir(options.Daily); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("before the day had ended there is %v, %v", all, err)
	}
	o.turn(workday.AddDate(0, 0, 1))
	o.must(h.PrintYesterday(o.ctx))
	path := filepath.Join(options.Daily, "2026-11-25.txt")
	text, err := os.ReadFile(path)
	o.must(err)
	head, err := h.Store.Head(o.ctx)
	o.must(err)
	o.must(h.PrintYesterday(o.ctx))
	o.must(os.Remove(path))
	o.must(h.PrintYesterday(o.ctx))
	again, err := os.ReadFile(path)
	o.must(err)
	if after, err := h.Store.Head(o.ctx); err != nil || after != head || string(again) != string(text) {
		t.Errorf("%v; written again it says\n%s\nbefore\n%s", err, again, text)
	}
}
