package intake

import (
	"bytes"
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

func table(t testing.TB, what string, data []byte) (Table, error) {
	t.Helper()
	return ReadTable(bytes.NewReader(data), what, Options{Today: "2026-11-25"})
}

// A bank's own words, in its own encoding and with its own delimiter, are read as
// the same lines.
func TestTablesComeInTheBanksOwnForm(t *testing.T) {
	want := Line{Row: 2, Creditor: "示例银行", Number: "0001", Kind: "visit", Form: "written", Day: "2026-11-20", Minute: 9*60 + 5}
	chinese := "委托方;案件号;通知日期;时间;形式;备注\n示例银行;0001;2026/11/20;9:05;书面;无\n"
	encoded, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(chinese))
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"GB18030, semicolons": encoded, "UTF-8 with its mark": []byte("\ufeff" + chinese),
		"English, tabs": []byte("Creditor\tCase Number\tDate\tTime\tForm\n示例银行\t0001\t20.11.2026\t09:05\twritten\n"),
	} {
		f, err := table(t, Notices, data)
		if err != nil || len(f.Problems) > 0 || len(f.Lines) != 1 || !reflect.DeepEqual(f.Lines[0], want) {
			t.Errorf("%s: %+v, %v", name, f, err)
		}
	}
	f, err := table(t, Notices, encoded)
	if err != nil || f.Encoding != "gb18030" || f.Delimiter != ";" || !reflect.DeepEqual(f.Ignored, []string{"备注"}) {
		t.Errorf("%+v, %v", f, err)
	}
}

// What a cell does not say stays unsaid; a word nobody knows is no guess but a
// refusal, with the line, the column as the file spells it and the value.
func TestWhatATableDoesNotSayIsNotGuessed(t *testing.T) {
	f, err := table(t, Contacts, []byte("creditor,number,date,time,方式,reached,solicited\nA,1,2026-11-20,,,,\nA,1,2026-11-20,25:00,pigeon,perhaps,no\nA,1,2026-12-20,,call,nobody,yes\n"+
		"A,,2026-11-20,,call,nobody,yes\n=cmd,1,2026-11-20,,call,nobody,yes\nA,1,2026-11-20,,call,nobody\n"))
	if err != nil {
		t.Fatal(err)
	}
	if want := (Line{Row: 2, Creditor: "A", Number: "1", Day: "2026-11-20", Minute: -1}); len(f.Lines) != 1 || !reflect.DeepEqual(f.Lines[0], want) {
		t.Errorf("%+v", f.Lines)
	}
	var said []string
	for _, p := range f.Problems {
		said = append(said, strings.Join([]string{string(rune('0' + p.Row)), p.Column, p.Value}, "|"))
	}
	want := []string{"3|方式|pigeon", "3|reached|perhaps", "3|time|25:00", "4|date|2026-12-20", "5|number|", "6|creditor|=cmd", "7||A"}
	if !reflect.DeepEqual(said, want) {
		t.Errorf("the problems are %q", said)
	}
}

func TestATableThatCannotBeReadIsRefusedWhole(t *testing.T) {
	workbook, err := os.ReadFile("testdata/workbook.csv")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		what string
		data []byte
	}{
		"nothing": {Notices, nil}, "a workbook": {Notices, workbook}, "of what nobody knows": {"rumours", []byte("creditor,number\nA,1\n")},
		"without a form":     {Notices, []byte("creditor,number,date\nA,1,2026-11-20\n")},
		"two dates":          {Notices, []byte("creditor,number,date,day,form\nA,1,2026-11-20,2026-11-20,written\n")},
		"consents of no one": {Consents, []byte("creditor,number,date,form\nA,1,2026-11-20,written\n")},
	} {
		f, err := table(t, c.what, c.data)
		var r *Refused
		if !errors.As(err, &r) || !strings.Contains(r.Why, "Nothing was taken.") || len(f.Lines) > 0 {
			t.Errorf("%s: %+v, %v", name, f, err)
		}
	}
	if f, err := table(t, Notices, []byte("creditor,number,date,form\n")); err != nil || len(f.Problems) != 1 {
		t.Errorf("a header alone: %+v, %v", f, err)
	}
}

func FuzzReadTable(f *testing.F) {
	f.Add([]byte("creditor,number,date,form,channel,reached,consent\nA,1,2026-11-20,written,call,nobody,time\n"), byte(0))
	f.Add([]byte("委托方;案件号;通知日期;形式\n\"示例;1;2026-11-20;书面\n"), byte(1))
	f.Fuzz(func(t *testing.T, data []byte, which byte) {
		what := []string{Contacts, Notices, Consents}[which%3]
		read, err := table(t, what, data)
		if err != nil && len(read.Lines) > 0 {
			t.Fatalf("a refused table holds lines: %v", err)
		}
		again, err2 := table(t, what, data)
		if !reflect.DeepEqual(read, again) || (err == nil) != (err2 == nil) {
			t.Fatal("the same bytes were read differently")
		}
		for _, l := range read.Lines {
			if l.Creditor == "" || l.Number == "" || l.Day == "" || l.Minute < -1 || l.Minute >= 24*60 {
				t.Fatalf("%+v", l)
			}
		}
		if len(read.Lines) > read.Rows {
			t.Fatalf("%d lines of %d rows", len(read.Lines), read.Rows)
		}
	})
}
