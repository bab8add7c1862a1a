// Package theme is how Fairvisit looks: the colours, sizes and letters of every
// screen, in a light variant made for sunlight and a dark one. Nothing else in
// the app names a colour or a size.
package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
)

// The colours beyond Fyne's own. A ground is what the colour of the same name
// is written on.
const (
	Surface       fyne.ThemeColorName = "fv.surface"
	Surface2      fyne.ThemeColorName = "fv.surface2"
	Divider       fyne.ThemeColorName = "fv.divider"
	Edge          fyne.ThemeColorName = "fv.edge" // of controls
	Text          fyne.ThemeColorName = "fv.text"
	Secondary     fyne.ThemeColorName = "fv.secondary"
	Good          fyne.ThemeColorName = "fv.good"
	GoodGround    fyne.ThemeColorName = "fv.good.ground"
	Warning       fyne.ThemeColorName = "fv.warning"
	WarningGround fyne.ThemeColorName = "fv.warning.ground"
	Danger        fyne.ThemeColorName = "fv.danger"
	DangerGround  fyne.ThemeColorName = "fv.danger.ground"
	Info          fyne.ThemeColorName = "fv.info"
	InfoGround    fyne.ThemeColorName = "fv.info.ground"
	Accent        fyne.ThemeColorName = "fv.accent"
	AccentGround  fyne.ThemeColorName = "fv.accent.ground"
	OnAccent      fyne.ThemeColorName = "fv.onaccent" // letters on a filled button
)

// Background is the ground of every screen.
const Background fyne.ThemeColorName = "background"

type palette map[fyne.ThemeColorName]color.NRGBA

func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 0xff}
}

var light = palette{
	Background: rgb(0xF4F6F8), Surface: rgb(0xFFFFFF), Surface2: rgb(0xEEF2F5),
	Divider: rgb(0xD5DCE3), Edge: rgb(0x7C8894), Text: rgb(0x14202B), Secondary: rgb(0x46535F),
	Good: rgb(0x0F5631), GoodGround: rgb(0xE3F4EA), Warning: rgb(0x764400), WarningGround: rgb(0xFDF0DA),
	Danger: rgb(0x981B11), DangerGround: rgb(0xFCE8E6), Info: rgb(0x1A3F9C), InfoGround: rgb(0xE6EDFC),
	Accent: rgb(0x0B6B63), AccentGround: rgb(0xDDF1EE), OnAccent: rgb(0xFFFFFF),
}

var dark = palette{
	Background: rgb(0x10171D), Surface: rgb(0x18222B), Surface2: rgb(0x1F2B36),
	Divider: rgb(0x2D3B48), Edge: rgb(0x7F93A5), Text: rgb(0xE9EFF4), Secondary: rgb(0xA1B1BF),
	Good: rgb(0x58C48A), GoodGround: rgb(0x15322A), Warning: rgb(0xE7A94B), WarningGround: rgb(0x382A12),
	Danger: rgb(0xF0857B), DangerGround: rgb(0x3C1D1B), Info: rgb(0x86A8F5), InfoGround: rgb(0x1C2A45),
	Accent: rgb(0x4BC4B6), AccentGround: rgb(0x173A38), OnAccent: rgb(0x10171D),
}

// Colors lists the names above with Background, in no order that matters.
func Colors() []fyne.ThemeColorName {
	names := make([]fyne.ThemeColorName, 0, len(light))
	for n := range light {
		names = append(names, n)
	}
	return names
}
