package visits

import "slices"

// AnswerStop is an answer of the house's list that stops a case.
type AnswerStop struct {
	Question, Code string
	Flag           string // the stop that it raises
}

// AnswerStops are all of them, in the order in which their stops are raised: those an
// officer's tablet raises, after which nothing is demanded any more and no cash taken,
// at the door and as headquarters judges it. A second table for the money would let
// cash be taken after an answer that only this one has.
var AnswerStops = []AnswerStop{
	{"t2", "disputes", "dispute_open"}, {"t2", "paid", "paid"}, {"t2", "not_me", "wrong_party"}, {"t18", "yes", FlagComplaint},
	{"t19", "cease", "cease_contact"}, {"d16", "severe", "vulnerable_no_visit"},
	{"d16", "unable", "vulnerable_no_visit"}, {"d16", "acute", "vulnerable_no_visit"}, {"c1", "dec", "deceased"},
	{"t9", "represented", "represented"}, {"t9", "insolvency", "moratorium"}, {"t16", "objected", "dispute_open"},
}

// StopOf is the stop that an answer raises, "" where it raises none. The tablet writes
// it once the talk is over, for a slip of the finger can be put right before; the
// answer itself counts at once.
func StopOf(question, code string) string {
	for _, s := range AnswerStops {
		if s.Question == question && s.Code == code {
			return s.Flag
		}
	}
	return ""
}

// AnswersThatStop are the questions that have such an answer, each once.
func AnswersThatStop() []string {
	var list []string
	for _, s := range AnswerStops {
		if !slices.Contains(list, s.Question) {
			list = append(list, s.Question)
		}
	}
	return list
}
