package desktest

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/json"

	"fairvisit/app/desk"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// Publish puts a pack in force on a desk as headquarters would, signed by two
// whom the root names; s says of it what its bytes need not, so that a story can
// publish what this version does not understand. People confirmed it that often.
func (b *Branch) Publish(k *desk.Desk, data []byte, s evidence.PackStatement, confirmed int) {
	b.t.Helper()
	b.publish(k, evidence.MagicPack, visits.KindPack, data, s, confirmed)
}

// PublishList does it for a checklist.
func (b *Branch) PublishList(k *desk.Desk, data []byte, s evidence.PackStatement) {
	b.t.Helper()
	b.publish(k, evidence.MagicChecklist, visits.KindChecklist, data, s, 0)
}

func (b *Branch) publish(k *desk.Desk, magic, kind string, data []byte, s evidence.PackStatement, confirmed int) {
	b.t.Helper()
	s.SHA256 = sha256.Sum256(data)
	list := evidence.Publishers{Version: 1}
	var body string
	var sigs []evidence.PackSignature
	for i := range 2 {
		key := ed25519.NewKeyFromSeed(append(make([]byte, 31), byte(i+1)))
		list.Publishers = append(list.Publishers, evidence.Publisher{Person: evidence.ID{byte(i + 1)}, Key: evidence.PublicKey(public(key))})
		var sig evidence.PackSignature
		var err error
		body, sig, err = evidence.SignPublished(magic, s, key)
		b.must(err)
		sigs = append(sigs, sig)
	}
	book := visits.Rulebook{ID: visits.RulebookID(), Version: 1}
	var err error
	book.Publishers, err = evidence.SignStatement(evidence.MagicPublishers, list, serviceKey) // the root of these desks
	b.must(err)
	pack := visits.Pack{ID: visits.PackID(s.SHA256), PackLine: visits.PackLine{Pack: s.Pack, Version: s.Version, SHA256: s.SHA256, Country: s.Country, Region: s.Region, From: s.From}}
	pack.Publication, err = evidence.Publish(body, data, sigs...)
	b.must(err)
	for i := range confirmed {
		pack.Confirmed = append(pack.Confirmed, evidence.ID{byte(i + 1)})
	}
	b.rule(visits.Key{Kind: visits.KindRulebook, ID: book.ID}, book)
	b.rule(visits.Key{Kind: kind, ID: pack.ID}, pack)
	rows, end := b.batch(rulesFeed, 0, 1000)
	b.must(k.Journal.Restart(context.Background(), rulesFeed))
	b.must(k.Journal.ApplyBatch(context.Background(), rulesFeed, rows, end))
}

var rulesFeed = visits.RulesFeed("*", "*")

// rule shows a picture of rules in their feed.
func (b *Branch) rule(k visits.Key, value any) {
	b.t.Helper()
	body, err := json.Marshal(value)
	b.must(err)
	if b.rows[rulesFeed] == nil {
		b.rows[rulesFeed] = map[string]journal.Row{}
	}
	b.n++
	b.rows[rulesFeed][k.Entity()] = journal.Row{N: b.n, Entity: k.Entity(), Body: body}
}
