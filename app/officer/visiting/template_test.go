package visiting

import (
	"testing"

	"fairvisit/app/i18n"
)

// A sentence of a refused practice is offered to nobody; a key that is not there
// shows itself, so such a key is such a sentence.
func TestSentenceOfARefusedPracticeIsNotOffered(t *testing.T) {
	for _, lang := range i18n.Langs {
		w := i18n.In(lang)
		for _, key := range []string{"Call the employer", "Threaten arrest", "打电话给单位领导"} {
			if text, ours := template(w, key); ours || text != "" {
				t.Errorf("%s: %q is offered", lang, text)
			}
		}
		for _, keys := range phrases {
			for _, key := range keys {
				if text, ours := template(w, key); !ours || text != w.T(key) {
					t.Errorf("%s: %s is not offered", lang, key)
				}
			}
		}
		if text, ours := template(w, "visiting.say.own_name", "me", "Call the employer"); !ours || text == "" {
			t.Errorf("%s: a name is taken for a practice", lang)
		}
	}
}
