package evidence_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"fairvisit/evidence"

	"github.com/google/go-cmp/cmp"
)

// allocated counts the bytes that f takes from the heap, given back or not:
// what a stranger's bytes may cost us.
func allocated(f func()) int {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return int(after.TotalAlloc - before.TotalAlloc)
}

func FuzzHeader(f *testing.F) {
	for _, e := range goldenEntries(f) {
		f.Add(e.HeaderBytes())
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var h evidence.Header
		var err error
		if cost := allocated(func() { h, err = evidence.DecodeHeader(b) }); cost > 4*len(b)+1<<20 {
			t.Fatalf("%d bytes cost %d", len(b), cost)
		}
		if err != nil {
			if !errors.Is(err, evidence.ErrMalformed) {
				t.Fatal(err)
			}
			return
		}
		again, err := h.Encode()
		if err != nil || !bytes.Equal(again, b) {
			t.Fatalf("read and written again it is other bytes (%v)", err)
		}
		fields, err := readHeaderByFormat(b)
		if diff := cmp.Diff(fields, describe(&h)); err != nil || diff != "" {
			t.Fatalf("by FORMAT.md alone: %v\n%s", err, diff)
		}
	})
}

func FuzzEntry(f *testing.F) {
	for _, e := range goldenEntries(f) {
		f.Add(e.Encode())
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var e evidence.Entry
		var err error
		if cost := allocated(func() { e, err = evidence.Decode(b) }); cost > 4*len(b)+1<<20 {
			t.Fatalf("%d bytes cost %d", len(b), cost)
		}
		if err != nil {
			if !errors.Is(err, evidence.ErrMalformed) {
				t.Fatal(err)
			}
			return
		}
		if again := e.Encode(); !bytes.Equal(again, b) || e.Size() != len(b) {
			t.Fatal("read and written again it is other bytes")
		}
		other, err := readEntryByFormat(b)
		if diff := cmp.Diff(other.fields, describe(&e.Header)); err != nil || diff != "" || other.id != e.ID {
			t.Fatalf("by FORMAT.md alone: %v\n%s", err, diff)
		}
		for i, p := range []struct {
			part   evidence.Part
			signed evidence.Hash
		}{{e.Facts, e.Header.Facts}, {e.Words, e.Header.Words}} {
			got := other.parts[i]
			if got.state != byte(p.part.State) || !bytes.Equal(got.bytes, p.part.Bytes) || got.state == 1 && got.hash != p.signed {
				t.Fatalf("part %d is not the one that was signed", i)
			}
		}
		bare := e.Without()
		if got, err := evidence.Decode(bare.Encode()); err != nil || got.ID != e.ID {
			t.Fatalf("without its words: %v", err)
		}
		if e.Verify(public(seededKey("a key nobody signed with")), nil) == nil {
			t.Fatal("verified by a key that never signed")
		}
	})
}

func FuzzPayload(f *testing.F) {
	for _, e := range goldenEntries(f) {
		f.Add(e.Facts.Bytes)
	}
	id := seededID("a").String()
	for _, text := range []string{
		`{"text":"门","done":true,"amount":-1,"tiny":127,"count":65535,"id":"` + id + `","root":"","key":"","other":"` + id + `","spare":null}`,
		`{"maybe":0,"lines":[{"code":"a","amount":1},{}],"tags":["\ud83d\ude00",""],"answers":{"q1":"yes"},"by-party":{"a":null,"b":[{}]},"next":{"next":{}}}`,
		`{"amount":1,"AMOUNT":2,"lineS":[],"Next":{"amount":3},"next":{"AMOUNT":4}}`,
		`{"a":"x","b":"\u0000\\\""}`, `{"a":-9223372036854775808,"b":0}`, `{"a":["x"],"b":[],"c":null}`, `{"a":{"b":1}}`,
		nested("[", "]", 16), `{"a":"\\ufffd\ud800"}`, `{"a":1,"a":2}`, `{"a":1.5}`, `{"a":-0}`, "\ufeff{}",
		`{"lines":[` + strings.Repeat("{},", 300) + `{}]}`, costlyNames(300),
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var err error
		cost := allocated(func() { err = evidence.CheckPayload(b) })
		if len(b) <= evidence.MaxEntry && cost > readCost*len(b)+1<<20 {
			t.Fatalf("checking %d bytes cost %d", len(b), cost)
		}
		if err == nil {
			plainJSON(t, b)
		} else if !errors.Is(err, evidence.ErrMalformed) {
			t.Fatal(err)
		}
		agree[sample](t, b, err)
		agree[map[string]string](t, b, err)
		agree[map[string]int64](t, b, err)
		agree[map[string][]string](t, b, err)
		agree[map[string]map[string]*int16](t, b, err)
	})
}

// readCost is what checking or reading may cost, in bytes for each byte read,
// beside one mebibyte.
const readCost = 4

// costlyNames is an object of n names, all different and short.
func costlyNames(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(`,"` + strconv.FormatInt(int64(i), 36) + `":0`)
	}
	return "{" + b.String()[1:] + "}"
}

