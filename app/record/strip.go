package record

import (
	"image"
	"image/color"
	"image/draw"
	"strings"
	"sync"

	"fyne.io/fyne/v2"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"fairvisit/app/i18n"
	"fairvisit/app/theme"
	"fairvisit/evidence"
	"fairvisit/visits"
)

// Watermark is what stands below the copy of a photo: which case, visit and
// entry it is of, when it was recorded by which class of clock, and that it is a
// copy. It names nobody.
func Watermark(w *i18n.Words, c *visits.Case, v *visits.Visit, entry evidence.Hash, index int, original bool) []string {
	said := []string{w.T("strip.ids", "case", c.ID.Short(), "visit", v.ID.Short(), "entry", entry.Short())}
	for _, l := range v.Lines {
		if l.Entry != entry {
			continue
		}
		class := w.T("strip.no_class")
		if v.Opened != nil && v.Opened.Verdict.Class != "" {
			class = ClockClass(w, v.Opened.Verdict.Class)
		}
		at := At(c, l.Wall)
		said = append(said, w.T("strip.time", "day", w.Date(at), "year", at.Year(), "time", at.Format("15:04:05"), "zone", at.Format("UTC-07:00"), "class", class))
	}
	switch {
	case original:
		return append(said, w.T("strip.original"))
	case !v.CoverOf(entry, index).Empty():
		return append(said, w.T("strip.masked"))
	}
	return append(said, w.T("strip.copy"))
}

// stripFont is the app's own letters: a system's would not have every sign of
// both languages.
var stripFont = sync.OnceValues(func() (*opentype.Font, error) {
	return opentype.Parse((&theme.Theme{}).Font(fyne.TextStyle{}).Content())
})

var (
	stripGround  = color.RGBA{255, 255, 255, 255}
	stripLetters = color.RGBA{20, 32, 43, 255}
)

// Strip is a copy of a picture with lines of words below it, never over it.
func Strip(picture image.Image, lines []string) (*image.RGBA, error) {
	parsed, err := stripFont()
	if err != nil {
		return nil, err
	}
	w, h := picture.Bounds().Dx(), picture.Bounds().Dy()
	size := max(9, float64(w)/52)
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingFull})
	if err != nil {
		return nil, err
	}
	defer face.Close() // it holds nothing that could fail to close
	edge, step := int(size), int(size*1.5)
	var rows []string
	for _, l := range lines {
		rows = append(rows, wrapped(face, l, fixed.I(max(1, w-2*edge)))...)
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h+step*len(rows)+edge))
	draw.Draw(out, out.Rect, image.NewUniform(stripGround), image.Point{}, draw.Src)
	draw.Draw(out, image.Rect(0, 0, w, h), picture, picture.Bounds().Min, draw.Src)
	for i, row := range rows {
		d := font.Drawer{Dst: out, Src: image.NewUniform(stripLetters), Face: face, Dot: fixed.P(edge, h+step*(i+1)+edge/4)}
		d.DrawString(row)
	}
	return out, nil
}

// wrapped breaks a line where it gets too long, at its separators: a short id
// cut in two would be read as two.
func wrapped(face font.Face, line string, room fixed.Int26_6) []string {
	const between = " · "
	var rows []string
	row := ""
	for part := range strings.SplitSeq(line, between) {
		next := part
		if row != "" {
			next = row + between + part
		}
		if row != "" && font.MeasureString(face, next) > room {
			rows, next = append(rows, row), part
		}
		row = next
	}
	return append(rows, row)
}
