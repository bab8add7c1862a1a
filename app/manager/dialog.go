package manager

import (
	"io"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
)

// FileDialog is the picker of a window: the system's own dialog where Fyne has
// one. A dialog that fails or is closed hands nothing over.
func FileDialog(w fyne.Window) Picker {
	return func(took func(File)) {
		d := dialog.NewFileOpen(func(r fyne.URIReadCloser, err error) {
			if err == nil && r != nil {
				took(File{Name: r.URI().Name(), Open: func() (io.ReadCloser, error) { return r, nil }})
			}
		}, w)
		d.SetFilter(storage.NewExtensionFileFilter([]string{".csv", ".xlsx", ".txt", ".tsv"}))
		d.Show()
	}
}
