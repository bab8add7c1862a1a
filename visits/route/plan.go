package route

// Plan is an answer: the tours of the crews that go, and each stop nobody visits.
type Plan struct {
	Tours   []Tour
	LeftOut []LeftOut
	Cost    int64
}

// Tour is the day of one crew.
type Tour struct {
	Crew     int
	Calls    []Call
	Finish   int32 // when it is at its end
	Distance int64
}

// Call is one stop, or one break where the crew is then.
type Call struct {
	Stop                 int // -1 for a break
	Break                int // which of the crew's breaks; -1 for a stop
	Arrive, Begin, Leave int32
}

// LeftOut is a stop without a visit, and why.
type LeftOut struct {
	Stop int
	Why  Why
	// Extra is what the cheapest visit would add to the cost, where that is why.
	Extra int64
}

// Why is a reason for a stop without a visit.
type Why byte

const (
	NoCrew     Why = 1 + iota // there is no crew that may go
	TooHeavy                  // no crew that may go can carry it
	NoWindow                  // nobody can be there before its last hour is over
	NoReturn                  // who goes there cannot be back before the shift ends
	FullLoad                  // it would fit in time, but the crews are loaded
	FullShift                 // no tour has the time left
	SmallPrize                // a visit would cost more than it is worth
	Done                      // made before, or given up (Replan)
)

func (w Why) String() string {
	names := [...]string{"none", "no crew may go", "too heavy", "no window reached", "no return within the shift", "crews are loaded", "shifts are full", "prize too small", "done"}
	if int(w) >= len(names) {
		return "unknown"
	}
	return names[w]
}
