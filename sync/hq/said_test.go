package hq_test

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
)

// A manager reads what the tablets of the own branch said of themselves when they
// were last here: not those of another branch, and the read is in the log.
func TestAManagerReadsWhatTheBranchsDevicesSaid(t *testing.T) {
	w := newWorld(t, false)
	w.turn(workday)
	li, zhao, wu := w.enrol("officer", "Li"), w.enrol("officer", "Zhao"), w.enrol("manager", "Wu")
	w.unit = w.hq.UnitID("south")
	far := w.enrol("officer", "Far")
	li.client.Self = func() fieldsync.Self {
		return fieldsync.Self{Wall: w.clock().Add(3 * time.Minute).UnixMicro(), Free: 90 << 20}
	}
	far.client.Self = func() fieldsync.Self { return fieldsync.Self{Free: -1} }
	li.note("to hand in")
	li.sync()
	far.sync()
	w.turn(workday.Add(2 * time.Hour))

	r, err := fieldsync.OpenReader(w.ctx, wu.journal.Identity(), wu.journal.Epoch())
	w.must(err)
	defer r.Close()
	lines, err := r.Devices(w.ctx)
	w.must(err)
	if len(lines) != 2 || lines[0].Officer != zhao.id || lines[0].Said != nil || lines[0].Seen != 0 || lines[1].Officer != li.id {
		t.Fatalf("the branch of Wu has %+v", lines)
	}
	s := lines[1].Said
	if s == nil || s.At != workday.UnixMicro() || s.Build != "test" || s.Waiting.Entries != 0 {
		t.Fatalf("Li's tablet said %+v", s)
	}
	if s.Clock == nil || *s.Clock != (3*time.Minute).Microseconds() || s.Free == nil || *s.Free != 90<<20 {
		t.Errorf("of its machine it said %+v", s)
	}
	if n := w.readOfDevices(wu); n != 1 {
		t.Errorf("the log has %d reads of the list by Wu", n)
	}

	zhao.sync() // with a program that says nothing of its machine
	rec := w.enrol("headquarters", "Rec")
	all, err := fieldsync.OpenReader(w.ctx, rec.journal.Identity(), rec.journal.Epoch())
	w.must(err)
	defer all.Close()
	lines, err = all.Devices(w.ctx)
	w.must(err)
	i := slices.IndexFunc(lines, func(d fieldsync.DeviceLine) bool { return d.Officer == far.id })
	if len(lines) != 5 || i < 0 || lines[i].Said == nil || lines[i].Said.Free != nil || lines[i].Said.Clock == nil {
		t.Errorf("headquarters is shown %+v", lines)
	}
	i = slices.IndexFunc(lines, func(d fieldsync.DeviceLine) bool { return d.Officer == zhao.id })
	if s := lines[i].Said; s == nil || s.Build != "test" || s.Clock != nil || s.Free != nil {
		t.Errorf("an older program said %+v", s)
	}
}

// readOfDevices counts the logged reads of a branch's devices by a device.
func (w *world) readOfDevices(by *person) (n int) {
	w.Helper()
	devices, err := w.hq.Store.Devices(w.ctx)
	w.must(err)
	own := devices[slices.IndexFunc(devices, func(d store.Device) bool { return d.Role == "hq" })]
	for r, err := range w.hq.Store.EntriesOfKind(w.ctx, own.ID, visits.RecordViewed, 1<<40) {
		w.must(err)
		e, err := evidence.Decode(r.Raw)
		w.must(err)
		var f visits.ViewedFacts
		w.must(evidence.DecodePayload(e.Facts.Bytes, &f))
		if f.What == "device list of a branch" && f.Reader == by.id && slices.Contains(e.Header.Refs, evidence.Ref{Kind: evidence.RefDevice, ID: by.journal.Identity().Device}) {
			n++
		}
	}
	return n
}

// The list of devices is all a manager reads, and nothing once the device was
// given up, however long its token would live.
func TestAManagerReadsNothingElseOfHeadquarters(t *testing.T) {
	w := newWorld(t, false)
	li, wu := w.enrol("officer", "Li"), w.enrol("manager", "Wu")
	c := w.importCases(oneCase)[0]
	device := li.journal.Identity().Device.String()
	r, err := fieldsync.OpenReader(w.ctx, wu.journal.Identity(), wu.journal.Epoch())
	w.must(err)
	defer r.Close()
	for _, path := range []string{"/api/cases", "/api/cases?q=x", "/api/cases/" + c.String() + "?reason=x", "/api/findings", "/api/stops", "/api/stops/" + c.String() + "?reason=x",
		"/api/photos/" + evidence.Hash{1}.String() + "/0?reason=x", "/api/devices/" + device + "?reason=x", "/api/devices/" + device + "/notify?reason=x"} {
		resp, err := r.Get(w.ctx, path, "")
		w.must(err)
		said, err := io.ReadAll(resp.Body)
		w.must(err)
		w.must(resp.Body.Close())
		if resp.StatusCode != http.StatusForbidden || !strings.Contains(string(said), "at headquarters only") {
			t.Errorf("%s: %s %s", path, resp.Status, said)
		}
	}
	if _, err := r.Lost(w.ctx, li.journal.Identity().Device, fieldsync.LostRequest{Reason: "stolen"}); err == nil {
		t.Error("a manager gave up a device")
	}
	if _, err := r.Devices(w.ctx); err != nil {
		t.Fatal(err)
	}
	w.must(w.hq.Revoke(w.ctx, wu.journal.Identity().Device, "left"))
	if _, err := r.Devices(w.ctx); err == nil || !strings.Contains(err.Error(), "may not read here any more") {
		t.Errorf("after the device was given up: %v", err)
	}
}
