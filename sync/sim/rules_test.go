package sim

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"time"

	"fairvisit/assets"
	"fairvisit/evidence"
	"fairvisit/sync/hq"
	"fairvisit/visits/checklist"
	"fairvisit/visits/rules"
)

// publish puts the house pack and the house's checklist in force, so that every
// device of every history is sent them and goes by them.
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
	list, err := checklist.Parse(assets.HouseChecklist())
	if err != nil {
		return err
	}
	day := time.Unix(int64(pack.EffectiveFrom)*86400, 0)
	stated, err := hq.StatedList(list, "*", day)
	if err != nil {
		return err
	}
	named := evidence.Publishers{Version: 1}
	var body, listBody string
	var sigs, listSigs []evidence.PackSignature
	for range 2 {
		public, key, err := ed25519.GenerateKey(nil)
		if err != nil {
			return err
		}
		named.Publishers = append(named.Publishers, evidence.Publisher{Person: evidence.NewID(), Key: evidence.PublicKey(public)})
		var sig evidence.PackSignature
		if body, sig, err = evidence.SignPublished(evidence.MagicPack, hq.Stated(pack, day), key); err != nil {
			return err
		}
		sigs = append(sigs, sig)
		if listBody, sig, err = evidence.SignPublished(evidence.MagicChecklist, stated, key); err != nil {
			return err
		}
		listSigs = append(listSigs, sig)
	}
	st, err := evidence.SignStatement(evidence.MagicPublishers, named, ed25519.NewKeyFromSeed(seed))
	if err != nil {
		return err
	}
	if err := h.NamePublishers(context.Background(), st, nil); err != nil {
		return err
	}
	if _, err = h.Publish(context.Background(), data, body, sigs...); err != nil {
		return err
	}
	_, err = h.PublishList(context.Background(), assets.HouseChecklist(), listBody, listSigs...)
	return err
}
