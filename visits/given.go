package visits

import "slices"

// Given are the answers of one entry, each once, from its facts and its words. A coded
// answer that was put right with a reason stands in both (evidence/FORMAT.md section
// 37): it is the one of the words, which says why. What stands in one part only, as
// all answers of older entries do, stays as it is. The order is that of the facts, then
// of the words.
func Given(facts, words []Answer) []Answer {
	all := append(make([]Answer, 0, len(facts)+len(words)), facts...)
	for _, w := range words {
		i := slices.IndexFunc(all, func(f Answer) bool {
			return w.Question == f.Question && w.At == f.At && w.Code == f.Code && w.Number == f.Number
		})
		if i >= 0 {
			all = slices.Delete(all, i, i+1)
		}
	}
	return append(all, words...)
}

// Given are the answers of the phase, each once; without its words, as after an
// erasure, those of the facts.
func (p *Phase) Given() []Answer { return Given(p.Answers, p.Words) }
