package intake

import (
	"fmt"
	"math"
	"slices"
	"time"

	"fairvisit/visits"
	"fairvisit/visits/place"
	"fairvisit/visits/route"
)

// Figures from which a row that is taken is worth a look.
const (
	farKm      = 300 // from the middle of the file's places: no crew goes so far in a day
	nearKm     = 100 // from it, with latitude and longitude changed round
	dueDays    = 31  // between the due date and the days past due: a file may be a month old
	nearPoleE7 = 83e7
)

// warn says of a cell of the row at hand what somebody should look at; the row is
// taken for all that.
func (rd *reading) warn(c column, value string, w why) {
	rd.caution(Problem{Row: rd.scan.start, Record: rd.file.Rows, Column: rd.title(c), Value: clip(value), Why: w.String()})
}

func (rd *reading) caution(p Problem) {
	if len(rd.file.Warnings) >= MaxProblems {
		rd.unwarned++
		return
	}
	rd.file.Warnings = append(rd.file.Warnings, p)
}

// title is a column as the file's header spells it.
func (rd *reading) title(c column) string {
	if at := rd.header.at[c]; at >= 0 {
		return rd.header.names[at]
	}
	return columns[c].name
}

// nowhere says why nobody lives at a point.
func nowhere(latE7, lonE7 int64) why {
	switch {
	case latE7 == 0 && lonE7 == 0:
		return say("0, 0 lies in the sea south of Ghana and is no address; leave both cells empty where the place is not known.")
	case latE7 > nearPoleE7 || latE7 < -nearPoleE7:
		return say("No address lies so near a pole; latitude and longitude have probably changed places.")
	}
	return why{}
}

// aged warns where the due date and the days past due are months apart: one of them
// is wrong, and buckets go by the date.
func (rd *reading) aged(date string, days int64) {
	due, err := time.Parse(time.DateOnly, date)
	today, err2 := time.Parse(time.DateOnly, rd.options.Today)
	if err != nil || err2 != nil || rd.first != nil {
		return
	}
	gap := int64(today.Sub(due)/(24*time.Hour)) - days
	if gap = max(gap, -gap); gap > dueDays && date <= rd.options.Today {
		rd.warn(dueDate, date, say("The due date and the days past due contradict each other by %d days; the row was taken with both.", int(gap)))
	}
}

// abroad warns of a Chinese system of coordinates for a place where it does not hold.
func (rd *reading) abroad(latE7, lonE7 int64) {
	if !place.Shifted(place.InE7(latE7, lonE7)) {
		rd.warn(coordinates, string(rd.cell(coordinates)), say("GCJ-02 and BD-09 hold in China only, and this place lies outside; it was taken as WGS-84."))
	}
}

// lookAround warns, once the file was read, of what only the whole of it shows.
func (rd *reading) lookAround() {
	f := rd.file
	if rd.unsaid {
		rd.caution(Problem{Column: columns[coordinates].name, Why: "No system of coordinates is said, so places were taken as WGS-84, as receivers give them. " +
			"Maps made in China give GCJ-02 or BD-09, some 500 m off: add the column coordinate_system."})
	}
	if b := rd.scan.sheet; b != nil && b.formula != "" {
		rd.caution(Problem{Value: b.formula, Why: "Cells of the sheet hold formulas; the values they had when the file was saved were taken."})
	}
	rd.far()
	slices.SortStableFunc(f.Warnings, func(a, b Problem) int { return a.Row - b.Row })
	if rd.unwarned > 0 {
		f.Warnings = append(f.Warnings, Problem{Why: fmt.Sprintf("There are %d more warnings than are listed here; the rows they are in were taken.", rd.unwarned)})
	}
}

// far warns of places that lie far from the middle of all. The middle is no mean:
// one wrong place must not make all others look wrong.
func (rd *reading) far() {
	var lats, lons []int64
	for i := range rd.file.Cases {
		if p := &rd.file.Cases[i].Place; p.HasPoint {
			lats, lons = append(lats, p.LatE7), append(lons, p.LonE7)
		}
	}
	if len(lats) < 3 {
		return
	}
	slices.Sort(lats)
	slices.Sort(lons)
	half := (len(lats) - 1) / 2
	rd.file.middle = map[int]string{}
	for i := range rd.file.Cases {
		c := &rd.file.Cases[i]
		if !c.Place.HasPoint {
			continue
		}
		km := kmBetween(c.Place.LatE7, c.Place.LonE7, lats[half], lons[half])
		if km <= farKm {
			continue
		}
		w := say("This place is %d km from the middle of the file's places, further than a crew goes; the row was taken.", km)
		if turned := kmBetween(c.Place.LonE7, c.Place.LatE7, lats[half], lons[half]); turned <= nearKm && c.Place.LonE7 <= 90e7 && c.Place.LonE7 >= -90e7 {
			w = say("This place is %d km from the middle of the file's places, and only %d km if latitude and longitude change places; the row was taken as it is.", km, turned)
		}
		rd.file.middle[c.Row] = w.String()
		rd.caution(Problem{Row: c.Row, Record: rd.cases[key{c.Creditor, c.Number}].record, Column: rd.title(lat),
			Value: fmt.Sprintf("%g, %g", float64(c.Place.LatE7)/1e7, float64(c.Place.LonE7)/1e7), Why: w.String()})
	}
}

func kmBetween(latE7, lonE7, lat2E7, lon2E7 int64) int {
	return int(math.Round(metresBetween(visits.PlaceWords{LatE7: latE7, LonE7: lonE7}, visits.PlaceWords{LatE7: lat2E7, LonE7: lon2E7}) / 1000))
}

func metresBetween(a, b visits.PlaceWords) float64 {
	at := func(p visits.PlaceWords) route.Point {
		return route.Point{Lat: float64(p.LatE7) / 1e7, Lon: float64(p.LonE7) / 1e7}
	}
	return route.Metres(at(a), at(b))
}
