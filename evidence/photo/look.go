package photo

import (
	"image"
	"math"
	"math/bits"
)

// Look is what a picture's pixels say of how it can be read: figures only.
// They do not depend on how the camera was held.
type Look struct {
	Sharp  int    // variance of the Laplacian in the sharpest sixteenth of the gray copy
	Luma   int    // mean brightness, 0–255
	Dark   int    // ‰ of the gray copy under darkBelow
	Bright int    // ‰ of it over brightAbove
	Print  uint64 // see printOf; 0: the picture has too little in it to be told from another
}

// lookEdge is the longest edge of the gray copy all figures are taken from, in
// pixels: a variance of the Laplacian means something only at one size, and what
// is blurred at 12 megapixels and sharp at this size can be read.
const lookEdge = 512

// The bounds of what is noted. They say what is worth a second look, never what
// is refused, and are kept loose: an officer who is told of every dusk stops
// reading.
const (
	// sharpAtLeast is a fifth of the 100 that is usual for the variance of the
	// Laplacian (Pech-Pacheco and others, ICPR 2000, whose measure it is, name no
	// bound; 100 is from A. Rosebrock, Blur detection with OpenCV, 2015): here it
	// is asked of the sharpest part alone, and an even wall beside a sharp door is
	// no blurred photo.
	sharpAtLeast = 20

	// Under 40 of 255 a screen in daylight shows black; over 250 a sensor is full.
	// Nine tenths is more than a dark frame round what was photographed, four
	// fifths more than a letter on a table.
	darkBelow, darkShare     = 40, 900
	brightAbove, brightShare = 250, 800
)

// TooDark, TooBright and Blurred say what is worth a note. A picture that is
// almost all black or white has no edges for another reason than blur.
func (l Look) TooDark() bool   { return l.Dark >= darkShare }
func (l Look) TooBright() bool { return l.Bright >= brightShare }
func (l Look) Blurred() bool {
	return l.Sharp < sharpAtLeast && !l.TooDark() && !l.TooBright()
}

func lookAt(picture image.Image) Look {
	gray := boxed(lumaOf(picture), lookEdge)
	l := Look{Sharp: sharpest(gray), Print: printOf(gray)}
	w, h := gray.Rect.Dx(), gray.Rect.Dy()
	sum, dark, bright := 0, 0, 0
	for _, p := range gray.Pix {
		sum += int(p)
		if p < darkBelow {
			dark++
		}
		if p > brightAbove {
			bright++
		}
	}
	l.Luma, l.Dark, l.Bright = sum/(w*h), dark*1000/(w*h), bright*1000/(w*h)
	return l
}

// lumaOf is the brightness of a picture. A JPEG holds it as it is; to convert
// its colours first would cost more than the rest of the look.
func lumaOf(picture image.Image) *image.Gray {
	switch p := picture.(type) {
	case *image.YCbCr:
		return &image.Gray{Pix: p.Y, Stride: p.YStride, Rect: p.Rect}
	case *image.Gray:
		return p
	}
	small := shrink(picture, 2*lookEdge)
	gray := image.NewGray(small.Rect)
	for i := range gray.Pix {
		r, g, b := int(small.Pix[4*i]), int(small.Pix[4*i+1]), int(small.Pix[4*i+2])
		gray.Pix[i] = uint8((299*r + 587*g + 114*b + 500) / 1000) // as JPEG weighs them
	}
	return gray
}

// boxed averages a picture down to edge along its longest side; a smaller one
// is copied. Its pixels lie without gaps.
func boxed(gray *image.Gray, edge int) *image.Gray {
	w, h := gray.Rect.Dx(), gray.Rect.Dy()
	toW, toH := w, h
	if longest := max(w, h); longest > edge {
		toW, toH = max(1, w*edge/longest), max(1, h*edge/longest)
	}
	return average(gray, toW, toH)
}

// average makes toW by toH pixels, each the mean of the box it stands for.
func average(gray *image.Gray, toW, toH int) *image.Gray {
	w, h := gray.Rect.Dx(), gray.Rect.Dy()
	out := image.NewGray(image.Rect(0, 0, toW, toH))
	for y := range toH {
		y0, y1 := y*h/toH, max(y*h/toH+1, (y+1)*h/toH)
		for x := range toW {
			x0, x1 := x*w/toW, max(x*w/toW+1, (x+1)*w/toW)
			sum := 0
			for row := y0; row < y1; row++ {
				for _, p := range gray.Pix[row*gray.Stride+x0 : row*gray.Stride+x1] {
					sum += int(p)
				}
			}
			n := (x1 - x0) * (y1 - y0)
			out.Pix[y*toW+x] = uint8((sum + n/2) / n)
		}
	}
	return out
}

