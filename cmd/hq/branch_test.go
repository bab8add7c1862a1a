package main

import (
	"slices"
	"strings"
	"testing"
)

// A branch's name that was typed wrong begins no branch and shows no empty one: whoever
// gives it is told which there are, and what was meant.
func TestABranchTypedWrongIsRefused(t *testing.T) {
	d := newDesk(t)
	head := "creditor,number,name,street,district,city,amount,currency,days_past_due\n"
	bank := d.file("bank.csv", head+"Bank A,1,王一,A 街 1 号,,上海,9000.00,CNY,40\n")
	paid := d.file("paid.csv", "creditor,number,date,amount,currency,reference\nBank A,1,2026-11-01,10.00,CNY,R1\n")
	if told := d.said(1, "promises", "-dir", d.dir, "-branch", "north"); !strings.Contains(told, "a branch begins with hq enrol") {
		t.Errorf("of no branch at all: %s", told)
	}
	d.said(0, "import", "-dir", d.dir, "-unit", "north", bank) // the first needs no word
	d.said(0, "enrol", "-dir", d.dir, "-unit", "north", "-name", "Li Wei", "-url", "https://hq.invalid")
	before := d.said(0, "status", "-dir", d.dir)
	for _, args := range [][]string{
		{"import", "-unit", "nort", bank}, {"import", "-dry", "-unit", "nort", bank}, {"import", "payments", "-unit", "nort", paid},
		{"enrol", "-unit", "nort", "-name", "Zhao", "-url", "https://hq.invalid"}, {"unit", "-unit", "nort", "-region", "cn"},
		{"certify", "-unit", "nort", "-officer", "Li Wei", "-until", "2030-01-01"}, {"assign", "-unit", "nort", "all"},
		{"plan", "-branch", "nort"}, {"sheet", "-branch", "nort", "-crew", "Li Wei", "-date", "2036-12-01", "-by", "Li Wei", "-o", d.work + "/s.pdf"},
		{"promises", "-branch", "nort", "-date", "2026-12-01"}, {"figures", "-branch", "nort"}, {"reminders", "-branch", "nort"}, {"reminders", "give", "-branch", "nort"},
		{"stops", "-branch", "nort"}, {"complaints", "-branch", "nort"}, {"asks", "-branch", "nort"}, {"swaps", "-branch", "nort"},
		{"roster", "show", "-branch", "nort"}, {"roster", "forget", "Li Wei", "-branch", "nort"},
	} {
		at := 1
		for at < len(args) && !strings.HasPrefix(args[at], "-") {
			at++
		}
		told := d.said(1, slices.Insert(slices.Clone(args), at, "-dir", d.dir)...)
		if !strings.Contains(told, `no branch "nort" is known here; did you mean "north"? (known: "north" (Li Wei, 1 case)`) || !strings.Contains(told, "nothing was done") {
			t.Errorf("hq %v: %s", args, told)
		}
	}
	if after := d.said(0, "status", "-dir", d.dir); after != before {
		t.Errorf("something was written:\n%s%s", before, after)
	}
	if told := d.said(1, "import", "-dir", d.dir, "-unit", "south", bank); !strings.Contains(told, "give -new-branch if it is a further one") || !strings.Contains(told, "one with Li Wei, 1 case") || strings.Contains(told, "did you mean") {
		t.Errorf("of another branch: %s", told)
	}
	if told := d.said(1, "unit", "-dir", d.dir, "-unit", "north", "-region", "cn", "-new-branch"); !strings.Contains(told, "is known here already") {
		t.Error(told)
	}
	d.said(0, "unit", "-dir", d.dir, "-unit", "south", "-region", "cn", "-new-branch")
	d.said(0, "enrol", "-dir", d.dir, "-unit", "south", "-name", "Zhao", "-url", "https://hq.invalid")
	if told := d.said(0, "promises", "-dir", d.dir, "-branch", "south", "-date", "2026-12-01"); !strings.Contains(told, "0 promises") {
		t.Error(told)
	}
}

// What one slip of the finger makes of a name is found again, and nothing else.
func TestTheNameThatWasMeant(t *testing.T) {
	for typed, is := range map[string]string{"nort": "north", "nroth": "north", "norrth": "north", "morth": "north", "North": "north", " north ": "north",
		"north": "North", "NORTH": "North", "nrth": "North", "北城": "北区", "北": "北区", "HQ-2": "hq-1"} {
		if got, ok := meantName(typed, func(s string) bool { return s == is }); !ok || got != is {
			t.Errorf("%q: %q, %v, and %q was meant", typed, got, ok, is)
		}
	}
	for typed, is := range map[string]string{"south": "north", "nor": "north", "": "north", strings.Repeat("n", 200): strings.Repeat("n", 199)} {
		if got, ok := meantName(typed, func(s string) bool { return s == is }); ok {
			t.Errorf("%q: %q is no slip of the finger", typed, got)
		}
	}
}
