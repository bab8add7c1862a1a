package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/rules"
)

// money records cash. It is asked about first, and with -happened recorded all the
// same.
func money(ctx context.Context, c *call, w *fieldwork.Officer, v *fieldwork.Visit, args []string) error {
	if len(args) != 3 {
		return errors.New("give AMOUNT in minor units, CURRENCY and the RECEIPT's number")
	}
	amount, err := strconv.ParseInt(args[0], 10, 64)
	if err != nil || amount <= 0 {
		return errors.New("the amount is a whole number of minor units above 0")
	}
	k, err := w.Journal.Case(ctx, v.Case)
	if err != nil {
		return err
	}
	if k == nil {
		return errors.New("the case of this visit is not on this device; nothing was recorded")
	}
	m := visits.MoneyFacts{Amount: amount, Currency: args[1], Debt: k.Facts.Debt, Method: visits.MethodCash, Receipt: args[2], For: visits.ForDebt}
	if c.value("happened") != "true" {
		against, err := v.TakeCash(ctx, m)
		if errors.Is(err, fieldwork.ErrNoCash) {
			return fmt.Errorf("%w: %s. If it was handed over already, record it with -happened before the visit's id", err, reasonsOf(against))
		}
		return err
	}
	against, err := v.MayTake(ctx, m)
	if err != nil {
		return err
	}
	if err := v.Money(ctx, m); err != nil {
		return err
	}
	if len(against) > 0 {
		fmt.Fprintf(c.out, "recorded; it is against the rules, and headquarters will look at it: %s\n", reasonsOf(against))
	}
	return nil
}

// reasonsOf names rules as hq device check does: rule and code, and the limit.
func reasonsOf(list []rules.Reason) string {
	var parts []string
	for _, r := range list {
		part := strings.TrimSpace(r.Pack+" "+r.Rule) + " " + r.Code
		if limit := r.Params["limit"]; limit != "" {
			part += " " + limit + " " + r.Params["currency"]
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ", ")
}
