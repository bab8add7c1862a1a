package dossier_test

import (
	"regexp"
	"strings"

	"fairvisit/evidence"
)

// statement is the name of a member; of the enrolments, of the first.
func (p *parcel) statement(name string) string {
	if name == "devices/" {
		return p.files[4].name
	}
	return name
}

// reworded has the holder of the service key sign a statement's body in other
// words, and the manifest for it.
func reworded(did, name, magic string, change func(body string) string) mutation {
	return mutation{did: name + " with " + did, do: func(p *parcel) string {
		name := p.statement(name)
		var st evidence.Statement
		p.must(evidence.DecodePayload(p.data(name), &st))
		key := p.w.service
		if name == "keys.json" {
			key = p.w.root
		}
		p.state(name, magic, change(st.Body), key)
		if name != "manifest.json" {
			p.seal()
		}
		return name
	}}
}

// statements are sound or not by section 2 and 12 alone, as no signature speaks
// against them.
var statements = func() (all []mutation) {
	add := func(made string) func(string) string {
		return func(s string) string { return strings.TrimSuffix(s, "}") + made }
	}
	for _, s := range []struct{ name, magic, text, number string }{
		{"manifest.json", evidence.MagicDossier, "mask", "version"},
		{"list.json", evidence.MagicList, "generation", "size"},
		{"keys.json", evidence.MagicKeys, "service", "version"},
		{"devices/", evidence.MagicEnrol, "role", "issued"},
	} {
		for _, c := range []struct {
			did    string
			change func(string) string
		}{
			{"a name that nobody knows", add(`,"later":{"of":[1,true,"x"]}}`)},
			{"a name twice", add(`,"` + s.text + `":"x"}`)},
			{"an unknown name twice", add(`,"later":1,"later":1}`)},
			{"a name that is missing", in(`"`+s.text+`"`, `"othername"`)},
			{"a name in capitals", in(`"`+s.text+`"`, `"`+strings.ToUpper(s.text)+`"`)},
			{"hex in capitals", func(s string) string { return hexOf.ReplaceAllStringFunc(s, strings.ToUpper) }},
			{"a line separator", add(",\"later\":\"\u2028\"}")},
			{"a name with an escape", in(`"`+s.text+`"`, `"\u00`+hex2(s.text[0])+s.text[1:]+`"`)},
			{"a number that is missing", in(`"`+s.number+`"`, `"othername"`)},
			{"a number as a string", in(`"`+s.number+`":`, `"`+s.number+`":"1","was":`)},
			{"null for a string", in(`"`+s.text+`":`, `"`+s.text+`":null,"was":`)},
			{"null for a number", in(`"`+s.number+`":`, `"`+s.number+`":null,"was":`)},
			{"null for a name that nobody knows", add(`,"later":null}`)},
			{"a fraction", add(`,"later":1.0}`)},
			{"an exponent", add(`,"later":1e3}`)},
			{"a negative zero", add(`,"later":-0}`)},
			{"an integer of 64 bits", add(`,"later":-9223372036854775808}`)},
			{"an integer of 65 bits", add(`,"later":9223372036854775808}`)},
			{"a leading zero", add(`,"later":01}`)},
			{"spaces", in(`{"`, "{ \t\n\r\"")},
			{"a space after the object", func(s string) string { return s + " " }},
			{"a line end after the object", func(s string) string { return s + "\n" }},
			{"a letter after the object", func(s string) string { return s + "x" }},
			{"a comma too many", add(`,}`)},
			{"half a character", add(`,"later":"\ud800"}`)},
			{"a character of two halves", add(`,"later":"\ud83d\ude00"}`)},
			{"a byte that is no UTF-8", add(",\"later\":\"\xff\"}")},
			{"letters from afar", add(`,"later":"李"}`)},
			{"an empty name", add(`,"":1}`)},
			{"a name with a space", add(`,"a b":1}`)},
			{"a name with a dash", add(`,"a-b_9":1}`)},
			{"lists 15 deep", add(`,"later":` + strings.Repeat("[", 15) + strings.Repeat("]", 15) + `}`)},
			{"lists 16 deep", add(`,"later":` + strings.Repeat("[", 16) + strings.Repeat("]", 16) + `}`)},
			{"lists 17 deep", add(`,"later":` + strings.Repeat("[", 17) + strings.Repeat("]", 17) + `}`)},
			{"values, 8,100", add(`,"later":[` + strings.Repeat("1,", 8099) + `1]}`)},
			{"values, 8,200", add(`,"later":[` + strings.Repeat("1,", 8199) + `1]}`)},
			{"a list in place of it", func(s string) string { return "[" + s + "]" }},
			{"nothing", func(string) string { return "" }},
		} {
			all = append(all, reworded(c.did, s.name, s.magic, c.change))
		}
	}
	for _, m := range []struct{ name, magic, field string }{
		{"manifest.json", evidence.MagicDossier, "generation"}, {"manifest.json", evidence.MagicDossier, "case"}, {"manifest.json", evidence.MagicDossier, "visit"},
		{"manifest.json", evidence.MagicDossier, "members"}, {"manifest.json", evidence.MagicDossier, "absent"},
		{"list.json", evidence.MagicList, "case"}, {"list.json", evidence.MagicList, "visit"}, {"list.json", evidence.MagicList, "entries"},
		{"keys.json", evidence.MagicKeys, "generation"}, {"keys.json", evidence.MagicKeys, "transport"},
		{"devices/", evidence.MagicEnrol, "device"}, {"devices/", evidence.MagicEnrol, "device_key"}, {"devices/", evidence.MagicEnrol, "unit"},
	} {
		all = append(all, reworded("no "+m.field, m.name, m.magic, in(`"`+m.field+`"`, `"othername"`)))
	}
	all = append(all, reworded("half a line", "manifest.json", evidence.MagicDossier, in(`\n"`, `"`)), reworded("half a line", "list.json", evidence.MagicList, in(`\n"`, `"`)))
	return append(all, otherwise...)
}()

