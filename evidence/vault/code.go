package vault

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/binary"
	"fmt"
	"time"

	"fairvisit/evidence"
)

// CodeSecret is what a device and headquarters both know, and make unlock codes
// from. It opens no key.
type CodeSecret [20]byte

// CodesOf is the secret of a device's unlock codes, as headquarters makes it anew
// from its master key each time.
func CodesOf(master [32]byte, device evidence.ID) CodeSecret {
	return CodeSecret(expand(master[:], "fv-unlock-v1\n"+string(device[:])))
}

// IsZero reports that headquarters gave none.
func (c CodeSecret) IsZero() bool { return c == CodeSecret{} }

// CodeDigits is how many digits an unlock code has.
const CodeDigits = 8

const (
	codeWindow = 10 // requests that were read wrong, or codes that nobody typed
	codeWait   = time.Minute
)

// At is the code of that counter: HOTP of RFC 4226 with 8 digits. SHA-1 is what
// the RFC has; its weakness is in collisions, which an HMAC does not rest on.
func (c CodeSecret) At(counter uint64) string {
	return fmt.Sprintf("%0*d", CodeDigits, c.truncated(counter)%100_000_000)
}

func (c CodeSecret) truncated(counter uint64) uint32 {
	h := hmac.New(sha1.New, c[:])
	h.Write(binary.BigEndian.AppendUint64(nil, counter)) // a hash never fails to take bytes
	sum := h.Sum(nil)
	return binary.BigEndian.Uint32(sum[sum[19]&15:]) &^ (1 << 31)
}

// Lift takes an unlock code: the tries begin anew, and every code up to this one
// is used up. A try is noted by keep before it is judged, and after a wrong one
// the next waits a minute (ErrWait). ErrCode: it is none of the next ten.
func (l *Lock) Lift(code string, c CodeSecret, boot evidence.ID, since int64, keep func() error) error {
	if l.Wiped {
		return ErrWiped
	}
	if c.IsZero() {
		return ErrCode // everybody could make the codes of no secret
	}
	if !l.CodeBoot.IsZero() && left(codeWait, l.CodeBoot, l.CodeSince, boot, since) > 0 {
		return ErrWait
	}
	l.CodeBoot, l.CodeSince = boot, since
	if err := keep(); err != nil {
		return err
	}
	for n := l.Codes; n < l.Codes+codeWindow; n++ {
		if subtle.ConstantTimeCompare([]byte(c.At(n)), []byte(code)) == 1 {
			l.Held = false
			l.Codes, l.Wrong, l.Boot, l.Since, l.CodeBoot, l.CodeSince = n+1, 0, evidence.ID{}, 0, evidence.ID{}, 0
			return keep()
		}
	}
	return ErrCode
}
