package plan

import (
	"fairvisit/visits"
	"fairvisit/visits/route"
)

// Load is about how long a crew's day is when its stops are made in the order given:
// by distance and without windows or breaks, which only Suggest knows. It is for a
// person who moves stops by hand and wants to see at once which way the day grows.
type Load struct {
	Visits   int
	Metres   int64
	Minutes  int64 // of ways and visits
	Unplaced int   // of Visits, those whose address has no point: their ways are not in it
	Home     bool  // with the way out from the roster's start and back to it
}

// LoadOf is the load of stops, each one of service minutes; start may be nil.
func LoadOf(stops []*visits.Case, start *Spot, service int) (Load, error) {
	l := Load{Visits: len(stops), Minutes: int64(len(stops) * service), Home: start != nil && len(stops) > 0}
	var way []route.Point
	for _, c := range stops {
		if one := (&Case{Case: *c}); c.Words != nil && c.Words.Place.HasPoint {
			way = append(way, pointOf(one))
		} else {
			l.Unplaced++
		}
	}
	if l.Home {
		office := route.Point{Lat: float64(start.LatE7) / 1e7, Lon: float64(start.LonE7) / 1e7}
		way = append(append([]route.Point{office}, way...), office)
	}
	seconds := int64(0)
	for i := 1; i < len(way); i++ {
		t, err := route.GreatCircle(way[i-1:i+1], route.TownStreets)
		if err != nil {
			return l, err
		}
		l.Metres, seconds = l.Metres+int64(t.Distance[1]), seconds+int64(t.Time[1])
	}
	l.Minutes += seconds / 60
	return l, nil
}
