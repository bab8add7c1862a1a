package visits

import "slices"

// EndsTaking reports an entry after which nothing more is taken at a visit: the crew
// left, or wrote that it is over.
func EndsTaking(kind string) bool {
	return slices.Contains([]string{VisitLeft, VisitClosed, VisitAbandoned}, kind)
}

// cashless are the methods of money that passes through no hand of a crew.
var cashless = []string{"bank", "branch", "card", "transfer"}

// KnownMethod reports a method that a program of ours writes.
func KnownMethod(method string) bool {
	return method == MethodCash || slices.Contains(cashless, method)
}

// InHand reports money that the crew took into their hands: all that is not known to
// have gone another way. A method that nobody knows could be cash by a word of its own,
// and would otherwise pass every limit, lie in no bag and be waited for by nobody.
func (f *MoneyFacts) InHand() bool { return !slices.Contains(cashless, f.Method) }

// begun reports that a start of the visit came in, whoever wrote it.
func (v *Visit) begun() bool {
	return slices.ContainsFunc(v.Lines, func(l Line) bool { return l.Kind == VisitOpened })
}
