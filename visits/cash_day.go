package visits

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"maps"
	"slices"

	"fairvisit/evidence"
)

// KindBag is the picture of the cash that an officer took, or was there when it was
// taken, on one day.
const KindBag = "bag"

// Bag is that picture. A limit of a day counts over visits of all cases, and a visit's
// own picture does not say which others there were. It is headquarters' own and in no
// feed; it holds ids and amounts, so an erasure has nothing to take from it.
type Bag struct {
	ID     evidence.ID `json:"id"`
	Visits []BagVisit  `json:"visits"` // by At, then Visit
}

// BagVisit is the cash of one visit.
type BagVisit struct {
	Visit evidence.ID      `json:"visit"`
	At    int64            `json:"at"` // µs, of the first of it, as well as headquarters knows
	Cash  map[string]int64 `json:"cash"`
}

// mostBagged bounds a bag, so that no device can make one grow without end.
const mostBagged = 500

func (p *Pictures) bag(officer evidence.ID, day string) (*Bag, error) {
	sum := sha256.Sum256(append(append([]byte("bag\n"), officer[:]...), day...))
	k := Key{KindBag, evidence.ID(sum[:len(evidence.ID{})])}
	b, ok, err := held[Bag](p, k)
	if err == nil && !ok {
		b = &Bag{ID: k.ID}
		p.held[k] = b
	}
	return b, err
}

// bagged is the cash of the visit of a hearing; nil where it took none.
func (h *Hearing) bagged() *BagVisit {
	l := &BagVisit{Visit: h.Visit.ID, Cash: map[string]int64{}}
	for _, m := range h.Visit.Money {
		i := slices.IndexFunc(h.Visit.Lines, func(x Line) bool { return x.Entry == m.Entry })
		if m.Method != MethodCash || m.Amount <= 0 || i < 0 {
			continue
		}
		l.Cash[m.Currency] += m.Amount
		if at := h.Visit.Lines[i].Wall + h.Shift; l.At == 0 || at < l.At {
			l.At = at
		}
	}
	if len(l.Cash) == 0 || l.At < depositsFrom {
		return nil
	}
	return l
}

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
		b, err := p.bag(officer, h.Visit.Day())
		if err != nil {
			return nil, err
		}
		changed := b.put(*own)
		if changed {
			p.touch(KindBag, b.ID, in.Entry.ID)
		}
		for _, l := range b.Visits {
			switch c := compareBagged(l, *own); {
			case c < 0:
				before[l.Visit] = l.Cash
			case c > 0 && changed && len(later) < mostReheard && !slices.Contains(later, l.Visit):
				later = append(later, l.Visit)
			}
		}
	}
	h.Today = map[string]int64{}
	for _, cash := range before {
		for currency, amount := range cash {
			h.Today[currency] += amount
		}
	}
	return later, nil
}

func compareBagged(a, b BagVisit) int {
	return cmp.Or(cmp.Compare(a.At, b.At), bytes.Compare(a.Visit[:], b.Visit[:]))
}

// put has the bag hold what a visit took, and reports whether that is news.
func (b *Bag) put(l BagVisit) bool {
	i := slices.IndexFunc(b.Visits, func(x BagVisit) bool { return x.Visit == l.Visit })
	switch {
	case i >= 0 && b.Visits[i].At == l.At && maps.Equal(b.Visits[i].Cash, l.Cash):
		return false
	case i >= 0:
		b.Visits[i] = l
	case len(b.Visits) >= mostBagged:
		return false
	default:
		b.Visits = append(b.Visits, l)
	}
	slices.SortFunc(b.Visits, compareBagged)
	return true
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
		if m.Method == MethodCash && m.Amount > 0 {
			sums[m.Currency] += m.Amount
		}
	}
	return sums
}

// CashHere is what the visit took in cash of a currency.
func (v *Visit) CashHere(currency string) int64 { return v.cash()[currency] }
