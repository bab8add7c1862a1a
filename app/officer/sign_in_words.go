package officer

import (
	"context"

	"fyne.io/fyne/v2"

	"fairvisit/app/desk"
	"fairvisit/app/i18n"
	"fairvisit/app/phrase"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/evidence/vault"
)

// sixWords is what stands before the PIN where the system keeps no secrets: six words
// are chosen with the first PIN, and asked for after a start and after twelve hours.
type sixWords struct {
	shell  *shell.Shell
	device *desk.Device
	given  func()                   // the PIN is next
	name   func(desk.Person) string // where others than the lock know names; nil: nowhere

	who      desk.Person
	choosing *phrase.Choosing // nil: none are chosen now
	giving   *phrase.Asking   // nil: none are asked for now
	chosen   *vault.Phrase    // that the first PIN is chosen with; nil: none
}

// of begins with a person as their lock stands; what was told of the same person's
// words stays.
func (s *sixWords) of(who desk.Person) {
	asks := who.Words && !who.Locked && !who.Wiped && !who.NoKey
	switch same := who.ID == s.who.ID; {
	case !asks || !same:
		s.nobody()
	case s.asked() || s.chosen != nil:
		return
	}
	s.who = who
	if !asks {
		return
	}
	if !who.NoPIN {
		s.giving = phrase.NewAsking(s.shell.Rebuild, s.give)
		return
	}
	var without func()
	if who.Demo {
		without = s.without
	}
	s.choosing = phrase.NewChoosing(s.shell.Rebuild, func(p vault.Phrase) {
		s.chosen, s.choosing = &p, nil
		s.given()
	}, without)
}

func (s *sixWords) nobody() { s.who, s.choosing, s.giving, s.chosen = desk.Person{}, nil, nil, nil }

// without leaves the words out: invented people need none.
func (s *sixWords) without() {
	s.choosing = nil
	s.given()
}

// asked reports whether words are on the page in place of the PIN.
func (s *sixWords) asked() bool { return s.choosing != nil || s.giving != nil }

// asking is where letters go now; nil: nowhere.
func (s *sixWords) asking() *phrase.Asking {
	if s.choosing != nil {
		return s.choosing.Asking()
	}
	return s.giving
}

// choose sets the first PIN, with the words where some were chosen; it runs beside
// the screen, which may have turned to somebody else.
func (s *sixWords) choose(who evidence.ID, pin string, words *vault.Phrase) error {
	if words == nil {
		return s.device.ChoosePIN(who, pin)
	}
	return s.device.ChoosePINAndWords(who, pin, *words)
}

// give has the words looked at beside the screen: stretching them takes a while.
func (s *sixWords) give(p vault.Phrase) {
	giving, who := s.giving, s.who
	giving.Busy()
	shell.Do(s.shell.Run, func(context.Context) (struct{}, error) { return struct{}{}, s.device.GiveWords(who.ID, p) }, func(_ struct{}, err error) {
		if s.giving != giving {
			return // somebody else is chosen meanwhile
		}
		if err == nil {
			s.giving = nil
			s.given()
			return
		}
		giving.Refuse(phrase.Refusal(s.shell.Words(), personName(s.shell.Words(), who), err))
		s.shell.Rebuild()
	})
}

func (s *sixWords) object(w *i18n.Words) fyne.CanvasObject {
	if s.choosing != nil {
		return s.choosing.Object(w)
	}
	title := w.T("phrase.new.title") // a number names nobody, where the name is not told yet
	switch {
	case s.name != nil:
		title = w.T("phrase.give.title", "name", s.name(s.who))
	case s.who.Name != "":
		title = w.T("phrase.give.title", "name", s.who.Name)
	}
	return widgets.Column(theme.Gap16, widgets.Title(title), widgets.NewText(w.T("phrase.give.about")), s.giving.Object(w))
}

// or is the words where they are asked for, and a PIN under its title otherwise.
func (s *sixWords) or(w *i18n.Words, title fyne.CanvasObject, pad *keypad) fyne.CanvasObject {
	if s.asked() {
		return s.object(w)
	}
	return widgets.Column(theme.Gap12, title, pad.object(s.shell))
}

// keys are the letters of a keyboard, while letters are asked for.
func (s *sixWords) keys() (list []shell.Key) {
	for name := 'A'; name <= 'Z'; name++ {
		list = append(list, shell.Key{Name: fyne.KeyName(name), About: "phrase.letter", Do: func() {
			if a := s.asking(); a != nil {
				a.Letter(s.shell.Words(), name-'A'+'a')
			}
		}})
	}
	return append(list, shell.Key{Name: fyne.KeyDelete, About: "officer.pin.delete", Do: func() {
		if a := s.asking(); a != nil {
			a.Delete()
		}
	}})
}
