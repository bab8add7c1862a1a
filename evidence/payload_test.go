package evidence_test

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"fairvisit/evidence"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// sample has a field of every type that a payload may be read into.
type sample struct {
	Text    string              `json:"text"`
	Done    bool                `json:"done"`
	Amount  int64               `json:"amount"`
	Tiny    int8                `json:"tiny"`
	Count   uint16              `json:"count"`
	ID      evidence.ID         `json:"id"`
	Root    evidence.Hash       `json:"root"`
	Key     evidence.PublicKey  `json:"key"`
	Spare   *evidence.PublicKey `json:"spare"`
	Other   *evidence.ID        `json:"other"`
	Maybe   *int64              `json:"maybe,omitempty"`
	Lines   []line              `json:"lines"`
	Tags    []string            `json:"tags"`
	Answers map[string]string   `json:"answers"`
	By      map[string][]line   `json:"by-party"`
	Next    *sample             `json:"next,omitempty"`
	Local   string              `json:"-"`
	Bare    string
}

type line struct {
	Code   string `json:"code"`
	Amount int64  `json:"amount"`
}

func nested(open, close string, n int) string {
	return `{"a":` + strings.Repeat(open, n-1) + "1" + strings.Repeat(close, n-1) + `}`
}

// TestTheStrictReader: what two honest programs could read in two ways is not a
// payload.
func TestTheStrictReader(t *testing.T) {
	refused := map[string]string{
		"nothing": "", "a list": `[]`, "a text": `"a"`, "a number": `1`, "null alone": `null`, "no end": `{"a":1`,
		"a name twice": `{"a":1,"a":2}`, "a name twice, far apart": `{"a":1,"b":{"c":1},"a":1}`,
		"a name twice among many":   `{"a1":1,"a2":1,"a3":1,"a4":1,"a5":1,"a6":1,"a7":1,"a8":1,"a9":1,"b1":1,"b2":1,"b3":1,"b4":1,"b5":1,"a9":2}`,
		"the thirteenth name twice": `{"a1":1,"a2":1,"a3":1,"a4":1,"a5":1,"a6":1,"a7":1,"a8":1,"a9":1,"b1":1,"b2":1,"b3":1,"b4":1,"b4":1}`,
		"a name twice within":       `{"a":[{"b":1,"b":1}]}`,
		"a fraction":                `{"a":1.5}`, "a whole fraction": `{"a":1.0}`, "an exponent": `{"a":1e2}`, "an upper exponent": `{"a":1E2}`,
		"minus nought": `{"a":-0}`, "a leading zero": `{"a":01}`, "minus a leading zero": `{"a":-01}`, "a plus": `{"a":+1}`, "a minus": `{"a":-}`,
		"2 to the 63": `{"a":9223372036854775808}`, "less than 64 bit": `{"a":-9223372036854775809}`,
		"far beyond 64 bit": `{"a":18446744073709551617}`, "very far beyond": `{"a":123456789012345678901234567890}`,
		"not a number": `{"a":NaN}`, "hex": `{"a":0x10}`,
		"a control character": "{\"a\":\"x\x01\"}", "a line end in a text": "{\"a\":\"x\n\"}", "an escaped line end": "{\"a\":\"\\\n\"}",
		"a NUL": "{\"a\":1}\x00", "an escape of nothing": `{"a":"\x"}`, "an escape cut short": `{"a":"\u12"}`, "a text without an end": `{"a":"x`,
		"an escape at the end": `{"a":"\`,
		"half a pair":          `{"a":"\ud83d"}`, "the other half": `{"a":"\ude00"}`, "the halves exchanged": `{"a":"\ude00\ud83d"}`,
		"half a pair and a letter": `{"a":"\ud83dx"}`, "half a pair and an escape": `{"a":"\ud83d\u0041"}`, "half a pair twice": `{"a":"\uD83D\uD83D"}`,
		"half a pair behind a spelled-out mark": `{"a":"\\ufffd\ud800"}`,
		"BOM":                                   "\ufeff{}", "a BOM behind": "{}\ufeff", "a second object": `{}{}`, "a comma behind": `{},`, "a comment": `{}//`,
		"a comma too many": `{"a":1,}`, "a comma first": `{,"a":1}`, "a comma in a list": `{"a":[1,]}`, "no comma": `{"a":1 "b":2}`,
		"no colon": `{"a" 1}`, "no value": `{"a":}`, "single quotes": `{'a':1}`, "a name without quotes": `{a:1}`,
		"depth 17": nested("[", "]", 17), "objects of depth 17": nested(`{"a":`, "}", 17), "empty at depth 17": strings.Repeat(`{"a":`, 16) + "{}" + strings.Repeat("}", 16),
		"an escaped name": `{"\u0061":1}`, "an empty name": `{"":1}`, "a name with a space": `{"a b":1}`, "a name with a point": `{"a.b":1}`, "a name not ASCII": `{"名":1}`,
		"broken UTF-8": "{\"a\":\"\xff\"}", "overlong UTF-8": "{\"a\":\"\xc0\xaf\"}", "half a pair in UTF-8": "{\"a\":\"\xed\xa0\x80\"}",
		"True": `{"a":True}`, "truex": `{"a":truex}`, "nul": `{"a":nul}`, "a space of another kind": "{\u00a0}", "a form feed": "{\f}",
	}
	for name, text := range refused {
		if err := evidence.CheckPayload([]byte(text)); !errors.Is(err, evidence.ErrMalformed) {
			t.Errorf("%s was read: %s (%v)", name, text, err)
		}
	}
	read := map[string]string{
		"empty": `{}`, "spaces around": " \t\r\n{ \"a\" : [ ] , \"b\" : { } } \n", "the largest": `{"a":9223372036854775807}`, "the least": `{"a":-9223372036854775808}`,
		"nought": `{"a":0}`, "names of two cases": `{"a":1,"A":2}`, "all name characters": `{"aZ09_-":1}`, "depth 16": nested("[", "]", 16),
		"objects of depth 16": nested(`{"a":`, "}", 16), "a pair": `{"a":"\ud83d\ude00"}`, "escapes": `{"a":"\"\\\/\b\f\n\r\t\u0000"}`,
		"a mark for broken text, as itself": `{"a":"�"}`, "the same mark, escaped": `{"a":"\uFFFD"}`, "the same mark's escape, spelled out": `{"a":"\\ufffd"}`,
		"a half's escape, spelled out": `{"a":"\\ud800"}`, "null": `{"a":null}`, "every value": `{"a":[true,false,null,1,"x",{},[]]}`, "the same name in two objects": `{"a":{"b":1},"c":{"b":1}}`,
		"twenty names": `{"a1":1,"a2":1,"a3":1,"a4":1,"a5":1,"a6":1,"a7":1,"a8":1,"a9":1,"b1":1,"b2":1,"b3":1,"b4":1,"b5":1,"b6":1,"b7":1,"b8":1,"b9":1,"c1":1,"c2":1}`,
	}
	for name, text := range read {
		if err := evidence.CheckPayload([]byte(text)); err != nil {
			t.Errorf("%s was refused: %v", name, err)
		}
		if !json.Valid([]byte(text)) {
			t.Errorf("%s is not JSON at all", name)
		}
	}
}

