// Package crew is how two officers with a device each agree, without a network,
// that they go together: the first one's device asks a question, the second
// one's answers it with that officer's key, and both are short enough for a QR
// code (FORMAT.md section 10). It reads no clock and keeps nothing.
package crew

import (
	"bytes"
	"compress/flate"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"math"
	"time"

	"fairvisit/evidence"
)

// The refusals of a question or an answer. Nobody goes along by any of them.
var (
	ErrMalformed = errors.New("this is not a whole code of a crew")
	ErrKind      = errors.New("a question was read where an answer is needed, or an answer for a question")
	ErrDay       = errors.New("the question is of another day")
	ErrQuestion  = errors.New("the answer is to another question")
	ErrForeign   = errors.New("the answer comes from an officer whom this headquarters did not enrol")
	ErrSelf      = errors.New("nobody goes along with themselves")
	ErrUnit      = errors.New("the officer belongs to another branch")
	ErrRole      = errors.New("only an officer goes along")
	ErrSignature = errors.New("the answer is not signed by the officer it names")
)

// Question asks who goes along. It is not signed: an invented one gets an answer
// that no device waits for.
type Question struct {
	Officer evidence.ID // who asks
	Device  evidence.ID // on which device
	Nonce   evidence.ID // random: an answer is to this question only
	At      int64       // µs, wall clock of the device that asks
	Zone    int16       // minutes east of UTC where the debtors live
}

// Ask is a fresh question for the day that at falls on in that zone.
func Ask(officer, device evidence.ID, at time.Time, zone *time.Location) Question {
	_, seconds := at.In(zone).Zone()
	return Question{Officer: officer, Device: device, Nonce: evidence.NewID(), At: at.UnixMicro(), Zone: int16(seconds / 60)}
}

// Day is the day asked for, as the debtors' calendar has it: 2026-03-10.
func (q Question) Day() string { return q.dayOf(time.UnixMicro(q.At)) }

func (q Question) dayOf(t time.Time) string {
	return t.In(time.FixedZone("", int(q.Zone)*60)).Format(time.DateOnly)
}

// Holds reports whether now is still the day asked for.
func (q Question) Holds(now time.Time) bool { return q.dayOf(now) == q.Day() }

// What a code begins with, and how many bytes stand where.
const (
	kindQuestion   = 1
	kindAnswer     = 2
	questionLength = 1 + 3*16 + 8 + 2
	askedLength    = 4
	answerLeast    = 1 + askedLength + 2*ed25519.SignatureSize
	checkLength    = 4
	mostBody       = 4096 // bytes of an enrolment; headquarters writes about 450
)

