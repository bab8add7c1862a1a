package intake

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// fault says why a cell cannot stand in its column whatever the row is about.
// limit is in characters, and length is the cell's own, which raw may
// have been cut from.
func (c column) fault(raw []byte, length, limit int) why {
	return fault(raw, length, limit, columns[c].lines, c == number || c == idNumber || c == phone)
}

// fault is the same for a cell of any table: lines may stand in it, and a number
// whose every digit counts.
func fault(raw []byte, length, limit int, lines, digits bool) why {
	if length > limit {
		return say("The cell has %d characters; the most here is %d.", length, limit)
	}
	if len(raw) > 0 && (raw[0] == '\t' || raw[0] == '\r') {
		return say("The cell begins with a tab or a line break, behind which some spreadsheets still run a formula.")
	}
	if isFormula(bytes.TrimSpace(raw)) {
		return say("The cell begins like a spreadsheet formula, and could run as one wherever this list is opened again.")
	}
	if len(raw) > 0 && raw[0] == '#' && len(raw) <= 8 && slices.Contains(sheetErrors, string(bytes.TrimSpace(raw))) {
		return say("The cell holds an error of the spreadsheet instead of a value.")
	}
	if w := strange(raw, lines); w.said() {
		return w
	}
	if digits && isRounded(bytes.TrimSpace(raw)) {
		return say("A spreadsheet has turned this number into a rounded one, so its last digits are lost; export the column as text.")
	}
	if digits && endsInZero(bytes.TrimSpace(raw)) {
		return say("A program has turned this number into a decimal one, so zeros it began with may be lost; export the column as text.")
	}
	return why{}
}

var sheetErrors = []string{"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"}

// strange looks for characters nobody means to write. Bidirectional marks and
// characters without width are among them: with them two numbers look alike
// and are not the same case.
func strange(raw []byte, lines bool) why {
	for rest := raw; len(rest) > 0; {
		r, size := utf8.DecodeRune(rest)
		rest = rest[size:]
		switch {
		case r == 0:
			return say("The cell holds a NUL byte.")
		case r == utf8.RuneError:
			return say("The cell holds bytes that are not text in the encoding of the file, so a letter is lost.")
		case (r == '\n' || r == '\r') && !lines && len(bytes.TrimSpace(rest)) > 0:
			return say("The cell holds a line break, which has no place here; a quotation mark may be missing.")
		case unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t':
			return say("The cell holds the control character %U.", int(r))
		case unicode.Is(unicode.Cf, r) && r != '\u200c' && r != '\u200d': // those two are part of Persian and Indian spelling
			return say("The cell holds the invisible character %U.", int(r))
		}
	}
	return why{}
}

// isFormula reports a cell that a spreadsheet would run. In a phone number + is
// the country's prefix and in an address -1 is a floor, so in text these two
// count only before a letter or together with |, the sign of a command.
func isFormula(b []byte) bool {
	first, size := utf8.DecodeRune(b)
	switch first {
	case '=', '@', '＝', '＠':
		return true
	case '+', '-':
		then, _ := utf8.DecodeRune(b[size:])
		return bytes.IndexByte(b, '|') >= 0 || then < utf8.RuneSelf && unicode.IsLetter(then)
	}
	return false
}

// isRounded reports 6.22848E+18, what a spreadsheet makes of a long number.
func isRounded(b []byte) bool {
	at := bytes.IndexAny(b, "Ee")
	if at < 1 || at+2 >= len(b) || b[at+1] != '+' {
		return false
	}
	return len(bytes.Trim(b[:at], "0123456789.,")) == 0 && len(bytes.Trim(b[at+2:], "0123456789")) == 0
}

// endsInZero reports 13800001234.0, what a program makes of a number in a column where
// another cell is empty. Dialled it would be ten times as long, and as the number of a
// case it would be another case.
func endsInZero(b []byte) bool {
	whole, tenths, found := bytes.Cut(b, []byte("."))
	return found && len(whole) > 0 && len(tenths) > 0 && len(bytes.Trim(whole, "0123456789")) == 0 && len(bytes.Trim(tenths, "0")) == 0
}

// maxDialled is the most digits in a row of a telephone number: fifteen by E.164, behind 00.
const maxDialled = 17

// phoneFault refuses what cannot be dialled; the number stays as the bank
// writes it.
func phoneFault(b []byte) why {
	digits, run := 0, 0
	for _, r := range string(b) {
		switch {
		case '0' <= r && r <= '9':
			digits, run = digits+1, run+1
			if run > maxDialled {
				return say("This is not a telephone number.")
			}
			continue
		case !strings.ContainsRune(" +-()./;#x转", r):
			return say("This is not a telephone number.")
		}
		run = 0
	}
	whole, tenths, decimal := bytes.Cut(b, []byte("."))
	if decimal && len(whole) > 6 && len(tenths) < 3 && len(bytes.Trim(whole, "0123456789")) == 0 {
		return say("This is not a telephone number but one with decimals; export the column as text.")
	}
	if digits < 3 || bytes.Contains(b, []byte("++")) {
		return say("This is not a telephone number.")
	}
	return why{}
}
