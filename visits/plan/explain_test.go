package plan_test

import (
	"strings"
	"testing"

	"fairvisit/visits/plan"
)

// Who writes a roster or a policy by hand is told the line, the name and what is expected
// there, and nothing of the program that reads it.
func TestAFileWrittenWrongIsToldByLineAndName(t *testing.T) {
	const roster = "{\n \"schema\": \"roster/1\",\n \"shift\": {\"from\": \"09:00\", \"until\": \"18:00\"},\n \"people\": [\n  {\"name\": \"An\"},\n  {\"name\": \"Bo\", \"leave\": []}\n ]\n}\n"
	for _, c := range []struct{ from, to, want string }{
		{`"shift": {"from": "09:00", "until": "18:00"}`, `"shift": "09:00-18:00"`, `line 3: "shift" is the text "09:00-18:00", and an object in { } with from, until is expected`},
		{`"shift"`, `"shfit"`, `line 3: the name "shfit" is not known; known are schema, zone, start, workdays`},
		{`"people"`, `"People"`, `line 4: the name "People" is not known; known are schema, zone, `},
		{`"Bo"`, `7`, `line 6: "people.2.name" is the number 7, and a text in quotation marks is expected`},
		{`"leave": []`, `"leave": ["2026-12-01"]`, `line 6: "people.2.leave.1" is the text "2026-12-01", and an object in { } with from, until is expected`},
		{`"leave": []`, `"leave": null, "with": 1.5`, `line 6: "people.2.with" is the number 1.5, and a text in`},
		{`"leave": []`, `"id": "An"`, `line 6: "people.2.id" is "An", which is no such id`},
		{`"leave": []`, `"leave": [], "leave": []`, `line 6: the name "leave" in "people.2" stands there twice`},
		{`"people"`, `"start": {"lat_e7": 31.2, "lon_e7": 1}, "people"`, `line 4: "start.lat_e7" is 31.2, and a whole number is expected`},
		{"{\"name\": \"An\"},", "{\"name\": \"An\"}", "line 6: there is a comma, a colon, a quotation mark or a bracket too much or too few here"},
		{" ]\n}\n", " ]\n", "line 7: the file ends before its brackets are closed"},
		{" ]\n}\n", " ]\n}\n{}\n", "line 9: something follows the closing bracket of the file"},
		{"{\n", "\ufeff{\n", "line 1: a byte order mark stands before"},
		{"\"An\"", "\"An\xff\"", "line 5: this is not UTF-8"},
		{roster, "[]", "line 1: the file is a list in [ ], and an object in { } with schema, zone"},
		{roster, "", "line 1: the file ends before"},
	} {
		if !strings.Contains(roster, c.from) {
			t.Fatal(c.from)
		}
		_, err := plan.ParseRoster([]byte(strings.Replace(roster, c.from, c.to, 1)))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.to, err, c.want)
			continue
		}
		for _, inside := range []string{"json:", "Go ", "plan.", "payload", "at byte", "unmarshal", "character"} {
			if strings.Contains(err.Error(), inside) {
				t.Errorf("%s: %v speaks of the program", c.to, err)
			}
		}
	}
	if _, err := plan.ParseRoster([]byte(roster)); err != nil {
		t.Error(err)
	}
	_, err := plan.ParsePolicy([]byte("{\"schema\": \"visitplan/1\",\n\"grace_days\": \"3\"}"))
	if err == nil || !strings.Contains(err.Error(), `line 2: "grace_days" is the text "3", and a whole number is expected`) {
		t.Error(err)
	}
}
