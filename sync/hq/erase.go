package hq

import (
	"context"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"fairvisit/evidence"
	"fairvisit/sync/hq/casekeys"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
	"fairvisit/visits/intake"
)

// To erase a case is to destroy its key. What its words said is then nowhere to be
// read: not here, not in the second copy, not in any backup, of data, made before
// or after. The entries stay, with facts, hashes and places in the log, so figures,
// contact counts and proofs are what they were.

var (
	// ErrHeld means that a legal hold forbids to erase.
	ErrHeld = errors.New("the case is under a legal hold; nothing was erased")
	// ErrNotGone means that copies of the case keys may still hold the key.
	ErrNotGone = errors.New("the erasure is not complete yet")
)

// suppressKey makes the marks of what no import may bring back. It is the branch's
// import key's like in use, but no branch has it: who can make case ids must not
// be able to ask who was erased.
func (k *Keys) suppressKey() []byte {
	b, err := hkdf.Expand(sha256.New, k.Master, "fv-suppress-v1\n", 32)
	if err != nil {
		panic(err) // only for a length or a secret that HKDF does not take
	}
	return b
}

// caseNamed reads the picture of a case.
func (h *HQ) caseNamed(ctx context.Context, id evidence.ID) (*visits.Case, error) {
	if err := h.Settle(ctx); err != nil {
		return nil, err
	}
	p, err := h.Store.PictureByID(ctx, visits.KindCase, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil, fmt.Errorf("headquarters has no case %s; nothing was done: %w", id.Short(), err)
	}
	if err != nil {
		return nil, err
	}
	return decodePicture[visits.Case](p)
}

// Erase destroys what is held of a case, for one of visits.EraseReasons, and
// returns how it stands. Done again it does what a stop left undone and changes
// nothing else. ErrHeld: a legal hold forbids it.
func (h *HQ) Erase(ctx context.Context, id evidence.ID, reason string) (visits.Erasure, error) {
	if !slices.Contains(visits.EraseReasons, reason) {
		return visits.Erasure{}, fmt.Errorf("a case is erased for one of these reasons: %s; nothing was erased", strings.Join(visits.EraseReasons, ", "))
	}
	c, err := h.caseNamed(ctx, id)
	if err != nil {
		return visits.Erasure{}, err
	}
	if c.Held != nil && c.Erased == nil {
		return visits.Erasure{}, fmt.Errorf("%w (%s, since %s)", ErrHeld, c.Held.Reason, time.UnixMicro(c.Held.At).UTC().Format(time.DateOnly))
	}
	if c.Erased == nil {
		f := visits.ErasedFacts{Reason: reason, Gone: casekeys.Gone(h.now()).UnixMicro(), Suppress: h.toSuppress(c, reason)}
		if err := h.actErased(ctx, id, f); err != nil {
			return visits.Erasure{}, err
		}
	}
	if c, err = h.caseNamed(ctx, id); err != nil {
		return visits.Erasure{}, err
	}
	return *c.Erased, errors.Join(h.finishErasure(ctx, c), h.DeleteWithdrawn(ctx))
}

// toSuppress is what no import may bring back. After a retention nothing but the
// case itself: the same person may owe something new. An address alone is kept
// out only where it was that of somebody else.
func (h *HQ) toSuppress(c *visits.Case, reason string) []visits.Mark {
	if c.Words == nil || reason == "retention" {
		return nil
	}
	return slices.DeleteFunc(intake.Marks(h.keys.suppressKey(), *c.Words), func(m visits.Mark) bool {
		return m.What == intake.MarkAddress && reason != "wrong_party" && reason != "wrong_address"
	})
}

// scopesOf are the keys that an erased case had, but for its photos'.
func (h *HQ) scopesOf(ctx context.Context, id evidence.ID) ([]casekeys.Scope, error) {
	scopes := []casekeys.Scope{casekeys.OfCase(id)}
	all, err := h.Store.VisitsOfCase(ctx, id)
	for _, v := range all {
		scopes = append(scopes, casekeys.OfVisit(v))
	}
	return scopes, err
}

// finishErasure destroys the keys of a case that the log says is erased. It is
// what a stop can leave undone, and what a restore with older keys brings back.
func (h *HQ) finishErasure(ctx context.Context, c *visits.Case) error {
	return errors.Join(h.destroyKeys(ctx, c), h.eraseReferences(ctx, c)) // its own first: nothing said of others may keep them
}

func (h *HQ) destroyKeys(ctx context.Context, c *visits.Case) error {
	scopes, err := h.scopesOf(ctx, c.ID)
	if err != nil {
		return err
	}
	scopes = slices.DeleteFunc(scopes, func(s casekeys.Scope) bool {
		_, err := h.ring.Key(s)
		return errors.Is(err, casekeys.ErrErased)
	})
	if len(scopes) == 0 {
		return nil
	}
	if err := h.forgetPrints(ctx, c.ID); err != nil {
		return err
	}
	return h.ring.Destroy(scopes...)
}

// erasedPhoto reports whether a photo went with its case.
func (h *HQ) erasedPhoto(row store.PhotoRow) bool {
	if row.State != store.PhotoWithdrawn || row.Case.IsZero() {
		return false
	}
	_, err := h.ring.Key(casekeys.OfCase(row.Case))
	return errors.Is(err, casekeys.ErrErased)
}

// FinishErasures destroys the keys of every case that the log says is erased and
// whose keys are there still. One that cannot be finished keeps no other from it; the
// error names each.
func (h *HQ) FinishErasures(ctx context.Context) error {
	var failed []error
	for after := (evidence.ID{}); ; {
		page, err := h.Store.ListPictures(ctx, visits.KindCase, "erased", after, maxLines)
		if err != nil {
			return err
		}
		for _, p := range page {
			after = p.ID
			c, err := decodePicture[visits.Case](p)
			if err == nil {
				err = h.finishErasure(ctx, c)
			}
			if err != nil {
				failed = append(failed, fmt.Errorf("case %s: %w", p.ID.Short(), err))
			}
		}
		if len(page) < maxLines || ctx.Err() != nil {
			return errors.Join(failed...)
		}
	}
}

