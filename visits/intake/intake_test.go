package intake

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
)

var today = Options{Today: "2024-06-01"}

func readFile(t *testing.T, name string) (File, error) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return Read(bytes.NewReader(data), today)
}

// Every bad row is named by line, record, column and value, and every good row
// of the same file is taken.
func TestBadRowsAreNamedAndGoodRowsTaken(t *testing.T) {
	for _, tt := range []struct {
		file     string
		how      string // encoding, confidence, delimiter, rows
		taken    string // line and number of each case
		problems []string
	}{
		{file: "utf8.csv", how: `utf-8 certain "," 3`, taken: "2 DF-001, 4 DF-002"},
		{file: "utf8_bom.csv", how: `utf-8 certain "," 3`, taken: "2 DF-001, 4 DF-002"},
		{file: "utf16le_bom.csv", how: `utf-16le certain "," 3`, taken: "2 DF-001, 4 DF-002"},
		{file: "utf16be_bom.csv", how: `utf-16be certain "," 3`, taken: "2 DF-001, 4 DF-002"},
		{file: "gb18030.csv", how: `gb18030 likely "," 3`, taken: "2 DF-001, 4 DF-002"},
		{file: "gbk_crlf.csv", how: `gb18030 likely "," 3`, taken: "2 DF-001, 4 DF-002"},
		{file: "latin1_semicolon.csv", how: `windows-1252 likely ";" 2`, taken: "2 S-1, 3 S-2"},
		{file: "windows1252_euro.csv", how: `windows-1252 likely ";" 2`, taken: "2 S-1, 3 S-2"},
		{file: "tab_cr.csv", how: `utf-8 certain "\t" 2`, taken: "2 T-1, 3 T-2"},
		{file: "pipe.csv", how: `utf-8 certain "|" 1`, taken: "2 P-1"},
		{file: "columns.csv", how: `utf-8 certain "," 1`, taken: "2 C-1"},
		{file: "quoted_newlines.csv", how: `utf-8 certain "," 3`, taken: "2 Q-1, 7 Q-3", problems: []string{
			`5/2 name "Otto\nBerg": The cell holds a line break, which has no place here; a quotation mark may be missing. The row runs from line 5 to line 6.`,
		}},
		{file: "long_cell.csv", how: `utf-8 certain "," 3`, taken: "2 L-1, 4 L-3", problems: []string{
			`3/2 street "` + strings.Repeat("街", 80) + `": The cell has 100000 characters; the most here is 2000.`,
		}},
		{file: "ragged.csv", how: `utf-8 certain "," 4`, taken: "2 R-1, 7 R-4", problems: []string{
			`3/2  "Sparbank": The row has 6 cells and the header has 7, so it is not clear which is which.`,
			`4/3  "Sparbank": The row has 8 cells and the header has 7, so it is not clear which is which.`,
		}},
		{file: "quotes.csv", how: `utf-8 certain "," 8`, taken: "2 U-1, 4 U-3, 7 U-6, 9 U-8", problems: []string{
			`3/2 name "Anna Berg,Hill 2,10,USD,1\nSparbank,U-3,Anna Berg,": A quotation mark closes in the middle of this cell, so it is not clear where the cell ends. The row runs from line 3 to line 4.`,
			`5/4 name "Anna": A quotation mark closes in the middle of this cell, so it is not clear where the cell ends.`,
			`6/5 name "An": A quotation mark stands inside a cell that does not begin with one, so it is not clear where the cell ends.`,
			`8/7 street "Hill 7,10,USD,1\nSparbank,U-8,Anna Berg,Hill 8,10,USD,1\n": A quotation mark opens here and is never closed. The row runs from line 8 to line 10.`,
		}},
		{file: "nul_and_broken.csv", how: `utf-8 likely "," 6`, taken: "2 B-1, 5 B-4", problems: []string{
			`3/2 name "An\x00na": The cell holds a NUL byte.`,
			`4/3 name "Anna ` + "\ufffd\ufffd" + `Berg": The cell holds bytes that are not text in the encoding of the file, so a letter is lost.`,
			`6/5 name "An\u202ena": The cell holds the invisible character U+202E.`,
			`7/6 name "An\ana": The cell holds the control character U+0007.`,
		}},
		{file: "formulas.csv", how: `utf-8 certain "," 9`, taken: "3 F-2, 11 F-9", problems: []string{
			`2/1 name "=cmd()": ` + runs,
			`4/3 street "@SUM(A1)": ` + runs,
			`5/4 amount "-5": The amount is negative; a case states what is owed.`,
			`6/5 name "\tAnna": ` + runsBehind,
			`7/6 name "\rAnna": ` + runsBehind + ` The row runs from line 7 to line 8.`,
			`9/7 name "+HYPERLINK(A1)": ` + runs,
			`9/7 phone "=1+1": ` + runs,
			`10/8 name "-2+3|calc": ` + runs,
		}},
		{file: "duplicates.csv", how: `utf-8 certain "," 11`, taken: "2 D-1, 7 D-1", problems: []string{
			`3/2 number "D-1": The case of line 2 has this number and this party already.`,
			`6/5 amount "11.00": This differs from line 2, which opens the case.`,
			`6/5 street "Hill 9": This differs from line 2, which opens the case.`,
			`8/7 role "guarantor": No row of this case names its debtor, so none of them was taken.`,
			`9/8 amount "ten": ` + noAmount,
			`10/9 number "D-3": The row that opens this case (line 9) was refused, so this one cannot be added to it.`,
			`11/10 role "husband": This is no role here; it can be debtor, joint_debtor, guarantor or representative.`,
		}},
		{file: "dates.csv", how: `utf-8 certain "," 13`, taken: "3 E-2, 4 E-3, 5 E-4, 11 E-10, 14 E-13", problems: []string{
			`2/1 due_date "2023-02-31": There is no day 31 in month 2 of 2023.`,
			`6/5 due_date "03.04.2024": Day and month could change places in this date; write it as yyyy-mm-dd.`,
			`7/6 due_date "31.02.2024": There is no day 31 in month 2 of 2024.`,
			`8/7 due_date "3/4/2024": This is not a date; write it as yyyy-mm-dd.`,
			`9/8 due_date "2024-13-01": There is no month 13; write the date as yyyy-mm-dd.`,
			`10/9 due_date "2024-06-02": The due date is still to come, yet the row says that days have passed since.`,
			`12/11 due_date "45321": This is not a date; write it as yyyy-mm-dd.`,
			`13/12 due_date "0001-01-01": The year of this date cannot be right.`,
		}},
		{file: "numbers.csv", how: `utf-8 certain "," 20`, taken: "2 N-1, 3 N-2, 5 N-4, 16 N-15, 20 N-19", problems: []string{
			`4/3 amount "1.234": ` + thousandOrNot,
			`6/5 amount "1234.5": The amount has more decimals than its currency.`,
			`7/6 amount "ten": ` + noAmount,
			`8/7 amount "1.2E+05": ` + noAmount,
			`9/8 amount "10.001": ` + thousandOrNot,
			`10/9 amount "99999999999999999999": The amount is larger than can be kept.`,
			`11/10 currency "CHF": This currency is not kept here; it can be CNY, EUR, USD or JPY.`,
			`12/11 days_past_due "-1": The days past due are negative.`,
			`13/12 days_past_due "1.5": The days past due are not a whole number.`,
			`14/13 days_past_due "": The cell is empty, and the row cannot be taken without it.`,
			`15/14 bucket "M7": This is no bucket; it can be M0 to M6, or M6+.`,
			`17/16 lat "91": There are no more than 90 degrees here.`,
			`18/17 lon "": Latitude and longitude need each other, and the longitude is empty.`,
			`19/18 amount "12,34.50": The commas and points in this amount do not stand where thousands and decimals do.`,
			`21/20 number "6.22848E+18": A spreadsheet has turned this number into a rounded one, so its last digits are lost; export the column as text.`,
		}},
		{file: "header_only.csv", how: `utf-8 certain "," 0`, problems: []string{
			`0/0  "": The file has a header and no rows.`,
		}},
	} {
		t.Run(tt.file, func(t *testing.T) {
			f, err := readFile(t, tt.file)
			if err != nil {
				t.Fatal(err)
			}
			if how := fmt.Sprintf("%s %s %q %d", f.Encoding, f.Confidence, f.Delimiter, f.Rows); how != tt.how {
				t.Errorf("read as %s, want %s", how, tt.how)
			}
			var taken []string
			for _, c := range f.Cases {
				taken = append(taken, fmt.Sprintf("%d %s", c.Row, c.Number))
			}
			if got := strings.Join(taken, ", "); got != tt.taken {
				t.Errorf("taken %q, want %q", got, tt.taken)
			}
			for i := range max(len(f.Problems), len(tt.problems)) {
				got, want := "(nothing)", "(nothing)"
				if i < len(f.Problems) {
					p := f.Problems[i]
					got = fmt.Sprintf("%d/%d %s %q: %s", p.Row, p.Record, p.Column, p.Value, p.Why)
				}
				if i < len(tt.problems) {
					want = tt.problems[i]
				}
				if got != want {
					t.Errorf("problem %d is\n\t%s, want\n\t%s", i, got, want)
				}
			}
		})
	}
}

