package rules

import "slices"

// IsOccasion reports the code of what speaks against going for a time and is no stop:
// a bereavement, a bad time.
func IsOccasion(code string) bool { return slices.Contains(occasions, code) }
