package hq_test

import (
	"strings"
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/sync/hq"
	"fairvisit/visits"
)

// The same bytes stand for one place and one day: whoever signs them for another does
// not take them out of force where they are, neither by the way that is checked nor by
// an entry that came past it.
func TestTheSameBytesForAnotherPlaceTakeNothingOutOfForce(t *testing.T) {
	w := newWorld(t, false)
	w.turn(workday)
	p := w.publishers()
	list, pack := edition(t, "2027.4.0"), laterHouse(t, "2026.3.0", "11:00")
	w.must(p.publishList(list, "CN", newYear, p.wang, p.sun))
	w.must(p.publish(pack, newYear, p.wang, p.sun))
	before, err := w.hq.Rulebook(w.ctx)
	w.must(err)
	past := func(kind, body string, data []byte, sigs []evidence.PackSignature) {
		t.Helper()
		pub, err := evidence.Publish(body, data, sigs...)
		w.must(err)
		_, err = w.hq.Do(w.ctx, hq.Act{Kind: kind, Facts: pub})
		w.must(err)
		w.must(w.hq.Settle(w.ctx))
	}
	nextDay := newYear.Add(24 * time.Hour)
	for name, c := range map[string]struct {
		region string
		from   time.Time
	}{"another country": {"US-MA", newYear}, "a part": {"CN-31", newYear}, "everywhere": {"*", newYear}, "another day": {"CN", nextDay}} {
		if err := p.publishList(list, c.region, c.from, p.wang, p.sun); err == nil || !strings.Contains(err.Error(), "is published for CN from 2026-01-01 on") || !strings.Contains(err.Error(), "stay") {
			t.Errorf("the list for %s: %v", name, err)
		}
		body, sigs := p.signsList(list, c.region, c.from, p.wang, p.sun)
		past(visits.ChecklistPublished, body, list, sigs)
	}
	if err := p.publish(pack, nextDay, p.wang, p.sun); err == nil || !strings.Contains(err.Error(), "is published for * from 2026-01-01 on") || !strings.Contains(err.Error(), "stay") {
		t.Errorf("the pack from another day: %v", err)
	}
	body, sigs := p.signs(pack, nextDay, p.wang, p.sun)
	past(visits.PackPublished, body, pack, sigs)
	after, err := w.hq.Rulebook(w.ctx)
	w.must(err)
	if len(after.Lists) != 1 || after.Lists[0] != before.Lists[0] || len(after.Packs) != 1 || after.Packs[0] != before.Packs[0] {
		t.Errorf("what was refused changed the rulebook: %+v", after)
	}
	kept, err := w.hq.PublishedList(w.ctx, after.Lists[0].SHA256)
	w.must(err)
	if !strings.Contains(kept.Publication.Body, `"country":"CN"`) || kept.Country != "CN" {
		t.Errorf("devices are sent %s", kept.Publication.Body)
	}
	keptPack, err := w.hq.PublishedPack(w.ctx, after.Packs[0].SHA256)
	w.must(err)
	if first, _ := p.signs(pack, newYear, p.wang); keptPack.Publication.Body != first {
		t.Errorf("devices are sent %s", keptPack.Publication.Body)
	}
	if n := len(w.found(visits.NotUnderstood)); n != 5 {
		t.Errorf("%d entries that came past the check are found", n)
	}
	w.must(w.hq.WithdrawPack(w.ctx, after.Packs[0].SHA256, "wrong"))
	w.must(p.publish(pack, nextDay, p.wang, p.sun)) // withdrawn, it may begin anew
	(&office{world: w}).sameAnew()
}

// What is to come in one region holds up no edition of another; a version still names
// one set of bytes everywhere.
func TestAnEditionIsHeldAgainstThoseOfItsPlace(t *testing.T) {
	w := newWorld(t, false)
	w.turn(workday)
	p := w.publishers()
	refused := func(version, region, says string, edits ...func(map[string]any)) {
		t.Helper()
		if err := p.publishList(edition(t, version, edits...), region, newYear, p.wang, p.sun); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s for %s: %v", version, region, err)
		}
	}
	w.must(p.publishList(edition(t, "2027.4.0"), "US-MA", workday.AddDate(0, 1, 0), p.wang, p.sun))
	refused("2027.5.0", "US-MA", "signed for an earlier day")
	refused("2027.4.0", "CN", "with other bytes", func(l map[string]any) { questionOf(l, "d3")["title"].(map[string]any)["en"] = "What is it?" })
	w.must(p.publishList(edition(t, "2027.4.1"), "CN", newYear, p.wang, p.sun))
	w.must(p.publishList(edition(t, "2027.3.0"), "US-NY", newYear, p.wang, p.sun))
	w.must(p.publishList(edition(t, "2027.2.0"), "*", newYear, p.wang, p.sun))
	refused("2027.3.5", "CN", "is older than version 2027.4.1")
	(&office{world: w}).sameAnew()
}
