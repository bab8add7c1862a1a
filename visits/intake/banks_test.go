package intake

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

func TestDatesAsBanksWriteThem(t *testing.T) {
	for text, want := range map[string]string{
		"2026年10月12日": "2026-10-12", "2026年1月2日": "2026-01-02", "2026-10-12 00:00:00": "2026-10-12", "2026/10/12 0:00": "2026-10-12",
		"2026-10-12T00:00:00": "2026-10-12", "2026-10-12 00:00:00.0": "2026-10-12", "20261012": "2026-10-12", "2026年10月12日 00:00:00": "2026-10-12",
		"2026年2月31日": "", "20260231": "", "2026-02-31 00:00:00": "", "2026-10-12 13:45:00": "", "2026年10月": "", "2026年10月12": "", "10月12日": "", "26年10月12日": "",
		"2026年100月1日": "", "2026年1月2日3": "", "12102026": "", "20261312": "", "202610": "", "2026101": "", "202610123": "", "03.04.2024 00:00:00": "", "3/4/2024 0:00": "",
		"00:00:00": "", " 00:00:00": "", "年月日": "", "2026年10-12日": "",
	} {
		if got, w := parseDate(text); got != want || w.said() != (want == "") {
			t.Errorf("%q is %q (%s), want %q", text, got, w.format, want)
		}
	}
}

func TestTheSignOfAmountsIsTheCurrencys(t *testing.T) {
	for _, tt := range []struct {
		text, currency string
		want           int64
	}{
		{"￥1,200.50", "CNY", 120050}, {"¥1200.50", "CNY", 120050}, {"1200.50元", "CNY", 120050}, {"￥ 1,200.50 元", "CNY", 120050}, {"1200", "CNY", 120000},
		{"￥1,200.50", "EUR", -1}, {"¥1200", "JPY", -1}, {"1200元", "USD", -1}, {"￥￥5.00", "CNY", -1}, {"5.00元元", "CNY", -1}, {"元", "CNY", -1}, {"￥", "CNY", -1},
		{"1.2万元", "CNY", -1}, {"-￥5.00", "CNY", -1}, {"￥-5.00", "CNY", -1}, {"￥1.234", "CNY", -1}, {"5元0角", "CNY", -1},
	} {
		minor, w := parseAmount(withoutSign(tt.text, tt.currency), exponents[tt.currency])
		if tt.want < 0 && !w.said() || tt.want >= 0 && (w.said() || minor != tt.want) {
			t.Errorf("%q in %s is %d (%s), want %d", tt.text, tt.currency, minor, w.format, tt.want)
		}
	}
}

const (
	bankHead = "委托机构,案件编号,姓名,地址,欠款金额,币种,逾期天数,到期日\n"
	bankRow  = `明远银行,A-%d,王小明,中山路1号,"￥1,200.50",人民币,45,2026年5月12日` + "\n"
)

// A title stands above the header, and a table's own word on its delimiter: the
// header is found, and the file says where.
func TestTheHeaderStandsBelowATitle(t *testing.T) {
	o := Options{Today: "2026-06-30"}
	rows := bankHead + fmt.Sprintf(bankRow, 1) + strings.ReplaceAll(fmt.Sprintf(bankRow, 2), "2026年5月12日", "20260512")
	for _, tt := range []struct {
		text    string
		row     int
		refused string
	}{
		{rows, 1, ""},
		{"明远银行 2026年6月 外访案件清单\n" + rows, 2, ""},
		{"明远银行外访案件清单,,,,,,,\n制表:信用卡部,,日期:,20260630,,,,\n\n" + rows, 4, ""},
		{"sep=,\r\n" + rows, 2, ""},
		{"\ufeffSEP=;\n" + strings.ReplaceAll(strings.ReplaceAll(rows, `"￥1,200.50"`, "￥1200.50"), ",", ";"), 2, ""},
		{"sep=;\n" + rows, 2, "lacks"}, // it was said to be divided otherwise
		{strings.Repeat("title\n", 9) + rows, 10, ""},
		{strings.Repeat("title\n", 10) + rows, 1, "it has the columns title"},
		{"creditor,number,name\n" + rows, 2, ""},                                     // the better one counts
		{"a,b,c,d,e,f,g,h\nname,number,x,x,x,x,x,x\n", 1, "it has the columns a, b"}, // two words of a row are no header
		{strings.Replace(rows, "姓名,", "称呼,", 1), 1, "lacks name: it has the columns 委托机构"},
		{"title\n" + strings.Replace(rows, "姓名,", "称呼,", 1), 2, "lacks name: it has the columns 委托机构"},
	} {
		f, err := Read(strings.NewReader(tt.text), o)
		if tt.refused != "" {
			if err == nil || !strings.Contains(err.Error(), tt.refused) {
				t.Errorf("%.40q: %v, want %q", tt.text, err, tt.refused)
			}
			continue
		}
		if err != nil || f.HeaderRow != tt.row || len(f.Cases) != 2 || len(f.Problems) > 0 {
			t.Errorf("%.40q: header in %d, %d cases, %v, %v; want row %d", tt.text, f.HeaderRow, len(f.Cases), f.Problems, err, tt.row)
			continue
		}
		for i, c := range f.Cases {
			if c.AmountMinor != 120050 || c.DueDate != "2026-05-12" || c.Row != tt.row+1+i {
				t.Errorf("%.40q: %+v", tt.text, c)
			}
		}
	}
	if p, err := ReadTable(strings.NewReader("sep=,\ncreditor,number,date,amount,currency,reference\n明远银行,A-1,2026年6月1日,￥100.00,人民币,R-1\n"), Payments, o); err != nil || len(p.Lines) != 1 || p.Lines[0].Amount != 10000 || p.Lines[0].Day != "2026-06-01" {
		t.Errorf("payments: %+v, %v", p, err)
	}
}

