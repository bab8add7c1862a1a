package xlsform

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"fairvisit/visits/checklist"
)

var phases = []string{checklist.PhaseBefore, checklist.PhaseDoor, checklist.PhaseTalk, checklist.PhaseClose, checklist.PhaseAfter}

const (
	longest     = 4000 // characters of a text
	longestName = 60
	largest     = 1_000_000_000_000
	manyKids    = 100
	countName   = ".count" // behind a repeat's name: the question how often
)

// howOften is asked before a group that repeats and does not say it.
var howOften = map[string]string{"en": "How many? ", "zh-Hans": "共几个？"}

// What the column required may say, besides an expression.
var (
	isRequired  = []string{"yes", "true", "true()", "1"}
	notRequired = []string{"no", "false", "false()", "0"}
)

// cell is the row's text under a column without languages, and marks it as read.
func (r *reader) cell(key string) string {
	for i, h := range r.survey.heads {
		if h.key == key && i < len(r.row.cells) {
			r.used[i] = true
			return r.row.cells[i]
		}
	}
	return ""
}

func (r *reader) spoken(key string) map[string]string {
	return r.texts("survey", r.survey, r.row, key, r.used)
}

// said is a column as the file spells it.
func (r *reader) said(key string) string {
	for _, h := range r.survey.heads {
		if h.key == key {
			return h.said
		}
	}
	return key
}

func (r *reader) wrong(key, value, why string) { r.problem("survey", r.row.n, r.said(key), value, why) }

func (r *reader) takeSurvey() {
	if !r.has(r.survey, "type", "name") {
		return
	}
	for _, row := range r.survey.rows {
		r.row, r.used = row, make([]bool, len(row.cells))
		r.takeRow()
		r.quoted()
		r.leftOver()
	}
	for _, o := range r.open {
		r.problem("survey", o.row, "type", o.name, "the group that begins here is not ended")
	}
	for _, name := range slices.Sorted(maps.Keys(r.lists)) {
		r.checkTwice(r.lists[name])
		if list := r.lists[name]; !list.used {
			r.notes = append(r.notes, Problem{"choices", list.choices[0].row, "list_name", name, "no question uses this list"})
		}
	}
}

func (r *reader) takeRow() {
	said := r.cell("type")
	typ, argument := plainType(said)
	kind, asked := types[typ]
	r.typ = typ
	switch {
	case r.disabled(), r.metadata(argument):
		r.allRead()
	case typ == "":
		r.withoutType()
	case slices.Contains(frames, typ):
		r.takeFrame(typ)
	case !asked, argument != "" && typ != "select_one" && typ != "select_multiple":
		r.wrong("type", said, whyNot(typ))
		r.allRead()
	default:
		r.takeQuestion(kind, argument)
	}
}

func (r *reader) takeFrame(typ string) {
	name := r.cell("name")
	repeat := strings.HasSuffix(typ, "repeat")
	if strings.HasPrefix(typ, "end") {
		last := len(r.open) - 1
		switch {
		case last < 0:
			r.wrong("type", typ, "no group is open that could end here")
		case r.open[last].repeat != repeat:
			r.wrong("type", typ, fmt.Sprintf("what is open is %s of row %d, and it is of the other sort", r.open[last].name, r.open[last].row))
			r.open = r.open[:last]
		case name != "" && name != r.open[last].name:
			r.wrong("name", name, "what is open is "+r.open[last].name)
			r.open = r.open[:last]
		default:
			r.open = r.open[:last]
		}
		r.spoken("label") // some forms say it again
		return
	}
	what := "group"
	if repeat {
		what = "repeat"
	}
	if !r.name(what, r.row.n, name) {
		name = fmt.Sprint("row", r.row.n) // so that its end finds it
	}
	if repeat && slices.ContainsFunc(r.open, func(o opened) bool { return o.repeat }) {
		r.wrong("type", typ, "a repeat within a repeat is not read")
	}
	g := checklist.Group{ID: name, In: r.group(), Title: r.spoken("label"), Repeat: repeat}
	at := len(r.groups)
	r.groups = append(r.groups, g)
	r.expression("relevant", false, func(e string) { r.groups[at].Relevant = e })
	if repeat {
		r.countRounds(name, g, at)
	}
	r.open = append(r.open, opened{name, repeat, r.row.n})
}

