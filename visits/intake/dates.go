package intake

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

var notADate = say("This is not a date; write it as yyyy-mm-dd.")

// parseDate reads yyyy-mm-dd, yyyy/m/d, yyyymmdd, yyyy年m月d日 and dd.mm.yyyy into
// yyyy-mm-dd; a midnight behind it says nothing, another time is refused. d/m/yyyy
// is refused, and dd.mm.yyyy too when day and month could change places: nobody
// could tell afterwards that the wrong one was taken. Eight digits are never both:
// a day and month cannot begin a year of these centuries.
func parseDate(s string) (date string, w why) {
	s = withoutMidnight(s)
	if year, rest, chinese := strings.Cut(s, "年"); chinese {
		month, day, ok := strings.Cut(rest, "月")
		day, whole := strings.CutSuffix(day, "日")
		a, b, c := shortNumber(year), shortNumber(month), shortNumber(day)
		if !ok || !whole || a < 0 || b < 0 || c < 0 || len(year) != 4 || len(month) > 2 || len(day) > 2 {
			return "", notADate
		}
		return realDate(a, b, c)
	}
	if len(s) == 8 && allDigits(s) {
		return realDate(shortNumber(s[:4]), shortNumber(s[4:6]), shortNumber(s[6:]))
	}
	at := strings.IndexAny(s, "-/.")
	if at < 0 {
		return "", notADate
	}
	first, rest, _ := strings.Cut(s, s[at:at+1])
	second, third, _ := strings.Cut(rest, s[at:at+1])
	a, b, c := shortNumber(first), shortNumber(second), shortNumber(third)
	switch {
	case a < 0 || b < 0 || c < 0 || len(second) > 2:
		return "", notADate
	case len(first) == 4 && len(third) <= 2:
		return realDate(a, b, c)
	case s[at] != '.' || len(third) != 4 || len(first) > 2:
		return "", notADate
	case a <= 12 && b <= 12 && a != b:
		return "", say("Day and month could change places in this date; write it as yyyy-mm-dd.")
	}
	return realDate(c, b, a)
}

// withoutMidnight cuts the time that spreadsheets and databases write behind a date
// that has none.
func withoutMidnight(s string) string {
	for _, zero := range []string{" 00:00:00.000", " 00:00:00.0", " 00:00:00", " 0:00:00", " 00:00", " 0:00", "T00:00:00"} {
		if day, ok := strings.CutSuffix(s, zero); ok {
			return strings.TrimSpace(day)
		}
	}
	return s
}

// shortNumber reads up to four digits, and is -1 for anything else.
func shortNumber(s string) int {
	if !allDigits(s) || len(s) > 4 {
		return -1
	}
	n, _ := strconv.Atoi(s) // four digits always fit
	return n
}

func realDate(year, month, day int) (date string, w why) {
	switch {
	case year < 1900 || year > 2199:
		return "", say("The year of this date cannot be right.")
	case month < 1 || month > 12:
		return "", say("There is no month %d; write the date as yyyy-mm-dd.", month)
	}
	lastDay := time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
	if day < 1 || day > lastDay {
		return "", say("There is no day %d in month %d of %d.", day, month, year)
	}
	return fmt.Sprintf("%04d-%02d-%02d", year, month, day), why{}
}

// maxDaysPastDue is a hundred years: more is a date or an amount in the wrong column.
const maxDaysPastDue = 36_500

func parseDays(s string) (days int64, w why) {
	s = narrowed(s)
	switch {
	case strings.HasPrefix(s, "-"):
		return 0, say("The days past due are negative.")
	case !allDigits(s):
		return 0, say("The days past due are not a whole number.")
	}
	if s = strings.TrimLeft(s, "0"); len(s) <= 5 {
		days, _ = strconv.ParseInt("0"+s, 10, 64) // up to five digits
	}
	if len(s) > 5 || days > maxDaysPastDue {
		return 0, say("The days past due are more than a hundred years.")
	}
	return days, why{}
}

// bucketOf derives the bucket: 0 is M0, 1 to 30 M1, and so on; beyond 180 is M6+.
func bucketOf(days int64) string {
	if days > 180 {
		return "M6+"
	}
	return [...]string{"M0", "M1", "M2", "M3", "M4", "M5", "M6"}[(days+29)/30]
}

// parseDegrees reads degrees with a decimal point into degrees × 10⁷, rounded
// to the nearest: that is a centimetre on the ground.
func parseDegrees(s string, most int) (e7 int64, w why) {
	digits, negative := strings.CutPrefix(s, "-")
	whole, decimals, dotted := strings.Cut(digits, ".")
	if !allDigits(whole) || dotted && !allDigits(decimals) {
		return 0, say("This is not a number of degrees; write it as in 31.2304.")
	}
	if len(whole) > 3 {
		return 0, say("There are no more than %d degrees here.", most)
	}
	decimals += "00000000"
	e7, _ = strconv.ParseInt(whole+decimals[:7], 10, 64) // up to ten digits
	if decimals[7] >= '5' {
		e7++
	}
	if e7 > int64(most)*1e7 {
		return 0, say("There are no more than %d degrees here.", most)
	}
	if negative {
		e7 = -e7
	}
	return e7, why{}
}

// LatestDay is the day it is where it is latest on earth: what is of a later one is
// still to come for everybody. Which day it is for a debtor their address says, and
// not the clock of whoever reads a file.
func LatestDay(now time.Time) string { return now.UTC().Add(14 * time.Hour).Format(time.DateOnly) }

// StillToCome is why a row about what happened on a day after today is not taken.
const StillToCome = "This day is still to come."
