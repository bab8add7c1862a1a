package widgets

import (
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"fairvisit/app/theme"
)

// Text is words on a screen. It wraps where either language allows: at spaces,
// and between Han characters but never so that a line begins with a closing
// sign or ends with an opening one. Fyne's label breaks Chinese at spaces only.
type Text struct {
	widget.BaseWidget
	Text    string
	Letters fyne.ThemeSizeName  // "" is theme.Body
	Color   fyne.ThemeColorName // "" is theme.Text
	Bold    bool
	Align   fyne.TextAlign
	Lines   int // at most so many, the last one ending in …; 0: all

	width float32
	found [2]wrapping // a layout asks at the least width and at its own, again and again
	least leastWidth
}

// wrapping is what a text became at a width. What can change beside it without a word to the text is the theme,
// and of that only the size of its letters counts.
type wrapping struct {
	text        string
	width, size float32
	bold        bool
	most        int
	lines       []string
}

// leastWidth is how narrow a text can be.
type leastWidth struct {
	text  string
	size  float32
	bold  bool
	width float32
}

// NewText is body text.
func NewText(s string) *Text { return text(s, theme.Body, theme.Text, false) }

// Strong is bold body text.
func Strong(s string) *Text { return text(s, theme.Body, theme.Text, true) }

// Muted is secondary body text.
func Muted(s string) *Text { return text(s, theme.Body, theme.Secondary, false) }

// Small is a secondary caption; it does not stand in an officer's task.
func Small(s string) *Text { return text(s, theme.Caption, theme.Secondary, false) }

// Title heads a card or a list.
func Title(s string) *Text { return text(s, theme.Title, theme.Text, true) }

// Headline heads a page.
func Headline(s string) *Text { return text(s, theme.Headline, theme.Text, true) }

// Colored is bold body text in a colour of the theme.
func Colored(s string, c fyne.ThemeColorName) *Text { return text(s, theme.Body, c, true) }

func text(s string, size fyne.ThemeSizeName, c fyne.ThemeColorName, bold bool) *Text {
	t := &Text{Text: s, Letters: size, Color: c, Bold: bold}
	t.ExtendBaseWidget(t)
	return t
}

// OneLine cuts the text to one line.
func (t *Text) OneLine() *Text { t.Lines = 1; return t }

// Sized sets the size.
func (t *Text) Sized(s fyne.ThemeSizeName) *Text { t.Letters = s; return t }

// Centred puts the lines in the middle.
func (t *Text) Centred() *Text { t.Align = fyne.TextAlignCenter; return t }

// Set changes the words.
func (t *Text) Set(s string) {
	if t.Text != s {
		t.Text = s
		t.Refresh()
	}
}

func (t *Text) size() float32 {
	if t.Letters == "" {
		return fynetheme.Size(theme.Body)
	}
	return fynetheme.Size(t.Letters)
}

func (t *Text) style() fyne.TextStyle { return fyne.TextStyle{Bold: t.Bold} }

func (t *Text) measure(s string) float32 { return fyne.MeasureText(s, t.size(), t.style()).Width }

func (t *Text) lineHeight() float32 { return fyne.MeasureText("明", t.size(), t.style()).Height }

// HeightFor implements Flexible.
func (t *Text) HeightFor(width float32) float32 {
	t.width = width
	return float32(len(t.wrapped(width))) * t.lineHeight()
}

// NaturalWidth is the width of the text in one line.
func (t *Text) NaturalWidth() float32 {
	var w float32
	for _, p := range strings.Split(t.Text, "\n") {
		w = max(w, t.measure(p))
	}
	return w + 1
}

// MinSize is the widest piece, and the height at the width last heard of. A long
// word does not ask for all its width: with large letters on a phone it would
// push what stands beside it off the screen, so there it breaks between letters.
func (t *Text) MinSize() fyne.Size {
	t.ExtendBaseWidget(t)
	if t.Lines == 1 {
		return fyne.NewSize(min(t.NaturalWidth(), t.measure("明…")+1), t.lineHeight())
	}
	w := t.leastWidth()
	return fyne.NewSize(w, float32(len(t.wrapped(max(w, t.width))))*t.lineHeight())
}

func (t *Text) leastWidth() float32 {
	l := leastWidth{text: t.Text, size: t.size(), bold: t.Bold, width: t.least.width}
	if l == t.least && l.width > 0 {
		return l.width
	}
	l.width = 0
	for _, p := range pieces(t.Text) {
		l.width = max(l.width, t.measure(strings.TrimRight(p, " \n")))
	}
	l.width = min(l.width, t.measure("明明明明")) + 1
	t.least = l
	return l.width
}

// Resize implements fyne.CanvasObject.
func (t *Text) Resize(s fyne.Size) {
	t.width = s.Width
	t.BaseWidget.Resize(s)
}

// wrapped is the text in lines of at most that width; 0 is not known yet, and
// then one line a paragraph.
func (t *Text) wrapped(width float32) []string {
	size := t.size()
	for _, f := range t.found {
		if f.lines != nil && f.text == t.Text && f.width == width && f.size == size && f.bold == t.Bold && f.most == t.Lines {
			return f.lines
		}
	}
	t.found[1], t.found[0] = t.found[0], wrapping{t.Text, width, size, t.Bold, t.Lines, t.wrap(width)}
	return t.found[0].lines
}

