package report

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"fairvisit/evidence"
	"fairvisit/evidence/dossier"
	"fairvisit/sync/hq/report/pdf/pdftest"
	"fairvisit/visits"
)

// log is what one device recorded of one case.
type log struct {
	testing.TB
	keys evidence.Keys
	id   evidence.ID // of device, officer, case and visit alike
	of   Of
	seq  uint64
	last evidence.Hash
}

func newLog(t testing.TB) *log {
	_, device, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	_, officer, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	l := &log{TB: t, keys: evidence.Keys{Device: device, Officer: officer}, id: evidence.NewID()}
	st, err := evidence.SignStatement(evidence.MagicEnrol, evidence.Enrolment{Device: l.id, Officer: l.id, Role: "officer"}, device)
	if err != nil {
		t.Fatal(err)
	}
	l.of = Of{Lang: English, Content: dossier.Content{Case: l.id, Mask: dossier.MaskNone, Devices: []evidence.Statement{st}, Photos: map[dossier.PhotoName]dossier.Picture{}}}
	return l
}

// record takes any facts and words: who wrote an entry may have meant harm.
func (l *log) record(kind string, facts, words []byte, photos ...evidence.PhotoRef) evidence.Hash {
	l.Helper()
	l.seq++
	h := evidence.Header{Kind: kind, Device: l.id, Epoch: l.id, Seq: l.seq, Prev: l.last, Wall: 1_790_000_000_000_000, Zone: 480, Photos: photos}
	for _, k := range []evidence.RefKind{evidence.RefCase, evidence.RefVisit, evidence.RefOfficer} {
		h.Refs = append(h.Refs, evidence.Ref{Kind: k, ID: l.id})
	}
	var part evidence.Part
	if words != nil {
		part = evidence.NewPart(words)
	}
	e, err := evidence.Sign(h, evidence.NewPart(facts), part, l.keys)
	if err != nil {
		l.Fatal(err)
	}
	l.last = e.ID
	l.of.Entries = append(l.of.Entries, dossier.Entry{Entry: e, Leaf: evidence.Leaf{No: int64(len(l.of.Entries)), Status: evidence.Whole}})
	return e.ID
}

func payload(t testing.TB, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (l *log) read() pdftest.Reading {
	l.Helper()
	var b bytes.Buffer
	if err := Write(&b, l.of); err != nil {
		l.Fatal(err)
	}
	r, err := pdftest.Read(b.Bytes())
	if err != nil {
		l.Fatal(err)
	}
	return r
}

// Both languages have the same keys with the same placeholders, and each kind of
// an entry is in words.
func TestBothCataloguesAreComplete(t *testing.T) {
	placeholder := regexp.MustCompile(`\{[a-z]+\}`)
	en, err := wordsIn(English)
	if err != nil {
		t.Fatal(err)
	}
	zh, err := wordsIn(Chinese)
	if err != nil {
		t.Fatal(err)
	}
	if len(en.texts) != len(zh.texts) {
		t.Errorf("%d texts in English, %d in Chinese", len(en.texts), len(zh.texts))
	}
	for key, text := range en.texts {
		a, b := placeholder.FindAllString(text, -1), placeholder.FindAllString(zh.texts[key], -1)
		slices.Sort(a)
		slices.Sort(b)
		if zh.texts[key] == "" || !slices.Equal(a, b) {
			t.Errorf("%s: %v in English, %v in Chinese", key, a, b)
		}
	}
	for kind := range tellings {
		name, _, _ := strings.Cut(kind, "/")
		if en.texts["kind."+name] == "" {
			t.Errorf("kind %s is not in words", kind)
		}
	}
}

// Whatever stands in an entry, a report is written that can be read: facts of
// another form, endless texts, strange characters, ink out of bounds, a photo
// that is none.
func TestNoEntryStopsAReport(t *testing.T) {
	kinds := append(slices.Sorted(maps.Keys(tellings)), "moon.landed/7")
	long := strings.Repeat("endless", 250)
	texts := []string{long, strings.Repeat("无尽的文字，", 120), "\u202e\x00\n\n\t🙂𠮷", strings.Repeat("a b\n", 500), ""}
	rng := rand.New(rand.NewPCG(3, 4))
	for round, text := range texts {
		for _, lang := range []Lang{English, Chinese} {
			l := newLog(t)
			l.of.Lang = lang
			for _, kind := range kinds {
				q := payload(t, text)
				facts := fmt.Sprintf(`{"amount":%d,"currency":%s,"dpd":-1,"phase":%s,"question":%s,"code":%s,"what":%s,"day":%s,"reason":%s,"parties":[{"party":"%s","role":%s}],`+
					`"answers":[{"q":%s,"code":%s,"number":-9223372036854775808,"at":5},{"q":"c1/%s","text":%s}],"outcomes":[{"code":%s}],"promises":[{"date":%s,"amount":-5}]}`,
					rng.Int64()-rng.Int64(), q, q, q, q, q, q, q, l.id, q, q, q, l.id, q, q, q)
				words := fmt.Sprintf(`{"text":%s,"street":%s,"number":%s,"creditor":%s,"answers":[{"q":%s,"text":%s}],"strokes":[{"points":[{"x":%d,"y":5}]},{"points":[]}]}`, q, q, q, q, q, q, rng.Int64())
				l.record(kind, []byte(facts), []byte(words))
				l.record(kind, []byte(`{"amount":"many","phase":7,"answers":{}}`), []byte(`{"text":7,"strokes":{}}`))
			}
			id := l.record(visits.PhotoTaken, []byte(`{}`), []byte(`{"photos":[]}`), evidence.PhotoRef{Root: evidence.Hash{1}, Size: 5, Type: 1})
			l.of.Photos[dossier.PhotoName{Entry: id}] = dossier.Picture{Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("no picture")), nil }}
			r := l.read()
			all := r.Text()
			if strings.Contains(all, "[[") || !strings.Contains(all, "moon.landed/7") || r.Photos != 0 {
				t.Errorf("text %d in %s: a text is missing, or a kind", round, lang)
			}
			if squeeze := strings.NewReplacer("\n", "", " ", "").Replace; round < 2 && !strings.Contains(squeeze(all), squeeze(text)) || round == 3 && strings.Count(all, "a b\n") < 500 {
				t.Errorf("text %d in %s is cut short", round, lang)
			}
		}
	}
}

