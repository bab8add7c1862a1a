package hq_test

import (
	"strings"
	"testing"

	"fairvisit/visits/checklist"
)

// What the rules hear at a door are answers that stand. One whose question hangs on an
// answer that was put right is kept and says nothing; one behind an answer that ended
// the visit was given, and still holds back what may be said.
func TestAnAnswerThatIsNotAskedAnyMoreSaysNothing(t *testing.T) {
	w, li, zhao, c := branchAtWork(t)
	li.sync()
	v, _, err := li.work.Open(w.ctx, c, zhao.id)
	w.must(err)
	w.must(v.Arrive(w.ctx, nil))
	for name, c := range map[string]struct {
		changed   []string
		to, leave string
		amount    bool
	}{
		"paid, with a receipt":             {[]string{"t2", "paid"}, "debtor", "L-PAID-RECEIPT-SHOWN", false},
		"paid, put right":                  {nil, "debtor", "", true},
		"nobody, after the debtor came":    {[]string{"d6", "nobody"}, "", "", false},
		"somebody else fetched the debtor": {[]string{"d6", "adult"}, "debtor", "", true},
		"distress, behind a stop":          {[]string{"d4", "yes", "d16", "severe"}, "debtor", "L-DISTRESS", false},
		"a guarantor beside a refusal":     {[]string{"d13", "no", "d19", "guarantor", "d19-id", "document"}, "debtor", "", false},
	} {
		a := checklist.Answers{}
		given := []string{"d2", "match", "d3", "home", "d4", "no", "d6", "debtor", "d8", "yes", "d8-came", "yes", "d11", "document", "d12", "yes", "d13", "yes",
			"d14", "doorstep", "d16", "none", "d19", "nobody", "t1", "yes", "t2", "owes", "t4", "yes"}
		for i, all := 0, append(given, c.changed...); i < len(all); i += 2 {
			a[all[i]] = checklist.Chosen(all[i+1])
		}
		s, err := v.Stands(w.ctx, a, false)
		w.must(err)
		leave := ""
		for _, r := range s.Verdict.Reasons {
			if r.Code == "must_leave" {
				leave += r.Rule
			}
		}
		if say := strings.Join(s.Say, " "); s.To != c.to || leave != c.leave || strings.Contains(say, "amount") != c.amount {
			t.Errorf("%s: to %q, told to leave by %q, may say %s", name, s.To, leave, say)
		}
	}
}
