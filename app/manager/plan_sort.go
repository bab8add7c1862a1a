package manager

import (
	"cmp"
	"strings"

	"golang.org/x/text/collate"
	tags "golang.org/x/text/language"

	"fairvisit/app/record"
	"fairvisit/evidence"
	"fairvisit/visits"
)

// The columns of the plan's list. It is sorted by one of them, and "the next" are taken
// in the order it shows: two orders, one of the list and one of what is taken, would have
// other rows ticked than those on top.
const (
	byName    = "name"
	byStreet  = "street"
	byAmount  = "amount"
	byBucket  = "bucket"
	byUrgency = "urgency"
	byLast    = "last"
	byCrew    = "crew"
)

var columns = []string{byName, byStreet, byAmount, byBucket, byUrgency, byLast, byCrew}

// upward reports whether the values of a column rise where it is sorted by first: names
// do, while of amounts the largest is wanted.
func upward(column string) bool {
	return column != byAmount && column != byBucket && column != byUrgency
}

// sortBy sorts by a column, and the other way round where the list stands so already.
func (p *plan) sortBy(column string) {
	p.turned = p.by == column && !p.turned
	p.by = column
}

// order compares two cases by the column chosen. Those that are equal in it stand by
// street, so that what is taken next is near, and then by their ids: whatever sync brings
// and in whatever order, the same cases stand in the same order. What a case does not
// have stands at the end both ways; amounts of another currency are not compared.
func (p *plan) order(b *Branch) func(x, y *visits.Case) int {
	group, column := p.column(b)
	return func(x, y *visits.Case) int {
		first := column(x, y)
		if p.turned {
			first = -first
		}
		return cmp.Or(group(x, y), first, strings.Compare(streetOf(x), streetOf(y)), strings.Compare(string(x.ID[:]), string(y.ID[:])))
	}
}

// streetOf has those of one street beside each other; those whose words are gone stand
// at the end.
func streetOf(c *visits.Case) string {
	if c.Words == nil {
		return "\uffff"
	}
	w := &c.Words.Place
	return w.City + "\x00" + w.District + "\x00" + w.Street
}

// column compares by the column chosen alone, and by what is never turned round.
func (p *plan) column(b *Branch) (group, column func(x, y *visits.Case) int) {
	group = func(_, _ *visits.Case) int { return 0 }
	switch p.by {
	case byName:
		names := b.namesSorted()
		return wordless, func(x, y *visits.Case) int { return strings.Compare(names[x.ID], names[y.ID]) }
	case byAmount:
		group = func(x, y *visits.Case) int { return strings.Compare(x.Facts.Currency, y.Facts.Currency) }
		return group, func(x, y *visits.Case) int { return cmp.Compare(y.Facts.Amount, x.Facts.Amount) }
	case byBucket:
		return group, func(x, y *visits.Case) int { return cmp.Compare(y.Facts.DPD, x.Facts.DPD) }
	case byUrgency:
		worth := b.appraisals(p.day)
		return group, func(x, y *visits.Case) int { return cmp.Compare(worth[y.ID].Score, worth[x.ID].Score) }
	case byLast:
		return group, func(x, y *visits.Case) int { return cmp.Compare(lastAt(x), lastAt(y)) }
	case byCrew:
		who := p.whoGoes(b)
		return group, func(x, y *visits.Case) int { return strings.Compare(who[x.ID], who[y.ID]) }
	}
	return wordless, func(x, y *visits.Case) int { return strings.Compare(streetOf(x), streetOf(y)) }
}

func wordless(x, y *visits.Case) int {
	n := func(c *visits.Case) int {
		if c.Words == nil {
			return 1
		}
		return 0
	}
	return cmp.Compare(n(x), n(y))
}

// lastAt is when somebody was at a case last, µs; 0: nobody ever.
func lastAt(c *visits.Case) int64 {
	if n := len(c.Contacts); n > 0 {
		return c.Contacts[n-1].First
	}
	return 0
}

// goes is who goes to a case as the list says it: the crew it is proposed for, else who
// is decided and for which day. Nobody goes to a stopped one.
func (p *plan) goes(c *visits.Case) (crew Crew, day string) {
	if c.Stopped() {
		return Crew{}, ""
	}
	if crew, proposed := p.proposedTo(c.ID); proposed {
		return crew, p.day
	}
	d, ok := c.Assigned()
	if !ok {
		return Crew{}, ""
	}
	return Crew{d.Officer, d.Second}, d.Day
}

// whoGoes sorts the branch's cases by who goes; "" for nobody.
func (p *plan) whoGoes(b *Branch) map[evidence.ID]string {
	who := make(map[evidence.ID]string, len(b.Cases))
	for i := range b.Cases {
		if crew, day := p.goes(&b.Cases[i]); !crew.First.IsZero() {
			who[b.Cases[i].ID] = b.names[crew.First] + "\x00" + string(crew.First[:]) + day
		}
	}
	return who
}

// namesSorted are keys by which cases stand in the order of their names, Chinese ones by
// pinyin. They are of the names as the list shows them: the place of a row must not tell
// what its mask hides. They are made once for a branch as it was read.
func (b *Branch) namesSorted() map[evidence.ID]string {
	if b.nameKeys == nil {
		by, buf := collate.New(tags.Chinese), &collate.Buffer{}
		b.nameKeys = make(map[evidence.ID]string, len(b.Cases))
		for i := range b.Cases {
			b.nameKeys[b.Cases[i].ID] = string(by.KeyFromString(buf, record.Who(&b.Cases[i])))
			buf.Reset()
		}
	}
	return b.nameKeys
}
