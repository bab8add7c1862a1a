package checklist

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/expr-lang/expr/vm"
)

// look is a list in front of answers: what applies, what each is worth to
// expressions, and where it stopped.
type look struct {
	l        List
	a        Answers
	applying []Question // in the list's order, rounds of a repeat one after another
	places   []int      // of each of them
	stop     int        // place of the answer that ended the visit, or -1
	faults   []Failure  // expressions that could not be evaluated

	counts  map[string]string // asked and answered: its code, "" for a kind without
	worth   map[string]any    // q of the expressions
	env     map[string]any
	vm      vm.VM
	shown   map[string]bool // groups by their id and round: does it hold?
	rounds  map[int]int     // of the repeat that begins at a place
	columns map[int][]any   // by place: what a repeated question is worth in each round
	at      [][]*Question   // by place and round; nil: does not apply
}

// At is the list with a time for today() and clock(): without one they are
// empty. Nothing else depends on a clock.
func (l List) At(t time.Time) List {
	l.at, _ = momentOf(t.Format(momentLayout)).(moment)
	return l
}

// OnDay is At for a day (2006-01-02) of which the hour is not known: clock() is the day
// alone. What is no day leaves the list without one.
func (l List) OnDay(day string) List {
	l.at, _ = momentOf(day).(moment)
	return l
}

// look goes through the list once, in the order in which one thing hangs on
// another, and then judges the answers against each other.
func (l List) look(a Answers) *look {
	s := &look{l: l, a: a, stop: -1, counts: map[string]string{}, at: make([][]*Question, len(l.Questions))}
	if l.plan == nil {
		return s
	}
	s.worth, s.shown, s.rounds, s.columns = make(map[string]any, len(l.Questions)), map[string]bool{}, map[int]int{}, map[int][]any{}
	s.env = map[string]any{"q": s.worth, "this": "", "now": l.at, "round": ""}
	for _, i := range l.plan.order {
		if s.stop >= 0 && (l.Questions[s.stop].Phase == PhaseBefore || l.Questions[i].Phase != PhaseClose && l.Questions[i].Phase != PhaseAfter) {
			continue
		}
		s.item(i)
	}
	s.applying, s.places = make([]Question, 0, len(l.Questions)), make([]int, 0, len(l.Questions))
	s.collect()
	s.judge()
	if l.plan.texts != nil {
		s.tellAll()
	}
	return s
}

// item decides one question, in each round of it.
func (s *look) item(i int) {
	it := &s.l.plan.items[i]
	if it.repeat < 0 {
		q := s.round(i, 0)
		s.at[i] = []*Question{q}
		return
	}
	rounds := s.roundsOf(it)
	s.at[i] = make([]*Question, rounds)
	column := make([]any, rounds)
	for n := range rounds {
		s.enter(it.repeat, n)
		s.at[i][n] = s.round(i, n+1)
		column[n] = s.worth[s.l.Questions[i].ID]
		delete(s.worth, s.l.Questions[i].ID)
	}
	s.columns[i] = column
	s.leave(it.repeat)
}

func (s *look) roundsOf(it *item) int {
	if n, known := s.rounds[it.repeat]; known {
		return n
	}
	n := 0
	for _, f := range it.groups {
		if f.count == nil {
			continue
		}
		x := numberOf(s.run(f.of.ID, "count", f.count, 0.0)) // NaN: nobody has said yet
		if x < 0 || x > maxRounds {
			s.faults = append(s.faults, Failure{Question: f.of.ID, What: "count", Value: numberText(x) + " rounds: a group repeats 0 to " + strconv.Itoa(maxRounds) + " times"})
		}
		if x >= 1 {
			n = int(min(x, maxRounds))
		}
	}
	s.rounds[it.repeat] = n
	return n
}

// enter has the questions of a repeat stand for one round of them.
func (s *look) enter(repeat, round int) {
	s.env["round"] = float64(round + 1)
	for i := repeat; i <= s.l.plan.items[repeat].last; i++ {
		if column := s.columns[i]; column != nil {
			s.worth[s.l.Questions[i].ID] = column[round]
		}
	}
}

