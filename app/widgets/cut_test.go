package widgets

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	apptheme "fairvisit/app/theme"
)

// A number that does not fit is left out and never cut: what is left of 1,200.00
// would read as 1,20.
func TestANumberIsNeverCut(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(&apptheme.Theme{})
	full := NewText("¥ 1,200.00 · Mon 30 Nov").OneLine()
	for width := full.NaturalWidth() - 1; width > 20; width -= 3 {
		said := full.wrapped(width)[0]
		for part := range strings.FieldsSeq(strings.TrimSuffix(said, "…")) {
			if !strings.Contains(" ¥ 1,200.00 · Mon 30 Nov ", " "+part+" ") && strings.ContainsAny(part, ofNumber) {
				t.Errorf("in %.0f it says %q", width, said)
			}
		}
		if strings.HasSuffix(said, "·…") || strings.HasSuffix(said, " …") {
			t.Errorf("in %.0f it ends as %q", width, said)
		}
	}
}

// In a narrow list with large letters an amount and its day are both whole.
func TestALineSaysItsAmountAndItsDay(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(&apptheme.Theme{Scale: 1.5})
	l := NewLine("", "¥ 1,200.00 · 罗**", "Due", nil)
	l.Mark, l.State = "Mon 30 Nov", "Open"
	for width := float32(290); width < 800; width += 7 {
		l.Resize(fyne.NewSize(width, l.MinSize().Height))
		r := test.WidgetRenderer(l).(*lineRenderer)
		for _, said := range []*Text{r.title, r.mark} {
			part, _, _ := strings.Cut(said.Text, point)
			if got := said.wrapped(said.Size().Width)[0]; !strings.HasPrefix(got, part) {
				t.Errorf("in %.0f %q reads %q", width, said.Text, got)
			}
		}
		if r.title.Position().Y == r.mark.Position().Y && r.title.Position().X+r.title.Size().Width > r.mark.Position().X {
			t.Errorf("in %.0f the title lies on the mark", width)
		}
		if right := r.chip.Position().X + r.chip.Size().Width; r.title.Position().Y != r.mark.Position().Y && right > r.mark.Position().X {
			t.Errorf("in %.0f the chip lies on the mark", width)
		}
	}
}

// Of a list whose titles are sentences two lines are read: the beginnings are alike.
func TestATallLineSaysItsWholeSentence(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(&apptheme.Theme{})
	const said = "The visit was begun outside the hours of the address, by a clock that was wrong"
	tall, low := NewLine("", said, "No. 4711", nil), NewLine("", said, "No. 4711", nil)
	tall.Tall, tall.Mark, tall.State = true, "3 d", "Hours"
	low.Mark, low.State = "3 d", "Hours"
	if tall.MinSize().Height <= low.MinSize().Height {
		t.Fatal("it has no room for more")
	}
	for _, width := range []float32{400, 440, 700} {
		tall.Resize(fyne.NewSize(width, tall.MinSize().Height))
		r := test.WidgetRenderer(tall).(*lineRenderer)
		if got := strings.Join(r.title.wrapped(r.title.Size().Width), " "); got != said {
			t.Errorf("in %.0f it reads %q", width, got)
		}
		if bottom := r.title.Position().Y + r.title.Size().Height; bottom > r.chip.Position().Y+0.5 {
			t.Errorf("in %.0f the title reaches %.1f into the chip", width, bottom-r.chip.Position().Y)
		}
	}
	low.Resize(fyne.NewSize(400, low.MinSize().Height))
	r := test.WidgetRenderer(low).(*lineRenderer)
	if got := r.title.wrapped(r.title.Size().Width)[0]; got == said {
		t.Error("one line holds it too: this test shows nothing")
	}
}