func (t *Text) wrap(width float32) []string {
	var lines []string
	for _, p := range strings.Split(t.Text, "\n") {
		if width <= 0 || t.measure(p) <= width+0.5 {
			lines = append(lines, p)
			continue
		}
		lines = append(lines, t.broken(p, width)...)
	}
	if t.Lines > 0 && len(lines) > t.Lines {
		lines = lines[:t.Lines]
		lines[t.Lines-1] = t.cut(lines[t.Lines-1]+"…", width)
	}
	if t.Lines == 1 && len(lines) == 1 && width > 0 && t.measure(lines[0]) > width+0.5 {
		lines[0] = t.cut(lines[0]+"…", width)
	}
	return lines
}

func (t *Text) broken(p string, width float32) []string {
	var lines []string
	var line strings.Builder
	var w float32
	for _, piece := range t.fitting(p, width) {
		pw := t.measure(piece)
		if w > 0 && w+t.measure(strings.TrimRight(piece, " ")) > width+0.5 {
			lines = append(lines, strings.TrimRight(line.String(), " "))
			line.Reset()
			w = 0
		}
		line.WriteString(piece)
		w += pw
	}
	return append(lines, strings.TrimRight(line.String(), " "))
}

// fitting are the pieces of a paragraph, those wider than a line cut between
// letters.
func (t *Text) fitting(p string, width float32) []string {
	var list []string
	for _, piece := range t.cuts(p, width) {
		for r := []rune(piece); len(r) > 0; {
			n := len(r)
			for n > 1 && t.measure(strings.TrimRight(string(r[:n]), " ")) > width+0.5 {
				n--
			}
			list, r = append(list, string(r[:n])), r[n:]
		}
	}
	return list
}

// cuts are where a paragraph may be cut. Of a list of facts with points between, a
// fact that fits a line is not torn: what it counts would stand apart from its word.
func (t *Text) cuts(p string, width float32) []string {
	if !strings.Contains(p, point) {
		return pieces(p)
	}
	var list []string
	for _, fact := range strings.SplitAfter(p, point) {
		if t.measure(strings.TrimRight(fact, " ")) <= width+0.5 {
			list = append(list, fact)
			continue
		}
		list = append(list, pieces(fact)...)
	}
	return list
}

// point stands between the facts of a list.
const point = " · "

// cut shortens a line that ends in … until it fits. A number is there whole or not
// at all: what is left of an amount or a day reads as another one.
func (t *Text) cut(line string, width float32) string {
	all := []rune(strings.TrimSuffix(line, "…"))
	n := len(all)
	for n > 0 && t.measure(string(all[:n])+"…") > width {
		n--
	}
	if n < len(all) && strings.ContainsRune(ofNumber, all[n]) {
		n = len([]rune(strings.TrimRight(string(all[:n]), ofNumber)))
	}
	return strings.TrimRight(string(all[:n]), " ·") + "…"
}

// ofNumber are the signs of an amount, a time or a day.
const ofNumber = "0123456789.,:"

const (
	closing = "，。、；：？！）》】」』”’…·,.;:?!)%"
	opening = "（《【「『“‘(¥$€£"
)

func wide(r rune) bool {
	return unicode.Is(unicode.Han, r) || r >= 0x3000 && r <= 0x303F || r >= 0xFF00 && r <= 0xFFEF
}

// pieces cuts text where a line may end. The pieces joined are the text.
func pieces(s string) []string {
	var list []string
	r := []rune(s)
	start := 0
	for i := 1; i < len(r); i++ {
		if i >= 2 && r[i-1] == ' ' && strings.ContainsRune("¥$€£", r[i-2]) {
			continue // an amount stays with its sign
		}
		if breakable(r[i-1], r[i]) {
			list = append(list, string(r[start:i]))
			start = i
		}
	}
	if start < len(r) {
		list = append(list, string(r[start:]))
	}
	return list
}

func breakable(before, after rune) bool {
	switch {
	case after == ' ':
		return false
	case before == ' ':
		return true
	case strings.ContainsRune(closing, after), strings.ContainsRune(opening, before):
		return false
	}
	return wide(before) || wide(after)
}

// CreateRenderer implements fyne.Widget.
func (t *Text) CreateRenderer() fyne.WidgetRenderer {
	t.ExtendBaseWidget(t)
	return &textRenderer{t: t}
}

type textRenderer struct {
	t    *Text
	objs []fyne.CanvasObject
}

func (r *textRenderer) Destroy()                     {}
func (r *textRenderer) MinSize() fyne.Size           { return r.t.MinSize() }
func (r *textRenderer) Objects() []fyne.CanvasObject { return r.objs }

func (r *textRenderer) Layout(s fyne.Size) {
	lines, h := r.t.wrapped(s.Width), r.t.lineHeight()
	for len(r.objs) < len(lines) {
		r.objs = append(r.objs, &canvas.Text{})
	}
	r.objs = r.objs[:len(lines)]
	name := r.t.Color
	if name == "" {
		name = theme.Text
	}
	for i, line := range lines {
		c := r.objs[i].(*canvas.Text)
		c.Text, c.TextSize, c.TextStyle, c.Alignment, c.Color = line, r.t.size(), r.t.style(), r.t.Align, fynetheme.Color(name)
		c.Move(fyne.NewPos(0, float32(i)*h))
		c.Resize(fyne.NewSize(s.Width, h))
	}
}

func (r *textRenderer) Refresh() {
	r.Layout(r.t.Size())
	canvas.Refresh(r.t)
}
