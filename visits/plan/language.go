package plan

import "slices"

// SameLanguage reports whether who speaks one of two languages speaks the other.
func SameLanguage(a, b string) bool { return a == b }

func (c *Crew) speaks(language string) bool {
	return slices.ContainsFunc(c.Members, func(p Person) bool {
		return slices.ContainsFunc(p.Languages, func(l string) bool { return SameLanguage(l, language) })
	})
}
