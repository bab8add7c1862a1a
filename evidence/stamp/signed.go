package stamp

import (
	"bytes"
	"crypto"
	_ "crypto/sha1" // of old authorities' names of certificates; nothing is signed over it
	_ "crypto/sha256"
	_ "crypto/sha512"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
)

var (
	oidSignedData    = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
	oidInfo          = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 1, 4}
	oidContentType   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 3}
	oidMessageDigest = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 4}
	oidCertificate   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 12}
	oidCertificateV2 = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47}
	oidSHA384        = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 2}
	oidSHA512        = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 3}
)

func hashOf(oid asn1.ObjectIdentifier) crypto.Hash {
	switch {
	case oid.Equal(oidSHA256):
		return crypto.SHA256
	case oid.Equal(oidSHA384):
		return crypto.SHA384
	case oid.Equal(oidSHA512):
		return crypto.SHA512
	}
	return 0
}

func digest(h crypto.Hash, b []byte) []byte {
	d := h.New()
	d.Write(b) // a hash never fails to take bytes
	return d.Sum(nil)
}

// signedData is SignedData of CMS (RFC 5652), as far as a token has it.
type signedData struct {
	Version int
	Digests asn1.RawValue
	Content struct {
		Type  asn1.ObjectIdentifier
		Bytes []byte `asn1:"explicit,tag:0"`
	}
	Certificates asn1.RawValue `asn1:"optional,tag:0"`
	Revoked      asn1.RawValue `asn1:"optional,tag:1"`
	Signers      []signerInfo  `asn1:"set"`
}

type signerInfo struct {
	Version    int
	ID         asn1.RawValue
	Digest     pkix.AlgorithmIdentifier
	Attributes asn1.RawValue `asn1:"tag:0"`
	Algorithm  pkix.AlgorithmIdentifier
	Signature  []byte
	Unsigned   asn1.RawValue `asn1:"optional,tag:1"`
}

// openSigned checks the one signature of a token and returns what it is over,
// the certificate of its signer, and the others inside.
func openSigned(token []byte) (content []byte, signer *x509.Certificate, others []*x509.Certificate, err error) {
	var outer struct {
		Type    asn1.ObjectIdentifier
		Content signedData `asn1:"explicit,tag:0"`
	}
	if len(token) > MaxToken {
		return nil, nil, nil, wrong("it has %d bytes, of at most %d", len(token), MaxToken)
	}
	if rest, err := asn1.Unmarshal(token, &outer); err != nil || len(rest) > 0 || !outer.Type.Equal(oidSignedData) {
		return nil, nil, nil, wrong("it is no token")
	}
	sd := &outer.Content
	if !sd.Content.Type.Equal(oidInfo) || len(sd.Signers) != 1 {
		return nil, nil, nil, wrong("it is no token with one signature")
	}
	all, err := x509.ParseCertificates(sd.Certificates.Bytes)
	if err != nil {
		return nil, nil, nil, wrong("its certificates cannot be read: %v", err)
	}
	s := &sd.Signers[0]
	for _, c := range all {
		if s.isBy(c) && signer == nil {
			signer = c
			continue
		}
		others = append(others, c)
	}
	if signer == nil {
		return nil, nil, nil, wrong("the certificate of its signer is not inside")
	}
	return sd.Content.Bytes, signer, others, s.check(sd.Content.Bytes, signer)
}

// isBy reports whether a certificate is the one that the signer names.
func (s *signerInfo) isBy(c *x509.Certificate) bool {
	if s.ID.Class == asn1.ClassContextSpecific && s.ID.Tag == 0 {
		return len(c.SubjectKeyId) > 0 && bytes.Equal(s.ID.Bytes, c.SubjectKeyId)
	}
	var named struct {
		Issuer asn1.RawValue
		Serial *big.Int
	}
	rest, err := asn1.Unmarshal(s.ID.FullBytes, &named)
	return err == nil && len(rest) == 0 && bytes.Equal(named.Issuer.FullBytes, c.RawIssuer) && named.Serial.Cmp(c.SerialNumber) == 0
}

