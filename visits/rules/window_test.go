package rules

import (
	"slices"
	"testing"
	"time"
)

// hours is a house pack whose only window lies so, at every kind of place.
func hours(t testing.TB, from, to string, days []any, edit func(window object)) Pack {
	return housePack(t, func(o object) {
		w := object{"id": "W-ANY", "place_kinds": []any{"*"}, "days": days, "from": from, "to": to, "closed_days": "deny"}
		if edit != nil {
			edit(w)
		}
		o["windows"] = []any{w}
	})
}

var everyDay = []any{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}

func TestClosedDaysFollowThePack(t *testing.T) {
	holiday, tuesday := tuesdayAt("2026-10-05T10:00:00+08:00"), tuesdayAt("2026-03-10T10:00:00+08:00")
	packs := []Pack{housePack(t, nil)}
	wants(t, "5 October", Evaluate(packs, holiday), Block, "H-CLOSED", "closed_day")
	packs = []Pack{housePack(t, func(o object) { o["closed_days"].(object)["days"] = []any{"2026-03-10"} })}
	wants(t, "5 October, now open", Evaluate(packs, holiday), Allow, "", "")
	wants(t, "10 March, now closed", Evaluate(packs, tuesday), Block, "H-CLOSED", "closed_day")
	if next := Evaluate(packs, tuesday).NextAllowed; next != at("2026-03-11T09:00:00+08:00") {
		t.Errorf("next allowed %s", time.UnixMicro(next))
	}
}

func TestClosedDayIsTheDebtorsDay(t *testing.T) {
	// 1 October has begun in Shanghai and not in Berlin.
	q := tuesdayAt("2026-10-01T05:00:00+08:00")
	q.Case.Zone = "Europe/Berlin"
	pack := []Pack{hours(t, "00:00", "24:00", everyDay, nil)}
	wants(t, "Berlin", Evaluate(pack, q), Allow, "", "")
	q.Case.Zone = shanghai
	wants(t, "Shanghai", Evaluate(pack, q), Block, "H-CLOSED", "closed_day")
}

func TestZoneNotKnownBlocks(t *testing.T) {
	for _, zone := range []string{"", "Local", "UTC", "Etc/UTC", "EST5EDT", "Asia/Nowhere", "../etc/passwd", "Asia/"} {
		q := tuesday()
		q.Case.Zone = zone
		v := Evaluate([]Pack{housePack(t, nil)}, q)
		wants(t, zone, v, Block, "H-ZONE", "zone_unknown")
		if v.EndBy != 0 || v.NextAllowed != 0 {
			t.Errorf("%q: hours named without a zone", zone)
		}
	}
}

func TestAcrossMidnight(t *testing.T) {
	night := []Pack{hours(t, "22:00", "02:00", []any{"fri"}, nil)} // opens on Friday 13 March
	for s, d := range map[string]Decision{
		"2026-03-13T21:59:59+08:00": Block, "2026-03-13T22:00:00+08:00": Allow, "2026-03-14T01:59:59+08:00": Allow,
		"2026-03-14T02:00:00+08:00": Block, "2026-03-13T01:00:00+08:00": Block, "2026-03-14T22:30:00+08:00": Block,
	} {
		wants(t, s, Evaluate(night, tuesdayAt(s)), d, "", "")
	}
	q := tuesdayAt("2026-03-13T23:59:00+08:00")
	q.When.Latest += 2 * minute
	v := Evaluate(night, q)
	wants(t, "interval over midnight", v, Allow, "", "")
	if v.EndBy != at("2026-03-14T02:00:00+08:00") {
		t.Errorf("end by %s", time.UnixMicro(v.EndBy))
	}
	q.When.Latest += day
	wants(t, "interval over a day", Evaluate(night, q), Block, "W-ANY", "time_not_provable")

	// A closed Saturday cuts the night off at midnight; a closed Friday takes it all.
	q = tuesdayAt("2026-03-13T23:00:00+08:00")
	for closed, end := range map[string]int64{"2026-03-14": at("2026-03-14T00:00:00+08:00"), "2026-03-13": 0} {
		p := housePack(t, func(o object) {
			o["windows"] = []any{object{"id": "W-ANY", "place_kinds": []any{"*"}, "days": []any{"fri"}, "from": "22:00", "to": "02:00", "closed_days": "deny"}}
			o["closed_days"].(object)["days"] = []any{closed}
		})
		if v := Evaluate([]Pack{p}, q); v.EndBy != end || v.Allowed() != (end != 0) {
			t.Errorf("%s closed: %s, end by %s", closed, v.Decision, time.UnixMicro(v.EndBy))
		}
	}
}

