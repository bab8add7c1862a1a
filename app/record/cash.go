package record

import (
	"fmt"
	"strings"

	"fairvisit/app/i18n"
)

// againstCash is cash that may not be taken, each with its reason and rule; "" where it
// is of another form.
func againstCash(w *i18n.Words, d string) string {
	var list []string
	for _, one := range strings.Split(d, ", ") {
		var rule, code, currency string
		var minor int64
		key := "officer.reason."
		if _, err := fmt.Sscanf(one, "%s %s %d %s", &rule, &code, &minor, &currency); err != nil || !w.Has(key+code) {
			return ""
		}
		list = append(list, w.T("record.detail.rule_cash", "amount", w.Money(minor, currency), "why", w.T(key+code, "currency", currency, "certificate", "–"), "rule", rule))
	}
	return strings.Join(list, w.T("officer.list_sign"))
}
