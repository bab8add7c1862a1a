package rules

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// maxICS keeps a calendar of thirty years and refuses what is none.
const maxICS = 1 << 20

// ReadCalendar reads whole-day events of an iCalendar file (RFC 5545) as closed
// days; those whose summary speaks of work (补班, 上班, working day, make-up) as
// working ones. From and Through are the first and last day of the years that
// it names; ID and Cites are for the caller to fill in. An event of hours, or
// one that recurs, is refused with the whole file: half a calendar shuts half
// the days.
func ReadCalendar(data []byte) (ClosedDays, error) {
	var c ClosedDays
	if len(data) > maxICS {
		return c, errors.New("the calendar is larger than 1 MiB; nothing was read")
	}
	text := strings.ReplaceAll(string(data), "\r\n", "\n")
	text = strings.NewReplacer("\n ", "", "\n\t", "").Replace(text) // long lines are folded
	if !strings.HasPrefix(strings.TrimPrefix(text, "\ufeff"), "BEGIN:VCALENDAR\n") || !strings.HasSuffix(strings.TrimRight(text, "\n"), "END:VCALENDAR") {
		return c, errors.New("this is no whole iCalendar file; nothing was read")
	}
	var event map[string]string
	for n, line := range strings.Split(text, "\n") {
		name, value, _ := strings.Cut(line, ":")
		name, _, _ = strings.Cut(name, ";")
		switch {
		case line == "BEGIN:VEVENT":
			event = map[string]string{}
		case line == "END:VEVENT" && event != nil:
			if err := c.add(event); err != nil {
				return ClosedDays{}, fmt.Errorf("the event that ends in line %d %w; nothing was read", n+1, err)
			}
			event = nil
		case event != nil:
			event[strings.ToUpper(name)] = value
		}
	}
	return c.settle()
}

func (c *ClosedDays) add(event map[string]string) error {
	for _, refused := range []string{"RRULE", "RDATE", "EXDATE", "DURATION"} {
		if _, is := event[refused]; is {
			return fmt.Errorf("has a %s, which is not understood", refused)
		}
	}
	first, ok := icsDay(event["DTSTART"])
	after := first + 1 // DTEND is the day after the last
	if end, is := event["DTEND"]; ok && is {
		after, ok = icsDay(end)
	}
	if !ok || after <= first || after-first > 31 {
		return errors.New("is not one of whole days (at most 31)")
	}
	summary := strings.ToLower(event["SUMMARY"])
	works := slices.ContainsFunc([]string{"班", "working day", "workday", "make-up"}, func(w string) bool { return strings.Contains(summary, w) })
	for d := first; d < after; d++ {
		if works {
			c.Working = append(c.Working, d)
		} else {
			c.Days = append(c.Days, d)
		}
	}
	return nil
}

func icsDay(s string) (Date, bool) {
	t, err := time.Parse("20060102", s)
	if err != nil || t.Year() <= 1970 {
		return 0, false
	}
	return Date(t.Unix() / 86400), true
}

// settle puts the days in order and says which years they speak of.
func (c *ClosedDays) settle() (ClosedDays, error) {
	slices.Sort(c.Days)
	slices.Sort(c.Working)
	c.Days, c.Working = slices.Compact(c.Days), slices.Compact(c.Working)
	for _, d := range c.Working {
		if slices.Contains(c.Days, d) {
			return ClosedDays{}, fmt.Errorf("%s is both closed and a working day; nothing was read", d)
		}
	}
	if len(c.Days) == 0 {
		return ClosedDays{}, errors.New("the calendar closes no day; nothing was read")
	}
	years := func(d Date) int { y, _ := d.month(); return y }
	first, last := years(c.Days[0]), years(c.Days[len(c.Days)-1])
	if n := len(c.Working); n > 0 {
		first, last = min(first, years(c.Working[0])), max(last, years(c.Working[n-1]))
	}
	c.From = Date(time.Date(first, 1, 1, 0, 0, 0, 0, time.UTC).Unix() / 86400)
	c.Through = Date(time.Date(last, 12, 31, 0, 0, 0, 0, time.UTC).Unix() / 86400)
	return *c, nil
}

// Join adds the days of a calendar to those of a pack. Both must speak of times
// that meet, or the days between would count as working days that nobody looked
// at. What the pack says of a day stands: a calendar does not open a closed day.
func (c ClosedDays) Join(more ClosedDays) (ClosedDays, error) {
	if c.From != 0 && c.Through != 0 && (more.From > c.Through+1 || more.Through+1 < c.From) {
		return ClosedDays{}, fmt.Errorf("the pack's calendar ends on %s and this one begins on %s; nothing was written", c.Through, more.From)
	}
	for _, d := range more.Working {
		if slices.Contains(c.Days, d) {
			return ClosedDays{}, fmt.Errorf("%s is closed in the pack and a working day in this calendar; nothing was written", d)
		}
	}
	for _, d := range more.Days {
		if slices.Contains(c.Working, d) {
			return ClosedDays{}, fmt.Errorf("%s is a working day in the pack and closed in this calendar; nothing was written", d)
		}
	}
	c.Days = slices.Compact(slices.Sorted(slices.Values(append(slices.Clone(c.Days), more.Days...))))
	c.Working = slices.Compact(slices.Sorted(slices.Values(append(slices.Clone(c.Working), more.Working...))))
	if c.From != 0 {
		c.From = min(c.From, more.From)
	}
	if c.Through != 0 {
		c.Through = max(c.Through, more.Through)
	}
	return c, nil
}