const (
	runs          = "The cell begins like a spreadsheet formula, and could run as one wherever this list is opened again."
	runsBehind    = "The cell begins with a tab or a line break, behind which some spreadsheets still run a formula."
	noAmount      = "This is not an amount; write digits with at most one decimal sign, as in 1234.50."
	thousandOrNot = "This is either a thousand or a decimal sign; write the amount with its decimals, as in 1234.00."
)

// The same list in six encodings is the same cases, to the last field.
func TestEncodingsReadAlike(t *testing.T) {
	want := []Case{{
		Row: 2, Creditor: "东方银行", Number: "DF-001",
		Parties:     []Party{{Role: "debtor", Name: "王小明", Language: "zh"}, {Role: "guarantor", Name: "李芳", Language: "zh"}},
		Place:       Place{Kind: "home", Street: "中山路12号", District: "黄浦区", City: "上海市"},
		AmountMinor: 1234560, Currency: "CNY", DaysPastDue: 45, Bucket: "M2", DueDate: "2024-03-18",
	}, {
		Row: 4, Creditor: "东方银行", Number: "DF-002",
		Parties:     []Party{{Role: "debtor", Name: "陈建国", Language: "zh"}},
		Place:       Place{Kind: "home", Street: "人民大道8号3单元", District: "浦东新区", City: "上海市"},
		AmountMinor: 80000, Currency: "CNY", DaysPastDue: 200, Bucket: "M6+", DueDate: "2023-10-01",
	}}
	for _, name := range []string{"utf8.csv", "utf8_bom.csv", "utf16le_bom.csv", "utf16be_bom.csv", "gb18030.csv", "gbk_crlf.csv"} {
		f, err := readFile(t, name)
		if err != nil || !reflect.DeepEqual(f.Cases, want) {
			t.Errorf("%s: %v\n got %+v\nwant %+v", name, err, f.Cases, want)
		}
	}
	for _, name := range []string{"latin1_semicolon.csv", "windows1252_euro.csv"} {
		f, err := readFile(t, name)
		if err != nil || len(f.Cases) != 2 || f.Cases[0].Parties[0].Name != "Jürgen Weiß" || f.Cases[0].AmountMinor != 123450 || f.Cases[1].Place.City != "Düsseldorf" || f.Cases[1].Currency != "EUR" {
			t.Errorf("%s: %v, %+v", name, err, f.Cases)
		}
	}
}

