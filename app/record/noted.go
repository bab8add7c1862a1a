package record

import (
	"strings"

	"fairvisit/app/i18n"
)

// Noted says what was noted of a photo when it was taken; "" for nothing.
func Noted(w *i18n.Words, codes []string) string {
	if len(codes) == 0 {
		return ""
	}
	said := make([]string, len(codes))
	for i, code := range codes {
		said[i] = known(w, "noted.short.", code)
	}
	return w.T("noted.mark", "what", strings.Join(said, " · "))
}

// AndNoted adds to the title of a photo what was noted of it.
func AndNoted(w *i18n.Words, codes []string) string {
	if said := Noted(w, codes); said != "" {
		return " · " + said
	}
	return ""
}
