package manager

import (
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// The letters a file is in are said in words, and only where they are not UTF-8: that
// says nothing to a manager.
func TestTheLettersOfAFileAreSaidInWords(t *testing.T) {
	text := "creditor,number,name,street,amount,currency,days_past_due\n中国银行,N0,王小明,中山路北段一号,9.00,CNY,40\n中国银行,N1,李大华,解放路南段二号,9.00,CNY,40\n"
	chinese, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	s := newTeam(t)
	file := write(t, "cases.csv", chinese)
	d := sit(t, s.manager, desktopSize, english, &file)
	d.tap("section.import", "choose")
	d.says("read as GB 18030 (Chinese), likely")
	file = write(t, "broken.csv", text+"中国银行,N2,李\xff,解放路南段三号,9.00,CNY,40\n")
	d = sit(t, s.manager, desktopSize, english, &file)
	d.tap("section.import", "choose")
	if d.m.intake.file.Encoding != "utf-8" || d.Says("read as") || d.Says("utf-8") {
		t.Errorf("of a file in %s it is told", d.m.intake.file.Encoding)
	}
}
