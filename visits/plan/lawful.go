package plan

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"fairvisit/visits/judging"
	"fairvisit/visits/rules"
)

// lawful asks the engine, for one case of each law that governs cases of the
// branch, whether people of these papers may go there on the day. What another
// hour, notice or stop would change is no matter of papers.
func (d *day) lawful() Lawful {
	var one []*Case // of each law
	seen := map[string]bool{}
	for i := range d.in.Cases {
		c := &d.in.Cases[i]
		law := strings.Join(judging.Governing(&c.Case, d.gate.branch), " ") + "|" + c.Facts.PlaceKind
		if !seen[law] && locates(c) {
			seen[law] = true
			one = append(one, c)
		}
	}
	known := map[string]string{}
	return func(members ...Person) string {
		key := ""
		for _, m := range members {
			key += fmt.Sprint(m.ID.IsZero(), m.Papers, m.Certificates, "|")
		}
		why, ok := known[key]
		if !ok {
			why = d.papersLack(one, members)
			known[key] = why
		}
		return why
	}
}

// papersLack is what people lack to go to any of the cases; "" if they lack nothing
// for one of them.
func (d *day) papersLack(cases []*Case, members []Person) string {
	crew := d.in.Roster.crewOf(members, d.from)
	lack := ""
	for _, c := range cases {
		v := rules.Evaluate(d.gate.packs, d.gate.question(&c.Case, &crew, d.gate.moment(crew.From)))
		i := slices.IndexFunc(v.Reasons, func(r rules.Reason) bool { return r.Severity == rules.Block && r.Code == "certificate_missing" })
		if i < 0 {
			return ""
		}
		lack = v.Reasons[i].Params["certificate"]
	}
	if lack == "" {
		return ""
	}
	for _, m := range members {
		if ended := d.ended(&m, lack); ended != "" {
			return ended
		}
	}
	return "has no certificate for this (" + lack + ")"
}

// ended says when a person's certificate of a kind did, if there was one.
func (d *day) ended(p *Person, kind string) string {
	last := ""
	for _, c := range p.Certificates {
		if c.Kind == kind {
			last = max(last, c.Until)
		}
	}
	for _, c := range p.Papers {
		if c.Kind == kind {
			last = max(last, time.UnixMicro(c.Until-1).In(d.gate.midnight.Location()).Format(time.DateOnly))
		}
	}
	if last == "" || last > d.in.Day {
		return ""
	}
	return fmt.Sprintf("the certificate (%s) ended on %s", kind, last)
}
