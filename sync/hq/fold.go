package hq

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"slices"
	"time"

	"fairvisit/evidence"
	"fairvisit/evidence/probe"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq/casekeys"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
	"fairvisit/visits/intake"
)

// foldBatch is how many entries one fold transaction takes: admission waits
// while it runs, and a picture is read and written once per batch.
const foldBatch = 500

// foldState is what the fold keeps between batches: nothing that another
// process could have changed since, see fold.
type foldState struct {
	changed map[string]bool // feeds touched since the sessions were last told
}

// Settle folds everything admitted so far and tells the sessions.
func (h *HQ) Settle(ctx context.Context) error {
	h.folding.Lock()
	defer h.folding.Unlock()
	for {
		n, err := h.foldOnce(ctx)
		if err != nil {
			return err
		}
		h.tellDoomed()
		if len(h.pictures.changed) > 0 {
			h.tell(h.pictures.changed)
			h.pictures.changed = nil
		}
		if n < foldBatch {
			return nil // that was all; what came since is told of again
		}
	}
}

// tell has the sessions look at feeds that have something new.
func (h *HQ) tell(feeds map[string]bool) {
	for _, s := range h.snapshot() {
		s.feedsChanged(feeds)
	}
}

// echoAfter is how long who brought entries waits to be told what became of
// them: their device shows it already, and reading it to them at once would take
// the processor from those who do not know.
const echoAfter = 10 * time.Millisecond

func (h *HQ) tellOthersFirst(feeds map[string]bool, group []handIn) {
	if h.o.Sequential {
		h.tell(feeds)
		return
	}
	var later []*session
	for _, s := range h.snapshot() {
		if slices.ContainsFunc(group, func(i handIn) bool { return i.from == s }) {
			later = append(later, s)
			continue
		}
		s.feedsChanged(feeds)
	}
	time.AfterFunc(echoAfter, func() {
		for _, s := range later {
			s.feedsChanged(feeds)
		}
	})
}

// foldAlong is how many entries are folded in the transaction that admits them:
// its acknowledgements wait for the fold.
const foldAlong = 16

// admit stores entries. Those that somebody waits for are folded along with
// their admission when nothing else folds and little is unfolded; then changed,
// not nil, names the feeds that have something new.
func (h *HQ) admit(ctx context.Context, items []store.Item, hurry bool) (answers []store.Answer, head store.Head, changed map[string]bool, err error) {
	if !hurry || len(items) > foldAlong || !h.folding.TryLock() {
		answers, head, err = h.Store.Admit(ctx, items)
		return answers, head, nil, err
	}
	defer h.folding.Unlock()
	changed = map[string]bool{}
	answers, head, folded, err := h.Store.AdmitAndFold(ctx, items, foldAlong, h.foldRows(changed))
	if err != nil || !folded {
		changed = nil
	}
	h.tellDoomed()
	return answers, head, changed, err
}

// foldOnce folds one batch in one transaction.
func (h *HQ) foldOnce(ctx context.Context) (int, error) {
	changed := map[string]bool{}
	n, err := h.Store.Fold(ctx, foldBatch, h.foldRows(changed))
	h.foldWatch.saw(err)
	if err == nil {
		h.pictures.changed = merge(h.pictures.changed, changed)
	}
	return n, err
}

// foldRows folds one batch and notes in changed which feeds it touched. Pictures
// are read anew in each: a cache over transactions would be wrong as soon as a
// second process folds.
func (h *HQ) foldRows(changed map[string]bool) func(tx *store.FoldTx, rows []store.Row) error {
	return func(tx *store.FoldTx, rows []store.Row) error {
		clear(changed)
		p := visits.NewPictures(func(k visits.Key) ([]byte, error) { return tx.Picture(k.Kind, k.ID) })
		p.Withdrawals = visits.HouseWithdrawals
		judgesAfterwards(p)
		p.Service, p.Root = h.keys.Service.Public().(ed25519.PublicKey), h.keys.Root
		p.Marks = func(w visits.CaseWords) []visits.Mark { return intake.Marks(h.keys.suppressKey(), w) }
		for i := range rows {
			if err := foldRow(tx, p, &rows[i]); err != nil {
				return err
			}
		}
		pictures, err := p.Changed()
		if err != nil {
			return err
		}
		for _, c := range pictures {
			if err := h.put(tx, c, changed); err != nil {
				return err
			}
		}
		return nil
	}
}