func TestWindowsThatTouchAreOne(t *testing.T) {
	packs := []Pack{hours(t, "00:00", "24:00", everyDay, func(w object) { w["last_start_before_close_min"] = 30 })}
	q := tuesdayAt("2026-03-10T23:59:00+08:00")
	q.When.Latest += 2 * minute
	wants(t, "open day and night", Evaluate(packs, q), Allow, "", "")
	q.When.Latest = q.When.Earliest + day + 1
	wants(t, "a time known to the day only", Evaluate(packs, q), Block, "W-ANY", "time_not_provable")
	q = tuesday()
	q.Place.Kind = "school"
	wants(t, "a window for any place does not open a school", Evaluate(packs, q), Block, "H-PLACE", "place_not_allowed")
}

func TestWhenClocksChange(t *testing.T) {
	// New York 2026: 02:00 becomes 03:00 on 8 March, 02:00 becomes 01:00 on 1 November.
	for _, c := range []struct {
		name, from, to, at string
		want               Decision
	}{
		{"opens in the skipped hour: just before", "02:30", "05:00", "2026-03-08T01:59:59-05:00", Block},
		{"opens in the skipped hour: after the jump", "02:30", "05:00", "2026-03-08T03:00:00-04:00", Allow},
		{"closes in the skipped hour: just before", "00:30", "02:30", "2026-03-08T01:59:59-05:00", Allow},
		{"closes in the skipped hour: after the jump", "00:30", "02:30", "2026-03-08T03:00:00-04:00", Block},
		{"all of it in the skipped hour", "02:15", "02:45", "2026-03-08T03:00:00-04:00", Block},
		{"skipped hour inside", "00:30", "05:00", "2026-03-08T03:10:00-04:00", Allow},
		{"opens in the hour that comes twice: first time", "01:30", "05:00", "2026-11-01T01:45:00-04:00", Block},
		{"opens in the hour that comes twice: second time", "01:30", "05:00", "2026-11-01T01:45:00-05:00", Allow},
		{"closes in the hour that comes twice: first time", "00:10", "01:30", "2026-11-01T01:29:59-04:00", Allow},
		{"closes in the hour that comes twice: second time", "00:10", "01:30", "2026-11-01T01:15:00-05:00", Block},
		{"all of it in the hour that comes twice", "01:15", "01:45", "2026-11-01T01:20:00-05:00", Block},
		{"hour that comes twice inside", "00:10", "05:00", "2026-11-01T01:20:00-05:00", Allow},
		{"the day after", "01:30", "05:00", "2026-11-02T01:30:00-05:00", Allow},
	} {
		q := tuesdayAt(c.at)
		q.Case.Zone = "America/New_York"
		wants(t, c.name, Evaluate([]Pack{hours(t, c.from, c.to, everyDay, nil)}, q), c.want, "", "")
	}
}

func TestDayThatNeverWas(t *testing.T) {
	// Samoa went from 29 to 31 December 2011.
	packs := []Pack{housePack(t, func(o object) {
		o["issued"], o["effective_from"] = "2011-12-01", "2011-12-01"
		o["windows"].([]any)[0].(object)["days"] = []any{"fri", "sat"} // the 30th would have been a Friday
	})}
	q := tuesdayAt("2011-12-29T17:00:00-10:00")
	q.Case.Zone = "Pacific/Apia"
	if v := Evaluate(packs, q); v.NextAllowed != at("2011-12-31T09:00:00+14:00") {
		t.Errorf("next allowed %s", time.UnixMicro(v.NextAllowed))
	}
}

