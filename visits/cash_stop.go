package visits

import (
	"maps"
	"slices"
)

// answersThatStop are the answers of the house's list after which nothing is demanded
// any more, and so nothing taken. The close raises their stops, which is too late for
// the money.
var answersThatStop = map[string][]string{"t2": {"disputes", "paid", "not_me"}, "t9": {"represented", "insolvency"}, "t16": {"objected"}, "t18": {"yes"}, "t19": {"cease"}}

// StopsDemand reports an answer after which nothing is demanded any more.
func StopsDemand(question, code string) bool {
	return slices.Contains(answersThatStop[question], code)
}

// AnswersThatStop are the questions that have one.
func AnswersThatStop() []string { return slices.Sorted(maps.Keys(answersThatStop)) }

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
