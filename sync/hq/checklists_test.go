package hq_test

import (
	"crypto/ed25519"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"fairvisit/assets"
	"fairvisit/evidence"
	"fairvisit/evidence/dossier"
	"fairvisit/sync/hq"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/journal"
)

// What an edition in these stories asks: one question of the house in other words,
// and one of its own.
const (
	reworded, newWords = "d2", "Is this the house on the order?"
	extra, extraWords  = "x-parked", "Is the car parked out of sight?"
)

// edition is the house's list in another version with those two.
func edition(t testing.TB, version string, edits ...func(list map[string]any)) []byte {
	t.Helper()
	var list map[string]any
	if err := json.Unmarshal(assets.HouseChecklist(), &list); err != nil {
		t.Fatal(err)
	}
	list["version"] = version
	questionOf(list, reworded)["title"].(map[string]any)["en"] = newWords
	all := list["questions"].([]any)
	at := slices.IndexFunc(all, func(q any) bool { return q.(map[string]any)["phase"] == checklist.PhaseTalk })
	list["questions"] = slices.Insert(all, at, any(map[string]any{"id": extra, "phase": "door", "kind": "yesno", "required": true,
		"title": map[string]any{"en": extraWords, "zh-Hans": "车停在看不见的地方了吗？"}, "why": map[string]any{"en": "Neighbours know the car.", "zh-Hans": "邻居认得这辆车。"}}))
	for _, edit := range edits {
		edit(list)
	}
	data, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func questionOf(list map[string]any, id string) map[string]any {
	for _, q := range list["questions"].([]any) {
		if q := q.(map[string]any); q["id"] == id {
			return q
		}
	}
	return nil
}

// signsList gives the statement of a list and signatures of it.
func (p *publishers) signsList(data []byte, region string, from time.Time, keys ...ed25519.PrivateKey) (body string, sigs []evidence.PackSignature) {
	p.Helper()
	l, err := checklist.Parse(data)
	p.must(err)
	s, err := hq.StatedList(l, region, from)
	p.must(err)
	for _, k := range keys {
		var sig evidence.PackSignature
		body, sig, err = evidence.SignPublished(evidence.MagicChecklist, s, k)
		p.must(err)
		sigs = append(sigs, sig)
	}
	return body, sigs
}

func (p *publishers) publishList(data []byte, region string, from time.Time, keys ...ed25519.PrivateKey) error {
	p.Helper()
	body, sigs := p.signsList(data, region, from, keys...)
	_, err := p.hq.PublishList(p.ctx, data, body, sigs...)
	return err
}

// What may not come into force does not, is told why, and changes nothing.
func TestOnlyAnEditionThatTwoPeopleSignedIsAsked(t *testing.T) {
	w := newWorld(t, false)
	w.turn(workday)
	p := w.publishers()
	good := edition(t, "2027.4.0")
	w.must(p.publishList(good, "*", newYear, p.wang, p.sun))
	w.must(p.publishList(good, "*", newYear, p.sun, p.wang)) // again: other signatures, the same list
	before, err := w.hq.Rulebook(w.ctx)
	w.must(err)
	both := []ed25519.PrivateKey{p.wang, p.sun}
	for name, c := range map[string]struct {
		data []byte
		by   []ed25519.PrivateKey
		says string
	}{
		"one signature":        {edition(t, "2027.5.0"), both[:1], "two different publishers"},
		"one person twice":     {edition(t, "2027.5.0"), []ed25519.PrivateKey{p.wang, p.wang}, "two different publishers"},
		"a stranger":           {edition(t, "2027.5.0"), []ed25519.PrivateKey{p.wang, p.stranger}, "two different publishers"},
		"older than published": {edition(t, "2027.3.9"), both, "is older than version 2027.4.0"},
		"older than shipped":   {edition(t, "2026.2.9"), both, "no newer than version"},
		"the version again":    {edition(t, "2027.4.0", func(l map[string]any) { questionOf(l, "d3")["title"].(map[string]any)["en"] = "What is it?" }), both, "with other bytes"},
		"identity left out": {edition(t, "2027.5.0", func(l map[string]any) {
			delete(questionOf(l, "d11"), "required")
		}), both, "question d11 is another"},
		"a refused practice": {edition(t, "2027.5.0", func(l map[string]any) {
			questionOf(l, extra)["title"].(map[string]any)["en"] = "Did you tell the employer about the debt?"
		}), both, "belongs to a practice that is refused"},
	} {
		if err := p.publishList(c.data, "*", newYear, c.by...); err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "stay") {
			t.Errorf("%s: %v", name, err)
		}
	}
	body, sigs := p.signsList(good, "*", newYear, both...)
	if _, err := w.hq.PublishList(w.ctx, edition(t, "2027.5.0"), body, sigs...); err == nil || !strings.Contains(err.Error(), "not those that were signed") {
		t.Errorf("other bytes than were signed: %v", err)
	}
	if _, err := w.hq.PublishList(w.ctx, []byte(`{"id":"visit-house"}`), body, sigs...); err == nil {
		t.Error("what is no list is published")
	}
	if n, err := w.hq.ConfirmList(w.ctx, before.Lists[0].SHA256, "Counsel One"); err != nil || n != 1 {
		t.Errorf("confirmed by %d: %v", n, err)
	}
	after, err := w.hq.Rulebook(w.ctx)
	w.must(err)
	if len(after.Lists) != 1 || after.Lists[0] != before.Lists[0] || len(after.Packs) != 0 {
		t.Errorf("what was refused changed the rulebook: %+v", after)
	}
	kept, err := w.hq.PublishedList(w.ctx, after.Lists[0].SHA256)
	w.must(err)
	if b, err := kept.Publication.Bytes(); err != nil || string(b) != string(good) {
		t.Errorf("the list is not kept to the byte: %v", err)
	}
	(&office{world: w}).sameAnew()
}

