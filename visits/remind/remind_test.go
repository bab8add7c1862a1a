package remind_test

import (
	"strings"
	"testing"
	"time"

	"fairvisit/assets"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/promise"
	"fairvisit/visits/refuse"
	"fairvisit/visits/remind"
	"fairvisit/visits/rules"
)

var debtor = evidence.ID{1}

// packs are shipped ones by the names of their files.
func packs(t *testing.T, names string) []rules.Pack {
	t.Helper()
	all, err := assets.Packs()
	if err != nil {
		t.Fatal(err)
	}
	var list []rules.Pack
	for _, name := range strings.Fields("house-2 " + names) {
		p, err := rules.ParsePack(all[name])
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		list = append(list, p)
	}
	return list
}

// promised is a case in a zone in which something was promised for a day.
func promised(zone, date string) *visits.Case {
	c := &visits.Case{ID: evidence.ID{7}, Imported: evidence.Hash{1}, Facts: visits.CaseFacts{Zone: zone, Debt: evidence.ID{9}, Currency: "EUR", PlaceKind: "home", Place: evidence.ID{8},
		Parties: []visits.PartyRole{{Party: debtor, Role: "debtor"}, {Party: evidence.ID{2}, Role: "guarantor"}}}}
	c.Words = &visits.CaseWords{Parties: []visits.PartyWords{{Party: debtor, Name: "王小明", Phone: "+86 138"}, {Party: evidence.ID{2}, Name: "李四", Phone: "+86 139"}}, Place: visits.PlaceWords{Street: "High Street 1"}}
	at, _ := time.Parse(time.DateOnly, date)
	c.Promises = []visits.PromiseLine{{Entry: evidence.Hash{2}, Visit: evidence.ID{3}, At: at.AddDate(0, 0, -10).UnixMicro(),
		Promise: visits.Promise{Party: debtor, Debt: c.Facts.Debt, Currency: "EUR", Amount: 50000, Date: date}}}
	c.Consents = []visits.ConsentLine{agreed(debtor, at.AddDate(0, 0, -20).UnixMicro())}
	return c
}

// agreed is that somebody let themselves be written to, by word of mouth.
func agreed(who evidence.ID, at int64) visits.ConsentLine {
	return visits.ConsentLine{Entry: evidence.Hash{3}, ConsentFacts: visits.ConsentFacts{Consent: evidence.ID{3}, Kind: "consent.contact", Party: who, Form: "oral", At: at}}
}

// A message goes only to who agreed to be written to, and until that ends; a call and a
// letter may be all the same.
func TestAMessageNeedsConsent(t *testing.T) {
	const zone = "Asia/Shanghai"
	now := instant(t, zone, "2026-12-07 10:00")
	const open, missing, withdrawn = "07 10:00–07 18:00", "never R-CONSENT consent_required", "never R-CONSENT consent_withdrawn"
	for name, x := range map[string]struct {
		change func(*visits.Case)
		want   string
	}{
		"given":             {func(*visits.Case) {}, open},
		"never given":       {func(c *visits.Case) { c.Consents = nil }, missing},
		"of something else": {func(c *visits.Case) { c.Consents[0].Kind = "consent.time" }, missing},
		"the guarantor's":   {func(c *visits.Case) { c.Consents[0].Party = evidence.ID{2} }, missing},
		"withdrawn":         {func(c *visits.Case) { c.Consents[0].Withdrawn = now - 1 }, withdrawn},
		"withdrawn and anew": {func(c *visits.Case) {
			c.Consents[0].Withdrawn = now - 9
			c.Consents = append(c.Consents, agreed(debtor, now-5))
		}, open},
		"over":                   {func(c *visits.Case) { c.Consents[0].Until = now }, missing},
		"over at noon":           {func(c *visits.Case) { c.Consents[0].Until = instant(t, zone, "2026-12-07 12:00") }, "07 10:00–07 12:00"},
		"from tomorrow on":       {func(c *visits.Case) { c.Consents[0].At = now + 1 }, missing},
		"taken back by nobody's": {func(c *visits.Case) { c.Consents[0].Entry = evidence.Hash{} }, missing},
	} {
		c := promised(zone, "2026-12-08")
		x.change(c)
		task := remind.Of(c, now, promise.House())[0]
		ways := task.Ways(c, packs(t, ""), now, task.AtHeadquarters(c, rules.HouseAlone, nil))
		if got := says(t, zone, &ways[0]); got != x.want {
			t.Errorf("%s: a message %q and not %q", name, got, x.want)
		}
		for _, w := range ways[1:] {
			if !w.Now(now) {
				t.Errorf("%s: no %s either: %+v", name, w.Channel, w)
			}
		}
	}
}