func TestPartiesJoinTheirCase(t *testing.T) {
	f, err := readFile(t, "duplicates.csv")
	if err != nil {
		t.Fatal(err)
	}
	want := []Party{{Role: "debtor", Name: "Anna Berg"}, {Role: "guarantor", Name: "Otto Berg"}, {Role: "joint_debtor", Name: "Ida Berg"}, {Role: "representative", Name: "Anna Berg"}}
	if !reflect.DeepEqual(f.Cases[0].Parties, want) {
		t.Errorf("the case has %+v, want %+v", f.Cases[0].Parties, want)
	}
}

func TestUnknownColumnsAreReported(t *testing.T) {
	f, err := readFile(t, "columns.csv")
	if want := []string{"Notes", "猫"}; err != nil || !reflect.DeepEqual(f.Ignored, want) {
		t.Errorf("ignored %q, want %q (%v)", f.Ignored, want, err)
	}
}

func TestQuotedNewlinesStayInTheAddress(t *testing.T) {
	f, err := readFile(t, "quoted_newlines.csv")
	if err != nil || f.Cases[0].Place.Street != "Hill 3\nrear house\nbell 2" || f.Cases[0].Parties[0].Name != `Berg, "Anna"` {
		t.Errorf("%v, %+v", err, f.Cases)
	}
}

