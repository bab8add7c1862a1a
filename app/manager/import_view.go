package manager

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/visits"
	"fairvisit/visits/intake"
)

func (m *Manager) importPage() *shell.Page {
	return &shell.Page{ID: "import", Build: m.buildImport, Part: func() string { return m.intake.name },
		Keys: []shell.Key{{Name: fyne.KeyO, About: "import.key.choose", Do: m.chooseFile}}}
}

var caseFiles = []string{".csv", ".xlsx", ".txt", ".tsv"}

// chooseFile asks for a file and reads it beside the screen. While one is taken it
// does nothing: the screen shows that one, with the only way to stop it.
func (m *Manager) chooseFile() {
	if m.intake.writing {
		return
	}
	m.pick(caseFiles, func(f File) {
		if m.intake.writing {
			return // the choosing stood open meanwhile
		}
		zones := m.branch.zones()
		m.intake = &importing{name: f.Name, chosen: f, zone: zones[0]}
		m.readAgain()
	})
}

// readAgain reads the chosen file, with what was said of its columns so far.
func (m *Manager) readAgain() {
	m.intake.reading, m.intake.taking = true, nil
	m.s.Rebuild()
	m.readChosen()
}

func (m *Manager) readChosen() {
	type result struct {
		file *intake.File
		n    counted
	}
	in := m.intake
	shell.Do(m.s.Run, func(ctx context.Context) (result, error) {
		file, n, err := readFile(ctx, m.k, in.chosen, in.columns, in.zone)
		return result{file, n}, err
	}, func(r result, err error) {
		in.reading, in.err, in.file, in.found = false, err, r.file, r.n
		m.more["problems"] = 0
		m.s.Rebuild()
	})
}

// setZone reads the file again: the zone is part of what a case says, and says what
// day it is there.
func (m *Manager) setZone(zone string) {
	m.intake.zone = zone
	m.readChosen()
}

// takeRows writes the file part by part, so that what is done is seen and it can
// be stopped between two.
func (m *Manager) takeRows() {
	in := m.intake
	in.reading, in.writing, in.stop = true, true, false
	m.s.Rebuild()
	shell.Do(m.s.Run, func(ctx context.Context) (*taking, error) { return beginTaking(ctx, m.k.Journal, *in.file, in.zone) }, func(t *taking, err error) {
		in.taking = t
		m.takePart(in, len(t.all) > 0, err)
	})
}

func (m *Manager) takePart(in *importing, more bool, err error) {
	if more && err == nil && !in.stop {
		m.s.Rebuild()
		shell.Do(m.s.Run, func(ctx context.Context) (bool, error) { return in.taking.part(ctx, m.k.Journal) }, func(more bool, err error) { m.takePart(in, more, err) })
		return
	}
	in.reading, in.writing, in.err = false, false, err
	if err == nil {
		in.done, in.taken = true, in.taking.done
	}
	m.Reload()
}

func (m *Manager) buildImport(v shell.View) fyne.CanvasObject {
	w, in := v.Words, m.intake
	head := m.s.Header(v, w.T("section.import"), in.name)
	choose := widgets.Primary("choose", w.T("import.choose"), m.chooseFile)
	again := widgets.NewButton("choose", w.T("import.choose_other"), widgets.Outlined, m.chooseFile)
	switch {
	case in.reading && in.taking != nil:
		return m.writingPage(w, in, head)
	case in.reading:
		return widgets.Framed(head, empty(w.T("common.loading")), nil)
	case in.err != nil:
		cards := []fyne.CanvasObject{m.importTrouble(w)}
		if in.file != nil {
			cards = append(cards, m.columnsCard(w, in))
		}
		return body(head, widgets.Column(theme.Gap12, cards...), widgets.Foot(widgets.Actions(choose)))
	case in.file == nil:
		return body(head, widgets.Column(theme.Gap12, widgets.Card(widgets.Title(w.T("import.what")), widgets.NewText(w.T("import.columns")),
			widgets.Muted(w.T("import.kept"))), m.takenCard(w)), widgets.Foot(widgets.Actions(choose)))
	case in.done:
		done := widgets.Notice(theme.GoodGround, widgets.Strong(w.N("import.taken", in.taken)), widgets.NewText(w.T("import.sent")))
		if rest := len(in.taking.all) - in.taken; rest > 0 {
			done = widgets.Notice(theme.WarningGround, widgets.Strong(w.N("import.taken", in.taken)), widgets.NewText(w.N("import.stopped", rest)))
		}
		toPlan := widgets.Primary("to.plan", w.T("import.to_plan"), func() { m.s.Open("plan") })
		return body(head, widgets.Column(theme.Gap12, done, m.problemsCard(w, in.file), m.takenCard(w)), widgets.Foot(widgets.Actions(again, toPlan)))
	}
	buttons := []fyne.CanvasObject{again}
	if n := in.found.toTake(); n > 0 {
		buttons = append(buttons, widgets.Primary("take", w.N("import.take", n), m.takeRows))
	}
	return body(head, m.preview(w, in), widgets.Foot(widgets.Actions(buttons...)))
}

