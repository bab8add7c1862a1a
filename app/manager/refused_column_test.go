package manager

import (
	"strings"
	"testing"

	"fairvisit/app/desk/hqtest"
	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/visits/refuse"
)

// A file with the phone of a debtor's employer is refused, in the reader's language: by
// which practice, why, and how the rest of the file is taken.
func TestAColumnOfARefusedPracticeSaysHowTheFileIsTaken(t *testing.T) {
	w := hqtest.New(t)
	wang := w.Enrol("manager", "Wang")
	w.Sync(wang)
	file := write(t, "cases.csv", strings.TrimSuffix(header, "\n")+",公司电话\nBank A,1,甲,街 1 号,5.00,CNY,3,0731-5550001\n")
	for lang, words := range map[i18n.Lang][]string{
		i18n.English: {"公司电话", "Pressing through the employer", "The employer is not told and not used", "Save the file without this column and choose it again", "Nothing was taken"},
		i18n.Chinese: {"公司电话", "向单位施压", "不得告知或利用债务人的单位", "请删去该列后另存文件", "没有导入任何内容"},
	} {
		d := sit(t, wang, desktopSize, shell.Prefs{Lang: lang, Scale: 1}, &file)
		d.tap("section.import", "choose")
		d.says(words...)
		if lang == i18n.Chinese && d.Says("refused here") {
			t.Error("half of it is English")
		}
	}
	zh := i18n.In(i18n.Chinese)
	for _, p := range refuse.Practices() {
		said := sentence(zh, "This belongs to a practice that is refused here. "+p.Sentence["en"])
		if !strings.HasPrefix(said, "这属于此处拒绝的做法。") || strings.Contains(said, p.Sentence["en"]) {
			t.Errorf("%s is said as %q", p.ID, said)
		}
	}
}

// The preview holds new places against those of the branch's cases on this device, in
// the language of the screen; the same file again has nothing new to look at.
func TestThePreviewHoldsPlacesAgainstTheBranchs(t *testing.T) {
	w := hqtest.New(t)
	wang := w.Enrol("manager", "Wang")
	w.Sync(wang)
	head := "creditor,number,name,street,district,city,amount,currency,days_past_due,lat,lon,coordinate_system\n"
	row := func(number, lat, lon string) string {
		return "Bank A," + number + ",王某,Hill " + number + ",East,Munich,10.00,EUR,40," + lat + "," + lon + ",wgs84\n"
	}
	file := write(t, "first.csv", head+row("1", "48.11", "11.61")+row("2", "48.12", "11.62")+row("3", "48.13", "11.63"))
	d := sit(t, wang, desktopSize, shell.Prefs{Lang: i18n.Chinese, Scale: 1}, &file)
	d.tap("section.import", "choose", "take")
	file = write(t, "second.csv", head+row("4", "11.64", "48.14")+row("3", "48.53", "11.63"))
	d.tap("choose")
	d.says("同一区县其他位置的中心", "若把纬度和经度对调则只有 3 公里", "距该案件原来的位置 44 公里")
	d.tap("take", "choose")
	if d.Says("公里") {
		t.Error("the same file again is warned of")
	}
}
