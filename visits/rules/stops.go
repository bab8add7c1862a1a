package rules

import (
	"slices"
	"time"
)

// IsOccasion reports the code of what speaks against going for a time and is no stop:
// a bereavement, a bad time.
func IsOccasion(code string) bool { return slices.Contains(occasions, code) }

// toldBy and sayers are the codes that say how something is known and who says so;
// another is not repeated in a verdict, for it could name somebody.
var (
	toldBy = []string{"officer", "colleague", "headquarters", "file", "visit"}
	sayers = []string{"creditor", "debtor", "lawyer", "court", "authority"}
)

// told adds to the parameters of a reason since when a stop stands and who says so.
func (f *Flag) told(params map[string]string) map[string]string {
	if plausible(f.At) {
		params["since"] = moment(f.At)
	}
	if f.Source != "" {
		params["source"] = known(f.Source, toldBy)
	}
	if f.By != "" {
		params["said_by"] = known(f.By, sayers)
	}
	return params
}

// moment is a time in a parameter, in UTC.
func moment(at int64) string { return time.UnixMicro(at).UTC().Format(time.RFC3339) }