// leave has them stand for all rounds again.
func (s *look) leave(repeat int) {
	s.env["round"] = ""
	for i := repeat; i <= s.l.plan.items[repeat].last; i++ {
		if column := s.columns[i]; column != nil {
			s.worth[s.l.Questions[i].ID] = column
		}
	}
}

// round decides one question in one round of it; 0: it does not repeat. Nil:
// it does not apply.
func (s *look) round(i, n int) *Question {
	it, q := &s.l.plan.items[i], s.l.Questions[i]
	if n > 0 {
		q.ID = inRound(q.ID, n)
	}
	if !q.holds(s.counts) || !s.groupsHold(it, n) || it.relevant != nil && !truthOf(s.run(q.ID, "relevant", it.relevant, true)) {
		return nil
	}
	if it.filtered {
		q.Choices = slices.Clone(q.Choices)
		kept := q.Choices[:0]
		for k, c := range q.Choices {
			if it.offered[k] == nil || truthOf(s.run(q.ID, "choice "+c.Code, it.offered[k], true)) {
				kept = append(kept, c)
			}
		}
		q.Choices = kept
	}
	// Asked and not answered is the empty text; only what is not asked is nothing at all.
	s.worth[s.l.Questions[i].ID] = ""
	if w := s.worthOf(i, &q); w != nil {
		s.worth[s.l.Questions[i].ID] = w
	}
	if q.Kind != KindNote && q.answered(s.a) {
		s.counts[q.ID] = s.a[q.ID].Code
		if s.stop < 0 && slices.Contains(q.Stops, s.a[q.ID].Code) {
			s.stop = i
		}
	}
	return &q
}

func (s *look) groupsHold(it *item, round int) bool {
	for _, f := range it.groups {
		if f.relevant == nil {
			continue
		}
		key := f.of.ID
		if it.repeat >= 0 {
			key = inRound(key, round)
		}
		holds, known := s.shown[key]
		if !known {
			holds = truthOf(s.run(key, "relevant", f.relevant, true))
			s.shown[key] = holds
		}
		if !holds {
			return false
		}
	}
	return true
}

// run evaluates an expression of an item. One that fails is a fault, and what
// is asked then is what is asked without it: no question is lost by it.
func (s *look) run(id, what string, e *expression, otherwise any) any {
	v, err := e.run(&s.vm, s.env, otherwise)
	if err != nil {
		s.faults = append(s.faults, Failure{Question: id, What: what, Value: err.Error()})
		return otherwise
	}
	return v
}

// worthOf is what a question is worth to expressions; nil for nothing yet.
func (s *look) worthOf(i int, q *Question) any {
	if q.Kind == KindCalc {
		if n, kept := s.calculated(i, q); kept {
			return n
		}
		return nil
	}
	v, there := s.a[q.ID]
	if !there || q.accepts(v) != nil {
		if q.Default == "" {
			return nil
		}
		v, _ = q.Parse(q.Default)
	}
	switch q.Kind {
	case KindNumber, KindMoney:
		return float64(v.Number)
	case KindDecimal:
		return numberOf(v.Code)
	case KindDate, KindDateTime:
		return momentOf(v.Code)
	}
	return q.Written(v)
}

// calculated is the value of a calculation. Text that no answer may have is
// none either, and NaN is nothing: so ODK keeps it.
func (s *look) calculated(i int, q *Question) (any, bool) {
	v := first(s.run(q.ID, "calculate", s.l.plan.items[i].calculate, ""))
	text := textOf(v)
	if len(text) > 4*maxText {
		s.faults = append(s.faults, Failure{Question: q.ID, What: "calculate", Value: errTooLong.Error()})
		return nil, false
	}
	return v, text != "" && text != "NaN"
}

