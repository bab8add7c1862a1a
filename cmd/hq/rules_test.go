package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fairvisit/assets"
	"fairvisit/visits/rules"
)

func saidOfRules(args ...string) (out, errs string, code int) {
	var o, e bytes.Buffer
	code = run(context.Background(), append([]string{"rules"}, args...), nil, &o, &e)
	return o.String(), e.String(), code
}

func filed(t *testing.T, name, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// The writer of a pack runs its tests, and is told which of them fails.
func TestRulesTest(t *testing.T) {
	out, _, code := saidOfRules("test")
	for _, want := range []string{"base.house 2026.1.0:", "base.house 2026.2.0:", "cn.consumer", "us.federal", "us-ma.consumer", "ie.consumer", "gr.debtor-information"} {
		if !strings.Contains(out, want) {
			t.Errorf("%s is not among:\n%s", want, out)
		}
	}
	if code != 0 || strings.Contains(out, "sketch") {
		t.Errorf("ended with %d:\n%s", code, out)
	}
	packs, err := assets.Packs()
	if err != nil {
		t.Fatal(err)
	}
	broken := strings.Replace(string(packs["cn"]), `"from": "08:00"`, `"from": "08:01"`, 1)
	out, errs, code := saidOfRules("test", "-pack", filed(t, "cn.json", broken))
	if code != 1 || !strings.Contains(out, "home_opens") || !strings.Contains(errs, "1 of 1 packs fail") {
		t.Errorf("a pack that opens a minute late: %d\n%s%s", code, out, errs)
	}
	if out, errs, code := saidOfRules("test", "-pack", "jp.sketch"); code != 1 || !strings.Contains(out, "is a sketch") {
		t.Errorf("a sketch was tested: %d\n%s%s", code, out, errs)
	}
}

// Somebody asks what the rules say of a door.
func TestRulesCheck(t *testing.T) {
	door := func(region, zone string) string {
		return filed(t, "door.json", `{"case":"door","at":"2026-03-10T10:00:00+01:00","zone":"`+zone+`","region":"`+region+`","place":"home","crew":2,"act":"start"}`)
	}
	out, errs, code := saidOfRules("check", "-json", "-pack", "base.house,gr.debtor-information", "-case", door("GR", "Europe/Athens"))
	var found rules.Trial
	if err := json.Unmarshal([]byte(out), &found); err != nil || code != 0 || found.Verdict.Decision != rules.Block || len(found.Verdict.Packs) != 2 {
		t.Fatalf("%d, %v: %s%s", code, err, out, errs)
	}
	if !strings.Contains(out, `"GR-NOVISIT"`) {
		t.Errorf("the law that forbids it is not named: %s", out)
	}
	if byRegion, _, _ := saidOfRules("check", "-json", "-case", door("GR", "Europe/Athens")); strings.Replace(byRegion, `"governed":["GR"],`, "", 1) != out {
		t.Errorf("the region chooses other packs: %s", byRegion)
	}
	for region, zone := range map[string]string{"JP": "Asia/Tokyo", "": "America/Mexico_City", "DE": "Europe/Berlin"} { // a sketch only, by the zone too, and none
		if out, _, code := saidOfRules("check", "-case", door(region, zone)); code != 0 || !strings.Contains(out, "H-PACK: no_rules_for_region") {
			t.Errorf("%s: %d: %s", zone, code, out)
		}
	}
	if out, _, code := saidOfRules("check", "-case", door("CN-SH", "Asia/Shanghai")); code != 0 || !strings.HasPrefix(out, "block\n") || !strings.Contains(out, "P-NOTICE: notice_missing") || !strings.Contains(out, "not known: address, debts, subjects") {
		t.Errorf("%d: %s", code, out)
	}
	if out, _, _ := saidOfRules("check", "-pack", "gr.debtor-information", "-case", door("GR", "Europe/Athens")); !strings.Contains(out, "pack_missing") || !strings.Contains(out, "add base.house to -pack") {
		t.Errorf("what is missing is not named: %s", out)
	}
	at8 := filed(t, "eight.json", `{"at":"2026-03-10T08:00:00-04:00","zone":"America/New_York","place":"home","crew":1,"subjects":[{"party":"ann","role":"debtor"}],"flags_as_of":"2026-03-10T07:00:00-04:00","packs_as_of":"2026-03-10T07:00:00-04:00"}`)
	if out, errs, code := saidOfRules("check", "-alone", "-pack", "us.federal,us-ma.consumer", "-case", at8); code != 0 || !strings.HasPrefix(out, "allow\n") {
		t.Errorf("what the law itself says of 08:00:00: %d %s%s", code, out, errs)
	}
	if out, _, _ := saidOfRules("check", "-pack", "base.house,us.federal,us-ma.consumer", "-case", at8); !strings.Contains(out, "W-HOME: outside_window") {
		t.Errorf("with the house: %s", out)
	}
	if byZone, _, _ := saidOfRules("check", "-json", "-case", door("", "Europe/Athens")); !strings.Contains(byZone, `"GR-NOVISIT"`) {
		t.Errorf("the zone does not say the country: %s", byZone)
	}
	for name, args := range map[string][]string{
		"a pack nobody knows":          {"check", "-pack", "xx", "-case", door("CN", "Asia/Shanghai")},
		"no case":                      {"check"},
		"alone with no pack":           {"check", "-alone", "-case", door("CN", "Asia/Shanghai")},
		"a folder without a case":      {"check", "-case", t.TempDir()},
		"a case with a field too many": {"check", "-case", filed(t, "door.json", `{"case":"door","weather":"fine"}`)},
	} {
		if out, errs, code := saidOfRules(args...); code != 1 || out != "" || errs == "" {
			t.Errorf("%s: %d, %s%s", name, code, out, errs)
		}
	}
	if _, errs, code := saidOfRules("guess"); code != 2 || !strings.Contains(errs, "hq rules check") {
		t.Errorf("%d: %s", code, errs)
	}
}

// What is asked and answered can be read: which packs there are, which edition judged, by
// what law, and every moment by the clock at the door.
func TestRulesCheckInWords(t *testing.T) {
	door := filed(t, "door.json", `{"at":"2026-03-10T08:00:00-04:00","zone":"America/New_York","place":"home","crew":1}`)
	if _, errs, _ := saidOfRules("check", "-pack", "cn.consumer-finance", "-case", door); !strings.Contains(errs, "There are: base.house@2026.1.0, base.house@2026.2.0, cn.consumer@") || strings.Contains(errs, "sketch") {
		t.Errorf("the packs there are: %s", errs)
	}
	if out, _, _ := saidOfRules("check", "-alone", "-pack", "us.federal@2026.2.0,us.federal", "-case", door); !strings.Contains(out, "judged by us.federal@2026.2.0") || !strings.Contains(out, "judged by us.federal@2026.4.0") {
		t.Errorf("two editions: %s", out)
	}
	late := filed(t, "late.json", `{"at":"2026-03-10T20:31:00-04:00","zone":"America/New_York","place":"home","consents":[{"kind":"consent.hours"}]}`)
	if out, _, _ := saidOfRules("check", "-pack", "base.house,us.federal", "-case", late); !strings.Contains(out, "W-HOME: outside_window days=mon,tue,wed,thu,fri,sat from=09:00 place=home to=18:00; instead") ||
		!strings.Contains(out, "    by HOUSE of base.house@2026.2.0: House baseline, hours, counts, papers\n") || !strings.Contains(out, `not understood: consents.0.kind "consent.hours"`) {
		t.Errorf("in words: %s", out)
	}
	winter := filed(t, "winter.json", `{"at":"2026-07-01T20:30:00-05:00","zone":"America/New_York","place":"home"}`)
	if out, _, _ := saidOfRules("check", "-alone", "-pack", "us.federal", "-case", winter); !strings.Contains(out, "asked about 2026-07-01T21:30:00-04:00 Wednesday\n") || !strings.Contains(out, "US-W: outside_window") {
		t.Errorf("an offset that is not the zone's: %s", out)
	}
	if said := details(map[string]string{"close_us": "1773176400000000", "newest": "2026-03-01T15:00:00Z", "have": "1"}, "America/New_York"); said != " close=2026-03-10T17:00:00-04:00 have=1 newest=2026-03-01T10:00:00-05:00" {
		t.Errorf("details are %q", said)
	}
}

// A pack whose tests say nothing of its numbers is found out.
func TestRulesMutate(t *testing.T) {
	out, errs, code := saidOfRules("mutate", "-pack", "us-ma.consumer")
	if code != 0 || !strings.HasPrefix(out, "us-ma.consumer: 9") {
		t.Errorf("%d: %s%s", code, out, errs)
	}
	packs, err := assets.Packs()
	if err != nil {
		t.Fatal(err)
	}
	var o map[string]any
	if err := json.Unmarshal(packs["us-ma"], &o); err != nil {
		t.Fatal(err)
	}
	o["tests"] = o["tests"].([]any)[:3]
	few, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	out, errs, code = saidOfRules("mutate", "-pack", filed(t, "few.json", string(few)))
	if code != 1 || !strings.Contains(out, "not noticed: frequency.0.max: 1 to 2\n") || !strings.Contains(errs, "less than 90 %") {
		t.Errorf("%d: %s%s", code, out, errs)
	}
}

func TestRulesCalendarImport(t *testing.T) {
	file := filed(t, "days.ics", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20270501\r\nDTEND;VALUE=DATE:20270504\r\nSUMMARY:Labour\r\n  Day\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20270508\r\nSUMMARY:劳动节补班\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
	out, errs, code := saidOfRules("calendar", "import", file)
	want := `{"closed_days":{"id":"FILL-IN","days":["2027-05-01","2027-05-02","2027-05-03"],"working":["2027-05-08"],"from":"2027-01-01","through":"2027-12-31","cites":["FILL-IN"]}}` + "\n"
	if code != 0 || out != want {
		t.Errorf("%d: %s%s", code, out, errs)
	}
	if _, _, code := saidOfRules("calendar", "import"); code != 1 {
		t.Errorf("ended with %d", code)
	}
}
