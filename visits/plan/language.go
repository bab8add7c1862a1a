package plan

import (
	"slices"

	"golang.org/x/text/language"
)

// SameLanguage reports whether who speaks one of two languages, by their tags of
// BCP 47, speaks the other: the language is the same, and neither says another
// script than the other. zh goes with zh-Hans, zh-CN and zh-Hant; zh-Hans not with
// zh-Hant. Words that are no tags are the same if they are spelt so.
func SameLanguage(a, b string) bool {
	one, err := language.Parse(a)
	other, err2 := language.Parse(b)
	if err != nil || err2 != nil {
		return a == b
	}
	base, _ := one.Base()
	base2, _ := other.Base()
	script, script2 := scriptSaid(one), scriptSaid(other)
	return base == base2 && (script == script2 || script == "" || script2 == "")
}

// scriptSaid is the script that a tag says, itself or by its region; "" for none.
func scriptSaid(t language.Tag) string {
	base, script, region := t.Raw()
	if region.String() != "ZZ" {
		script, _ = t.Script()
	}
	if script.String() == "Zzzz" || base.String() == "und" {
		return ""
	}
	return script.String()
}

func (c *Crew) speaks(language string) bool {
	return slices.ContainsFunc(c.Members, func(p Person) bool {
		return slices.ContainsFunc(p.Languages, func(l string) bool { return SameLanguage(l, language) })
	})
}
