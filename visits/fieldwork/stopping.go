package fieldwork

import (
	"context"
	"slices"

	"fairvisit/visits"
)

// Stop raises what the answers of a visit and these outcomes stop on its case and what
// does not stand there yet, each stop once, whichever of the subjects it is for: one of
// too much is lifted by headquarters, one of too little by nobody. It reports whether it
// raised any. A screen asks it as soon as the outcome is picked, so that a stop goes out
// before the record is finished; Close asks it for whoever has no screen.
func (v *Visit) Stop(ctx context.Context, outcomes []visits.Outcome) (bool, error) {
	held, err := v.o.Journal.Visit(ctx, v.ID)
	if err != nil {
		return false, err
	}
	about, err := v.o.Journal.Case(ctx, v.Case)
	if err != nil {
		return false, err
	}
	given, err := v.Answers(ctx)
	if err != nil {
		return false, err
	}
	var flags []string
	raise := func(flag string) {
		stands := about != nil && slices.ContainsFunc(about.Flags, func(f visits.Flag) bool { return f.Code == flag })
		if flag != "" && !stands && !slices.Contains(flags, flag) {
			flags = append(flags, flag)
		}
	}
	counting := v.List().Counting(given)
	for _, s := range visits.AnswerStops {
		if counting[s.Question].Code == s.Code {
			raise(s.Flag)
		}
	}
	for _, o := range outcomes {
		if of := tableOf(held).Of(o.Code); of != nil {
			raise(of.Flag)
		}
	}
	for _, flag := range flags {
		if err := v.Flag(ctx, flag, ""); err != nil {
			return false, err
		}
	}
	return len(flags) > 0, nil
}