// otherwise is done to what the statements are about, and sealed.
var otherwise = []mutation{
	reworded("more bytes than it may have", "devices/", evidence.MagicEnrol, func(s string) string { return s + strings.Repeat(" ", 64<<10) }),
	sealedMembers("a nought before a size", func(s string) string { return "0" + s }),
	sealedMembers("a sum in capitals", strings.ToUpper),
	sealedMembers("a line of two words", func(s string) string { return "1 2\n" + s }),
	sealedMembers("a space too many", func(s string) string { return strings.Replace(s, " ", "  ", 1) }),
	{did: "another key list of the root, not sealed", do: func(p *parcel) string {
		sealed := p.data("manifest.json")
		reworded("", "keys.json", evidence.MagicKeys, in(`"version":1`, `"version":2`)).do(p)
		p.set("manifest.json", sealed)
		return "keys.json"
	}},
	signedByAStranger("manifest.json", evidence.MagicDossier),
	signedByAStranger("list.json", evidence.MagicList),
	signedByAStranger("devices/", evidence.MagicEnrol),
	{did: "a stranger signs the checkpoint", do: func(p *parcel) string {
		b, err := p.w.content(evidence.ID{}, p.w.size(), "none").Checkpoint.Sign(newKey())
		p.must(err)
		p.set("checkpoint", b)
		p.seal()
		return "checkpoint"
	}},
	sealedAbsent("facts 3 withheld author"),
	sealedAbsent("words 3 withheld author"),
	sealedAbsent("entry 00 unknown -"),
	sealedAbsent("entry " + strings.Repeat("0", 64) + " unknown -"),
	sealedAbsent("photo 3/0 awaited -"),
	sealedAbsent("nothing 3 awaited -"),
	sealedAbsent("words 3"),
	sealedAbsent("words  3 erased -"),
	sealedAbsent(""),
}

func signedByAStranger(name, magic string) mutation {
	return mutation{did: "a stranger signs " + name, do: func(p *parcel) string {
		name := p.statement(name)
		var st evidence.Statement
		p.must(evidence.DecodePayload(p.data(name), &st))
		p.state(name, magic, st.Body, newKey())
		if name != "manifest.json" {
			p.seal()
		}
		return name
	}}
}

func sealedMembers(did string, change func(string) string) mutation {
	return mutation{did: "members with " + did, do: func(p *parcel) string {
		p.seal(func(body map[string]any) { body["members"] = change(body["members"].(string)) })
		return "manifest.json"
	}}
}

func sealedAbsent(line string) mutation {
	return mutation{did: "absent says " + line, do: func(p *parcel) string { p.seal(absent(line)); return "manifest.json" }}
}

func in(old, made string) func(string) string {
	return func(s string) string { return strings.Replace(s, old, made, 1) }
}

var hexOf = regexp.MustCompile(`"[0-9a-f]{32,64}"`)

func hex2(c byte) string {
	const digits = "0123456789abcdef"
	return string([]byte{digits[c>>4], digits[c&15]})
}
