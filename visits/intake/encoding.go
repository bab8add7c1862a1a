package intake

import (
	"bytes"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// text is how the bytes of a file become characters. first returns the first
// character of b, which is not empty, and how many bytes it takes; bytes that
// mean nothing come out as utf8.RuneError.
//
// Characters are decoded where they stand: transcoding the file first would
// triple a hostile one, and the scanner could not go back to a line's start.
type text struct {
	name, confidence string
	first            func(b []byte) (r rune, size int)
}

var marks = []struct{ bytes, name string }{
	{"\xef\xbb\xbf", "utf-8"},
	{"\xff\xfe", "utf-16le"},
	{"\xfe\xff", "utf-16be"},
	{"\x84\x31\x95\x33", "gb18030"},
}

func chooseEncoding(data []byte, forced string) (text, error) {
	if forced != "" {
		t, ok := named(strings.ToLower(forced))
		if !ok {
			return text{}, refused("The encoding %q is not known here; say utf-8, utf-16le, utf-16be, gb18030 or windows-1252.", clip(forced))
		}
		t.confidence = Told
		return t, nil
	}
	name, confidence := detect(data)
	if name == "windows-1252" && isBig5(data) {
		return text{}, refused("This file is in Big5, the letters of Taiwan and Hong Kong, which is not read here; save it as UTF-8 (in a spreadsheet: CSV UTF-8).")
	}
	t, _ := named(name)
	t.confidence = confidence
	return t, nil
}

func named(name string) (text, bool) {
	switch name {
	case "utf-8", "utf8":
		return text{name: "utf-8", first: utf8.DecodeRune}, true
	case "utf-16le":
		return text{name: name, first: func(b []byte) (rune, int) { return firstUTF16(b, 0, 1) }}, true
	case "utf-16be":
		return text{name: name, first: func(b []byte) (rune, int) { return firstUTF16(b, 1, 0) }}, true
	case "gb18030", "gbk", "gb2312": // each holds the next
		return text{name: "gb18030", first: firstGB18030(simplifiedchinese.GB18030.NewDecoder())}, true
	case "windows-1252", "latin-1", "latin1", "iso-8859-1": // Latin-1 differs only in control characters, which are refused
		return text{name: "windows-1252", first: func(b []byte) (rune, int) { return charmap.Windows1252.DecodeByte(b[0]), 1 }}, true
	}
	return text{}, false
}

// firstUTF16 takes the places of the low and the high byte in a unit.
func firstUTF16(b []byte, low, high int) (rune, int) {
	if len(b) < 2 {
		return utf8.RuneError, len(b)
	}
	r := rune(b[low]) | rune(b[high])<<8
	if !utf16.IsSurrogate(r) {
		return r, 2
	}
	if len(b) >= 4 {
		if pair := utf16.DecodeRune(r, rune(b[2+low])|rune(b[2+high])<<8); pair != utf8.RuneError {
			return pair, 4
		}
	}
	return utf8.RuneError, 2
}

func firstGB18030(d *encoding.Decoder) func([]byte) (rune, int) {
	var out [utf8.UTFMax]byte // outside the closure's frame: one allocation for the file, not one a character
	return func(b []byte) (rune, int) {
		if b[0] < utf8.RuneSelf {
			return rune(b[0]), 1
		}
		n := min(len(b), 2)
		if n == 2 && isDigit(b[1]) {
			n = min(len(b), 4)
		}
		made, used, _ := d.Transform(out[:], b[:n], true) // what it cannot read it replaces; it has no error for it
		r, size := utf8.DecodeRune(out[:made])
		if used != n || size != made {
			return r, 1 // the first byte stood for itself: the others, a comma perhaps, are not part of it
		}
		return r, n
	}
}

// detect goes by the mark, then by valid UTF-8, then by what the bytes above
// 127 look like.
func detect(data []byte) (name, confidence string) {
	for _, m := range marks {
		if bytes.HasPrefix(data, []byte(m.bytes)) {
			return m.name, Certain
		}
	}
	if utf8.Valid(data) {
		return "utf-8", Certain
	}
	// A long UTF-8 file with a few broken bytes stays UTF-8: the rows that hold
	// them are refused. Text in another encoding is rarely valid by chance: of
	// common Chinese characters in GBK about one in seven.
	if valid, broken := countUTF8(data); valid > 2*broken {
		return "utf-8", Likely
	}
	return chineseOrWestern(data)
}

func countUTF8(data []byte) (valid, broken int) {
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		switch {
		case r == utf8.RuneError && size == 1:
			broken++
		case size > 1:
			valid++
		}
		data = data[size:]
	}
	return valid, broken
}

// chineseOrWestern rests on this: in Chinese text bytes above 127 come in
// pairs and nine in ten lie where GB 2312 keeps its common characters; in
// Western text they stand alone between plain letters, and when two do meet
// (German "öß") the pair is a rare Chinese character.
func chineseOrWestern(data []byte) (name, confidence string) {
	var common, rare, alone, impossible int
	for i := 0; i < len(data); i++ {
		lead := data[i]
		if lead < utf8.RuneSelf {
			continue
		}
		var trail byte
		if i+1 < len(data) {
			trail = data[i+1]
		}
		switch {
		case trail < utf8.RuneSelf:
			alone++
			continue
		case trail == 0xff || lead == 0x80 || lead == 0xff:
			impossible++
		case trail >= 0xa1 && (lead >= 0xb0 && lead <= 0xd7 || lead >= 0xa1 && lead <= 0xa3):
			common++
		default:
			rare++
		}
		i++
	}
	chinese := common - 2*(alone+impossible) - rare
	switch {
	case chinese > 0 && common >= 4 && alone+impossible == 0:
		return "gb18030", Likely
	case chinese > 0:
		return "gb18030", Guess
	case alone > 2*(common+rare):
		return "windows-1252", Likely
	}
	return "windows-1252", Guess
}

// isBig5 tells Big5 from Western text, both of which are no GB 2312. In
// Big5 the bytes above 127 lead pairs, nearly all of which lie where its common
// characters are, and half the second bytes are below 127, where a pair of Western
// letters has none. An accented letter before a plain one looks like a pair too, but
// then words of several characters, pair upon pair, are missing.
func isBig5(data []byte) bool {
	common, other, follows := 0, 0, 0
	for i, after := 0, -1; i < len(data); i++ {
		lead := data[i]
		if lead < utf8.RuneSelf {
			continue
		}
		trail := byte(0)
		if i+1 < len(data) {
			trail = data[i+1]
		}
		inPair := trail >= 0x40 && trail <= 0x7e || trail >= 0xa1 && trail <= 0xfe
		switch {
		case inPair && (lead >= 0xa4 && lead <= 0xc6 || lead >= 0xa1 && lead <= 0xa3):
			common++
		case inPair && lead >= 0xc9 && lead <= 0xf9:
			other++
		default:
			return false
		}
		if i == after {
			follows++
		}
		i++
		after = i + 1
	}
	return common >= 4 && common > 4*other && 3*follows > common
}
