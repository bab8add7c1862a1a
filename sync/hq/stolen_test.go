package hq_test

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"testing"
	"time"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq"
	"fairvisit/visits"
)

const threeCases = `creditor,number,name,phone,street,city,amount,currency,days_past_due
Bank A,0001,王小明,13800001234,中山路 9999 号,上海,12000.50,CNY,45
Bank A,0002,李秀兰,,人民路 8888 号,上海,900.00,CNY,45
Bank A,0003,赵铁柱,+8613900005678,解放路 7777 号,上海,50.00,CNY,45
`

// A tablet with two of three cases is stolen. The reconciler sees whose data it
// holds, from what is masked to what is not secured; one act revokes and locks
// it; and the list for notification is whole, in the log, and safe to open.
func TestWhatAThiefOfATabletWouldHold(t *testing.T) {
	w := newWorld(t, true)
	w.turn(workday)
	li, zhao, chen := w.enrol("officer", "Li").withPIN(), w.enrol("officer", "Zhao"), w.enrol("headquarters", "Chen")
	cases := w.importCases(threeCases)
	slices.SortFunc(cases, func(a, b evidence.ID) int { return slices.Compare(a[:], b[:]) })
	for _, c := range cases {
		w.assign(c, li.person, zhao)
	}
	li.sync()
	w.assign(cases[0], zhao, zhao) // taken back; what lies on Li's disk nobody sees
	w.must(li.journal.NoteUnlock(w.ctx, "pin"))
	w.turn(workday.Add(10 * time.Minute))
	li.worksOffline(cases[1], zhao)
	li.sync()
	chen.sync()
	li.note("not handed in")
	device := li.journal.Identity().Device

	r, err := fieldsync.OpenReader(w.ctx, chen.journal.Identity(), chen.journal.Epoch())
	w.must(err)
	defer r.Close()
	lines, err := r.Devices(w.ctx)
	w.must(err)
	if i := slices.IndexFunc(lines, func(d fieldsync.DeviceLine) bool { return d.ID == device }); i < 0 || lines[i].Name != "Li" || lines[i].Seen == 0 {
		t.Fatalf("the list holds %+v", lines)
	}
	s, err := r.Stolen(w.ctx, device, "a call from Li")
	w.must(err)
	if s.Cases != 3 || s.Withdrawn != 1 || s.Persons != 3 || !s.Sealed || len(s.Notify) != 3 {
		t.Errorf("%d cases (%d taken back), %d persons, %d to tell", s.Cases, s.Withdrawn, s.Persons, len(s.Notify))
	}
	counts := map[string]int{}
	for _, f := range s.Fields {
		counts[f.Field] = f.Cases
	}
	if counts["name"] != 3 || counts["phone"] != 2 || counts["photo"] != 1 || counts["address"] != 3 || counts["id_number"] != 0 {
		t.Errorf("fields %v", counts)
	}
	if s.Waiting.Entries != 0 || s.Waiting.Photos != 0 || s.Waiting.Bytes != 0 {
		t.Errorf("it handed all in, and %+v is said to be only there", s.Waiting)
	}
	if s.Unlock == nil || s.Unlock.How != "pin" || s.Unlock.Class != "A" {
		t.Errorf("the last unlock is %+v", s.Unlock)
	}
	for _, n := range s.Notify {
		if strings.Contains(n.Name, "小明") || strings.Contains(n.Contact, "9999") || strings.Contains(n.Contact, "00001") || n.Number != "" {
			t.Errorf("a screen is shown %+v", n)
		}
	}

	if _, err := r.Lost(w.ctx, device, fieldsync.LostRequest{Reason: "Li lost it"}); err == nil || !strings.Contains(err.Error(), hq.ErrReason.Error()) {
		t.Errorf("words for a reason: %v", err)
	}
	done, err := r.Lost(w.ctx, device, fieldsync.LostRequest{Reason: "stolen", Wipe: true})
	w.must(err)
	if len(done.Orders) != 2 || done.Orders[0].Order != evidence.OrderLock || done.Orders[1].Order != evidence.OrderWipe {
		t.Errorf("ordered %+v", done)
	}
	li.sync()
	s, err = r.Stolen(w.ctx, device, "again")
	w.must(err)
	if !s.Revoked || s.Order != evidence.OrderWipe || s.Ordered {
		t.Errorf("afterwards it stands as %+v, %+v", s.DeviceLine, s.Waiting)
	}

	if _, err := r.Notify(w.ctx, device, " "); err == nil {
		t.Error("the list was given without a reason")
	}
	before := w.viewed(cases[1])
	list, err := r.Notify(w.ctx, device, "to tell them")
	w.must(err)
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(list, []byte("\ufeff")))).ReadAll()
	w.must(err)
	if len(rows) != 4 {
		t.Fatalf("the list has %d rows", len(rows))
	}
	for _, row := range rows[1:] {
		switch row[2] {
		case "王小明":
			if row[4] != "phone" || row[5] != "13800001234" || row[1] != "0001" {
				t.Errorf("%q", row)
			}
		case "李秀兰":
			if row[4] != "post" || !strings.Contains(row[5], "人民路 8888 号") {
				t.Errorf("%q", row)
			}
		case "赵铁柱":
			if row[5] != "'+8613900005678" {
				t.Errorf("a spreadsheet would reckon with %q", row[5])
			}
		default:
			t.Errorf("somebody else: %q", row)
		}
	}
	if n := w.viewed(cases[1]); n != before+1 {
		t.Errorf("the log has %d reads of a case on the list, %d before", n, before)
	}
	if _, err := w.hq.Stolen(w.ctx, evidence.NewID()); err == nil {
		t.Error("a device nobody has")
	}
	w.must(w.hq.Check(w.ctx))
}

// viewed counts the reads of a case in the log.
func (w *world) viewed(c evidence.ID) (n int) {
	w.Helper()
	rec, err := w.hq.CaseRecord(w.ctx, c)
	w.must(err)
	for _, e := range rec.Entries {
		if e.Kind == visits.RecordViewed {
			n++
		}
	}
	return n
}

// A device of headquarters' own persons holds nothing of anybody.
func TestAReadersDeviceHoldsNobodysData(t *testing.T) {
	w := newWorld(t, false)
	chen := w.enrol("headquarters", "Chen")
	w.importCases(oneCase)
	chen.sync()
	s, err := w.hq.Stolen(w.ctx, chen.journal.Identity().Device)
	w.must(err)
	if s.Cases != 0 || len(s.Notify) != 0 || s.Unlock != nil {
		t.Errorf("%+v", s)
	}
}
