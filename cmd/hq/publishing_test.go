package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"fairvisit/assets"
)

// operator is somebody at headquarters' terminal, with a folder of their own.
type operator struct {
	*testing.T
	dir string
}

// says runs hq and gives what it prints.
func (o *operator) says(args ...string) (out, errs string, code int) {
	o.Helper()
	var stdout, stderr bytes.Buffer
	code = run(context.Background(), args, nil, &stdout, &stderr)
	return stdout.String(), stderr.String(), code
}

// does runs hq and holds it to have worked.
func (o *operator) does(args ...string) string {
	o.Helper()
	out, errs, code := o.says(args...)
	if code != 0 {
		o.Fatalf("hq %s: %s%s", strings.Join(args, " "), out, errs)
	}
	return out
}

// refused runs hq and holds it to refuse with words.
func (o *operator) refused(words string, args ...string) {
	o.Helper()
	out, errs, code := o.says(args...)
	if code != 1 || !strings.Contains(errs, words) {
		o.Errorf("hq %s: %d %s%s", strings.Join(args, " "), code, out, errs)
	}
}

func (o *operator) at(name string) string { return filepath.Join(o.dir, name) }

func (o *operator) writes(name string, data []byte) string {
	o.Helper()
	if err := os.WriteFile(o.at(name), data, 0o600); err != nil {
		o.Fatal(err)
	}
	return o.at(name)
}

var rootLine = regexp.MustCompile(`root key, private \(offline\): +([0-9a-f]{64})`)

// An operator has two people publish a pack, sees it listed and confirmed, puts
// next year's holidays into its next version by the same road, and takes that
// back.
func TestAnOperatorPublishesAPackAndACalendar(t *testing.T) {
	o := &operator{t, t.TempDir()}
	hq := []string{"-dir", o.at("hq")}
	printed := rootLine.FindStringSubmatch(o.does(append([]string{"init"}, hq...)...))
	if printed == nil {
		t.Fatal("no root key was printed")
	}
	root := o.writes("root", []byte(printed[1]+"\n"))
	for _, name := range []string{"wang", "sun"} {
		o.does("rules", "key", "-name", name, "-o", o.at(name))
	}
	o.refused("exists", "rules", "key", "-name", "wang", "-o", o.at("wang"))
	o.refused("two signatures", append([]string{"rules", "publishers", "-root", root, o.at("wang.pub")}, hq...)...)
	o.does(append([]string{"rules", "publishers", "-root", root, o.at("wang.pub"), o.at("sun.pub")}, hq...)...)

	files, err := assets.Packs()
	if err != nil {
		t.Fatal(err)
	}
	sign := func(pack, who string) string {
		return strings.TrimSpace(o.does("rules", "sign", pack, "-key", o.at(who)))
	}
	publish := func(pack string, sigs ...string) []string {
		args := append([]string{"rules", "publish", pack}, hq...)
		for _, s := range sigs {
			args = append(args, "-sig", s)
		}
		return args
	}
	cn := o.writes("cn.json", files["cn"])
	wangs, suns := sign(cn, "wang"), sign(cn, "sun")
	o.refused("two different publishers", publish(cn, wangs)...)
	o.refused("two different publishers", publish(cn, wangs, wangs)...)
	o.refused("is a sketch", "rules", "sign", o.writes("jp.json", files["jp.sketch"]), "-key", o.at("wang"))
	if said := o.does(publish(cn, wangs, suns)...); !strings.Contains(said, "cn.consumer 2026.2.0") {
		t.Error(said)
	}
	for _, who := range []string{"Counsel One", "Counsel Two"} {
		o.does(append([]string{"rules", "confirm", "cn.consumer", "-name", who}, hq...)...)
	}
	if said := o.does(append([]string{"rules", "list"}, hq...)...); !strings.Contains(said, "cn.consumer 2026.2.0  CN *") || !strings.Contains(said, "confirmed by 2") {
		t.Error(said)
	}

	ics := o.writes("2027.ics", []byte("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20270101\nSUMMARY:元旦\nEND:VEVENT\nBEGIN:VEVENT\nDTSTART:20270206\nSUMMARY:春节\nEND:VEVENT\n"+
		"BEGIN:VEVENT\nDTSTART:20270213\nSUMMARY:春节补班\nEND:VEVENT\nEND:VCALENDAR\n"))
	o.refused("no later version", "rules", "calendar", "import", ics, "-pack", cn, "-version", "2026.2.0", "-o", o.at("cn-2027.json"))
	next := o.at("cn-2027.json")
	o.does("rules", "calendar", "import", ics, "-pack", cn, "-version", "2027.1.0", "-o", next)
	// The pack's own test says that its calendar ends with 2026. It is told, and
	// whoever writes the next version has to say what holds now.
	o.refused("test calendar_ends", publish(next, sign(next, "wang"), sign(next, "sun"))...)
	text, err := os.ReadFile(next)
	if err != nil {
		t.Fatal(err)
	}
	fixed := o.writes("cn-fixed.json", []byte(strings.NewReplacer("2027-01-01T10:00:00+08:00", "2028-01-03T10:00:00+08:00").Replace(string(text))))
	o.does(publish(fixed, sign(fixed, "wang"), sign(fixed, "sun"))...)
	o.refused("is older than version 2027.1.0", publish(cn, wangs, suns)...)
	out, _, _ := o.says("rules", "check", "-pack", o.writes("house.json", files["house-2"])+","+fixed, "-case",
		o.writes("door.json", []byte(`{"case":"door","at":"2027-02-06T10:00:00+08:00","zone":"Asia/Shanghai","region":"CN","place":"home","crew":2,"act":"start"}`)))
	if !strings.Contains(out, "CN-HOL: closed_day") {
		t.Errorf("the new holiday is no closed day: %s", out)
	}
	o.does(append([]string{"rules", "withdraw", "cn.consumer@2027.1.0", "-reason", "wrong"}, hq...)...)
	if said := o.does(append([]string{"rules", "list"}, hq...)...); !strings.Contains(said, "withdrawn") {
		t.Error(said)
	}
	o.does(append([]string{"unit", "-unit", "north", "-region", "CN"}, hq...)...)
	o.refused("no region", append([]string{"unit", "-unit", "north", "-region", "China"}, hq...)...)
}