// sharpest is the largest variance of the Laplacian among 4 by 4 parts: of a
// photo with one sharp thing on an even wall the whole would look blurred.
func sharpest(gray *image.Gray) int {
	const parts = 4
	w, h := gray.Rect.Dx(), gray.Rect.Dy()
	most := 0.0
	for part := range parts * parts {
		x0, x1 := max(1, part%parts*w/parts), min(w-1, (part%parts+1)*w/parts)
		y0, y1 := max(1, part/parts*h/parts), min(h-1, (part/parts+1)*h/parts)
		var sum, squares, n int64 // a part's squares do not fit 32 bits
		for y := y0; y < y1; y++ {
			for x := x0; x < x1; x++ {
				i := y*gray.Stride + x
				l := int(gray.Pix[i-1]) + int(gray.Pix[i+1]) + int(gray.Pix[i-gray.Stride]) + int(gray.Pix[i+gray.Stride]) - 4*int(gray.Pix[i])
				sum, squares, n = sum+int64(l), squares+int64(l)*int64(l), n+1
			}
		}
		if n > 0 {
			mean := float64(sum) / float64(n)
			most = max(most, float64(squares)/float64(n)-mean*mean)
		}
	}
	return int(most)
}

const (
	printEdge  = 32 // pixels each way of the square the print is made of
	printWaves = 8  // of the 32 each way, the lowest but for the even one
	// A wave under printLeast is what another JPEG quality adds; with fewer than
	// printEnough above it the print would be chance, and two even walls alike.
	printLeast  = 1.5
	printEnough = 44
)

var cosines = func() (table [printWaves][printEdge]float64) {
	for u := range table {
		for x := range table[u] {
			table[u][x] = math.Sqrt(2.0/printEdge) * math.Cos(math.Pi*float64(u+1)*(2*float64(x)+1)/(2*printEdge))
		}
	}
	return table
}()

// printOf is a perceptual hash: which of the picture's 64 lowest waves, 1 … 8
// each way of the cosine transform of 32 by 32 pixels, are above zero. The waves
// are those of pHash (C. Zauner, Implementation and Benchmarking of Perceptual
// Image Hash Functions, 2010), which compares them with their median; that is
// nearly zero, and with zero itself a picture that is turned or mirrored has the
// same print with its bits moved (turns). A library that hashes the 8 ways a
// picture can lie one by one was not worth a dependency.
func printOf(gray *image.Gray) uint64 {
	small := average(gray, printEdge, printEdge)
	var rows [printEdge][printWaves]float64 // each row's waves from left to right
	for y := range printEdge {
		for u := range printWaves {
			for x := range printEdge {
				rows[y][u] += float64(small.Pix[y*printEdge+x]) * cosines[u][x]
			}
		}
	}
	var hash uint64
	clear := 0
	for v := range printWaves {
		for u := range printWaves {
			wave := 0.0
			for y := range printEdge {
				wave += rows[y][u] * cosines[v][y]
			}
			if wave > 0 {
				hash |= 1 << (v*printWaves + u)
			}
			if math.Abs(wave) >= printLeast {
				clear++
			}
		}
	}
	if clear < printEnough {
		return 0
	}
	return hash
}

// Turns are the prints of the same picture in the 8 ways it can be turned and
// mirrored, the first as it is.
func Turns(p uint64) [8]uint64 {
	// To mirror a picture turns the sign of its odd waves.
	const acrossOdd, downOdd = 0x5555555555555555, 0x00ff00ff00ff00ff
	t := transposed(p)
	return [8]uint64{p, p ^ acrossOdd, p ^ downOdd, p ^ acrossOdd ^ downOdd, t, t ^ acrossOdd, t ^ downOdd, t ^ acrossOdd ^ downOdd}
}

func transposed(p uint64) (t uint64) {
	for i := range 64 {
		if p>>i&1 == 1 {
			t |= 1 << (i%8*8 + i/8)
		}
	}
	return t
}

// AlikeWithin is how many of the 64 bits may differ between two prints of one
// picture. What a lower quality, half the size or a turn changes stays under it
// (look_test.go). Of two pictures that have nothing to do with each other about
// half of the bits differ; were the bits independent, these few would in one pair
// of 5·10¹³ (the sum of C(64, k), k ≤ 3, for each of 8 turns, over 2⁶⁴).
const AlikeWithin = 3

// Alike reports whether two prints are of one picture, however it was turned,
// and by how many bits they differ at the least.
func Alike(a, b uint64) (differ int, alike bool) {
	if a == 0 || b == 0 {
		return 64, false
	}
	differ = 64
	for _, t := range Turns(a) {
		differ = min(differ, bits.OnesCount64(t^b))
	}
	return differ, differ <= AlikeWithin
}
