package manager

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strconv"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/widgets"
	"fairvisit/visits"
	"fairvisit/visits/intake"
	"fairvisit/visits/journal"
	dayplan "fairvisit/visits/plan"
)

// listRows are the plan's list as a table: the rows it shows in their order, with what it
// shows of each, masked as there and in the same words, under a head. Amounts are numbers
// beside their currency, to be added up.
func (m *Manager) listRows(w *i18n.Words) [][]string {
	head := []string{w.T("sort.column.name"), w.T("sort.column.street"), w.T("list.amount"), w.T("list.currency"), w.T("narrow.trait.bucket"),
		w.T("sort.column.urgency"), w.T("list.standing"), w.T("sort.column.last")}
	if m.numbersShown() {
		head = append([]string{w.T("list.number")}, head...)
	}
	rows := [][]string{head}
	until := m.branch.promised(m.plan.day)
	for _, c := range m.shown() {
		standing, _ := m.standingOf(w, c, until)
		row := []string{intake.Plain(record.Who(c)), intake.Plain(record.Street(c)), decimal(c.Facts.Amount), c.Facts.Currency, c.Facts.Bucket, m.pointsOf(c), standing, m.lastContact(w, c)}
		if m.numbersShown() {
			row = append([]string{numberOf(c)}, row...)
		}
		rows = append(rows, row)
	}
	return rows
}

func numberOf(c *visits.Case) string {
	if c.Words == nil {
		return ""
	}
	return intake.Plain(c.Words.Number)
}

// decimal is an amount of minor units as a number a spreadsheet reads, with the decimals
// the screen has.
func decimal(minor int64) string {
	minus := ""
	if minor < 0 {
		minus, minor = "-", -minor
	}
	return fmt.Sprintf("%s%d.%02d", minus, minor/100, minor%100)
}

// pointsOf is how urgent a visit is; "" where the step is none.
func (m *Manager) pointsOf(c *visits.Case) string {
	if a := m.branch.appraisals(m.plan.day)[c.ID]; a.Step == dayplan.Visit {
		return strconv.FormatInt(a.Score, 10)
	}
	return ""
}

// exportList writes a table of the plan's list of a day. The entry that says so names the
// bytes by their hash, so that a list found elsewhere is known for the one that went out.
func exportList(ctx context.Context, j *journal.Journal, day string, rows [][]string, file io.WriteCloser) error {
	content, err := table(rows)
	if err != nil {
		return errors.Join(err, file.Close())
	}
	content = append([]byte("\ufeff"), content...) // a spreadsheet reads Chinese as such
	return export(ctx, j, fmt.Sprintf("export plan csv %s, %d rows, sha256 %x", day, len(rows)-1, sha256.Sum256(content)), content, file)
}

// saveList writes the list as it is shown where the manager says.
func (m *Manager) saveList() {
	if m.err != nil || !m.loaded {
		return
	}
	w, day := m.s.Words(), m.plan.day
	rows := m.listRows(w) // as it is shown now, whatever comes while a folder is chosen
	m.saveAs("fairvisit-plan-"+day+".csv", w.N("list.saved", len(rows)-1), func(ctx context.Context, file io.WriteCloser) error {
		return exportList(ctx, m.k.Journal, day, rows, file)
	})
}

// saveListButton saves the list; nil where large letters leave no room, and the page of
// its order has it.
func (m *Manager) saveListButton(w *i18n.Words) fyne.CanvasObject {
	if m.s.Prefs.Scale >= 1.5 {
		return nil
	}
	b := widgets.NewButton("list.save", w.T("list.save"), widgets.Quiet, m.saveList)
	b.Spoken = w.T("list.key")
	return b
}
