package rules

import (
	"strings"
	"testing"
)

func TestACalendarIsReadWholeOrNotAtAll(t *testing.T) {
	file := func(events ...string) []byte {
		return []byte("BEGIN:VCALENDAR\n" + strings.Join(events, "") + "END:VCALENDAR\n")
	}
	event := func(lines ...string) string {
		return "BEGIN:VEVENT\n" + strings.Join(lines, "\n") + "\nEND:VEVENT\n"
	}
	good := event("DTSTART;VALUE=DATE:20260101", "SUMMARY:New Year")
	c, err := ReadCalendar(file(good, event("DTSTART;VALUE=DATE:20260104", "SUMMARY:元旦补班"), good))
	if err != nil || len(c.Days) != 1 || c.Days[0].String() != "2026-01-01" || !c.working(c.Days[0]+3) || !c.known(c.Days[0]) || c.known(c.Days[0]-1) || c.known(c.Days[0]+365) {
		t.Errorf("%+v, %v", c, err)
	}
	for name, data := range map[string][]byte{
		"hours":             file(good, event("DTSTART:20260102T100000Z")),
		"every year":        file(good, event("DTSTART;VALUE=DATE:20260102", "RRULE:FREQ=YEARLY")),
		"no day":            file(good, event("SUMMARY:some day")),
		"ends as it begins": file(good, event("DTSTART;VALUE=DATE:20260102", "DTEND;VALUE=DATE:20260102")),
		"a whole summer":    file(good, event("DTSTART;VALUE=DATE:20260602", "DTEND;VALUE=DATE:20260902")),
		"closed and worked": file(good, event("DTSTART;VALUE=DATE:20260101", "SUMMARY:make-up")),
		"cut off":           []byte("BEGIN:VCALENDAR\n" + good),
		"empty":             nil,
		"nothing closed":    file(),
		"huge":              append(file(good), make([]byte, maxICS)...),
	} {
		if c, err := ReadCalendar(data); err == nil || len(c.Days) > 0 {
			t.Errorf("%s: taken as %+v", name, c)
		}
	}
}
