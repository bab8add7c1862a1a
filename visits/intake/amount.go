package intake

import (
	"strconv"
	"strings"
	"unicode"

	"fairvisit/visits"
)

// exponents is how many decimals each currency has that is taken.
var exponents = map[string]int{"CNY": visits.Decimals("CNY"), "EUR": visits.Decimals("EUR"), "USD": visits.Decimals("USD"), "JPY": visits.Decimals("JPY")}

// parseAmount turns decimal text into the currency's smallest unit without a
// float in between. Commas and points are taken for what they can only be:
// "1,234.50" and "1.234,50" are clear, "1.234" is one or a thousand and is
// refused.
func parseAmount(s string, places int) (minor int64, w why) {
	s = narrowed(s)
	if strings.HasPrefix(s, "-") || strings.HasPrefix(s, "−") || strings.HasPrefix(s, "(") {
		return 0, say("The amount is negative; a case states what is owed.")
	}
	if s == "" || strings.Trim(s, "0123456789.,") != "" || !isDigit(s[0]) || !isDigit(s[len(s)-1]) {
		return 0, say("This is not an amount; write digits with at most one decimal sign, as in 1234.50.")
	}
	whole, decimals, w := splitAmount(s, places)
	if w.said() {
		return 0, w
	}
	if len(strings.TrimRight(decimals, "0")) > places {
		return 0, say("The amount has more decimals than its currency.")
	}
	whole = strings.TrimLeft(whole, "0") + (decimals + "0000")[:places]
	if len(whole) > 18 { // nine quintillion has nineteen digits; strconv would build an error for each
		return 0, say("The amount is larger than can be kept.")
	}
	minor, _ = strconv.ParseInt("0"+whole, 10, 64) // up to eighteen digits
	return minor, why{}
}

// narrowed writes full-width digits and signs, as Chinese keyboards give them, as
// plain ones, and takes out the spaces between thousands (1 200,50) where they stand
// before three digits each.
func narrowed(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, s)
	groups := strings.Split(s, " ")
	for i, g := range groups {
		if i == len(groups)-1 {
			g, _, _ = strings.Cut(g, ".")
			g, _, _ = strings.Cut(g, ",")
		}
		if !allDigits(g) || len(g) > 3 || i > 0 && len(g) < 3 {
			return s
		}
	}
	return strings.Join(groups, "")
}

// withoutSign cuts the sign of a currency that the row names anyway: ￥ and 元 of
// yuan. ¥ alone says nothing, it is yen too; beside CNY it is yuan.
func withoutSign(s, currency string) string {
	if currency != "CNY" {
		return s
	}
	for _, sign := range []string{"￥", "¥"} {
		if rest, ok := strings.CutPrefix(s, sign); ok {
			s = strings.TrimSpace(rest)
			break
		}
	}
	return strings.TrimSpace(strings.TrimSuffix(s, "元"))
}

// splitAmount takes digits, commas and points apart into digits before and
// after the decimal sign.
func splitAmount(s string, places int) (whole, decimals string, w why) {
	last := strings.LastIndexAny(s, ".,")
	if last < 0 {
		return s, "", why{}
	}
	sign := s[last : last+1]
	whole, decimals = s[:last], s[last+1:]
	switch {
	case strings.Count(s, sign) > 1: // 1,234,567: a decimal sign stands once, so these are groups
		whole, decimals = s, ""
	case strings.ContainsAny(whole, ".,"): // 1,234.50: the last is the decimal sign
	case len(decimals) == 3 && len(whole) <= 3 && whole[0] != '0':
		if places > 0 || sign != "," { // 1,234 yen can only be grouped: yen has no decimals
			return "", "", say("This is either a thousand or a decimal sign; write the amount with its decimals, as in 1234.00.")
		}
		whole, decimals = s, ""
	}
	whole, ok := ungrouped(whole)
	if !ok {
		return "", "", say("The commas and points in this amount do not stand where thousands and decimals do.")
	}
	return whole, decimals, why{}
}

// ungrouped joins 1,234,567, and refuses 12,34 and 1,234.567.
func ungrouped(s string) (string, bool) {
	at := strings.IndexAny(s, ".,")
	if at < 0 {
		return s, true
	}
	if at < 1 || at > 3 {
		return "", false
	}
	sign := s[at : at+1]
	for rest := s[at:]; rest != ""; rest = rest[4:] {
		if len(rest) < 4 || rest[:1] != sign || !allDigits(rest[1:4]) {
			return "", false
		}
	}
	return strings.ReplaceAll(s, sign, ""), true
}

func isDigit(b byte) bool { return '0' <= b && b <= '9' }

func allDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
