package manager

import (
	"io"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	fynedesktop "fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/storage"
)

// shiftHeld asks the keyboard; a phone has none.
func shiftHeld() bool {
	d, is := fyne.CurrentApp().Driver().(fynedesktop.Driver)
	return is && d.CurrentKeyModifiers()&fyne.KeyModifierShift != 0
}

// FileDialog is the picker of a window: the system's own dialog where Fyne has
// one. A dialog that fails or is closed hands nothing over.
func FileDialog(w fyne.Window) Picker {
	return func(endings []string, took func(File)) {
		d := dialog.NewFileOpen(func(r fyne.URIReadCloser, err error) {
			if err == nil && r != nil {
				uri := r.URI()
				// What was said of its columns has the file read again.
				took(File{Name: uri.Name(), Open: func() (io.ReadCloser, error) {
					first := r
					if r = nil; first != nil {
						return first, nil
					}
					return storage.Reader(uri)
				}})
			}
		}, w)
		d.SetFilter(storage.NewExtensionFileFilter(endings))
		d.Show()
	}
}
