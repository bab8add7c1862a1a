package main

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"fairvisit/app/i18n"
	"fairvisit/evidence"
	"fairvisit/sync/hq"
	"fairvisit/visits/plan"
)

// What the rules refuse is said in the words of the app, in either language and with the
// rule's id behind; codes are for programs, and stay.
func TestWhatTheRulesRefuseIsSaidInWords(t *testing.T) {
	d := newDesk(t)
	date := d.branchOf(3)
	d.imported(d.file("late.csv", "creditor,number,name,street,amount,currency,days_past_due,lat,lon\nBank A,late,王某,Hill 9,9000.00,CNY,95,30.55,114.55\n"))
	ask := []string{"plan", "-dir", d.dir, "-branch", "north", "-iterations", "50", "-date", date}
	for lang, want := range map[string]string{
		"en": "not planned: 1, the rules in force let nobody go there that day: The visit has not been announced as the rules want it. (P-NOTICE)",
		"zh": "未考虑：1 件，当天不允许：尚未按规则事先通知上门。（P-NOTICE）",
	} {
		told := d.said(0, append(ask, "-lang", lang)...)
		if !strings.Contains(told, want) || strings.Contains(told, "notice_missing") {
			t.Errorf("%s: %s", lang, told)
		}
		var m struct {
			Not []struct {
				Why, Words string
				By         struct{ Rule, Code string }
			}
		}
		if err := json.Unmarshal([]byte(d.said(0, append(ask, "-lang", lang, "-json")...)), &m); err != nil {
			t.Fatal(err)
		}
		if n := m.Not; len(n) != 1 || n[0].Why != "not_allowed" || n[0].By.Rule != "P-NOTICE" || n[0].By.Code != "notice_missing" || !strings.HasSuffix(want, n[0].Words) {
			t.Errorf("%s: %+v", lang, n)
		}
	}
	if told := d.said(1, append(ask, "-must", "Bank A/late")...); !strings.Contains(told, "has not been announced as the rules want it. (P-NOTICE); nothing was planned") {
		t.Error(told)
	}
	chinese := d.said(0, append(ask, "-lang", "zh")...)
	for _, want := range []string{"，每组 2 人", "路程：按直线距离估算", "上门 2 次，至 ", " 分：", "从未上门", "工作均衡度 "} {
		if !strings.Contains(chinese, want) {
			t.Errorf("%q is not in %s", want, chinese)
		}
	}
	if letters := regexp.MustCompile("[a-z]{4,}").FindAllString(strings.NewReplacer("north", "", "Bank A/late", "").Replace(chinese), -1); len(letters) > 0 {
		t.Errorf("English in a Chinese plan: %q in %s", letters, chinese)
	}
	d.said(1, append(ask, "-lang", "fr")...)
}

// Whose visit is not planned is told by the bank's number: some of many in the text, all
// in JSON, where a case is an id that only headquarters' key makes of the number.
func TestAPlanNamesCasesByTheBanksNumbers(t *testing.T) {
	d := newDesk(t)
	date := d.branchOf(3)
	rows := "creditor,number,name,street,amount,currency,days_past_due,lat,lon\n"
	for i := range 10 {
		rows += fmt.Sprintf("Bank A,late%d,王某,Oak %d,9000.00,CNY,95,30.55,114.55\n", i, i)
	}
	d.imported(d.file("late.csv", rows))
	ask := []string{"plan", "-dir", d.dir, "-branch", "north", "-iterations", "50", "-date", date}
	if told := d.said(0, ask...); !strings.Contains(told, "\n  Bank A/late0, ") || !strings.Contains(told, "Bank A/late7 and 2 more\n") || strings.Contains(told, "late8") {
		t.Error(told)
	}
	var m struct {
		Numbers map[string]string
		Not     []struct{ Case, Why string }
	}
	if err := json.Unmarshal([]byte(d.said(0, append(ask, "-json")...)), &m); err != nil {
		t.Fatal(err)
	}
	late := 0
	for _, n := range m.Not {
		if strings.HasPrefix(m.Numbers[n.Case], "Bank A/late") {
			late++
		}
	}
	if late != 10 || len(m.Numbers) != 13 {
		t.Errorf("%d of 10 late cases are named among %v", late, m.Numbers)
	}
}

// Who keeps a case in another place of their day is not told as losing it to themselves;
// and a plan that changes nothing has empty lists, not null.
func TestACaseThatStaysWithItsCrewIsToldSo(t *testing.T) {
	d := newDesk(t)
	ask := []string{"plan", "-dir", d.dir, "-branch", "north", "-iterations", "50", "-date", d.branchOf(3)}
	d.said(0, append(ask, "-take")...)
	if told := d.said(0, append(ask, "-json")...); !strings.Contains(told, `"changes":[],"affected":[]`) {
		t.Error(told)
	}
	an, bo, id := evidence.NewID(), evidence.NewID(), evidence.NewID()
	in := &plan.Input{Roster: plan.Roster{People: []plan.Person{{Name: "An", ID: an}, {Name: "Bo", ID: bo}}}}
	a := planAnswer{Changes: []hq.PlanChange{{Case: id, Was: []evidence.ID{an, bo}, Now: []evidence.ID{an, bo}, Order: 4}, {Case: id, Was: []evidence.ID{an}, Now: []evidence.ID{bo}}}}
	for lang, want := range map[i18n.Lang]string{
		i18n.English: "Bank A/1: stays with An + Bo, now number 4 of their day\nBank A/1: An → Bo\n",
		i18n.Chinese: "Bank A/1：仍由 An + Bo 上门，改为当天第 4 站\nBank A/1: An → Bo\n",
	} {
		var told strings.Builder
		if a.printChanges(&told, i18n.In(lang), in, map[evidence.ID]string{id: "Bank A/1"}); told.String() != want {
			t.Errorf("%s: %s", lang, told.String())
		}
	}
}
