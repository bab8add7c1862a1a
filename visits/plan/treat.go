package plan

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"fairvisit/visits"
	"fairvisit/visits/outcome"
	"fairvisit/visits/promise"
)

// Bucket is the bucket of so many days past due.
func (p *Policy) Bucket(days int64) string {
	for _, b := range p.Buckets {
		if days >= b.From && days <= b.To {
			return b.ID
		}
	}
	if days < 0 {
		return p.Buckets[0].ID
	}
	return p.Buckets[len(p.Buckets)-1].ID
}

// Frozen is how many days a case was past due at the start of the period that
// day lies in, and that start: for as long as a period lasts its bucket stands,
// or every rate by bucket would compare other cases. A case whose due date nobody
// said keeps the days of the bank's file. day is yyyy-mm-dd.
func (p *Policy) Frozen(f *visits.CaseFacts, day string) (days int64, start string, err error) {
	d, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return 0, "", fmt.Errorf("the day %q is not yyyy-mm-dd", day)
	}
	switch p.Period {
	case periodMonth:
		d = d.AddDate(0, 0, 1-d.Day())
	case periodWeek:
		d = d.AddDate(0, 0, -(int(d.Weekday())+6)%7)
	}
	start = d.Format(time.DateOnly)
	due, err := time.Parse(time.DateOnly, f.Due)
	if err != nil {
		return f.DPD, start, nil
	}
	return max(0, int64(d.Sub(due)/(24*time.Hour))), start, nil
}

// Treatment is where a case stands on its ladder.
type Treatment struct {
	Step    string `json:"step"`
	Bucket  string `json:"bucket"`
	Days    int64  `json:"days"`  // past due at the start of the period
	Since   string `json:"since"` // start of the period
	Segment string `json:"segment"`
	Rung    int    `json:"rung"` // from 1; 0: none fits, so nothing is done
	Words   string `json:"words"`
}

// Treat finds the step of a case on a day.
func (p *Policy) Treat(c *visits.Case, day string) (Treatment, error) {
	days, start, err := p.Frozen(&c.Facts, day)
	if err != nil {
		return Treatment{}, err
	}
	t := Treatment{Bucket: p.Bucket(days), Days: days, Since: start}
	s := p.segmentOf(c)
	t.Segment = s.ID
	n, last := visitsOf(c)
	missed := p.missed(c, day)
	for i, r := range s.Ladder {
		if len(r.Promises) > 0 && !slices.Contains(r.Promises, missed) {
			continue
		}
		if len(r.Buckets) > 0 && !slices.Contains(r.Buckets, t.Bucket) || n < r.Visits ||
			len(r.Outcomes) > 0 && !slices.ContainsFunc(r.Outcomes, func(o string) bool { return slices.Contains(last, o) }) {
			continue
		}
		t.Step, t.Rung = r.Step, i+1
		t.Words = fmt.Sprintf("%s: step %d of the ladder %q of %s %s, as the case was %d days past due (%s) on %s", r.Step, t.Rung, s.ID, p.ID, p.Version, days, t.Bucket, start)
		if len(r.Outcomes) > 0 {
			t.Words += fmt.Sprintf(" and its last visit ended with %s", strings.Join(last, ", "))
		}
		if len(r.Promises) > 0 {
			t.Words += fmt.Sprintf(" and its newest promise is %s", missed)
		}
		if r.Visits > 0 {
			t.Words += fmt.Sprintf(" after %d visits", n)
		}
		return t, nil
	}
	t.Words = fmt.Sprintf("no step of the ladder %q of %s %s fits a case %d days past due (%s)", s.ID, p.ID, p.Version, days, t.Bucket)
	return t, nil
}

// missed is how the newest promise of a case was missed, "" where it was not or a
// visit was made since: then that visit's outcome says what is next.
func (p *Policy) missed(c *visits.Case, day string) string {
	if len(c.Promises) == 0 {
		return ""
	}
	l := promise.Latest(c, day, promise.House().With(p.GraceDays))
	if !l.Missed() || slices.ContainsFunc(c.Contacts, func(v visits.Contact) bool { return v.Day > l.Next().Until }) {
		return ""
	}
	return string(l.State)
}

func (p *Policy) segmentOf(c *visits.Case) *Segment {
	product := ""
	if c.Words != nil {
		product = strings.ToLower(c.Words.Product)
	}
	var general *Segment
	for i := range p.Segments {
		s := &p.Segments[i]
		if len(s.Products) == 0 {
			general = s
			continue
		}
		if slices.ContainsFunc(s.Products, func(name string) bool { return strings.Contains(product, strings.ToLower(name)) }) {
			return s
		}
	}
	return general
}

// visitsOf counts the visits of a case, each once however late its record came,
// and gives the outcomes of the last that has any. One that found nobody to go to says
// nothing of an address that headquarters has found since.
func visitsOf(c *visits.Case) (n int, last []string) {
	for i := range c.Contacts {
		v := &c.Contacts[i]
		n++
		switch {
		case len(v.Codes) == 0:
		case c.WasElsewhere(v) && slices.ContainsFunc(v.Codes, outcome.EndsVisits):
			last = nil
		default:
			last = v.Codes
		}
	}
	return n, last
}

// Points is one term of a priority, in numbers and words.
type Points struct {
	Term   string `json:"term"`
	Points int64  `json:"points"`
	Words  string `json:"words"`
}

// Priority is what a visit is worth, term by term.
func (p *Policy) Priority(c *visits.Case, t Treatment, day, promised string) (sum int64, list []Points) {
	n, last := visitsOf(c)
	add := func(term string, points int64, words string, args ...any) {
		if points > 0 {
			sum += points
			list = append(list, Points{term, points, fmt.Sprintf(words, args...)})
		}
	}
	for _, term := range p.Terms {
		switch term.Term {
		case TermBucket:
			for _, b := range term.By {
				if b.Bucket == t.Bucket {
					add(term.Term, b.Points, "%s: %d days past due", t.Bucket, t.Days)
				}
			}
		case TermAmount:
			points, from := int64(0), int64(0)
			for _, b := range term.Bands {
				if c.Facts.Amount >= b.From {
					points, from = b.Points, b.From
				}
			}
			whole, behind := visits.Major(uint64(from), c.Facts.Currency)
			add(term.Term, points, "at least %d%s %s is open", whole, behind, c.Facts.Currency)
		case TermNeverVisited:
			if n == 0 {
				add(term.Term, term.Points, "nobody was there yet")
			}
		case TermWaiting:
			if days := daysSince(c, day); days > 0 {
				add(term.Term, min(term.Most, days/term.Days*term.Points), "%d days since the last visit", days)
			}
		case TermPromisePassed:
			if promised != "" {
				add(term.Term, term.Points, "a promise for %s passed, and its grace with it", promised)
			}
		case TermAskedBack:
			if slices.Contains(last, "cb") {
				add(term.Term, term.Points, "the debtor asked for another time")
			}
		}
	}
	return sum, list
}

// daysSince is how many days before day the last visit was; 0 for none.
func daysSince(c *visits.Case, day string) int64 {
	newest := ""
	for _, v := range c.Contacts {
		newest = max(newest, v.Day)
	}
	from, err := time.Parse(time.DateOnly, newest)
	to, err2 := time.Parse(time.DateOnly, day)
	if err != nil || err2 != nil {
		return 0
	}
	return int64(to.Sub(from) / (24 * time.Hour))
}
