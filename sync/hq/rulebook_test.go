package hq_test

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"fairvisit/assets"
	"fairvisit/evidence"
	"fairvisit/sync/hq"
	"fairvisit/visits"
	"fairvisit/visits/journal"
	"fairvisit/visits/rules"
)

// publishers are two people whose signatures put a pack in force here, and one
// whom nobody named.
type publishers struct {
	*world
	wang, sun, stranger ed25519.PrivateKey
}

func (w *world) publishers() *publishers {
	w.Helper()
	p := &publishers{world: w}
	for _, k := range []*ed25519.PrivateKey{&p.wang, &p.sun, &p.stranger} {
		_, key, err := ed25519.GenerateKey(nil)
		w.must(err)
		*k = key
	}
	p.must(p.names(1, p.wang, p.sun))
	return p
}

// names has the root say who publishes.
func (p *publishers) names(version int64, keys ...ed25519.PrivateKey) error {
	p.Helper()
	list := evidence.Publishers{Version: version}
	for _, k := range keys {
		list.Publishers = append(list.Publishers, evidence.Publisher{Person: evidence.NewID(), Key: evidence.PublicKey(k.Public().(ed25519.PublicKey))})
	}
	st, err := evidence.SignStatement(evidence.MagicPublishers, list, p.root)
	p.must(err)
	return p.hq.NamePublishers(p.ctx, st, nil)
}

// signs gives the statement of a pack and signatures of it.
func (p *publishers) signs(data []byte, from time.Time, keys ...ed25519.PrivateKey) (body string, sigs []evidence.PackSignature) {
	p.Helper()
	pack, err := rules.ParsePack(data)
	p.must(err)
	for _, k := range keys {
		var sig evidence.PackSignature
		body, sig, err = evidence.SignPublished(evidence.MagicPack, hq.Stated(pack, from), k)
		p.must(err)
		sigs = append(sigs, sig)
	}
	return body, sigs
}

func (p *publishers) publish(data []byte, from time.Time, keys ...ed25519.PrivateKey) error {
	p.Helper()
	body, sigs := p.signs(data, from, keys...)
	_, err := p.hq.Publish(p.ctx, data, body, sigs...)
	return err
}

