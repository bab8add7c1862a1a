package visits

import (
	"strconv"
	"strings"
)

// Decimals is how many decimals amounts of a currency have. Amounts are kept whole, in
// the smallest unit: fen, cents, and yen themselves, which have nothing below them.
func Decimals(currency string) int {
	if n, other := decimals[currency]; other {
		return n
	}
	return 2
}

// decimals are the minor units of ISO 4217 (List One) that are not 2. What is in it stays
// so: amounts are stored in the unit that was meant when they were typed.
var decimals = map[string]int{
	"BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0, "UGX": 0, "UYI": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
	"BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
	"CLF": 4, "UYW": 4,
}

// Minor reads digits with at most one point into an amount of a currency's smallest
// unit: 12.5 of CNY is 1250. False where that is no amount of it.
func Minor(typed, currency string) (int64, bool) {
	whole, fraction, point := strings.Cut(typed, ".")
	places := Decimals(currency)
	if len(fraction) > places || point && places == 0 || whole+fraction == "" {
		return 0, false
	}
	n, err := strconv.ParseInt(whole+fraction+strings.Repeat("0", places-len(fraction)), 10, 64)
	return n, err == nil && n >= 0
}

// Major parts an amount of 0 or more in a currency's smallest unit into what stands
// before the decimal sign and what, with the sign, behind it.
func Major(minor uint64, currency string) (whole uint64, behind string) {
	unit := uint64(1)
	for range Decimals(currency) {
		unit *= 10
	}
	if unit == 1 {
		return minor, ""
	}
	digits := strconv.FormatUint(unit+minor%unit, 10)
	return minor / unit, "." + digits[1:]
}
