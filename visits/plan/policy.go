package plan

import (
	"crypto/sha256"
	"fmt"
	"slices"

	"fairvisit/evidence"
	"fairvisit/visits/intake"
	"fairvisit/visits/promise"
)

// Policy is how a house treats its cases, as data. Only ParsePolicy makes one.
type Policy struct {
	Schema          string    `json:"schema"`
	ID              string    `json:"id"`
	Version         string    `json:"version"`
	Buckets         []Bucket  `json:"buckets"`
	Period          string    `json:"period"` // month, week or day: a bucket stands for that long
	Segments        []Segment `json:"segments"`
	GraceDays       int       `json:"grace_days"` // after a promise's date
	ServiceMinutes  int       `json:"service_minutes"`
	SecondsPerPoint int64     `json:"seconds_per_point"` // of a crew's way that a point of priority is worth
	Terms           []Term    `json:"priority"`

	sum evidence.Hash
}

// Bucket is a span of days past due, both ends inside.
type Bucket struct {
	ID   string `json:"id"`
	From int64  `json:"from"`
	To   int64  `json:"to"`
}

// Segment is a ladder for some products; the one that names none is for all the
// others.
type Segment struct {
	ID       string   `json:"id"`
	Products []string `json:"products"` // a product is meant if it contains one of these
	Ladder   []Rung   `json:"ladder"`
}

// Rung is one step of the treatment ladder. The first rung of which everything
// that it names is so decides.
type Rung struct {
	Step     string   `json:"step"`
	Buckets  []string `json:"buckets"`  // it is in one of these
	Visits   int      `json:"visits"`   // there were at least so many
	Outcomes []string `json:"outcomes"` // the last visit that was closed ended so
	Promises []string `json:"promises"` // the newest promise was missed so, and nobody was there since: part, broken
}

// The steps of a ladder. A plan takes cases whose step is Visit and no others.
const (
	Remind   = "remind"
	Call     = "call"
	Letter   = "letter"
	Visit    = "visit"
	Hardship = "hardship"
	Legal    = "legal"
	Trace    = "trace" // headquarters looks for the address; nobody goes to the one there is
)

var steps = []string{Remind, Call, Letter, Visit, Hardship, Legal, Trace}

// Term is one term of the priority.
type Term struct {
	Term   string         `json:"term"`
	Points int64          `json:"points"`
	By     []BucketPoints `json:"by"`    // of bucket
	Bands  []Band         `json:"bands"` // of amount
	Days   int64          `json:"days"`  // of waiting: points for each so many days
	Most   int64          `json:"most"`  // of waiting
}

// BucketPoints is what a bucket counts.
type BucketPoints struct {
	Bucket string `json:"bucket"`
	Points int64  `json:"points"`
}

// Band is what an amount from so much on (minor units) counts.
type Band struct {
	From   int64 `json:"from"`
	Points int64 `json:"points"`
}

// The terms there are.
const (
	TermBucket        = "bucket"
	TermAmount        = "amount"
	TermNeverVisited  = "never_visited"
	TermWaiting       = "waiting"
	TermPromisePassed = "promise_passed"
	TermAskedBack     = "asked_to_come_back"
)

var terms = []string{TermBucket, TermAmount, TermNeverVisited, TermWaiting, TermPromisePassed, TermAskedBack}

// The periods for which a bucket stands.
const (
	periodMonth = "month"
	periodWeek  = "week"
	periodDay   = "day"
)

const (
	maxPolicy = 64 << 10
	maxPoints = 10_000
)

// ParsePolicy reads a policy and refuses it whole if any of it is not
// understood: a ladder half read would send a crew where a letter was meant.
func ParsePolicy(data []byte) (Policy, error) {
	if len(data) > maxPolicy {
		return Policy{}, fmt.Errorf("the plan policy is larger than %d KiB; nothing was planned", maxPolicy>>10)
	}
	p, err := read[Policy](data)
	if err == nil {
		err = p.check()
	}
	if err != nil {
		return Policy{}, fmt.Errorf("the plan policy is not understood, nothing was planned: %w", err)
	}
	p.sum = sha256.Sum256(data)
	return p, nil
}

// SHA256 names the policy to the byte; zero if ParsePolicy did not make it.
func (p *Policy) SHA256() evidence.Hash { return p.sum }

