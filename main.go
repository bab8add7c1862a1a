// Fairvisit is the field-visit app: one binary for officers, branch managers and
// headquarters, who see what their enrolment says.
package main

import (
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"fairvisit/app/theme"
)

func main() {
	a := app.NewWithID("org.fairvisit.app")
	a.Settings().SetTheme(&theme.Theme{})
	_ = test.NewApp
	w := a.NewWindow("Fairvisit")
	w.SetContent(widget.NewLabel("明访"))
	w.ShowAndRun()
}
