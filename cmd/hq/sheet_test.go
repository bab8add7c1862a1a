package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fairvisit/sync/hq/report/pdf/pdftest"
)

// A crew's day is printed from the command line: the sheet's number is told, a
// file that is there stays, and what was refused left neither paper nor entry.
func TestASheetIsPrintedOnce(t *testing.T) {
	d := newDesk(t)
	d.imported(d.file("bank.csv", "creditor,number,name,street,amount,currency,days_past_due\nBank A,1,陈某,Hill 1,9000.00,CNY,45\n"))
	for _, who := range [][2]string{{"officer", "An"}, {"officer", "Bo"}, {"manager", "Mo"}} {
		d.said(0, "enrol", "-dir", d.dir, "-unit", "north", "-role", who[0], "-name", who[1], "-url", "https://hq.invalid")
	}
	d.said(0, "assign", "-dir", d.dir, "-unit", "north", "-officer", "An", "-second", "Bo", "-day", "2036-03-04", "Bank A/1")
	sheet := filepath.Join(d.work, "sheet.pdf")
	ask := func(code int, more ...string) string {
		return d.said(code, append([]string{"sheet", "-dir", d.dir, "-branch", "north", "-date", "2036-03-04", "-o", sheet}, more...)...)
	}
	ask(1, "-crew", "An,Bo")
	ask(1, "-crew", "An,Bo", "-by", "Nobody")
	ask(1, "-crew", "An", "-by", "Mo")
	ask(1, "-crew", "An,Bo", "-by", "Mo", "-lang", "fr")
	if left, err := filepath.Glob(filepath.Join(d.work, "*sheet*")); err != nil || len(left) != 0 {
		t.Errorf("a refused sheet left %v, %v", left, err)
	}
	told := ask(0, "-crew", "Bo, An", "-by", "Mo", "-lang", "zh")
	data, err := os.ReadFile(sheet)
	if err != nil {
		t.Fatal(err)
	}
	read, err := pdftest.Read(data)
	if err != nil {
		t.Fatal(err)
	}
	number, _, _ := strings.Cut(strings.TrimPrefix(told, "sheet "), ":")
	if text := read.Text(); !strings.Contains(text, "路线单 "+number) || !strings.Contains(text, "陈**") || strings.Contains(text, "陈某") {
		t.Errorf("%s: %s", told, text)
	}
	ask(1, "-crew", "An,Bo", "-by", "Mo")
	if again, err := os.ReadFile(sheet); err != nil || string(again) != string(data) {
		t.Error("a sheet was written over")
	}
	if told := d.said(0, "audit", "-dir", d.dir); !strings.Contains(told, "all as it must be") {
		t.Error(told)
	}
}
