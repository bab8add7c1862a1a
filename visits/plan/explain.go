package plan

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"fairvisit/evidence"
)

// read reads a file a person wrote, strictly, and says of one that is not understood in
// which line, of which name, and what is expected there. What the strict reader and
// encoding/json say themselves is for programs: bytes, structs and types.
func read[T any](data []byte) (T, error) {
	v, err := evidence.DecodeExact[T](data)
	if err == nil {
		return v, nil
	}
	if why := explain(data, reflect.TypeFor[T]()); why != nil {
		return v, why
	}
	return v, errors.New("it is no object of the names that FILES.md lists, in UTF-8 and with whole numbers only")
}

// explain finds the first place where a file is not what t is read from; nil where it
// finds none.
func explain(data []byte, t reflect.Type) error {
	for i, line := range bytes.Split(data, []byte("\n")) {
		if !utf8.Valid(line) {
			return fmt.Errorf("line %d: this is not UTF-8; save the file as UTF-8", i+1)
		}
	}
	if bytes.HasPrefix(data, []byte("\ufeff")) {
		return errors.New("line 1: a byte order mark stands before the first bracket; save the file as UTF-8 without one")
	}
	x := &explainer{data: data, d: json.NewDecoder(bytes.NewReader(data))}
	x.d.UseNumber()
	err := x.value(t, "")
	if err == nil {
		if _, more := x.d.Token(); !errors.Is(more, io.EOF) {
			err = x.at("something follows the closing bracket of the file")
		}
	}
	return err
}

type explainer struct {
	data []byte
	d    *json.Decoder
}

// at says what is wrong behind the token that was read last.
func (x *explainer) at(format string, args ...any) error {
	return x.atByte(x.d.InputOffset(), format, args...)
}

func (x *explainer) atByte(offset int64, format string, args ...any) error {
	read := x.data[:min(int(offset), len(x.data))]
	return fmt.Errorf("line %d: %s", 1+bytes.Count(read, []byte("\n")), fmt.Sprintf(format, args...))
}

// next is the next token; what is no JSON is said in the words of who typed it.
func (x *explainer) next() (json.Token, error) {
	token, err := x.d.Token()
	var syntax *json.SyntaxError
	switch {
	case err == nil:
		return token, nil
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return nil, x.atByte(int64(len(bytes.TrimRight(x.data, " \r\n\t"))), "the file ends before its brackets are closed")
	case errors.As(err, &syntax):
		return nil, x.atByte(syntax.Offset-1, "there is a comma, a colon, a quotation mark or a bracket too much or too few here, or a value that is none")
	}
	return nil, x.at("this is not understood")
}

// value checks one value against what it is read into. path is its name in the file.
func (x *explainer) value(t reflect.Type, path string) error {
	token, err := x.next()
	if err != nil {
		return err
	}
	for t.Kind() == reflect.Pointer {
		if token == nil {
			return nil
		}
		t = t.Elem()
	}
	called := "the file"
	if path != "" {
		called = strconv.Quote(path)
	}
	wrong := func() error { return x.at("%s is %s, and %s is expected", called, shape(token), expected(t)) }
	if reads, is := reflect.New(t).Interface().(encoding.TextUnmarshaler); is {
		if s, text := token.(string); !text {
			return wrong()
		} else if reads.UnmarshalText([]byte(s)) != nil {
			return x.at("%s is %q, which is no such id", called, s)
		}
		return nil
	}
	switch t.Kind() {
	case reflect.Struct:
		if token != json.Delim('{') {
			return wrong()
		}
		return x.object(t, path)
	case reflect.Slice:
		if token == nil {
			return nil
		}
		if token != json.Delim('[') {
			return wrong()
		}
		for i := 1; x.d.More(); i++ {
			if err := x.value(t.Elem(), path+"."+strconv.Itoa(i)); err != nil {
				return err
			}
		}
		_, err := x.next()
		return err
	case reflect.String:
		if _, is := token.(string); !is {
			return wrong()
		}
	case reflect.Bool:
		if _, is := token.(bool); !is {
			return wrong()
		}
	default:
		n, is := token.(json.Number)
		if !is {
			return wrong()
		}
		if _, err := strconv.ParseInt(n.String(), 10, t.Bits()); err != nil {
			return x.at("%s is %s, and a whole number is expected, without a point or an exponent, that is not too large", called, n)
		}
	}
	return nil
}

// object checks the names of an object, behind its bracket.
func (x *explainer) object(t reflect.Type, path string) error {
	fields, known := map[string]reflect.Type{}, []string{}
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if t.Field(i).IsExported() && name != "" && name != "-" {
			fields[name], known = t.Field(i).Type, append(known, name)
		}
	}
	where := ""
	if path != "" {
		where = " in " + strconv.Quote(path)
	}
	var seen []string
	for x.d.More() {
		token, err := x.next()
		if err != nil {
			return err
		}
		name, is := token.(string)
		field, there := fields[name]
		switch {
		case !is:
			return x.at("a name in quotation marks is expected%s", where)
		case !there:
			return x.at("the name %q%s is not known; known are %s, in small letters", name, where, strings.Join(known, ", "))
		case slices.Contains(seen, name):
			return x.at("the name %q%s stands there twice", name, where)
		}
		seen = append(seen, name)
		if err := x.value(field, strings.TrimPrefix(path+"."+name, ".")); err != nil {
			return err
		}
	}
	_, err := x.next()
	return err
}

// shape is what stands there, in words.
func shape(token json.Token) string {
	switch v := token.(type) {
	case nil:
		return "null"
	case json.Delim:
		if v == '{' {
			return "an object in { }"
		}
		return "a list in [ ]"
	case string:
		return fmt.Sprintf("the text %q", v)
	case bool:
		return strconv.FormatBool(v)
	}
	return fmt.Sprintf("the number %v", token)
}

// expected is what a value of a type is written as.
func expected(t reflect.Type) string {
	if reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()) {
		return "an id as text in quotation marks"
	}
	switch t.Kind() {
	case reflect.Struct:
		var names []string
		for i := range t.NumField() {
			if name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ","); name != "" && name != "-" {
				names = append(names, name)
			}
		}
		return "an object in { } with " + strings.Join(names, ", ")
	case reflect.Slice:
		return "a list in [ ]"
	case reflect.String:
		return "a text in quotation marks"
	case reflect.Bool:
		return "true or false"
	}
	return "a whole number"
}
