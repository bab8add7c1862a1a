package intake

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"fairvisit/visits"
)

const placedHead = "creditor,number,name,street,amount,currency,days_past_due,due_date,lat,lon,coordinate_system,region_code\n"

// placed are rows of a file about Munich, and the last cells of one more.
func placed(more string) string {
	var b strings.Builder
	b.WriteString(placedHead)
	for i := range 5 {
		fmt.Fprintf(&b, "Bank A,%d,王某,Hill %d,10.00,EUR,40,,48.1%d,11.5%d,wgs84,\n", i, i, i, i)
	}
	return b.String() + "Bank A,X,陈某,Hill 9,10.00,EUR," + more + "\n"
}

// What can be taken and is probably wrong is taken, and said by row, column and
// value; what is no address or no country is refused.
func TestWhatIsProbablyWrongIsSaid(t *testing.T) {
	for more, want := range map[string]string{
		"40,,48.15,11.55,wgs84,DE":            "",
		"40,,11.5,48.1,wgs84,":                "taken 7 lat: only 2 km if latitude and longitude change places",
		"40,,52.5,13.4,wgs84,":                "taken 7 lat: 505 km from the middle of the file's places, further",
		"40,,48.15,11.55,bd09,":               "taken 7 coordinate_system: hold in China only",
		"40,,48.15,11.55,gcj02,":              "taken 7 coordinate_system: hold in China only",
		"40,,48.15,11.55,,":                   "taken 0 coordinate_system: No system of coordinates is said",
		"400,2026-10-01,48.15,11.55,wgs84,":   "taken 7 due_date: contradict each other by 344 days",
		"40,2026-10-10,48.15,11.55,wgs84,":    "",
		"40,,0,0,wgs84,":                      "refused 7 lat: 0, 0 lies in the sea",
		"40,,87.6,43.8,wgs84,":                "refused 7 lat: so near a pole",
		"40,,48.15,11.55,wgs84,ZZ":            "refused 7 region_code: no code of a country",
		"40,,48.15,11.55,wgs84,EU":            "refused 7 region_code: no code of a country",
		"40,,48.15,11.55,wgs84,XY-1":          "refused 7 region_code: no code of a country",
		"40,,48.15,11.55,wgs84,US-MA":         "",
		"40,,48.15,11.55,wgs84,us-pr":         "",
		"40,,48.15,11.55,wgs84,US-ZZ":         "refused 7 region_code: no state of the United States",
		"40,,48.15,11.55,wgs84,US-MASS":       "refused 7 region_code: no ",
		"40,,48.15,11.55,wgs84,DE-BY":         "",
		"400,2026-10-01,48.15,11.55,wgs84,ZZ": "refused 7 region_code: no code of a country",
	} {
		f, err := Read(strings.NewReader(placed(more)), Options{Today: "2026-11-26"})
		if err != nil {
			t.Fatal(err)
		}
		how, list := "taken", f.Warnings
		if len(f.Problems) > 0 {
			how, list = "refused", append(slices.Clone(f.Problems), f.Warnings...)
		}
		if want == "" {
			if len(list) != 0 || len(f.Cases) != 6 {
				t.Errorf("%s: %+v", more, list)
			}
			continue
		}
		said, sentence, _ := strings.Cut(want, ": ")
		if len(list) != 1 || fmt.Sprint(how, " ", list[0].Row, " ", list[0].Column) != said || !strings.Contains(list[0].Why, sentence) || len(f.Cases) != map[string]int{"taken": 6, "refused": 5}[how] {
			t.Errorf("%s: %s %+v, %d cases; want %s", more, how, list, len(f.Cases), want)
		}
	}
}

// No more warnings are listed than problems.
func TestWarningsAreBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString(placedHead)
	for i := range 1500 {
		fmt.Fprintf(&b, "Bank A,%d,王某,Hill %d,10.00,EUR,400,2026-11-01,,,,\n", i, i)
	}
	f, err := Read(strings.NewReader(b.String()), Options{Today: "2026-11-26"})
	if err != nil || len(f.Cases) != 1500 || len(f.Warnings) != MaxProblems+1 || !strings.Contains(f.Warnings[MaxProblems].Why, "500 more") {
		t.Errorf("%v: %d cases, %d warnings", err, len(f.Cases), len(f.Warnings))
	}
}

// A place that moved says how far, and no place.
func TestAMovedPlaceSaysHowFar(t *testing.T) {
	have := &visits.Case{Imported: [32]byte{1}, Words: &visits.CaseWords{Place: visits.PlaceWords{HasPoint: true, LatE7: 481_000_000, LonE7: 115_000_000}}}
	for lat, want := range map[int64]string{481_719_000: "moved by 8.0 km", 481_000_900: "moved by 10 m"} {
		got := Changes(have, visits.CaseFacts{}, visits.CaseWords{Place: visits.PlaceWords{HasPoint: true, LatE7: lat, LonE7: 115_000_000}})
		if len(got) != 1 || got[0] != (Change{"point", "one", want}) {
			t.Errorf("%+v, want %s", got, want)
		}
	}
}

// The value that a formula had when the workbook was saved is taken, and said.
func TestAFormulasValueIsTakenAndSaid(t *testing.T) {
	for _, formula := range []string{"", "5*8"} {
		x := excelize.NewFile()
		for i, row := range [][]any{{"creditor", "number", "name", "street", "amount", "currency", "days_past_due"}, {"Bank A", "1", "王某", "Hill 1", 10, "EUR", 40}} {
			if err := x.SetSheetRow("Sheet1", fmt.Sprint("A", i+1), &row); err != nil {
				t.Fatal(err)
			}
		}
		if formula != "" {
			if err := x.SetCellFormula("Sheet1", "G2", formula); err != nil {
				t.Fatal(err)
			}
		}
		data, err := x.WriteToBuffer()
		if err != nil {
			t.Fatal(err)
		}
		f, err := Read(data, Options{Today: "2026-11-26"})
		if err != nil {
			t.Fatal(err)
		}
		if said := len(f.Warnings) == 1 && f.Warnings[0].Value == "G2"; said != (formula != "") || formula == "" && len(f.Warnings) != 0 {
			t.Errorf("formula %q: %+v, %+v", formula, f.Warnings, f.Problems)
		}
	}
}