// writingPage is what is seen while a file is taken.
func (m *Manager) writingPage(w *i18n.Words, in *importing, head fyne.CanvasObject) fyne.CanvasObject {
	done, of := in.taking.done, len(in.taking.all)
	card := widgets.Card(widgets.Title(w.T("import.writing", "done", done, "of", of)), widgets.NewProgress(float32(done)/float32(max(1, of)), widgets.Info),
		widgets.Muted(w.T("import.writing_safe")))
	stop := widgets.NewButton("import.stop", w.T("import.stop"), widgets.Outlined, func() { in.stop = true })
	return body(head, card, widgets.Foot(widgets.Actions(stop)))
}

func (m *Manager) importTrouble(w *i18n.Words) fyne.CanvasObject {
	in := m.intake
	why := in.err.Error()
	var refused *intake.Refused
	switch {
	case errors.Is(in.err, errNoKey):
		why = w.T("import.no_key")
	case errors.As(in.err, &refused):
		why = sentence(w, refused.Why)
	}
	safe := w.T("import.unchanged")
	if in.taking != nil && in.taking.done > 0 {
		safe = w.T("import.writing_safe")
	}
	return widgets.Notice(theme.DangerGround, widgets.Strong(w.T("import.refused")), widgets.NewText(why), widgets.NewText(safe))
}

func (m *Manager) preview(w *i18n.Words, in *importing) fyne.CanvasObject {
	f := in.file
	chips := []fyne.CanvasObject{
		widgets.Chip(widgets.Neutral, w.N("import.rows", f.Rows)),
		widgets.Chip(widgets.Good, w.N("import.good", len(f.Cases))),
	}
	if f.Confidence != intake.Certain && f.Encoding != "utf-8" { // what every program writes says nothing to a manager; rows with broken letters are named
		encoding := widgets.Neutral
		if f.Confidence == intake.Guess {
			encoding = widgets.Warning
		}
		chips = append(chips, widgets.Chip(encoding, w.T("import.encoding", "name", w.T("import.letters."+f.Encoding), "sure", w.T("import.sure."+f.Confidence))))
	}
	if f.Refused > 0 {
		chips = append(chips, widgets.Chip(widgets.Danger, w.N("import.bad", f.Refused)))
	}
	rows := []fyne.CanvasObject{widgets.Wrap(theme.Gap8, chips...)}
	if in.found.toTake() == 0 && len(f.Cases) > 0 {
		rows = append(rows, widgets.Notice(theme.InfoGround, widgets.Strong(w.T("import.nothing")), widgets.NewText(w.N("import.all_same", in.found.Same))))
	} else {
		rows = append(rows, widgets.NewText(w.T("import.compared", "new", in.found.New, "changed", in.found.Changed, "same", in.found.Same)))
	}
	if f.Confidence == intake.Guess {
		rows = append(rows, widgets.Notice(theme.WarningGround, widgets.NewText(w.T("import.guessed"))))
	}
	rows = append(rows, widgets.Wrap(theme.Gap8, widgets.NewButton("zone", w.T("import.zone", "zone", in.zone), widgets.Outlined, func() { m.askZone("import.zone", in.zone, m.setZone) })))
	if len(f.Warnings) > 0 {
		rows = append(rows, warningsCard(w, f))
	}
	for _, c := range f.Unwanted {
		rows = append(rows, widgets.Notice(theme.WarningGround, widgets.NewText(w.T("import.unwanted", "column", c))))
	}
	for _, c := range f.Ignored {
		if slices.Contains(f.Unwanted, c) {
			continue
		}
		rows = append(rows, widgets.Small(w.T("import.ignored", "column", c)))
	}
	return widgets.Column(theme.Gap12, append(rows, m.changesCard(w, in.found), m.problemsCard(w, f), samplesCard(w, f), m.columnsCard(w, in))...)
}

