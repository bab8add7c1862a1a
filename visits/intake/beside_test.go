package intake

import (
	"fmt"
	"strings"
	"testing"

	"fairvisit/visits"
)

// A place that is right beside the others of its file, and wrong beside what the branch
// has: in the same district, of the same case before, of the branch at all.
func TestPlacesBesideThoseTheBranchHas(t *testing.T) {
	held := func(city, district string, lat, lon int64) *visits.Case {
		return &visits.Case{Imported: [32]byte{1}, Words: &visits.CaseWords{Place: visits.PlaceWords{City: city, District: district, HasPoint: true, LatE7: lat, LonE7: lon}}}
	}
	branch := []*visits.Case{held("Munich", "East", 481_000_000, 116_000_000), held("Munich", "East", 481_100_000, 116_100_000), held("Munich", "East", 481_200_000, 116_200_000),
		held("Munich", "East", 0, 0), held("Munich", "", 481_200_000, 116_200_000)}
	branch[3].Closed = &visits.CaseAct{} // taken back for its place
	moved := held("Munich", "East", 481_100_000, 116_100_000)
	for _, c := range []struct {
		district string
		lat, lon string
		before   *visits.Case
		want     string
	}{
		{"East", "48.12", "11.62", nil, ""},
		{"East", "49.1", "11.61", nil, "110 km from the middle of the branch's places in the same district; the row was taken"},
		{"East", "11.61", "48.11", nil, "the same district, and only 0 km if latitude"},
		{"New", "49.1", "11.61", nil, ""}, // a district nobody knows, and no further than a crew goes
		{"New", "53.1", "11.61", nil, "555 km from the middle of the branch's places, further than a crew goes"},
		{"New", "11.61", "48.11", nil, "the branch's places, and only 0 km if"},
		{"East", "48.2", "11.61", moved, ""}, // 10 km
		{"East", "48.41", "11.61", moved, "33 km from where the same case was until now; the row was taken"},
		{"East", "11.61", "48.11", moved, "where the same case was until now, and only 0 km if"},
	} {
		file := "creditor,number,name,street,district,city,amount,currency,days_past_due,Breite,lon,coordinate_system\n" +
			fmt.Sprintf("Bank A,1,王某,Hill 1,%s,Munich,10.00,EUR,40,%s,%s,wgs84\n", c.district, c.lat, c.lon)
		f, err := Read(strings.NewReader(file), Options{Today: "2026-11-26", Columns: map[string]string{"Breite": "lat"}})
		if err != nil || len(f.Cases) != 1 || len(f.Warnings) != 0 {
			t.Fatalf("%v %+v", err, f)
		}
		b := NewBeside(&f)
		b.Row(0, c.before)
		got, err := b.Done(func(each func(*visits.Case)) error {
			for _, h := range branch {
				each(h)
			}
			return nil
		})
		switch {
		case err != nil:
			t.Error(err)
		case c.want == "" && len(got) != 0, c.want != "" && (len(got) != 1 || got[0].Row != 2 || got[0].Column != "Breite" || !strings.Contains(got[0].Why, c.want)):
			t.Errorf("%+v: %+v", c, got)
		}
	}
}

// The middle of the branch's places wins over the file's own, which a few right rows beside
// many others make look wrong; where the branch has too few to judge by, the file's holds.
func TestTheBranchsMiddleWinsOverTheFiles(t *testing.T) {
	file := "creditor,number,name,street,district,city,amount,currency,days_past_due,lat,lon,coordinate_system\n"
	for i, at := range []string{"48.11,11.61", "53.5,10.0", "53.6,10.1", "53.4,10.2"} {
		file += fmt.Sprintf("Bank A,%d,王某,Hill 1,,Munich,10.00,EUR,40,%s,wgs84\n", i, at)
	}
	for held, want := range map[int]string{0: "2", 2: "2", 3: "3 4 5"} {
		f, err := Read(strings.NewReader(file), Options{Today: "2026-11-26"})
		if err != nil || len(f.Cases) != 4 || len(f.Warnings) != 1 || f.Warnings[0].Row != 2 {
			t.Fatalf("%v %+v: this test shows nothing", err, f.Warnings)
		}
		b := NewBeside(&f)
		for i := range f.Cases {
			b.Row(i, nil)
		}
		got, err := b.Done(func(each func(*visits.Case)) error {
			for i := range held {
				each(&visits.Case{Imported: [32]byte{1}, Words: &visits.CaseWords{Place: visits.PlaceWords{HasPoint: true, LatE7: 481_000_000, LonE7: 116_000_000 + int64(i)}}})
			}
			return nil
		})
		var rows []string
		for _, p := range got {
			rows = append(rows, fmt.Sprint(p.Row))
		}
		if err != nil || strings.Join(rows, " ") != want {
			t.Errorf("beside %d places rows %v are warned of, want %s, %v", held, rows, want, err)
		}
	}
}
