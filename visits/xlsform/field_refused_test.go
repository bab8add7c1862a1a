package xlsform_test

import "strings"

// fieldRefused are workbooks of which something cannot be kept: nothing of them is
// taken, and every place is named.
func fieldRefused() []fieldBook {
	one := func(name string, rows []any, refused ...string) fieldBook {
		return fieldBook{name: name, refused: refused, sheets: []fieldSheet{{"survey", append([]any{"type|name|label|calculation|relevant|constraint|default"}, rows...)}}}
	}
	return []fieldBook{
		one("kinds of question that are not read", []any{
			"geotrace|line|Line", "geoshape|area|Area", "audio|sound|Sound", "video|film|Film", "file|doc|Doc",
			"rank x|order|Order", "osm|building|B", "text|ok|Fine", "background-audio|bg|", "select_one_external x|e|E",
			"select_one_from_file x.csv|f|F", "xml-external|ext|", "csv-external|csv|", "frobnicate|z|Z", "begin loop over x|lo|Loop",
		}, "survey 2: geotrace", "survey 3: geoshape", "survey 4: audio", "survey 5: video", "survey 6: file", "survey 7: rank", "survey 8: osm",
			"survey 10: background-audio", "survey 11: select_one_external", "survey 12: select_one_from_file", "survey 13: xml-external", "survey 14: csv-external", "survey 15: frobnicate", "survey 16: loop"),
		one("functions that are not read", []any{
			"text|a|A",
			"calculate|u||uuid()", "calculate|r||random()", "calculate|o||once(random())", "calculate|p||pulldata('f', 'x', 'k', ${a})",
			"calculate|i||instance('f')/root/item[name = ${a}]/label", "calculate|l||digest(${a}, 'MD5')", "calculate|d||distance(${a})", "calculate|x||wonder(${a})", "calculate|y||/data/a + 1", "calculate|z||../a",
		}, "survey 3: uuid", "survey 4: random", "survey 5: once", "survey 6: pulldata", "survey 7: instance", "survey 8: digest", "survey 9: distance", "survey 10: wonder", "survey 11: /", "survey 12: .."),
		one("expressions that are no expressions", []any{
			"integer|a|A", "text|b|B||${a} == 1", "text|c|C||${a} && 1", "text|d|D||${a} > ", "text|e|E||selected(${a}", "text|f|F||${nowhere} = 1", "text|g|G|||if(${a} = 1, 'x')", "text|h|H||'open", "text|i|I||$a = 1", "text|j|J||regex(${a}, '[')", "text|k|K||a = 1", "text|l|L||${a = 1",
		}, "survey 3: ==", "survey 4: &", "survey 5: ", "survey 6: ", "survey 7: nowhere", "survey 8: if", "survey 9: ", "survey 10: $", "survey 11: [", "survey 12: a", "survey 13: "),
		one("questions that wait for each other", []any{"text|a|A||${b} = 'x'", "text|b|B||${a} = 'x'"}, "survey 3: looks back"),
		one("a question that waits for itself", []any{"text|c|C||${c} = 'x'"}, "survey 2: itself"),
		one("a calculation of itself", []any{"calculate|d||${d} + 1"}, "survey 2: itself"),
		one("a group that waits for its question", []any{"begin group|g|G||${e} > 3", "integer|e|E", "end group||"}, "survey 3: "),
		one("functions that have no place there", []any{
			"text|a|A", "calculate|b||format-date(today(), '%d %B %Y')", "calculate|c||format-date(today(), ${a})", "calculate|d||position(..)", "calculate|e||position(${a})", "calculate|f||indexed-repeat(${a}, ${g}, 1)",
			"begin repeat|g|G", "text|h|H", "calculate|i||indexed-repeat(${h}, ${g}, position(..) - 1)", "begin group|j|J", "text|k|K||position(..) = 1", "end group||", "end repeat||", "text|l|L||string-length() > 2", "calculate|m||indexed-repeat(${h}, 1)", "calculate|n||position(../..)",
		}, "survey 3: %Y", "survey 4: written out", "survey 5: in no repeat", "survey 6: position(..) only", "survey 7: does not stand in", "survey 10: from outside", "survey 12: j there, which does not repeat", "survey 15: constraint only", "survey 16: is read as", "survey 17: in no repeat"),
		one("phases that do not follow each other, a repeat whose question how often has a name that is taken, or none it could have", []any{
			"text|a|A", "begin group|door|Door", "text|b|B", "end group||", "text|r.count|Count",
			"begin repeat|r|R", "text|c|C", "end repeat||", "begin repeat|" + strings.Repeat("n", 59) + "|N", "text|d|D", "end repeat||",
			"begin group|close|Close", "text|e|E", "end group||", "text|f|F",
		}, "survey 4: phase door", "survey 7: row 6", "survey 10: at most 58", "survey 16: phase talk"),
		one("names that are not of A to Z", []any{"text|Ünï|A", "text|姓名|B"}, "survey 2: A to Z", "survey 3: A to Z"),
		one("names that are twice there, missing, or no names", []any{
			"text|a|A", "text|a|Again", "text||Nameless", "text|1st|First", "text|two words|Two", "begin group|g|G", "text|a|In a group", "end group||", "text|x:y|Colon", "text|semi;|S",
			"begin group|g|G again", "end group||", "begin repeat|a|As the first", "end repeat||", "begin repeat|g|As a group", "end repeat||", "begin repeat|s|S", "end repeat||", "text|s|As a repeat", "start|begun|", "text|z|Z||${begun} != ''",
		}, "survey 12: row 7", "survey 14: row 2", "survey 16: row 7", "survey 20: row 18", "survey 22: passed over", "survey 3: a", "survey 4: name", "survey 5: 1st", "survey 6: two words", "survey 8: a", "survey 10: x:y", "survey 11: semi"),
		one("defaults that are no answers, or computed", []any{
			"integer|n|N||||many", "integer|n2|N two||||2.5", "date|d|D||||31/12/2024", "text|t|T||||${n}", "text|u|U||||once(uuid())", "text|w|W||||plain - text (yes)",
		}, "survey 2: many", "survey 3: 2.5", "survey 4: 31/12/2024", "survey 5: ", "survey 6: uuid"),
		{
			name: "lists of choices that are not there, twice there, without a name",
			sheets: []fieldSheet{
				{"survey", []any{"type|name|label|choice_filter", "select_one nowhere|a|A|", "select_one|b|B|", "select_one twice|c|C|", "select_one l|d|D|"}},
				{"choices", []any{"list_name|name|label", "twice|x|X", "twice|x|X again", "l||No name", "|lost|Lost", "l|two words|W", "l|ok|Ok"}},
			},
			refused: []string{"survey 2: nowhere", "survey 3: list", "choices 3: x", "choices 4: ", "choices 5: ", "choices 6: two words"},
		},
		{
			name: "or_other with a filter, or where its question's name is taken; ranges that are none",
			sheets: []fieldSheet{
				{"survey", []any{
					"type|name|label|choice_filter|parameters", "select_one l or_other|a|A||", "text|a_other|Other||", "select_one l or_other|b|B|colour = ${a}|",
					"range|r|R||start=1 end=x", "range|s|S||start=5 end=1", "range|t|T||start=1 end=5 sprint=1",
				}},
				{"choices", []any{"list_name|name|label|colour", "l|ok|Ok|x"}},
				{"settings", []any{"form_id", "表格"}},
			},
			refused: []string{"survey 3: row 2", "survey 4: or_other", "survey 5: x", "survey 6: goes up", "survey 7: sprint", "settings 2: form_id"},
		},
		{
			name: "a filter that looks at a column that is not there",
			sheets: []fieldSheet{
				{"survey", []any{"type|name|label|choice_filter", "select_one l|a|A|", "select_one l|d|D|colour = ${a}"}},
				{"choices", []any{"list_name|name|label", "l|ok|Ok"}},
			},
			refused: []string{"survey 3: colour"},
		},
		{
			name: "names of choices that a list cannot keep",
			sheets: []fieldSheet{
				{"survey", []any{"type|name|label", "select_one l|a|A"}},
				{"choices", []any{"list_name|name|label", "l|ok|Ok", "l|a/b|A or B", "l|≥5|Five", "l|是|Yes", "l|don't|Do not", "l|.5|Half"}},
			},
			refused: []string{"choices 3: A to Z", "choices 4: A to Z", "choices 5: A to Z", "choices 6: A to Z", "choices 7: A to Z"},
		},
		{
			name:    "a text twice in the default language",
			sheets:  []fieldSheet{{"survey", []any{"type|name|label|label::English (en)|hint|hint::English (en)", "text|a|Jina|Name|Same|Same", "text|b||Only here||"}}},
			refused: []string{"survey 2: default_language"},
		},
		{name: "no survey", sheets: []fieldSheet{{"Sheet1", []any{"type|name|label", "text|a|A"}}}, refused: []string{"workbook 0: survey"}},
		{name: "a survey without questions", sheets: []fieldSheet{{"survey", []any{"type|name|label", ""}}}, refused: []string{"survey 0: "}},
		{name: "no column for types", sheets: []fieldSheet{{"survey", []any{"kind|name|label", "text|a|A"}}}, refused: []string{"survey 1: type"}},
		{
			name: "one column twice, and choices used without a sheet of them",
			sheets: []fieldSheet{
				{"survey", []any{"type|name|label|Label", "text|a|A|B"}},
			},
			refused: []string{"survey 1: Label", "survey 2: B"},
		},
		{name: "choices without a sheet", sheets: []fieldSheet{{"survey", []any{"type|name|label", "select_one yn|a|A"}}}, refused: []string{"survey 2: yn"}},
		{
			name: "choices asked of an app on the tablet, and a form that is sent elsewhere",
			sheets: []fieldSheet{
				{"survey", []any{"type|name|label|appearance", "select_one l|a|A|minimal search('hospitals')", "text|b|B|ex:org.app.scan(x=1)"}},
				{"choices", []any{"list_name|name|label", "l|key|Name"}},
				{"settings", []any{"form_id|public_key|submission_url|instance_name|auto_send", "x|MIIB|https://example.org|concat(${b}, '-', ${a})|true"}},
			},
			refused: []string{"survey 2: search", "survey 3: ex:", "settings 2: public_key"},
		},
	}
}
