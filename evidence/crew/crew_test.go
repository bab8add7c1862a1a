package crew_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/evidence/crew"
)

var (
	zone    = time.FixedZone("Asia/Shanghai", 8*60*60)
	morning = time.Date(2026, 3, 10, 8, 30, 0, 0, zone)
	unit    = evidence.ID{15: 9}
	service = key(7)
)

func key(n byte) ed25519.PrivateKey { return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{n}, 32)) }

func public(k ed25519.PrivateKey) evidence.PublicKey {
	return evidence.PublicKey(k.Public().(ed25519.PublicKey))
}

// person is an officer as headquarters enrolled them.
type person struct {
	evidence.Enrolment
	key       ed25519.PrivateKey
	statement evidence.Statement
}

func enrol(t testing.TB, by ed25519.PrivateKey, change func(*evidence.Enrolment)) person {
	t.Helper()
	_, device, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	_, own, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	p := person{key: own, Enrolment: evidence.Enrolment{Device: evidence.NewID(), Officer: evidence.NewID(), Unit: unit, Role: "officer",
		DeviceKey: public(device), OfficerKey: public(own), Issued: morning.UnixMicro(), Demo: true}}
	if change != nil {
		change(&p.Enrolment)
	}
	p.statement, err = evidence.SignStatement(evidence.MagicEnrol, p.Enrolment, by)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (p person) asks() crew.Question { return crew.Ask(p.Officer, p.Device, morning, zone) }

// says is the person's yes as it is read from a screen.
func (p person) says(t testing.TB, q crew.Question) crew.Answer {
	t.Helper()
	text, err := q.Answer(p.statement, p.Officer, p.Device, p.key).Text()
	if err != nil {
		t.Fatal(err)
	}
	a, err := crew.ParseAnswer(text)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func check(q crew.Question, a crew.Answer, now time.Time) (evidence.Enrolment, error) {
	return q.Check(a, now, ed25519.PublicKey(public(service)), unit)
}

func TestACrewAgreesForTheDay(t *testing.T) {
	first, second := enrol(t, service, nil), enrol(t, service, nil)
	q := first.asks()
	if q.Day() != "2026-03-10" {
		t.Errorf("asked for %s", q.Day())
	}
	read, err := crew.ParseQuestion(q.Text())
	if err != nil || read != q {
		t.Fatalf("read %+v, %v", read, err)
	}
	a := second.says(t, read)
	// 08:30 in Shanghai is half past midnight of that day in London: the day is the debtors'.
	for _, now := range []time.Time{morning, time.Date(2026, 3, 10, 0, 0, 0, 0, zone), time.Date(2026, 3, 10, 23, 59, 59, 0, zone)} {
		e, err := check(q, a, now)
		if err != nil || e.Officer != second.Officer {
			t.Errorf("at %s: %v, %v", now, e.Officer, err)
		}
	}
	for _, now := range []time.Time{time.Date(2026, 3, 9, 23, 59, 59, 0, zone), time.Date(2026, 3, 11, 0, 0, 0, 0, zone)} {
		if e, err := check(q, a, now); !errors.Is(err, crew.ErrDay) || !e.Officer.IsZero() {
			t.Errorf("at %s: %v, %v", now, e.Officer, err)
		}
	}
}

func TestAWrongAnswerIsRefusedByItsName(t *testing.T) {
	first, second, third := enrol(t, service, nil), enrol(t, service, nil), enrol(t, service, nil)
	other := enrol(t, service, func(e *evidence.Enrolment) { e.Unit = evidence.ID{1} })
	manager := enrol(t, service, func(e *evidence.Enrolment) { e.Role = "manager" })
	stranger := enrol(t, key(8), nil)
	q := first.asks()
	stolen := second.says(t, q)
	stolen.Enrolment = third.statement
	moved := q.Answer(second.statement, second.Officer, evidence.NewID(), second.key) // another device of the same officer
	forged := second.says(t, first.asks())
	forged.Asked = second.says(t, q).Asked
	keyless := enrol(t, service, func(e *evidence.Enrolment) { e.OfficerKey = nil })
	for name, c := range map[string]struct {
		a    crew.Answer
		want error
	}{
		"to another question":        {second.says(t, first.asks()), crew.ErrQuestion},
		"of another headquarters":    {stranger.says(t, q), crew.ErrForeign},
		"of who asks":                {first.says(t, q), crew.ErrSelf},
		"of another branch":          {other.says(t, q), crew.ErrUnit},
		"of a manager":               {manager.says(t, q), crew.ErrRole},
		"under another's enrolment":  {stolen, crew.ErrSignature},
		"from another device":        {moved, crew.ErrSignature},
		"made to look like this one": {forged, crew.ErrSignature},
		"without a key":              {keyless.says(t, q), crew.ErrSignature},
		"empty":                      {crew.Answer{}, crew.ErrQuestion},
	} {
		if e, err := check(q, c.a, morning); !errors.Is(err, c.want) || !e.Officer.IsZero() {
			t.Errorf("an answer %s: %v goes along, %v", name, e.Officer, err)
		}
	}
}

func TestOneKindOfCodeIsNotTheOther(t *testing.T) {
	first, second := enrol(t, service, nil), enrol(t, service, nil)
	q := first.asks()
	if _, err := crew.ParseAnswer(q.Text()); !errors.Is(err, crew.ErrKind) {
		t.Error(err)
	}
	text, err := q.Answer(second.statement, second.Officer, second.Device, second.key).Text()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := crew.ParseQuestion(text); !errors.Is(err, crew.ErrKind) {
		t.Error(err)
	}
	if len(q.Text()) != 109 || len(text) > 600 {
		t.Errorf("the codes have %d and %d letters: a camera must read them", len(q.Text()), len(text))
	}
}

// spread writes a code as a message or a hand may: in groups, in small letters.
func spread(s string, r *rand.Rand) string {
	var b strings.Builder
	for _, c := range s {
		if r.IntN(5) == 0 {
			b.WriteString([]string{" ", "\n", "\t", "\r\n"}[r.IntN(4)])
		}
		b.WriteRune(c)
	}
	if r.IntN(2) == 0 {
		return strings.ToLower(b.String())
	}
	return b.String()
}

func TestCodesComeBackAsTheyWereWritten(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		first := enrol(t, service, nil)
		second := enrol(t, service, func(e *evidence.Enrolment) { e.Demo, e.Issued = r.IntN(2) == 0, r.Int64() })
		at := time.UnixMicro(r.Int64N(4_000_000_000_000_000))
		q := crew.Ask(first.Officer, first.Device, at, time.FixedZone("", (r.IntN(27)-12)*1800))
		read, err := crew.ParseQuestion(spread(q.Text(), r))
		if err != nil || read != q {
			t.Fatalf("%+v came back as %+v, %v", q, read, err)
		}
		text, err := q.Answer(second.statement, second.Officer, second.Device, second.key).Text()
		if err != nil {
			t.Fatal(err)
		}
		a, err := crew.ParseAnswer(spread(text, r))
		if err != nil || a.Enrolment != second.statement {
			t.Fatalf("the enrolment came back as %+v, %v", a.Enrolment, err)
		}
		if e, err := check(q, a, at); err != nil || e.Officer != second.Officer {
			t.Fatal(e, err)
		}
	}
}

var letters = base32.StdEncoding.WithPadding(base32.NoPadding)

// sealed writes bytes as a code whose check is right, as a forger would.
func sealed(b []byte) string {
	sum := sha256.Sum256(b)
	return "FVCREW1:" + letters.EncodeToString(append(bytes.Clone(b), sum[:4]...))
}

// unsealed is the inside of a code.
func unsealed(t testing.TB, text string) []byte {
	t.Helper()
	b, err := letters.DecodeString(strings.TrimPrefix(text, "FVCREW1:"))
	if err != nil {
		t.Fatal(err)
	}
	return b[:len(b)-4]
}

// With one letter changed an answer is refused. Who changes a byte and makes the
// check behind them anew gets nobody else along.
func TestNoAnswerWithAChangedByteIsTaken(t *testing.T) {
	first, second := enrol(t, service, nil), enrol(t, service, nil)
	q := first.asks()
	text, err := q.Answer(second.statement, second.Officer, second.Device, second.key).Text()
	if err != nil {
		t.Fatal(err)
	}
	for i := range text {
		changed := []byte(text)
		for changed[i] == text[i] {
			changed[i] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[rand.IntN(32)]
		}
		if _, err := crew.ParseAnswer(string(changed)); !errors.Is(err, crew.ErrMalformed) {
			t.Errorf("letter %d changed: %v", i, err)
		}
	}
	right, err := crew.ParseAnswer(text)
	if err != nil {
		t.Fatal(err)
	}
	inside := unsealed(t, text)
	for i := range inside {
		changed := bytes.Clone(inside)
		changed[i] ^= byte(1 + rand.IntN(255))
		a, err := crew.ParseAnswer(sealed(changed))
		if err != nil {
			continue
		}
		// One text can be packed in more than one way; then what was read is, to
		// the letter, what was signed.
		if e, err := check(q, a, morning); err == nil && (a.Enrolment != right.Enrolment || a.Asked != right.Asked || !bytes.Equal(a.Signature, right.Signature)) {
			t.Errorf("byte %d changed and sealed anew: %v goes along", i, e.Officer)
		}
	}
}

func TestAQuestionWithAChangedByteIsAnother(t *testing.T) {
	first, second := enrol(t, service, nil), enrol(t, service, nil)
	q := first.asks()
	for i := range q.Text() {
		changed := []byte(q.Text())
		for changed[i] == q.Text()[i] {
			changed[i] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[rand.IntN(32)]
		}
		if _, err := crew.ParseQuestion(string(changed)); !errors.Is(err, crew.ErrMalformed) {
			t.Errorf("letter %d changed: %v", i, err)
		}
	}
	inside := unsealed(t, q.Text())
	for i := range inside {
		changed := bytes.Clone(inside)
		changed[i] ^= byte(1 + rand.IntN(255))
		read, err := crew.ParseQuestion(sealed(changed))
		if err != nil {
			continue
		}
		if _, err := check(q, second.says(t, read), morning); err == nil {
			t.Errorf("byte %d changed: the yes to it is taken for a yes to the question that was asked", i)
		}
	}
}

func TestACodeOfAnotherShapeIsRefused(t *testing.T) {
	first, second := enrol(t, service, nil), enrol(t, service, nil)
	q := first.asks()
	question := unsealed(t, q.Text())
	text, err := q.Answer(second.statement, second.Officer, second.Device, second.key).Text()
	if err != nil {
		t.Fatal(err)
	}
	answer := unsealed(t, text)
	far := q
	far.Zone = 18*60 + 1
	old, late := q, q
	old.At, late.At = -365*24*3_600_000_000, 1<<62
	long := second.statement
	long.Body += strings.Repeat(" ", 5000)
	for name, code := range map[string]string{
		"nothing": "", "no code": "hello", "a prefix": "FVCREW1:", "a check alone": sealed(nil), "a kind alone": sealed(question[:1]), "another kind": sealed([]byte{3}),
		"a short question": sealed(question[:58]), "a long question": sealed(append(bytes.Clone(question), 0)), "an answer without an enrolment": sealed(answer[:1+4+128]),
		"a short answer": sealed(answer[:9]), "a cut answer": sealed(answer[:len(answer)-20]), "an answer with more behind": sealed(append(bytes.Clone(answer), 0)),
		"a zone a day off": far.Text(), "a day before 1970": old.Text(), "a year of six figures": late.Text(), "padding": q.Text() + "=", "far too long": q.Text() + strings.Repeat(" ", 9000),
	} {
		if _, err := crew.ParseQuestion(code); err == nil {
			t.Errorf("%s is read as a question", name)
		}
		if _, err := crew.ParseAnswer(code); err == nil {
			t.Errorf("%s is read as an answer", name)
		}
	}
	if _, err := q.Answer(long, second.Officer, second.Device, second.key).Text(); !errors.Is(err, crew.ErrMalformed) {
		t.Errorf("an enrolment too long to be read is written: %v", err)
	}
	if _, err := (crew.Answer{}).Text(); !errors.Is(err, crew.ErrMalformed) {
		t.Errorf("no answer is written: %v", err)
	}
}

func FuzzCode(f *testing.F) {
	q := crew.Question{Officer: evidence.ID{1}, Device: evidence.ID{2}, Nonce: evidence.ID{3}, At: morning.UnixMicro(), Zone: 480}
	own := key(3) // each process of the fuzzer makes the same person
	p := enrol(f, service, func(e *evidence.Enrolment) {
		e.Officer, e.Device, e.DeviceKey, e.OfficerKey = evidence.ID{4}, evidence.ID{5}, public(key(2)), public(own)
	})
	p.key = own
	answer, err := q.Answer(p.statement, p.Officer, p.Device, p.key).Text()
	if err != nil {
		f.Fatal(err)
	}
	for _, text := range []string{q.Text(), answer, "", "FVCREW1:", "FVCREW1:AEAQ"} {
		f.Add([]byte(text), false)
	}
	f.Add(unsealed(f, q.Text()), true)
	f.Add(unsealed(f, answer), true)
	f.Add(append([]byte{2}, make([]byte, 200)...), true)
	f.Add([]byte{1, 2}, true)
	f.Add([]byte{2, 3}, true)
	f.Fuzz(func(t *testing.T, b []byte, seal bool) {
		text := string(b)
		if seal { // no fuzzer finds a hash
			text = sealed(b)
		}
		if read, err := crew.ParseQuestion(text); err == nil {
			if again, err := crew.ParseQuestion(read.Text()); err != nil || again != read {
				t.Fatalf("%+v, written and read again: %+v, %v", read, again, err)
			}
			if len(read.Day()) != len(time.DateOnly) {
				t.Fatalf("a day %q", read.Day())
			}
		}
		a, err := crew.ParseAnswer(text)
		if err != nil {
			return
		}
		if e, err := check(q, a, morning); err == nil && e.Officer != p.Officer {
			t.Fatalf("%v goes along", e.Officer)
		}
		written, err := a.Text()
		if err != nil {
			t.Fatal(err)
		}
		if again, err := crew.ParseAnswer(written); err != nil || again.Enrolment != a.Enrolment || again.Asked != a.Asked {
			t.Fatalf("%+v, written and read again: %+v, %v", a, again, err)
		}
	})
}
