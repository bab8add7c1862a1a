package plan

import "fairvisit/visits"

// Appraisal is what a policy says of a case for a day: the step of its ladder, and
// how urgent a visit would be, term by term.
type Appraisal struct {
	Treatment
	Score  int64
	Points []Points
}

// Appraise is what Suggest goes by, for who plans by hand; an error only for a day
// that is none.
func (p *Policy) Appraise(c *visits.Case, day string) (Appraisal, error) {
	t, err := p.Treat(c, day)
	if err != nil {
		return Appraisal{}, err
	}
	a := Appraisal{Treatment: t}
	a.Score, a.Points = p.Priority(c, t, day, p.promised(&Case{Case: *c}, day))
	return a, nil
}
