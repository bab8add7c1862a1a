package fieldwork

import (
	"context"

	"fairvisit/evidence"
	"fairvisit/evidence/crew"
	"fairvisit/visits"
	"fairvisit/visits/journal"
	"fairvisit/visits/rules"
)

// when is the time of the act as an interval with its class (D7, D24, FORMAT.md
// section 19).
func (o *Officer) when(ctx context.Context) (rules.Interval, error) {
	now := o.Clock.Now()
	when := rules.Interval{Class: rules.ClassB, Wall: now, Earliest: now, Latest: now, NewestEntry: now}
	own, byQR, err := o.Journal.Beacons(ctx)
	if err != nil {
		return when, err
	}
	boot, since := o.Clock.SinceBoot()
	if own != nil && own.Boot == boot && since >= own.SinceBoot {
		when.Class = rules.ClassA
		when.Earliest, when.Latest = visits.SinceBeacon(own.Time, since-own.SinceBoot)
		return when, nil
	}
	latest, err := o.Journal.LatestWall(ctx)
	if err != nil {
		return when, err
	}
	for _, b := range []*journal.BeaconAt{own, byQR} {
		if b != nil {
			latest = max(latest, b.Time-visits.ClockTolerance)
		}
	}
	when.NewestEntry = latest
	if byQR != nil && byQR.Boot == boot && since >= byQR.SinceBoot {
		// The wall clock may be what is wrong: by then it was at least this late.
		reckoned, _ := visits.SinceBeacon(byQR.Time, since-byQR.SinceBoot)
		if now < reckoned {
			when.Wall, when.NewestEntry = reckoned, min(latest, reckoned)
		}
	}
	return when, nil
}

// ShowBeacon is the newest time of headquarters in this chain as a code for a
// colleague, with that time (µs); "" where the chain has none.
func (o *Officer) ShowBeacon(ctx context.Context) (code string, at int64, err error) {
	own, byQR, err := o.Journal.Beacons(ctx)
	if err != nil {
		return "", 0, err
	}
	newest := own
	if newest == nil || byQR != nil && byQR.Time > newest.Time {
		newest = byQR
	}
	if newest == nil {
		return "", 0, nil
	}
	code, err = crew.BeaconText(newest.Statement)
	return code, newest.Time, err
}

// TakeBeacon takes a colleague's beacon into this chain, and gives its time (µs).
// Refused, and nothing was stored: crew.ReadBeacon's refusals.
func (o *Officer) TakeBeacon(ctx context.Context, code string) (int64, error) {
	service, err := o.service()
	if err != nil {
		return 0, err
	}
	after, err := o.heard(ctx)
	if err != nil {
		return 0, err
	}
	own, byQR, err := o.Journal.Beacons(ctx)
	if err != nil {
		return 0, err
	}
	for _, b := range []*journal.BeaconAt{own, byQR} {
		if b != nil {
			after = max(after, b.Time)
		}
	}
	st, b, err := crew.ReadBeacon(code, service, after)
	if err != nil {
		return 0, err
	}
	_, err = o.Journal.Append(ctx, journal.Writing{Kind: visits.TimeBeacon, Facts: visits.BeaconFacts{Body: st.Body, Sig: st.Sig, Origin: visits.OriginQR},
		Refs: []evidence.Ref{{Kind: evidence.RefOfficer, ID: o.Journal.Identity().Officer}}})
	return b.Time, err
}
