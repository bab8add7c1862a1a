package evidence

import (
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// Payloads are JSON of the narrow kind of FORMAT.md section 2, read by this one
// reader. encoding/json cannot be it: it reads {"amount":100,"AMOUNT":9999} as
// 9999, takes the last of two equal names, mends broken UTF-8 and turns
// integers into floats, so two honest programs could disagree on signed bytes.

// Bounds that keep what a payload costs to read in step with its size: `[{},{}`
// is three bytes an element here and a hundred in memory.
const (
	maxDepth  = 16   // containers inside each other
	maxNames  = 256  // in one object
	maxValues = 8192 // in one payload, containers included
)

// CheckPayload reports whether b is one object of that kind.
func CheckPayload(b []byte) error { return DecodePayload(b, nil) }

// MarshalPayload writes v, a struct or map, as a payload and reads it back:
// what the strict reader would refuse (a float, a name with a space) is never
// signed.
func MarshalPayload(v any) ([]byte, error) {
	var sb strings.Builder
	enc := json.NewEncoder(&sb)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	b := []byte(strings.TrimSuffix(sb.String(), "\n"))
	return b, CheckPayload(b)
}

// DecodePayload reads b into the struct, map or pointer to any of them that
// dst points to; a nil dst only checks. Names must match a field's json tag to
// the letter; a name with no field is passed over (N in the kind is the schema,
// so a reader of N knows all of them). Field types: string, bool, int kinds,
// slices, structs, map[string]T, pointers, and what reads from text (IDs,
// hashes). null empties a pointer, list or map. On error dst may be partly
// filled and must be dropped.
func DecodePayload(b []byte, dst any) error {
	if !utf8.Valid(b) {
		return fmt.Errorf("payload: not UTF-8: %w", ErrMalformed)
	}
	p := parser{s: string(b)}
	var v reflect.Value
	if dst != nil {
		v = reflect.ValueOf(dst).Elem()
	}
	p.space()
	if p.peek() != '{' {
		return p.fail("not an object")
	}
	if err := p.value(v, 0); err != nil {
		return err
	}
	p.space()
	if p.i != len(p.s) {
		return p.fail("something follows the object")
	}
	return nil
}

type parser struct {
	s      string
	i      int
	values int
	names  []string // of the objects that are open, innermost last
}

func (p *parser) fail(why string) error {
	return fmt.Errorf("payload: at byte %d: %s: %w", p.i, why, ErrMalformed)
}

func (p *parser) peek() byte {
	if p.i < len(p.s) {
		return p.s[p.i]
	}
	return 0
}

func (p *parser) space() {
	for p.i < len(p.s) && (p.s[p.i] == ' ' || p.s[p.i] == '\t' || p.s[p.i] == '\n' || p.s[p.i] == '\r') {
		p.i++
	}
}

// value reads one value into v; an invalid v reads it only to check it.
func (p *parser) value(v reflect.Value, depth int) error {
	if p.values++; p.values > maxValues {
		return p.fail("more values than a payload may have")
	}
	switch c := p.peek(); {
	case c != '"' && c != 'n' && readsText(v): // null is judged by setNull
		return p.fail("something else where a text is needed")
	case (c == '{' || c == '[') && depth == maxDepth:
		return p.fail("nested too deep")
	case c == '{':
		return p.object(settle(v), depth)
	case c == '[':
		return p.array(settle(v), depth)
	case c == '"':
		s, err := p.str()
		if err != nil {
			return err
		}
		return p.setString(settle(v), s)
	case c == '-' || c >= '0' && c <= '9':
		return p.integer(settle(v))
	case strings.HasPrefix(p.s[p.i:], "true"):
		p.i += 4
		return p.setBool(settle(v), true)
	case strings.HasPrefix(p.s[p.i:], "false"):
		p.i += 5
		return p.setBool(settle(v), false)
	case strings.HasPrefix(p.s[p.i:], "null"):
		p.i += 4
		return p.setNull(v)
	}
	return p.fail("not a value")
}

// settle follows pointers, making what they point to.
func settle(v reflect.Value) reflect.Value {
	for v.IsValid() && v.Kind() == reflect.Pointer {
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		v = v.Elem()
	}
	return v
}

func (p *parser) object(v reflect.Value, depth int) error {
	if v.IsValid() && v.Kind() != reflect.Struct && v.Kind() != reflect.Map {
		return p.fail("an object where " + v.Kind().String() + " is needed")
	}
	if v.IsValid() && v.Kind() == reflect.Map && v.IsNil() {
		v.Set(reflect.MakeMap(v.Type()))
	}
	p.i++
	open := len(p.names)
	defer func() { p.names = p.names[:open] }()
	for first := true; ; first = false {
		p.space()
		if p.peek() == '}' && first {
			p.i++
			return nil
		}
		name, err := p.name()
		if err != nil {
			return err
		}
		if slices.Contains(p.names[open:], name) {
			return p.fail("name twice: " + name)
		}
		if len(p.names)-open == maxNames {
			return p.fail("more names than an object may have")
		}
		p.names = append(p.names, name)
		p.space()
		if p.peek() != ':' {
			return p.fail("no colon")
		}
		p.i++
		p.space()
		if err := p.member(v, name, depth+1); err != nil {
			return err
		}
		p.space()
		switch p.peek() {
		case ',':
			p.i++
		case '}':
			p.i++
			return nil
		default:
			return p.fail("no comma")
		}
	}
}

func (p *parser) member(v reflect.Value, name string, depth int) error {
	switch {
	case !v.IsValid():
		return p.value(v, depth)
	case v.Kind() == reflect.Map:
		el := reflect.New(v.Type().Elem()).Elem()
		if err := p.value(el, depth); err != nil {
			return err
		}
		v.SetMapIndex(reflect.ValueOf(name).Convert(v.Type().Key()), el)
		return nil
	}
	i, ok := fieldsOf(v.Type())[name]
	if !ok {
		return p.value(reflect.Value{}, depth)
	}
	return p.value(v.Field(i), depth)
}

func (p *parser) array(v reflect.Value, depth int) error {
	if v.IsValid() && v.Kind() != reflect.Slice {
		return p.fail("a list where " + v.Kind().String() + " is needed")
	}
	if v.IsValid() { // never added to what dst held before; made at once in full, or growing would cost several times its size
		n := min(p.count(), maxValues-p.values)
		v.Set(reflect.MakeSlice(v.Type(), n, n))
	}
	p.i++
	for n := 0; ; n++ {
		p.space()
		if p.peek() == ']' && n == 0 {
			p.i++
			return nil
		}
		var el reflect.Value
		if v.IsValid() && n < v.Len() {
			el = v.Index(n)
		}
		if err := p.value(el, depth+1); err != nil {
			return err
		}
		p.space()
		switch p.peek() {
		case ',':
			p.i++
		case ']':
			p.i++
			return nil
		default:
			return p.fail("no comma")
		}
	}
}

// count looks ahead over the list at the cursor for how many elements it has.
// Of bytes that are no list it gives some number; the reading then refuses them.
func (p *parser) count() int {
	n, depth, quoted := 1, 0, false
	for i := p.i + 1; i < len(p.s); i++ {
		switch c := p.s[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[' || c == '{':
			depth++
		case (c == ']' || c == '}') && depth == 0:
			if n == 1 && strings.TrimLeft(p.s[p.i+1:i], " \t\n\r") == "" {
				return 0
			}
			return n
		case c == ']' || c == '}':
			depth--
		case c == ',' && depth == 0:
			n++
		}
	}
	return n
}

func (p *parser) integer(v reflect.Value) error {
	start := p.i
	neg := p.peek() == '-'
	if neg {
		p.i++
	}
	digits := p.i
	var n uint64
	for p.peek() >= '0' && p.peek() <= '9' {
		d := uint64(p.peek() - '0')
		if n > (1<<63-d)/10 {
			return p.fail("an integer beyond 64 bit")
		}
		n = n*10 + d
		p.i++
	}
	c := p.peek()
	switch {
	case p.i == digits, p.s[digits] == '0' && (p.i > digits+1 || neg):
		return p.fail("an integer with two spellings")
	case c == '.' || c == 'e' || c == 'E':
		return p.fail("a number that is not an integer")
	case !neg && n == 1<<63:
		return p.fail("an integer beyond 64 bit")
	}
	i := int64(n)
	if neg {
		i = -i
	}
	if !v.IsValid() {
		return nil
	}
	switch v.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		if v.OverflowInt(i) {
			return p.fail("an integer too large: " + p.s[start:p.i])
		}
		v.SetInt(i)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if i < 0 || v.OverflowUint(uint64(i)) {
			return p.fail("an integer that may not be negative or so large: " + p.s[start:p.i])
		}
		v.SetUint(uint64(i))
	default:
		return p.fail("an integer where " + v.Kind().String() + " is needed")
	}
	return nil
}

func (p *parser) setString(v reflect.Value, s string) error {
	if !v.IsValid() {
		return nil
	}
	if t, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		if err := t.UnmarshalText([]byte(s)); err != nil {
			return p.fail(err.Error())
		}
		return nil
	}
	if v.Kind() != reflect.String {
		return p.fail("a string where " + v.Kind().String() + " is needed")
	}
	v.SetString(s)
	return nil
}

func (p *parser) setBool(v reflect.Value, b bool) error {
	if !v.IsValid() {
		return nil
	}
	if v.Kind() != reflect.Bool {
		return p.fail("true or false where " + v.Kind().String() + " is needed")
	}
	v.SetBool(b)
	return nil
}

// setNull takes null for what Go writes as null: the pointer, list or map that
// is not there.
func (p *parser) setNull(v reflect.Value) error {
	if !v.IsValid() {
		return nil
	}
	list := v.Kind() == reflect.Slice || v.Kind() == reflect.Map
	if v.Kind() == reflect.Pointer || list && !readsText(v) {
		v.SetZero()
		return nil
	}
	return p.fail("null where a value is needed")
}

var textReader = reflect.TypeFor[encoding.TextUnmarshaler]()

// readsText reports that v, or what it points to, has one spelling only, a
// string: a key that could also be given as a list of numbers would have two.
func readsText(v reflect.Value) bool {
	if !v.IsValid() {
		return false
	}
	t := v.Type()
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.PkgPath() != "" && reflect.PointerTo(t).Implements(textReader) // a type without a name has no methods
}

var fieldCache sync.Map // reflect.Type → map[string]int

// fieldsOf maps the json names of a struct to its fields. Embedded structs are
// not followed: a payload's schema is written out where it is read.
func fieldsOf(t reflect.Type) map[string]int {
	if m, ok := fieldCache.Load(t); ok {
		return m.(map[string]int)
	}
	m := make(map[string]int, t.NumField())
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if name != "" && name != "-" {
			m[name] = i
		}
	}
	fieldCache.Store(t, m)
	return m
}
