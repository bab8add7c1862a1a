package hq_test

import (
	"errors"
	"testing"
	"time"

	"fairvisit/evidence"
	signing "fairvisit/evidence/crew"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
)

// Three days without a network. At the door the debtor forbids any contact; in
// the evening the officer shows it to the crew that has the case next, and they
// do not go. When both are heard again it is one stop.
func TestAStopPassesFromTabletToTabletWithoutANetwork(t *testing.T) {
	w, li, zhao := crewed(t)
	he := w.enrol("officer", "he")
	c := w.importCases(oneCase)[0]
	w.assign(c, li, zhao)
	li.sync()
	w.assign(c, he, zhao)
	he.sync()
	if got := he.says(c, zhao); got != "H-SLOT slot_withheld" { // the first crew, which is offline, holds the contact
		t.Fatalf("before it: %q", got)
	}
	v, _, err := li.work.Open(w.ctx, c, zhao.id)
	w.must(err)
	if code, err := li.work.ShowStops(w.ctx, c); err != nil || len(code) != 0 {
		t.Fatalf("a stop nobody raised is shown: %q, %v", code, err)
	}
	w.must(v.Flag(w.ctx, "cease_contact", "别再来了，张三说的"))
	code := li.stopCodes(c)[0]
	if len(code) > 1500 {
		t.Errorf("a code of %d letters", len(code))
	}
	got, flag, err := he.work.TakeStop(w.ctx, code)
	if err != nil || got != c || flag.Code != "cease_contact" {
		t.Fatalf("%v, %+v, %v", got, flag, err)
	}
	if got := he.says(c, zhao); got != "HB-CEASE flag_stands, H-SLOT slot_withheld" {
		t.Errorf("after it: %q", got)
	}
	if _, _, err := he.work.Open(w.ctx, c, zhao.id); !errors.Is(err, fieldwork.ErrNotAllowed) {
		t.Errorf("the crew went all the same: %v", err)
	}
	before, err := he.journal.Case(w.ctx, c)
	w.must(err)
	_, _, err = he.work.TakeStop(w.ctx, code)
	w.must(err)
	after, err := he.journal.Case(w.ctx, c)
	w.must(err)
	if len(before.Flags) != 1 || len(after.Flags) != 1 {
		t.Errorf("read once it is %d stops, read twice %d", len(before.Flags), len(after.Flags))
	}
	// The crew that read it shows it on.
	wu := w.enrol("officer", "wu")
	if _, flag, err := wu.work.TakeStop(w.ctx, he.stopCodes(c)[0]); err != nil || flag.Entry != after.Flags[0].Entry {
		t.Errorf("passed on: %+v, %v", flag, err)
	}
	wu.sync()
	// Who read it hands it in first; who raised it a day later.
	he.sync()
	w.must(w.hq.Settle(w.ctx))
	rec, err := w.hq.CaseRecord(w.ctx, c)
	w.must(err)
	if len(rec.Case.Flags) != 1 || rec.Case.Flags[0].Source != visits.FlagOfColleague {
		t.Errorf("at headquarters, before who raised it was heard: %+v", rec.Case.Flags)
	}
	w.turn(workday.Add(time.Hour))
	li.sync()
	w.must(w.hq.Settle(w.ctx))
	rec, err = w.hq.CaseRecord(w.ctx, c)
	w.must(err)
	if len(rec.Case.Flags) != 1 || rec.Case.Flags[0].Source != "officer" {
		t.Errorf("at headquarters, in the end: %+v", rec.Case.Flags)
	}
}

// stopCodes are the texts of the stops of a case, the newest first.
func (p *person) stopCodes(c evidence.ID) (texts []string) {
	p.w.Helper()
	all, err := p.work.ShowStops(p.w.ctx, c)
	p.w.must(err)
	for _, s := range all {
		texts = append(texts, s.Text)
	}
	return texts
}

// Each stop of a case travels: one read from a colleague is passed on beside an
// own one, and one that was read twice is shown once.
func TestEveryStopOfACaseIsHandedOver(t *testing.T) {
	w, li, zhao := crewed(t)
	he := w.enrol("officer", "he")
	c := w.importCases(oneCase)[0]
	w.assign(c, li, zhao)
	li.sync()
	v, _, err := li.work.Open(w.ctx, c, zhao.id)
	w.must(err)
	w.must(v.Flag(w.ctx, "dispute_open", ""))
	w.must(v.Flag(w.ctx, "cease_contact", ""))
	for range 2 {
		for _, text := range li.stopCodes(c) {
			_, _, err := he.work.TakeStop(w.ctx, text)
			w.must(err)
		}
	}
	all, err := he.work.ShowStops(w.ctx, c)
	w.must(err)
	if len(all) != 2 || all[0].Flag == all[1].Flag || all[0].Flag != "dispute_open" && all[0].Flag != "cease_contact" {
		t.Errorf("passed on are %+v", all)
	}
}

func TestAStopNobodyOfOursRaisedIsRefused(t *testing.T) {
	w, li, zhao := crewed(t)
	he := w.enrol("officer", "he")
	c := w.importCases(oneCase)[0]
	w.assign(c, li, zhao)
	li.sync()
	v, _, err := li.work.Open(w.ctx, c, zhao.id)
	w.must(err)
	w.must(v.Flag(w.ctx, "paid", ""))
	stops, err := li.journal.Stops(w.ctx, c)
	w.must(err)
	good := li.stopCodes(c)[0]
	borrowed, err := signing.StopText(stops[0], zhao.journal.Identity().Enrolment)
	w.must(err)
	beacon, _, err := li.work.ShowBeacon(w.ctx)
	w.must(err)
	for name, want := range map[string]struct {
		code string
		err  error
	}{
		"under a colleague's enrolment": {borrowed, signing.ErrSignature}, "a time of headquarters": {beacon, signing.ErrKind},
		"with a letter changed": {good[:60] + string('A'+(good[60]-'A'+1)%24) + good[61:], signing.ErrMalformed}, "cut short": {good[:len(good)-40], signing.ErrMalformed},
	} {
		if _, _, err := he.work.TakeStop(w.ctx, want.code); !errors.Is(err, want.err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, err := li.work.TakeStop(w.ctx, good); !errors.Is(err, signing.ErrSelf) {
		t.Errorf("its own: %v", err)
	}
	other := newWorld(t, false)
	other.turn(workday)
	stranger := other.enrol("officer", "wu")
	if _, _, err := stranger.work.TakeStop(w.ctx, good); !errors.Is(err, signing.ErrForeign) {
		t.Errorf("at another headquarters: %v", err)
	}
	if held, err := he.journal.Case(w.ctx, c); err != nil || held != nil {
		t.Errorf("a refused stop left something: %+v, %v", held, err)
	}
}
