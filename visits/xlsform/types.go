package xlsform

import (
	"slices"
	"strings"

	"fairvisit/visits/checklist"
)

// types of the survey that are asked, by the kind of question they become.
var types = map[string]string{
	"text": checklist.KindText, "string": checklist.KindText, "integer": checklist.KindNumber, "int": checklist.KindNumber, "decimal": checklist.KindDecimal,
	"date": checklist.KindDate, "time": checklist.KindTime, "datetime": checklist.KindDateTime, "select_one": checklist.KindChoice,
	"select_multiple": checklist.KindChoices, "note": checklist.KindNote, "calculate": checklist.KindCalc, "image": checklist.KindPhoto, "photo": checklist.KindPhoto,
	"geopoint": checklist.KindPoint, "location": checklist.KindPoint, "acknowledge": checklist.KindAck, "trigger": checklist.KindAck,
	"gps": checklist.KindPoint, "barcode": checklist.KindText, "range": checklist.KindDecimal,
}

// frames are the types that begin and end a group.
var frames = []string{"begin_group", "end_group", "begin_repeat", "end_repeat"}

// older are ways to write a type that forms have had, by what they are now.
var older = []struct{ begins, is string }{
	{"add select one prompt using", "select_one"}, {"add select multiple prompt using", "select_multiple"},
	{"select one from file", "select_one_from_file"}, {"select multiple from file", "select_multiple_from_file"},
	{"select one external", "select_one_external"},
	{"select one from", "select_one"}, {"select all that apply from", "select_multiple"}, {"select all that apply", "select_multiple"},
	{"select one", "select_one"}, {"select multiple", "select_multiple"}, {"select1", "select_one"},
	{"begin group", "begin_group"}, {"end group", "end_group"}, {"begin repeat", "begin_repeat"}, {"end repeat", "end_repeat"},
	{"begin lgroup", "begin_repeat"}, {"end lgroup", "end_repeat"}, {"begin looped group", "begin_repeat"}, {"end looped group", "end_repeat"},
	{"date time", "datetime"},
}

// plainType makes "Select one  List" and "select_one List" one; argument is what
// stands behind it.
func plainType(cell string) (typ, argument string) {
	words := strings.Fields(cell)
	for _, o := range older {
		if n := strings.Count(o.begins, " ") + 1; len(words) >= n && strings.EqualFold(strings.Join(words[:n], " "), o.begins) {
			return o.is, strings.Join(words[n:], " ")
		}
	}
	if len(words) == 0 {
		return "", ""
	}
	return strings.ToLower(words[0]), strings.Join(words[1:], " ")
}

// instead says what to do about types that are met often.
var instead = map[string]string{
	"audio": "a recording is not an answer here", "video": "a film is not an answer here", "file": "a file is not an answer here: a paper is photographed (image)",
	"background-audio": "nothing is recorded in secret", "rank": "an order of choices is not an answer here",
	"geotrace": "a line is not an answer here: geopoint is one place", "geoshape": "an area is not an answer here: geopoint is one place",
	"begin_loop": "a loop over choices is not read", "hidden": "what nobody sees is a calculate",
}

// whyNot is why a type is not read.
func whyNot(typ string) string {
	why := "this type is not read"
	switch {
	case instead[typ] != "":
		why += "; " + instead[typ]
	case strings.HasSuffix(typ, "_from_file"), strings.HasSuffix(typ, "_external"), typ == "csv-external", typ == "xml-external":
		why += "; choices stand in the sheet choices and not in a file beside the form"
	}
	return why
}

// withoutType passes a row over that is a remark or a heading: it has no type, as in
// pyxform, and no name. One with a name is a question of which something is missing.
func (r *reader) withoutType() {
	if r.cell("name") != "" {
		r.wrong("type", "", "the row has no type; a remark stands in a column of its own")
	} else {
		at := slices.IndexFunc(r.row.cells, func(s string) bool { return s != "" })
		r.notes = append(r.notes, Problem{"survey", r.row.n, headAt(r.survey, at).said, r.row.cells[at], "the row is passed over: it has neither type nor name"})
	}
	r.allRead()
}

// foreign are appearances that bring choices or an answer from elsewhere, and so are
// more than a look.
var foreign = []struct{ begins, why string }{
	{"search(", "choices that are looked up in a file are not read: put them into the sheet choices"},
	{"ex:", "an answer from another app is not read"},
}

func (r *reader) takeAppearance() {
	look := strings.ToLower(r.cell("appearance"))
	for _, f := range foreign {
		if strings.HasPrefix(look, f.begins) || strings.Contains(look, " "+f.begins) {
			r.wrong("appearance", r.cell("appearance"), f.why)
			return
		}
	}
	r.unread("appearance")
}
