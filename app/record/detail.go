package record

import (
	"fmt"
	"strconv"
	"strings"

	"fairvisit/app/i18n"
	"fairvisit/visits"
	"fairvisit/visits/refuse"
)

// Detail is what headquarters noted of a finding, in words. The detail in the
// picture is terse and of no language, because a finding is for ever; one of
// another form shows itself: rather a bare number than nothing.
func Detail(w *i18n.Words, f visits.Finding) string {
	d := f.Detail
	if said := counted(w, f.Code, d); said != "" {
		return said
	}
	switch f.Code {
	case visits.TimeUnproved:
		class, times, ok := strings.Cut(d, ": ")
		from, to, two := strings.Cut(times, " – ")
		if ok && two {
			return w.T("record.detail.time_not_provable", "class", class, "from", from, "to", to)
		}
	case visits.OrderRefusal:
		if n, why, ok := strings.Cut(d, ": "); ok {
			return w.T("record.detail.order_refused", "n", n, "why", known(w, "record.detail.order_refused.", why))
		}
	case visits.LetterSeen:
		if n, why, ok := strings.Cut(d, ": "); ok {
			return w.T("record.detail.letter_refused", "n", n, "why", why)
		}
	case visits.SamePicture:
		var photo, of string
		var n int
		if _, err := fmt.Sscanf(d, "photo %s of case %s %d of 64", &photo, &of, &n); err == nil {
			return w.T("record.detail.same_picture", "photo", photo, "case", strings.TrimSuffix(of, ";"), "n", n)
		}
	case visits.SameFile:
		if photo, is := strings.CutPrefix(d, "photo "); is {
			return w.T("record.detail.same_file", "photo", photo)
		}
	case visits.RulePack:
		var pack, was, now string
		if _, err := fmt.Sscanf(d, "%s %s %s", &pack, &was, &now); err == nil && strings.Count(d, ",") == 1 {
			return w.T("record.detail.rule_pack", "pack", pack, "was", strings.TrimSuffix(was, ","), "now", now)
		}
	case visits.DepositLate:
		if said := kept(w, d); said != "" {
			return said
		}
	case visits.NoReceipt:
		if list := amounts(w, d); list != "" {
			return list
		}
	case visits.RuleCash:
		if list := againstCash(w, d); list != "" {
			return list
		}
	case visits.ToldOthers:
		if what, who, said := strings.Cut(d, ", "); said && !strings.Contains(who, ",") {
			return w.T("record.detail.told_others_by", "what", what, "who", known(w, "record.detail.told_others.", who))
		}
		return w.T("record.detail.told_others", "id", d)
	case visits.NoteAdmits:
		if list := admitted(w, d); list != "" {
			return list
		}
	case visits.ForeignEntry:
		return Kind(w, d)
	case visits.ForeignReminder:
		return known(w, "remind.state.", d)
	case visits.CosignBroken:
		return CosignFault(w, d)
	case visits.CashBroken:
		return known(w, "record.detail.cash_broken.", d)
	case visits.CashDiffers:
		if list := counts(w, d); list != "" {
			return list
		}
	case visits.WithdrawnAlone:
		return WithdrawReason(w, d)
	}
	return d
}

// counted are the details that are numbers; "" for any other.
func counted(w *i18n.Words, code, d string) string {
	var a, b, c, e int
	reads := func(form string, into ...any) bool {
		_, err := fmt.Sscanf(d, form, into...)
		return err == nil
	}
	switch {
	case code == visits.TooFast && reads("%d: %d s", &a, &b):
		return w.N("record.detail.too_fast", a, "s", b)
	case code == visits.StayedOn && reads("%d s > %d s", &a, &b):
		return w.T("record.detail.stayed_on", "s", a, "limit", b)
	case code == visits.GapSeen && reads("%d–%d:", &a, &b):
		return w.T("record.detail.gap", "from", a, "to", b)
	case code == visits.CountWrong && reads("says %d entries and %d photos, holds %d and %d", &a, &b, &c, &e):
		return w.T("record.detail.count_wrong", "of", a, "files_of", b, "entries", c, "files", e)
	case code == visits.OftenWithdrawn && reads("%d / %d", &a, &b):
		return w.T("record.detail.often_withdrawn", "n", a, "of", b)
	case code == visits.SplitView && reads("%d, %d", &a, &b):
		return w.T("record.detail.split_view", "n", a, "of", b)
	}
	if _, sizes, ok := strings.Cut(d, ": "); code == visits.ProofBroken && ok {
		if _, err := fmt.Sscanf(sizes, "%d, %d", &a, &b); err == nil {
			return w.T("record.detail.proof_failed", "n", a, "of", b)
		}
	}
	return ""
}

// counts are cash that was counted beside what was taken; "" where one is of another
// form.
func counts(w *i18n.Words, d string) string {
	var list []string
	for _, one := range strings.Split(d, "; ") {
		var currency string
		var counted, taken int64
		if _, err := fmt.Sscanf(one, "%s %d, %d", &currency, &counted, &taken); err != nil {
			return ""
		}
		list = append(list, w.T("record.detail.cash_differs", "counted", w.Money(counted, currency), "taken", w.Money(taken, currency)))
	}
	return strings.Join(list, w.T("officer.list_sign"))
}

// amounts are sums of minor units as people write money; "" where one is of
// another form.
func amounts(w *i18n.Words, d string) string {
	var list []string
	for _, one := range strings.Split(d, ", ") {
		minor, currency, _ := strings.Cut(one, " ")
		n, err := strconv.ParseInt(minor, 10, 64)
		if err != nil || currency == "" {
			return ""
		}
		list = append(list, w.Money(n, currency))
	}
	return strings.Join(list, w.T("officer.list_sign"))
}

// kept is cash that was handed on too late, or of which nobody knows where it is; ""
// where it is of another form.
func kept(w *i18n.Words, d string) string {
	var currency, after string
	var minor int64
	var limit int
	if _, err := fmt.Sscanf(d, "%d %s – > %d h", &minor, &currency, &limit); err == nil {
		return w.T("record.detail.deposit_missing", "money", w.Money(minor, currency), "limit", limit)
	}
	if _, err := fmt.Sscanf(d, "%d %s %s h > %d h", &minor, &currency, &after, &limit); err == nil {
		return w.T("record.detail.deposit_late", "money", w.Money(minor, currency), "h", after, "limit", limit)
	}
	return ""
}

// admitted are practices by their names, each with the note that speaks of it; "" where
// one is of another form, or of a later version's practices.
func admitted(w *i18n.Words, d string) string {
	var list []string
	for _, one := range strings.Split(d, ", ") {
		practice, note, _ := strings.Cut(one, " ")
		title := refuse.Title(practice)
		if title == nil || note == "" {
			return ""
		}
		list = append(list, w.T("record.detail.note_admits", "practice", w.Pick(title), "id", note))
	}
	return strings.Join(list, w.T("officer.list_sign"))
}
