package visiting

import (
	"fairvisit/app/i18n"
	"fairvisit/visits/refuse"
)

// template is a sentence that is ready to be said, written down or signed, and false
// if it speaks for a practice that is refused: then nobody is offered it, whoever
// changed the catalogue. What is filled in is not looked at; names are of persons.
func template(w *i18n.Words, key string, pairs ...any) (string, bool) {
	if refuse.Look(refuse.Template, w.T(key)) != nil {
		return "", false
	}
	return w.T(key, pairs...), true
}
