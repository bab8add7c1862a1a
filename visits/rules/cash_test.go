package rules

import (
	"bytes"
	"testing"

	"fairvisit/evidence"
)

// cashPack is the house's pack with a limit of cash, of the fourth schema.
func cashPack(t *testing.T, edit func(cash object)) Pack {
	t.Helper()
	cash := object{"id": "H-TAKE", "collector_types": []any{"*"}, "cites": []any{"HOUSE"}, "most": []any{object{"currency": "CNY", "amount": 80000}},
		"most_in_a_day": []any{object{"currency": "CNY", "amount": 100000}}, "deposit_within_hours": 8}
	if edit != nil {
		edit(cash)
	}
	return editedPack(t, "house-2", func(o object) { o["schema"], o["cash"] = schemaFourth, cash })
}

// What was taken before at the visit counts for the payment, and what the crew took
// anywhere that day for the day; neither counts for the other's limit.
func TestCashIsLimitedByTheVisitAndByTheDay(t *testing.T) {
	packs := []Pack{cashPack(t, nil)}
	for name, c := range map[string]struct {
		amount, here, today int64
		code                string
	}{
		"a payment at its limit":            {amount: 80000},
		"over it":                           {amount: 80001, code: "cash_over_limit"},
		"in two parts, at the limit":        {amount: 30000, here: 50000},
		"in two parts, over it":             {amount: 30001, here: 50000, code: "cash_over_limit"},
		"the day at its limit":              {amount: 50000, today: 50000},
		"the day over it":                   {amount: 50001, today: 50000, code: "cash_over_day"},
		"what was taken elsewhere is apart": {amount: 80000, today: 20000},
		"the visit counts for the day":      {amount: 10001, here: 40000, today: 50000, code: "cash_over_day"},
		"less than nothing was taken":       {amount: 1, today: -1, code: "cash_not_understood"},
	} {
		q := byDay("2026-03-10T10:00:00+08:00", shanghai, "CN-SH")
		q.Cash = Cash{Amount: c.amount, Currency: "CNY", Taker: q.Crew[0].ID, Here: c.here, Today: c.today}
		why := CashReasons(Evaluate(packs, q))
		if c.code == "" && len(why) != 0 || c.code != "" && (len(why) != 1 || why[0].Code != c.code) {
			t.Errorf("%s: %+v, want %q", name, why, c.code)
		}
	}
}

// What is left is what would still be let through, and a unit more would not.
func TestWhatIsLeftIsWhatMayBeTaken(t *testing.T) {
	packs := []Pack{cashPack(t, nil)}
	q := byDay("2026-03-10T10:00:00+08:00", shanghai, "CN-SH")
	for _, taken := range []Cash{{}, {Here: 30000}, {Today: 50000}, {Here: 30000, Today: 60000}, {Today: 100000}} {
		q.Cash = Cash{Currency: "CNY", Taker: q.Crew[0].ID, Here: taken.Here, Today: taken.Today}
		left, why := CashRoom(packs, q)
		room := int64(0)
		if len(why) == 0 {
			room = left[0].Left
		}
		for amount, may := range map[int64]bool{max(1, room): room > 0, room + 1: false} {
			q.Cash.Amount = amount
			if got := len(CashReasons(Evaluate(packs, q))) == 0; got != may {
				t.Errorf("%+v leaves %d, and %d may be taken: %v", taken, room, amount, got)
			}
		}
	}
	q.Cash = Cash{Currency: "CNY", Taker: evidence.ID{99}}
	if left, why := CashRoom(packs, q); left != nil || len(why) != 1 || why[0].Code != "cash_without_authority" {
		t.Errorf("to somebody who is not of the crew: %v, %+v", left, why)
	}
	shipped, _ := shipped(t)
	if left, why := CashRoom([]Pack{shipped["house-2"]}, q); left != nil || len(why) != 1 || why[0].Rule != "H-CASH" {
		t.Errorf("where nobody set a limit: %v, %+v", left, why)
	}
}

