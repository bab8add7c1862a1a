package hq

import (
	"context"

	"fairvisit/visits"
)

// Renew makes every picture anew if an older version of the fold made some of
// them (D12): what that version put into no feed would else come only with the
// next change. A server calls it before it takes devices.
func (h *HQ) Renew(ctx context.Context) error {
	old, err := h.Store.Outdated(ctx, visits.FoldVersion)
	if err != nil || !old {
		return err
	}
	h.log.Info("pictures are of an older version; they are made anew")
	return h.Rebuild(ctx)
}
