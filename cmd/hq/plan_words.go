package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
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
	for key, list := range map[string][]plan.Left{"suggest.left.": p.LeftOut, "suggest.not.": p.Not} {
		for i := range list {
			l := &list[i]
			if w.Lang != i18n.English && w.Has(key+l.Why) { // the plan's own words are English, and know more
				l.Words = w.T(key + l.Why)
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

// printNot counts the cases that were not considered, by why.
func (a *planAnswer) printNot(to io.Writer, w *i18n.Words) {
	why := map[string]int{}
	for _, l := range a.Not {
		if l.By != nil {
			why[l.Words]++
			continue
		}
		why[w.T("suggest.not."+l.Why)]++
	}
	for _, words := range slices.Sorted(maps.Keys(why)) {
		fmt.Fprintln(to, w.T("suggest.not_planned", "n", why[words], "why", words))
	}
}