// asks are the titles of two questions as a visit's list has them; "" where it has
// none.
func asks(l checklist.List) (house, own string) {
	q, _ := l.Question(reworded)
	x, _ := l.Question(extra)
	return q.Title["en"], x.Title["en"]
}

// comesTo answers the two questions, as far as the visit's list has them, and ends it.
func (p *person) comesTo(v *fieldwork.Visit) {
	p.w.Helper()
	p.w.must(v.Arrive(p.w.ctx, nil))
	p.w.must(v.Answer(p.w.ctx, reworded, checklist.Chosen("match"), ""))
	_, own := asks(v.List())
	err := v.Answer(p.w.ctx, extra, checklist.Yes, "")
	if (err == nil) != (own != "") {
		p.w.Errorf("a question of the list (%q) is answered: %v", own, err)
	}
	_, err = v.EndPhase(p.w.ctx, checklist.PhaseDoor, evidence.Hash{})
	p.w.must(err)
	p.w.must(v.Leave(p.w.ctx))
	p.w.must(v.Close(p.w.ctx, []visits.Outcome{{Code: "nf"}}, nil))
	p.sync()
}

// Two publishers put an edition in force while one officer is at a door and another
// is offline. The visit under way goes on by the list it began with, over a restart
// too; the next one is asked the new list; who was offline asks the old one. The
// record shows each visit by its own list.
func TestANewListIsAskedFromTheNextVisitOn(t *testing.T) {
	w, li, zhao := crewed(t)
	cases := w.importCases(oneCase + "Bank A,0002,李四,中山路 8888 号,9.00,CNY,45\nBank A,0003,赵六,淮海路 77 号,9.00,CNY,45\n")
	w.assign(cases[0], li, zhao)
	w.assign(cases[1], li, zhao)
	w.assign(cases[2], zhao, li)
	li.sync()
	zhao.sync()
	first, verdict, err := li.work.Open(w.ctx, cases[0], zhao.id)
	if err != nil {
		t.Fatalf("%v: %+v", err, verdict.Reasons)
	}
	oldWords, none := asks(first.List())
	if oldWords == newWords || none != "" {
		t.Fatalf("the house asks %q, %q", oldWords, none)
	}

	p := w.publishers()
	w.must(p.publishList(edition(t, "2027.4.0"), "*", newYear, p.wang, p.sun))
	li.sync()
	first, err = li.work.Resume(w.ctx, first.ID)
	w.must(err)
	if house, own := asks(first.List()); house != oldWords || own != "" {
		t.Errorf("the visit under way is asked %q, %q", house, own)
	}
	li.comesTo(first)
	offline, _, err := zhao.work.Open(w.ctx, cases[2], li.id)
	w.must(err)
	if house, _ := asks(offline.List()); house != oldWords {
		t.Errorf("who was offline asks %q", house)
	}
	zhao.comesTo(offline)

	w.turn(workday.Add(2 * time.Hour))
	second, verdict, err := li.work.Open(w.ctx, cases[1], zhao.id)
	if err != nil {
		t.Fatalf("%v: %+v", err, verdict.Reasons)
	}
	// A later edition comes meanwhile, and every publication leaves the tablet: the
	// visit has its list all the same.
	w.must(p.publishList(edition(t, "2027.5.0", func(l map[string]any) { questionOf(l, extra)["title"].(map[string]any)["en"] = "Where is the car?" }), "*", newYear, p.wang, p.sun))
	li.sync()
	if next, err := li.work.ListInForce(w.ctx); err != nil || next.Version != "2027.5.0" || !next.Published {
		t.Errorf("in force is %s, %v", next.Version, err)
	}
	li.forgetsLists()
	second, err = li.work.Resume(w.ctx, second.ID)
	w.must(err)
	if house, own := asks(second.List()); house != newWords || own != extraWords {
		t.Errorf("the next visit is asked %q, %q", house, own)
	}
	li.comesTo(second)

	for i, asked := range [][2]string{{oldWords, ""}, {newWords, extraWords}, {oldWords, ""}} {
		w.tells(li.work.List, cases[i], asked[0], asked[1])
	}
	w.expect(visits.RuleList)
	(&office{world: w, li: li, caseID: cases[0]}).sameAnew()
}

