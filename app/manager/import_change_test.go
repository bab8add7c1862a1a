package manager

import (
	"strings"
	"testing"

	"fairvisit/app/i18n"
	"fairvisit/visits"
	"fairvisit/visits/intake"
)

// A change that masking hides is told as one, not as an arrow between two equal values.
func TestAChangeThatIsMaskedIsNotShownAsNone(t *testing.T) {
	c := &visits.Case{Facts: visits.CaseFacts{Currency: "CNY"}}
	for _, lang := range []i18n.Lang{i18n.English, i18n.Chinese} {
		w := i18n.In(lang)
		masked := changeSaid(w, intake.Change{Field: "street", Was: "Elm", Now: "Elm"}, c)
		if strings.Contains(masked, "→") || !strings.Contains(masked, "Elm") || !strings.Contains(masked, w.T("import.field.street")) {
			t.Errorf("%s: %s", lang, masked)
		}
		if amount := changeSaid(w, intake.Change{Field: "amount", Was: "30000", Now: "432150"}, c); !strings.Contains(amount, "300.00 → ¥ 4,321.50") {
			t.Errorf("%s: %s", lang, amount)
		}
	}
}
