package intake

import "testing"

// Full-width digits and spaces between thousands are read; spaces that stand
// elsewhere are no amount.
func TestAmountsAreReadAsPeopleTypeThem(t *testing.T) {
	for cell, want := range map[string]int64{"１２００.５０": 120050, "１，２００．５０": 120050, "1 200,50": 120050, "1\u202f234\u202f567.89": 123456789, "1 200": 120000, "12.00": 1200,
		"12 00,50": -1, "1 2": -1, "1200 500,00": -1, "1  200,00": -1, "1 200 5": -1, "１－２": -1} {
		got, w := parseAmount(cell, 2)
		if w.said() {
			got = -1
		}
		if got != want {
			t.Errorf("%q is read as %d, want %d: %s", cell, got, want, w)
		}
	}
}

// Days past due are typed on the same keyboards.
func TestFullWidthDays(t *testing.T) {
	for cell, want := range map[string]int64{"４０": 40, "1 200": 1200, "40": 40, "－４０": -1, "4 0": -1, "４０．５": -1} {
		if got, w := parseDays(cell); w.said() != (want < 0) || want >= 0 && got != want {
			t.Errorf("%s is %d, %q", cell, got, w.String())
		}
	}
}
