package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"fairvisit/app/i18n"
	"fairvisit/app/ruling"
	"fairvisit/evidence"
	"fairvisit/sync/hq/report"
	"fairvisit/visits/plan"
)

// wordsIn are the app's words in a language as -lang names it: what a plan leaves out is
// said at headquarters as it is said on the manager's screen.
func wordsIn(lang string) (*i18n.Words, error) {
	l, err := report.ParseLang(lang)
	if err != nil {
		return nil, err
	}
	if l == report.Chinese {
		return i18n.In(i18n.Chinese), nil
	}
	return i18n.In(i18n.English), nil
}

// say puts into words why cases are in no tour. What the rules refuse gets the sentence
// that the tablet shows, and the rule's id behind it; the codes stay beside it.
func say(w *i18n.Words, p *plan.Plan, in *plan.Input) {
	zones := map[evidence.ID]string{}
	for i := range in.Cases {
		zones[in.Cases[i].ID] = in.Cases[i].Facts.Zone
	}
	if w.Lang != i18n.English {
		sayTours(w, p)
		for i := range p.Off {
			p.Off[i].Why = whyOff(w, &p.Off[i], p.Day, &in.Roster)
		}
	}
	for key, list := range map[string][]plan.Left{"suggest.left.": p.LeftOut, "suggest.not.": p.Not} {
		for i := range list {
			l := &list[i]
			if w.Lang != i18n.English && w.Has(codeOf(key, l, p)) { // the plan's own words are English, and know more
				l.Words = w.T(codeOf(key, l, p))
			}
			if l.By == nil {
				continue
			}
			zone, err := time.LoadLocation(cmp.Or(zones[l.Case], p.Zone))
			if err != nil { // that is then what the rules have against it
				zone = time.UTC
			}
			l.Words = w.T("suggest.by_rule", "what", l.Words, "why", ruling.Text(w, *l.By, zone), "rule", l.By.Rule)
		}
	}
}

// codeOf is the key of the words for a case that is in no tour: where nobody goes at all,
// the rules are not what keeps it out.
func codeOf(key string, l *plan.Left, p *plan.Plan) string {
	if l.Why == plan.NotAllowed && l.By == nil && len(p.Tours) == 0 {
		return "hqplan.no_crew"
	}
	return key + l.Why
}

// sayTours puts into words what each visit is worth and which step it is.
func sayTours(w *i18n.Words, p *plan.Plan) {
	for i := range p.Tours {
		for k := range p.Tours[i].Stops {
			s := &p.Tours[i].Stops[k]
			s.Priority = slices.Clone(s.Priority) // another search may hold the same list
			for n := range s.Priority {
				s.Priority[n].Words = w.T("suggest.term."+s.Priority[n].Term, "bucket", s.Treatment.Bucket)
			}
			t := &s.Treatment
			t.Words = w.T("hqplan.treatment", "segment", t.Segment, "rung", t.Rung, "since", t.Since, "days", t.Days, "bucket", t.Bucket)
		}
	}
}

// whyOff says why somebody does not go, as the Roster screen does.
func whyOff(w *i18n.Words, o *plan.Off, day string, r *plan.Roster) string {
	until, from := "", ""
	if i := slices.IndexFunc(r.People, func(p plan.Person) bool { return p.ID == o.ID }); i >= 0 {
		from = r.People[i].Off
		for _, l := range r.People[i].Leave {
			if l.From <= day && day <= l.Until {
				until = l.Until
			}
		}
	}
	for _, key := range []string{"roster.off.", "hqplan.off."} {
		if w.Has(key + o.Code) {
			return w.T(key+o.Code, "day", until, "from", from)
		}
	}
	return o.Why
}

// notNamed is how many of the cases with one reason are named; -json has them all.
const notNamed = 8

// printNot counts the cases that were not considered, by why, and names the first.
func (a *planAnswer) printNot(to io.Writer, w *i18n.Words) {
	why := map[string][]string{}
	for _, l := range a.Not {
		words := l.Words
		if l.By == nil {
			words = w.T(codeOf("suggest.not.", &l, &a.Plan))
		}
		why[words] = append(why[words], cmp.Or(a.Numbers[l.Case], l.Case.Short()))
	}
	for _, words := range slices.Sorted(maps.Keys(why)) {
		named := why[words]
		slices.Sort(named)
		fmt.Fprintln(to, w.T("suggest.not_planned", "n", len(named), "why", words))
		more := ""
		if len(named) > notNamed {
			more = w.T("hqplan.more", "n", len(named)-notNamed)
			named = named[:notNamed]
		}
		fmt.Fprintln(to, "  "+strings.Join(named, w.T("common.list"))+more)
	}
}
