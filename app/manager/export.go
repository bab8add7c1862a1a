package manager

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"

	"fairvisit/app/shell"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// export writes content into a file. That it goes out, and what it is, is an entry before
// a byte of it does, as with an export at headquarters; who cannot be written down gets
// nothing. The file is closed in any case.
func export(ctx context.Context, j *journal.Journal, what string, content []byte, file io.WriteCloser) error {
	_, err := j.Append(ctx, journal.Writing{Kind: visits.RecordViewed, Facts: visits.ViewedFacts{What: what, Reader: j.Identity().Officer}})
	if err != nil {
		return errors.Join(err, file.Close())
	}
	_, err = file.Write(content)
	return errors.Join(err, file.Close())
}

// table is rows as CSV.
func table(rows [][]string) ([]byte, error) {
	var b bytes.Buffer
	err := csv.NewWriter(&b).WriteAll(rows)
	return b.Bytes(), err
}

// savedFor is how long the manager is told what became of a file.
const savedFor = 6 * time.Second

// saveAs has the manager say where a file goes, writes it beside the screen, and tells
// said once it is there.
func (m *Manager) saveAs(name, said string, write func(context.Context, io.WriteCloser) error) {
	window := m.s.Window()
	if window == nil {
		return
	}
	save := dialog.NewFileSave(func(file fyne.URIWriteCloser, err error) {
		switch {
		case err != nil:
			m.s.Tell(m.s.Words().T("common.failed", "why", err.Error()), "", nil, savedFor)
		case file != nil:
			shell.Do(m.s.Run, func(ctx context.Context) (struct{}, error) {
				return struct{}{}, write(ctx, file)
			}, func(_ struct{}, err error) {
				if err != nil {
					said = m.s.Words().T("common.failed", "why", err.Error())
				}
				m.s.Tell(said, "", nil, savedFor)
			})
		}
	}, window)
	save.SetFileName(name)
	save.Show()
}
