package shell_test

import (
	"testing"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"fairvisit/app/shell"
	"fairvisit/app/widgets"
)

// Titles stand at one height on every page, whatever is beside them, and an icon
// that is beside one takes no line of its own on a phone.
func TestTitlesStandAtOneHeight(t *testing.T) {
	s, st := house(t, fyne.NewSize(360, 780))
	icon := func() fyne.CanvasObject {
		return widgets.NewButton("search", "", widgets.Quiet, nil).WithIcon(fynetheme.SearchIcon())
	}
	middle := func(v shell.View, sub string, right ...fyne.CanvasObject) (at, height float32) {
		head := s.Header(v, "Title", sub, right...)
		s.Only(&shell.Page{ID: "headed", Build: func(shell.View) fyne.CanvasObject { return widgets.Column(0, head) }})
		for _, o := range st.Objects() {
			if text, is := o.(*widgets.Text); is && text.Text == "Title" {
				corner, found := st.Where(o)
				if !found {
					t.Fatal("the title is nowhere")
				}
				at = corner.Y + o.Size().Height/2
			}
		}
		return at, widgets.HeightFor(head, 360)
	}
	want, height := middle(shell.View{}, "")
	for name, got := range map[string]func() (float32, float32){
		"a way back":     func() (float32, float32) { return middle(shell.View{Alone: true}, "") },
		"an icon":        func() (float32, float32) { return middle(shell.View{}, "", icon()) },
		"both, and more": func() (float32, float32) { return middle(shell.View{Alone: true}, "more", icon()) },
		"a chip":         func() (float32, float32) { return middle(shell.View{}, "", widgets.Chip(widgets.Good, "ready")) },
		"a chip at a desk's": func() (float32, float32) {
			return middle(shell.View{Width: shell.Wide}, "", widgets.Chip(widgets.Good, "ready"))
		},
	} {
		at, _ := got()
		if off := at - want; off > 0.5 || off < -0.5 {
			t.Errorf("with %s a title stands at %v, without at %v", name, at, want)
		}
	}
	if _, got := middle(shell.View{Alone: true}, "", icon()); got != height {
		t.Errorf("a head with icons is %v high, without %v", got, height)
	}
}