// Many photos, and each stands on a page, two beside each other.
func TestEveryPhotoIsShown(t *testing.T) {
	l := newLog(t)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewRGBA(image.Rect(0, 0, 1400, 90)), nil); err != nil {
		t.Fatal(err)
	}
	for range 7 {
		id := l.record(visits.PhotoTaken, []byte(`{"question":"d5"}`), []byte(`{"photos":[{"taken":"2026-11-25T10:00:00"}]}`), evidence.PhotoRef{Root: evidence.Hash{1}, Size: 5, Type: 1})
		l.of.Photos[dossier.PhotoName{Entry: id}] = dossier.Picture{Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b.Bytes())), nil }}
	}
	l.record(visits.PhotoTaken, []byte(`{}`), []byte(`{}`), evidence.PhotoRef{Root: evidence.Hash{1}, Size: 5, Type: 1})
	r := l.read()
	if r.Photos != 7 || strings.Count(r.Text(), "the camera says") != 7 || strings.Count(r.Text(), "has not arrived") != 1 {
		t.Errorf("%d photos are in the file; %s", r.Photos, r.Text())
	}
}

// A line is never wider than it may be, and no character is lost but spaces at
// which it was broken.
func TestWrappingLosesNothing(t *testing.T) {
	l := newLog(t)
	r := &report{Of: l.of}
	doc := newDocument(t)
	var err error
	if r.sheet, err = newSheet(doc); err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(8, 9))
	alphabet := []rune("ab  ，。（）明访龘 - 12")
	for range 3000 {
		text := make([]rune, rng.IntN(60))
		for i := range text {
			text[i] = alphabet[rng.IntN(len(alphabet))]
		}
		width := 20 + rng.Float64()*200
		lines := wrap(r.body, width, string(text))
		for _, line := range lines {
			if wide := r.body.font.Measure(line, r.body.size); wide > width+0.01 {
				t.Fatalf("%q is %.1f wide, of %.1f", line, wide, width)
			}
		}
		bare := func(s string) string { return strings.ReplaceAll(s, " ", "") }
		if bare(strings.Join(lines, "")) != bare(string(text)) {
			t.Fatalf("%q became %q", string(text), lines)
		}
	}
}
