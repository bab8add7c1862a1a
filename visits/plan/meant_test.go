package plan

import (
	"slices"
	"strings"
	"testing"
)

// A file that can be read and cannot be meant is refused whole, with what is wrong;
// languages are written as the import of cases writes them.
func TestARosterThatCannotBeMeant(t *testing.T) {
	for text, why := range map[string]string{
		`"people": [{"name": "An", "with": "Bo"}]`:                                             "goes with Bo, whom the file does not name",
		`"people": [{"name": "An", "with": "An"}]`:                                             "nobody else",
		`"people": [{"name": "An", "before": "Bo"}]`:                                           "goes with Bo, whom the file does not name",
		`"people": [{"name": "An", "leave": [{"from": "2026-12-24", "until": "2026-12-20"}]}]`: "ends before it begins",
		`"people": [{"name": "An", "id": "01000000000000000000000000000000"}, {"name": "Bo", "id": "01000000000000000000000000000000"}]`: "An and Bo have one id",
		`"people": [{"name": "An", "languages": ["klingon"]}]`:                                                                           `"klingon" is no language`,
		`"start": {"lat_e7": 0, "lon_e7": 0}`:                                                                                            "0, 0",
		`"start": {"lat_e7": 9990000000, "lon_e7": 0}`:                                                                                   "not on the earth",
		`"people": [{"name": "An"}, {"name": "Bo"}, {"name": "Chi"}], "pairs": [{"day": "2026-12-01", "one": "An", "other": "Bo"}, {"day": "2026-12-01", "one": "Chi", "other": "Bo"}]`: "Bo goes with An and with Chi",
	} {
		r, err := ParseRoster([]byte(`{"schema": "roster/1", "shift": {"from": "09:00", "until": "18:00"}, ` + text + `}`))
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if err := r.Meant(); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%s: %v", text, err)
		}
	}
	r, err := ParseRoster([]byte(`{"schema": "roster/1", "start": {"lat_e7": 312000000, "lon_e7": 1215000000}, "shift": {"from": "09:00", "until": "18:00"},
		"people": [{"name": "An", "with": "Bo", "languages": ["中文", "EN"]}, {"name": "Bo", "with": "An", "leave": [{"from": "2026-12-24", "until": "2026-12-24"}]}],
		"pairs": [{"day": "2026-12-01", "one": "An", "other": "Bo"}, {"day": "2026-12-02", "one": "An", "other": "Bo"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Meant(); err != nil || !slices.Equal(r.People[0].Languages, []string{"zh", "en"}) {
		t.Errorf("%v, %q", err, r.People[0].Languages)
	}
}
