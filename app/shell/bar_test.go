package shell

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	apptheme "fairvisit/app/theme"
	"fairvisit/app/widgets"
)

// No section's name is cut on a phone, however many there are.
func TestABarOfSixSectionsCutsNoName(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(&apptheme.Theme{})
	names := []string{"Board", "Plan", "Review", "Stops", "Promises", "Import"}
	for _, chosen := range []bool{false, true} {
		tabs := make([]fyne.CanvasObject, len(names))
		for i, n := range names {
			label := widgets.Small(n).OneLine()
			label.Bold = chosen
			tabs[i] = &tab{label: label}
		}
		left := float32(352)
		for i, w := range (evenly{}).widths(tabs, 352) {
			left -= w
			if need := tabs[i].(*tab).label.NaturalWidth() + 4; w < need || w < apptheme.Target {
				t.Errorf("%s has %.0f and needs %.0f", names[i], w, need)
			}
		}
		if left < -0.01 || left > 0.01 {
			t.Errorf("%.1f of the bar is left over", left)
		}
	}
}
