package visits

import "slices"

// EndsTaking reports an entry after which nothing more is taken at a visit: the crew
// left, or wrote that it is over.
func EndsTaking(kind string) bool {
	return slices.Contains([]string{VisitLeft, VisitClosed, VisitAbandoned}, kind)
}

// methods are how money can be paid, as a program of ours writes it.
var methods = []string{MethodCash, "bank", "branch", "card", "transfer"}

// KnownMethod reports one of them. Another could be cash by a word of its own.
func KnownMethod(method string) bool { return slices.Contains(methods, method) }

// begun reports that a start of the visit came in, whoever wrote it.
func (v *Visit) begun() bool {
	return slices.ContainsFunc(v.Lines, func(l Line) bool { return l.Kind == VisitOpened })
}
