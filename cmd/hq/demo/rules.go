package demo

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"time"

	"fairvisit/assets"
	"fairvisit/evidence"
	"fairvisit/sync/hq"
	"fairvisit/visits"
	"fairvisit/visits/rules"
)

// publish puts the house pack in force in the demo's headquarters as people do,
// by two publishers of its own. Nobody keeps their keys: who wants another pack
// in the demo has its root name others.
func publish(ctx context.Context, h *hq.HQ, root string) error {
	seed, err := hex.DecodeString(root)
	if err != nil || len(seed) != ed25519.SeedSize {
		return fmt.Errorf("the demo's rules were not published: its root key has %d bytes", len(seed))
	}
	data := assets.HousePack()
	pack, err := rules.ParsePack(data)
	if err != nil {
		return err
	}
	stated := hq.Stated(pack, time.Unix(int64(pack.EffectiveFrom)*24*60*60, 0))
	list := evidence.Publishers{Version: 1}
	var people []visits.PublisherName
	var body string
	var sigs []evidence.PackSignature
	for _, name := range []string{"Demo publisher 1", "Demo publisher 2"} {
		public, key, err := ed25519.GenerateKey(nil)
		if err != nil {
			return err
		}
		p := evidence.Publisher{Person: evidence.NewID(), Key: evidence.PublicKey(public)}
		list.Publishers = append(list.Publishers, p)
		people = append(people, visits.PublisherName{Person: p.Person, Name: name})
		var sig evidence.PackSignature
		if body, sig, err = evidence.SignPublished(evidence.MagicPack, stated, key); err != nil {
			return err
		}
		sigs = append(sigs, sig)
	}
	named, err := evidence.SignStatement(evidence.MagicPublishers, list, ed25519.NewKeyFromSeed(seed))
	if err != nil {
		return err
	}
	if err := h.NamePublishers(ctx, named, people); err != nil {
		return err
	}
	_, err = h.Publish(ctx, data, body, sigs...)
	return err
}