// changesCard names what the file says otherwise of cases that are held, before
// it is taken.
func (m *Manager) changesCard(w *i18n.Words, n counted) fyne.CanvasObject {
	if n.Changed == 0 {
		return widgets.Column(0)
	}
	rows := []fyne.CanvasObject{widgets.Title(w.N("import.changes", n.Changed))}
	for _, c := range n.first {
		rows = append(rows, widgets.Rule(), widgets.Strong(w.T("import.changed_row", "row", c.row, "case", record.Who(c.what)+" · "+record.Street(c.what))))
		for _, ch := range c.changes {
			rows = append(rows, widgets.NewText(changeSaid(w, ch, c.what)))
		}
	}
	if rest := n.Changed - len(n.first); rest > 0 {
		rows = append(rows, widgets.Muted(w.N("plan.more", rest)))
	}
	return widgets.Card(rows...)
}

// askZone asks for a time zone in the words of a key: _title and _why.
func (m *Manager) askZone(key, is string, take func(zone string)) {
	m.s.Ask(func(w *i18n.Words) shell.Question {
		rows := []fyne.CanvasObject{widgets.NewText(w.T(key + "_why"))}
		for _, z := range m.branch.zones() {
			rows = append(rows, toggle("zone."+z, z, z == is, func() {
				m.s.Back()
				take(z)
			}))
		}
		return shell.Question{Title: w.T(key + "_title"), Body: widgets.Column(theme.Gap8, rows...),
			Buttons: []*widgets.Button{widgets.NewButton("zone.cancel", w.T("common.cancel"), widgets.Outlined, nil)}}
	}, nil)
}

// problemsPart is how many bad rows are shown at once.
const problemsPart = 25

// problemsCard names each bad cell: line, column, what stands there, and why it
// cannot be taken.
func (m *Manager) problemsCard(w *i18n.Words, f *intake.File) fyne.CanvasObject {
	if len(f.Problems) == 0 {
		return widgets.Card(widgets.Strong(w.T("import.all_good")))
	}
	rows := []fyne.CanvasObject{widgets.Title(w.N("import.problems", len(f.Problems)))}
	upTo := min(len(f.Problems), problemsPart*(1+m.more["problems"]))
	for _, p := range f.Problems[:upTo] {
		where := w.T("import.where", "row", p.Row, "column", p.Column, "value", p.Value)
		switch {
		case p.Row == 0:
			where = w.T("import.whole_file")
		case p.Column == "":
			where = w.T("import.whole_row", "row", p.Row, "value", p.Value)
		case p.Value == "":
			where = w.T("import.where_empty", "row", p.Row, "column", p.Column)
		}
		rows = append(rows, widgets.Rule(), widgets.Strong(where), widgets.NewText(sentence(w, p.Why)))
	}
	if rest := len(f.Problems) - upTo; rest > 0 {
		rows = append(rows, widgets.Wrap(theme.Gap8, widgets.NewButton("problems.more", w.N("plan.more", rest), widgets.Outlined, func() {
			m.more["problems"]++
			m.s.Rebuild()
		})))
	}
	return widgets.Card(rows...)
}

// warningsCard names what is taken and should be looked at.
func warningsCard(w *i18n.Words, f *intake.File) fyne.CanvasObject {
	rows := []fyne.CanvasObject{widgets.Strong(w.N("import.warnings", len(f.Warnings)))}
	for _, p := range f.Warnings[:min(len(f.Warnings), problemsPart)] {
		where := w.T("import.where", "row", p.Row, "column", p.Column, "value", p.Value)
		if p.Row == 0 {
			where = w.T("import.whole_file")
		}
		rows = append(rows, widgets.NewText(where), widgets.Muted(sentence(w, p.Why)))
	}
	if rest := len(f.Warnings) - problemsPart; rest > 0 {
		rows = append(rows, widgets.Muted(w.N("plan.more", rest)))
	}
	return widgets.Notice(theme.WarningGround, rows...)
}

// samplesShown is how many good rows are shown: enough to see that columns and
// letters are right.
const samplesShown = 5

func samplesCard(w *i18n.Words, f *intake.File) fyne.CanvasObject {
	rows := []fyne.CanvasObject{widgets.Title(w.T("import.samples"))}
	for _, c := range f.Cases[:min(len(f.Cases), samplesShown)] {
		name := "–"
		if len(c.Parties) > 0 {
			name = visits.MaskName(c.Parties[0].Name)
		}
		rows = append(rows, widgets.Rule(), widgets.Strong(c.Number+" · "+name+" · "+visits.MaskStreet(c.Place.Street)),
			widgets.Muted(c.Creditor+" · "+w.Money(c.AmountMinor, c.Currency)+" · "+c.Bucket+" · "+w.T("import.days", "n", strconv.FormatInt(c.DaysPastDue, 10))))
	}
	if len(f.Cases) == 0 {
		rows = append(rows, widgets.Muted(w.T("import.no_good")))
	}
	return widgets.Card(append(rows, record.Fact(w.T("import.hash"), f.Hash.Short()))...)
}