// forgetPrints takes the photos of a case out of what new photos are compared with: the
// print of a photo stands in its words. That the case came back goes with it; what else
// was found in words the erasure says (FORMAT.md section 15). It is the last use of the key.
func (h *HQ) forgetPrints(ctx context.Context, id evidence.ID) error {
	kept := map[visits.Key]bool{}
	for r, err := range h.Store.EntriesOfCase(ctx, id) {
		if err != nil {
			return err
		}
		l, err := loggedRow(r)
		if err != nil {
			return err
		}
		var w visits.PhotoWords
		if l.entry.Words.State != evidence.Present || len(l.entry.Header.Photos) == 0 || evidence.DecodePayload(l.entry.Words.Bytes, &w) != nil {
			continue
		}
		for _, x := range visits.PrintedOf(&l.entry, &w, id, l.entry.Header.Visit()) {
			for _, k := range x.Keys() {
				kept[k] = true
			}
		}
	}
	back, err := h.findingsOf(ctx, visits.ComesBack, id)
	if err != nil || len(kept)+len(back) == 0 {
		return err
	}
	changed := map[string]bool{}
	h.folding.Lock()
	err = h.Store.Publish(ctx, func(tx *store.FoldTx) error {
		clear(changed)
		for k := range kept {
			if err := forgetIn(tx, k, id); err != nil {
				return err
			}
		}
		for _, f := range back {
			if err := dropFinding(tx, f, changed); err != nil {
				return err
			}
		}
		return nil
	})
	h.folding.Unlock()
	h.tell(changed)
	return err
}

func forgetIn(tx *store.FoldTx, k visits.Key, id evidence.ID) error {
	body, err := tx.Picture(k.Kind, k.ID)
	if err != nil || body == nil {
		return err
	}
	var x visits.Prints
	if err := json.Unmarshal(body, &x); err != nil {
		return err
	}
	madeBy, changed := x.ForgetPrints(id)
	switch {
	case !changed:
		return nil
	case len(x.Photos) == 0:
		return tx.Drop(k.Kind, k.ID)
	}
	if body, err = json.Marshal(&x); err != nil {
		return err
	}
	return tx.Put(store.Picture{Kind: k.Kind, ID: k.ID, Version: visits.FoldVersion, Body: body, MadeBy: madeBy})
}

// findingsOf are the findings of a code about a case.
func (h *HQ) findingsOf(ctx context.Context, code string, id evidence.ID) (list []*visits.Finding, err error) {
	err = h.eachFinding(ctx, code, func(f *visits.Finding) {
		if f.Case == id {
			list = append(list, f)
		}
	})
	return list, err
}

// eachFinding gives every finding of a code.
func (h *HQ) eachFinding(ctx context.Context, code string, give func(*visits.Finding)) error {
	for after := (evidence.ID{}); ; {
		page, err := h.ListFindings(ctx, code, after, maxLines)
		if err != nil {
			return err
		}
		for _, f := range page {
			give(f)
			after = f.ID
		}
		if len(page) < maxLines {
			return nil
		}
	}
}

func dropFinding(tx *store.FoldTx, f *visits.Finding, changed map[string]bool) error {
	k := visits.Key{Kind: visits.KindFinding, ID: f.ID}
	feeds, err := tx.Feeds(k.Entity())
	if err != nil {
		return err
	}
	for _, feed := range feeds {
		if err := tx.FeedGone(feed, k.Entity()); err != nil {
			return err
		}
		changed[feed] = true
	}
	return tx.Drop(k.Kind, k.ID)
}

// ConfirmErasure says in the log that nobody can read an erased case any more. It
// is ErrNotGone, with the date, as long as a copy of the case keys may hold its
// key.
func (h *HQ) ConfirmErasure(ctx context.Context, id evidence.ID) (visits.Erasure, error) {
	c, err := h.caseNamed(ctx, id)
	if err != nil {
		return visits.Erasure{}, err
	}
	if c.Erased == nil {
		return visits.Erasure{}, fmt.Errorf("case %s is not erased; nothing was done", id.Short())
	}
	if err := errors.Join(h.finishErasure(ctx, c), h.DeleteWithdrawn(ctx)); err != nil || !c.Erased.Done.IsZero() {
		return *c.Erased, err
	}
	if gone := time.UnixMicro(c.Erased.Gone).UTC(); h.now().Before(gone) {
		return *c.Erased, fmt.Errorf("%w: copies of the case keys are kept until %s; confirm it then", ErrNotGone, gone.Format(time.RFC3339))
	}
	scopes, err := h.scopesOf(ctx, id)
	if err != nil {
		return *c.Erased, err
	}
	if err := h.ring.Tidy(); err != nil {
		return *c.Erased, err
	}
	held, err := h.ring.Held(scopes...)
	if err != nil {
		return *c.Erased, err
	}
	if len(held) > 0 {
		return *c.Erased, fmt.Errorf("%w: its key is still in %s", ErrNotGone, strings.Join(held, ", "))
	}
	if _, err := h.Do(ctx, Act{Kind: visits.ErasureDone, Facts: visits.DoneFacts{Erasure: c.Erased.Entry}, Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: id}}}); err != nil {
		return *c.Erased, err
	}
	if c, err = h.caseNamed(ctx, id); err != nil {
		return visits.Erasure{}, err
	}
	return *c.Erased, nil
}
