package i18n

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"fairvisit/visits"
)

// Begin is a text as it stands at the head of a line: catalogues write what also
// stands within a sentence small. Chinese has no capitals and stays as it is.
func Begin(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// Clock is the time of day: 09:05.
func (w *Words) Clock(t time.Time) string { return t.Format("15:04") }

// Date is a short day with its weekday: Mon 23 Nov, 11月23日 周一.
func (w *Words) Date(t time.Time) string {
	if w.Lang == Chinese {
		return fmt.Sprintf("%d月%d日 %s", t.Month(), t.Day(), weekdays[t.Weekday()])
	}
	return t.Format("Mon 2 Jan")
}

// Day is a short day: 23 Nov, 11月23日.
func (w *Words) Day(t time.Time) string {
	if w.Lang == Chinese {
		return fmt.Sprintf("%d月%d日", t.Month(), t.Day())
	}
	return t.Format("2 Jan")
}

// YearDay is a day with its year: 27 Aug 2028, 2028年8月27日.
func (w *Words) YearDay(t time.Time) string {
	if w.Lang == Chinese {
		return fmt.Sprintf("%d年%d月%d日", t.Year(), t.Month(), t.Day())
	}
	return t.Format("2 Jan 2006")
}

// Month is a month with its year: November 2026, 2026 年 11 月.
func (w *Words) Month(t time.Time) string {
	if w.Lang == Chinese {
		return fmt.Sprintf("%d 年 %d 月", t.Year(), t.Month())
	}
	return t.Format("January 2006")
}

// Moment is a time of day, with the day in front unless it is the day of now.
func (w *Words) Moment(t, now time.Time) string {
	if t.Format(time.DateOnly) == now.Format(time.DateOnly) {
		return w.Clock(t)
	}
	return w.Day(t) + " " + w.Clock(t)
}

var weekdays = [...]string{"周日", "周一", "周二", "周三", "周四", "周五", "周六"}

// signs are the currency signs each language puts before an amount.
var signs = map[Lang]map[string]string{
	English: {"CNY": "¥", "EUR": "€", "USD": "$", "GBP": "£"},
	Chinese: {"CNY": "¥", "EUR": "€", "USD": "US$", "GBP": "£"},
}

// Money is an amount in minor units of a currency, with the decimals that it has:
// ¥ 12,000.50, JPY 12,000.
func (w *Words) Money(minor int64, currency string) string {
	sign, ok := signs[w.Lang][currency]
	if !ok {
		sign = currency
	}
	minus := ""
	if minor < 0 {
		minus, minor = "−", -minor
	}
	whole, behind := visits.Major(uint64(minor), currency)
	return fmt.Sprintf("%s%s %s%s", minus, sign, grouped(int64(whole)), behind)
}

func grouped(n int64) string {
	s := strconv.FormatInt(n, 10)
	var b strings.Builder
	for i, r := range s {
		if i > 0 && (len(s)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Way is about how long a way is: whole kilometres, and below one of them steps of fifty
// metres, where "0 km" would say that there was none.
func (w *Words) Way(metres int64) string {
	switch steps := (metres + 25) / 50; {
	case steps <= 0:
		return w.T("way.none")
	case steps < 20:
		return w.T("way.metres", "n", 50*steps)
	}
	return w.T("way.kilometres", "n", (metres+500)/1000)
}

// Bytes is an amount of data: 512 B, 3.1 MB (powers of ten, as mobile plans count).
func (w *Words) Bytes(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d B", n)
	case n < 1_000_000:
		return fmt.Sprintf("%.0f kB", float64(n)/1e3)
	case n < 1_000_000_000:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	}
	return fmt.Sprintf("%.1f GB", float64(n)/1e9)
}

// Age is how long ago something was, in its largest unit.
func (w *Words) Age(d time.Duration) string { return w.age("age.", d) }

// ShortAge is Age beside a title: 14 min, 2 h, 3 d.
func (w *Words) ShortAge(d time.Duration) string { return w.age("age.short.", d) }

func (w *Words) age(form string, d time.Duration) string {
	switch {
	case d < time.Minute:
		return w.T(form + "now")
	case d < time.Hour:
		return w.N(form+"minutes", int(d.Minutes()))
	case d < 48*time.Hour:
		return w.N(form+"hours", int(d.Hours()))
	}
	return w.N(form+"days", int(d.Hours()/24))
}
