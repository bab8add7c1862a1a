package visits

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaskName leaves the first character and two stars: 王** or Z**. It is the
// mask of lists, maps and other people's screens.
func MaskName(name string) string {
	r, n := utf8.DecodeRuneInString(name)
	if n == 0 {
		return ""
	}
	return string(r) + "**"
}

// MaskPhone leaves the first three and the last four digits: 138****1234.
func MaskPhone(phone string) string {
	digits := make([]byte, 0, len(phone))
	for i := 0; i < len(phone); i++ {
		if c := phone[i]; c >= '0' && c <= '9' {
			digits = append(digits, c)
		}
	}
	if len(digits) < 8 {
		return "****"
	}
	return string(digits[:3]) + "****" + string(digits[len(digits)-4:])
}

// MaskNumber leaves the last four characters of an ID or account number.
func MaskNumber(s string) string {
	r := []rune(s)
	if len(r) <= 4 {
		return "****"
	}
	return "****" + string(r[len(r)-4:])
}

// hanNumber is a number of a house, a block, a stairway, a floor or a room that is
// written in Chinese numerals. The numeral in the name of a street (澄江一路) has
// none of these words behind it.
var hanNumber = regexp.MustCompile(`第?[〇○零一二两兩三四五六七八九十百千廿卅]+[号號弄幢栋棟座单單室层層楼樓]`)

// MaskStreet leaves the street of an address and takes the number of the house
// away, and whatever follows it: 澄江一路 99901 号 and 澄江一路十二号 are 澄江一路,
// 12 Green Street is Green Street. Rather too much is masked than too little.
func MaskStreet(address string) string {
	words := strings.Fields(address)
	for len(words) > 1 && strings.IndexFunc(words[0], unicode.IsDigit) == 0 {
		words = words[1:]
	}
	street := strings.Join(words, " ")
	if i := strings.IndexFunc(street, unicode.IsDigit); i >= 0 {
		street = street[:i]
	}
	if at := hanNumber.FindStringIndex(street); at != nil {
		street = street[:at[0]]
	}
	return strings.TrimRight(street, " ,，·-#")
}
