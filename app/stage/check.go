package stage

import (
	"encoding/hex"
	"fmt"
	"image/color"
	"math"
	"reflect"
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"fairvisit/app/i18n"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
)

// Flaws are what is wrong with how a screen is laid out: a text cut off,
// siblings that overlap, an object outside what shows it, a target too small
// for a thumb, letters that cannot be read on their ground, and words of the
// other language. data reports whether words come from data, such as a name, and
// may be of any language.
func (s *Stage) Flaws(data func(string) bool) []string {
	w := &walker{lang: s.Shell.Prefs.Lang, data: data}
	w.walk(s.Shell, rect{size: s.Shell.Size()}, rect{size: s.Shell.Size()})
	return w.flaws
}

type rect struct {
	at   fyne.Position
	size fyne.Size
}

func (r rect) within(o rect) bool {
	const slack = 1
	return r.at.X >= o.at.X-slack && r.at.Y >= o.at.Y-slack &&
		r.at.X+r.size.Width <= o.at.X+o.size.Width+slack && r.at.Y+r.size.Height <= o.at.Y+o.size.Height+slack
}

func (r rect) meets(o rect) bool {
	const slack = 1
	return r.at.X+slack < o.at.X+o.size.Width && o.at.X+slack < r.at.X+r.size.Width &&
		r.at.Y+slack < o.at.Y+o.size.Height && o.at.Y+slack < r.at.Y+r.size.Height
}

// clip is what of r can be seen within o.
func (r rect) clip(o rect) rect {
	x0, y0 := max(r.at.X, o.at.X), max(r.at.Y, o.at.Y)
	x1, y1 := min(r.at.X+r.size.Width, o.at.X+o.size.Width), min(r.at.Y+r.size.Height, o.at.Y+o.size.Height)
	return rect{fyne.NewPos(x0, y0), fyne.NewSize(max(0, x1-x0), max(0, y1-y0))}
}

type walker struct {
	lang    i18n.Lang
	data    func(string) bool
	grounds []ground
	within  []string // ids of what the object lies in
	flaws   []string
}

type ground struct {
	rect
	fill color.Color
}

// ground notes what letters that come later may stand on.
func (w *walker) ground(seen rect, fill color.Color) {
	if fill == nil || seen.size.Width == 0 || seen.size.Height == 0 {
		return
	}
	if _, _, _, a := fill.RGBA(); a == 0xffff {
		w.grounds = append(w.grounds, ground{seen, fill})
	}
}

func (w *walker) flaw(format string, args ...any) {
	where := ""
	if n := len(w.within); n > 0 {
		where = w.within[n-1] + ": "
	}
	w.flaws = append(w.flaws, where+fmt.Sprintf(format, args...))
}

func (w *walker) walk(o fyne.CanvasObject, at, clip rect) {
	if !o.Visible() {
		return
	}
	if n, ok := o.(named); ok && n.TestID() != "" {
		w.within = append(w.within, n.TestID())
		defer func() { w.within = w.within[:len(w.within)-1] }()
	}
	w.target(o, at, clip)
	switch o := o.(type) {
	case *canvas.Rectangle:
		w.ground(at.clip(clip), o.FillColor)
	case *canvas.Circle:
		w.ground(at.clip(clip), o.FillColor)
	case *canvas.Text:
		w.text(o, at, clip)
	case *widgets.Text:
		w.language(o.Text)
		w.children(test.WidgetRenderer(o).Objects(), at, clip)
	case *fyne.Container:
		w.apart(o, at)
		w.children(o.Objects, at, clip)
	case *widgets.Scroll:
		inner := at.clip(clip)
		inside := rect{at.at.Add(o.Content.Position()), o.Content.Size()}
		if inside.size.Width > at.size.Width+1 {
			w.flaw("what is scrolled is %.0f wide in %.0f", inside.size.Width, at.size.Width)
		}
		w.walk(o.Content, inside, inner)
	case *widget.List:
		w.children(test.WidgetRenderer(o).Objects(), at, at.clip(clip))
	case *widget.Entry:
		// Fyne's own; its inside is its own.
	case fyne.Widget:
		w.children(test.WidgetRenderer(o).Objects(), at, clip)
	}
}

func (w *walker) children(list []fyne.CanvasObject, at, clip rect) {
	for _, c := range list {
		w.walk(c, rect{at.at.Add(c.Position()), c.Size()}, clip)
	}
}

// target checks that what can be tapped is large enough, if it is seen whole.
func (w *walker) target(o fyne.CanvasObject, at, clip rect) {
	if _, ok := o.(fyne.Tappable); !ok || inFyne(o) {
		return
	}
	if at.size.Width+0.5 < theme.Target || at.size.Height+0.5 < theme.Target {
		w.flaw("can be tapped and is %.0f × %.0f", at.size.Width, at.size.Height)
	}
	if seen := at.clip(clip); seen.size.Width > 1 && seen.size.Height > 1 && seen.size.Width+1 < at.size.Width {
		w.flaw("can be tapped and lies outside by %.0f", at.size.Width-seen.size.Width)
	}
}

