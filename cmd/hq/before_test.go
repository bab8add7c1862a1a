package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fairvisit/sync/hq"
	"fairvisit/visits"
)

// An operator imports cases, then what was before the visits, sees which rows
// were not taken and why, and that the same file again changes nothing.
func TestAnOperatorImportsWhatWasBefore(t *testing.T) {
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
	says(said(0, "import", "cases", "-dir", dir, "-unit", "north", cases), "1 cases taken")
	says(said(0, "import", "-dir", dir, "-unit", "north", cases), "0 cases taken, 1 the same")

	notices := file("notices.csv", "委托方,案件号,通知日期,形式\nBank A,0001,2026-01-05,书面\nBank A,0009,2026-01-05,书面\nBank A,0001,2026-13-05,书面\n")
	says(said(0, "import", "notices", "-dir", dir, "-unit", "north", notices), "1 notices taken", "2 rows refused",
		`row 3, column number, value "0009": There is no case of this creditor and number here.`, `row 4, column 通知日期, value "2026-13-05": `)
	says(said(0, "import", "notices", "-dir", dir, "-unit", "north", notices), "0 notices taken, 1 the same")
	says(said(0, "import", "contacts", "-dir", dir, "-unit", "north", "-dry", file("more.csv", "creditor,number,date,channel,colour\nBank A,0001,2026-01-05,call,red\n")), `not read, as no column here is called so: ["colour"]`)
	says(said(0, "import", "contacts", "-dir", dir, "-unit", "north", "-dry", "-json", file("more.csv", "creditor,number,date,channel,colour\nBank A,0001,2026-01-05,call,red\n")), `"ignored":["colour"]`)
	says(said(1, "import", "contacts", "-dir", dir, "-unit", "north", "-dry", file("wife.csv", "creditor,number,date,channel,wife_mobile\nBank A,0001,2026-01-05,call,1\n")), "wife_mobile", "refused here")
	strangers := file("strangers.csv", "case,date,code\nBank A/7,2026-01-05,deceased\nBank A/8,2026-01-05,deceased\n")
	says(said(1, "import", "flags", "-dir", dir, "-unit", "north", strangers), "0 flags taken", "2 rows refused", "every row was refused; nothing was taken")
	says(said(1, "import", "flags", "-dir", dir, "-unit", "north", "-json", strangers), `"refused":2`, "every row was refused; nothing was taken")
	says(said(0, "import", "-dir", dir, "-unit", "north", "-dry", file("colours.csv", "creditor,number,name,street,amount,currency,days_past_due,colour,children\nBank A,0002,王小明,中山路 9999 号,12000.50,CNY,45,red,2\n")), `not read, as no column here is called so: ["colour"]`, `column "children" says what nobody may be chosen by`)
	contacts := file("contacts.csv", "creditor,number,date,channel,reached\nBank A,0001,2026-01-05,call,nobody\nBank A,0001,2026-01-05,call,nobody\n")
	says(said(0, "import", "contacts", "-dir", dir, "-unit", "north", "-dry", contacts), "2 contacts would be taken")
	says(said(0, "import", "contacts", "-dir", dir, "-unit", "north", contacts), "2 contacts taken")
	says(said(0, "import", "contacts", "-dir", dir, "-unit", "north", contacts), "0 contacts taken, 2 the same")
	consents := file("consents.csv", "creditor,number,date,consent,form,role\nBank A,0001,2026-01-05,more_visits,written,debtor\n")
	says(said(0, "import", "consents", "-dir", dir, "-unit", "north", consents), "1 consents taken")
	says(said(1, "import", "consents", "-dir", dir, "-unit", "north", file("book.csv", "PK\x03\x04")), "spreadsheet workbook", "Nothing was taken.")

	says(said(1, "certify", "-dir", dir, "-unit", "north", "-officer", "Li", "-until", "2030-01-01"), "nobody called Li works in north; nothing was noted")
	says(said(1, "certify", "-dir", dir, "-unit", "north", "-officer", "Li", "-until", "soon"), "nothing was noted")
	shown := said(0, "export", "-dir", dir, "-format", "json", "cases")
	says(shown, `"outside":[`, `"notices":[`, `"consents":[`, `"source":"file"`)
	says(said(0, "audit", "-dir", dir), "as it must be")
}

// The operator's machine may stand anywhere: a certificate ends with its last day where
// the branch is.
func TestACertificateEndsWithTheBranchsDay(t *testing.T) {
	was := time.Local
	t.Cleanup(func() { time.Local = was })
	for _, machine := range []string{"Pacific/Kiritimati", "Pacific/Pago_Pago"} {
		at, err := time.LoadLocation(machine)
		if err != nil {
			t.Fatal(err)
		}
		time.Local = at
		d := newDesk(t)
		d.imported("-zone", "America/New_York", d.file("cases.csv", "creditor,number,name,street,amount,currency,days_past_due\nBank A,1,李秀兰,中山路 9 号,100.00,CNY,1\n"))
		d.said(0, "enrol", "-dir", d.dir, "-unit", "north", "-role", "officer", "-name", "Li", "-url", "https://hq.invalid")
		d.said(0, "certify", "-dir", d.dir, "-unit", "north", "-officer", "Li", "-until", "2030-11-03") // a day of 25 hours there
		h, err := hq.Open(hq.Options{Data: hq.DataFolder(d.dir), Keys: hq.KeyFolder(d.dir), Build: build})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { h.Close() })
		ends := ""
		err = h.EachPicture(context.Background(), visits.KindPerson, func(b json.RawMessage) error {
			var who visits.Person
			err := json.Unmarshal(b, &who)
			for _, c := range who.Certificates {
				ends = time.UnixMicro(c.Until).UTC().Format(time.DateTime)
			}
			return err
		})
		if want := "2030-11-04 04:59:59"; err != nil || ends != want {
			t.Errorf("noted in %s it ends at %q (%v), and not at %s UTC", machine, ends, err, want)
		}
	}
}