func instant(t *testing.T, zone, at string) int64 {
	t.Helper()
	z, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	x, err := time.ParseInLocation("2006-01-02 15:04", at, z)
	if err != nil {
		t.Fatal(err)
	}
	return x.UnixMicro()
}

// says is a way as a line: from–until, what is against it now.
func says(t *testing.T, zone string, w *remind.Way) string {
	t.Helper()
	z, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	s := "never"
	if w.From != 0 {
		s = time.UnixMicro(w.From).In(z).Format("02 15:04") + "–" + time.UnixMicro(w.Until).In(z).Format("02 15:04")
	}
	return strings.TrimSpace(s + " " + w.Rule + " " + w.Code)
}

// Who may be reminded when, by zone, change of clocks, calendar, consent and count.
func TestWaysByZoneConsentAndCount(t *testing.T) {
	call := func(at int64, reached string) visits.NotedContact {
		return visits.NotedContact{Entry: evidence.Hash{byte(at)}, NotedContactFacts: visits.NotedContactFacts{Contact: evidence.ID{byte(at), 5}, Channel: "call", At: at, Reached: reached, Parties: []evidence.ID{debtor}}}
	}
	type given struct {
		packs, zone, date, now string
		calls                  []string // moments at which the debtor was called and answered
		flag                   string
		change                 func(*visits.Case)
	}
	for name, x := range map[string]struct {
		given
		message, call, letter string
	}{
		"the day before, in the hours": {given{zone: "Asia/Shanghai", date: "2026-12-08", now: "2026-12-07 10:00"},
			"07 10:00–07 18:00", "07 10:00–07 18:00", "07 10:00–09 00:00"},
		"early in the morning": {given{zone: "Asia/Shanghai", date: "2026-12-08", now: "2026-12-07 06:00"},
			"07 09:00–07 18:00 W-CALL outside_window", "07 09:00–07 18:00 W-CALL outside_window", "07 06:00–09 00:00"},
		"in the evening, so on the day itself": {given{zone: "Asia/Shanghai", date: "2026-12-08", now: "2026-12-07 20:00"},
			"08 09:00–08 18:00 W-CALL outside_window", "08 09:00–08 18:00 W-CALL outside_window", "07 20:00–09 00:00"},
		"in the evening of the day": {given{zone: "Asia/Shanghai", date: "2026-12-08", now: "2026-12-08 20:00"},
			"never W-CALL outside_window", "never W-CALL outside_window", "08 20:00–09 00:00"},
		"the hours are the debtor's": {given{zone: "America/New_York", date: "2026-12-08", now: "2026-12-07 08:59"},
			"07 09:00–07 18:00 W-CALL outside_window", "07 09:00–07 18:00 W-CALL outside_window", "07 08:59–09 00:00"},
		"clocks go back the day before": {given{zone: "Europe/Dublin", date: "2026-10-26", now: "2026-10-25 00:30"},
			"26 09:00–26 18:00 W-CALL outside_window", "26 09:00–26 18:00 W-CALL outside_window", "25 00:30–27 00:00"},
		"clocks go forward at midnight": {given{zone: "Africa/Cairo", date: "2026-04-24", now: "2026-04-23 09:00"},
			"23 09:00–23 18:00", "23 09:00–23 18:00", "23 09:00–25 00:00"},
		"a Sunday lies before": {given{zone: "Asia/Shanghai", date: "2026-12-07", now: "2026-12-06 10:00"},
			"07 09:00–07 18:00 W-CALL outside_window", "07 09:00–07 18:00 W-CALL outside_window", "06 10:00–08 00:00"},
		"the second call of two days in Greece": {given{packs: "gr", zone: "Europe/Athens", date: "2026-12-08", now: "2026-12-07 10:00", calls: []string{"2026-12-06 10:00"}},
			"08 09:00–08 18:00 GR-SECOND-DAY too_many_contacts", "08 09:00–08 18:00 GR-SECOND-DAY too_many_contacts", "07 10:00–09 00:00"},
		"that call was three days ago": {given{packs: "gr", zone: "Europe/Athens", date: "2026-12-08", now: "2026-12-07 10:00", calls: []string{"2026-12-05 10:00"}},
			"07 10:00–07 18:00", "07 10:00–07 18:00", "07 10:00–09 00:00"},
		"they talked within the seven days of America": {given{packs: "us-federal", zone: "America/New_York", date: "2026-12-08", now: "2026-12-07 10:00", calls: []string{"2026-12-03 10:00"}},
			"07 10:00–07 18:00", "never US-TALKED too_many_contacts", "07 10:00–09 00:00"},
		"the case is stopped": {given{zone: "Asia/Shanghai", date: "2026-12-08", now: "2026-12-07 10:00", flag: "cease_contact"},
			"never HB-CEASE flag_stands", "never HB-CEASE flag_stands", "never HB-CEASE flag_stands"},
		"the debtor's number is not known, the guarantor's is": {given{zone: "Asia/Shanghai", date: "2026-12-08", now: "2026-12-07 10:00", change: func(c *visits.Case) { c.Words.Parties[0].Phone = "" }},
			"never R-PHONE not_known", "never R-PHONE not_known", "07 10:00–09 00:00"},
		"nobody knows the zone": {given{zone: "Asia/Shanghai", date: "2026-12-08", now: "2026-12-07 10:00", change: func(c *visits.Case) { c.Facts.Zone = "" }},
			"never H-ZONE zone_unknown", "never H-ZONE zone_unknown", "never H-ZONE zone_unknown"},
	} {
		c := promised(x.zone, x.date)
		for _, at := range x.calls {
			c.Outside = append(c.Outside, call(instant(t, x.zone, at), "somebody"))
		}
		if x.flag != "" {
			c.Flags = []visits.Flag{{Entry: evidence.Hash{4}, Code: x.flag, At: 1}}
		}
		if x.change != nil {
			x.change(c)
		}
		now := instant(t, x.zone, x.now)
		tasks := remind.Of(c, now, promise.House())
		if len(tasks) != 1 {
			t.Errorf("%s: %d tasks", name, len(tasks))
			continue
		}
		branch := "" // nobody placed it: the zone says whose law governs
		if x.packs == "" {
			branch = rules.HouseAlone
		}
		ways := tasks[0].Ways(c, packs(t, x.packs), now, tasks[0].AtHeadquarters(c, branch, nil))
		for i, want := range []string{x.message, x.call, x.letter} {
			if got := says(t, x.zone, &ways[i]); got != want {
				t.Errorf("%s: a %s %q and not %q", name, ways[i].Channel, got, want)
			}
		}
	}
}

