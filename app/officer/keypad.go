package officer

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"fairvisit/app/desk"
	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
)

// maxPIN is how many digits the keypad takes at most.
const maxPIN = 12

// keypad is a PIN that is being typed, on large keys or a keyboard.
type keypad struct {
	typed string
	least int // places shown before anything is typed; 0: those of a PIN
	busy  bool
	said  string    // why the last try was not taken
	until time.Time // no try before

	shown   func() bool      // whether the keys are on the page: a keyboard reaches further
	changed func()           // builds the page again
	done    func(pin string) // OK
}

func (p *keypad) takes() bool { return !p.busy && p.shown() }

func (p *keypad) press(r rune) {
	if p.takes() && utf8.RuneCountInString(p.typed) < maxPIN {
		p.typed += string(r)
		p.said = ""
		p.changed()
	}
}

func (p *keypad) delete() {
	if p.typed != "" && p.takes() {
		p.typed = p.typed[:len(p.typed)-1]
		p.changed()
	}
}

func (p *keypad) ok() {
	if p.takes() && p.typed != "" {
		p.done(p.typed)
	}
}

// refuse clears what was typed and says why.
func (p *keypad) refuse(why string) { p.typed, p.said, p.busy = "", why, false }

// waits is how long the next try must still wait.
func (p *keypad) waits(now time.Time) time.Duration { return max(0, p.until.Sub(now)) }

// object draws the dots and the keys. While a wait runs there are no keys: what
// cannot be pressed is not offered.
func (p *keypad) object(s *shell.Shell) fyne.CanvasObject {
	w, now := s.Words(), s.Now()
	if left := p.waits(now); left > 0 {
		return widgets.Notice(theme.WarningGround, widgets.Colored(w.T("officer.pin.wait", "time", countdown(w, left)), theme.Warning).Sized(theme.Answer))
	}
	least := p.least
	if least == 0 {
		least = desk.MinPIN
	}
	dots := widgets.Strong(strings.Repeat("● ", len(p.typed)) + strings.Repeat("○ ", max(0, least-len(p.typed)))).Sized(theme.Headline).Centred()
	parts := []fyne.CanvasObject{dots}
	if p.busy {
		parts = append(parts, widgets.Muted(w.T("officer.pin.checking")).Centred())
	}
	if p.said != "" {
		parts = append(parts, widgets.Notice(theme.DangerGround, widgets.Colored(p.said, theme.Danger)))
	}
	var keys []fyne.CanvasObject
	for _, r := range "123456789" {
		keys = append(keys, p.key(r))
	}
	keys = append(keys, widgets.Space(), p.key('0'))
	return widgets.Column(theme.Gap12, append(parts, widgets.Grid(3, theme.Gap12, keys...),
		s.Actions(widgets.NewButton("pin.delete", w.T("officer.pin.delete"), widgets.Outlined, p.delete), widgets.Primary("pin.ok", w.T("officer.pin.ok"), p.ok)))...)
}

func (p *keypad) key(r rune) fyne.CanvasObject {
	return widgets.Tall(theme.Tile, widgets.NewButton("pin."+string(r), string(r), widgets.Outlined, func() { p.press(r) }).Sized(theme.Title))
}

// keys are the keyboard's.
func (p *keypad) keys() []shell.Key {
	list := []shell.Key{
		{Name: fyne.KeyReturn, About: "officer.pin.ok", Do: p.ok}, {Name: fyne.KeyEnter, About: "officer.pin.ok", Do: p.ok},
		{Name: fyne.KeyBackspace, About: "officer.pin.delete", Do: p.delete},
	}
	for i, name := range []fyne.KeyName{fyne.Key0, fyne.Key1, fyne.Key2, fyne.Key3, fyne.Key4, fyne.Key5, fyne.Key6, fyne.Key7, fyne.Key8, fyne.Key9} {
		list = append(list, shell.Key{Name: name, About: "officer.pin.digit", Do: func() { p.press(rune('0' + i)) }})
	}
	return list
}

func countdown(w *i18n.Words, left time.Duration) string {
	s := int((left + time.Second - 1) / time.Second)
	if s < 60 {
		return w.T("officer.pin.seconds", "n", s)
	}
	return w.T("officer.pin.minutes", "m", s/60, "s", strconv.Itoa(s%60))
}
