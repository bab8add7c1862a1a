package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"fairvisit/app/i18n"
	"fairvisit/visits/plan"
	"fairvisit/visits/roads"
	"fairvisit/visits/route"
)

// readRoads reads the roads of an extract; nil without a file.
func readRoads(file, by string) (*roads.Graph, error) {
	profile := roads.Profiles[by]
	switch {
	case profile == nil:
		return nil, errors.New("-by is car or foot; nothing was planned")
	case file == "":
		return nil, nil
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close() // only read: nothing can be lost
	g, err := roads.Read(f, profile)
	if err != nil {
		return nil, fmt.Errorf("-roads %s: %w", file, err)
	}
	return g, nil
}

// travelTold says by which ways a plan goes.
func travelTold(w *i18n.Words, t *plan.Travel) string {
	told := w.T("hqplan.ways", "measured", t.Measured)
	if t.Profile != "" {
		told = w.T("hqplan.ways_roads", "by", w.T("hqplan.by."+t.Profile), "roads", t.Roads, "ways", t.Ways, "measured", t.Measured)
	}
	if n := len(t.Off); n > 0 {
		told += w.T("hqplan.off_roads", "n", n, "metres", roads.Reach)
	}
	return told
}

// tableOfWays prints the ways between the places of a file (CSV: name,lat,lon) by
// the roads of another, in the columns hq plan -travel reads. A way that was
// estimated is not in it: who plans with the table gets the same estimate.
func (c *call) tableOfWays(file, by, places string) error {
	g, err := readRoads(file, by)
	if err != nil {
		return err
	}
	names, points, err := readPlaces(places)
	if err != nil {
		return err
	}
	t, used, err := g.Travel(points)
	if err != nil {
		return err
	}
	w := csv.NewWriter(c.out)
	row := func(cells ...string) { _ = w.Write(cells) } // Error below tells
	row("from", "to", "seconds", "metres")
	for i := range points {
		for j := range points {
			if k := i*t.Places + j; i != j && used.Known(i, j) {
				row(names[i], names[j], strconv.Itoa(int(t.Time[k])), strconv.Itoa(int(t.Distance[k])))
			}
		}
	}
	w.Flush()
	return w.Error()
}

func readPlaces(file string) (names []string, points []route.Point, err error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close() // only read: nothing can be lost
	r := tableOf(f)
	r.FieldsPerRecord = 3
	for {
		row, err := r.Read()
		if err == io.EOF && len(points) > 0 {
			return names, points, nil
		}
		if err != nil {
			return nil, nil, fmt.Errorf("-points %s: %w; nothing was printed", file, rowTrouble(err, "name,lat,lon"))
		}
		if row[0] == "name" {
			continue
		}
		lat, err := strconv.ParseFloat(row[1], 64)
		lon, err2 := strconv.ParseFloat(row[2], 64)
		if err != nil || err2 != nil {
			line, _ := r.FieldPos(1)
			return nil, nil, fmt.Errorf("-points %s: line %d: lat and lon of %s are degrees such as 31.2304, and they are %q and %q; nothing was printed", file, line, row[0], row[1], row[2])
		}
		names, points = append(names, row[0]), append(points, route.Point{Lat: lat, Lon: lon})
	}
}