func TestTheDearestPayloadsStayWithinTheBound(t *testing.T) {
	for name, text := range map[string]string{
		"names":          costlyNames(7500),
		"names in lists": `{"by-party":` + strings.ReplaceAll(costlyNames(6000), ":0", `:[]`) + `}`,
		"empty objects":  `{"lines":[` + strings.Repeat("{},", 20000) + `{}]}`,
		"empty texts":    `{"tags":[` + strings.Repeat(`"",`, 20000) + `""]}`,
		"escapes":        `{"tags":[` + strings.Repeat(`"\n",`, 12000) + `""]}`,
		"broken at last": `{"lines":[` + strings.Repeat("{},", 20000) + `{]}`,
	} {
		b := []byte(text)
		if len(b) > evidence.MaxEntry || len(b) < evidence.MaxEntry/2 {
			t.Fatalf("%s: %d bytes are no good example", name, len(b))
		}
		check := allocated(func() { _ = evidence.CheckPayload(b) })
		var s sample
		read := allocated(func() { _ = evidence.DecodePayload(b, &s) })
		if check > readCost*len(b)+1<<20 || read > readCost*len(b)+1<<20 {
			t.Errorf("%s: %d bytes cost %d to check, %d to read", name, len(b), check, read)
		}
	}
}

// agree reads b into a T and holds the result against encoding/json: what the
// strict reader takes, encoding/json takes too and reads the same, once the
// names that it would match in another case are gone.
func agree[T any](t *testing.T, b []byte, checked error) {
	t.Helper()
	var got, want T
	var err error
	cost := allocated(func() { err = evidence.DecodePayload(b, &got) })
	if len(b) <= evidence.MaxEntry && cost > readCost*len(b)+1<<20 {
		t.Fatalf("reading %d bytes into %T cost %d", len(b), got, cost)
	}
	if err != nil {
		return
	}
	if checked != nil {
		t.Fatalf("read into %T, but as a payload: %v", got, checked)
	}
	exact, err := json.Marshal(onlyExactNames(tree(t, b), reflect.TypeFor[T]()))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(exact, &want); err != nil {
		t.Fatalf("encoding/json refuses what was read into %T: %v", got, err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("encoding/json reads something else: %s", diff)
	}
	again, err := evidence.MarshalPayload(got)
	if err != nil {
		t.Fatalf("what was read cannot be written: %v", err)
	}
	var second T
	if err := evidence.DecodePayload(again, &second); err != nil || !reflect.DeepEqual(got, second) {
		t.Fatalf("written and read again: %v\n%s", err, cmp.Diff(got, second))
	}
}

// tree is b as encoding/json reads it, numbers as their text.
func tree(t *testing.T, b []byte) any {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("encoding/json refuses it: %v", err)
	}
	return v
}

// onlyExactNames takes out of v every name that a struct in typ does not have
// to the letter.
func onlyExactNames(v any, typ reflect.Type) any {
	for typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	switch v := v.(type) {
	case map[string]any:
		fields := map[string]reflect.Type{}
		if typ.Kind() == reflect.Struct {
			for _, f := range reflect.VisibleFields(typ) {
				name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
				fields[name] = f.Type
			}
			delete(fields, "")
			delete(fields, "-")
		}
		for name, member := range v {
			if typ.Kind() == reflect.Map {
				v[name] = onlyExactNames(member, typ.Elem())
			} else if ft, ok := fields[name]; ok {
				v[name] = onlyExactNames(member, ft)
			} else {
				delete(v, name)
			}
		}
	case []any:
		for i := range v {
			v[i] = onlyExactNames(v[i], typ.Elem())
		}
	}
	return v
}

// plainJSON walks b with encoding/json's tokens and finds what the narrow kind
// forbids.
func plainJSON(t *testing.T, b []byte) {
	t.Helper()
	if !json.Valid(b) {
		t.Fatal("it is not JSON")
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var open []map[string]bool // names so far of each open object; nil for a list
	isName := false            // the next string is a name
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		switch tok := tok.(type) {
		case json.Delim:
			switch tok {
			case '{':
				open = append(open, map[string]bool{})
			case '[':
				open = append(open, nil)
			default:
				open = open[:len(open)-1]
			}
			isName = len(open) > 0 && open[len(open)-1] != nil
			if len(open) > 16 {
				t.Fatal("deeper than 16")
			}
			continue
		case string:
			if isName {
				names := open[len(open)-1]
				if names[tok] || strings.Trim(tok, nameBytes) != "" || tok == "" {
					t.Fatalf("name %q", tok)
				}
				names[tok] = true
				isName = false
				continue
			}
		case json.Number:
			n, err := strconv.ParseInt(tok.String(), 10, 64)
			if err != nil || strconv.FormatInt(n, 10) != tok.String() {
				t.Fatalf("number %s", tok)
			}
		}
		isName = open[len(open)-1] != nil
	}
}

const nameBytes = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"
