package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"fairvisit/sync/hq"
	"fairvisit/visits"
)

// An officer asks for a swap in the field and headquarters answers it at the command line:
// the list, the roster and both devices say so, in words and as JSON.
func TestHeadquartersAnswersASwapAtTheCommandLine(t *testing.T) {
	d := newDesk(t)
	url := d.serves()
	tablet, _ := d.enrolled(url, "Li Wei")
	other, zhao := d.enrolled(url, "Zhao")
	d.said(0, "enrol", "-dir", d.dir, "-unit", "north", "-role", "manager", "-name", "Gao", "-url", url)
	at := []string{"-dir", d.dir, "-branch", "north"}
	swaps := func(code int, args ...string) string {
		t.Helper()
		return d.said(code, append(append([]string{"swaps"}, args...), at...)...)
	}
	asks := func(day string, with ...string) string {
		t.Helper()
		var told struct{ Swap string }
		text := d.said(0, append([]string{"device", "swap", "-dir", tablet, "-day", day, "-say", "school"}, with...)...)
		if err := json.Unmarshal([]byte(text), &told); err != nil {
			t.Fatal(err, text)
		}
		d.said(0, "device", "sync", "-dir", tablet)
		return told.Swap[:8]
	}
	first, second := time.Now().AddDate(0, 0, 3).Format(time.DateOnly), time.Now().AddDate(0, 0, 4).Format(time.DateOnly)
	q := asks(first, "-with", zhao)
	if told := swaps(0); !strings.Contains(told, q+"  "+first+"  Li Wei with Zhao: open\n") || !strings.Contains(told, "1 swaps asked for, 1 wait") || strings.Contains(told, "school") {
		t.Error(told)
	}
	swaps(1, "show", q)
	if told := swaps(0, "show", q, "-reason", "answer"); !strings.Contains(told, "“school”") || strings.Contains(told, "against") {
		t.Error(told)
	}
	roster := d.file("roster.json", `{"schema": "roster/1", "shift": {"from": "08:00", "until": "16:00"}, "workdays": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
		"people": [{"name": "Li Wei"}, {"name": "Zhao", "leave": [{"from": "`+first+`", "until": "`+first+`"}]}]}`)
	d.said(0, append([]string{"roster", "import", roster, "-as", "Gao"}, at...)...)
	if told := swaps(0, "show", q, "-reason", "answer"); !strings.Contains(told, "against it: Zhao: on leave") {
		t.Error(told)
	}
	for want, args := range map[string][]string{
		"give -branch and -as": {"answer", q, "yes"}, "nobody_free": {"answer", q, "no", "-as", "Gao"}, "0 officers": {"answer", q, "yes", "-as", "Gao", "-with", "Eva"},
		"somebody else": {"answer", q, "yes", "-as", "Gao", "-with", "Li Wei"}, "an answer has no -say": {"answer", q, "no", "-as", "Gao", "-say", "no"},
	} {
		if told := swaps(1, args...); !strings.Contains(told, want) {
			t.Errorf("%v: %s", args, told)
		}
	}
	if told := swaps(0, "answer", q, "yes", "-as", "Gao"); !strings.Contains(told, "agreed with Zhao") {
		t.Error(told)
	}
	if told := d.said(0, append([]string{"roster", "show"}, at...)...); !strings.Contains(told, first+": Li Wei and Zhao swap\n") {
		t.Error(told)
	}
	for _, dir := range []string{tablet, other} {
		d.said(0, "device", "sync", "-dir", dir)
		if told := d.said(0, "device", "swaps", "-dir", dir); !strings.Contains(told, `"state":"agreed"`) {
			t.Error(told)
		}
	}
	anybody := asks(second)
	var l hq.SwapLine
	if told := swaps(0, "answer", anybody, "no", "-as", "Gao", "-reason", "nobody_free", "-json"); json.Unmarshal([]byte(told), &l) != nil ||
		l.State != visits.SwapDeclined || l.Day != second || l.Answer == nil || l.Answer.Reason != "nobody_free" {
		t.Error(told)
	}
	if told := swaps(0, "answer", q, "back", "-as", "Gao", "-reason", "other"); !strings.Contains(told, "declined: other") {
		t.Error(told)
	}
	if told := d.said(0, append([]string{"roster", "show"}, at...)...); strings.Contains(told, "swap") {
		t.Error(told)
	}
	d.said(0, "device", "sync", "-dir", tablet)
	if told := d.said(0, "device", "swaps", "-dir", tablet); strings.Count(told, `"state":"declined"`) != 2 {
		t.Error(told)
	}
	var lines []hq.SwapLine
	if told := swaps(0, "list", "-json"); json.Unmarshal([]byte(told), &lines) != nil || len(lines) != 2 || lines[0].Day != first {
		t.Error(told)
	}
	if told := d.said(0, "audit", "-dir", d.dir); !strings.Contains(told, "all as it must be") {
		t.Error(told)
	}
}
