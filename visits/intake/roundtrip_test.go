package intake

import (
	"bytes"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"
)

// Any list of cases a bank can hold, written as a table with any delimiter,
// line end, quoting, column order, column names and encoding, reads back equal.
func TestWrittenCasesReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var plain bool // only letters that windows-1252 has
		write, o := pickEncoding(t, &plain)
		cases := drawCases(t, plain)
		table := layTable(t, cases)
		data, err := write.NewEncoder().Bytes([]byte(table))
		if err != nil {
			t.Fatal(err)
		}
		f, err := Read(bytes.NewReader(data), o)
		if err != nil || len(f.Problems) > 0 || len(f.Ignored) > 0 {
			t.Fatalf("%v, problems %+v, ignored %q, in\n%s", err, f.Problems, f.Ignored, table)
		}
		for i := range f.Cases {
			f.Cases[i].Row = 0 // the line depends on the layout; TestBadRowsAreNamedAndGoodRowsTaken holds it
		}
		if !reflect.DeepEqual(f.Cases, cases) {
			t.Fatalf("read %+v\nwant %+v\nfrom\n%s", f.Cases, cases, table)
		}
	})
}

func pickEncoding(t *rapid.T, plain *bool) (encoding.Encoding, Options) {
	o := today
	switch rapid.SampledFrom([]string{"utf-8", "bom", "le", "be", "gb18030", "1252"}).Draw(t, "encoding") {
	case "bom":
		return unicode.UTF8BOM, o
	case "le":
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), o
	case "be":
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM), o
	case "gb18030": // forced: a list of random letters looks like no language
		o.Encoding = "gb18030"
		return simplifiedchinese.GB18030, o
	case "1252":
		o.Encoding, *plain = "windows-1252", true
		return charmap.Windows1252, o
	}
	return unicode.UTF8, o
}

func drawCases(t *rapid.T, plain bool) []Case {
	letters := []rune("aZ09 ,;|\t\"'.-=@+ßé€")
	if !plain {
		letters = append(letters, []rune("王中山路，。𠮷я")...)
	}
	ends := []rune("aZ9ß") // no white space and nothing that begins a formula
	word := func(what string) string {
		return string(rapid.SampledFrom(ends).Draw(t, what)) + rapid.StringOfN(rapid.SampledFrom(letters), 0, 12, -1).Draw(t, what) + "."
	}
	maybe := func(what string) string {
		if rapid.Bool().Draw(t, what+" given") {
			return word(what)
		}
		return ""
	}
	var cases []Case
	for i := range rapid.IntRange(1, 6).Draw(t, "cases") {
		c := Case{
			Creditor: word("creditor"), Number: fmt.Sprintf("%d-%s", i, word("number")), Product: maybe("product"), Branch: maybe("branch"),
			AmountMinor: rapid.Int64Range(0, 1e17).Draw(t, "amount"),
			Currency:    rapid.SampledFrom([]string{"CNY", "EUR", "USD", "JPY"}).Draw(t, "currency"),
			DaysPastDue: rapid.Int64Range(0, 400).Draw(t, "days"),
			Bucket:      rapid.SampledFrom([]string{"M0", "M3", "M6", "M6+"}).Draw(t, "bucket"),
			DueDate:     rapid.SampledFrom([]string{"", "2024-02-29", "1999-12-31"}).Draw(t, "due"),
			Place: Place{
				Kind:   rapid.SampledFrom([]string{"home", "workplace", "agreed_place"}).Draw(t, "kind"),
				Street: word("street") + rapid.SampledFrom([]string{"", "\nrear"}).Draw(t, "line"), District: maybe("district"), City: maybe("city"), Postcode: maybe("postcode"),
				Region: rapid.SampledFrom([]string{"", "IE", "US-MA"}).Draw(t, "region"),
			},
		}
		if rapid.Bool().Draw(t, "collateral") {
			paper := rapid.SampledFrom([]string{"", "yes", "no"})
			c.Collateral = Collateral{Is: "yes", Kind: rapid.SampledFrom([]string{"", "vehicle", "property"}).Draw(t, "pledge"), What: maybe("what"), Mark: maybe("mark"),
				Notice: paper.Draw(t, "notice"), Period: paper.Draw(t, "period"), Clause: paper.Draw(t, "clause"), Order: paper.Draw(t, "order")}
		}
		if c.Place.HasPoint = rapid.Bool().Draw(t, "point"); c.Place.HasPoint {
			c.Place.LatE7 = rapid.Int64Range(1, 80e7).Draw(t, "lat")
			c.Place.LonE7 = rapid.Int64Range(-180e7, 180e7).Draw(t, "lon")
		}
		for j, as := range rapid.SampledFrom([][]string{{"debtor"}, {"debtor", "guarantor"}, {"joint_debtor", "debtor"}, {"representative", "debtor", "debtor"}}).Draw(t, "roles") {
			c.Parties = append(c.Parties, Party{Role: as, Name: fmt.Sprintf("%s %d", word("name"), j), IDNumber: maybe("id"), Language: rapid.SampledFrom([]string{"", "zh", "zh-Hans", "en", "yue"}).Draw(t, "language"),
				Phone: rapid.SampledFrom([]string{"", "+86 138 0000 1234", "(021) 555-12"}).Draw(t, "phone")})
		}
		cases = append(cases, c)
	}
	return cases
}

