package evidence

import (
	"strconv"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// name reads a member's name: plain letters, digits, _ and -, no escapes, so a
// name has one spelling.
func (p *parser) name() (string, error) {
	if p.peek() != '"' {
		return "", p.fail("no name")
	}
	start := p.i + 1
	end := start
	for end < len(p.s) && nameByte(p.s[end]) {
		end++
	}
	if end >= len(p.s) || p.s[end] != '"' || end == start {
		return "", p.fail("a name that is not plain")
	}
	p.i = end + 1
	return p.s[start:end], nil
}

func nameByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-'
}

// str reads a string. It unescapes by itself: encoding/json would mend half a
// surrogate pair, and costs several hundred bytes for a string of two.
func (p *parser) str() (string, error) {
	start := p.i
	plain := true
	for p.i++; ; p.i++ {
		if p.i >= len(p.s) {
			return "", p.fail("a string without an end")
		}
		switch c := p.s[p.i]; {
		case c < 0x20:
			return "", p.fail("a control character in a string")
		case c == '\\':
			plain = false
			p.i++
		case c == '"':
			p.i++
			if plain {
				return p.s[start+1 : p.i-1], nil
			}
			return p.unescape(p.s[start+1 : p.i-1])
		}
	}
}

// unescape reads what stands between the quotes.
func (p *parser) unescape(s string) (string, error) {
	out := make([]byte, 0, len(s)) // an escape is never shorter than what it stands for
	for s != "" {
		if s[0] != '\\' {
			out = append(out, s[0])
			s = s[1:]
			continue
		}
		if c, ok := plainEscapes[s[1]]; ok {
			out = append(out, c)
			s = s[2:]
			continue
		}
		r, rest, ok := unescapeRune(s)
		if !ok {
			return "", p.fail("an escape that cannot be read, or half a surrogate pair")
		}
		out = utf8.AppendRune(out, r)
		s = rest
	}
	return string(out), nil
}

var plainEscapes = map[byte]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// unescapeRune reads one \u escape, or the two of a surrogate pair, off the
// front of s.
func unescapeRune(s string) (r rune, rest string, ok bool) {
	r, ok = escapedUnit(s)
	if !ok {
		return 0, s, false
	}
	s = s[6:]
	if !utf16.IsSurrogate(r) {
		return r, s, true
	}
	low, ok := escapedUnit(s)
	r = utf16.DecodeRune(r, low)
	if !ok || r == unicode.ReplacementChar {
		return 0, s, false
	}
	return r, s[6:], true
}

// escapedUnit reads a \u escape off the front of s.
func escapedUnit(s string) (rune, bool) {
	if len(s) < 6 || s[:2] != `\u` {
		return 0, false
	}
	n, err := strconv.ParseUint(s[2:6], 16, 16)
	return rune(n), err == nil
}
