package manager

import (
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/visits/intake"
)

// columnsCard says which column of the file is taken for which of ours. What was
// said once is remembered with the import, for the next file with the same header.
func (m *Manager) columnsCard(w *i18n.Words, in *importing) fyne.CanvasObject {
	f := in.file
	if len(f.Header) < 2 {
		return widgets.Column(0) // no table
	}
	rows := []fyne.CanvasObject{widgets.Title(w.T("import.map"))}
	switch {
	case f.Remembered:
		rows = append(rows, widgets.Muted(w.T("import.map_remembered")))
	case len(in.columns) > 0:
		rows = append(rows, widgets.Muted(w.T("import.map_said")))
	default:
		rows = append(rows, widgets.Muted(w.T("import.map_by_name")))
	}
	if missing := missingColumns(w, f); missing != "" {
		rows = append(rows, widgets.Notice(theme.WarningGround, widgets.NewText(w.T("import.map_missing", "columns", missing))))
	}
	for i, h := range f.Header {
		if h.Name == "" || slices.IndexFunc(f.Header, func(o intake.Heading) bool { return o.Name == h.Name }) != i {
			continue // what has no name, or one that stands there already, cannot be spoken of
		}
		ours := widgets.Chip(widgets.Neutral, w.T("import.map_none"))
		if h.Column != "" {
			ours = widgets.Chip(widgets.Good, w.T("import.column."+h.Column))
		}
		choose := widgets.NewButton("column."+strconv.Itoa(i), w.T("import.map_change"), widgets.Outlined, func() { m.askColumn(h) }).Tight()
		choose.Spoken = w.T("import.map_change") + " " + h.Name
		if intake.Unwanted(h.Name) {
			rows = append(rows, widgets.Rule(), widgets.Strong(h.Name), widgets.Wrap(theme.Gap8, ours))
			continue
		}
		rows = append(rows, widgets.Rule(), widgets.Strong(h.Name), widgets.Row(theme.Gap8, widgets.Fill(widgets.Wrap(theme.Gap8, ours)), choose))
	}
	return widgets.Card(rows...)
}

// missingColumns are those of ours that a case cannot do without and no column of
// the file is.
func missingColumns(w *i18n.Words, f *intake.File) string {
	var list []string
	for _, c := range intake.Columns() {
		if c.Required && !slices.ContainsFunc(f.Header, func(h intake.Heading) bool { return h.Column == c.Name }) {
			list = append(list, w.T("import.column."+c.Name))
		}
	}
	return strings.Join(list, w.T("common.list"))
}

// askColumn asks which of ours a column is: a page of its own, for there are more
// than a question holds.
func (m *Manager) askColumn(h intake.Heading) {
	m.s.Push(&shell.Page{ID: "import.column", Build: func(v shell.View) fyne.CanvasObject {
		w := v.Words
		say := func(ours string) func() {
			return func() {
				m.intake.columns = intake.Take(m.intake.file.Header, h.Name, ours)
				m.s.Pop()
				m.readAgain()
			}
		}
		answers := []fyne.CanvasObject{widgets.NewAnswer(widgets.Option{Code: "none", Label: w.T("import.map_none")}, h.Column == "", say(""))}
		for _, c := range intake.Columns() {
			label := w.T("import.column." + c.Name)
			if c.Required {
				label = w.T("import.map_needed", "column", label)
			}
			answers = append(answers, widgets.NewAnswer(widgets.Option{Code: c.Name, Label: label}, h.Column == c.Name, say(c.Name)))
		}
		back := widgets.NewButton("column.back", w.T("common.cancel"), widgets.Outlined, func() { m.s.Pop() })
		return body(m.s.Header(v, h.Name, w.T("import.map_which")), widgets.Columns(260, theme.Gap12, answers...), widgets.Foot(widgets.Actions(back)))
	}})
}