func merge(a, b map[string]bool) map[string]bool {
	if a == nil {
		return b
	}
	for k := range b {
		a[k] = true
	}
	return a
}

func foldRow(tx *store.FoldTx, p *visits.Pictures, r *store.Row) error {
	e, err := evidence.Decode(r.Raw)
	if err != nil {
		// It was read when it was admitted: the store is damaged. Figures must
		// not go on as if nothing was.
		return fmt.Errorf("entry %d cannot be read back: %w", r.No, err)
	}
	err = p.Apply(visits.Input{Entry: &e, Status: r.Status, Received: r.Received})
	if errors.Is(err, visits.ErrNotUnderstood) {
		return tx.Quarantine(r.No)
	}
	return err
}

// put writes one picture and brings its feeds up to date.
func (h *HQ) put(tx *store.FoldTx, c visits.Changed, changed map[string]bool) error {
	err := tx.Put(store.Picture{Kind: c.Kind, ID: c.ID, Version: visits.FoldVersion, State: c.State, Day: c.Day, Body: c.Body, MadeBy: c.MadeBy, Scope: scopeOf(c)})
	if err != nil {
		return err
	}
	if about, is := c.Value.(*visits.Case); is {
		if err := h.foundBy(tx, about); err != nil {
			return err
		}
	}
	entity := c.Entity()
	before, err := tx.Feeds(entity)
	if err != nil {
		return err
	}
	now := visits.Feeds(c)
	for _, f := range now {
		body, err := visits.Cut(f, c.Key, c.Body)
		if err != nil {
			return err
		}
		if err := tx.Feed(f, entity, fieldsync.RowSum(entity, body)); err != nil {
			return err
		}
		changed[f] = true
	}
	if v, is := c.Value.(*visits.Visit); is {
		if err := h.withdraw(tx, v, changed); err != nil {
			return err
		}
		if err := h.cover(tx, v, changed); err != nil {
			return err
		}
	}
	for _, f := range before {
		if slices.Contains(now, f) || probe.Planted("tombstone lost") {
			continue
		}
		if err := tx.FeedGone(f, entity); err != nil {
			return err
		}
		changed[f] = true
	}
	return nil
}

// scopeOf is the key a picture lies sealed under: that of its case as long as it
// may hold words. What is left of an erased case must be read after its key is
// gone, and so must findings, which hold codes and ids.
func scopeOf(c visits.Changed) casekeys.Scope {
	switch v := c.Value.(type) {
	case *visits.Case:
		if v.Erased == nil {
			return casekeys.OfCase(v.ID)
		}
	case *visits.Visit:
		switch {
		case v.Erased != nil:
		case v.Case.IsZero():
			return casekeys.OfVisit(v.ID)
		default:
			return casekeys.OfCase(v.Case)
		}
	case *visits.Ask:
		if v.Spoken() {
			return casekeys.OfCase(v.Case)
		}
	case *visits.RosterPart:
		if !v.Erased {
			return casekeys.OfCase(v.ID)
		}
	case *visits.Swap:
		if v.Text != "" {
			return casekeys.OfCase(v.Case)
		}
	case *visits.FindingAnswer:
		if v.Text != "" && !v.Case.IsZero() {
			return casekeys.OfCase(v.Case)
		}
	}
	return casekeys.House
}

// Rebuild makes every picture anew from the entries: the same code from zero.
func (h *HQ) Rebuild(ctx context.Context) error {
	h.folding.Lock()
	err := h.Store.ResetFold(ctx)
	h.folding.Unlock()
	if err != nil {
		return err
	}
	h.wakeAll()
	if err := h.Settle(ctx); err != nil {
		return err
	}
	shown := map[string]bool{}
	err = h.Store.EachThumb(ctx, func(tx *store.FoldTx, p store.PhotoRow) error { return publishThumb(tx, p, shown) })
	h.tell(shown)
	return err
}
