package fieldwork

import (
	"context"
	"errors"
	"slices"
	"time"

	"fairvisit/visits"
	"fairvisit/visits/judging"
	"fairvisit/visits/rules"
)

// ErrReasonNeeded means that the rules warn, and that nobody said why the crew
// goes in spite of it.
var ErrReasonNeeded = errors.New("the rules warn about this visit: say why it is made all the same; nothing was started")

// Reasons are the codes of why a crew goes in spite of a warning.
var Reasons = []string{"debtor_asked", "appointment", "headquarters_knows", "other"}

// Why is what an officer says at the start. Of a warning: one of Reasons, and
// words where that is "other". Only the words name anybody.
type Why struct {
	Code, Said string
	CheckIn    time.Duration // when the crew checks in at the latest; 0: as the policy has it
}

func (w Why) given() bool {
	return slices.Contains(Reasons, w.Code) && (w.Code != "other" || w.Said != "")
}

// before fills in what was before the visit: contacts of the case, of its persons
// and its place, notices, consents, and the papers of the crew.
func (o *Officer) before(ctx context.Context, c *visits.Case, q *rules.Question) error {
	if err := o.countElsewhere(ctx, c); err != nil {
		return err
	}
	judging.Tell(c, q)
	return o.papers(ctx, q.Crew)
}

// countElsewhere counts what this device did since headquarters last counted: a
// visit of today to another case of the same door is in no feed yet.
func (o *Officer) countElsewhere(ctx context.Context, c *visits.Case) error {
	cases, err := o.visitedCases(ctx)
	if err != nil {
		return err
	}
	for i := range cases {
		if other := &cases[i]; other.ID != c.ID && c.Shares(other) {
			c.CountFrom(other)
		}
	}
	return nil
}

// visitedBy are the cases of the visits that are in no second copy yet, as they
// were at so many commits. Nobody changes them.
type visitedBy struct {
	commits uint64
	cases   []visits.Case
}

// visitedCases are read once for a whole list of stops: after a week without a
// network they are hundreds, and each stop would read them all. What is stored
// while they are read makes the next to ask read them again.
func (o *Officer) visitedCases(ctx context.Context) ([]visits.Case, error) {
	commits := o.Journal.Commits()
	if have := o.visited.Load(); have != nil && have.commits == commits {
		return have.cases, nil
	}
	cases, err := o.Journal.Visited(ctx)
	if err == nil {
		o.visited.Store(&visitedBy{commits, cases})
	}
	return cases, err
}

// papers gives each of a crew the certificates this device knows of.
func (o *Officer) papers(ctx context.Context, crew []rules.Officer) error {
	for i := range crew {
		who, err := o.Journal.Person(ctx, crew[i].ID)
		if err != nil {
			return err
		}
		if who == nil {
			continue
		}
		for _, c := range who.Certificates {
			crew[i].Certificates = append(crew[i].Certificates, rules.Certificate{Kind: c.Kind, Until: c.Until})
		}
	}
	return nil
}

// history is what a verdict stands on besides the visits of the case itself, with
// the age of each word at now (µs).
func history(c *visits.Case, now, heard int64) []visits.HistoryFacts {
	var list []visits.HistoryFacts
	count := func(what, source string, said int64) {
		age := max(0, now-said)
		i := slices.IndexFunc(list, func(f visits.HistoryFacts) bool { return f.What == what && f.Source == source })
		if i < 0 {
			list = append(list, visits.HistoryFacts{What: what, Source: source, Count: 1, Age: age})
			return
		}
		list[i].Count++
		list[i].Age = min(list[i].Age, age)
	}
	for _, n := range c.Outside {
		count("contact", n.Source, n.Said)
	}
	for _, e := range c.Elsewhere {
		if e.Source == "" {
			count("contact", "visits", heard)
		} else {
			count("contact", e.Source, e.Said)
		}
	}
	for _, n := range c.Notices {
		count("notice", n.Source, n.Said)
	}
	for _, n := range c.Consents {
		if !n.Entry.IsZero() {
			count("consent", n.Source, n.Said)
		}
	}
	return list
}
