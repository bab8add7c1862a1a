package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// An operator takes a creditor's stops in, decides of one for two people, and sees a
// complaint through; what one person does alone lifts nothing.
func TestAnOperatorsStopsDesk(t *testing.T) {
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
	for name, role := range map[string]string{"Rec": "headquarters", "Wu": "manager", "Li": "officer"} {
		said(0, "enrol", "-dir", dir, "-url", "https://127.0.0.1:1", "-unit", "north", "-role", role, "-name", name, "-text")
	}
	cases := file("cases.csv", "creditor,number,name,street,amount,currency,days_past_due\nBank A,0001,王小明,中山路 9999 号,12000.50,CNY,45\nBank A,0002,李华,东风路 8 号,500.00,CNY,95\n")
	said(0, "import", "cases", "-dir", dir, "-unit", "north", cases)
	flags := file("flags.csv", "case,code,from,until,source,reason\nBank A/0001,dispute,2026-01-05,,creditor,金额有异议\nBank A/0009,dispute,2026-01-05,,,\n")
	says(said(0, "import", "flags", "-dir", dir, "-unit", "north", flags), "1 flags taken", "1 rows refused", `row 3, column case, value "Bank A/0009": There is no such case here.`)
	says(said(0, "import", "flags", "-dir", dir, "-unit", "north", flags), "0 flags taken, 1 the same")

	list := said(0, "stops", "-dir", dir)
	says(list, "王** · 中山路", "dispute_open", "file, source: creditor since ", "open", "to be decided within", "1 stops in force, 0 overdue")
	if strings.Contains(list, "9999") || strings.Contains(list, "小明") {
		t.Errorf("the list shows what is masked: %s", list)
	}
	as := func(who string, args ...string) []string {
		return append(args, "-dir", dir, "-branch", "north", "-as", who)
	}
	const c = "Bank A/0001"
	says(said(1, as("Li", "stops", "decide", c, "dispute_open", "upheld", "-reason", "law")...), "no manager or person of headquarters called Li")
	says(said(1, as("Rec", "stops", "decide", c, "dispute_open", "upheld", "-reason", "because")...), `"because" is no reason for it`, "nothing was decided")
	says(said(1, as("Rec", "stops", "decide", c, "dispute_open", "release", "-reason", "settled")...), "confirmed by another person; nothing was decided")
	says(said(1, as("Rec", "stops", "decide", c, "dispute_open", "extended", "-reason", "investigation")...), "needs a time that is still to come")
	says(said(1, as("Rec", "stops", "confirm", c, "dispute_open")...), "nobody asks for this stop to be lifted")
	says(said(0, as("Rec", "stops", "decide", c, "dispute", "upheld", "-reason", "documented", "-say", "看过合同")...), "upheld: dispute_open stays in force")
	says(said(0, as("Rec", "stops", "release", c, "dispute_open", "-reason", "settled")...), "asked: dispute_open stays in force until another person confirms")
	says(said(0, as("Rec", "stops", "confirm", c, "dispute_open")...), "does not count: the same person asked for it")
	says(said(0, "export", "-dir", dir, "findings"), "release_alone")
	says(said(0, "stops", "-dir", dir, "-json"), `"state":"release_asked"`)
	says(said(0, as("Wu", "stops", "decline", c, "dispute_open", "-reason", "not_shown")...), "declined: dispute_open stays in force")
	says(said(1, as("Wu", "stops", "confirm", c, "dispute_open")...), "was declined, so it is settled", "nothing was answered")
	says(said(1, as("Wu", "stops", "decline", c, "dispute_open", "-reason", "still_stands")...), "was declined, so it is settled")
	says(said(0, as("Rec", "stops", "release", c, "dispute_open", "-reason", "settled")...), "asked: dispute_open stays in force until another person confirms")
	says(said(0, as("Wu", "stops", "confirm", c, "dispute_open", "-say", "协议在案")...), "lifted: dispute_open")
	says(said(0, "stops", "-dir", dir), "0 stops in force")
	says(said(0, "stops", "show", "-dir", dir, c), "lifted", `"金额有异议"`, `Rec (by the operator): upheld, documented "看过合同"`, `release confirmed "协议在案"`)
	says(said(0, "import", "flags", "-dir", dir, "-unit", "north", flags), "0 flags taken, 1 the same")
	// What was lifted is put back by one person alone, by its id.
	id := regexp.MustCompile(`dispute_open ([0-9a-f]{8})`).FindStringSubmatch(said(0, "stops", "show", "-dir", dir, c))[1]
	says(said(0, as("Wu", "stops", "decide", c, id, "upheld", "-reason", "confirmed")...), "upheld: dispute_open stays in force")

	const d = "Bank A/0002"
	says(said(1, as("Rec", "complaints", "receive", d, "-about", "noise")...), "nothing was written")
	says(said(0, as("Rec", "complaints", "receive", d, "-about", "conduct", "-channel", "letter", "-say", "太吵")...), "about conduct", "open, to be decided within 2 days")
	says(said(0, "stops", "-dir", dir), "complaint_open", "李*")
	says(said(1, as("Rec", "stops", "release", d, "complaint_open", "-reason", "settled")...), "the complaint behind this stop is not answered")
	says(said(0, as("Rec", "complaints", "acknowledge", d)...), "acknowledged, not answered, to be decided within")
	says(said(1, as("Rec", "complaints", "acknowledge", d)...), "acknowledged already; nothing was written")
	says(said(0, "complaints", "-dir", dir), "1 complaints open, 0 overdue")
	says(said(0, as("Rec", "complaints", "answer", d, "partly", "-say", "道歉")...), "upheld: partly")
	says(said(0, "complaints", "-dir", dir), "0 complaints open")
	said(0, as("Rec", "stops", "release", d, "complaint_open", "-reason", "settled")...)
	says(said(0, as("Wu", "stops", "confirm", d, "complaint_open")...), "lifted: complaint_open")
	says(said(0, "rebuild", "-dir", dir), "same")
	says(said(0, "audit", "-dir", dir), "as it must be")
	says(said(1, "stops", "lift", "-dir", dir), "give one of")
	// Flags stand where they are put, or it is said that they were not read.
	says(said(0, "stops", "-dir", dir, "show", c), "dispute_open", "raised")
	says(said(0, "complaints", "-dir", dir, "list"), "0 complaints open")
	says(said(0, "export", "findings", "-dir", dir), "release_alone")
	says(said(1, "import", "flags", flags, "-dir", dir, "-unit", "north"), "-dir stands behind", "nothing was done")
}
