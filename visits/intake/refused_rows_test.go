package intake

import (
	"fmt"
	"strings"
	"testing"
)

// A row is refused once, whatever number of its cells is wrong, also where its problems
// are too many to be listed; where a case has no debtor all its rows are.
func TestRefusedCountsRowsAndNotProblems(t *testing.T) {
	const head = "creditor,number,name,role,street,amount,currency,days_past_due\n"
	many := strings.Builder{}
	for i := range MaxProblems {
		fmt.Fprintf(&many, "Bank A,%d,=Wang,debtor,,x,CNY,40\n", i) // three cells are wrong
	}
	for what, c := range map[string]struct {
		rows         string
		cases, wrong int
	}{
		"three cells": {"Bank A,1,=Wang,debtor,,x,CNY,40\nBank A,2,Li,debtor,Street 2,5,CNY,40\n", 1, 1},
		"one number":  {"Bank A,1,Li,debtor,Street 1,5,CNY,40\nBank A,1,Wu,debtor,Street 9,6,CNY,41\n", 1, 1},
		"no debtor":   {"Bank A,1,Li,guarantor,Street 1,5,CNY,40\nBank A,1,Wu,guarantor,,,,\n", 0, 2},
		"unlisted":    {many.String() + "Bank A,x,Li,debtor,Street 1,5,CNY,40\n", 1, MaxProblems},
	} {
		f, err := Read(strings.NewReader(head+c.rows), Options{Today: "2026-11-26"})
		if err != nil || f.Refused != c.wrong || len(f.Cases) != c.cases {
			t.Errorf("%s: %d rows refused and %d cases, want %d and %d: %v", what, f.Refused, len(f.Cases), c.wrong, c.cases, err)
		}
	}
	table, err := ReadTable(strings.NewReader("creditor,number,date,form\nBank A,1,tomorrow,whispered\nBank A,2,2026-11-01,written\n"), Notices, Options{Today: "2026-11-26"})
	if err != nil || table.Refused != 1 || len(table.Problems) != 2 || len(table.Lines) != 1 {
		t.Errorf("%d rows of a table refused, by %+v: %v", table.Refused, table.Problems, err)
	}
}
