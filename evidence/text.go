package evidence

import (
	"encoding/json"
	"strconv"
	"unicode"
	"unicode/utf16"
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

// str reads a string. encoding/json does the unescaping; what it would mend
// (half a surrogate pair) is refused.
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
			return p.unescape(p.s[start:p.i])
		}
	}
}

func (p *parser) unescape(quoted string) (string, error) {
	var s string
	if err := json.Unmarshal([]byte(quoted), &s); err != nil {
		return "", p.fail("a string that cannot be read")
	}
	if halfPair(quoted) {
		return "", p.fail("half a surrogate pair")
	}
	return s, nil
}

// halfPair finds an escaped surrogate without its other half. It reads escapes
// one by one: counting U+FFFD in the result, which encoding/json writes for a
// half, takes the text \\ufffd for one. quoted is a whole JSON string.
func halfPair(quoted string) bool {
	for i := 0; i < len(quoted); i++ {
		if quoted[i] != '\\' {
			continue
		}
		i++ // to what is escaped
		r, ok := escapedUnit(quoted[i-1:])
		if !ok {
			continue
		}
		i += 4
		if !utf16.IsSurrogate(r) {
			continue
		}
		low, ok := escapedUnit(quoted[i+1:])
		if !ok || utf16.DecodeRune(r, low) == unicode.ReplacementChar {
			return true
		}
		i += 6
	}
	return false
}

// escapedUnit reads a \u escape off the front of s.
func escapedUnit(s string) (rune, bool) {
	if len(s) < 6 || s[:2] != `\u` {
		return 0, false
	}
	n, err := strconv.ParseUint(s[2:6], 16, 16)
	return rune(n), err == nil
}
