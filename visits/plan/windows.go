package plan

import (
	"fmt"
	"time"

	"fairvisit/visits"
	"fairvisit/visits/judging"
	"fairvisit/visits/rules"
)

// Windows are the hours of a day in which the packs let a crew begin a visit, each
// of service minutes, asked as a plan asks: no hours and the reason where they let
// nobody go. An unknown zone or day is an error.
func Windows(law judging.Law, c *visits.Case, crew []Person, day, zone string, service int) ([]Hours, *rules.Reason, error) {
	at, err := time.LoadLocation(zone)
	if err != nil || zone == "" {
		return nil, nil, fmt.Errorf("the zone %q is not known, so no hour can be named", zone)
	}
	midnight, err := time.ParseInLocation(time.DateOnly, day, at)
	if err != nil {
		return nil, nil, fmt.Errorf("the day %q is not yyyy-mm-dd", day)
	}
	g := gate{packs: law.Of(c), branch: law.Branch, midnight: midnight, service: int32(service) * 60}
	a := g.ask(c, &Crew{Members: crew})
	var open []Hours
	for _, w := range a.open {
		open = append(open, Hours{hhmm(w.From), hhmm(w.Until)})
	}
	return open, a.why, nil
}