func (p *Policy) check() error {
	switch {
	case p.Schema != "visitplan/1":
		return fmt.Errorf("the schema is %q, and visitplan/1 is read", p.Schema)
	case p.ID == "" || p.Version == "":
		return fmt.Errorf("it has no id or no version")
	case !slices.Contains([]string{periodMonth, periodWeek, periodDay}, p.Period):
		return fmt.Errorf("the period %q is none of month, week, day", p.Period)
	case p.GraceDays < 0 || p.GraceDays > 60 || p.ServiceMinutes < 1 || p.ServiceMinutes > 240 || p.SecondsPerPoint < 1 || p.SecondsPerPoint > 36000:
		return fmt.Errorf("grace_days, service_minutes or seconds_per_point is out of range")
	}
	if err := p.checkBuckets(); err != nil {
		return err
	}
	if err := p.checkLadders(); err != nil {
		return err
	}
	return p.checkPriority()
}

// checkBuckets: every number of days is in exactly one bucket.
func (p *Policy) checkBuckets() error {
	next, seen := int64(0), map[string]bool{}
	for _, b := range p.Buckets {
		if b.ID == "" || seen[b.ID] || b.From != next || b.To < b.From {
			return fmt.Errorf("bucket %q does not go on where the one before ends, or is there twice", b.ID)
		}
		seen[b.ID], next = true, b.To+1
	}
	if next < 181 {
		return fmt.Errorf("the buckets end at %d days; cases are older than that", next-1)
	}
	return nil
}

func (p *Policy) hasBucket(id string) bool {
	return slices.ContainsFunc(p.Buckets, func(b Bucket) bool { return b.ID == id })
}

func (p *Policy) checkLadders() error {
	general := 0
	for _, s := range p.Segments {
		if s.ID == "" || len(s.Ladder) == 0 {
			return fmt.Errorf("segment %q has no id or no ladder", s.ID)
		}
		if len(s.Products) == 0 {
			general++
		}
		for i, r := range s.Ladder {
			if !slices.Contains(steps, r.Step) || r.Visits < 0 {
				return fmt.Errorf("rung %d of segment %s: the step %q is none of remind, call, letter, visit, hardship, legal, trace", i+1, s.ID, r.Step)
			}
			for _, s := range r.Promises {
				if s != string(promise.Part) && s != string(promise.Broken) {
					return fmt.Errorf("a rung names the promise %q; it can be part or broken", s)
				}
			}
			for _, b := range r.Buckets {
				if !p.hasBucket(b) {
					return fmt.Errorf("rung %d of segment %s names the bucket %q, which is not there", i+1, s.ID, b)
				}
			}
		}
	}
	if general != 1 {
		return fmt.Errorf("one segment, and only one, names no products and is for all the others")
	}
	return nil
}

func (p *Policy) checkPriority() error {
	if len(p.Terms) == 0 {
		return fmt.Errorf("it has no priority")
	}
	seen := map[string]bool{}
	for _, t := range p.Terms {
		switch {
		case intake.Unwanted(t.Term):
			return fmt.Errorf("the term %q is about what a person is or whom a person knows; nobody may be chosen by it", t.Term)
		case !slices.Contains(terms, t.Term) || seen[t.Term]:
			return fmt.Errorf("the term %q is not known, or there twice", t.Term)
		case t.Points < 0 || t.Points > maxPoints || t.Most < 0 || t.Most > maxPoints:
			return fmt.Errorf("the points of %s are out of range", t.Term)
		case t.Term == TermWaiting && t.Days < 1:
			return fmt.Errorf("waiting names no days")
		}
		seen[t.Term] = true
		for _, b := range t.By {
			if !p.hasBucket(b.Bucket) || b.Points < 0 || b.Points > maxPoints {
				return fmt.Errorf("%s: the bucket %q is not there, or its points are out of range", t.Term, b.Bucket)
			}
		}
		for i, b := range t.Bands {
			if b.Points < 0 || b.Points > maxPoints || i > 0 && b.From <= t.Bands[i-1].From {
				return fmt.Errorf("%s: band %d is out of order or range", t.Term, i+1)
			}
		}
	}
	return nil
}