func TestLayersLeaveOnlyWhatAllLeave(t *testing.T) {
	early := countryPack(t, func(o object) {
		o["windows"] = []any{
			object{"id": "XX-W", "place_kinds": []any{"*"}, "days": everyDay, "from": "08:00", "to": "21:00", "closed_days": "allow"},
			object{"id": "XX-HOME", "place_kinds": []any{"home"}, "days": everyDay, "from": "08:00", "to": "17:00", "closed_days": "allow"},
		}
	})
	packs := []Pack{housePack(t, nil), early}
	wants(t, "the house is not open yet", Evaluate(packs, tuesdayAt("2026-03-10T08:30:00+08:00")), Block, "W-HOME", "outside_window")
	wants(t, "the named window outweighs *", Evaluate(packs, tuesdayAt("2026-03-10T17:15:00+08:00")), Block, "XX-HOME", "outside_window")
	wants(t, "the house's half hour before the country's close", Evaluate(packs, tuesdayAt("2026-03-10T16:31:00+08:00")), Block, "XX-HOME", "too_late_to_start")
	if v := Evaluate(packs, tuesdayAt("2026-03-10T16:30:00+08:00")); !v.Allowed() || v.EndBy != at("2026-03-10T17:00:00+08:00") {
		t.Errorf("%s, end by %s", v.Decision, time.UnixMicro(v.EndBy))
	}
}

func TestConsentBelongsToItsHours(t *testing.T) {
	p := housePack(t, func(o object) {
		w := o["windows"].([]any)[0].(object)
		late := object{"id": "W-LATE", "requires": []any{"consent.time"}, "from": "18:00", "to": "20:00"}
		for k, v := range w {
			if late[k] == nil {
				late[k] = v
			}
		}
		o["windows"] = append(o["windows"].([]any), late)
	})
	wants(t, "by day", Evaluate([]Pack{p}, tuesday()), Allow, "", "")
	v := Evaluate([]Pack{p}, tuesdayAt("2026-03-10T19:00:00+08:00"))
	wants(t, "in the evening", v, Block, "W-LATE", "consent_required")
	v = Evaluate([]Pack{p}, tuesdayAt("2026-03-10T20:00:00+08:00"))
	if v.NextAllowed != at("2026-03-11T09:00:00+08:00") {
		t.Errorf("next allowed %s, reasons %v", time.UnixMicro(v.NextAllowed), codesOf(v))
	}
}

func TestNextAllowed(t *testing.T) {
	packs := []Pack{housePack(t, nil)}
	for _, c := range []struct{ now, next string }{
		{"2026-03-10T03:00:00+08:00", "2026-03-10T09:00:00+08:00"},
		{"2026-03-10T17:45:00+08:00", "2026-03-11T09:00:00+08:00"},
		{"2026-03-14T20:00:00+08:00", "2026-03-16T09:00:00+08:00"}, // over Sunday
		{"2026-12-31T20:00:00+08:00", "2027-01-02T09:00:00+08:00"}, // over a closed day
	} {
		if v := Evaluate(packs, tuesdayAt(c.now)); v.NextAllowed != at(c.next) {
			t.Errorf("%s: next allowed %s, want %s", c.now, time.UnixMicro(v.NextAllowed), c.next)
		}
	}
	// Over a week of closed days today's flags grow too old: no promise is made
	// that the tablet would break, until flags are sure to be fresh then.
	q := tuesdayAt("2026-09-30T20:00:00+08:00")
	if v := Evaluate(packs, q); v.NextAllowed != 0 || !slices.Contains(codesOf(v), "W-HOME outside_window") {
		t.Errorf("next allowed %s", time.UnixMicro(v.NextAllowed))
	}
	q = tuesdayAt("2026-03-10T20:00:00+08:00")
	q.Case.Flags = []Flag{{Kind: "paid"}}
	if v := Evaluate(packs, q); v.NextAllowed != 0 {
		t.Error("a time is named though the hour is not all that is in the way")
	}
	q = tuesdayAt("2026-03-10T20:00:00+08:00")
	q.Act = Continue
	if v := Evaluate(packs, q); v.NextAllowed != 0 {
		t.Error("a visit that may not go on is told when to go on")
	}
	// An unsure clock counts from the latest it may be.
	q = tuesdayAt("2026-03-10T08:59:00+08:00")
	q.When.Latest += 150_000_000
	if v := Evaluate(packs, q); v.NextAllowed != at("2026-03-10T09:02:00+08:00") {
		t.Errorf("unsure clock: next allowed %s", time.UnixMicro(v.NextAllowed))
	}
}
