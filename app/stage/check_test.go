package stage

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
)

func flawsOf(t *testing.T, lang i18n.Lang, build func() fyne.CanvasObject) string {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(&theme.Theme{})
	s := shell.New(shell.NewInlineRunner(), shell.Prefs{Lang: lang}, time.Now)
	s.Only(&shell.Page{ID: "page", Build: func(shell.View) fyne.CanvasObject { return build() }})
	return strings.Join(New(s, fyne.NewSize(360, 780)).Flaws(nil), "\n")
}

func TestAGoodScreenHasNoFlaws(t *testing.T) {
	long := "A sentence that is rather long and goes on in the next line, and in the one after it too."
	got := flawsOf(t, i18n.English, func() fyne.CanvasObject {
		return widgets.Framed(widgets.Headline("Title"), widgets.NewScroll(widgets.Column(12, widgets.Card(widgets.NewText(long), widgets.Chip(widgets.Good, "Allowed")),
			widgets.Answers([]widgets.Option{{Code: "a", Label: long}}, "a", func(string) {}), widgets.Columns(100, 8, widgets.NewText("one"), widgets.NewText(long)))),
			widgets.Bar(widgets.Actions(widgets.NewButton("x", "Another day", widgets.Outlined, nil), widgets.Primary("go", "Go", nil))))
	})
	if got != "" {
		t.Error(got)
	}
}

// What is no flaw: white on a dark disc, the bar of a list, a row that is
// scrolled out of sight above a button, and names that are the same everywhere.
func TestNoFlawIsInvented(t *testing.T) {
	got := flawsOf(t, i18n.Chinese, func() fyne.CanvasObject {
		rows := widget.NewList(func() int { return 40 }, func() fyne.CanvasObject {
			disc := canvas.NewCircle(fynetheme.Color(theme.Text))
			one := canvas.NewText("1", fynetheme.Color(theme.Surface))
			disc.Resize(fyne.NewSquareSize(40))
			one.Resize(fyne.NewSize(40, 40))
			return container.NewGridWrap(fyne.NewSize(48, 48), container.NewWithoutLayout(disc, one))
		}, func(int, fyne.CanvasObject) {})
		return widgets.Framed(widgets.Column(0, widgets.NewText("English"), widgets.NewText("简体中文"), widgets.NewText("时区 Asia/Shanghai"), widgets.NewText("照片 3ddecb0fd4e4"), widgets.NewText("案件 fcedcaab")),
			rows, widgets.NewButton("b", "下一步", widgets.Quiet, nil))
	})
	if got != "" {
		t.Error(got)
	}
}

func TestEachFlawIsSeen(t *testing.T) {
	fixed := func(o fyne.CanvasObject, w, h float32) fyne.CanvasObject {
		o.Resize(fyne.NewSize(w, h))
		return container.NewWithoutLayout(o)
	}
	for _, c := range []struct {
		want  string
		lang  i18n.Lang
		build func() fyne.CanvasObject
	}{
		{"needs", i18n.English, func() fyne.CanvasObject {
			return fixed(canvas.NewText("cut off", fynetheme.Color(theme.Text)), 10, 30)
		}},
		{"can be tapped and is", i18n.English, func() fyne.CanvasObject {
			return fixed(widgets.NewButton("b", "x", widgets.Outlined, nil), 30, 30)
		}},
		{"contrast", i18n.English, func() fyne.CanvasObject {
			return fixed(canvas.NewText("pale", fynetheme.Color(theme.Divider)), 100, 30)
		}},
		{"is cut at the side", i18n.English, func() fyne.CanvasObject {
			o := canvas.NewText("outside", fynetheme.Color(theme.Text))
			o.Resize(fyne.NewSize(100, 30))
			o.Move(fyne.NewPos(330, 0))
			return container.NewWithoutLayout(o)
		}},
		{"Chinese on an English", i18n.English, func() fyne.CanvasObject { return widgets.NewText("上门") }},
		{"English on a Chinese", i18n.Chinese, func() fyne.CanvasObject { return widgets.NewText("已 done") }},
		{"nobody translated", i18n.Chinese, func() fyne.CanvasObject { return widgets.NewText("[[no.key]]") }},
		{"\"a row that is too long\" needs", i18n.English, func() fyne.CanvasObject {
			return widget.NewList(func() int { return 1 }, func() fyne.CanvasObject {
				return fixed(canvas.NewText("a row that is too long", fynetheme.Color(theme.Text)), 40, 30)
			}, func(int, fyne.CanvasObject) {})
		}},
		{"English on a Chinese", i18n.Chinese, func() fyne.CanvasObject { return widgets.NewText("时区 Asia/Shanghai, or another one") }},
		{"does not fit", i18n.English, func() fyne.CanvasObject {
			return fixed(widgets.Column(0, widgets.NewText("a"), widgets.NewText("b")), 100, 30)
		}},
	} {
		if got := flawsOf(t, c.lang, c.build); !strings.Contains(got, c.want) {
			t.Errorf("wanted a flaw %q, got %q", c.want, got)
		}
	}
}
