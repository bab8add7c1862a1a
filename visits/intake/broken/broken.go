// Package broken is a bank's file of 200 rows of 20 kinds that cannot be taken, ten of
// each, and a good row after each five: whoever reads case files is proved by it.
package broken

import (
	"fmt"
	"slices"
	"strings"
)

// How many rows the file has of which sort.
const (
	Rows  = 200
	Kinds = 20
	Good  = 40
)

// Kind is one way in which a row cannot be taken: the cell that is wrong, and how the
// sentence about it goes on or is told apart.
type Kind struct{ Column, Value, Why string }

var head = []string{"creditor", "number", "name", "street", "amount", "currency", "days_past_due", "due_date", "phone", "language", "lat", "lon", "coordinate_system", "role", "bucket", "place_kind", "region_code"}

var good = []string{"Bank A", "", "王某", "Hill 1", "10.00", "CNY", "40", "2026-10-17", "13800001234", "zh", "30.5", "114.5", "wgs84", "debtor", "M2", "home", "CN"}

var kinds = [Kinds]Kind{
	{"name", "", "The cell is empty"},
	{"amount", "ten", "This is not an amount"},
	{"amount", "-5.00", "The amount is negative"},
	{"amount", "1.005", "either a thousand or a decimal sign"},
	{"amount", "12.3456", "more decimals than its currency"},
	{"currency", "XAU", "This currency is not kept here"},
	{"days_past_due", "soon", "days"},
	{"due_date", "31.02.2026", "There is no day 31"},
	{"due_date", "2100-01-01", "The due date is still to come"},
	{"phone", "call me", "not a telephone number"},
	{"language", "klingon", "This is no language here"},
	{"lat", "91", "no more than 90 degrees"},
	{"lon", "", "the longitude is empty"},
	{"coordinate_system", "moon", "This system of coordinates is not known"},
	{"role", "neighbour", "This is no role here"},
	{"bucket", "M9", "This is no bucket"},
	{"place_kind", "pub", "This is no kind of place"},
	{"region_code", "ZZ", "no code of a country"},
	{"street", "=HYPERLINK(1)", "begins like a spreadsheet formula"},
	{"name", "王\u202e某", "invisible character U+202E"},
}

// File is the file, and which kind each line of it is that cannot be taken. due is the
// due date of all the others, yyyy-mm-dd, forty days before the day it is read.
func File(due string) (text string, wrong map[int]Kind) {
	var b strings.Builder
	b.WriteString(strings.Join(head, ",") + "\n")
	line := 1
	write := func(column, value string) {
		line++
		row := slices.Clone(good)
		row[slices.Index(head, "number")], row[slices.Index(head, "due_date")] = fmt.Sprint("N", line), due
		if column != "" {
			row[slices.Index(head, column)] = value
		}
		b.WriteString(strings.Join(row, ",") + "\n")
	}
	wrong = map[int]Kind{}
	for i := range Rows {
		k := kinds[i%Kinds]
		write(k.Column, k.Value)
		wrong[line] = k
		if i%5 == 4 {
			write("", "")
		}
	}
	return b.String(), wrong
}
