// Package find searches the cases a device may show, in memory: by name, by
// street, by the initials of the pinyin. Nothing of an index touches the disk,
// because what it holds is what the store seals; it is made after an unlock and
// goes with the program.
package find

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"fairvisit/evidence"
)

// Index holds the words of cases. It may be searched from several goroutines
// while nobody adds to it. The zero Index is empty.
type Index struct {
	ids   []evidence.ID
	words [][]letter // of each id, its words parted by the zero letter
}

// letter is one letter or digit of a word, as it is compared.
type letter struct {
	r        rune   // folded
	initials uint32 // of its readings; bit 0 is a
}

// Add takes in what a case may be found by. Whoever adds only what the screen
// may show tells nobody more by searching than by listing. A case is added once.
func (x *Index) Add(id evidence.ID, words ...string) {
	var all []letter
	for _, w := range words {
		if len(all) > 0 {
			all = append(all, letter{})
		}
		for _, r := range fold(w) {
			if !unicode.IsSpace(r) {
				all = append(all, letter{r, initialsOf(r)})
			}
		}
	}
	x.ids, x.words = append(x.ids, id), append(x.words, all)
}

// Search gives the cases that each part of the query, parted by spaces, stands
// in. A Chinese character is also found by the first letter of the pinyin of any
// of its readings, so lx, 林x and 林晓 find 林晓; case, accents and full width make
// no difference. A query of nothing finds nothing.
func (x *Index) Search(query string) map[evidence.ID]bool {
	parts := strings.Fields(fold(query))
	if len(parts) == 0 {
		return nil
	}
	asked := make([][]rune, len(parts))
	for i, p := range parts {
		asked[i] = []rune(p)
	}
	found := map[evidence.ID]bool{}
	for i, have := range x.words {
		if all(have, asked) {
			found[x.ids[i]] = true
		}
	}
	return found
}

func all(have []letter, asked [][]rune) bool {
	for _, part := range asked {
		if !within(have, part) {
			return false
		}
	}
	return true
}

// within reports whether the part stands anywhere in the words. They are short,
// so trying each place takes less than looking it up in anything.
func within(have []letter, part []rune) bool {
	for at := 0; at+len(part) <= len(have); at++ {
		n := 0
		for n < len(part) && have[at+n].fits(part[n]) {
			n++
		}
		if n == len(part) {
			return true
		}
	}
	return false
}

func (l letter) fits(asked rune) bool {
	return l.r == asked || 'a' <= asked && asked <= 'z' && l.initials&(1<<(asked-'a')) != 0
}

// fold takes away what nobody types or hears: case, width, accents.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKD.String(s))
}
