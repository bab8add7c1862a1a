package shots

import (
	"image"
	"image/color"

	"golang.org/x/image/draw"
	"golang.org/x/image/font"
	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/math/fixed"
)

// sheet is all variants of one screen beside each other, at half their size.
type sheet struct{ cells []cell }

type cell struct {
	caption string
	picture *image.RGBA
}

func (s *sheet) add(caption string, p image.Image) {
	half := image.NewRGBA(image.Rect(0, 0, p.Bounds().Dx()/2, p.Bounds().Dy()/2))
	draw.ApproxBiLinear.Scale(half, half.Bounds(), p, p.Bounds(), draw.Src, nil)
	s.cells = append(s.cells, cell{caption, half})
}

const (
	sheetGap     = 16
	sheetCaption = 20
)

// draw lays the cells out in rows of so many.
func (s *sheet) draw(columns int) image.Image {
	var widths, heights []int
	for i, c := range s.cells {
		if i < columns {
			widths = append(widths, 0)
		}
		if i%columns == 0 {
			heights = append(heights, 0)
		}
		widths[i%columns] = max(widths[i%columns], c.picture.Bounds().Dx())
		heights[i/columns] = max(heights[i/columns], c.picture.Bounds().Dy())
	}
	all := image.NewRGBA(image.Rect(0, 0, sum(widths, sheetGap), sum(heights, sheetGap+sheetCaption)))
	draw.Draw(all, all.Bounds(), image.NewUniform(color.Gray{0x80}), image.Point{}, draw.Src)
	for i, c := range s.cells {
		x, y := sum(widths[:i%columns], sheetGap), sum(heights[:i/columns], sheetGap+sheetCaption)
		words := font.Drawer{Dst: all, Src: image.White, Face: basicfont.Face7x13, Dot: fixed.P(x, y)}
		words.DrawString(c.caption)
		draw.Draw(all, c.picture.Bounds().Add(image.Pt(x, y+sheetCaption-sheetGap)), c.picture, image.Point{}, draw.Src)
	}
	return all
}

// sum is where the next begins after those, with a gap before each.
func sum(lengths []int, gap int) int {
	n := gap
	for _, l := range lengths {
		n += l + gap
	}
	return n
}
