package plan

import (
	"slices"

	"fairvisit/evidence"
	"fairvisit/visits/route"
	"fairvisit/visits/rules"
)

// Why somebody who plans by hand may not send a crew to a case.
const (
	BarredAway  = "away"  // one of the crew does not go on that day; Name is who
	BarredRules = "rules" // the rules open no hour of the day; Rule and Code are the first that keeps it shut
	BarredLacks = "lacks" // nobody of the crew has what the case takes; Name is the skill or the language
)

// Barred says why a crew may not be sent to a case on a day. Mendable: only something
// that may still be done until then keeps it shut, and the tablet will ask again. By is
// the reason itself where rules keep it shut; the app has the words for it.
type Barred struct {
	Why, Name, Rule, Code string
	Mendable              bool
	By                    *rules.Reason
}

// mendable are the codes of blocks that somebody lifts by what is done before the day.
var mendable = []string{"notice_missing", "consent_required"}

// Bars are the cases of in that a crew may not be sent to on the day, and why. What
// the plan of a day leaves out for other reasons (a promise that runs, a step that is not
// a visit) a person may know better, and it is none here.
func Bars(in *Input, crew []evidence.ID) (map[evidence.ID]Barred, error) {
	d, err := prepare(in)
	if err != nil {
		return nil, err
	}
	roster := in.Roster.on(in.Day)
	there, off := roster.there(in.Day, d.from)
	bars := map[evidence.ID]Barred{}
	var members []Person
	for _, id := range crew {
		switch i := slices.IndexFunc(there, func(p Person) bool { return p.ID == id }); {
		case i >= 0:
			members = append(members, there[i])
		default:
			name := id.Short()
			if k := slices.IndexFunc(off, func(o Off) bool { return o.ID == id }); k >= 0 {
				name = off[k].Name
			}
			for i := range in.Cases {
				bars[in.Cases[i].ID] = Barred{Why: BarredAway, Name: name}
			}
			return bars, nil
		}
	}
	going := roster.crewOf(members, d.from)
	for i := range in.Cases {
		c := &in.Cases[i]
		if lacks, _ := roster.lacks(&going, c); lacks != "" {
			bars[c.ID] = Barred{Why: BarredLacks, Name: lacks}
			continue
		}
		if b, shut := d.gate.shut(c, &going); shut {
			bars[c.ID] = b
		}
	}
	return bars, nil
}

// shut reports that the rules open no hour of a crew's shift, and what keeps it so:
// where some time of it lacks only what can be mended, that.
func (g *gate) shut(c *Case, crew *Crew) (b Barred, shut bool) {
	inShift := func(s route.Span) bool { return s.From <= crew.Until && s.Until >= crew.From }
	if a := g.hours(&c.Case, crew); slices.ContainsFunc(a.open, inShift) {
		return b, false
	}
	const step = 30 * 60
	for at := crew.From; at <= crew.Until; at += step {
		v := rules.Evaluate(g.packs, g.question(&c.Case, crew, g.moment(at)))
		first, blocked := blockOf(v)
		if !blocked {
			return Barred{}, false // an opening shorter than the halving found
		}
		lasting := slices.IndexFunc(v.Reasons, func(r rules.Reason) bool { return r.Severity == rules.Block && !slices.Contains(mendable, r.Code) })
		if lasting < 0 {
			return Barred{Why: BarredRules, Rule: first.Rule, Code: first.Code, Mendable: true, By: &first}, true
		}
		if slices.Contains(mendable, first.Code) {
			first = v.Reasons[lasting]
		}
		if at == crew.From || slices.Contains(byTheHour, b.Code) {
			b = Barred{Why: BarredRules, Rule: first.Rule, Code: first.Code, By: &first}
		}
	}
	return b, true
}
