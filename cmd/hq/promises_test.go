package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// An operator imports payments, again, and with what is wrong in them; asks for the
// promises of the branch; and is told what a command lacks.
func TestAnOperatorImportsPayments(t *testing.T) {
	work := t.TempDir()
	dir := filepath.Join(work, "hq")
	said := func(want int, args ...string) string {
		t.Helper()
		var out, errs bytes.Buffer
		if code := run(context.Background(), args, nil, &out, &errs); code != want {
			t.Fatalf("hq %s: %d, %s%s", strings.Join(args, " "), code, out.String(), errs.String())
		}
		return out.String() + errs.String()
	}
	says := func(text string, all ...string) {
		t.Helper()
		for _, want := range all {
			if !strings.Contains(text, want) {
				t.Errorf("it does not say %q: %s", want, text)
			}
		}
	}
	file := func(name, content string) string {
		path := filepath.Join(work, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	said(0, "init", "-dir", dir)
	cases := file("cases.csv", "creditor,number,name,street,amount,currency,days_past_due\nBank A,0001,王小明,中山路 9999 号,12000.50,CNY,45\n")
	said(0, "import", "cases", "-dir", dir, "-unit", "north", cases)
	payments := file("payments.csv", "委托方,案件号,付款日期,付款金额,币种,流水号\nBank A,0001,2026-01-05,\"1,200.50\",CNY,T-1\nBank A,0001,2026-01-05,12.345,CNY,T-2\n")
	says(said(0, "import", "payments", "-dir", dir, "-unit", "north", payments), "1 payments taken", "1 rows refused", `row 3, column 付款金额, value "12.345": `)
	says(said(0, "import", "payments", "-dir", dir, "-unit", "north", payments), "0 payments taken, 1 the same")
	says(said(1, "import", "payments", "-dir", dir, "-unit", "north", file("bad.csv", "creditor,number,date,amount,currency\n")), "The file lacks reference")
	says(said(0, "export", "-dir", dir, "-format", "json", "cases"), `"payments":[`, `"amount":120050`)

	says(said(0, "promises", "-dir", dir, "-branch", "north"), "0 promises")
	says(said(0, "promises", "-dir", dir, "-branch", "north", "-json"), "[]")
	says(said(0, "reminders", "-dir", dir, "-branch", "north", "-date", "2026-12-01"), "0 to remind")
	says(said(1, "reminders", "note", "-dir", dir, "-branch", "north", "-way", "message", "Bank A/0001"), "nothing was noted")
	says(said(1, "reminders", "note", "-dir", dir, "-branch", "north", "-way", "visit", "Bank A/0001"), "it can be message, call or letter")
	says(said(1, "reminders", "note", "-dir", dir, "-branch", "north"), "note -way WAY CASE")
	out := filepath.Join(work, "out.csv")
	says(said(1, "reminders", "take", "-dir", dir, "-branch", "north"), "say with -o")
	says(said(0, "reminders", "take", "-dir", dir, "-branch", "north", "-o", out), "0 taken")
	if _, err := os.Stat(out); err == nil {
		t.Error("a file of nothing was written")
	}
	says(said(1, "reminders", "take", "-dir", dir, "-branch", "north", "-o", file("there.csv", "x")), "there already")
	says(said(0, "reminders", "give", "-dir", dir, "-branch", "north"), "0 given")
	says(said(0, "reminders", "sent", "-dir", dir, "-branch", "north", file("sent.csv", "reminder,result\n00112233445566778899aabbccddeeff,sent\n,\n")), "row 2: no such reminder", "0 sent")
	says(said(1, "reminders", "sent", "-dir", dir, "-branch", "north", file("odd.csv", "reminder\n")), "lacks the column")
	says(said(1, "promises", "-dir", dir, "-branch", "north", "-from", "soon"), "is not a day")
	says(said(0, "audit", "-dir", dir), "as it must be")
}
