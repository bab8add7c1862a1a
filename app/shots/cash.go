package shots

import (
	"encoding/json"

	"fairvisit/assets"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/rules"
)

// recordCash writes down cash of the visit under way that lies in the hand, where the
// house lets none be taken.
func (w *walk) recordCash() {
	w.tap("note", "typed", "record_cash", "key.1", "key.2", "key.0", "key.0", "answer.payer.0", "answer.for.debt")
	w.typed("text.cash", "R-0417")
	w.shot("visit-cash-record")
	w.tap("take_cash")
}

// cashAtTheDoor is a visit under a house pack that lets cash be taken, left open: no
// house pack that ships does, so this one is published nowhere.
func (w *walk) cashAtTheDoor() {
	packs, err := packsWithCash()
	if w.fail(err); w.err != nil {
		return
	}
	was := w.desk.Officer
	w.desk.Officer = &fieldwork.Officer{Journal: was.Journal, Packs: packs, List: was.List, Outcomes: was.Outcomes, Clock: was.Clock}
	w.tap("section.today")
	w.row(row(w.caseOf(func(order int, _ string) bool { return order == 7 })))
	w.tap("go", "start", "answer.a8-date.3", "answer.a9.agreed", "next", "answer.d6.debtor", "answer.d11.document", "answer.d13.yes", "answer.d14.doorstep", "answer.d16.none")
	w.tap("answer.t2.owes", "answer.t5.income", "answer.t9.pay_now")
	w.shot("visit-cash-offered")
	w.tap("answer.t11.cash", "answer.t11-all.no", "key.6", "key.0", "key.0", "key.0")
	w.shot("visit-cash-over")
	w.tap("key.back", "count.1", "key.6", "key.0", "key.0", "answer.payer.0", "answer.for.debt", "answer.receipt_shown")
	w.typed("text.cash", "R-0418")
	w.shot("visit-cash")
	w.end("visit-cash-receipt")
	w.tap("take_cash")
	w.shot("visit-cash-taken")
	w.tap("back")
	w.desk.Officer = was
}

// packsWithCash are those of everywhere, the house's with a limit of cash.
func packsWithCash() ([]rules.Pack, error) {
	files, err := assets.Packs()
	if err != nil {
		return nil, err
	}
	var house map[string]any
	if err := json.Unmarshal(files["house-2"], &house); err != nil {
		return nil, err
	}
	limit := func(amount int) []any { return []any{map[string]any{"currency": "CNY", "amount": amount}} }
	house["schema"], house["id"] = "visitpack/4", "house.cash" // beside the one the branch was sent
	house["cash"] = map[string]any{"id": "H-TAKE", "collector_types": []any{"*"}, "most": limit(500000), "most_in_a_day": limit(800000), "deposit_within_hours": 8, "cites": []any{"HOUSE"}}
	var packs []rules.Pack
	for _, name := range []string{"house-2", "cn"} {
		data := files[name]
		if name == "house-2" {
			if data, err = json.Marshal(house); err != nil {
				return nil, err
			}
		}
		p, err := rules.ParsePack(data)
		if err != nil {
			return nil, err
		}
		packs = append(packs, p)
	}
	return packs, nil
}
