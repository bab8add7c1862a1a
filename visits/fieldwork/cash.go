package fieldwork

import (
	"context"
	"errors"
	"slices"
	"strings"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/rules"
)

// ErrNoCash means that the cash may not be taken; the reasons say by which rule. What
// was put into a hand all the same is recorded by Money, which asks nobody.
var ErrNoCash = errors.New("this cash may not be taken; nothing was recorded")

// Reasons against cash that no pack has: whose debt it is comes before the money.
const (
	cashOfThirdParty  = "cash_of_third_party"
	cashBeforeDebt    = "cash_before_debt"
	cashNoReceipt     = "cash_no_receipt"
	cashReceiptUsed   = "cash_receipt_used"
	cashOtherCurrency = "cash_wrong_currency"
	cashAfterLeaving  = "cash_after_leaving"
	cashAfterStop     = "cash_after_stop"
	questionDebtTold  = "t1"
	questionGuarantee = "t1-g" // in its place, to whoever guarantees
)

// CashStanding is what the rules say of cash at a visit under way.
type CashStanding struct {
	Currency string           // of the case
	Left     []rules.CashLeft // what each limit leaves, the lowest first; none where Against says why
	Against  []rules.Reason
}

// Room is the most that may be taken now, in the currency's smallest unit.
func (s CashStanding) Room() int64 {
	if len(s.Against) > 0 || len(s.Left) == 0 {
		return 0
	}
	return s.Left[0].Left
}

// Over is what is said of an amount that is over a limit; nil of one that is not.
func (s CashStanding) Over(amount int64) *rules.CashLeft {
	if len(s.Left) > 0 && amount > s.Left[0].Left {
		return &s.Left[0]
	}
	return nil
}

// Cash asks how much cash the rules let this visit take now, whoever it speaks to.
func (v *Visit) Cash(ctx context.Context) (CashStanding, error) {
	c, err := v.o.Journal.Case(ctx, v.Case)
	if err != nil || c == nil {
		return CashStanding{}, err
	}
	now, err := v.cashNow(ctx)
	if err != nil {
		return CashStanding{}, err
	}
	q, packs, err := v.cashQuestion(ctx, c, now, rules.Cash{Amount: 1, Currency: c.Facts.Currency})
	if err != nil {
		return CashStanding{}, err
	}
	s := CashStanding{Currency: c.Facts.Currency}
	s.Left, s.Against = rules.CashRoom(packs, q)
	if over := now.over(); len(over) > 0 {
		s.Left, s.Against = nil, append(s.Against, over...)
	}
	return s, nil
}

// cashNow is the visit at the moment of a question about cash.
type cashNow struct {
	visit    *visits.Visit // nil after a salvage
	counting checklist.Answers
}

func (v *Visit) cashNow(ctx context.Context) (cashNow, error) {
	a, err := v.Answers(ctx)
	if err != nil {
		return cashNow{}, err
	}
	told, err := v.o.Journal.Visit(ctx, v.ID)
	return cashNow{told, v.List().Counting(a)}, err
}

// askedToLeave reports that the crew was asked to, unless that was a slip of the finger.
func (n cashNow) askedToLeave() bool {
	asked := false
	if n.visit != nil {
		for _, l := range n.visit.Lines {
			asked = l.Kind == visits.LeaveAsked || asked && l.Kind != visits.LeaveMistaken
		}
	}
	return asked
}

// over are the reasons of an end that no pack has: the crew left, or an answer stops
// every demand before its stop is raised at the close.
func (n cashNow) over() (list []rules.Reason) {
	left := n.visit != nil && slices.ContainsFunc(n.visit.Lines, func(l visits.Line) bool { return visits.EndsTaking(l.Kind) })
	if left {
		list = append(list, rules.Reason{Rule: rules.RuleCash, Severity: rules.Block, Code: cashAfterLeaving})
	}
	for question, given := range n.counting {
		if visits.StopOf(question, given.Code) != "" {
			return append(list, rules.Reason{Rule: rules.RuleCash, Severity: rules.Block, Code: cashAfterStop})
		}
	}
	return list
}

// cashQuestion is the question of cash at this visit: with what it took before, and
// what either of the crew took at others of the day as far as this device knows.
func (v *Visit) cashQuestion(ctx context.Context, c *visits.Case, now cashNow, cash rules.Cash) (rules.Question, []rules.Pack, error) {
	q, l, err := v.o.question(ctx, c, v.Second)
	if err != nil {
		return q, nil, err
	}
	crew := []evidence.ID{v.o.Journal.Identity().Officer}
	if !v.Second.IsZero() {
		crew = append(crew, v.Second)
	}
	day := localDay(v.o.Clock.Now(), c.Facts.Zone)
	if now.visit != nil {
		cash.Here, day = now.visit.CashHere(cash.Currency), now.visit.Day()
	}
	ofDay, err := v.o.Journal.VisitsOn(ctx, day)
	if err != nil {
		return q, nil, err
	}
	cash.Today = visits.CashToday(ofDay, crew, day, v.ID)[cash.Currency]
	cash.Taker = crew[0]
	q.Act, q.Visit, q.Cash = rules.Continue, v.ID, cash
	q.Observed = Observed(now.counting, now.askedToLeave(), now.visit)
	packs, err := v.o.rulesFor(ctx, l, &q)
	return q, packs, err
}

// MayTake says what is against taking m now: a rule of the packs, or that it is too
// early. With none it may be taken.
func (v *Visit) MayTake(ctx context.Context, m visits.MoneyFacts) ([]rules.Reason, error) {
	c, err := v.o.Journal.Case(ctx, v.Case)
	if err != nil {
		return nil, err
	}
	if c == nil {
		return nil, errors.New("the case of this visit is not on this device; nothing was recorded")
	}
	now, err := v.cashNow(ctx)
	if err != nil {
		return nil, err
	}
	q, packs, err := v.cashQuestion(ctx, c, now, rules.Cash{Amount: m.Amount, Currency: m.Currency})
	if err != nil {
		return nil, err
	}
	against := append(rules.AgainstCash(rules.Evaluate(packs, q)), now.over()...)
	say := func(code string) {
		against = append(against, rules.Reason{Rule: rules.RuleCash, Severity: rules.Block, Code: code})
	}
	if strings.TrimSpace(m.Receipt) == "" {
		say(cashNoReceipt)
	} else if used, err := v.o.Journal.ReceiptGiven(ctx, m.Receipt); err != nil {
		return nil, err
	} else if used {
		say(cashReceiptUsed)
	}
	if m.Currency != c.Facts.Currency && c.Facts.Currency != "" {
		say(cashOtherCurrency)
	}
	counting := now.counting
	if list := Listeners(counting); len(list) == 0 || !list[0].Identified {
		say(cashOfThirdParty)
	}
	if _, asks := v.list.Question(questionDebtTold); asks && counting[questionDebtTold] != checklist.Yes && counting[questionGuarantee] != checklist.Yes {
		say(cashBeforeDebt)
	}
	return against, nil
}

// TakeCash records cash that is being taken, if it may be. Refused, and nothing is
// stored: ErrNoCash, with the reasons.
func (v *Visit) TakeCash(ctx context.Context, m visits.MoneyFacts) ([]rules.Reason, error) {
	against, err := v.MayTake(ctx, m)
	if err != nil {
		return nil, err
	}
	if len(against) > 0 {
		return against, ErrNoCash
	}
	return nil, v.Money(ctx, m)
}
