package sim

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"time"

	"fairvisit/assets"
	"fairvisit/evidence"
	"fairvisit/sync/hq"
	"fairvisit/visits/rules"
)

// publish puts the house pack in force, so that every device of every history is
// sent rules and judges by them.
func publish(h *hq.HQ, root string) error {
	seed, err := hex.DecodeString(root)
	if err != nil {
		return err
	}
	data := assets.FirstHousePack()
	pack, err := rules.ParsePack(data)
	if err != nil {
		return err
	}
	list := evidence.Publishers{Version: 1}
	var body string
	var sigs []evidence.PackSignature
	for range 2 {
		public, key, err := ed25519.GenerateKey(nil)
		if err != nil {
			return err
		}
		list.Publishers = append(list.Publishers, evidence.Publisher{Person: evidence.NewID(), Key: evidence.PublicKey(public)})
		var sig evidence.PackSignature
		if body, sig, err = evidence.SignPack(hq.Stated(pack, time.Unix(int64(pack.EffectiveFrom)*86400, 0)), key); err != nil {
			return err
		}
		sigs = append(sigs, sig)
	}
	st, err := evidence.SignStatement(evidence.MagicPublishers, list, ed25519.NewKeyFromSeed(seed))
	if err != nil {
		return err
	}
	if err := h.NamePublishers(context.Background(), st, nil); err != nil {
		return err
	}
	_, err = h.Publish(context.Background(), data, body, sigs...)
	return err
}
