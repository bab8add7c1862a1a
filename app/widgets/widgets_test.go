package widgets

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"pgregory.net/rapid"

	"fairvisit/app/theme"
)

func themed(t *testing.T) {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(&theme.Theme{})
}

func TestChineseWrapsWithoutASignAtTheWrongEnd(t *testing.T) {
	themed(t)
	text := NewText("检查 12 号仓库的门牌，（不要）拍到车牌；看看“标点”会不会跑到行首。OK?")
	for width := float32(60); width < 400; width += 7 {
		lines := text.wrapped(width)
		for i, line := range lines {
			if i > 0 && strings.ContainsRune(closing, []rune(line)[0]) {
				t.Errorf("at %v a line begins with a closing sign: %q", width, line)
			}
			if r := []rune(line); strings.ContainsRune(opening, r[len(r)-1]) {
				t.Errorf("at %v a line ends with an opening sign: %q", width, line)
			}
		}
	}
}

// Whatever the words and the width: nothing is lost, and no line is wider than
// it may be unless it cannot be broken.
func TestWrappingKeepsAllWords(t *testing.T) {
	themed(t)
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(strings.Fields(rapid.StringMatching(`[a-z，。上门对方 （）]{0,60}`).Draw(t, "text")), " ")
		width := rapid.Float32Range(20, 300).Draw(t, "width")
		text := NewText(s)
		lines := text.wrapped(width)
		if got := strings.ReplaceAll(strings.Join(lines, ""), " ", ""); got != strings.ReplaceAll(s, " ", "") {
			t.Fatalf("%q became %q", s, lines)
		}
		for _, line := range lines {
			if text.measure(line) > width+1 && len(pieces(line)) > 1 {
				t.Fatalf("%q is %v wide in %v and could be broken", line, text.measure(line), width)
			}
		}
	})
}

func TestAnAmountStaysWithItsSign(t *testing.T) {
	themed(t)
	text := NewText("您承诺还款 ¥ 2,000.00，方式：银行。Or in English: pay ¥ 12,000.50 by bank.")
	for width := float32(100); width < 500; width += 3 {
		for _, line := range text.wrapped(width) {
			if strings.HasSuffix(line, "¥") {
				t.Fatalf("at %v: %q", width, text.wrapped(width))
			}
		}
	}
}

func TestOneLineEndsInDots(t *testing.T) {
	themed(t)
	text := NewText("A very long street name in an invented district").OneLine()
	lines := text.wrapped(120)
	if len(lines) != 1 || !strings.HasSuffix(lines[0], "…") || text.measure(lines[0]) > 120 {
		t.Errorf("%q", lines)
	}
}

func TestAColumnIsAsHighAsItsWrappedTexts(t *testing.T) {
	themed(t)
	long := NewText(strings.Repeat("words and words ", 20))
	c := Column(10, Strong("head"), long)
	wide, slim := HeightFor(c, 600), HeightFor(c, 200)
	if slim <= wide {
		t.Fatalf("%v high at 200, %v at 600", slim, wide)
	}
	c.Resize(fyne.NewSize(200, slim))
	if end := long.Position().Y + long.Size().Height; end > slim+0.5 {
		t.Errorf("the text ends at %v of %v", end, slim)
	}
}

func TestActionsStackWhereTheyDoNotFit(t *testing.T) {
	themed(t)
	a, b := NewButton("a", "Another day", Outlined, nil), Primary("b", "Arrived, start the visit", nil)
	c := Actions(a, b)
	c.Resize(fyne.NewSize(700, HeightFor(c, 700)))
	if a.Position().Y != b.Position().Y || b.Position().X < a.Position().X {
		t.Errorf("beside: %v %v", a.Position(), b.Position())
	}
	c.Resize(fyne.NewSize(250, HeightFor(c, 250)))
	if b.Position().Y >= a.Position().Y || a.Size().Width != 250 {
		t.Errorf("stacked, the next action on top: %v %v", a.Position(), b.Position())
	}
}

func TestAnAnswerIsPickedByFingerAndByKey(t *testing.T) {
	themed(t)
	var picked []string
	c := Answers([]Option{{Code: "yes", Label: "Yes"}, {Code: "no", Label: "No"}}, "", func(code string) { picked = append(picked, code) })
	c.Objects[0].(*Answer).Tapped(nil)
	c.Objects[1].(*Answer).TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	c.Objects[1].(*Answer).TypedRune(' ')
	if strings.Join(picked, " ") != "yes no no" {
		t.Error(picked)
	}
	for _, o := range c.Objects {
		if h := HeightFor(o, 300); h < theme.Tile {
			t.Errorf("an answer is %v high", h)
		}
	}
}