func (q Question) bytes() []byte {
	b := append([]byte{kindQuestion}, q.Officer[:]...)
	b = append(b, q.Device[:]...)
	b = append(b, q.Nonce[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(q.At))
	return binary.BigEndian.AppendUint16(b, uint16(q.Zone))
}

func (q Question) hash() evidence.Hash { return sha256.Sum256(q.bytes()) }

// Text is the question as a code: 109 characters.
func (q Question) Text() string { return text(q.bytes()) }

// ParseQuestion reads what Question.Text wrote, with any spaces and line ends in
// between and in small letters too. It refuses with ErrMalformed or ErrKind.
func ParseQuestion(s string) (Question, error) {
	b, err := parse(s, kindQuestion)
	if err != nil {
		return Question{}, err
	}
	if len(b) != questionLength {
		return Question{}, ErrMalformed
	}
	var q Question
	rest := b[1:]
	for _, id := range []*evidence.ID{&q.Officer, &q.Device, &q.Nonce} {
		copy(id[:], rest)
		rest = rest[len(id):]
	}
	q.At, q.Zone = int64(binary.BigEndian.Uint64(rest)), int16(binary.BigEndian.Uint16(rest[8:]))
	// A year of five digits has no day that can be written, and no zone is a day off.
	if y := time.UnixMicro(q.At).Year(); y < 1970 || y > 9998 || math.Abs(float64(q.Zone)) > 18*60 {
		return Question{}, ErrMalformed
	}
	return q, nil
}

// Answer is an officer's yes to one question. It brings the enrolment that
// headquarters signed, because no device is told the keys of its colleagues; so
// it is longer than the 200 bytes a bare signature would need.
type Answer struct {
	Asked     [askedLength]byte // of the question's hash; tells questions apart, proves nothing
	Signature []byte
	Enrolment evidence.Statement
}

const magicAnswer = "fv-crew-v1\n"

func signed(q Question, officer, device evidence.ID) []byte {
	h := q.hash()
	b := append([]byte(magicAnswer), h[:]...)
	b = append(b, officer[:]...)
	return append(b, device[:]...)
}

// Answer says yes to a question, as the officer and device of an enrolment.
func (q Question) Answer(enrolment evidence.Statement, officer, device evidence.ID, key ed25519.PrivateKey) Answer {
	a := Answer{Signature: ed25519.Sign(key, signed(q, officer, device)), Enrolment: enrolment}
	h := q.hash()
	copy(a.Asked[:], h[:])
	return a
}

// Check takes an answer to q on the device that asked it: service is the key of
// headquarters there, unit the branch. It gives whoever goes along, or one of
// the refusals. Whether that person was revoked since is not known without
// headquarters; their visits are told apart there.
func (q Question) Check(a Answer, now time.Time, service ed25519.PublicKey, unit evidence.ID) (evidence.Enrolment, error) {
	var e evidence.Enrolment
	h := q.hash()
	switch {
	case !q.Holds(now):
		return evidence.Enrolment{}, ErrDay
	case !bytes.Equal(a.Asked[:], h[:askedLength]):
		return evidence.Enrolment{}, ErrQuestion
	case a.Enrolment.Open(evidence.MagicEnrol, service, &e) != nil:
		return evidence.Enrolment{}, ErrForeign
	case e.Officer == q.Officer:
		return evidence.Enrolment{}, ErrSelf
	case e.Unit != unit:
		return evidence.Enrolment{}, ErrUnit
	case e.Role != roleOfficer:
		return evidence.Enrolment{}, ErrRole
	case len(e.OfficerKey) != ed25519.PublicKeySize, !ed25519.Verify(ed25519.PublicKey(e.OfficerKey), signed(q, e.Officer, e.Device), a.Signature):
		return evidence.Enrolment{}, ErrSignature
	}
	return e, nil
}

const roleOfficer = "officer"

// usual is what enrolments have in common: a code without it is half as long
// again. It is part of the format; another text would be another kind.
var usual = []byte(`0123456789abcdef{"device":"","officer":"","unit":"","role":"officer","device_key":"","officer_key":"","issued":17,"demo":true}`)

// Text is the answer as a code: about 470 characters. It fails for an enrolment
// that is none.
func (a Answer) Text() (string, error) {
	if len(a.Signature) != ed25519.SignatureSize {
		return "", ErrMalformed
	}
	b := append(append([]byte{kindAnswer}, a.Asked[:]...), a.Signature...)
	b, err := appendEnrolment(b, a.Enrolment)
	if err != nil {
		return "", err
	}
	return text(b), nil
}

func appendEnrolment(b []byte, enrolment evidence.Statement) ([]byte, error) {
	return appendStatement(b, enrolment, usual)
}

// appendStatement appends a statement's signature and its body, packed.
func appendStatement(b []byte, st evidence.Statement, usual []byte) ([]byte, error) {
	sig, err := hex.DecodeString(st.Sig)
	if err != nil || len(sig) != ed25519.SignatureSize || len(st.Body) > mostBody {
		return nil, ErrMalformed
	}
	packed := bytes.NewBuffer(append(b, sig...))
	w, err := flate.NewWriterDict(packed, flate.BestCompression, usual)
	if err != nil {
		return nil, err
	}
	if _, err := io.WriteString(w, st.Body); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return packed.Bytes(), nil
}

func readEnrolment(b []byte) (evidence.Statement, error) { return readStatement(b, usual) }

// readStatement reads what appendStatement wrote, to the end of b.
func readStatement(b, usual []byte) (evidence.Statement, error) {
	st := evidence.Statement{Sig: hex.EncodeToString(b[:ed25519.SignatureSize])}
	packed := bytes.NewReader(b[ed25519.SignatureSize:])
	body, err := io.ReadAll(io.LimitReader(flate.NewReaderDict(packed, usual), mostBody+1))
	if err != nil || len(body) > mostBody || packed.Len() > 0 {
		return st, ErrMalformed
	}
	st.Body = string(body)
	return st, nil
}

// ParseAnswer reads what Answer.Text wrote, as ParseQuestion does.
func ParseAnswer(s string) (Answer, error) {
	b, err := parse(s, kindAnswer)
	if err != nil {
		return Answer{}, err
	}
	if len(b) <= answerLeast {
		return Answer{}, ErrMalformed
	}
	var a Answer
	rest := b[1+copy(a.Asked[:], b[1:]):]
	a.Signature, rest = rest[:ed25519.SignatureSize], rest[ed25519.SignatureSize:]
	a.Enrolment, err = readEnrolment(rest)
	return a, err
}