// check demands the signature over the signed attributes, and of these that they
// name the content and the certificate.
func (s *signerInfo) check(content []byte, c *x509.Certificate) error {
	h := hashOf(s.Digest.Algorithm)
	algorithm := signature(s.Algorithm.Algorithm, h)
	if h == 0 || algorithm == x509.UnknownSignatureAlgorithm {
		return wrong("it is signed in a way that is not known here: %s with %s", s.Algorithm.Algorithm, s.Digest.Algorithm)
	}
	attributes, err := s.attributes()
	if err != nil {
		return err
	}
	var of asn1.ObjectIdentifier
	var sum []byte
	if !only(attributes[oidContentType.String()], &of) || !of.Equal(oidInfo) || !only(attributes[oidMessageDigest.String()], &sum) || !bytes.Equal(sum, digest(h, content)) {
		return wrong("its signature is over something else")
	}
	if !names(attributes, c) {
		return wrong("its signer meant another certificate than the one inside")
	}
	signed := bytes.Clone(s.Attributes.FullBytes)
	signed[0] = asn1.TagSet | 0x20 // RFC 5652, 5.4: as the SET it is, not as the field it stands in
	if c.CheckSignature(algorithm, signed, s.Signature) != nil {
		return wrong("its signature does not fit")
	}
	return nil
}

// attributes are the values of the signed attributes by their types, each once.
func (s *signerInfo) attributes() (map[string][]byte, error) {
	all := map[string][]byte{}
	for rest := s.Attributes.Bytes; len(rest) > 0; {
		var a struct {
			Type   asn1.ObjectIdentifier
			Values asn1.RawValue
		}
		var err error
		if rest, err = asn1.Unmarshal(rest, &a); err != nil || a.Values.Tag != asn1.TagSet || all[a.Type.String()] != nil {
			return nil, wrong("what its signer says beside cannot be read")
		}
		all[a.Type.String()] = a.Values.Bytes
	}
	return all, nil
}

// only reads the one value of an attribute.
func only(values []byte, into any) bool {
	rest, err := asn1.Unmarshal(values, into)
	return len(values) > 0 && err == nil && len(rest) == 0
}

// names reports whether the signed attributes name the certificate, so that no
// other of the same key can be put in its place.
func names(attributes map[string][]byte, c *x509.Certificate) bool {
	var v2 struct {
		Certs []struct {
			Algorithm pkix.AlgorithmIdentifier `asn1:"optional"`
			Hash      []byte
			Issuer    asn1.RawValue `asn1:"optional"`
		}
		Policies asn1.RawValue `asn1:"optional"`
	}
	if only(attributes[oidCertificateV2.String()], &v2) && len(v2.Certs) > 0 {
		h := crypto.SHA256 // where none is named
		if oid := v2.Certs[0].Algorithm.Algorithm; len(oid) > 0 {
			h = hashOf(oid)
		}
		return h != 0 && bytes.Equal(v2.Certs[0].Hash, digest(h, c.Raw))
	}
	var v1 struct {
		Certs []struct {
			Hash   []byte
			Issuer asn1.RawValue `asn1:"optional"`
		}
		Policies asn1.RawValue `asn1:"optional"`
	}
	return only(attributes[oidCertificate.String()], &v1) && len(v1.Certs) > 0 && bytes.Equal(v1.Certs[0].Hash, digest(crypto.SHA1, c.Raw))
}

// signature is how a key of that algorithm signs that hash.
func signature(oid asn1.ObjectIdentifier, h crypto.Hash) x509.SignatureAlgorithm {
	const rsa, ecdsa = "1.2.840.113549.1.1.", "1.2.840.10045."
	known := map[string]map[crypto.Hash]x509.SignatureAlgorithm{
		rsa + "1":       {crypto.SHA256: x509.SHA256WithRSA, crypto.SHA384: x509.SHA384WithRSA, crypto.SHA512: x509.SHA512WithRSA},
		rsa + "11":      {crypto.SHA256: x509.SHA256WithRSA},
		rsa + "12":      {crypto.SHA384: x509.SHA384WithRSA},
		rsa + "13":      {crypto.SHA512: x509.SHA512WithRSA},
		ecdsa + "4.3.2": {crypto.SHA256: x509.ECDSAWithSHA256},
		ecdsa + "4.3.3": {crypto.SHA384: x509.ECDSAWithSHA384},
		ecdsa + "4.3.4": {crypto.SHA512: x509.ECDSAWithSHA512},
		"1.3.101.112":   {crypto.SHA512: x509.PureEd25519},
	}
	return known[oid.String()][h]
}
