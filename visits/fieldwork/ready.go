package fieldwork

import (
	"context"

	"fairvisit/visits/rules"
)

// Known is what every verdict of now stands on: the time as it is known, and
// when headquarters last said which stops and packs are in force (µs, 0: never).
func (o *Officer) Known(ctx context.Context) (when rules.Interval, heard int64, err error) {
	if heard, err = o.heard(ctx); err != nil {
		return when, 0, err
	}
	when, err = o.when(ctx)
	return when, heard, err
}
