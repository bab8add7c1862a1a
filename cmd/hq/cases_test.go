package main

import (
	"testing"

	"fairvisit/visits"
)

// A visit that took two currencies says each: their sum would be money nobody took. One
// currency stays a number for a spreadsheet, with its name in a cell of its own.
func TestAnExportAddsNoTwoCurrencies(t *testing.T) {
	took := func(currency string, amount int64) visits.MoneyLine {
		return visits.MoneyLine{MoneyFacts: visits.MoneyFacts{Amount: amount, Currency: currency}}
	}
	for name, c := range map[string]struct {
		took             []visits.MoneyLine
		amount, currency string
	}{
		"nothing":               {nil, "0", ""},
		"one currency":          {[]visits.MoneyLine{took("CNY", 7000), took("CNY", 5000)}, "12000", "CNY"},
		"two":                   {[]visits.MoneyLine{took("USD", 500), took("CNY", 7000), took("CNY", 5000)}, "CNY 12000;USD 500", "CNY;USD"},
		"words for currencies":  {[]visits.MoneyLine{took("Li's dollars", 3), took("Wu's pounds", 5)}, "? 3;? 5", "?;?"},
		"none is one too":       {[]visits.MoneyLine{took("", 3), took("CNY", 5)}, "? 3;CNY 5", "?;CNY"},
		"one that is no number": {[]visits.MoneyLine{took("=1+1", 3)}, "3", "?"},
	} {
		line := visitLine(&visits.Visit{Money: c.took})
		cells := map[string]string{}
		for i, column := range csvHead[visits.KindVisit] {
			cells[column] = line[i]
		}
		if cells["money_minor"] != c.amount || cells["currency"] != c.currency || len(line) != len(cells) {
			t.Errorf("%s: %q of %q in %d cells, wanted %q of %q", name, cells["money_minor"], cells["currency"], len(line), c.amount, c.currency)
		}
	}
}
