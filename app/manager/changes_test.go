package manager

import (
	"strings"
	"testing"

	"fairvisit/app/i18n"
	"fairvisit/visits"
	"fairvisit/visits/intake"
)

// What a file says otherwise of held cases is shown field by field before it is
// taken, and what nobody may be chosen by is named.
func TestChangesAreShownBeforeTheyAreTaken(t *testing.T) {
	s := newTeam(t)
	text := fileWithPlaces(4)
	file := write(t, "cases.csv", text)
	d := sit(t, s.manager, desktopSize, english, &file)
	d.tap("section.import", "choose", "take")
	text = strings.ReplaceAll(text, "N002,李某,Hill 2,East,Nowhere,9000.00,CNY,46", "N002,李某,Hill 2,East,Nowhere,9500.00,CNY,76")
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\n", ",x\n"), "lon,x\n", "lon,民族\n")
	file = write(t, "next.csv", text)
	d.tap("section.import", "choose")
	d.says("1 held case would change", "Row 4", "amount: ¥ 9,000.00 → ¥ 9,500.00", "days past due: 46 → 76", "bucket: M2 → M3", "Column 民族 says what nobody may be chosen by")
	d.tap("take")
	s.Sync(s.manager)
	if got := s.Record(s.HQ.CaseID("Bank A", "N002")).Case.Facts.Amount; got != 950_000 {
		t.Errorf("headquarters holds %d", got)
	}
}

// No value of a change is a code: what a manager reads is in their language.
func TestAChangeIsSaidInWords(t *testing.T) {
	c := &visits.Case{Facts: visits.CaseFacts{Currency: "CNY"}}
	for ch, want := range map[intake.Change][2]string{
		{Field: "point", Was: "none", Now: "one"}:                {"coordinates: none → given", "坐标：无 → 有"},
		{Field: "point", Was: "one", Now: intake.Moved + "12 m"}: {"coordinates: moved by 12 m", "坐标：移动了 12 m"},
		{Field: "place_kind", Was: "home", Now: "workplace"}:     {"kind of place: home → workplace", "地址类型：居住地 → 工作场所"},
		{Field: "party", Was: "王**, guarantor", Now: ""}:         {"person: 王**, guarantor → –", "当事人：王**、担保人 → –"},
		{Field: "language", Was: "zh-Hans", Now: "en"}:           {"language: Chinese → English", "语言：中文 → 英语"},
		{Field: "default_notice", Was: "unknown", Now: "yes"}:    {"default notice: not known → yes", "违约通知：不清楚 → 是"},
		{Field: "collateral_kind", Was: "", Now: "vehicle"}:      {"kind of collateral: – → vehicle", "抵押物类型：– → 车辆"},
		{Field: "days_past_due", Was: "34", Now: "61"}:           {"days past due: 34 → 61", "逾期天数：34 → 61"},
	} {
		for i, lang := range []i18n.Lang{i18n.English, i18n.Chinese} {
			if got := changeSaid(i18n.In(lang), ch, c); got != want[i] {
				t.Errorf("%q, want %q", got, want[i])
			}
		}
	}
}