// tells holds the record and the report of a case with one visit to the questions its
// officer was asked; house is the list a desk was born with.
func (w *world) tells(house checklist.List, c evidence.ID, question, own string) {
	w.Helper()
	w.must(w.hq.Settle(w.ctx))
	rec, err := w.hq.CaseRecord(w.ctx, c)
	w.must(err)
	list, here := fieldwork.NewLists(house).And(rec.Lists...).Of(rec.Visits[0])
	if q, x := asks(list); !here || q != question || x != own {
		w.Errorf("the record is told by %q, %q, and asked were %q, %q", q, x, question, own)
	}
	head, err := w.hq.Store.Head(w.ctx)
	w.must(err)
	_, printed := w.pages(hq.DossierOf{Case: c, At: head.Size, Mask: dossier.MaskNone})
	if text := printed.Text(); !strings.Contains(text, question) || strings.Contains(text, extraWords) != (own != "") {
		w.Errorf("asked were %q, %q, and the report reads\n%s", question, own, text)
	}
}

// forgetsLists takes every published list from the tablet, as a branch does that is
// placed elsewhere.
func (p *person) forgetsLists() {
	p.w.Helper()
	feed := visits.RulesFeed("*", "*")
	p.w.must(p.journal.Restart(p.w.ctx, feed))
	p.w.must(p.journal.ApplyBatch(p.w.ctx, feed, nil, journal.BatchEnd{N: 1 << 30}))
	l, err := p.work.ListInForce(p.w.ctx)
	if err != nil || l.Published {
		p.w.Fatalf("a published list is still here: %s, %v", l.Version, err)
	}
}

// The list of the narrower place is asked there, and no other elsewhere.
func TestAListOfARegionIsAskedThere(t *testing.T) {
	w, li, _, _ := branchAtWork(t)
	p := w.publishers()
	w.must(w.hq.PlaceUnit(w.ctx, w.unit, "CN"))
	w.must(p.publishList(edition(t, "2027.4.0"), "CN", newYear, p.wang, p.sun))
	w.must(p.publishList(edition(t, "2027.4.1"), "US-MA", newYear, p.wang, p.sun))
	w.must(p.publishList(edition(t, "2027.4.2"), "*", newYear, p.wang, p.sun))
	w.must(p.publishList(edition(t, "2027.4.3"), "CN", workday.Add(20*time.Hour), p.wang, p.sun))
	asked := func(want string) {
		t.Helper()
		li.sync()
		if l, err := li.work.ListInForce(w.ctx); err != nil || l.Version != want {
			t.Errorf("asked is %s, %v, wanted %s", l.Version, err, want)
		}
	}
	asked("2027.4.0")
	w.turn(workday.Add(24 * time.Hour))
	asked("2027.4.3")
	w.must(w.hq.PlaceUnit(w.ctx, w.unit, "*"))
	asked("2027.4.2")
}

