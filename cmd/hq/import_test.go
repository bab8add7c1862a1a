package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"fairvisit/sync/hq"
)

// desk is a headquarters and the commands an operator gives it.
type desk struct {
	*testing.T
	work, dir string
}

func newDesk(t *testing.T) *desk {
	work := t.TempDir()
	d := &desk{t, work, filepath.Join(work, "hq")}
	d.said(0, "init", "-dir", d.dir)
	return d
}

func (d *desk) said(code int, args ...string) string {
	d.Helper()
	var out bytes.Buffer
	if got := run(context.Background(), args, nil, &out, &out); got != code {
		d.Fatalf("hq %s: code %d, want %d: %s", strings.Join(args, " "), got, code, &out)
	}
	return out.String()
}

// imported is what an import says as JSON.
func (d *desk) imported(args ...string) hq.ImportResult {
	d.Helper()
	var r hq.ImportResult
	told := d.said(0, append([]string{"import", "-dir", d.dir, "-unit", "north", "-json"}, args...)...)
	if err := json.Unmarshal([]byte(told), &r); err != nil {
		d.Fatal(err, told)
	}
	return r
}

func (d *desk) file(name, text string) string {
	d.Helper()
	path := filepath.Join(d.work, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		d.Fatal(err)
	}
	return path
}

const headOfCollateral = ",collateral,collateral_kind,collateral_what,collateral_mark,default_notice,notice_period_over,repossession_clause,permit_or_order\n"

// What a file newly says of collateral is shown before it is taken, the plate masked as
// it leads to a person; and a cell that says neither is named by its column.
func TestCollateralIsShownBeforeItIsTaken(t *testing.T) {
	d := newDesk(t)
	d.imported(d.file("first.csv", headOfBank+"Bank A,1,李秀兰,中山路 9 号,100.00,CNY,45\n"))
	head := strings.TrimSpace(headOfBank) + headOfCollateral
	args := []string{"import", "-dir", d.dir, "-unit", "north", "-dry", "-json"}
	told := d.said(0, append(args, d.file("second.csv", head+"Bank A,1,李秀兰,中山路 9 号,100.00,CNY,45,yes,vehicle,White van,沪A12345,yes,no,yes,\n"))...)
	var r hq.ImportResult
	if err := json.Unmarshal([]byte(told), &r); err != nil || len(r.Changed) != 1 || !r.Entry.IsZero() {
		t.Fatalf("%v %s", err, told)
	}
	want := map[string]string{"collateral": "yes", "collateral_kind": "vehicle", "collateral_what": "White van", "collateral_mark": "****2345",
		"default_notice": "yes", "notice_period_over": "no", "repossession_clause": "yes"}
	for _, c := range r.Changed[0].Changes {
		if want[c.Field] != c.Now || c.Was != "" {
			t.Errorf("%+v", c)
		}
		delete(want, c.Field)
	}
	if len(want) > 0 || strings.Contains(told, "沪A1") {
		t.Errorf("missing %v of %s", want, told)
	}
	if told := d.said(1, append(args, d.file("third.csv", head+"Bank A,2,李秀兰,中山路 9 号,100.00,CNY,45,yes,boat,,,,,,\n"))...); !strings.Contains(told, `"collateral_kind"`) || !strings.Contains(told, "boat") {
		t.Errorf("%s", told)
	}
}

const headOfBank = "creditor,number,name,street,amount,currency,days_past_due\n"

