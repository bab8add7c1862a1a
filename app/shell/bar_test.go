package shell

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"fairvisit/app/i18n"
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
			tabs[i] = &tab{label: label, badge: widgets.Small("").OneLine()}
		}
		left := float32(352)
		list, named := (evenly{}).widths(tabs, 352)
		if !named {
			t.Error("with letters of their own size the names are left out")
		}
		for i, w := range list {
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

// With large letters no name is cut either: on a phone the open section alone says
// its name, on a rail there is room for all.
func TestLargeLettersCutNoSectionsName(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(&apptheme.Theme{Scale: 1.5})
	names := []string{"Board", "Plan", "Review", "Stops", "Promises", "Import"}
	tabs := make([]fyne.CanvasObject, len(names))
	for i, n := range names {
		tabs[i] = &tab{label: widgets.Small(n).OneLine(), badge: widgets.Small(map[string]string{"Board": "12"}[n]).OneLine(), chosen: n == "Review"}
	}
	bar := container.New(evenly{}, tabs...)
	bar.Resize(fyne.NewSize(352, 80))
	end := float32(0)
	for i, c := range tabs {
		one := c.(*tab)
		switch {
		case one.label.Hidden == one.chosen:
			t.Errorf("%s is named: %v", names[i], !one.label.Hidden)
		case one.chosen && c.Size().Width < one.label.NaturalWidth()+2*besideName, c.Size().Width < apptheme.Target:
			t.Errorf("%s has %.0f", names[i], c.Size().Width)
		case c.Size().Width/2-besideIcon < one.badge.NaturalWidth()-1:
			t.Errorf("the count of %s has no room", names[i])
		}
		end = max(end, c.Position().X+c.Size().Width)
	}
	if end > 352.01 {
		t.Errorf("the bar is %.0f wide", end)
	}
	bar.Resize(fyne.NewSize(1000, 80))
	if one := tabs[0].(*tab); one.label.Hidden {
		t.Error("where there is room again the names are still left out")
	}

	s := New(NewInlineRunner(), Prefs{Lang: i18n.English, Scale: 2}, time.Now)
	s.sections = []Section{{ID: "today", Icon: theme.ListIcon()}, {ID: "promises", Icon: theme.ListIcon()}}
	test.NewTempApp(t).Settings().SetTheme(&apptheme.Theme{Scale: 2})
	_, width := s.rail()
	if need := s.tab(s.sections[1]).label.NaturalWidth(); width < need+2*besideName+2*apptheme.Gap8 {
		t.Errorf("the rail is %.0f wide and a name %.0f", width, need)
	}
}

// Where even the one name does not fit it is left to the page's head, and not cut.
func TestANameThatDoesNotFitIsLeftOut(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(&apptheme.Theme{Scale: 2})
	names := []string{"Board", "Plan", "Review", "Stops", "Promises", "Import"}
	for _, open := range []string{"Plan", "Promises"} {
		tabs := make([]fyne.CanvasObject, len(names))
		for i, n := range names {
			label := widgets.Small(n).OneLine()
			label.Bold = n == open
			tabs[i] = &tab{label: label, badge: widgets.Small("").OneLine(), chosen: n == open}
		}
		bar := container.New(evenly{}, tabs...)
		bar.Resize(fyne.NewSize(352, 80))
		for _, c := range tabs {
			if one := c.(*tab); !one.label.Hidden && one.label.NaturalWidth() > one.Size().Width {
				t.Errorf("%s is cut", one.label.Text)
			}
		}
		if tabs[1].(*tab).label.Hidden == (open == "Plan") {
			t.Errorf("with %s open, the name of Plan is hidden %v", open, open == "Plan")
		}
	}
}