// TestAValueOfAnotherKindIsRefused: what is read is what the field can hold,
// never something near it.
func TestAValueOfAnotherKindIsRefused(t *testing.T) {
	id := seededID("a").String()
	for name, text := range map[string]string{
		"number for a text": `{"text":1}`, "text for a number": `{"amount":"1"}`, "number for a bool": `{"done":1}`, "bool for a text": `{"text":true}`,
		"list for an object": `{"next":[]}`, "object for a list": `{"lines":{}}`, "object for a text": `{"text":{}}`, "list for a text": `{"text":[]}`,
		"128 for 8 bit": `{"tiny":128}`, "-129 for 8 bit": `{"tiny":-129}`, "65536 for 16 bit": `{"count":65536}`, "-1 for a count": `{"count":-1}`,
		"null for a text": `{"text":null}`, "null for a number": `{"amount":null}`, "null in a list of texts": `{"tags":[null]}`, "null for an id": `{"id":null}`, "null for a key": `{"key":null}`,
		"an id in capitals": `{"id":"` + strings.ToUpper(id) + `"}`, "half an id": `{"id":"` + id[:16] + `"}`, "an id as a number": `{"id":1}`, "an id as a list": `{"id":[1,2]}`,
		"a key as a list": `{"key":[1,2,3]}`, "a key as an object": `{"key":{}}`, "a key as a bool": `{"key":true}`, "a short key": `{"key":"00"}`, "a key behind a pointer as a list": `{"spare":[1]}`,
		"a number in a map of texts": `{"answers":{"q1":1}}`, "text in a list of objects": `{"lines":["x"]}`,
		"wrong in a field nobody knows": `{"unknown":1.5}`,
	} {
		var s sample
		if err := evidence.DecodePayload([]byte(text), &s); !errors.Is(err, evidence.ErrMalformed) {
			t.Errorf("%s was read as %+v (%v)", name, s, err)
		}
	}
}

func TestACountIsNeverNegative(t *testing.T) {
	var counts map[string]uint64
	if err := evidence.DecodePayload([]byte(`{"a":-1}`), &counts); !errors.Is(err, evidence.ErrMalformed) {
		t.Errorf("-1 was read as %d (%v)", counts["a"], err)
	}
}

func TestNamesMatchToTheLetter(t *testing.T) {
	var s sample
	text := `{"amount":100,"AMOUNT":9999,"Amount":1,"unknown":{"amount":5},"Bare":"x","bare":"x","Local":"x"}`
	if err := evidence.DecodePayload([]byte(text), &s); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(sample{Amount: 100}, s); diff != "" {
		t.Errorf("read more than its names: %s", diff)
	}
}

