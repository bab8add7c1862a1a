package fieldwork

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/promise"
)

// DateOfPromise is the house list's question for the day of a promise: of its first
// payment, where it is paid in several.
const DateOfPromise = "t10-date"

// instalmentsOf is the draft's name for the payments of a promise; the checklist
// asks for the first day alone.
const instalmentsOf = "t10/instalments"

var errInstalment = errors.New("a payment is written as 2026-12-01=50000, a day and minor units above 0; nothing was promised")

// PromiseDay refuses a day on which nothing may be promised by the calendars in
// force here, and names the next that may be: a *promise.Refused. Nothing is stored.
func (v *Visit) PromiseDay(ctx context.Context, day string) error {
	c, err := v.o.Journal.Case(ctx, v.Case)
	if err != nil || c == nil { // nil after a salvage: headquarters judges the day
		return err
	}
	law, err := v.o.Law(ctx)
	if err != nil {
		return err
	}
	if r := promise.House().Day(law.Of(c), day, promise.DayOf(c, v.o.Clock.Now())); r != nil {
		return r
	}
	return nil
}

// SetInstalments has the payments of the promise on disk when it returns, none for
// one payment. Refused, and nothing is stored: a day on which nothing may be promised.
func (v *Visit) SetInstalments(ctx context.Context, list []visits.Instalment) error {
	parts := make([]string, len(list))
	for i, x := range list {
		if err := v.PromiseDay(ctx, x.Date); err != nil {
			return err
		}
		parts[i] = x.Date + "=" + strconv.FormatInt(x.Amount, 10)
	}
	return v.keep(ctx, instalmentsOf, checklist.Text(strings.Join(parts, " ")))
}

// Promised is the promise the answers make, in its payments: those that were set,
// while they begin on the day and come to the amount that was answered since.
func Promised(a checklist.Answers) visits.Promise {
	p := visits.Promise{Amount: a["t10"].Number, Currency: a["t10"].Code, Date: a[DateOfPromise].Code, Channel: a["t10-channel"].Code}
	list, err := ReadInstalments(a[instalmentsOf].Text)
	if err != nil || len(list) < 2 || list[0].Date != p.Date {
		return p
	}
	several := p
	several.Instalments, several.Date = list, list[len(list)-1].Date
	if len(several.Parts()) != len(list) {
		return p
	}
	return several
}

// ReadInstalments reads 2026-12-01=50000 2026-12-15=50000, days and minor units.
func ReadInstalments(text string) ([]visits.Instalment, error) {
	var list []visits.Instalment
	for _, part := range strings.Fields(text) {
		day, amount, _ := strings.Cut(part, "=")
		n, err := strconv.ParseInt(amount, 10, 64)
		if err != nil || n <= 0 || !promise.IsDay(day) {
			return nil, errInstalment
		}
		list = append(list, visits.Instalment{Date: day, Amount: n})
	}
	return list, nil
}
