package visits

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"maps"
	"math"
	"slices"
	"time"

	"fairvisit/evidence"
)

// KindBag is the picture of the cash that an officer took, or was there for when it was
// taken.
const KindBag = "bag"

// Bag is that picture. A limit of a day counts over visits of all cases, and a visit's
// own picture does not say which others there were. It is one for an officer and not one
// for a day as well: on which day a visit began may be known better later. It is headquarters' own and in no
// feed; it holds ids and amounts, so an erasure has nothing to take from it.
type Bag struct {
	ID     evidence.ID `json:"id"`
	Visits []BagVisit  `json:"visits"` // by At, then Visit
}

// BagVisit is the cash of one visit.
type BagVisit struct {
	Visit evidence.ID      `json:"visit"`
	Day   string           `json:"day"` // at the address, as well as headquarters knows
	At    int64            `json:"at"`  // µs, of the first of it, likewise
	Cash  map[string]int64 `json:"cash"`
}

// mostBagged bounds a bag, so that no device can make one grow without end: the latest
// visits stay.
const mostBagged = 500

func (p *Pictures) bag(officer evidence.ID) (*Bag, error) {
	sum := sha256.Sum256(append([]byte("bag\n"), officer[:]...))
	k := Key{KindBag, evidence.ID(sum[:len(evidence.ID{})])}
	b, ok, err := held[Bag](p, k)
	if err == nil && !ok {
		b = &Bag{ID: k.ID}
		p.held[k] = b
	}
	return b, err
}

// mostCurrencies bounds what a visit says of cash: a crew takes one, and a foreign client
// could invent as many as there are codes. What is over it counts as of no currency.
const mostCurrencies = 8

// bagged is the cash of the visit of a hearing; nil where it took none.
func (h *Hearing) bagged() *BagVisit {
	l := &BagVisit{Visit: h.Visit.ID, Day: h.localDay(), Cash: map[string]int64{}}
	for i := range h.Visit.Money { // in the order of their ids, so the same ones are over it in every order of arrival
		m := &h.Visit.Money[i]
		if !m.Cash() {
			continue
		}
		code := m.Code()
		if _, known := l.Cash[code]; !known && len(l.Cash) >= mostCurrencies {
			code = "?"
		}
		l.Cash[code] = added(l.Cash[code], m.Amount)
		if l.At == 0 || m.At < l.At {
			l.At = m.At
		}
	}
	if len(l.Cash) == 0 {
		return nil
	}
	return l
}

// added is a sum that ends at the most there is instead of turning over.
func added(sum, amount int64) int64 { return sum + min(amount, math.MaxInt64-sum) }

// carried tells a hearing what its crew had taken that day before, and gives the later
// visits that count this one's cash and have to be heard again, because it is known
// only now.
func (p *Pictures) carried(h *Hearing, in Input) (later []evidence.ID, err error) {
	own := h.bagged()
	if own == nil {
		return nil, nil
	}
	before := map[evidence.ID]map[string]int64{} // by visit: two officers' bags hold the same ones
	for _, officer := range []evidence.ID{h.Visit.Officer, h.Visit.Second} {
		if officer.IsZero() {
			continue
		}
		b, err := p.bag(officer)
		if err != nil {
			return nil, err
		}
		was, changed := BagVisit{}, false
		if officer == h.Visit.Officer || h.Visit.stoodFor(officer) {
			was, changed = b.put(*own)
		}
		if changed {
			p.touch(KindBag, b.ID, in.Entry.ID)
		}
		for _, l := range b.Visits {
			counts := func(x BagVisit) bool { return x.Day == l.Day && compareBagged(x, l) < 0 }
			switch {
			case l.Visit == own.Visit:
			case l.Day == own.Day && compareBagged(l, *own) < 0:
				before[l.Visit] = l.Cash
			case changed && (counts(*own) || counts(was)) && len(later) < mostReheard && !slices.Contains(later, l.Visit):
				later = append(later, l.Visit)
			}
		}
	}
	h.Here, h.Today = own.Cash, map[string]int64{}
	for _, cash := range before {
		for currency, amount := range cash {
			h.Today[currency] = added(h.Today[currency], amount)
		}
	}
	return later, nil
}

// stoodFor reports that an officer signed for the visit, by a word that holds. Whom a
// header names as second takes no part by that alone: any program can name anybody, and
// would fill the bag of who knows nothing of it.
func (v *Visit) stoodFor(officer evidence.ID) bool {
	return slices.ContainsFunc(v.Cosigned, func(l CosignLine) bool { return l.Officer == officer && l.Fault == "" })
}

// localDay is the day at the address on which the visit began, as headquarters knows:
// what visit.opened says of it is its writer's word.
func (h *Hearing) localDay() string {
	z, err := time.LoadLocation(h.Case.Facts.Zone)
	if err != nil {
		z = time.UTC
	}
	return time.UnixMicro(h.Opened.Wall).In(z).Format(time.DateOnly)
}

func compareBagged(a, b BagVisit) int {
	return cmp.Or(cmp.Compare(a.At, b.At), bytes.Compare(a.Visit[:], b.Visit[:]))
}

// put has the bag hold what a visit took, and reports what it held of it before, and
// whether that is news.
func (b *Bag) put(l BagVisit) (was BagVisit, changed bool) {
	i := slices.IndexFunc(b.Visits, func(x BagVisit) bool { return x.Visit == l.Visit })
	if i >= 0 {
		if was = b.Visits[i]; was.Day == l.Day && was.At == l.At && maps.Equal(was.Cash, l.Cash) {
			return was, false
		}
		b.Visits[i] = l
	} else {
		b.Visits = append(b.Visits, l)
	}
	slices.SortFunc(b.Visits, compareBagged)
	b.Visits = b.Visits[max(0, len(b.Visits)-mostBagged):]
	return was, true
}

// CashToday is what either of a crew took in cash on a day at other visits than one, by
// currency, out of the visits there are. A visit counts once, whoever of them went.
func CashToday(list []Visit, crew []evidence.ID, day string, but evidence.ID) map[string]int64 {
	sums := map[string]int64{}
	for i := range list {
		v := &list[i]
		ours := slices.Contains(crew, v.Officer) || !v.Second.IsZero() && slices.Contains(crew, v.Second)
		if v.Practice || v.ID == but || !ours || v.Day() != day {
			continue
		}
		for currency, amount := range v.cash() {
			sums[currency] += amount
		}
	}
	return sums
}

// cash is what the visit took in cash, by currency.
func (v *Visit) cash() map[string]int64 {
	sums := map[string]int64{}
	for _, m := range v.Money {
		if m.InHand() && m.Amount > 0 {
			sums[m.Currency] += m.Amount
		}
	}
	return sums
}

// CashHere is what the visit took in cash of a currency.
func (v *Visit) CashHere(currency string) int64 { return v.cash()[currency] }
