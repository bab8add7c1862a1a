package visits_test

import (
	"testing"

	"fairvisit/visits"
)

// An amount that was typed is the amount that is shown, in a currency without decimals
// as in one that has them.
func TestAmountsAreInTheSmallestUnitOfTheirCurrency(t *testing.T) {
	for _, c := range []struct {
		typed, currency string
		minor           int64
		ok              bool
	}{{"5000", "JPY", 5000, true}, {"5000", "CNY", 500000, true}, {"12.5", "EUR", 1250, true}, {"0.05", "USD", 5, true}, {".5", "CNY", 50, true}, {"7.", "CNY", 700, true},
		{"5000", "KRW", 5000, true}, {"12.5", "VND", 0, false}, {"1.5", "KWD", 1500, true}, {"1.2345", "KWD", 0, false}, {"0.0001", "CLF", 1, true},
		{"12.5", "JPY", 0, false}, {"12.", "JPY", 0, false}, {"1.234", "CNY", 0, false}, {"", "CNY", 0, false}, {".", "CNY", 0, false}, {"99999999999999999999", "JPY", 0, false}} {
		if n, ok := visits.Minor(c.typed, c.currency); ok != c.ok || ok && n != c.minor {
			t.Errorf("%s of %s is %d, %v", c.typed, c.currency, n, ok)
		}
	}
	for _, c := range []struct {
		minor    uint64
		currency string
		whole    uint64
		behind   string
	}{{5000, "JPY", 5000, ""}, {5000, "XOF", 5000, ""}, {1500, "TND", 1, ".500"}, {12, "UYW", 0, ".0012"}, {5000, "CNY", 50, ".00"}, {1205, "EUR", 12, ".05"}, {7, "USD", 0, ".07"}, {0, "CNY", 0, ".00"}} {
		if whole, behind := visits.Major(c.minor, c.currency); whole != c.whole || behind != c.behind {
			t.Errorf("%d of %s is %d%s", c.minor, c.currency, whole, behind)
		}
	}
}