// Where a message needs a consent, it is the debtor's own; and where a limit counts
// messages and visits together, what a tablet holds is counted.
func TestConsentAndWhatTabletsHold(t *testing.T) {
	first := string(assets.HousePack())
	change := func(old, new string) {
		t.Helper()
		if !strings.Contains(first, old) {
			t.Fatalf("the house pack has no %s any more", old)
		}
		first = strings.Replace(first, old, new, 1)
	}
	change(`"id": "W-CALL",`, `"id": "W-CALL", "requires": ["consent.more_visits"],`)
	change(`"severity": "warn"`, `"severity": "block"`)
	p, err := rules.ParsePack([]byte(first))
	if err != nil {
		t.Fatal(err)
	}
	list := []rules.Pack{p}
	now := instant(t, "Asia/Shanghai", "2026-12-07 10:00")
	look := func(reserved []visits.Elsewhere, who evidence.ID) string {
		c := promised("Asia/Shanghai", "2026-12-08")
		if !who.IsZero() {
			c.Consents = []visits.ConsentLine{c.Consents[0], {Entry: evidence.Hash{3}, ConsentFacts: visits.ConsentFacts{Consent: evidence.ID{4}, Kind: "consent.more_visits", Party: who, Form: "written", At: now - 1000}}}
		}
		for i := range 2 { // a letter more is the third of seven days
			at := now - int64(i+1)*int64(time.Hour/time.Microsecond)
			c.Outside = append(c.Outside, visits.NotedContact{Entry: evidence.Hash{byte(i + 1)}, NotedContactFacts: visits.NotedContactFacts{Contact: evidence.ID{byte(i), 6}, Channel: "letter", At: at, Parties: []evidence.ID{debtor}}})
		}
		tasks := remind.Of(c, now, promise.House())
		ways := tasks[0].Ways(c, list, now, tasks[0].AtHeadquarters(c, rules.HouseAlone, reserved))
		return says(t, "Asia/Shanghai", &ways[0])
	}
	if got := look(nil, evidence.ID{}); !strings.Contains(got, "consent_required") {
		t.Errorf("without a consent: %s", got)
	}
	if got := look(nil, evidence.ID{2}); !strings.Contains(got, "consent_required") {
		t.Errorf("with the guarantor's: %s", got)
	}
	if got := look(nil, debtor); got != "07 10:00–07 18:00" {
		t.Errorf("with the debtor's: %s", got)
	}
	held := []visits.Elsewhere{{Contact: evidence.ID{4, 4}, Channel: "visit", At: now + 1, Parties: []evidence.ID{debtor}, Debt: evidence.ID{9}}}
	if got := look(held, debtor); !strings.Contains(got, "F-ANY-7 too_many_contacts") {
		t.Errorf("a tablet holds the last contact: %s", got)
	}
}

