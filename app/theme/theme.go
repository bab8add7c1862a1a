package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"fairvisit/sync/typeface"
)

// Sizes of letters at 100 %. Caption does not stand in an officer's task.
const (
	Caption  fyne.ThemeSizeName = "fv.caption"
	Body     fyne.ThemeSizeName = "fv.body"
	Answer   fyne.ThemeSizeName = "fv.answer"
	Title    fyne.ThemeSizeName = "fv.title"
	Headline fyne.ThemeSizeName = "fv.headline"
)

// Lengths that do not grow with the letters, in Fyne's units.
const (
	Gap4   float32 = 4
	Gap8   float32 = 8
	Gap12  float32 = 12
	Gap16  float32 = 16
	Gap24  float32 = 24
	Target float32 = 48 // least side of what a finger must hit
	Tile   float32 = 64 // least height of an answer
	Radius float32 = 8
	Line   float32 = 1
)

var letters = map[fyne.ThemeSizeName]float32{Caption: 14, Body: 16, Answer: 18, Title: 22, Headline: 28}

// One face for both languages: English and Chinese then share metrics, and no
// system's own choice of a fallback decides how a name looks.
var (
	regularFont = fyne.NewStaticResource("NotoSansSC-Regular.otf", typeface.Regular())
	boldFont    = fyne.NewStaticResource("NotoSansSC-Bold.otf", typeface.Bold())
)

// Theme is Fyne's theme of one person's choice. The variant the system wants is
// not asked: outdoors light is right whatever the system says.
type Theme struct {
	Dark  bool
	Scale float32 // of letters: 1 to 2; 0 is 1
}

var fyneNames = map[fyne.ThemeColorName]fyne.ThemeColorName{
	theme.ColorNameForeground: Text, theme.ColorNameButton: Surface, theme.ColorNameDisabledButton: Surface2,
	theme.ColorNameDisabled: Secondary, theme.ColorNamePlaceHolder: Secondary, theme.ColorNamePrimary: Accent,
	theme.ColorNameInputBackground: Surface, theme.ColorNameInputBorder: Edge, theme.ColorNameSeparator: Divider,
	theme.ColorNameError: Danger, theme.ColorNameSuccess: Good, theme.ColorNameWarning: Warning, theme.ColorNameHyperlink: Info,
	theme.ColorNameForegroundOnPrimary: OnAccent, theme.ColorNameForegroundOnError: Surface, theme.ColorNameForegroundOnSuccess: Surface,
	theme.ColorNameForegroundOnWarning: Surface, theme.ColorNameHeaderBackground: Surface2, theme.ColorNameMenuBackground: Surface,
	theme.ColorNameOverlayBackground: Surface, theme.ColorNameSelection: AccentGround, theme.ColorNameFocus: AccentGround,
	theme.ColorNameHover: Surface2, theme.ColorNamePressed: Surface2, theme.ColorNameScrollBar: Edge, theme.ColorNameScrollBarBackground: Background,
	theme.ColorNameShadow: Divider,
}

// Color implements fyne.Theme.
func (t *Theme) Color(name fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	p, variant := light, theme.VariantLight
	if t.Dark {
		p, variant = dark, theme.VariantDark
	}
	if ours, ok := fyneNames[name]; ok {
		name = ours
	}
	if c, ok := p[name]; ok {
		return c
	}
	return theme.DefaultTheme().Color(name, variant)
}

// Font implements fyne.Theme.
func (t *Theme) Font(s fyne.TextStyle) fyne.Resource {
	switch {
	case s.Monospace || s.Symbol:
		return theme.DefaultTheme().Font(s)
	case s.Bold:
		return boldFont
	}
	return regularFont
}

// Icon implements fyne.Theme.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource { return theme.DefaultTheme().Icon(name) }

// Size implements fyne.Theme.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	scale := max(1, t.Scale)
	if s, ok := letters[name]; ok {
		return s * scale
	}
	switch name {
	case theme.SizeNameText:
		return letters[Body] * scale
	case theme.SizeNameCaptionText:
		return letters[Caption] * scale
	case theme.SizeNameHeadingText:
		return letters[Headline] * scale
	case theme.SizeNameSubHeadingText:
		return letters[Title] * scale
	case theme.SizeNameInputRadius, theme.SizeNameSelectionRadius:
		return Radius
	case theme.SizeNamePadding:
		return Gap4
	case theme.SizeNameInnerPadding:
		return Gap12
	case theme.SizeNameScrollBar:
		return Gap12
	case theme.SizeNameScrollBarSmall:
		return Gap4
	}
	return theme.DefaultTheme().Size(name)
}
