package rules

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
	// A device without zone files of its own must judge like any other.
	_ "time/tzdata"
)

const (
	minute = int64(60_000_000) // µs
	hour   = 60 * minute
	day    = 24 * hour
)

// Date is a calendar day, as days after 1970-01-01. It reads from 2026-10-01.
type Date int32

// UnmarshalText reads year-month-day.
func (d *Date) UnmarshalText(text []byte) error {
	t, err := time.Parse(time.DateOnly, string(text))
	if err != nil || t.Year() <= 1970 {
		return fmt.Errorf("%q is not a date like 2026-10-01", text)
	}
	*d = Date(t.Unix() / 86400)
	return nil
}

// MarshalText writes what UnmarshalText reads.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

func (d Date) String() string {
	return time.Unix(int64(d)*86400, 0).UTC().Format(time.DateOnly)
}

func (d Date) month() (int, time.Month) {
	y, m, _ := time.Unix(int64(d)*86400, 0).UTC().Date()
	return y, m
}

func (d Date) weekday() Weekday { return Weekday((d + 4) % 7) } // 1970-01-01 was a Thursday

// Clock is a reading of the clock on the wall, in minutes. It reads from 09:00;
// 24:00 is the end of the day.
type Clock int

// UnmarshalText reads two digits, a colon, two digits.
func (c *Clock) UnmarshalText(text []byte) error {
	s := string(text)
	if s == "24:00" {
		*c = 24 * 60
		return nil
	}
	t, err := time.Parse("15:04", s)
	if err != nil || len(s) != len("15:04") {
		return fmt.Errorf("%q is not a time of day like 09:00", text)
	}
	*c = Clock(t.Hour()*60 + t.Minute())
	return nil
}

// MarshalText writes what UnmarshalText reads.
func (c Clock) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", int(c)/60, int(c)%60) }

// Weekday reads from mon, tue and so on.
type Weekday time.Weekday

var weekdays = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// UnmarshalText reads the three letters.
func (w *Weekday) UnmarshalText(text []byte) error {
	i := slices.Index(weekdays, string(text))
	if i < 0 {
		return fmt.Errorf("%q is not a weekday like mon", text)
	}
	*w = Weekday(i)
	return nil
}

// MarshalText writes what UnmarshalText reads.
func (w Weekday) MarshalText() ([]byte, error) { return []byte(weekdays[w]), nil }

// zone is the clock on the wall at an address.
type zone struct{ loc *time.Location }

// loadZone takes Area/City only. "", Local and UTC are what a program has when
// nobody looked the address up; taking them would judge a visit in Xi'an by
// London's clock.
func loadZone(name string) (zone, bool) {
	if !strings.Contains(name, "/") || strings.HasPrefix(name, "Etc/") {
		return zone{}, false
	}
	if loc, ok := zonesRead.Load(name); ok {
		return zone{loc.(*time.Location)}, true
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return zone{}, false
	}
	zonesRead.Store(name, loc)
	return zone{loc}, true
}

// zonesRead keeps what was read: a day's list asks for the same zone hundreds of
// times. It holds no more than the zone table does.
var zonesRead sync.Map

// offset is how far the wall clock is ahead of UTC at t seconds.
func (z zone) offset(t int64) int64 {
	_, off := time.Unix(t, 0).In(z.loc).Zone()
	return int64(off)
}

// date is the day on the calendar at t µs.
func (z zone) date(t int64) Date {
	s := t / 1_000_000
	return Date((s + z.offset(s)) / 86400)
}

// reads gives the first and the last instant (µs) at which the wall clock reads
// c on day d. They differ when clocks are put back and the hour comes twice. A
// reading that is skipped when clocks are put forward gives the moment of the
// jump. time.Date is no help: it does not say which of the two it picks.
func (z zone) reads(d Date, c Clock) (first, last int64) {
	wall := int64(d)*86400 + int64(c)*60
	const away = 15 * 3600 // farther than any zone is from UTC
	before, after := wall-z.offset(wall-away), wall-z.offset(wall+away)
	readsBefore := before+z.offset(before) == wall
	readsAfter := after+z.offset(after) == wall
	switch {
	case readsBefore && readsAfter:
		first, last = min(before, after), max(before, after)
	case readsBefore:
		first, last = before, before
	case readsAfter:
		first, last = after, after
	default:
		jump, _ := time.Unix(before, 0).In(z.loc).ZoneBounds()
		first, last = jump.Unix(), jump.Unix()
	}
	return first * 1_000_000, last * 1_000_000
}