// countRounds says how often a repeat goes: by its repeat_count, or by a
// question that stands before it.
func (r *reader) countRounds(name string, g checklist.Group, at int) {
	if r.cell("repeat_count") != "" {
		r.groups[at].Count = "0"
		r.expression("repeat_count", false, func(e string) { r.groups[at].Count, r.counts[name] = e, e })
		last := len(r.later) - 1 // first of all: others may ask for count(${name})
		r.later = append([]func(){r.later[last]}, r.later[:last]...)
		return
	}
	titles := map[string]string{}
	for _, lang := range r.languages {
		ask := howOften[lang]
		if ask == "" {
			ask = howOften["en"]
		}
		label := g.Title[lang]
		if label == "" || strings.Contains(label, "${") { // it may show what each round answers
			label = name
		}
		titles[lang] = ask + label
	}
	q := checklist.Question{ID: name + countName, Phase: r.phase(), Kind: checklist.KindNumber, Title: titles, Required: true, Max: manyKids, Words: true, Group: r.group()}
	switch before := r.rowOf[q.ID]; {
	case before > 0:
		r.wrong("name", name, fmt.Sprintf("the question how often is called %s, as that of row %d: give one of them another name", q.ID, before))
		return
	case len(q.ID) > longestName+4:
		r.wrong("name", name, fmt.Sprintf("a repeat without repeat_count has a name of at most %d letters", longestName+4-len(countName)))
		return
	}
	r.rowOf[q.ID] = r.row.n
	r.inOrder(q.Phase)
	i := len(r.questions)
	r.questions = append(r.questions, q)
	r.later = append(r.later, func() { r.questions[i].Relevant = r.groups[at].Relevant })
	r.groups[at].Count = "q[\"" + q.ID + "\"]"
	r.counts[name] = r.groups[at].Count
}

// group is the innermost open one.
func (r *reader) group() string {
	if len(r.open) == 0 {
		return ""
	}
	return r.open[len(r.open)-1].name
}

// phase is that of the outermost group, if it bears the name of one.
func (r *reader) phase() string {
	if len(r.open) > 0 && slices.Contains(phases, strings.ToLower(r.open[0].name)) {
		return strings.ToLower(r.open[0].name)
	}
	return checklist.PhaseTalk
}

// inOrder refuses what the phases of a visit cannot ask in the order of the form.
func (r *reader) inOrder(phase string) {
	at := slices.Index(phases, phase)
	if at < r.phaseAt {
		r.wrong("name", r.cell("name"), fmt.Sprintf("it is of the phase %s, and what stands before it of %s, which comes later in a visit: an outermost group with the name of a phase (%s) is asked in it, and anything else in the talk; move it, or rename the group",
			phase, phases[r.phaseAt], strings.Join(phases, ", ")))
		return
	}
	r.phaseAt = at
}

// takeQuestion reads a question. Its answer is words whatever it is: nobody has
// said that it names no person, and a fact could never be erased.
func (r *reader) takeQuestion(kind, list string) {
	q := checklist.Question{ID: r.cell("name"), Phase: r.phase(), Kind: kind, Title: r.spoken("label"), Why: r.spoken("hint"), Words: true, Group: r.group()}
	if !r.name("question", r.row.n, q.ID) {
		return
	}
	r.takes[q.ID] = true
	r.inOrder(q.Phase)
	for _, o := range r.open {
		if o.repeat {
			r.repeatOf[q.ID] = o.name
		}
	}
	if kind == checklist.KindPhoto && strings.Contains(strings.ToLower(r.cell("appearance")), "signature") {
		q.Kind = checklist.KindSignature
	} else {
		r.takeAppearance()
	}
	if q.Title == nil {
		q.Title = r.inAll(q.ID)
		if kind != checklist.KindCalc {
			r.notes = append(r.notes, Problem{"survey", r.row.n, "label", q.ID, "the question has no label and shows its name"})
		}
	}
	switch kind {
	case checklist.KindText:
		q.Max = longest
	case checklist.KindNumber:
		q.Min, q.Max = -largest, largest
	}
	i := len(r.questions)
	r.questions = append(r.questions, q)
	at := func() *checklist.Question { return &r.questions[i] }
	r.expression("relevant", false, func(e string) { at().Relevant = e })
	if kind == checklist.KindChoice || kind == checklist.KindChoices {
		r.chooseFrom(list, i)
	}
	switch r.typ {
	case "range":
		r.takeRange(i)
	case "barcode":
		r.notes = append(r.notes, Problem{"survey", r.row.n, r.said("type"), r.typ, "the code is typed: nothing is scanned here"})
	}
	if kind == checklist.KindCalc {
		if r.cell("calculation") == "" {
			r.wrong("calculation", "", "a calculate without a calculation")
		}
		r.expression("calculation", false, func(e string) { at().Calculate = e })
		return
	}
	if kind != checklist.KindNote {
		r.takeBounds(at)
	}
}

