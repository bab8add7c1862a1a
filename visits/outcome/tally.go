package outcome

import (
	"cmp"
	"slices"
	"time"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// Conduct is how visits were made and what people said of it. It is counted with the
// rates and told beside them: a rate alone asks for haste.
type Conduct struct {
	Visits     int `json:"visits"`           // begun in the period, closed or not, those that were cancelled left out
	Clean      int `json:"without_findings"` // of these, with no finding of the rules (visits.RuleFindings)
	Findings   int `json:"findings"`         // of every kind, about these visits
	Complaints int `json:"complaints"`       // that came in in the period
	Unanswered int `json:"complaints_open"`  // of these, not answered, or answered twice and differently
	Upheld     int `json:"complaints_upheld"`
}

// CleanRate is the share of visits without a finding of the rules, per mille; 0 where
// there was no visit.
func (c *Conduct) CleanRate() int64 { return permille(c.Clean, c.Visits) }

// Crew is what is told of two officers who went together, whoever of them opened the
// visit. It has no rate of contacts or promises: those are of the addresses a crew was
// sent to, and a table of them has people press the next debtor (compliance.md 4.3, CN-12).
type Crew struct {
	One    evidence.ID `json:"one"` // the lower id; with Other zero: somebody alone
	Other  evidence.ID `json:"other"`
	Visits int         `json:"visits"`
	Clean  int         `json:"without_findings"`
}

// Tally counts one period of a branch. It is given every picture there is, in any
// order: which attempt was the first of its case is known only with all of them.
// hq figures and the manager's page both count with it.
type Tally struct {
	Unit     evidence.ID // zero: of all branches
	From, To string      // days at the debtor's, both inside, yyyy-mm-dd; "": no bound

	of       []*visits.Visit
	earliest map[evidence.ID]*visits.Visit // attempt of each case
	findings map[evidence.ID][]string      // their codes, by visit
	conduct  Conduct                       // of complaints
}

// in reports whether a day of a branch is counted.
func (t *Tally) in(unit evidence.ID, day string) bool {
	return (t.Unit.IsZero() || unit == t.Unit) && (t.From == "" || day >= t.From) && (t.To == "" || day <= t.To)
}

// Visit takes a visit in; it is kept, and must not change until the figures are told.
func (t *Tally) Visit(v *visits.Visit) {
	if t.earliest == nil {
		t.earliest = map[evidence.ID]*visits.Visit{}
	}
	if e := t.earliest[v.Case]; Attempt(v) && (e == nil || began(v) < began(e)) {
		t.earliest[v.Case] = v
	}
	if t.in(v.Unit, v.Day()) {
		t.of = append(t.of, v)
	}
}

// Finding takes a finding in; one that is about no visit is counted nowhere here.
func (t *Tally) Finding(f *visits.Finding) {
	if f.Visit.IsZero() {
		return
	}
	if t.findings == nil {
		t.findings = map[evidence.ID][]string{}
	}
	t.findings[f.Visit] = append(t.findings[f.Visit], f.Code)
}

// Case takes the complaints about a case in, by the day they came in on at its address.
// Of one that is known only by what followed it no day is known: it is counted where
// no bound is set.
func (t *Tally) Case(c *visits.Case) {
	at, err := time.LoadLocation(c.Facts.Zone)
	if err != nil {
		at = time.UTC
	}
	for i := range c.Complaints {
		k, day := &c.Complaints[i], ""
		if k.At != 0 {
			day = time.UnixMicro(k.At).In(at).Format(time.DateOnly)
		}
		if !t.in(c.Unit, day) || day == "" && t.To != "" {
			continue
		}
		t.conduct.Complaints++
		reply, answered := k.Reply()
		count(&t.conduct.Unanswered, !answered)
		count(&t.conduct.Upheld, answered && (reply.Upheld == "yes" || reply.Upheld == "partly"))
	}
}

// Figures are those of what was taken in.
func (t *Tally) Figures() Figures {
	f := Count(t.of, func(v *visits.Visit) bool { return t.earliest[v.Case] == v })
	f.Conduct = t.conduct
	for _, v := range t.of {
		if !v.Practice && v.Cancelled == nil {
			f.Conduct.Visits++
			f.Conduct.Findings += len(t.findings[v.ID])
			count(&f.Conduct.Clean, t.clean(v))
		}
	}
	return f
}

// Crews are those that made the visits, by their ids and by no figure.
func (t *Tally) Crews() []Crew {
	var list []Crew
	for _, v := range t.of {
		if v.Practice || v.Cancelled != nil {
			continue
		}
		one, other := v.Officer, v.Second
		if !other.IsZero() && slices.Compare(other[:], one[:]) < 0 {
			one, other = other, one
		}
		i := slices.IndexFunc(list, func(c Crew) bool { return c.One == one && c.Other == other })
		if i < 0 {
			i, list = len(list), append(list, Crew{One: one, Other: other})
		}
		list[i].Visits++
		count(&list[i].Clean, t.clean(v))
	}
	slices.SortFunc(list, func(x, y Crew) int {
		return cmp.Or(slices.Compare(x.One[:], y.One[:]), slices.Compare(x.Other[:], y.Other[:]))
	})
	return list
}

func (t *Tally) clean(v *visits.Visit) bool {
	return !slices.ContainsFunc(t.findings[v.ID], func(code string) bool { return slices.Contains(visits.RuleFindings, code) })
}

// began is when the earliest entry of a visit was written, µs; two of one moment are
// told apart nowhere.
func began(v *visits.Visit) int64 {
	at := int64(0)
	for _, l := range v.Lines {
		if at == 0 || l.Wall < at {
			at = l.Wall
		}
	}
	return at
}

func permille(part, whole int) int64 {
	if whole == 0 {
		return 0
	}
	return (int64(part)*2000 + int64(whole)) / (2 * int64(whole)) // rounded as the screen's are: 8 of 12 is 667
}