// The same two people publish an edition of the house's list, with the keys they sign
// packs with. One signature alone, a form of somebody else, and a signature of another
// file put nothing in force.
func TestAnOperatorPublishesAChecklist(t *testing.T) {
	o := &operator{t, t.TempDir()}
	hq := []string{"-dir", o.at("hq")}
	printed := rootLine.FindStringSubmatch(o.does(append([]string{"init"}, hq...)...))
	if printed == nil {
		t.Fatal("no root key was printed")
	}
	for _, name := range []string{"wang", "sun"} {
		o.does("rules", "key", "-name", name, "-o", o.at(name))
	}
	o.does(append([]string{"rules", "publishers", "-root", o.writes("root", []byte(printed[1]+"\n")), o.at("wang.pub"), o.at("sun.pub")}, hq...)...)
	var list map[string]any
	if err := json.Unmarshal(assets.HouseChecklist(), &list); err != nil {
		t.Fatal(err)
	}
	list["version"] = "2026.9.0"
	edition := func(name string) string {
		data, err := json.Marshal(list)
		if err != nil {
			t.Fatal(err)
		}
		return o.writes(name, data)
	}
	file := edition("list.json")
	sign := func(file, who string) string {
		return strings.TrimSpace(o.does("checklists", "sign", file, "-key", o.at(who), "-from", "2026-01-01"))
	}
	publish := func(sigs ...string) []string {
		args := append([]string{"checklists", "publish", file}, hq...)
		for _, s := range sigs {
			args = append(args, "-sig", s)
		}
		return args
	}
	wangs, suns := sign(file, "wang"), sign(file, "sun")
	o.refused("two different publishers", publish(wangs)...)
	o.refused("is a day like", "checklists", "sign", file, "-key", o.at("wang"))
	o.refused("no region", "checklists", "sign", file, "-key", o.at("wang"), "-from", "2026-01-01", "-region", "China")
	if said := o.does(publish(wangs, suns)...); !strings.Contains(said, "visit-house 2026.9.0 for * * is asked from") {
		t.Error(said)
	}
	o.does(append([]string{"checklists", "confirm", "visit-house", "-name", "Counsel One"}, hq...)...)
	if said := o.does(append([]string{"checklists", "list"}, hq...)...); !strings.Contains(said, "visit-house 2026.9.0  * *") || !strings.Contains(said, "confirmed by 1") {
		t.Error(said)
	}
	form := formFile(t, o.dir, []any{"type", "name", "label::English (en)", "label::中文 (zh-Hans)"}, []any{"integer", "cats", "How many cats?", "有几只猫？"})
	file = o.at("joined.json")
	o.does("checklists", "import", form, "-edition", "2026.9.1", "-o", file)
	wangs, suns = sign(file, "wang"), sign(file, "sun")
	o.does(publish(wangs, suns)...)
	if said := o.does(append([]string{"checklists", "list", "-json"}, hq...)...); !strings.Contains(said, "2026.9.1") {
		t.Error(said)
	}
	takeBack := func(who string) string {
		return strings.TrimSpace(o.does("checklists", "sign", file, "-withdraw", "wrong", "-key", o.at(who)))
	}
	withdraw := func(sigs ...string) []string {
		args := append([]string{"checklists", "withdraw"}, hq...)
		for _, s := range sigs {
			args = append(args, "-sig", s)
		}
		return args
	}
	o.refused("one word", "checklists", "sign", file, "-withdraw", "not good", "-key", o.at("wang"))
	mine, yours := takeBack("wang"), takeBack("sun")
	o.refused("two different publishers", withdraw(mine)...)
	o.refused("two different publishers", withdraw(wangs, suns)...)
	if said := o.does(withdraw(mine, yours)...); !strings.Contains(said, "visit-house 2026.9.1 is withdrawn (wrong)") {
		t.Error(said)
	}
	o.refused("withdrawn already", withdraw(mine, yours)...)
	if said := o.does(append([]string{"checklists", "list"}, hq...)...); !strings.Contains(said, "visit-house 2026.9.1  * *  withdrawn") {
		t.Error(said)
	}
	o.refused("no newer than version", "checklists", "import", form, "-edition", "2026.2.9", "-o", o.at("old.json"))
	list["id"] = "household"
	o.refused("only an edition of", "checklists", "sign", edition("other.json"), "-key", o.at("wang"), "-from", "2026-01-01")
}
