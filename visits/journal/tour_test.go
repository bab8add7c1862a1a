package journal_test

import (
	"testing"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// A feed says that headquarters has all this device wrote, and shows its device and not
// its day: what the officer said of the day stays, live and made anew.
func TestADayThatNoRowShowsStays(t *testing.T) {
	d := newTablet(t, "officer")
	_, err := d.Append(ctx, journal.Writing{Kind: visits.TourReady, Refs: []evidence.Ref{{Kind: evidence.RefOfficer, ID: d.id.Officer}},
		Facts: visits.ReadyFacts{Day: "2026-11-25", Stops: 3, Free: -1, Class: "B"}})
	if err != nil {
		t.Fatal(err)
	}
	devices, err := d.Pictures(ctx, visits.KindDevice)
	if err != nil || len(devices) != 1 {
		t.Fatalf("%d devices, %v", len(devices), err)
	}
	row := journal.Row{N: 1, Entity: devices[0].Key.Entity(), Body: devices[0].Body}
	sum := journal.Digest(row.Entity, row.Body)
	err = d.ApplyBatch(ctx, visits.OfficerFeed(d.id.Officer), []journal.Row{row},
		journal.BatchEnd{N: 1, Count: 1, Sum: sum, Live: 1, LiveSum: sum, Seen: []journal.EpochSeq{{Epoch: d.Epoch(), Seq: d.seq()}}})
	if err != nil {
		t.Fatal(err)
	}
	day, err := d.Tour(ctx, d.id.Officer, "2026-11-25")
	if err != nil || day == nil || day.Ready == nil || day.Ready.Stops != 3 {
		t.Errorf("the day is %+v, %v", day, err)
	}
	d.rebuilt()
	if day, err = d.Tour(ctx, d.id.Officer, "2026-11-25"); err != nil || day == nil {
		t.Errorf("rebuilt, the day is %+v, %v", day, err)
	}
}
