package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"

	"fairvisit/visits"
)

// badFile is a bank's file in one of the forms banks send, with a good row at both ends, one good row
// whose address has quoted line breaks, and between them a row for each cell that cannot be taken.
type badFile struct {
	bank, comma        string
	mark               string            // before the first byte
	in                 encoding.Encoding // nil: UTF-8
	first, long, money string            // a name, the character of the long cell, a good amount
	told               string            // of the encoding
}

func (b badFile) text(t *testing.T) string {
	row := func(cells ...string) string {
		return strings.Join(append([]string{b.bank}, cells...), b.comma) + "\n"
	}
	due := time.Now().AddDate(0, 0, -40).Format(time.DateOnly)
	quoted := `"` + b.money + `"` // in one of the files the decimal sign is what separates cells
	all := strings.ReplaceAll("creditor,number,name,street,amount,currency,days_past_due,due_date\n", ",", b.comma) +
		row("1", b.first, "Hill 1", quoted, "EUR", "40", due) + // line 2
		row("2", b.first, `"Hill 2`+"\n\nrear house\"", quoted, "EUR", "40", due) + // lines 3 to 5
		row("3", b.first, strings.Repeat(b.long, 100_000), quoted, "EUR", "40", due) +
		row("4", "=cmd()", "Hill 4", quoted, "EUR", "40", due) +
		row("1", b.first, "Hill 1", quoted, "EUR", "40", due) +
		row("5", b.first, "Hill 5", quoted, "EUR", "40", "2023-02-31") +
		row("6", `"`+b.first+"\n"+b.first+`"`, "Hill 6", quoted, "EUR", "40", due) + // lines 10 and 11
		row("7", b.first, "Hill 7", "ten", "EUR", "40", due) +
		row("8", b.first, "Hill 8", quoted, "EUR", "40", due)
	if b.in == nil {
		return b.mark + all
	}
	out, err := b.in.NewEncoder().String(all)
	if err != nil {
		t.Fatal(err)
	}
	return b.mark + out
}

// said is every line that an import of the file says of its cells, in order.
func (b badFile) said() []string {
	cell := func(row int, column, value, why string) string {
		return fmt.Sprintf("row %d, column %s, value %q: %s", row, column, value, why)
	}
	return []string{
		cell(6, "street", strings.Repeat(b.long, 80), "The cell has 100000 characters; the most here is 2000."),
		cell(7, "name", "=cmd()", "The cell begins like a spreadsheet formula, and could run as one wherever this list is opened again."),
		cell(8, "number", "1", "The case of line 2 has this number and this party already."),
		cell(9, "due_date", "2023-02-31", "There is no day 31 in month 2 of 2023."),
		cell(10, "name", b.first+"\n"+b.first, "The cell holds a line break, which has no place here; a quotation mark may be missing. The row runs from line 10 to line 11."),
		cell(12, "amount", "ten", "This is not an amount; write digits with at most one decimal sign, as in 1234.50."),
	}
}

// Whatever form a bank's file has, the operator is told of each bad cell by row, column and value, has the good rows
// all the same, and changes nothing by the same command once more.
func TestEachBadCellIsToldAndGoodRowsAreTaken(t *testing.T) {
	d := newDesk(t)
	for _, b := range []badFile{
		{bank: "Sparbank", comma: ",", mark: "\ufeff", first: "Ida Berg", long: "x", money: "1234.50", told: "utf-8, certain"},
		{bank: "东方银行", comma: ",", in: simplifiedchinese.GB18030, first: "王小明", long: "长", money: "1234.50", told: "gb18030, likely"},
		{bank: "Südbank", comma: ";", in: charmap.ISO8859_1, first: "Jürgen Groß", long: "e", money: "1.234,50", told: "windows-1252, likely"},
	} {
		path := d.file(b.bank+".csv", b.text(t))
		size := d.entries()
		d.imports(path, append(b.said(), "9 rows: 3 cases taken, 0 the same, 6 rows refused ("+b.told+")")...)
		if d.entries() == size {
			t.Errorf("%s: the good rows made no entry", b.bank)
		}
		whole := d.said(0, "export", "-dir", d.dir, "-format", "json", "cases")
		if got, want := takenOf(t, whole, b.bank), []string{"1 " + b.first + " 123450 Hill 1", "2 " + b.first + " 123450 Hill 2\n\nrear house", "8 " + b.first + " 123450 Hill 8"}; !slices.Equal(got, want) {
			t.Errorf("%s: taken %q, want %q", b.bank, got, want)
		}
		size = d.entries()
		d.imports(path, append(b.said(), "9 rows: 0 cases taken, 3 the same, 6 rows refused ("+b.told+")")...)
		if after := d.entries(); after != size {
			t.Errorf("%s: the same file made of %d entries %d", b.bank, size, after)
		}
		if again := d.said(0, "export", "-dir", d.dir, "-format", "json", "cases"); again != whole {
			t.Errorf("%s: the same file made of\n%s\n%s", b.bank, whole, again)
		}
	}
}

// imports has a file taken and holds all that is printed against what is wanted, but for the way back.
func (d *desk) imports(path string, want ...string) {
	d.Helper()
	got := strings.Split(strings.TrimSpace(d.said(0, "import", "-dir", d.dir, "-unit", "north", path)), "\n")
	got = slices.DeleteFunc(got, func(line string) bool { return strings.HasPrefix(line, "to take it back: ") })
	if !slices.Equal(got, want) {
		d.Errorf("%s:\n%s\nwant\n%s", path, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// entries is how many headquarters' log has.
func (d *desk) entries() (n int) {
	d.Helper()
	var status struct{ Size int }
	if err := json.Unmarshal([]byte(d.said(0, "status", "-dir", d.dir, "-json")), &status); err != nil {
		d.Fatal(err)
	}
	return status.Size
}

// takenOf lists the cases of one bank: number, debtor, amount, street.
func takenOf(t *testing.T, export, bank string) (all []string) {
	t.Helper()
	for in := json.NewDecoder(strings.NewReader(export)); in.More(); {
		var c visits.Case
		if err := in.Decode(&c); err != nil {
			t.Fatal(err)
		}
		if c.Words.Creditor == bank {
			all = append(all, fmt.Sprint(c.Words.Number, " ", c.Words.Parties[0].Name, " ", c.Facts.Amount, " ", c.Words.Place.Street))
		}
	}
	slices.Sort(all)
	return all
}
