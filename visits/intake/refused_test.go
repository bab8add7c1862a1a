package intake

import (
	"errors"
	"strings"
	"testing"
)

const plainHead = "creditor,number,name,street,amount,currency,days_past_due,product"

func readText(t *testing.T, text string) (File, error) {
	t.Helper()
	return Read(strings.NewReader(text), Options{Today: "2026-03-10"})
}

// A file with a column of a refused practice is refused by that practice's name,
// whatever else stands in it.
func TestColumnOfARefusedPracticeIsRefusedByName(t *testing.T) {
	for column, words := range map[string]string{
		"employer_shame_contact": "employer", "Emergency Contact": "not taken", "家属电话": "nobody but the debtor", "通讯录": "not taken", "debtor photo": "shown up",
	} {
		f, err := readText(t, plainHead+","+column+"\n甲行,C1,陈一,云路 1 号,10.00,CNY,30,卡,x\n")
		var refused *Refused
		if !errors.As(err, &refused) || len(f.Cases) != 0 {
			t.Errorf("%s: %v, %d cases", column, err, len(f.Cases))
			continue
		}
		if !strings.Contains(err.Error(), column) || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: %v", column, err)
		}
	}
	if _, err := readText(t, plainHead+",employer,备注\n甲行,C1,陈一,云路 1 号,10.00,CNY,30,卡,甲公司,x\n"); err != nil {
		t.Error("a harmless column:", err)
	}
}

func TestValueOfARefusedPracticeRefusesItsRows(t *testing.T) {
	f, err := readText(t, plainHead+"\n甲行,C1,陈一,云路 1 号,10.00,CNY,30,call the employer\n甲行,C2,王二,云路 2 号,10.00,CNY,30,信用卡\n甲行,C3,李三,云路 3 号,10.00,CNY,30,call the employer\n")
	if err != nil || len(f.Cases) != 1 || len(f.Problems) != 2 {
		t.Fatalf("%v, %d cases, %+v", err, len(f.Cases), f.Problems)
	}
	for _, p := range f.Problems {
		if p.Column != "product" || !strings.Contains(p.Why, "employer is not told") {
			t.Errorf("%+v", p)
		}
	}
}