// In a workbook a title is merged over the table, and the bank and the number over
// the rows of a case. What is merged downwards holds in each row; what is merged to
// the right, or reaches below the list, does not.
func TestMergedCellsHoldInEachRow(t *testing.T) {
	data := book(t, func(f *excelize.File) {
		rowsInto(t, f, "Sheet1", []any{"明远银行外访案件清单"},
			[]any{"委托机构", "案件编号", "姓名", "角色", "地址", "区县", "欠款金额", "币种", "逾期天数", "到期日"},
			[]any{"明远银行", "A-1", "王小明", "借款人", "中山路1号", "", "￥1,200.50", "CNY", 45, time.Date(2026, 5, 12, 0, 0, 0, 0, time.UTC)},
			[]any{nil, nil, "李四", "担保人"},
			[]any{nil, "A-2", "赵五", "", "中山路2号", "城东", "1200.50元", "CNY", 45, "20260512"},
			nil,
			[]any{nil, "A-3", "钱六", "", "中山路3号", "", 7, "CNY", 45, "2026-05-12 00:00:00"})
		for from, to := range map[string]string{"A1": "J1", "A3": "A9", "B3": "B4", "E3": "F3", "G3": "G4"} {
			if err := f.MergeCell("Sheet1", from, to); err != nil {
				t.Fatal(err)
			}
		}
	})
	f, err := Read(bytes.NewReader(data), Options{Today: "2026-06-30"})
	if err != nil || f.HeaderRow != 2 || len(f.Problems) > 0 || len(f.Cases) != 3 || f.Rows != 4 {
		t.Fatalf("header in %d, %d rows, %v, %v", f.HeaderRow, f.Rows, f.Problems, err)
	}
	if c := f.Cases[0]; len(c.Parties) != 2 || c.Parties[1].Name != "李四" || c.Parties[1].Role != "guarantor" || c.Place.District != "" || c.AmountMinor != 120050 || c.DueDate != "2026-05-12" {
		t.Errorf("%+v", c)
	}
	for i, number := range []string{"A-1", "A-2", "A-3"} {
		if c := f.Cases[i]; c.Creditor != "明远银行" || c.Number != number || c.DueDate != "2026-05-12" {
			t.Errorf("%+v", c)
		}
	}
}

// What a case owes and its number are its own: merged over the rows of two cases an
// amount may be the sum of both, and each would be asked for all of it.
func TestWhatACaseOwesIsNotMergedOverSeveral(t *testing.T) {
	for _, c := range []struct {
		column, from, to string
		second           []any
	}{
		{"amount", "E2", "E3", []any{"Bank A", "N2", "李四", "A 街 2 号", nil, "CNY", 20}},
		{"number", "B2", "B3", []any{"Bank B", nil, "李四", "A 街 2 号", "500.00", "CNY", 20}},
	} {
		data := book(t, func(f *excelize.File) {
			rowsInto(t, f, "Sheet1", headOfBook[:7], []any{"Bank A", "N1", "王小明", "A 街 1 号", "500.00", "CNY", 20}, c.second,
				[]any{"Bank A", "N3", "赵五", "A 街 3 号", "500.00", "CNY", 20})
			if err := f.MergeCell("Sheet1", c.from, c.to); err != nil {
				t.Fatal(err)
			}
		})
		f, err := Read(bytes.NewReader(data), Options{Today: "2026-06-30"})
		if err != nil || len(f.Cases) != 2 || f.Cases[0].Number != "N1" || f.Cases[1].Number != "N3" || f.Cases[0].AmountMinor != 50000 {
			t.Fatalf("%s: %+v, %v", c.column, f.Cases, err)
		}
		if len(f.Problems) != 1 || f.Problems[0].Row != 3 || f.Problems[0].Column != c.column || !strings.Contains(f.Problems[0].Why, "merged") {
			t.Errorf("%s: %+v", c.column, f.Problems)
		}
	}
}

// Merged cells of one column that lie over each other would have each row go through
// all of them, which for a small file takes hours.
func TestMergedCellsDoNotOverlap(t *testing.T) {
	for to, refused := range map[string]bool{"A3": false, "A4": true, "A9": true} {
		data := book(t, func(f *excelize.File) {
			w, err := f.NewStreamWriter("Sheet1") // writes what it is told, overlaps too
			if err == nil {
				err = errors.Join(w.SetRow("A1", headOfBook[:7]), w.SetRow("A2", []any{"Bank A", "N1", "王小明", "A 街 1 号", "500.00", "CNY", 20}),
					w.MergeCell("A2", to), w.MergeCell("A4", "A6"), w.MergeCell("B2", "B9"), w.Flush())
			}
			if err != nil {
				t.Fatal(err)
			}
		})
		_, err := Read(bytes.NewReader(data), Options{Today: "2026-06-30"})
		if (err != nil) != refused || refused && !strings.Contains(err.Error(), "lie over each other") {
			t.Errorf("A2:%s and A4:A6: %v", to, err)
		}
	}
}