// The least hours of those packs that give any; where none does, the house's figure.
func TestTheStrictestDeadlineOfADepositHolds(t *testing.T) {
	shipped, _ := shipped(t)
	later := cashPack(t, func(cash object) { cash["deposit_within_hours"] = 30 })
	for _, c := range []struct {
		packs []Pack
		hours int
	}{{nil, 24}, {[]Pack{shipped["house-2"]}, 24}, {[]Pack{later}, 30}, {[]Pack{later, cashPack(t, nil), shipped["house-2"]}, 8}} {
		if got := DepositWithin(c.packs, 24); got != c.hours {
			t.Errorf("%d packs give %d h, want %d", len(c.packs), got, c.hours)
		}
	}
}

// What the fourth schema added, the third does not have, and nothing is read that says
// two things.
func TestTheThirdSchemaStaysWhatItWas(t *testing.T) {
	for name, edit := range map[string]func(cash object){
		"a day":      func(cash object) { delete(cash, "deposit_within_hours") },
		"a deposit":  func(cash object) { delete(cash, "most_in_a_day") },
		"both":       func(object) {},
		"as before":  func(cash object) { delete(cash, "deposit_within_hours"); delete(cash, "most_in_a_day") },
		"the fourth": nil,
	} {
		data := editedFile(t, "house-2", func(o object) {
			o["schema"], o["cash"] = schemaFourth, object{"id": "H-TAKE", "collector_types": []any{"*"}, "cites": []any{"HOUSE"}, "most": []any{object{"currency": "CNY", "amount": 80000}},
				"most_in_a_day": []any{object{"currency": "CNY", "amount": 100000}}, "deposit_within_hours": 8}
			if edit != nil {
				o["schema"] = schemaThird
				edit(o["cash"].(object))
			}
		})
		_, err := ParsePack(data)
		if taken := err == nil; taken != (name == "as before" || name == "the fourth") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, edit := range map[string]func(cash object){
		"no hours at all":           func(cash object) { cash["deposit_within_hours"] = -1 },
		"more than a month":         func(cash object) { cash["deposit_within_hours"] = 721 },
		"a day in another currency": func(cash object) { cash["most_in_a_day"] = []any{object{"currency": "EUR", "amount": 1}} },
		"a day of nothing":          func(cash object) { cash["most_in_a_day"] = []any{object{"currency": "CNY", "amount": 0}} },
		"a day twice in one currency": func(cash object) {
			day := object{"currency": "CNY", "amount": 1}
			cash["most_in_a_day"] = []any{day, day}
		},
	} {
		cash := object{"id": "H-TAKE", "collector_types": []any{"*"}, "cites": []any{"HOUSE"}, "most": []any{object{"currency": "CNY", "amount": 80000}}}
		edit(cash)
		if _, err := ParsePack(editedFile(t, "house-2", func(o object) { o["schema"], o["cash"] = schemaFourth, cash })); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

// A field that says nothing is one all the same: an older program refuses the pack for it.
func TestAnEmptyFieldOfALaterSchemaIsRefused(t *testing.T) {
	for field, empty := range map[string]any{"": nil, "most_in_a_day": []any{}, "deposit_within_hours": 0} {
		data := editedFile(t, "house-2", func(o object) {
			cash := object{"id": "H-TAKE", "collector_types": []any{"*"}, "cites": []any{"HOUSE"}, "most": []any{object{"currency": "CNY", "amount": 1}}}
			if field != "" {
				cash[field] = empty
			}
			o["schema"], o["cash"] = schemaThird, cash
		})
		if _, err := ParsePack(data); (err == nil) != (field == "") {
			t.Errorf("%q: %v", field, err)
		}
		told := bytes.Replace(data, []byte(`"tests":[{`), []byte(`"tests":[{"cash":{"amount":1,"currency":"CNY","Today":0},`), 1)
		if _, err := ParsePack(told); bytes.Equal(told, data) || err == nil {
			t.Errorf("a test that says what was taken today: %v", err)
		}
	}
}
