package hq

import (
	"context"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
	"fairvisit/visits/find"
)

// mostWords bounds what one search looks for.
const mostWords = 8

// searchKey makes the hashes of words; who has the database alone can test no guess.
func (k *Keys) searchKey() []byte {
	key, err := hkdf.Expand(sha256.New, k.Master, "fv-search-v1\n", 32)
	if err != nil {
		panic(err) // of a length that is a constant
	}
	return key
}

// wordsOf hashes words (FORMAT.md section 15).
func (h *HQ) wordsOf(words []string) []store.Word {
	mac := hmac.New(sha256.New, h.keys.searchKey())
	list := make([]store.Word, len(words))
	for i, w := range words {
		mac.Reset()
		mac.Write([]byte(w))
		list[i] = store.Word(mac.Sum(nil)[:16])
	}
	return list
}

// foundBy has a case be found by what it says now; an erased one says nothing.
func (h *HQ) foundBy(tx *store.FoldTx, c *visits.Case) error {
	var words []string
	if c.Erased == nil {
		words = find.Words(c.Words)
	}
	return tx.FoundBy(c.ID, h.wordsOf(words))
}

// SearchCases reads masked lines of the cases in a state ("" for all) in which each word
// of the query stands, after an id. A query of no words finds nothing.
func (h *HQ) SearchCases(ctx context.Context, query, state string, after evidence.ID, limit int) ([]fieldsync.CaseLine, error) {
	words := find.Asked(query)
	if len(words) == 0 {
		return []fieldsync.CaseLine{}, nil
	}
	pictures, err := h.Store.FindPictures(ctx, visits.KindCase, state, h.wordsOf(words[:min(len(words), mostWords)]), after, limit)
	if err != nil {
		return nil, err
	}
	return caseLines(pictures)
}
