package find

import (
	_ "embed"
	"strings"
	"sync"
)

// initials.txt has a line for each letter: the letter, and all characters with a
// reading that begins with it. It was made from the table of
// github.com/mozillazg/go-pinyin (MIT), which would cost each start of the app
// milliseconds and two megabytes for tones and syllables that nobody asks for.
//
//go:embed initials.txt
var initials string

// The characters of the table: of the basic plane, unified and extension A.
const firstHan, lastHan = '\u3400', '\u9fff'

var table = sync.OnceValue(func() *[lastHan - firstHan + 1]uint32 {
	var t [lastHan - firstHan + 1]uint32
	for line := range strings.Lines(initials) {
		for _, r := range line[1:] {
			if firstHan <= r && r <= lastHan {
				t[r-firstHan] |= 1 << (line[0] - 'a')
			}
		}
	}
	return &t
})

func initialsOf(r rune) uint32 {
	if r < firstHan || r > lastHan {
		return 0
	}
	return table()[r-firstHan]
}
