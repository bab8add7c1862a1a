package hq_test

import (
	"crypto/ed25519"
	"errors"
	"strings"
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/sync/hq"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
)

// signsWithdrawal gives the statement that a list is withdrawn and signatures of it.
func (p *publishers) signsWithdrawal(data []byte, reason string, keys ...ed25519.PrivateKey) (body string, sigs []evidence.PackSignature) {
	p.Helper()
	s, err := hq.StatedWithdrawal(data, reason)
	p.must(err)
	for _, k := range keys {
		var sig evidence.PackSignature
		body, sig, err = evidence.SignWithdrawal(s, k)
		p.must(err)
		sigs = append(sigs, sig)
	}
	return body, sigs
}

func (p *publishers) withdrawList(data []byte, keys ...ed25519.PrivateKey) error {
	p.Helper()
	body, sigs := p.signsWithdrawal(data, "wrong", keys...)
	_, err := p.hq.WithdrawList(p.ctx, body, sigs...)
	return err
}

// Two publishers take an edition back while a visit by it is under way: that one keeps
// it to its close, and the next is asked the edition before. Who was offline asks it
// once more. None of this is found against anybody, and it comes out the same anew.
func TestAWithdrawnListGivesBackTheOneBefore(t *testing.T) {
	w, li, zhao := crewed(t)
	cases := w.importCases(oneCase + "Bank A,0002,李四,中山路 8888 号,9.00,CNY,45\nBank A,0003,赵六,淮海路 77 号,9.00,CNY,45\n")
	w.assign(cases[0], li, zhao)
	w.assign(cases[1], li, zhao)
	w.assign(cases[2], zhao, li)
	p := w.publishers()
	before := edition(t, "2027.4.0")
	wrong := edition(t, "2027.5.0", func(l map[string]any) { questionOf(l, extra)["title"].(map[string]any)["en"] = "Where is the car?" })
	w.must(p.publishList(before, "*", newYear, p.wang, p.sun))
	w.must(p.publishList(wrong, "*", newYear, p.wang, p.sun))
	w.turn(workday.Add(time.Minute))
	li.sync()
	zhao.sync()
	first, verdict, err := li.work.Open(w.ctx, cases[0], zhao.id)
	if err != nil {
		t.Fatalf("%v: %+v", err, verdict.Reasons)
	}
	asked := func(p *person, version string) {
		t.Helper()
		if l, err := p.work.ListInForce(w.ctx); err != nil || l.Version != version {
			t.Errorf("asked is %s, %v; wanted %s", l.Version, err, version)
		}
	}
	asked(li, "2027.5.0")
	w.must(p.withdrawList(wrong, p.wang, p.sun))
	w.turn(workday.Add(2 * time.Minute))
	li.sync()
	asked(li, "2027.4.0")
	asked(zhao, "2027.5.0")
	first, err = li.work.Resume(w.ctx, first.ID)
	w.must(err)
	if _, own := asks(first.List()); own != "Where is the car?" || first.List().Version != "2027.5.0" {
		t.Errorf("the visit under way is asked %s, %q", first.List().Version, own)
	}
	li.comesTo(first)
	offline, _, err := zhao.work.Open(w.ctx, cases[2], li.id)
	w.must(err)
	zhao.comesTo(offline)
	second, verdict, err := li.work.Open(w.ctx, cases[1], zhao.id)
	if err != nil {
		t.Fatalf("%v: %+v", err, verdict.Reasons)
	}
	if second.List().Version != "2027.4.0" {
		t.Errorf("the next visit is asked %s", second.List().Version)
	}
	li.comesTo(second)
	w.must(w.hq.Settle(w.ctx))
	for i, version := range []string{"2027.5.0", "2027.4.0", "2027.5.0"} {
		rec, err := w.hq.CaseRecord(w.ctx, cases[i])
		w.must(err)
		list, here := fieldwork.NewLists(li.work.List).And(rec.Lists...).Of(rec.Visits[0])
		if !here || list.Version != version {
			t.Errorf("the record of case %d is told by %s", i, list.Version)
		}
	}
	w.expect(visits.RuleList)
	w.must(p.withdrawList(before, p.sun, p.wang))
	li.sync()
	if l, err := li.work.ListInForce(w.ctx); err != nil || l.Published {
		t.Errorf("with none left, asked is %s, %v", l.Version, err)
	}
	(&office{world: w, li: li, caseID: cases[0]}).sameAnew()
}

