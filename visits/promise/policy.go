package promise

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"sync"
	"time"

	"fairvisit/assets"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/rules"
)

// Policy is how promises are reckoned, as data (POLICY.md). Only ParsePolicy makes one.
type Policy struct {
	Schema     string   `json:"schema"`
	ID         string   `json:"id"`
	Version    string   `json:"version"`
	GraceDays  int      `json:"grace_days"`
	Tolerance  int64    `json:"tolerance_permille"`
	RemindDays int      `json:"remind_days"`
	Longest    int      `json:"longest_days"`
	Most       int      `json:"most_instalments"`
	Weekdays   []string `json:"weekdays"`

	sum evidence.Hash
}

const maxPolicy = 16 << 10

// ParsePolicy reads a policy and refuses it whole if any of it is not understood.
func ParsePolicy(data []byte) (Policy, error) {
	if len(data) > maxPolicy {
		return Policy{}, fmt.Errorf("the policy of promises is larger than %d KiB; the one in force stays", maxPolicy>>10)
	}
	p, err := evidence.DecodeExact[Policy](data)
	if err == nil {
		err = p.check()
	}
	if err != nil {
		return Policy{}, fmt.Errorf("the policy of promises is not understood, the one in force stays: %w", err)
	}
	p.sum = sha256.Sum256(data)
	return p, nil
}

func (p *Policy) check() error {
	within := func(n, from, to int) bool { return n >= from && n <= to }
	switch {
	case p.Schema != "visitpromise/1":
		return fmt.Errorf("the schema is %q, and visitpromise/1 is read", p.Schema)
	case p.ID == "" || p.Version == "":
		return fmt.Errorf("it has no id or no version")
	case !within(p.GraceDays, 0, 60) || !within(int(p.Tolerance), 1, 1000) || !within(p.RemindDays, 0, 14) || !within(p.Longest, 1, 366) || !within(p.Most, 1, visits.MostInstalments):
		return fmt.Errorf("a number of it is out of range")
	case len(p.Weekdays) == 0:
		return fmt.Errorf("it names no weekday")
	}
	for _, d := range p.Weekdays {
		var w rules.Weekday
		if err := w.UnmarshalText([]byte(d)); err != nil {
			return err
		}
	}
	return nil
}

// SHA256 names the policy to the byte.
func (p *Policy) SHA256() evidence.Hash { return p.sum }

// enough is how much of a payment must have come.
func (p *Policy) enough(amount int64) int64 {
	whole, rest := amount/1000, amount%1000 // an amount can be as large as an integer
	return whole*p.Tolerance + (rest*p.Tolerance+999)/1000
}

// With is the policy with a longer grace, if that is longer: who plans may hold
// contact longer than the tablet, never shorter.
func (p *Policy) With(graceDays int) *Policy {
	longer := *p
	longer.GraceDays = max(p.GraceDays, graceDays)
	return &longer
}

// House is the policy this program ships.
var House = sync.OnceValue(func() *Policy {
	p, err := ParsePolicy(assets.HousePromises())
	if err != nil {
		panic(err) // shipped with the program and read by its tests
	}
	return &p
})

// Why a day is refused.
const (
	NoDay   = "no_day"
	Past    = "past"
	Closed  = "closed"
	Weekend = "weekday"
	TooFar  = "too_far"
)

// Refused is a day on which nothing may be promised.
type Refused struct {
	Day, Why string
	Next     string // the day that may be in its place; "" there is none
}

func (r *Refused) Error() string {
	words := map[string]string{NoDay: "is no day", Past: "has passed", Closed: "is a closed day by the rules in force", Weekend: "is a day of rest", TooFar: "is farther away than a promise may reach"}[r.Why]
	if r.Next == "" {
		return fmt.Sprintf("%s %s; nothing was promised", r.Day, words)
	}
	return fmt.Sprintf("%s %s; the day that can be promised instead is %s, and nothing was promised", r.Day, words, r.Next)
}

// Day refuses a day on which nothing may be promised by the calendars in force,
// and names the one that may be in its place: the next, or the last that is not too
// far. nil: it may be.
func (p *Policy) Day(packs []rules.Pack, day, today string) *Refused {
	why := p.against(packs, day, today)
	if why == "" {
		return nil
	}
	r := &Refused{Day: day, Why: why}
	from, step := day, 1
	switch why {
	case NoDay:
		return r
	case Past:
		from = today
	case TooFar:
		from, step = later(today, p.Longest), -1
	}
	for range 2 * p.Longest {
		switch p.against(packs, from, today) {
		case "":
			r.Next = from
			return r
		case Past:
			return r
		case TooFar:
			from, step = later(today, p.Longest), -1
			continue
		}
		from = later(from, step)
	}
	return r
}

// IsDay reports a day written 2026-10-01.
func IsDay(day string) bool {
	_, err := time.Parse(time.DateOnly, day)
	return err == nil
}

// against is why a day cannot be promised, "" where it can.
func (p *Policy) against(packs []rules.Pack, day, today string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return NoDay
	}
	closed, working := rules.OffDay(packs, day)
	weekday, _ := rules.Weekday(t.Weekday()).MarshalText() // it never fails
	switch {
	case day < today:
		return Past
	case day > later(today, p.Longest):
		return TooFar
	case closed:
		return Closed
	case !working && !slices.Contains(p.Weekdays, string(weekday)):
		return Weekend
	}
	return ""
}

// Plan divides an amount into n payments, the first on a day and each next so many
// months or days after it, every one on a day that can be promised. What does not
// divide evenly is in the last. nil where one of them cannot be, or n is too many.
func (p *Policy) Plan(packs []rules.Pack, amount int64, n int, first, today string, months, days int) []visits.Instalment {
	t, err := time.Parse(time.DateOnly, first)
	if err != nil || n < 1 || n > p.Most || amount < int64(n) {
		return nil
	}
	var list []visits.Instalment
	for i := range n {
		date := t.AddDate(0, i*months, i*days).Format(time.DateOnly)
		if r := p.Day(packs, date, today); r != nil {
			if r.Next == "" || r.Why == TooFar {
				return nil
			}
			date = r.Next
		}
		if i > 0 && date <= list[i-1].Date {
			return nil
		}
		list = append(list, visits.Instalment{Date: date, Amount: amount / int64(n)})
	}
	list[n-1].Amount += amount % int64(n)
	return list
}
