package theme

import (
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// luminance and contrast are WCAG 2.2's: relative luminance of sRGB, ratio of
// the lighter to the darker with 0.05 of stray light.
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

func contrast(a, b color.Color) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

// What an officer reads in the sun has 7 : 1, other words 4.5 : 1, edges of
// controls 3 : 1, in both variants.
func TestEverythingCanBeReadInBothVariants(t *testing.T) {
	least := []struct {
		fore, ground fyne.ThemeColorName
		ratio        float64
	}{
		{Text, Background, 7}, {Text, Surface, 7}, {Text, Surface2, 7}, {Text, AccentGround, 7}, {Text, InfoGround, 7}, {Text, WarningGround, 7},
		{Secondary, Background, 7}, {Secondary, Surface, 7}, {Secondary, Surface2, 6}, {Secondary, AccentGround, 6},
		{Good, GoodGround, 7}, {Warning, WarningGround, 7}, {Danger, DangerGround, 7}, {Info, InfoGround, 7},
		{Accent, Surface, 4.5}, {Accent, Background, 4.5}, {Accent, AccentGround, 4.5}, {OnAccent, Accent, 4.5}, {Danger, Surface, 4.5},
		{Edge, Surface, 3}, {Edge, Background, 3},
	}
	for _, dark := range []bool{false, true} {
		th := &Theme{Dark: dark}
		for _, l := range least {
			ratio := l.ratio
			if dark && ratio > 4.5 {
				ratio = 4.5 // the dark variant is for the evening, not for the sun
			}
			if got := contrast(th.Color(l.fore, 0), th.Color(l.ground, 0)); got < ratio {
				t.Errorf("dark %v: %s on %s has %.2f : 1, wanted %.1f", dark, l.fore, l.ground, got, ratio)
			}
		}
	}
}

func TestFynesOwnColoursAreOurs(t *testing.T) {
	th := &Theme{}
	if th.Color(theme.ColorNamePrimary, 0) != light[Accent] {
		t.Error("Fyne's widgets would be blue")
	}
	for name := range fyneNames {
		if _, ok := light[fyneNames[name]]; !ok {
			t.Errorf("%s stands for %s, which no palette has", name, fyneNames[name])
		}
	}
	if len(light) != len(dark) {
		t.Error("one variant has colours the other has not")
	}
}

func TestLettersGrowAndLengthsDoNot(t *testing.T) {
	th := &Theme{Scale: 2}
	if th.Size(Body) != 32 || th.Size(theme.SizeNameText) != 32 || th.Size(theme.SizeNamePadding) != Gap4 {
		t.Errorf("body %v, text %v, padding %v", th.Size(Body), th.Size(theme.SizeNameText), th.Size(theme.SizeNamePadding))
	}
}