// layTable writes the cases as a bank might.
func layTable(t *rapid.T, cases []Case) string {
	order := make([]column, columnCount)
	for c := range columnCount {
		order[c] = c
	}
	order = rapid.Permutation(order).Draw(t, "order")
	comma := rapid.SampledFrom([]string{",", ";", "\t", "|"}).Draw(t, "delimiter")
	end := rapid.SampledFrom([]string{"\n", "\r\n", "\r"}).Draw(t, "line end")
	var out strings.Builder
	line := func(values [columnCount]string) {
		for i, c := range order {
			if i > 0 {
				out.WriteString(comma)
			}
			v := values[c]
			if strings.ContainsAny(v, comma+"\"\n\r") || rapid.Bool().Draw(t, "quoted") {
				v = `"` + strings.ReplaceAll(v, `"`, `""`) + `"`
			}
			out.WriteString(v)
		}
		out.WriteString(end)
	}
	var names [columnCount]string
	for c, col := range columns {
		names[c] = col.name
		if len(col.also) > 0 && isPlain(col.also[0]) && rapid.Bool().Draw(t, "other name") {
			names[c] = strings.ToUpper(col.also[0])
		}
	}
	line(names)
	for _, c := range cases {
		for i, p := range c.Parties {
			line(cells(c, p, i == 0 || rapid.Bool().Draw(t, "repeated")))
		}
	}
	return out.String()
}

func isPlain(s string) bool { return len(s) == len([]rune(s)) }

// cells writes one row; a row that adds a party may leave the case out.
func cells(c Case, p Party, whole bool) (v [columnCount]string) {
	v[creditor], v[number] = c.Creditor, c.Number
	v[role], v[name], v[idNumber], v[phone], v[language] = p.Role, p.Name, p.IDNumber, p.Phone, p.Language
	if !whole {
		return v
	}
	v[product], v[branch], v[currency], v[bucket], v[dueDate] = c.Product, c.Branch, c.Currency, c.Bucket, c.DueDate
	v[daysPastDue], v[amount] = strconv.FormatInt(c.DaysPastDue, 10), decimal(c.AmountMinor, exponents[c.Currency])
	v[placeKind], v[street], v[district], v[city], v[postcode] = c.Place.Kind, c.Place.Street, c.Place.District, c.Place.City, c.Place.Postcode
	v[collateral], v[collateralKind], v[collateralWhat], v[collateralMark] = c.Collateral.Is, c.Collateral.Kind, c.Collateral.What, c.Collateral.Mark
	v[paperNotice], v[paperPeriod], v[paperClause], v[paperOrder] = c.Collateral.Notice, c.Collateral.Period, c.Collateral.Clause, c.Collateral.Order
	v[regionCode] = strings.ToLower(c.Place.Region)
	if c.Place.HasPoint {
		v[lat], v[lon] = decimal(c.Place.LatE7, 7), decimal(c.Place.LonE7, 7)
	}
	return v
}

func decimal(n int64, places int) string {
	if places == 0 {
		return strconv.FormatInt(n, 10)
	}
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	s := fmt.Sprintf("%0*d", places+1, n)
	return sign + s[:len(s)-places] + "." + s[len(s)-places:]
}
