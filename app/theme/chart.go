package theme

import (
	"image/color"

	"fyne.io/fyne/v2"

	"fairvisit/app/mapview/tiles"
)

// The colours of maps: quiet ones, so that what lies on the map stands out.
var (
	lightMap = tiles.Palette{
		Land: rgb(0xEBEFF2), Built: rgb(0xE5EAEE), Wood: rgb(0xCFE3D0), Green: rgb(0xDBEBD7), Water: rgb(0xB7D7EA), Building: rgb(0xD9E0E5),
		Street: rgb(0xFFFFFF), Main: rgb(0xFFFFFF), Motorway: rgb(0xF6E2B8), Casing: rgb(0xCFD8DF), Path: rgb(0xC3CCD3), Rail: rgb(0x9AA6B0),
		Border: rgb(0x8D7FA6), Grid: rgb(0xDCE3E8),
		Label: rgb(0x14202B), StreetLabel: rgb(0x3C4954), WaterLabel: rgb(0x1E5578), GreenLabel: rgb(0x2A5C33), Halo: rgb(0xFFFFFF),
	}
	darkMap = tiles.Palette{
		Land: rgb(0x18222B), Built: rgb(0x1B262F), Wood: rgb(0x1A2E2A), Green: rgb(0x1C302C), Water: rgb(0x143246), Building: rgb(0x22303B),
		Street: rgb(0x33424F), Main: rgb(0x415362), Motorway: rgb(0x5A5138), Casing: rgb(0x121A21), Path: rgb(0x2F3D48), Rail: rgb(0x556472),
		Border: rgb(0x6F6488), Grid: rgb(0x22303A),
		Label: rgb(0xE9EFF4), StreetLabel: rgb(0xB4C2CE), WaterLabel: rgb(0x8CC3E6), GreenLabel: rgb(0x8FCB9A), Halo: rgb(0x10171D),
	}
)

// Map is the palette of maps in the theme that is set.
func Map() *tiles.Palette {
	if Dark() {
		return &darkMap
	}
	return &lightMap
}

// Dark reports whether the theme that is set is the dark one.
func Dark() bool {
	if fyne.CurrentApp() == nil {
		return false
	}
	t, ok := fyne.CurrentApp().Settings().Theme().(*Theme)
	return ok && t.Dark
}

// The colours of crews. They are told apart by shape as well: these are six, and
// one person in twelve does not see all of them as different.
var (
	lightCrews = [...]color.NRGBA{rgb(0x0B6B63), rgb(0x1A3F9C), rgb(0x8A4B00), rgb(0x6B2A8C), rgb(0x9B1C55), rgb(0x4B5A00)}
	darkCrews  = [...]color.NRGBA{rgb(0x4BC4B6), rgb(0x86A8F5), rgb(0xE7A94B), rgb(0xC79BEB), rgb(0xF08BB5), rgb(0xB7C653)}
)

// Crew is the colour of the i-th crew, and that of letters on it.
func Crew(i int) (fill, letters color.NRGBA) {
	if Dark() {
		return darkCrews[i%len(darkCrews)], dark[OnAccent]
	}
	return lightCrews[i%len(lightCrews)], light[OnAccent]
}