// A file that cannot be read as a whole is refused with a sentence, and holds
// no case.
func TestWholeFileIsRefused(t *testing.T) {
	const table = "creditor,number,name,street,amount,currency,days_past_due\n"
	row := "Sparbank,%d,Anna Berg,Hill 1,10,USD,1\n"
	twoRows := table + fmt.Sprintf(row, 1) + fmt.Sprintf(row, 2)
	file := func(name string) string {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	for _, tt := range []struct {
		what, data, why string
		o               Options
	}{
		{what: "empty", data: file("empty.csv"), why: "The file is empty."},
		{what: "a mark and nothing", data: file("only_a_mark.csv"), why: "The file is empty."},
		{what: "workbook", data: file("workbook.csv"), why: "This file begins like a workbook and is none, or is cut off."},
		{what: "UTF-16 without its mark", data: file("utf16_without_mark.csv"), why: "The header holds NUL bytes, so this is UTF-16 without its mark (then name the encoding) or not a text file."},
		{what: "missing columns", data: file("missing_columns.csv"), why: "The file lacks currency, days_past_due: it has the columns creditor, number, name, street, amount, and needs creditor, number, name, street, amount, currency, days_past_due."},
		{what: "one column twice", data: file("twice_a_column.csv"), why: `Two columns, "number" and "案件号", both mean number, and it is not clear which counts.`},
		{what: "open quote in the header", data: `creditor,"number` + "\n", why: "The header (line 1) cannot be read. A quotation mark opens here and is never closed."},
		{what: "too many columns", data: strings.Repeat("a,", 300) + "\n", why: "The header has 301 columns; a case file has at most 256."},
		{what: "too long", data: twoRows, o: Options{MaxBytes: 50}, why: "The file is longer than 50 bytes, the most that is read at once."},
		{what: "too many rows", data: twoRows, o: Options{MaxRows: 1}, why: "The file has more than 1 rows; divide it and read the parts."},
		{what: "unknown encoding", data: twoRows, o: Options{Encoding: "ebcdic"}, why: `The encoding "ebcdic" is not known here; say utf-8, utf-16le, utf-16be, gb18030 or windows-1252.`},
	} {
		tt.o.Today = today.Today
		f, err := Read(strings.NewReader(tt.data), tt.o)
		var r *Refused
		if !errors.As(err, &r) || r.Why != tt.why+" Nothing was taken." {
			t.Errorf("%s: %v, want %s", tt.what, err, tt.why)
		}
		if f.Cases != nil || f.Problems != nil {
			t.Errorf("%s: refused, and yet %d cases and %d problems", tt.what, len(f.Cases), len(f.Problems))
		}
	}
	for _, day := range []string{"", "1.6.2024", "2024-6-1", "2024-02-30"} {
		var r *Refused
		if _, err := Read(strings.NewReader(twoRows), Options{Today: day}); !errors.As(err, &r) {
			t.Errorf("today is %q: %v, want a refusal", day, err)
		}
	}
	if f, err := Read(strings.NewReader(twoRows), Options{Today: today.Today, MaxBytes: int64(len(twoRows)), MaxRows: 2}); err != nil || len(f.Cases) != 2 {
		t.Errorf("a file exactly as long as allowed: %v, %d cases", err, len(f.Cases))
	}
}

func TestEncodingCanBeForced(t *testing.T) {
	data, err := os.ReadFile("testdata/utf16_without_mark.csv")
	if err != nil {
		t.Fatal(err)
	}
	f, err := Read(bytes.NewReader(data), Options{Today: today.Today, Encoding: "UTF-16LE"})
	if err != nil || len(f.Cases) != 1 || f.Confidence != Told {
		t.Errorf("%v, %+v", err, f)
	}
}

// A transfer that breaks off is not a short file.
func TestBrokenTransferIsNoFile(t *testing.T) {
	data, err := os.ReadFile("testdata/utf8.csv")
	if err != nil {
		t.Fatal(err)
	}
	for _, broken := range []error{io.ErrUnexpectedEOF, iotest.ErrTimeout} {
		f, err := Read(io.MultiReader(bytes.NewReader(data), iotest.ErrReader(broken)), today)
		if !errors.Is(err, broken) || f.Cases != nil {
			t.Errorf("%v: read %d cases and %v", broken, len(f.Cases), err)
		}
	}
	whole, err := Read(bytes.NewReader(data), today)
	if err != nil {
		t.Fatal(err)
	}
	for _, slow := range []io.Reader{iotest.OneByteReader(bytes.NewReader(data)), iotest.DataErrReader(bytes.NewReader(data))} {
		if f, err := Read(slow, today); err != nil || !reflect.DeepEqual(f, whole) {
			t.Errorf("read in pieces: %v, %+v", err, f)
		}
	}
	if got := whole.Hash.String(); got != fmt.Sprintf("%x", sha256.Sum256(data)) {
		t.Errorf("the hash is %s", got)
	}
}

// A cell as long as allowed is taken whole; one character more and it is refused.
func TestFieldLimit(t *testing.T) {
	const table = "creditor,number,name,street,amount,currency,days_past_due\nSparbank,%s,Anna Berg,%s,10,USD,1\n"
	for _, tt := range []struct {
		number, street, most int
		taken                bool
	}{
		{64, 2000, 0, true}, {64, 2001, 0, false}, {65, 2000, 0, false},
		{10, 100, 100, true}, {10, 101, 100, false}, {11, 10, 10, false},
	} {
		number, street := strings.Repeat("7", tt.number), strings.Repeat("街", tt.street)
		o := today
		o.FieldRunes = tt.most
		f, err := Read(strings.NewReader(fmt.Sprintf(table, number, street)), o)
		if err != nil || (len(f.Cases) == 1) != tt.taken || len(f.Cases)+len(f.Problems) != 1 {
			t.Errorf("%+v: %v, %d cases, problems %+v", tt, err, len(f.Cases), f.Problems)
		} else if tt.taken && (f.Cases[0].Number != number || f.Cases[0].Place.Street != street) {
			t.Errorf("%+v: not taken whole", tt)
		}
	}
}