// laterHouse is a house pack whose homes open at that hour, and that proves it.
func laterHouse(t testing.TB, version, opens string) []byte {
	t.Helper()
	var pack map[string]any
	files, err := assets.Packs()
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(files["house"], &pack); err != nil { // the first schema asks for no notice, nor for papers
		t.Fatal(err)
	}
	pack["version"] = version
	pack["windows"].([]any)[0].(map[string]any)["from"] = opens
	proof := func(name, at, expect string) map[string]any {
		c := map[string]any{"case": name, "at": "2026-03-10T" + at + ":00+08:00", "zone": "Asia/Shanghai", "place": "home", "crew": 2, "act": "start", "expect": expect}
		if expect == "block" {
			c["rule"], c["code"] = "W-HOME", "outside_window"
		}
		return c
	}
	pack["tests"] = []any{proof("opens", opens, "allow"), proof("shut", "05:00", "block")}
	data, err := json.Marshal(pack)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

var newYear = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// What may not come into force does not, is told why, and changes nothing.
func TestOnlyWhatTwoPeopleSignedComesIntoForce(t *testing.T) {
	w := newWorld(t, false)
	w.turn(workday)
	if _, err := w.hq.Publish(w.ctx, laterHouse(t, "2026.3.0", "11:00"), ""); !errors.Is(err, hq.ErrNoPublishers) {
		t.Errorf("before the root named anybody: %v", err)
	}
	p := w.publishers()
	good := laterHouse(t, "2026.3.0", "11:00")
	files, err := assets.Packs()
	w.must(err)
	if err := p.publish(good, newYear, p.wang, p.sun); err != nil {
		t.Fatal(err)
	}
	before, err := w.hq.Rulebook(w.ctx)
	w.must(err)
	failing := []byte(strings.Replace(string(laterHouse(t, "2026.9.0", "11:00")), "T11:00", "T10:59", 1))
	for name, c := range map[string]struct {
		data []byte
		by   []ed25519.PrivateKey
		says string
	}{
		"one signature":         {laterHouse(t, "2026.4.0", "10:00"), []ed25519.PrivateKey{p.wang}, "two different publishers"},
		"the same person twice": {laterHouse(t, "2026.4.0", "10:00"), []ed25519.PrivateKey{p.wang, p.wang}, "two different publishers"},
		"a stranger":            {laterHouse(t, "2026.4.0", "10:00"), []ed25519.PrivateKey{p.wang, p.stranger}, "two different publishers"},
		"a sketch":              {files["jp.sketch"], []ed25519.PrivateKey{p.wang, p.sun}, "is a sketch"},
		"one that fails itself": {failing, []ed25519.PrivateKey{p.wang, p.sun}, "test opens"},
		"an older version":      {laterHouse(t, "2026.2.9", "10:00"), []ed25519.PrivateKey{p.wang, p.sun}, "is older than version 2026.3.0"},
		"the version again":     {laterHouse(t, "2026.3.0", "10:00"), []ed25519.PrivateKey{p.wang, p.sun}, "with other bytes"},
	} {
		if err := p.publish(c.data, newYear, c.by...); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	body, sigs := p.signs(good, newYear, p.wang, p.sun)
	if _, err := w.hq.Publish(w.ctx, laterHouse(t, "2026.4.0", "10:00"), body, sigs...); !errors.Is(err, evidence.ErrPackBytes) {
		t.Errorf("other bytes than were signed: %v", err)
	}
	if err := p.names(1, p.wang, p.stranger); err == nil {
		t.Error("a list of publishers that is no newer counts")
	}
	if err := p.names(2, p.wang, p.wang); !errors.Is(err, evidence.ErrPublishers) {
		t.Errorf("one key for two people: %v", err)
	}
	after, err := w.hq.Rulebook(w.ctx)
	w.must(err)
	if len(after.Packs) != 1 || after.Packs[0] != before.Packs[0] || after.Version != before.Version {
		t.Errorf("what was refused changed the rulebook: %+v", after)
	}
	kept, err := w.hq.PublishedPack(w.ctx, after.Packs[0].SHA256)
	w.must(err)
	if b, err := kept.Publication.Bytes(); err != nil || string(b) != string(good) {
		t.Errorf("the pack is not kept to the byte: %v", err)
	}
	(&office{world: w}).sameAnew()
}

// start is what the rules on the device say of a visit now, and by which pack.
func (p *person) start(c, second evidence.ID) (rules.Verdict, string) {
	p.w.Helper()
	v, _, err := p.work.Ask(p.w.ctx, c, second)
	p.w.must(err)
	var by []string
	for _, u := range v.Packs {
		by = append(by, u.ID+" "+u.Version+" "+u.Status)
	}
	return v, strings.Join(by, ", ")
}

// A pack that headquarters publishes reaches the devices of its region, judges
// there, is called confirmed once two people confirmed it, and is gone when it is
// withdrawn. A visit names the pack it was judged by.
func TestAPublishedPackJudgesOnTheDevices(t *testing.T) {
	w, li, zhao, c := branchAtWork(t)
	p := w.publishers()
	if v, by := li.start(c, zhao.id); !v.Allowed() || !strings.Contains(by, "base.house 2026.") {
		t.Fatalf("by what it was born with: %+v", v)
	}
	w.must(w.hq.PlaceUnit(w.ctx, w.unit, "CN"))
	later := laterHouse(t, "2026.3.0", "11:00")
	w.must(p.publish(later, newYear, p.wang, p.sun))
	if v, _ := li.start(c, zhao.id); !v.Allowed() {
		t.Errorf("a pack judges before it came: %+v", v.Reasons)
	}
	li.sync()
	if v, _ := li.start(c, zhao.id); v.Allowed() {
		t.Errorf("a country without a pack is open: %+v", v)
	}
	w.must(w.hq.PlaceUnit(w.ctx, w.unit, "*"))
	li.sync()
	v, by := li.start(c, zhao.id)
	if v.Allowed() || by != "base.house 2026.3.0 unverified" {
		t.Errorf("at ten, by a pack that opens at eleven: %s, %+v", by, v)
	}
	sum := v.Packs[0].SHA256
	for i, who := range []string{"Counsel One", "counsel one", "Counsel Two"} {
		n, err := w.hq.ConfirmPack(w.ctx, sum, who)
		if err != nil || n != []int{1, 1, 2}[i] {
			t.Errorf("%s: %d, %v", who, n, err)
		}
	}
	w.turn(workday.Add(90 * time.Minute))
	li.sync()
	if v, by := li.start(c, zhao.id); !v.Allowed() || by != "base.house 2026.3.0 confirmed" {
		t.Errorf("at half past eleven: %s, %+v", by, v)
	}
	visit, _, err := li.work.Open(w.ctx, c, zhao.id)
	w.must(err)
	held, err := li.journal.Visit(w.ctx, visit.ID)
	w.must(err)
	if !slices.ContainsFunc(held.Opened.Used, func(u visits.Used) bool { return u.Hash == sum }) {
		t.Errorf("the visit names %+v", held.Opened.Used)
	}
	w.must(w.hq.WithdrawPack(w.ctx, sum, "wrong"))
	li.sync()
	if _, by := li.start(c, zhao.id); strings.Contains(by, "2026.3.0") {
		t.Errorf("a withdrawn pack judges: %s", by)
	}
	for _, code := range visits.RuleFindings {
		w.expect(code)
	}
	(&office{world: w, li: li, caseID: c}).sameAnew()
}

// Of two packs the newer judges from its day on, by the device's own clock.
func TestThePackChangesOnItsDay(t *testing.T) {
	w, li, zhao, c := branchAtWork(t)
	p := w.publishers()
	w.must(p.publish(laterHouse(t, "2026.3.0", "08:00"), newYear, p.wang, p.sun))
	w.must(p.publish(laterHouse(t, "2026.4.0", "11:00"), workday.Add(20*time.Hour), p.wang, p.sun))
	li.sync()
	if v, by := li.start(c, zhao.id); !v.Allowed() || !strings.Contains(by, "2026.3.0") {
		t.Errorf("today: %s, %+v", by, v.Reasons)
	}
	w.turn(workday.Add(24 * time.Hour))
	if v, by := li.start(c, zhao.id); v.Allowed() || !strings.Contains(by, "2026.4.0") || strings.Contains(by, "2026.3.0") {
		t.Errorf("tomorrow: %s, %+v", by, v.Reasons)
	}
}

// A pack of a later schema comes: no visit starts by what nobody understands,
// and the one under way is recorded to its end.
func TestAPackThatIsNotUnderstoodBlocksAndRecordingGoesOn(t *testing.T) {
	w, li, zhao, c := branchAtWork(t)
	p := w.publishers()
	visit, _, err := li.work.Open(w.ctx, c, zhao.id)
	w.must(err)
	data := []byte(`{"schema":"visitpack/9","id":"base.house"}`)
	s := evidence.PackStatement{Pack: "base.house", Version: "2027.1.0", SHA256: sha256.Sum256(data), Country: "*", Region: "*", From: newYear.UnixMicro()}
	body, wangs, err := evidence.SignPublished(evidence.MagicPack, s, p.wang)
	w.must(err)
	_, suns, err := evidence.SignPublished(evidence.MagicPack, s, p.sun)
	w.must(err)
	pub, err := evidence.Publish(body, data, wangs, suns)
	w.must(err)
	_, err = w.hq.Do(w.ctx, hq.Act{Kind: visits.PackPublished, Facts: pub})
	w.must(err)
	li.sync()
	v, _, err := li.work.Ask(w.ctx, c, zhao.id)
	if err != nil || v.Allowed() || !slices.ContainsFunc(v.Reasons, func(r rules.Reason) bool { return r.Code == "pack_not_understood" }) {
		t.Errorf("%v, %+v", err, v)
	}
	w.must(visit.Note(w.ctx, "the bell does not ring"))
	w.must(visit.Leave(w.ctx))
	w.must(visit.Close(w.ctx, []visits.Outcome{{Code: "nf"}}, nil))
	li.sync()
	w.must(w.hq.Settle(w.ctx))
	held, err := w.hq.Store.PictureByID(w.ctx, visits.KindVisit, visit.ID)
	if err != nil || held.State != visits.StatusClosed {
		t.Errorf("headquarters holds it as %s, %v", held.State, err)
	}
}

// sent puts a row of the rules into the device's feed, as a headquarters would
// that somebody broke into: its service key is theirs, the root is not.
func (p *person) sent(pub evidence.Publication, s evidence.PackStatement) {
	p.w.Helper()
	k := visits.Pack{ID: visits.PackID(s.SHA256), PackLine: visits.PackLine{Pack: s.Pack, Version: s.Version, SHA256: s.SHA256, Country: "*", Region: "*", From: s.From}, Publication: pub}
	body, err := json.Marshal(k)
	p.w.must(err)
	p.given(visits.RulesFeed("*", "*"), visits.Key{Kind: visits.KindPack, ID: k.ID}, body, 1<<40)
}

// given puts a row into a feed of the device.
func (p *person) given(feed string, k visits.Key, body []byte, n int64) {
	p.w.Helper()
	row := journal.Row{N: n, Entity: k.Entity(), Body: body}
	p.w.must(p.journal.ApplyBatch(p.w.ctx, feed, []journal.Row{row}, journal.BatchEnd{N: row.N, Count: 1, Sum: journal.Digest(row.Entity, row.Body), More: true}))
}

// A device believes two publishers that the root named, and nobody else.
func TestADeviceChecksThePackItself(t *testing.T) {
	late := laterHouse(t, "2026.5.0", "06:00")
	for name, spoil := range map[string]func(p *publishers, pub *evidence.Publication){
		"one signature":         func(_ *publishers, pub *evidence.Publication) { pub.Signatures = pub.Signatures[:1] },
		"the same person twice": func(_ *publishers, pub *evidence.Publication) { pub.Signatures[1] = pub.Signatures[0] },
		"a stranger": func(p *publishers, pub *evidence.Publication) {
			_, sigs := p.signs(late, newYear, p.stranger)
			pub.Signatures[1] = sigs[0]
		},
		"other bytes": func(p *publishers, pub *evidence.Publication) {
			other, err := evidence.Publish("", laterHouse(t, "2026.5.0", "07:00"))
			p.must(err)
			pub.Packed = other.Packed
		},
		"another statement": func(_ *publishers, pub *evidence.Publication) {
			pub.Body = strings.Replace(pub.Body, "2026.5.0", "2026.6.0", 1)
		},
	} {
		t.Run(name, func(t *testing.T) {
			w, li, zhao, c := branchAtWork(t)
			p := w.publishers()
			li.sync()
			pack, err := rules.ParsePack(late)
			w.must(err)
			body, sigs := p.signs(late, newYear, p.wang, p.sun)
			pub, err := evidence.Publish(body, late, sigs...)
			w.must(err)
			spoil(p, &pub)
			li.sent(pub, hq.Stated(pack, newYear))
			if _, by := li.start(c, zhao.id); strings.Contains(by, "2026.5.0") || strings.Contains(by, "2026.6.0") {
				t.Errorf("it judges: %s", by)
			}
			l, err := li.work.Library(w.ctx)
			if err != nil || len(l.Unsigned()) != 1 {
				t.Errorf("it is not told of: %v, %v", l, err)
			}
		})
	}
	w, li, zhao, c := branchAtWork(t)
	p := w.publishers()
	li.sync()
	pack, err := rules.ParsePack(late)
	w.must(err)
	body, sigs := p.signs(late, newYear, p.sun, p.wang)
	pub, err := evidence.Publish(body, late, sigs...)
	w.must(err)
	li.sent(pub, hq.Stated(pack, newYear))
	if _, by := li.start(c, zhao.id); !strings.Contains(by, "2026.5.0") {
		t.Errorf("a good one does not judge: %s", by)
	}
}

// Nobody but headquarters publishes: a device's entry of that kind is kept and
// not understood.
func TestADeviceCannotPublish(t *testing.T) {
	w, li, _, _ := branchAtWork(t)
	p := w.publishers()
	late := laterHouse(t, "2026.5.0", "06:00")
	body, sigs := p.signs(late, newYear, p.wang, p.sun)
	pub, err := evidence.Publish(body, late, sigs...)
	w.must(err)
	_, err = li.journal.Append(w.ctx, journal.Writing{Kind: visits.PackPublished, Facts: pub})
	w.must(err)
	li.sync()
	w.must(w.hq.Settle(w.ctx))
	if b, err := w.hq.Rulebook(w.ctx); err != nil || len(b.Packs) != 0 {
		t.Errorf("the rulebook is %+v, %v", b, err)
	}
	if found := w.found(visits.NotUnderstood); len(found) != 1 {
		t.Errorf("found is %q", found)
	}
}
