package demo

import (
	"time"

	"fairvisit/evidence"
	"fairvisit/visits/judging"
	"fairvisit/visits/rules"
)

// zones are places to live in, a few hours apart, that have no summer surprises
// a demo would have to explain. The first one open is taken.
var zones = []string{"Asia/Shanghai", "Asia/Kolkata", "Asia/Dubai", "Africa/Nairobi", "Africa/Lagos", "Atlantic/Azores", "America/Sao_Paulo",
	"America/Bogota", "America/Phoenix", "Pacific/Honolulu", "Pacific/Auckland", "Australia/Brisbane"}

// Daylight is a zone in which the rules let a crew start at a home now and for
// two hours more, so that a demo shown in the evening has doors to go to: the
// debtors are invented, their time of day may be too. Where none is open (it is
// Sunday nearly everywhere) it is Shanghai.
func Daylight(now time.Time) string {
	for _, zone := range zones {
		if open(zone, now) && open(zone, now.Add(2*time.Hour)) {
			return zone
		}
	}
	return zones[0]
}

// regionOf is where an invented branch with debtors of a zone is: in the country of
// the zone if its rules are complete. Elsewhere it goes by the house's alone, which a
// branch of real people should not: lawless are the countries without rules.
func regionOf(zone string) (region string, lawless []string) {
	regions := rules.Where{Zone: zone}.Governing()
	if lawless = rules.Lawless(judging.Born(), regions); len(lawless) > 0 || len(regions) != 1 {
		return rules.HouseAlone, lawless
	}
	return regions[0], nil
}

// open asks the rules for a crew of two with papers at a home that was given
// notice, with everything fresh.
func open(zone string, t time.Time) bool {
	at := t.UnixMicro()
	region, _ := regionOf(zone)
	papers := []rules.Certificate{{Kind: "authorisation", Until: t.AddDate(1, 0, 0).UnixMicro()}}
	return rules.Evaluate(rules.Of(judging.Born(), region), rules.Question{Act: rules.Start, PacksAsOf: at, When: rules.Interval{Class: rules.ClassA, Earliest: at, Latest: at},
		Governed: []string{region},
		Case:     rules.CaseFacts{Zone: zone, FlagsAsOf: at},
		Place:    rules.Place{Kind: rules.PlaceHome},
		Subjects: []rules.Subject{{Party: evidence.ID{1}, Role: rules.RoleDebtor}},
		Notices:  []rules.Notice{{Kind: "visit", Form: "written", At: t.AddDate(0, 0, -10).UnixMicro()}},
		Crew:     []rules.Officer{{ID: evidence.ID{1}, Certificates: papers}, {ID: evidence.ID{2}, Certificates: papers}}}).Allowed()
}
