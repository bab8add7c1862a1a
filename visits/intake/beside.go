package intake

import (
	"fmt"
	"slices"

	"fairvisit/visits"
)

// Figures from which a place is worth a look beside those the branch has already.
const (
	movedKm    = 20 // from where the same case was: no better reading of its house
	districtKm = 50 // from the middle of its district
	fewest     = 3  // places that make a middle
)

// Beside compares the places of a file's rows with those that the branch has: a file
// whose rows are all wrong in the same way looks right beside itself, and a few right rows
// wrong beside many that are not. Where the branch can judge a row, what the file's own
// middle said of it falls.
type Beside struct {
	file   *File
	said   map[int]bool // rows of whose place something is said already
	judged map[int]bool // rows that the branch's places judged
	open   []int        // cases of the file to be held against the branch's places
	list   []Problem
	unsaid int
}

// NewBeside begins for a file that was read.
func NewBeside(f *File) *Beside {
	b := &Beside{file: f, said: map[int]bool{}, judged: map[int]bool{}}
	for _, p := range f.Warnings {
		if p.Column == b.title() && p.Why != f.middle[p.Row] {
			b.said[p.Row] = true
		}
	}
	return b
}

// title is the column of latitudes as the file's header spells it.
func (b *Beside) title() string {
	for _, h := range b.file.Header {
		if h.Column == columns[lat].name {
			return h.Name
		}
	}
	return columns[lat].name
}

// Row looks at the case at i of the file, which is to be taken; have is what is held of
// it, nil for nothing.
func (b *Beside) Row(i int, have *visits.Case) {
	c := &b.file.Cases[i]
	if !c.Place.HasPoint || b.said[c.Row] {
		return
	}
	if !locates(have) {
		b.open = append(b.open, i)
		return
	}
	b.judged[c.Row] = true
	was := have.Words.Place
	km := kmBetween(c.Place.LatE7, c.Place.LonE7, was.LatE7, was.LonE7)
	if km <= movedKm {
		return
	}
	b.warn(c, km, was.LatE7, was.LonE7,
		"This place is %d km from where the same case was until now; the row was taken.",
		"This place is %d km from where the same case was until now, and only %d km if latitude and longitude change places; the row was taken as it is.")
}

// Done holds new places against the branch's, which each hands over and which are asked
// for only if there is such a place, and gives back all warnings of the file by row.
func (b *Beside) Done(each func(func(*visits.Case)) error) ([]Problem, error) {
	if len(b.open) > 0 {
		all, districts := &spots{}, map[string]*spots{}
		if err := each(func(c *visits.Case) {
			if !locates(c) {
				return
			}
			all.add(c.Words.Place)
			if name := districtOf(c.Words.Place.City, c.Words.Place.District); name != "" {
				if districts[name] == nil {
					districts[name] = &spots{}
				}
				districts[name].add(c.Words.Place)
			}
		}); err != nil {
			return nil, err
		}
		all.settle()
		for _, s := range districts {
			s.settle()
		}
		for _, i := range b.open {
			b.look(&b.file.Cases[i], all, districts)
		}
	}
	list := slices.DeleteFunc(slices.Clone(b.file.Warnings), func(p Problem) bool {
		return b.judged[p.Row] && p.Column == b.title() && p.Why == b.file.middle[p.Row]
	})
	list = append(list, b.list...)
	slices.SortStableFunc(list, func(a, c Problem) int { return a.Row - c.Row })
	if b.unsaid > 0 {
		list = append(list, Problem{Why: fmt.Sprintf("There are %d more warnings than are listed here; the rows they are in were taken.", b.unsaid)})
	}
	return list, nil
}

func (b *Beside) look(c *Case, all *spots, districts map[string]*spots) {
	near := districts[districtOf(c.Place.City, c.Place.District)]
	if near != nil && len(near.lats) >= fewest {
		b.judged[c.Row] = true
		if km := near.km(c); km > districtKm {
			lat, lon := near.middle()
			b.warn(c, km, lat, lon,
				"This place is %d km from the middle of the branch's places in the same district; the row was taken.",
				"This place is %d km from the middle of the branch's places in the same district, and only %d km if latitude and longitude change places; the row was taken as it is.")
		}
		return
	}
	if len(all.lats) < fewest {
		return
	}
	b.judged[c.Row] = true
	if km := all.km(c); km > farKm {
		lat, lon := all.middle()
		b.warn(c, km, lat, lon,
			"This place is %d km from the middle of the branch's places, further than a crew goes; the row was taken.",
			"This place is %d km from the middle of the branch's places, and only %d km if latitude and longitude change places; the row was taken as it is.")
	}
}

func (b *Beside) warn(c *Case, km int, latE7, lonE7 int64, far, swapped string) {
	if len(b.file.Warnings)+len(b.list) >= MaxProblems {
		b.unsaid++
		return
	}
	w := say(far, km)
	if turned := kmBetween(c.Place.LonE7, c.Place.LatE7, latE7, lonE7); turned <= nearKm && turned < km && c.Place.LonE7 <= 90e7 && c.Place.LonE7 >= -90e7 {
		w = say(swapped, km, turned)
	}
	b.list = append(b.list, Problem{Row: c.Row, Column: b.title(), Value: fmt.Sprintf("%g, %g", float64(c.Place.LatE7)/1e7, float64(c.Place.LonE7)/1e7), Why: w.String()})
}

// locates reports whether a case that is held tells where places are: one that is over,
// or was taken back, may have been for its place.
func locates(c *visits.Case) bool {
	return c != nil && c.Words != nil && c.Words.Place.HasPoint && c.Erased == nil && !c.Imported.IsZero() && c.Closed == nil
}

func districtOf(city, district string) string {
	if district == "" {
		return ""
	}
	return city + "\x00" + district
}

// spots are places with a middle, each figure of it for itself, as far does it.
type spots struct{ lats, lons []int64 }

func (s *spots) add(p visits.PlaceWords) {
	s.lats, s.lons = append(s.lats, p.LatE7), append(s.lons, p.LonE7)
}

func (s *spots) settle() {
	slices.Sort(s.lats)
	slices.Sort(s.lons)
}

func (s *spots) middle() (latE7, lonE7 int64) {
	half := (len(s.lats) - 1) / 2
	return s.lats[half], s.lons[half]
}

func (s *spots) km(c *Case) int {
	lat, lon := s.middle()
	return kmBetween(c.Place.LatE7, c.Place.LonE7, lat, lon)
}
