package intake

import (
	"fmt"
	"strings"
	"testing"

	"fairvisit/visits"
)

func TestCollateralIsReadInBothLanguages(t *testing.T) {
	for name, table := range map[string]string{
		"English": "creditor,number,name,street,amount,currency,days_past_due,collateral,collateral_kind,collateral_what,collateral_mark,default_notice,notice_period_over,repossession_clause,permit_or_order\n" +
			"Bank A,1,王某,Hill 1,10.00,CNY,40,yes,car,White van,沪A12345,yes,no,yes,\n",
		"Chinese": "委托方,案件号,姓名,地址,欠款金额,币种,逾期天数,是否有抵押物,抵押物类型,抵押物,车牌号,违约通知,通知期限届满,处置条款,许可或裁定\n" +
			"Bank A,1,王某,Hill 1,10.00,CNY,40,是,车辆,White van,沪A12345,是,否,有,\n",
	} {
		f, err := Read(strings.NewReader(table), Options{Today: "2026-11-26"})
		if err != nil || len(f.Problems) > 0 || len(f.Cases) != 1 || len(f.Ignored) > 0 {
			t.Fatalf("%s: %v %+v", name, err, f)
		}
		facts, words := f.Cases[0].Content([]byte("k"), "Asia/Shanghai")
		if facts.Collateral == nil || *facts.Collateral != (visits.CollateralFacts{Kind: "vehicle", Notice: "yes", Period: "no", Clause: "yes"}) {
			t.Errorf("%s: facts %+v", name, facts.Collateral)
		}
		if words.Collateral == nil || *words.Collateral != (visits.CollateralWords{What: "White van", Mark: "沪A12345"}) {
			t.Errorf("%s: words %+v", name, words.Collateral)
		}
	}
}

func TestBadCellsOfCollateralAreNamed(t *testing.T) {
	for row, want := range map[string]string{
		"maybe,,,,":           "collateral=maybe",
		"yes,boat,,,":         "collateral_kind=boat",
		"yes,,,,soon":         "default_notice=soon",
		",car,,,":             "collateral=",
		"no,,,沪A12345,":       "collateral=no",
		",,,,yes":             "collateral=",
		"no,,,,":              "",
		",,,,":                "",
		"yes,,,,":             "",
		"yes,=1+1,,,perhaps,": "", // seven cells more than the header has: refused as such
	} {
		f, err := Read(strings.NewReader("creditor,number,name,street,amount,currency,days_past_due,collateral,collateral_kind,collateral_what,collateral_mark,default_notice\nBank A,1,王某,Hill 1,10.00,CNY,40,"+row+"\n"), Options{Today: "2026-11-26"})
		if err != nil {
			t.Fatal(err)
		}
		if strings.Count(row, ",") != 4 {
			if len(f.Cases) != 0 {
				t.Errorf("%q was taken", row)
			}
			continue
		}
		var said []string
		for _, p := range f.Problems {
			said = append(said, fmt.Sprintf("%s=%s", p.Column, p.Value))
		}
		if got := strings.Join(said, " "); got != want || (want == "") != (len(f.Cases) == 1) {
			t.Errorf("%q: %q, %d cases", row, got, len(f.Cases))
		}
	}
}

func TestAChangeOfCollateralIsListedWithThePlateMasked(t *testing.T) {
	with := visits.CaseFacts{Collateral: &visits.CollateralFacts{Kind: "vehicle", Notice: "yes"}}
	have := &visits.Case{Imported: [32]byte{1}, Words: &visits.CaseWords{}}
	list := fmt.Sprint(Changes(have, with, visits.CaseWords{Collateral: &visits.CollateralWords{What: "White van", Mark: "沪A12345"}}))
	if want := "[{collateral  yes} {collateral_kind  vehicle} {collateral_what  White van} {collateral_mark  ****2345} {default_notice  yes}]"; list != want {
		t.Errorf("%s", list)
	}
}

// Papers are complete by all four alone, and not by what nobody said.
func TestWhetherThePapersAreCompleteIsNeverGuessed(t *testing.T) {
	for _, line := range []struct {
		f    visits.CollateralFacts
		want string
	}{
		{visits.CollateralFacts{Notice: "yes", Period: "yes", Clause: "yes", Order: "yes"}, "yes"},
		{visits.CollateralFacts{Notice: "yes", Period: "yes", Clause: "yes"}, ""},
		{visits.CollateralFacts{Notice: "yes", Period: "yes", Clause: "yes", Order: "perhaps"}, ""},
		{visits.CollateralFacts{Period: "no"}, "no"},
		{visits.CollateralFacts{}, ""},
	} {
		if got := line.f.Complete(); got != line.want {
			t.Errorf("%+v: %q", line.f, got)
		}
	}
}
