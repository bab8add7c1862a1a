package demo

import (
	"testing"
	"time"

	"fairvisit/assets"
	"fairvisit/visits/rules"
)

func TestThereIsADoorOpenAtAnyHourOfAWorkday(t *testing.T) {
	pack, err := rules.ParsePack(assets.HousePack())
	if err != nil {
		t.Fatal(err)
	}
	for h := range 24 {
		now := time.Date(2026, 11, 25, h, 20, 0, 0, time.UTC)
		zone, err := Daylight(now)
		if err != nil || !open(pack, zone, now) {
			t.Errorf("%s UTC: %s is not open (%v)", now.Format("15:04"), zone, err)
		}
	}
	if zone, err := Daylight(time.Date(2026, 11, 25, 2, 0, 0, 0, time.UTC)); err != nil || zone != "Asia/Shanghai" {
		t.Errorf("at ten in Shanghai: %s (%v)", zone, err)
	}
}
