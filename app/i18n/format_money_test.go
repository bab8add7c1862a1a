package i18n

import "testing"

// Yen have nothing below them: 5,000 of them are not 50.00.
func TestMoneyHasTheDecimalsOfItsCurrency(t *testing.T) {
	for _, c := range []struct {
		minor    int64
		currency string
		want     string
	}{{1200050, "CNY", "¥ 12,000.50"}, {-5, "EUR", "−€ 0.05"}, {5000, "JPY", "JPY 5,000"}, {-1234567, "JPY", "−JPY 1,234,567"}} {
		if got := In(English).Money(c.minor, c.currency); got != c.want {
			t.Errorf("%d of %s is %s, want %s", c.minor, c.currency, got, c.want)
		}
	}
}