// A device believes two publishers that the root named, and nobody else; and it does
// not ask what its program does not understand.
func TestADeviceChecksTheListItself(t *testing.T) {
	data := edition(t, "2027.6.0")
	for name, c := range map[string]struct {
		spoil  func(p *publishers, pub *evidence.Publication)
		asked  string
		unread string
	}{
		"good":                 {func(*publishers, *evidence.Publication) {}, "2027.6.0", ""},
		"one signature":        {func(_ *publishers, pub *evidence.Publication) { pub.Signatures = pub.Signatures[:1] }, "", ""},
		"the same person":      {func(_ *publishers, pub *evidence.Publication) { pub.Signatures[1] = pub.Signatures[0] }, "", ""},
		"signatures of a pack": {func(p *publishers, pub *evidence.Publication) { p.asPack(data, pub) }, "", ""},
		"other bytes": {func(p *publishers, pub *evidence.Publication) {
			other, err := evidence.Publish("", edition(t, "2027.6.1"))
			p.must(err)
			pub.Packed = other.Packed
		}, "", ""},
		"no edition": {func(p *publishers, pub *evidence.Publication) {
			less := edition(t, "2027.6.0", func(l map[string]any) { delete(questionOf(l, "d11"), "required") })
			body, sigs := p.signsList(less, "*", newYear, p.wang, p.sun)
			var err error
			*pub, err = evidence.Publish(body, less, sigs...)
			p.must(err)
		}, "", "2027.6.0"},
	} {
		t.Run(name, func(t *testing.T) {
			w, li, _, _ := branchAtWork(t)
			p := w.publishers()
			li.sync()
			body, sigs := p.signsList(data, "*", newYear, p.wang, p.sun)
			pub, err := evidence.Publish(body, data, sigs...)
			w.must(err)
			c.spoil(p, &pub)
			var s evidence.PackStatement
			w.must(json.Unmarshal([]byte(pub.Body), &s))
			row, err := json.Marshal(visits.Pack{ID: visits.PackID(s.SHA256), PackLine: visits.PackLine{Pack: s.Pack, Version: s.Version, SHA256: s.SHA256, Country: "*", Region: "*"}, Publication: pub})
			w.must(err)
			li.given(visits.RulesFeed("*", "*"), visits.Key{Kind: visits.KindChecklist, ID: visits.PackID(s.SHA256)}, row, 1<<40)
			l, err := li.work.ListInForce(w.ctx)
			w.must(err)
			if want := c.asked; want == "" && l.Published || want != "" && l.Version != want || l.Unread != c.unread {
				t.Errorf("asked is %s (published: %v), unread %q", l.Version, l.Published, l.Unread)
			}
			shelf, err := li.work.Library(w.ctx)
			w.must(err)
			if told := len(shelf.Unsigned()) == 1; told != (c.asked == "" && c.unread == "") {
				t.Errorf("told of: %v", shelf.Unsigned())
			}
		})
	}
}

// asPack puts signatures under a publication that two people gave the same words as
// those of a pack.
func (p *publishers) asPack(data []byte, pub *evidence.Publication) {
	p.Helper()
	l, err := checklist.Parse(data)
	p.must(err)
	s, err := hq.StatedList(l, "*", newYear)
	p.must(err)
	for i, k := range []ed25519.PrivateKey{p.wang, p.sun} {
		_, pub.Signatures[i], err = evidence.SignPublished(evidence.MagicPack, s, k)
		p.must(err)
	}
}

// A device of somebody's own says that a list is in force, and visits by it. The first
// is not understood, the second is found; so is a visit that names no list, once one
// is in force.
func TestAForeignListIsFound(t *testing.T) {
	w, li, _, c := branchAtWork(t)
	p := w.publishers()
	mine := edition(t, "2026.3.9")
	body, sigs := p.signsList(mine, "*", newYear, p.wang, p.stranger)
	pub, err := evidence.Publish(body, mine, sigs...)
	w.must(err)
	foreign := w.rawClient("Foreign")
	foreign.pushes(visits.ChecklistPublished, workday, pub)
	l, err := checklist.Parse(mine)
	w.must(err)
	foreign.opens(c, workday.Add(time.Minute), nil)
	w.expect(visits.RuleList)
	foreign.opens(c, workday.Add(2*time.Minute), func(f *visits.OpenedFacts) {
		f.Used = []visits.Used{{ID: l.ID, Version: l.Version, Hash: l.Hash()}}
	})
	w.expect(visits.RuleList, "visit-house 2026.3.9")
	if found := w.found(visits.NotUnderstood); len(found) != 1 {
		t.Errorf("found is %q", found)
	}
	if b, err := w.hq.Rulebook(w.ctx); err != nil || len(b.Lists) != 0 {
		t.Errorf("the rulebook is %+v, %v", b, err)
	}
	li.sync()
	if have, err := li.work.ListInForce(w.ctx); err != nil || have.Published {
		t.Errorf("a device asks %s, %v", have.Version, err)
	}
	w.must(p.publishList(edition(t, "2027.4.0"), "*", newYear, p.wang, p.sun))
	w.turn(workday.Add(time.Hour))
	foreign.opens(c, workday.Add(30*time.Minute), nil)
	found := w.found(visits.RuleList)
	slices.Sort(found)
	if !slices.Equal(found, []string{"visit-house 2026.3.9", "visit-house –"}) {
		t.Errorf("found is %q", found)
	}
	(&office{world: w, caseID: c}).sameAnew()
}
