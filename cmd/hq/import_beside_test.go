package main

import (
	"encoding/json"
	"strings"
	"testing"

	"fairvisit/sync/hq"
)

// A file whose places are all wrong in the same way looks right by itself; beside what
// the branch has, of the same district or of the same case, it does not. It is told
// before it is taken, and the second time nothing is new.
func TestPlacesAreHeldAgainstThoseOfTheBranch(t *testing.T) {
	d := newDesk(t)
	head := "creditor,number,name,street,district,city,amount,currency,days_past_due,lat,lon,coordinate_system\n"
	row := func(number, lat, lon string) string {
		return "Bank A," + number + ",王某,Hill " + number + ",East,Munich,10.00,EUR,40," + lat + "," + lon + ",wgs84\n"
	}
	d.imported(d.file("first.csv", head+row("1", "48.11", "11.61")+row("2", "48.12", "11.62")+row("3", "48.13", "11.63")))
	second := d.file("second.csv", head+row("4", "11.64", "48.14")+row("3", "48.53", "11.63"))
	for i, how := range [][]string{{"-dry"}, {}, {}} {
		var r hq.ImportResult
		told := d.said(0, append(append([]string{"import", "-dir", d.dir, "-unit", "north", "-json"}, how...), second)...)
		if err := json.Unmarshal([]byte(told), &r); err != nil {
			t.Fatal(err, told)
		}
		if i == 2 {
			if len(r.Warnings) != 0 || r.Same != 2 {
				t.Errorf("the same file again: %+v", r)
			}
			continue
		}
		if w := r.Warnings; len(w) != 2 || w[0].Row != 2 || w[0].Column != "lat" || !strings.Contains(w[0].Why, "in the same district, and only 3 km if") ||
			w[1].Row != 3 || !strings.Contains(w[1].Why, "44 km from where the same case was until now") {
			t.Errorf("%v: %+v", how, w)
		}
	}
}
