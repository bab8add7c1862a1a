package reminding

import (
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// Who had a reminder before another was given it finds it on their own list.
func TestASupersededReminderIsListed(t *testing.T) {
	at := time.Date(2026, 12, 8, 2, 0, 0, 0, time.UTC)
	now, li, he := at.UnixMicro(), evidence.ID{6}, evidence.ID{7}
	line := func(n byte, officer evidence.ID, until int64) visits.ReminderLine {
		return visits.ReminderLine{ReminderFacts: visits.ReminderFacts{Reminder: evidence.ID{n}, Visit: evidence.ID{3}, Date: "2026-12-08", Way: "call", Officer: officer, Until: until}}
	}
	c := &visits.Case{ID: evidence.ID{1}, Facts: visits.CaseFacts{Zone: "Asia/Shanghai"}, Reminders: []visits.ReminderLine{line(1, li, now-1), line(2, he, now+1)}}
	c.Promises = []visits.PromiseLine{{Visit: evidence.ID{3}, At: at.AddDate(0, 0, -5).UnixMicro(), Promise: visits.Promise{Party: evidence.ID{4}, Amount: 100, Currency: "CNY", Date: "2026-12-08"}}}
	if got := tasksIn(c, now, li, true); len(got) != 1 || !got[0].mine || got[0].Claim.Reminder != (evidence.ID{1}) {
		t.Errorf("li's own: %+v", got)
	}
	if got := tasksIn(c, now, he, false); len(got) != 1 || !got[0].mine || got[0].Claim.Reminder != (evidence.ID{2}) {
		t.Errorf("he's and all others: %+v", got)
	}
	if got := tasksIn(c, now, li, false); len(got) != 2 || !got[0].mine || got[1].mine || got[1].Claim.Officer != he {
		t.Errorf("li's and all others: %+v", got)
	}
	if got := Mine([]visits.Case{*c}, li); got != 1 {
		t.Errorf("li is told of %d", got)
	}
}