// unread takes back that a cell was read.
func (r *reader) unread(key string) {
	for i, h := range r.survey.heads {
		if h.key == key && i < len(r.used) {
			r.used[i] = false
		}
	}
}

// takeBounds reads what an answer has to be.
func (r *reader) takeBounds(at func() *checklist.Question) {
	switch required := strings.ToLower(r.cell("required")); {
	case required == "" || slices.Contains(notRequired, required):
	case slices.Contains(isRequired, required):
		at().Required = true
	default:
		r.expression("required", false, func(e string) { at().RequiredIf = e })
	}
	at().RequiredWords = r.spoken("required_message")
	if r.cell("constraint") != "" {
		r.expression("constraint", true, func(e string) { at().Constraint = both(at().Constraint, e) })
		at().ConstraintWords = r.spoken("constraint_message")
	}
	r.takeDefault(at)
}

func (r *reader) chooseFrom(name string, i int) {
	name, other := withOther(name)
	list := r.lists[name]
	switch {
	case name == "":
		r.wrong("type", "", "it does not say from which list")
		return
	case list == nil:
		r.wrong("type", name, "the sheet choices has no list of this name")
		return
	}
	list.used, r.listOf[r.questions[i].ID] = true, name
	if r.choices += len(list.choices); r.choices > checklist.MaxChoices {
		r.wrong("type", name, fmt.Sprintf("with this list the questions have %d choices together, at most %d are read", r.choices, checklist.MaxChoices))
		return
	}
	for _, c := range list.choices {
		r.questions[i].Choices = append(r.questions[i].Choices, checklist.Choice{Code: c.code, Title: c.titles})
	}
	filter := r.cell("choice_filter")
	switch {
	case other && filter != "":
		r.wrong("choice_filter", filter, "a list with or_other is not filtered: give it a choice of its own for what is not in it")
		return
	case other:
		r.askOther(i)
	}
	if filter == "" {
		return
	}
	row, m := r.row, r.meaning()
	r.later = append(r.later, func() {
		for k, c := range list.choices {
			m.column = func(name string) (string, error) {
				switch key := plainName(name); {
				case key == "name":
					return c.code, nil
				case key == "label" || key == "list_name":
					return "", fmt.Errorf("a choice_filter does not look at %s", name)
				case !slices.ContainsFunc(r.filtered, func(h head) bool { return h.key == key }):
					return "", fmt.Errorf("the sheet choices has no column %s (a question is written ${%s})", name, name)
				default:
					return c.cells[key], nil
				}
			}
			e, ok := r.translated(row.n, "choice_filter", filter, m)
			if !ok {
				return
			}
			r.questions[i].Choices[k].Relevant = e
		}
	})
}

// meaning is what names stand for in the whole form, asked for while the row is read.
func (r *reader) meaning() meaning {
	return meaning{
		ref: func(name string) error {
			switch {
			case r.takes[name]: // also where a row of the same name is passed over
				return nil
			case r.passed[name]:
				return fmt.Errorf("${%s} is of a row that is passed over", name)
			}
			return fmt.Errorf("${%s} is no question of this form", name)
		},
		rounds: func(name string) string { return r.counts[name] },
		around: slices.Clone(r.open),
		day:    func(name string) bool { return r.todays[name] && !r.takes[name] },
		in:     func(name string) string { return r.repeatOf[name] },
	}
}

// expression translates a cell once all names are known, and hands it on.
func (r *reader) expression(key string, this bool, to func(string)) {
	cell := r.cell(key)
	if cell == "" {
		return
	}
	row, m := r.row.n, r.meaning()
	m.this = this
	r.later = append(r.later, func() {
		if e, ok := r.translated(row, key, cell, m); ok {
			to(e)
		}
	})
}

func (r *reader) translated(row int, key, cell string, m meaning) (string, bool) {
	e, err := translate(cell, m)
	if err == nil {
		known := false
		if err, known = r.compiled[e]; !known {
			err = checklist.CheckExpression(e)
			r.compiled[e] = err
		}
	}
	if err != nil {
		r.problem("survey", row, r.said(key), cell, err.Error())
		return "", false
	}
	return e, true
}