// TestNullIsWhatIsNotThere: Go writes null for a nil pointer, list or map, so
// those read it back as such.
func TestNullIsWhatIsNotThere(t *testing.T) {
	got := sample{Maybe: new(int64), Lines: []line{{}}, Answers: map[string]string{"q1": "yes"}}
	text := `{"other":null,"spare":null,"maybe":null,"lines":null,"answers":null,"by-party":{"a":null},"next":{"maybe":0}}`
	if err := evidence.DecodePayload([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(sample{Next: &sample{Maybe: new(int64)}, By: map[string][]line{"a": nil}}, got); diff != "" {
		t.Error(diff)
	}
}

func aSample(depth int) *rapid.Generator[sample] {
	name := rapid.StringMatching(`[A-Za-z0-9_-]{1,8}`)
	oneLine := rapid.Custom(func(t *rapid.T) line {
		return line{rapid.String().Draw(t, "code"), rapid.Int64().Draw(t, "amount")}
	})
	lines := rapid.SliceOfN(oneLine, 0, 4)
	return rapid.Custom(func(t *rapid.T) sample {
		s := sample{
			Text: rapid.String().Draw(t, "text"), Done: rapid.Bool().Draw(t, "done"), Amount: rapid.Int64().Draw(t, "amount"),
			Tiny: rapid.Int8().Draw(t, "tiny"), Count: rapid.Uint16().Draw(t, "count"),
			ID: anID().Draw(t, "id"), Root: aHash().Draw(t, "root"), Other: rapid.Ptr(anID(), true).Draw(t, "other"),
			Maybe: rapid.Ptr(rapid.Int64(), true).Draw(t, "maybe"), Lines: lines.Draw(t, "lines"),
			Tags:    rapid.SliceOf(rapid.String()).Draw(t, "tags"),
			Answers: rapid.MapOf(name, rapid.String()).Draw(t, "answers"),
			By:      rapid.MapOfN(name, lines, 0, 3).Draw(t, "by"),
		}
		if rapid.Bool().Draw(t, "has a key") {
			s.Key = rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "key")
			s.Key[0] |= 1
		}
		if depth > 0 {
			next := aSample(depth-1).Draw(t, "next")
			s.Next = &next
		}
		return s
	})
}

func TestAPayloadReadsBackAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := aSample(2).Draw(t, "sample")
		b, err := evidence.MarshalPayload(want)
		if err != nil {
			t.Fatal(err)
		}
		var got sample
		if err := evidence.DecodePayload(b, &got); err != nil {
			t.Fatalf("%s: %v", b, err)
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestMarshalRefusesWhatCouldNotBeReadBack(t *testing.T) {
	for name, v := range map[string]any{
		"a fraction": map[string]any{"a": 1.5}, "a name with a space": map[string]int{"a b": 1}, "an empty name": map[string]int{"": 1},
		"beyond 64 bit": map[string]uint64{"a": math.MaxUint64}, "a list": []int{1}, "nothing": nil, "an endless number": map[string]any{"a": math.Inf(1)},
		"a large float": map[string]any{"a": 1e21},
	} {
		if b, err := evidence.MarshalPayload(v); err == nil {
			t.Errorf("%s was written: %s", name, b)
		}
	}
}

// A note is written as it was typed: < and & need no escapes, and text that
// looks like an escape is text.
func TestTextIsWrittenAsItWasTyped(t *testing.T) {
	for _, text := range []string{`\ufffd`, `\ud800`, `<b>&amp;`, "\u2028", "😀", "\x00", `"\`, "�"} {
		b, err := evidence.MarshalPayload(map[string]string{"note": text})
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if strings.ContainsAny(text, "<&>") && !strings.Contains(string(b), text) {
			t.Errorf("%q was written as %s", text, b)
		}
		var got map[string]string
		if err := evidence.DecodePayload(b, &got); err != nil || got["note"] != text {
			t.Errorf("%q was read as %q (%v)", text, got["note"], err)
		}
	}
}

// A shipped file with a name this version does not know, or knows in another
// case, is refused whole.
func TestDecodeExactRefusesWhatItDoesNotKnow(t *testing.T) {
	type small struct {
		Hours int `json:"hours"`
	}
	if v, err := evidence.DecodeExact[small]([]byte(`{"hours":9}`)); err != nil || v.Hours != 9 {
		t.Fatalf("%+v, %v", v, err)
	}
	for _, text := range []string{`{"hours":9,"more":1}`, `{"HOURS":9}`, `{"hours":9,"Hours":10}`, `{"hours":9.5}`, `{"hours":9} {}`} {
		if v, err := evidence.DecodeExact[small]([]byte(text)); err == nil {
			t.Errorf("%s was read as %+v", text, v)
		}
	}
}
