// Package app puts the screens of one person together: who signs in, what their
// role shows, and what keeps the device in step with headquarters meanwhile. It
// is given Fyne's app and never makes one, so all of it runs in tests.
package app

import (
	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
)

// Preferences are written by Fyne without a flush; only what may be lost lies
// there.
const (
	prefLang  = "lang"
	prefDark  = "dark"
	prefScale = "scale"
	prefLeft  = "left"
)

// loadPrefs reads what was chosen on this device; a first start takes the
// language of the system.
func loadPrefs(a fyne.App, system i18n.Lang) shell.Prefs {
	p := a.Preferences()
	return shell.Prefs{Lang: i18n.Lang(p.StringWithFallback(prefLang, string(system))), Dark: p.Bool(prefDark),
		Scale: float32(p.FloatWithFallback(prefScale, 1)), Left: p.Bool(prefLeft)}
}

func keepPrefs(a fyne.App, c shell.Prefs) {
	p := a.Preferences()
	p.SetString(prefLang, string(c.Lang))
	p.SetBool(prefDark, c.Dark)
	p.SetFloat(prefScale, float64(c.Scale))
	p.SetBool(prefLeft, c.Left)
}

func applyTheme(a fyne.App, c shell.Prefs) {
	a.Settings().SetTheme(&theme.Theme{Dark: c.Dark, Scale: c.Scale})
}
