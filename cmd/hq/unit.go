package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"fairvisit/sync/hq"
	"fairvisit/visits/rules"
)

// runUnit says where a branch is, and what follows for whom it may visit.
func runUnit(ctx context.Context, c *call) error {
	where := c.where()
	unit := c.flags.String("unit", "", "the branch")
	region := c.flags.String("region", "", "CN, US-MA, or house: the house's rules alone are enough")
	begin := c.newBranch()
	if err := c.parse(); err != nil {
		return err
	}
	if *unit == "" || *region == "" {
		return errors.New("give -unit and -region; the branch stays where it was")
	}
	return c.with(where(), func(h *hq.HQ) error {
		id, err := branchToFill(ctx, h, *unit, *begin)
		if err != nil {
			return err
		}
		if err := h.PlaceUnit(ctx, id, regionSaid(*region)); err != nil {
			return err
		}
		if regionSaid(*region) == rules.HouseAlone {
			fmt.Fprintf(c.out, "%s goes by the house's rules alone wherever a file does not say the country of an address; nobody checks the law of any country\n", *unit)
			return nil
		}
		law, err := h.LawOf(ctx, id, "")
		if err != nil {
			return err
		}
		if lacks := rules.Lawless(rules.Of(law.Packs, law.Branch), []string{law.Branch}); len(lacks) > 0 {
			fmt.Fprintf(c.out, "%s is in %s, of which no complete rules are here: nobody may be visited for the branch until they are (hq rules list names those in force, hq unit places it elsewhere)\n", *unit, law.Branch)
			return nil
		}
		fmt.Fprintf(c.out, "%s is in %s; its rules govern every case of the branch, beside those of the country of the address\n", *unit, regionSaid(*region))
		return nil
	})
}

// regionSaid is a region as people type it: cn is CN, and house the house alone.
func regionSaid(s string) string {
	if strings.EqualFold(s, "house") {
		return rules.HouseAlone
	}
	return strings.ToUpper(s)
}
