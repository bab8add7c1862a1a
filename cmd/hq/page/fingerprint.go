package page

import (
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode"
)

// parseFingerprint reads 64 hex digits, in groups or lines as they were copied.
// Anything else is a sentence: half a fingerprint must not look like a dossier
// at fault.
func parseFingerprint(text string) (ed25519.PublicKey, *Text) {
	digits := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' { // pasted out of a page
			return -1
		}
		return r
	}, text)
	const want = 2 * ed25519.PublicKeySize
	if digits == "" {
		return nil, &Text{"Give the fingerprint of the root: 64 hex digits.", "请填写根指纹：64 位十六进制数字。"}
	}
	for _, r := range digits {
		if !strings.ContainsRune("0123456789abcdefABCDEF", r) {
			return nil, &Text{
				fmt.Sprintf("%q in the fingerprint is no hex digit: only 0–9 and a–f are.", r),
				fmt.Sprintf("指纹中的 %q 不是十六进制数字，只能是 0–9 和 a–f。", r),
			}
		}
	}
	if n := len(digits); n != want {
		return nil, &Text{
			fmt.Sprintf("The fingerprint has %d digits; it must have %d.", n, want),
			fmt.Sprintf("指纹有 %d 位，应为 %d 位。", n, want),
		}
	}
	root, err := hex.DecodeString(digits)
	if err != nil { // nothing but digits is left
		return nil, &Text{err.Error(), err.Error()}
	}
	return ed25519.PublicKey(root), nil
}
