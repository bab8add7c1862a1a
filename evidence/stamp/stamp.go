// Package stamp asks for and checks time-stamp tokens of RFC 3161: the word of an
// authority that is nobody's in this house that some bytes were there at a time.
// It opens no network; who talks to the authority is sync/hq. It was written here
// because what it checks of CMS fits on two pages, and the libraries for it check
// neither that the certificate is the one the signer meant nor what it is for.
package stamp

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"
	"time"
)

// ErrToken says that bytes are no token, or one that does not hold.
var ErrToken = errors.New("time stamp: it does not hold")

func wrong(format string, a ...any) error {
	return errors.Join(ErrToken, fmt.Errorf(format, a...))
}

// MaxToken bounds what is read of an authority's answer; honest ones with their
// certificates have a few KiB.
const MaxToken = 64 << 10

var (
	oidSHA256 = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}
	sha256ID  = pkix.AlgorithmIdentifier{Algorithm: oidSHA256, Parameters: asn1.NullRawValue}
)

type imprint struct {
	Algorithm pkix.AlgorithmIdentifier
	Digest    []byte
}

// Query asks for a token over the SHA-256 of data, with the certificates inside.
// nonce is random; the answer must repeat it.
func Query(data []byte, nonce *big.Int) ([]byte, error) {
	sum := sha256.Sum256(data)
	return asn1.Marshal(struct {
		Version int
		Imprint imprint
		Nonce   *big.Int
		CertReq bool
	}{1, imprint{sha256ID, sum[:]}, nonce, true})
}

// Token takes the token out of an authority's answer. A refusal is the error, in
// the authority's words if it has any.
func Token(answer []byte) ([]byte, error) {
	var a struct {
		Status struct {
			Status int
			Text   []string       `asn1:"optional"`
			Fail   asn1.BitString `asn1:"optional"`
		}
		Token asn1.RawValue `asn1:"optional"`
	}
	if rest, err := asn1.Unmarshal(answer, &a); err != nil || len(rest) > 0 {
		return nil, wrong("the answer is none of a time-stamping authority")
	}
	const granted, withMods = 0, 1
	if s := a.Status.Status; s != granted && s != withMods || len(a.Token.FullBytes) == 0 {
		return nil, fmt.Errorf("the time-stamping authority refuses: status %d %q", s, a.Status.Text)
	}
	return a.Token.FullBytes, nil
}

// Stamp is what a token says.
type Stamp struct {
	Time      time.Time // UTC; the data was there at the latest then
	Accuracy  time.Duration
	Authority string // the certificate's subject
	Serial    string
	Policy    string
	Nonce     *big.Int // nil: none
}

// info is TSTInfo.
type info struct {
	Version  int
	Policy   asn1.ObjectIdentifier
	Imprint  imprint
	Serial   *big.Int
	Time     time.Time `asn1:"generalized"`
	Accuracy struct {
		Seconds int `asn1:"optional"`
		Millis  int `asn1:"optional,tag:0"`
		Micros  int `asn1:"optional,tag:1"`
	} `asn1:"optional"`
	Ordering   bool          `asn1:"optional"`
	Nonce      *big.Int      `asn1:"optional"`
	TSA        asn1.RawValue `asn1:"optional,tag:0"`
	Extensions asn1.RawValue `asn1:"optional,tag:1"`
}

// Open checks that a token is over data, signed by the certificate inside that is
// for time-stamping alone, and that this leads to one of roots. Without roots
// (nil) nobody vouches for the certificate: then the token is only whole.
func Open(token, data []byte, roots *x509.CertPool) (Stamp, error) {
	content, signer, others, err := openSigned(token)
	if err != nil {
		return Stamp{}, err
	}
	var t info
	if rest, err := asn1.Unmarshal(content, &t); err != nil || len(rest) > 0 || t.Version != 1 || t.Serial == nil {
		return Stamp{}, wrong("what is signed is no time")
	}
	sum := sha256.Sum256(data)
	if !t.Imprint.Algorithm.Algorithm.Equal(oidSHA256) || !bytes.Equal(t.Imprint.Digest, sum[:]) {
		return Stamp{}, wrong("it is of other bytes")
	}
	if err := forStamps(signer); err != nil {
		return Stamp{}, err
	}
	if roots != nil {
		between := x509.NewCertPool()
		for _, c := range others {
			between.AddCert(c)
		}
		_, err := signer.Verify(x509.VerifyOptions{Roots: roots, Intermediates: between, CurrentTime: t.Time, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageTimeStamping}})
		if err != nil {
			return Stamp{}, wrong("its certificate is not of an authority that is trusted: %v", err)
		}
	}
	return Stamp{Time: t.Time.UTC(), Authority: signer.Subject.String(), Serial: t.Serial.String(), Policy: t.Policy.String(), Nonce: t.Nonce,
		Accuracy: time.Duration(t.Accuracy.Seconds)*time.Second + time.Duration(t.Accuracy.Millis)*time.Millisecond + time.Duration(t.Accuracy.Micros)*time.Microsecond}, nil
}

var oidExtKeyUsage = asn1.ObjectIdentifier{2, 5, 29, 37}

// forStamps demands what RFC 3161 (2.3) does: a key that signs times and nothing
// else, or a token could be made of something else that it signed.
func forStamps(c *x509.Certificate) error {
	critical := false
	for _, e := range c.Extensions {
		critical = critical || e.Id.Equal(oidExtKeyUsage) && e.Critical
	}
	if !critical || len(c.ExtKeyUsage) != 1 || c.ExtKeyUsage[0] != x509.ExtKeyUsageTimeStamping || len(c.UnknownExtKeyUsage) > 0 {
		return wrong("its certificate is not for time-stamping alone")
	}
	return nil
}
