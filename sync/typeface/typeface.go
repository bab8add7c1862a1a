// Package typeface is the one face in which Fairvisit shows and prints: the
// screens of the app and the pages headquarters writes. It imports nothing, so
// that headquarters has letters without linking a screen.
package typeface

import _ "embed"

var (
	//go:embed NotoSansSC-Regular.otf
	regular []byte
	//go:embed NotoSansSC-Bold.otf
	bold []byte
)

// Regular is Noto Sans SC with all of U+4E00–9FFF, as an OpenType file. The
// bytes are the program's own and must not be changed.
func Regular() []byte { return regular }

// Bold is the heavier cut, with the characters of GB 2312 only; what it lacks
// Regular has.
func Bold() []byte { return bold }