// Which payments there are to remind of, by day and by what was claimed.
func TestTasksByDayAndClaim(t *testing.T) {
	now := instant(t, "Asia/Shanghai", "2026-12-07 10:00")
	line := func(result string, officer evidence.ID, until int64) []visits.ReminderLine {
		return []visits.ReminderLine{{ReminderFacts: visits.ReminderFacts{Reminder: evidence.ID{5}, Visit: evidence.ID{3}, Date: "2026-12-08", Way: "call", Officer: officer, Until: until}, Result: result}}
	}
	li := evidence.ID{6}
	for name, x := range map[string]struct {
		lines   []visits.ReminderLine
		claimed bool
	}{
		"nobody has it":               {nil, false},
		"in a file":                   {line("", evidence.ID{}, now-1), true}, // it may have gone out
		"sent":                        {line("sent", evidence.ID{}, now+1), true},
		"not delivered":               {line("failed", evidence.ID{}, now+1), false},
		"an officer has it":           {line("", li, now+1), true},
		"an officer had it":           {line("", li, now), false},
		"called":                      {line("called", li, now+1), true},
		"a letter was left":           {line("letter_left", li, now+1), true},
		"not reached":                 {line("not_reached", li, now+1), false},
		"the officer did not make it": {line("not_made", li, now+1), false},
	} {
		c := promised("Asia/Shanghai", "2026-12-08")
		c.Reminders = x.lines
		tasks := remind.Of(c, now, promise.House())
		if len(tasks) != 1 || tasks[0].Claimed(now) != x.claimed || tasks[0].Attempt != len(x.lines) {
			t.Errorf("%s: %+v", name, tasks)
		}
	}
	for day, want := range map[string]int{"2026-12-06": 0, "2026-12-07": 1, "2026-12-08": 1, "2026-12-09": 0} {
		c := promised("Asia/Shanghai", "2026-12-08")
		if got := len(remind.Of(c, instant(t, "Asia/Shanghai", day+" 00:00"), promise.House())); got != want {
			t.Errorf("on %s: %d", day, got)
		}
		c.Closed = &visits.CaseAct{}
		if got := len(remind.Of(c, instant(t, "Asia/Shanghai", day+" 00:00"), promise.House())); got != 0 {
			t.Errorf("of a closed case on %s: %d", day, got)
		}
	}
}

// Two debtors who promise different sums for one day in one visit are two to remind,
// each with their own claims; one alone is told by no name; and one who promised twice
// for a day is reminded once.
func TestTwoPromisesOfOneDay(t *testing.T) {
	now := instant(t, "Asia/Shanghai", "2026-12-07 10:00")
	two := evidence.ID{2}
	c := promised("Asia/Shanghai", "2026-12-08")
	alone := remind.Of(c, now, promise.House())
	other := c.Promises[0]
	other.Party, other.Amount = two, 300
	c.Promises = append(c.Promises, other)
	tasks := remind.Of(c, now, promise.House())
	if len(alone) != 1 || alone[0].Twin || len(tasks) != 2 || !tasks[0].Twin || !tasks[1].Twin || tasks[0].Promise == tasks[1].Promise || tasks[0].Promise != alone[0].Promise {
		t.Fatalf("%+v and then %+v", alone, tasks)
	}
	c.Reminders = []visits.ReminderLine{{ReminderFacts: visits.ReminderFacts{Reminder: evidence.ID{5}, Visit: evidence.ID{3}, Date: "2026-12-08", Way: "message", Until: now + 1}}}
	claimed := func() (list [2]bool) {
		for i, x := range remind.Of(c, now, promise.House()) {
			list[i] = x.Claimed(now)
		}
		return list
	}
	line := &c.Reminders[0]
	line.Promise, line.Parties = tasks[1].Promise, []evidence.ID{two}
	if got := claimed(); got != [2]bool{false, true} {
		t.Errorf("the guarantor's was claimed: %v", got)
	}
	line.Promise = evidence.ID{}
	line.Parties = []evidence.ID{debtor}
	if got := claimed(); got != [2]bool{true, false} {
		t.Errorf("the debtor's was claimed, by whom it was to: %v", got)
	}
	c.Promises[1].Party = debtor
	if got := remind.Of(c, now, promise.House()); len(got) != 1 || got[0].Amount != 50300 || got[0].Twin {
		t.Errorf("one who promised twice: %+v", got)
	}
}

