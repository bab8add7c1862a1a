package checklist

// Given is one answer of a visit's log, in the order of the log.
type Given struct {
	Question string
	Value    Value
	At       int64 // µs, wall
	Reason   string
}

// Change is an answer that took the place of another. Both stay in the log.
type Change struct {
	Question string
	Old, New Value
	Reason   string // "" where the question does not ask for one
	After    int64  // µs between the two, by the wall clock: less than 0 if it was set back
}

// Changes are the changes in a log of answers, in its order. An answer given
// again as it stood is none.
func Changes(log []Given) []Change {
	var out []Change
	last := map[string]Given{}
	for _, g := range log {
		if before, there := last[g.Question]; there && before.Value != g.Value {
			out = append(out, Change{Question: g.Question, Old: before.Value, New: g.Value, Reason: g.Reason, After: g.At - before.At})
		}
		last[g.Question] = g
	}
	return out
}
