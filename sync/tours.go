package fieldsync

import (
	"context"
	"net/url"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// TourDay is what officers said of one day, and who worked on it and said nothing.
type TourDay struct {
	Day     string           `json:"day"`               // yyyy-mm-dd
	Earlier string           `json:"earlier,omitempty"` // the day before it of which anything is held; empty: none
	Later   string           `json:"later,omitempty"`
	Tours   []TourLine       `json:"tours"`
	Persons []*visits.Person `json:"persons"` // the tours name
}

// TourLine is one officer's day beside what their visits say.
type TourLine struct {
	visits.Tour
	Zone   string        `json:"zone,omitempty"` // where a case of the day is; empty: there was no visit
	Visits int           `json:"visits"`         // of the day, practice left out
	Cash   []visits.Cash `json:"cash,omitempty"` // what was counted beside what the visits say by now
}

// Tours reads a day (yyyy-mm-dd) of all branches, by officer. The read is logged at
// headquarters before the answer.
func (r *Reader) Tours(ctx context.Context, day string) (TourDay, error) {
	return readJSON[TourDay](ctx, r, "/api/tours", url.Values{"day": {day}})
}

// Name is what the day calls a person; "" where headquarters knows no name.
func (d *TourDay) Name(id evidence.ID) string {
	for _, p := range d.Persons {
		if p.ID == id {
			return p.Name
		}
	}
	return ""
}
