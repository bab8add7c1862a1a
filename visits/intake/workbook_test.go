package intake

import (
	"archive/zip"
	"bytes"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// book is a workbook with sheets of rows.
func book(t testing.TB, fill func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	fill(f)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func rowsInto(t testing.TB, f *excelize.File, sheet string, rows ...[]any) {
	t.Helper()
	for i, row := range rows {
		if err := f.SetSheetRow(sheet, fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
}

var headOfBook = []any{"creditor", "number", "name", "street", "amount", "currency", "days_past_due", "due_date"}

// A bank's clerk types numbers and dates as the spreadsheet likes them; what is
// taken is what was typed.
func TestAWorkbookIsReadAsItWasTyped(t *testing.T) {
	data := book(t, func(f *excelize.File) {
		rowsInto(t, f, "Sheet1", headOfBook,
			[]any{"Sparbank", "0012", "Anna Berg", "Hill 1", 1234.56, "EUR", 12, time.Date(2024, 5, 20, 0, 0, 0, 0, time.UTC)},
			[]any{"Sparbank", "B-2", "Otto Berg", "Hill 2", "1234.50", "EUR", "12", "2024-05-20"},
			nil,
			[]any{"Sparbank", 6222021234567890123, "Ida Berg", "Hill 3", 10, "EUR", 1, nil},
			[]any{"Sparbank", "B-4", "#N/A", "Hill 4", 10, "EUR", 1, nil},
			[]any{"Sparbank", 471, "Eva Berg", "Hill 5", 0.1 + 0.2, "EUR", 1, nil})
	})
	f, err := Read(bytes.NewReader(data), today)
	if err != nil {
		t.Fatal(err)
	}
	if f.Encoding != "xlsx" || f.Sheet != "Sheet1" || f.Rows != 5 {
		t.Errorf("read as %s, sheet %q, %d rows", f.Encoding, f.Sheet, f.Rows)
	}
	var got []string
	for _, c := range f.Cases {
		got = append(got, fmt.Sprintf("%d %s %d %d %s", c.Row, c.Number, c.AmountMinor, c.DaysPastDue, c.DueDate))
	}
	want := []string{"2 0012 123456 12 2024-05-20", "3 B-2 123450 12 2024-05-20", "7 471 30 1 "}
	if !slices.Equal(got, want) {
		t.Errorf("taken %q, want %q", got, want)
	}
	var problems []string
	for _, p := range f.Problems {
		problems = append(problems, fmt.Sprintf("%d %s: %s", p.Row, p.Column, p.Why[:20]))
	}
	wantProblems := []string{"5 number: A spreadsheet has tu", "6 name: The cell holds an er"}
	if !slices.Equal(problems, wantProblems) {
		t.Errorf("problems %q, want %q", problems, wantProblems)
	}
}

func TestASheetIsChosen(t *testing.T) {
	row := []any{"Sparbank", "A-1", "Anna Berg", "Hill 1", 10, "EUR", 1}
	data := book(t, func(f *excelize.File) {
		for _, name := range []string{"Empty", "Cases", "Other"} {
			if _, err := f.NewSheet(name); err != nil {
				t.Fatal(err)
			}
		}
		rowsInto(t, f, "Sheet1", headOfBook, []any{"Sparbank", "HIDDEN", "Anna Berg", "Hill 1", 10, "EUR", 1})
		rowsInto(t, f, "Cases", headOfBook, row)
		rowsInto(t, f, "Other", headOfBook, []any{"Sparbank", "B-1", "Anna Berg", "Hill 1", 10, "EUR", 1})
		f.SetActiveSheet(2)
		if err := f.SetSheetVisible("Sheet1", false); err != nil {
			t.Fatal(err)
		}
	})
	for sheet, number := range map[string]string{"": "A-1", "Other": "B-1"} {
		o := today
		o.Sheet = sheet
		if f, err := Read(bytes.NewReader(data), o); err != nil || len(f.Cases) != 1 || f.Cases[0].Number != number {
			t.Errorf("sheet %q gave %v, %v", sheet, f.Cases, err)
		}
	}
	o := today
	o.Sheet = "Nothing"
	if _, err := Read(bytes.NewReader(data), o); err == nil || !strings.Contains(err.Error(), "Empty, Cases, Other") {
		t.Errorf("a sheet that is not there: %v", err)
	}
}

// bomb is a workbook one part of which unpacks to size bytes of text.
func bomb(t testing.TB, name, text string, size int) []byte {
	t.Helper()
	good := book(t, func(f *excelize.File) { rowsInto(t, f, "Sheet1", headOfBook) })
	from, err := zip.NewReader(bytes.NewReader(good), int64(len(good)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	to := zip.NewWriter(&b)
	for _, part := range from.File {
		if part.Name != name {
			if err := to.Copy(part); err != nil {
				t.Fatal(err)
			}
		}
	}
	w, err := to.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	block := []byte(strings.Repeat(text, 1+(1<<20)/len(text)))
	for n := 0; n < size; n += len(block) {
		if _, err := w.Write(block); err != nil {
			t.Fatal(err)
		}
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A small file that unpacks to a large one is refused before it is unpacked.
func TestABombOfAWorkbookIsRefused(t *testing.T) {
	if _, err := Read(bytes.NewReader(bomb(t, "xl/worksheets/sheet1.xml", "<row/>", 1<<20)), today); err == nil {
		t.Error("a sheet that is no XML was taken")
	}
	for what, data := range map[string][]byte{
		"a sheet":           bomb(t, "xl/worksheets/sheet1.xml", "<row/>", maxUnpacked),
		"a picture":         bomb(t, "xl/media/image1.png", "\x00", maxUnpacked),
		"the shared texts":  bomb(t, "xl/sharedStrings.xml", "<si/>", 6*maxElements),
		"a cut off archive": book(t, func(*excelize.File) {})[:400],
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := Read(bytes.NewReader(data), today)
		runtime.ReadMemStats(&after)
		if r, is := err.(*Refused); !is {
			t.Errorf("%s: %v", what, r)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 32<<20 {
			t.Errorf("%s of %d bytes was refused after %d MiB", what, len(data), used>>20)
		}
	}
}

// Two hundred broken rows of two and twenty kinds among good ones are each named by row,
// column and value, in a text table and in a workbook alike.
func TestTwoHundredBrokenRowsAreNamed(t *testing.T) {
	good := map[string]string{"creditor": "Sparbank", "number": "", "name": "Anna Berg", "street": "Hill 1", "amount": "10.00", "currency": "EUR",
		"days_past_due": "40", "bucket": "", "due_date": "", "lat": "", "lon": "", "coordinate_system": "", "role": "", "phone": "", "place_kind": "", "id_number": "", "region_code": ""}
	head := []string{"creditor", "number", "name", "street", "amount", "currency", "days_past_due", "bucket", "due_date", "lat", "lon", "coordinate_system", "role", "phone", "place_kind", "id_number", "region_code"}
	kinds := []struct {
		column, value string
		with          map[string]string
	}{
		{column: "creditor"}, {column: "name"}, {column: "street"}, {column: "amount"}, {column: "currency"}, {column: "days_past_due"},
		{column: "amount", value: "ten"}, {column: "amount", value: "-5"}, {column: "amount", value: "1.234"}, {column: "amount", value: "1.005"},
		{column: "currency", value: "DEM"}, {column: "days_past_due", value: "x"}, {column: "bucket", value: "M9"}, {column: "due_date", value: "3/4/2024"},
		{column: "lat", value: "north", with: map[string]string{"lon": "1"}}, {column: "lon", value: "181", with: map[string]string{"lat": "1"}},
		{column: "coordinate_system", value: "gauss", with: map[string]string{"lat": "31", "lon": "121"}},
		{column: "role", value: "cousin"}, {column: "phone", value: "call me"}, {column: "place_kind", value: "church"}, {column: "region_code", value: "North"}, {column: "region_code", value: "*"},
	}
	var csv strings.Builder
	table := [][]any{}
	add := func(row map[string]string) {
		var cells []string
		var any []any
		for _, c := range head {
			cells, any = append(cells, row[c]), append(any, row[c])
		}
		csv.WriteString(strings.Join(cells, ",") + "\n")
		table = append(table, any)
	}
	names := map[string]string{}
	for _, c := range head {
		names[c] = c
	}
	add(names)
	var want []string
	for i := range 200 {
		kind := kinds[i%len(kinds)]
		for k, broken := range []bool{false, true} {
			row := map[string]string{}
			for c, v := range good {
				row[c] = v
			}
			row["number"] = fmt.Sprintf("N-%d-%d", i, k)
			if broken {
				for c, v := range kind.with {
					row[c] = v
				}
				row[kind.column] = kind.value
				want = append(want, fmt.Sprintf("%d %s %q", 2+2*i+1, kind.column, kind.value))
			}
			add(row)
		}
	}
	workbook := book(t, func(f *excelize.File) { rowsInto(t, f, "Sheet1", table...) })
	for what, data := range map[string][]byte{"csv": []byte(csv.String()), "xlsx": workbook} {
		f, err := Read(bytes.NewReader(data), today)
		if err != nil {
			t.Fatal(what, err)
		}
		var got []string
		for _, p := range f.Problems {
			got = append(got, fmt.Sprintf("%d %s %q", p.Row, p.Column, p.Value))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %d problems, want %d; first %q", what, len(got), len(want), got[:min(3, len(got))])
		}
		if len(f.Cases) != 200 {
			t.Errorf("%s: %d good cases, want 200", what, len(f.Cases))
		}
	}
}

// What a person said of columns once holds for the next file with the same head,
// and for no other; what is about a person's kind cannot be said to be anything.
func TestColumnsAreRemembered(t *testing.T) {
	text := "Bank,Akte,Schuldner,Strasse,Betrag,Geld,Tage,Religion\nSparbank,A-1,Anna Berg,Hill 1,10.00,EUR,40,none\n"
	said := today
	said.Columns = map[string]string{"Akte": "number", "schuldner": "name", "Strasse": "street", "Betrag": "amount", "Geld": "currency", "Tage": "days_past_due"}
	first, err := Read(strings.NewReader(text), said)
	if err != nil || len(first.Cases) != 1 || len(first.Columns) == 0 || first.Head.IsZero() {
		t.Fatalf("%+v, %v", first, err)
	}
	if !slices.Equal(first.Unwanted, []string{"Religion"}) {
		t.Errorf("unwanted %q", first.Unwanted)
	}
	again := today
	again.Remembered = func(head evidence.Hash) ([]visits.ColumnAt, error) {
		if head == first.Head {
			return first.Columns, nil
		}
		return nil, nil
	}
	next, err := Read(strings.NewReader(strings.ReplaceAll(text, "A-1", "A-2")), again)
	if err != nil || len(next.Cases) != 1 || next.Cases[0].Parties[0].Name != "Anna Berg" {
		t.Errorf("the next file of the same head: %v, %v", next.Cases, err)
	}
	if _, err := Read(strings.NewReader(strings.ReplaceAll(text, "Tage", "Days")), again); err == nil {
		t.Error("a file of another head was read by the memory of this one")
	}
	said.Columns["Religion"] = "product"
	if _, err := Read(strings.NewReader(text), said); err == nil || !strings.Contains(err.Error(), "Religion") {
		t.Errorf("a column about belief was taken: %v", err)
	}
}

// Coordinates of a Chinese map are kept as they stand and as a receiver would
// measure them.
func TestCoordinatesOfAMapAreTurned(t *testing.T) {
	text := "creditor,number,name,street,amount,currency,days_past_due,lat,lon,坐标系\n" +
		"Sparbank,A-1,Anna Berg,Hill 1,10.00,EUR,40,39.9164043,116.4102445,GCJ-02\n" +
		"Sparbank,A-2,Anna Berg,Hill 1,10.00,EUR,40,39.915,116.404,\n"
	f, err := Read(strings.NewReader(text), today)
	if err != nil || len(f.Cases) != 2 {
		t.Fatal(f.Problems, err)
	}
	p, q := f.Cases[0].Place, f.Cases[1].Place
	if d := max(p.LatE7-q.LatE7, q.LatE7-p.LatE7, p.LonE7-q.LonE7, q.LonE7-p.LonE7); d > 10 {
		t.Errorf("the same point in two systems is %d × 10⁻⁷ degrees apart", d)
	}
	if p.Given == nil || *p.Given != (visits.GivenPoint{System: "gcj-02", LatE7: 399164043, LonE7: 1164102445}) || q.Given != nil {
		t.Errorf("given %v and %v", p.Given, q.Given)
	}
}

// BenchmarkFiftyThousandRows reads what a large bank sends for a month.
func BenchmarkFiftyThousandRows(b *testing.B) {
	f := excelize.NewFile()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		b.Fatal(err)
	}
	for i := range 50_000 {
		row := []any{"Sparbank", fmt.Sprintf("N-%06d", i), "Anna Berg", fmt.Sprintf("Hill %d", i), 1234.56, "EUR", i % 200, nil}
		if i == 0 {
			row = headOfBook
		}
		if err := w.SetRow(fmt.Sprintf("A%d", i+1), row); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	var data bytes.Buffer
	if err := f.Write(&data); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		got, err := Read(bytes.NewReader(data.Bytes()), today)
		if err != nil || len(got.Cases) != 49_999 {
			b.Fatal(len(got.Cases), err)
		}
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.Sys)/(1<<20), "MiB-held")
}
