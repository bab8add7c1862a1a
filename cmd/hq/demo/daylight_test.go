package demo

import (
	"slices"
	"testing"
	"time"

	"fairvisit/visits/rules"
)

func TestThereIsADoorOpenAtAnyHourOfAWorkday(t *testing.T) {
	for h := range 24 {
		now := time.Date(2026, 11, 25, h, 20, 0, 0, time.UTC)
		if zone := Daylight(now); !open(zone, now) {
			t.Errorf("%s UTC: %s is not open", now.Format("15:04"), zone)
		}
	}
	if zone := Daylight(time.Date(2026, 11, 25, 2, 0, 0, 0, time.UTC)); zone != "Asia/Shanghai" {
		t.Errorf("at ten in Shanghai: %s", zone)
	}
}

// The demo goes by the law of its zone where it is complete, and says where it is not.
func TestTheDemoIsWhereItsZoneIs(t *testing.T) {
	for zone, want := range map[string]string{"Asia/Shanghai": "CN", "Pacific/Honolulu": "US", "Europe/Dublin": "IE", "Asia/Kolkata": rules.HouseAlone, "America/Phoenix": rules.HouseAlone} {
		region, lawless := regionOf(zone)
		if region != want || (region == rules.HouseAlone) != (len(lawless) > 0) || slices.Contains(lawless, "US") {
			t.Errorf("%s is in %s, without rules of %v", zone, region, lawless)
		}
	}
}
