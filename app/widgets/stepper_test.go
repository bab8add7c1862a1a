package widgets

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"fairvisit/app/theme"
)

// On a tablet every label is read, on a phone the current one and the signs;
// at any width a finger hits each.
func TestStepperFitsEveryWidth(t *testing.T) {
	for _, scale := range []float32{1, 2} {
		test.NewTempApp(t).Settings().SetTheme(&theme.Theme{Scale: scale})
		tapped := ""
		s := Stepper([]Step{{"before", "Before", StepDone}, {"door", "At the door", StepCurrent}, {"talk", "Talk", StepLater}, {"close", "Close", StepLater},
			{"after", "After", StepLater}}, func(id string) { tapped = id })
		for _, width := range []float32{320, 360, 800, 1600} {
			s.Resize(fyne.NewSize(width, s.MinSize().Height))
			var x float32
			for _, o := range s.Objects {
				st := o.(*step)
				if st.Position().X < x-0.5 || st.Size().Width < theme.Target-0.5 || st.Size().Height < theme.Target {
					t.Errorf("at %v, %v: %s is %v wide at %v", width, scale, st.ID, st.Size().Width, st.Position().X)
				}
				if x = st.Position().X + st.Size().Width; x > width+0.5 {
					t.Errorf("at %v: %s ends at %v", width, st.ID, x)
				}
			}
			if got := s.Objects[1].(*step).words.Text; got != "At the door" {
				t.Errorf("at %v the current step reads %q", width, got)
			}
			want := "✓ Before"
			if width < 500 || scale == 2 && width < 1600 {
				want = "✓"
			}
			if got := s.Objects[0].(*step).words.Text; got != want {
				t.Errorf("at %v, %v the done step reads %q", width, scale, got)
			}
		}
		s.Objects[3].(*step).Tapped(nil)
		if tapped != "close" {
			t.Errorf("tapped %q", tapped)
		}
	}
}