// What takes no list out of force, and that a withdrawal is for ever.
func TestAListIsWithdrawnByTwoForEver(t *testing.T) {
	w := newWorld(t, false)
	w.turn(workday)
	p := w.publishers()
	good, next := edition(t, "2027.4.0"), edition(t, "2027.5.0")
	w.must(p.publishList(good, "*", newYear, p.wang, p.sun))
	for name, c := range map[string]struct {
		data []byte
		by   []ed25519.PrivateKey
		says string
	}{
		"one signature":        {good, []ed25519.PrivateKey{p.wang}, "two different publishers"},
		"one person twice":     {good, []ed25519.PrivateKey{p.wang, p.wang}, "two different publishers"},
		"a stranger":           {good, []ed25519.PrivateKey{p.wang, p.stranger}, "two different publishers"},
		"one nobody published": {next, []ed25519.PrivateKey{p.wang, p.sun}, "was published here"},
		"other bytes under it": {edition(t, "2027.4.0", func(l map[string]any) { questionOf(l, "d3")["title"].(map[string]any)["en"] = "What is it?" }),
			[]ed25519.PrivateKey{p.wang, p.sun}, "was published here"},
	} {
		if err := p.withdrawList(c.data, c.by...); err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "stay as they are") {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Signatures that put it in force do not take it out.
	body, sigs := p.signsList(good, "*", newYear, p.wang, p.sun)
	if _, err := w.hq.WithdrawList(w.ctx, body, sigs...); !errors.Is(err, evidence.ErrTwoPersons) {
		t.Errorf("the signatures of its publication: %v", err)
	}
	if _, err := hq.StatedWithdrawal(good, "Wang did not like it"); err == nil {
		t.Error("a sentence is a reason")
	}
	b, err := w.hq.Rulebook(w.ctx)
	w.must(err)
	if len(b.Lists) != 1 || b.Lists[0].Withdrawn != 0 {
		t.Fatalf("what was refused changed the rulebook: %+v", b.Lists)
	}
	w.must(p.withdrawList(good, p.wang, p.sun))
	for name, err := range map[string]error{
		"withdrawn already":                p.withdrawList(good, p.wang, p.sun),
		"was withdrawn, which is for ever": p.publishList(good, "*", newYear, p.wang, p.sun),
		"which is for ever":                p.publishList(edition(t, "2027.4.0", func(l map[string]any) { questionOf(l, "d3")["title"].(map[string]any)["en"] = "What is it?" }), "*", newYear, p.wang, p.sun),
	} {
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	w.must(p.publishList(edition(t, "2027.3.0"), "*", newYear, p.wang, p.sun)) // a lower one, of its own
	// A headquarters that takes the same bytes all the same, and a withdrawal that one
	// publisher signed, are not understood.
	body, sigs = p.signsList(good, "*", newYear, p.wang, p.sun)
	pub, err := evidence.Publish(body, good, sigs...)
	w.must(err)
	one, oneSig := p.signsWithdrawal(edition(t, "2027.3.0"), "wrong", p.wang)
	for _, act := range []hq.Act{{Kind: visits.ChecklistPublished, Facts: pub}, {Kind: visits.ChecklistWithdrawn, Facts: evidence.Withdrawal{Body: one, Signatures: oneSig}}} {
		_, err := w.hq.Do(w.ctx, act)
		w.must(err)
	}
	w.must(w.hq.Settle(w.ctx))
	if found := w.found(visits.NotUnderstood); len(found) != 2 {
		t.Errorf("not understood: %q", found)
	}
	b, err = w.hq.Rulebook(w.ctx)
	w.must(err)
	if len(b.Lists) != 2 || b.Lists[0].Withdrawn == 0 || b.Lists[1].Withdrawn != 0 {
		t.Errorf("%+v", b.Lists)
	}
	(&office{world: w}).sameAnew()
}
