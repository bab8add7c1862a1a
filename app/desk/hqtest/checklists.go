package hqtest

import (
	"crypto/ed25519"
	"encoding/hex"
	"time"

	"fairvisit/evidence"
	"fairvisit/sync/hq"
	"fairvisit/visits/checklist"
)

// PublishList has two people whom the root names put a checklist in force everywhere.
func (w *World) PublishList(data []byte) {
	w.Helper()
	list, err := checklist.Parse(data)
	w.Must(err)
	s, err := hq.StatedList(list, "*", time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	w.Must(err)
	b, err := w.HQ.Rulebook(w.Context())
	w.Must(err)
	named := evidence.Publishers{Version: b.Version + 1}
	var body string
	var sigs []evidence.PackSignature
	for range 2 {
		public, key, err := ed25519.GenerateKey(nil)
		w.Must(err)
		named.Publishers = append(named.Publishers, evidence.Publisher{Person: evidence.NewID(), Key: evidence.PublicKey(public)})
		var sig evidence.PackSignature
		body, sig, err = evidence.SignPublished(evidence.MagicChecklist, s, key)
		w.Must(err)
		sigs = append(sigs, sig)
	}
	root, err := hex.DecodeString(w.root)
	w.Must(err)
	st, err := evidence.SignStatement(evidence.MagicPublishers, named, ed25519.NewKeyFromSeed(root))
	w.Must(err)
	w.Must(w.HQ.NamePublishers(w.Context(), st, nil))
	_, err = w.HQ.PublishList(w.Context(), data, body, sigs...)
	w.Must(err)
}