// An attempt that was made closes a payment though another was claimed since; and who
// had the first one can say what they did.
func TestEveryAttemptIsSeen(t *testing.T) {
	now := instant(t, "Asia/Shanghai", "2026-12-08 10:00")
	li, he := evidence.ID{6}, evidence.ID{7}
	line := func(n byte, officer evidence.ID, until int64) visits.ReminderLine {
		return visits.ReminderLine{ReminderFacts: visits.ReminderFacts{Reminder: evidence.ID{n}, Visit: evidence.ID{3}, Date: "2026-12-08", Way: "call", Officer: officer, Until: until}}
	}
	c := promised("Asia/Shanghai", "2026-12-08")
	c.Reminders = []visits.ReminderLine{line(1, li, now-1), line(2, he, now+1)}
	if got := remind.GivenTo(c, li); len(got) != 1 || got[0].Claim.Reminder != (evidence.ID{1}) || got[0].Until != now-1 {
		t.Errorf("li has %+v", got)
	}
	c.Reminders[1].Result = visits.ReminderNotReached
	if remind.Of(c, now, promise.House())[0].Claimed(now) {
		t.Error("nobody reached them, and it is closed")
	}
	for _, made := range []string{visits.ReminderCalled, visits.ReminderLetter, visits.ReminderSent} {
		c.Reminders[0].Result = made
		if !remind.Of(c, now, promise.House())[0].Claimed(now) {
			t.Errorf("the first was %s, and it is to be made again", made)
		}
	}
	if got := remind.GivenTo(c, li); len(got) != 0 {
		t.Errorf("li said it, and has %+v", got)
	}
	c.Reminders, c.Closed = []visits.ReminderLine{line(1, li, now+1)}, &visits.CaseAct{}
	if got := remind.GivenTo(c, li); len(got) != 0 {
		t.Errorf("of a closed case: %+v", got)
	}
}

// What is written is accepted by the refusals, names the person it is to and nobody
// else, and says nothing of a debt, a sum or a creditor; a name that speaks for a
// practice is not written out.
func TestTextsNameNobodyElse(t *testing.T) {
	for _, way := range []string{"message", "letter"} {
		for lang, day := range map[string]string{"": "8 December 2026", "en": "8 December 2026", "pl": "8 December 2026", "zh-CN": "2026年12月8日", "zh-Hans": "2026年12月8日"} {
			text, err := remind.Text(way, lang, "N", "2026-12-08")
			if err != nil || !strings.Contains(text, day) || !strings.Contains(text, "N") || strings.ContainsAny(text, "{}") {
				t.Errorf("%s %q: %q, %v", way, lang, text, err)
			}
			if r := refuse.Look(refuse.Template, text); r != nil {
				t.Errorf("%s %q: %v", way, lang, r)
			}
			for _, word := range []string{"debt", "owe", "pay", "loan", "bank", "amount", "creditor", "collect", "arrears", "债", "欠", "款", "还", "贷", "银行", "金额", "催"} {
				if strings.Contains(strings.ToLower(text), word) {
					t.Errorf("%s %q says %q: %s", way, lang, word, text)
				}
			}
		}
	}
	if text, err := remind.Text("message", "en", "Or you will regret it", "2026-12-08"); err == nil {
		t.Errorf("a threat for a name: %s", text)
	}
	if text, err := remind.Text("message", "en", "N", "soon"); err == nil {
		t.Errorf("no day: %s", text)
	}
}
