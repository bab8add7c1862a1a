package widgets

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"fairvisit/app/theme"
)

// Where not all buttons fit beside each other the last one stands on top alone and the
// others share rows, from edge to edge; there are never more rows than without.
func TestDenseActionsShareRows(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(&theme.Theme{Scale: 1})
	button := func(label string) fyne.CanvasObject { return NewButton(label, label, Outlined, nil) }
	places := func(c *fyne.Container, width float32) (rows map[float32]float32, high float32) {
		high = HeightFor(c, width)
		c.Resize(fyne.NewSize(width, high))
		rows = map[float32]float32{}
		for _, o := range c.Objects {
			if o.Position().X+o.Size().Width > width+0.5 || o.Size().Width < theme.Target {
				t.Errorf("a button lies at %v, %v in %.0f", o.Position(), o.Size(), width)
			}
			rows[o.Position().Y] = max(rows[o.Position().Y], o.Position().X+o.Size().Width)
		}
		return rows, high
	}
	labels := []string{"Select the next 8", "Deselect 5", "Crews and proposal"}
	var made []fyne.CanvasObject
	for _, l := range labels {
		made = append(made, button(l))
	}
	rows, dense := places(DenseActions(made...), 328)
	if len(rows) != 2 || made[2].Position().Y != 0 || made[0].Position().Y != made[1].Position().Y || made[0].Position().X != 0 {
		t.Errorf("there are rows at %v", rows)
	}
	for y, end := range rows {
		if end < 327.5 {
			t.Errorf("the row at %.0f ends at %.0f of 328", y, end)
		}
	}
	if _, plain := places(Actions(made...), 328); plain <= dense {
		t.Errorf("dense takes %.0f, and without it is %.0f", dense, plain)
	}
	if rows, _ := places(DenseActions(made...), 200); len(rows) != 3 {
		t.Errorf("at 200 there are rows at %v", rows)
	}
	if rows, _ := places(DenseActions(made...), 900); len(rows) != 1 {
		t.Errorf("at 900 there are rows at %v", rows)
	}
}
