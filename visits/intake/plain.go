package intake

import "strings"

// Plain is text for a cell of a table that goes out: it keeps a spreadsheet from taking a
// bank's text for a formula, as the reader of tables here refuses one that looks like it.
func Plain(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}
