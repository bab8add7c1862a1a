package record

import (
	"time"

	"fairvisit/app/i18n"
)

// WithdrawReason is why a photo was withdrawn, in words.
func WithdrawReason(w *i18n.Words, code string) string { return known(w, "withdraw.reason.", code) }

// Withdrawn is what stands in the place of a photo that was withdrawn.
func Withdrawn(w *i18n.Words, reason string, at, now time.Time) string {
	return w.T("withdraw.when", "why", WithdrawReason(w, reason), "time", w.Moment(at, now))
}

// AndWithdrawn adds to a count of photos how many of them were withdrawn; "" for
// none.
func AndWithdrawn(w *i18n.Words, n int) string {
	if n == 0 {
		return ""
	}
	return " · " + w.N("withdraw.count", n)
}