// The same import twice is one; a changed row is shown before it is taken; and an
// import that was a mistake is taken back by new entries, but for the case that
// somebody was sent to since.
func TestAnImportIsShownTakenTwiceAndTakenBack(t *testing.T) {
	d := newDesk(t)
	first := d.file("first.csv", headOfBank+"Bank A,1,李秀兰,中山路 9 号,100.00,CNY,45\nBank A,2,李华,人民路 8 号,500.00,CNY,60\nBank A,3,陈国,解放路 3 号,70.00,CNY,60\n")
	second := d.file("second.csv", headOfBank+"Bank A,1,李秀兰,中山路 9 号,120.00,CNY,75\nBank A,2,李华,人民路 8 号,500.00,CNY,60\nBank A,3,陈国,解放路 4 号,70.00,CNY,60\nBank A,4,何强,建设路 1 号,9.00,CNY,60\n")

	if r := d.imported(first); r.New != 3 || r.Taken != 3 {
		t.Errorf("first: %+v", r)
	}
	if r := d.imported(first); r.Taken != 0 || r.Same != 3 || !r.Entry.IsZero() {
		t.Errorf("the same again: %+v", r)
	}
	dry := d.imported("-dry", second)
	if dry.New != 1 || dry.Same != 1 || len(dry.Changed) != 2 || !dry.Entry.IsZero() {
		t.Fatalf("dry: %+v", dry)
	}
	told, err := json.Marshal(dry.Changed)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"field":"amount","was":"10000","now":"12000"`, `"field":"days_past_due","was":"45","now":"75"`, `"field":"bucket","was":"M2","now":"M3"`, `"field":"street"`} {
		if !strings.Contains(string(told), want) {
			t.Errorf("%s is not in %s", want, told)
		}
	}
	if strings.Contains(string(told), "李秀兰") {
		t.Errorf("a list of changes names a person: %s", told)
	}
	taken := d.imported(second)
	if len(taken.Changed) != 2 || taken.New != 1 {
		t.Errorf("taken: %+v", taken)
	}
	before := d.said(0, "export", "-dir", d.dir, "cases")
	d.said(0, "assign", "-dir", d.dir, "-unit", "north", "Bank A/3")

	undo := []string{"import", "-dir", d.dir, "-undo", taken.Entry.String()}
	if told := d.said(0, append(undo, "-dry")...); !strings.Contains(told, "1 cases as before, 1 that came with it closed, 1 left alone; so it would be: nothing was undone") || !strings.Contains(told, "case Bank A/3 stays: assigned") {
		t.Errorf("dry: %s", told)
	}
	if told := d.said(0, undo...); strings.Contains(told, "-dry") {
		t.Errorf("undone: %s", told)
	}
	after := d.said(0, "export", "-dir", d.dir, "cases")
	if !strings.Contains(before, "M3,75,12000") || !strings.Contains(after, "M2,45,10000") || !strings.Contains(after, "closed,M2,60,900,") {
		t.Errorf("before:\n%s\nafter:\n%s", before, after)
	}
	if told := d.said(0, undo...); !strings.Contains(told, "this import was taken back already, by entry") {
		t.Errorf("undone twice: %s", told)
	}
	if told := d.said(0, "audit", "-dir", d.dir); !strings.Contains(told, "all as it must be") {
		t.Error(told)
	}
	d.said(1, "import", "-dir", d.dir, "-undo", strings.Repeat("0", 64))
	if r := d.imported(second); r.Taken != 2 {
		t.Errorf("the file again after it was taken back: %+v", r)
	}
}

// What is said of a bank's columns once holds for its next file, and a workbook
// is taken as its text table is.
func TestAWorkbookWithForeignColumnsIsTakenAgain(t *testing.T) {
	d := newDesk(t)
	write := func(name, number string) string {
		f := excelize.NewFile()
		for cell, row := range map[string][]any{
			"A1": {"Bank", "Akte", "Schuldner", "Strasse", "Betrag", "Geld", "Tage", "Religion"},
			"A2": {"Sparbank", number, "Anna Berg", "Hill 1", 10.5, "EUR", 40, "none"},
		} {
			if err := f.SetSheetRow("Sheet1", cell, &row); err != nil {
				t.Fatal(err)
			}
		}
		path := filepath.Join(d.work, name)
		if err := f.SaveAs(path); err != nil {
			t.Fatal(err)
		}
		return path
	}
	const said = "Akte=number,Schuldner=name,Strasse=street,Betrag=amount,Geld=currency,Tage=days_past_due"
	one := write("one.xlsx", "A-1")
	if told := d.said(1, "import", "-dir", d.dir, "-unit", "north", one); !strings.Contains(told, "lacks number") {
		t.Error(told)
	}
	if told := d.said(0, "import", "-dir", d.dir, "-unit", "north", "-columns", said, one); !strings.Contains(told, `column "Religion" says what nobody may be chosen by`) {
		t.Error(told)
	}
	if r := d.imported(write("two.xlsx", "A-2")); r.New != 1 {
		t.Errorf("the next file: %+v", r)
	}
	text := d.file("one.csv", headOfBank+"Sparbank,A-1,Anna Berg,Hill 1,10.50,EUR,40\n")
	if r := d.imported(text); r.Same != 1 {
		t.Errorf("as text: %+v", r)
	}
}

// A file as a bank's clerk saves it: a title above, yuan signs, Chinese dates. The
// command takes it and says which row it took for the header.
func TestAFileWithATitleIsImported(t *testing.T) {
	d := newDesk(t)
	file := d.file("bank.csv", "明远银行外访案件清单\n委托机构,案件编号,姓名,地址,欠款金额,币种,逾期天数,到期日\n明远银行,1,王小明,中山路1号,\"￥1,200.50\",人民币,45,2025年5月12日\n")
	if told := d.said(0, "import", "-dir", d.dir, "-unit", "north", file); !strings.Contains(told, "found in row 2") || !strings.Contains(told, "1 cases taken") {
		t.Error(told)
	}
	if told := d.said(0, "import", "-dir", d.dir, "-unit", "north", "-dry", "-json", file); !strings.Contains(told, `"header_row": 2`) && !strings.Contains(told, `"header_row":2`) {
		t.Error(told)
	}
}

// The operator's machine may stand anywhere: which day it is says the debtor's address.
// In Kiritimati and in Pago Pago it is never the same day.
func TestTodayIsTheDebtorsAndNotTheOperators(t *testing.T) {
	was := time.Local
	t.Cleanup(func() { time.Local = was })
	zones := []string{"Pacific/Kiritimati", "Pacific/Pago_Pago"}
	for _, machine := range zones {
		at, err := time.LoadLocation(machine)
		if err != nil {
			t.Fatal(err)
		}
		time.Local = at
		d := newDesk(t)
		for i, zone := range zones {
			number := string(rune('1' + i))
			there, err := time.LoadLocation(zone)
			if err != nil {
				t.Fatal(err)
			}
			today, tomorrow := time.Now().In(there).Format(time.DateOnly), time.Now().In(there).AddDate(0, 0, 1).Format(time.DateOnly)
			head := "creditor,number,name,street,amount,currency,days_past_due,due_date\nBank A," + number + ",李秀兰,中山路 9 号,100.00,CNY,1,"
			if r := d.imported("-zone", zone, d.file("cases.csv", head+today+"\n")); r.Taken != 1 {
				t.Errorf("%s from %s: due today: %+v", zone, machine, r)
			}
			contact := "creditor,number,date,channel,reached\nBank A," + number + ","
			if told := d.said(0, "import", "contacts", "-dir", d.dir, "-unit", "north", d.file("today.csv", contact+today+",visit,nobody\n")); !strings.Contains(told, "1 contacts taken") {
				t.Errorf("%s from %s: %s", zone, machine, told)
			}
			told := d.said(1, "import", "contacts", "-dir", d.dir, "-unit", "north", d.file("later.csv", contact+tomorrow+",visit,nobody\n"))
			if !strings.Contains(told, "still to come") || !strings.Contains(told, "1 rows refused") {
				t.Errorf("%s from %s: %s", zone, machine, told)
			}
			d.said(0, "assign", "-dir", d.dir, "-unit", "north", "-officer", "", "Bank A/"+number)
			if got := d.said(0, "export", "-dir", d.dir, "cases"); !strings.Contains(got, today) {
				t.Errorf("%s from %s: decided for another day than %s: %s", zone, machine, today, got)
			}
		}
	}
}