func (s *look) collect() {
	for i := 0; i < len(s.at); i++ {
		it := &s.l.plan.items[i]
		if it.repeat < 0 {
			s.take(i, 0)
			continue
		}
		for n := range s.rounds[i] {
			for k := i; k <= it.last; k++ {
				s.take(k, n)
			}
		}
		i = it.last
	}
}

func (s *look) take(i, n int) {
	if n < len(s.at[i]) && s.at[i][n] != nil {
		s.applying = append(s.applying, *s.at[i][n])
		s.places = append(s.places, i)
	}
}

// judge says which answers do not go with the others, and which are wanted
// because of them.
func (s *look) judge() {
	for k := range s.applying {
		q := &s.applying[k]
		it := &s.l.plan.items[s.places[k]]
		if it.constraint == nil && it.requiredIf == nil {
			continue
		}
		_, round := split(q.ID)
		if it.repeat >= 0 {
			s.enter(it.repeat, round-1)
		}
		own := s.worth[s.l.Questions[s.places[k]].ID]
		if it.requiredIf != nil && !q.Required {
			q.Required = truthOf(s.run(q.ID, "required_if", it.requiredIf, true))
		}
		if it.constraint != nil && textOf(own) != "" {
			s.env["this"] = own
			q.broken = !truthOf(s.run(q.ID, "constraint", it.constraint, false))
		}
		if it.repeat >= 0 {
			s.leave(it.repeat)
		}
	}
}

// Failure is something of an answer, or of the list, that does not hold.
type Failure struct {
	Question string            `json:"question"`
	What     string            `json:"what"` // missing, answer, constraint; or the expression that could not be evaluated
	Value    string            `json:"value,omitempty"`
	Words    map[string]string `json:"words,omitempty"` // of a constraint, or of what is missing
}

// Sheet is what a list makes of answers.
type Sheet struct {
	Asked    []string          // of persons, in the order of the list
	Values   map[string]string // of all that applies and has a value, calculations and defaults among them
	Failures []Failure         // in the order of the list, faults of expressions last
	NotAsked []string          // answers that do not count now; see List.NotAsked
}

// Evaluate tells all there is to tell of answers: the same answers, and the same
// time At, give the same sheet.
func (l List) Evaluate(a Answers) Sheet {
	s := l.look(a)
	out := Sheet{Asked: []string{}, Values: map[string]string{}, Failures: []Failure{}, NotAsked: l.NotAsked(a)}
	for i := range s.applying {
		q := &s.applying[i]
		if q.By == "" && q.Kind != KindCalc {
			out.Asked = append(out.Asked, q.ID)
		}
		if v := s.worthIn(q, s.places[i]); v != "" {
			out.Values[q.ID] = v
		}
		v, there := a[q.ID]
		switch {
		case there && q.Kind != KindNote && q.Kind != KindCalc && q.accepts(v) != nil:
			out.Failures = append(out.Failures, Failure{Question: q.ID, What: "answer", Value: q.Written(v)})
		case q.broken:
			out.Failures = append(out.Failures, Failure{Question: q.ID, What: "constraint", Value: out.Values[q.ID], Words: q.ConstraintWords})
		case !there && q.Required && q.Default == "" && q.By == "":
			out.Failures = append(out.Failures, Failure{Question: q.ID, What: "missing", Words: q.RequiredWords})
		}
	}
	out.Failures = append(out.Failures, s.faults...)
	return out
}

// worthIn is a value as text.
func (s *look) worthIn(q *Question, place int) string {
	if v, there := s.a[q.ID]; there && q.Kind == KindMoney {
		return q.Written(v) // with its currency, which an expression does not see
	}
	v := s.worth[s.l.Questions[place].ID]
	if column := s.columns[place]; column != nil {
		_, round := split(q.ID)
		v = column[round-1]
	}
	return textOf(v)
}

// String is a failure in one line, for a log.
func (f Failure) String() string {
	return fmt.Sprintf("%s: %s %s", f.Question, f.What, strconv.Quote(f.Value))
}