// inFyne reports whether an object is a part that Fyne made, such as the bar of a
// list that scrolls: a finger moves the list itself.
func inFyne(o fyne.CanvasObject) bool {
	return strings.HasPrefix(reflect.TypeOf(o).Elem().PkgPath(), "fyne.io/fyne/v2/internal")
}

func (w *walker) text(o *canvas.Text, at, clip rect) {
	if strings.TrimSpace(o.Text) == "" {
		return
	}
	need := o.MinSize()
	if need.Width > at.size.Width+1 || need.Height > at.size.Height+1 {
		w.flaw("%q needs %.0f × %.0f and has %.0f × %.0f", o.Text, need.Width, need.Height, at.size.Width, at.size.Height)
	}
	seen := at.clip(clip)
	if seen.size.Width < 1 || seen.size.Height < need.Height/4 {
		return // scrolled away: of what is left no letter can be read
	}
	if at.at.X < clip.at.X-1 || at.at.X+need.Width > clip.at.X+clip.size.Width+1 && o.Alignment == fyne.TextAlignLeading {
		w.flaw("%q is cut at the side", o.Text)
	}
	for i := len(w.grounds) - 1; i >= 0; i-- {
		if g := w.grounds[i]; seen.within(g.rect) || g.meets(seen) {
			if c := contrast(o.Color, g.fill); c < 4.5 {
				w.flaw("%q has a contrast of %.1f : 1", o.Text, c)
			}
			return
		}
	}
}

// apart checks that siblings a layout of ours placed do not lie on each other.
func (w *walker) apart(c *fyne.Container, at rect) {
	if c.Layout == nil {
		return
	}
	switch name := reflect.TypeOf(c.Layout).String(); strings.TrimPrefix(name, "*") {
	case "widgets.column", "widgets.row", "widgets.wrap", "widgets.columns", "widgets.framed", "widgets.actions", "shell.split", "shell.evenly":
	default:
		return
	}
	var placed []rect
	for _, o := range c.Objects {
		if !o.Visible() {
			continue
		}
		r := rect{at.at.Add(o.Position()), o.Size()}
		for _, p := range placed {
			if r.meets(p) {
				w.flaw("two things lie on each other at %.0f, %.0f", r.at.X, r.at.Y)
			}
		}
		if !r.within(at) {
			w.flaw("something %.0f × %.0f at %.0f, %.0f does not fit its %.0f × %.0f at %.0f, %.0f", r.size.Width, r.size.Height, r.at.X, r.at.Y, at.size.Width, at.size.Height, at.at.X, at.at.Y)
		}
		placed = append(placed, r)
	}
}

// ownNames are the names of the languages, each written in itself wherever it
// stands.
var ownNames = map[string]bool{"English": true, "简体中文": true}

// Latin words that stand in Chinese as they are: units, codes and names of
// formats.
var latinInChinese = map[string]bool{"PIN": true, "CSV": true, "GPS": true, "QR": true, "HQ": true, "B": true, "kB": true, "MB": true, "MiB": true, "GB": true, "Esc": true, "Tab": true, "Enter": true, "Ctrl": true, "Up": true, "Down": true, "Fairvisit": true, "OpenStreetMap": true, "JPEG": true, "PNG": true, "ID": true}

// language looks at the words first and asks about the data last: that costs far
// more, and few texts need it.
func (w *walker) language(s string) {
	why := foreign(w.lang, s)
	if why == "" || ownNames[s] || w.data != nil && w.data(s) {
		return
	}
	w.flaw("%q is %s", s, why)
}

// foreign is why a text does not belong on a screen of a language; "" where it does.
func foreign(lang i18n.Lang, s string) string {
	if lang == i18n.English {
		if strings.IndexFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) }) >= 0 {
			return "Chinese on an English screen"
		}
		return ""
	}
	if strings.Contains(s, "[[") {
		return "a key nobody translated"
	}
	words := strings.FieldsFunc(s, func(r rune) bool {
		return r > 0x7e || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("./_-", r)
	})
	for _, word := range words {
		// Ids of things and of rules have figures or dots in them or are upper case;
		// a time zone has a slash.
		if len(word) > 2 && !latinInChinese[word] && word != strings.ToUpper(word) && !strings.ContainsAny(word, "0123456789./") && !shortID(word) && !fingerprint(s) {
			return "English on a Chinese screen"
		}
	}
	return ""
}

// shortID reports whether a word is the first four bytes of an id, which once in two
// thousand has no figure in it.
func shortID(word string) bool {
	b, err := hex.DecodeString(word)
	return err == nil && len(b) == 4
}

// fingerprint reports whether a text is 32 bytes in hexadecimal.
func fingerprint(s string) bool {
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	return err == nil && len(b) == 32
}

// contrast is WCAG 2.2's ratio of relative luminances.
func contrast(a, b color.Color) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	linear := func(v uint32) float64 {
		s := float64(v) / 0xffff
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}
