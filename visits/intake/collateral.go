package intake

import "fairvisit/visits"

// Collateral is what the debt is secured by, as the file says it: codes, and what
// describes it.
type Collateral struct {
	Is   string // yes, no or "" = the file does not say
	Kind string // vehicle, equipment, property, other or ""

	Notice, Period, Clause, Order string // yes, no or "" = not known

	What, Mark string
}

var collateralKinds = choices{"This is no kind of collateral here; it can be vehicle, equipment, property or other, or empty where it is not known.", map[string]string{
	"vehicle": "vehicle", "car": "vehicle", "车辆": "vehicle", "汽车": "vehicle", "机动车": "vehicle",
	"equipment": "equipment", "machine": "equipment", "设备": "equipment", "机器设备": "equipment",
	"property": "property", "realestate": "property", "房产": "property", "不动产": "property", "房屋": "property",
	"other": "other", "其他": "other",
}}

// known is answers for a cell that may be empty because nobody knows.
var known = choices{"This is neither yes nor no; leave it empty where it is not known.", map[string]string{
	"yes": "yes", "y": "yes", "true": "yes", "是": "yes", "有": "yes", "no": "no", "n": "no", "false": "no", "否": "no", "无": "no",
}}

// papers are the columns of what A20 of the checklist names.
var papers = [...]column{paperNotice, paperPeriod, paperClause, paperOrder}

// describing are the columns that speak of collateral that is there.
var describing = [...]column{collateralKind, collateralWhat, collateralMark, paperNotice, paperPeriod, paperClause, paperOrder}

// collateral reads what secures the debt. Cells that describe it beside none that says
// there is one leave open which of them is wrong, so the row is refused.
func (rd *reading) collateral(c *Collateral) {
	choose(rd, collateral, known, &c.Is)
	choose(rd, collateralKind, collateralKinds, &c.Kind)
	for i, into := range [...]*string{&c.Notice, &c.Period, &c.Clause, &c.Order} {
		choose(rd, papers[i], known, into)
	}
	described := false
	for _, cell := range describing {
		described = described || len(rd.cell(cell)) > 0
	}
	if !described || rd.first != nil || len(rd.cell(collateral)) > 0 && c.Is != "no" {
		return
	}
	if c.Is == "no" {
		rd.refuse(collateral, say("This says that there is no collateral, and other cells of the row describe it."))
		return
	}
	rd.refuse(collateral, say("Other cells of the row describe collateral, and this one does not say that there is any; write yes."))
}

// content is what stays of it and what can be erased; nothing where there is none.
func (c Collateral) content() (*visits.CollateralFacts, *visits.CollateralWords) {
	if c.Is != "yes" {
		return nil, nil
	}
	facts := &visits.CollateralFacts{Kind: c.Kind, Notice: c.Notice, Period: c.Period, Clause: c.Clause, Order: c.Order}
	if c.What+c.Mark == "" {
		return facts, nil
	}
	return facts, &visits.CollateralWords{What: c.What, Mark: c.Mark}
}

// collateralChanges lists what changes of it, in the order of the columns. A plate
// leads to a person, and is masked like an account's number.
func collateralChanges(add func(field, old, now string, mask func(string) string), was, now *visits.CollateralFacts, before, after *visits.CollateralWords) {
	var f, g visits.CollateralFacts
	var w, v visits.CollateralWords
	is := map[bool]string{true: "yes", false: ""}
	add(columns[collateral].name, is[was != nil], is[now != nil], nil)
	if was != nil {
		f = *was
	}
	if now != nil {
		g = *now
	}
	if before != nil {
		w = *before
	}
	if after != nil {
		v = *after
	}
	add(columns[collateralKind].name, f.Kind, g.Kind, nil)
	add(columns[collateralWhat].name, w.What, v.What, nil)
	add(columns[collateralMark].name, w.Mark, v.Mark, maskMark)
	add(columns[paperNotice].name, f.Notice, g.Notice, nil)
	add(columns[paperPeriod].name, f.Period, g.Period, nil)
	add(columns[paperClause].name, f.Clause, g.Clause, nil)
	add(columns[paperOrder].name, f.Order, g.Order, nil)
}

// maskMark leaves "" for none, or none and one would look the same.
func maskMark(mark string) string {
	if mark == "" {
		return ""
	}
	return visits.MaskNumber(mark)
}
