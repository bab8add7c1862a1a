package xlsform_test

import "time"

// fieldShapes are workbooks whose cells, headers and sheets are as people leave them.
func fieldShapes() []fieldBook {
	return []fieldBook{
		{
			name: "Kobo export: metadata, columns in another order and case, yes in every spelling",
			sheets: []fieldSheet{
				{"survey", []any{
					"Label|TYPE|Name|Required|Relevant|Constraint|Constraint Message|appearance|$kuid|$xpath",
					"|start|start||||||k1|start",
					"|end|end||||||k2|end",
					"|today|today||||||k3|today",
					"|username|username||||||k4|username",
					"|deviceid|deviceid||||||k5|deviceid",
					"|phonenumber|phonenumber||||||k6|phonenumber",
					"About you|begin_group|about|||||field-list|k7|about",
					"Your name|text|full_name|yes|||||k8|about/full_name",
					"Your age|integer|age|TRUE||. >= 18 and . <= 120|Adults only|numbers|k9|about/age",
					"Married?|select_one yn|married|true()|${age} > 20||||ka|about/married",
					"|end_group||||||||",
					"Remarks|text|remarks|no|||multiline||kb|remarks",
					"Thanks|note|thanks|False|||||kc|thanks",
				}},
				{"choices", []any{"list_name|name|label|$autovalue", "yn|yes|Yes|yes", "yn|no|No|no"}},
				{"settings", []any{"style|version|id_string|form_title", "theme-grid|1 (2024-01-02 03:04:05)|aBcD|Household"}},
			},
			noted: []string{
				"survey 2: start", "survey 3: end", "survey 4: today", "survey 5: username", "survey 6: deviceid", "survey 7: phonenumber",
				"survey 8: field-list", "survey 8: $kuid", "survey 8: $xpath", "survey 9: $kuid", "survey 9: $xpath", "survey 10: numbers", "survey 10: $kuid", "survey 10: $xpath", "survey 11: $kuid", "survey 11: $xpath",
				"survey 13: multiline", "survey 13: $kuid", "survey 13: $xpath", "survey 14: $kuid", "survey 14: $xpath", "choices 2: $autovalue", "settings 2: theme-grid", "settings 2: read as 1-2024-01-02-03-04-05",
			},
			runs: []fieldRun{
				{answers: map[string]string{}, asked: "full_name age remarks thanks", failures: "age: missing, full_name: missing"},
				{answers: map[string]string{"full_name": "Ana", "age": "17"}, asked: "full_name age remarks thanks", failures: "age: constraint"},
				{answers: map[string]string{"full_name": "Ana", "age": "21"}, asked: "full_name age married remarks thanks", failures: "married: missing"},
				{answers: map[string]string{"full_name": "Ana", "age": "21", "married": "no", "remarks": "x"}, asked: "full_name age married remarks thanks"},
			},
		},
		{
			name: "double colons: languages with codes, one text missing, hints and messages",
			sheets: []fieldSheet{
				{"survey", []any{
					"type|name|label::English (en)|label::中文 (zh)|hint::English (en)|hint::中文 (zh)|constraint|constraint_message::English (en)|constraint_message::中文 (zh)|required|required_message::English (en)|required_message::中文 (zh)",
					"text|who|Who?|谁？|Full name|全名||||yes|Say who|请说明是谁",
					"integer|years|How old?||In years||. < 120|Too old|年龄太大|||",
					"select_one yn|ok|All right?|可以吗？||||||",
				}},
				{"choices", []any{"list_name|name|label::English (en)|label::中文 (zh)", "yn|yes|Yes|是", "yn|no|No|"}},
				{"settings", []any{"form_title|form_id|default_language|version", "Two tongues|tongues|English (en)|3"}},
			},
			noted: []string{"survey 3: label::zh-Hans", "survey 3: hint::zh-Hans", "choices 3: No"},
			words: []string{"谁？", "年龄太大", "请说明是谁", "全名", "Too old"},
			runs:  []fieldRun{{answers: map[string]string{"who": "A", "years": "130", "ok": "yes"}, asked: "who years ok", failures: "years: constraint"}},
		},
		{
			name: "single colons and language names without codes",
			sheets: []fieldSheet{
				{"survey", []any{"type|name|label:English|label:Français|hint:English|hint:Français", "text|a|Name|Nom|Full|Complet", "select one from yn|b|Well?|Bien ?||"}},
				{"choices", []any{"list name|name|label:English|label:Français", "yn|y|Yes|Oui", "yn|n|No|Non"}},
			},
			words: []string{"Complet", "Oui", "Nom"},
			runs:  []fieldRun{{answers: map[string]string{"a": "x", "b": "y"}, asked: "a b"}},
		},
		{
			name: "blank rows and columns, comments, disabled rows, trailing blanks, smart quotes, no-break spaces",
			sheets: []fieldSheet{
				{"notes for the team", []any{"read me first", "survey is on the next sheet"}},
				{" Survey ", []any{
					" type ||name\u00a0|label |relevant|calculation|disabled|comment",
					"",
					"|||Section one: who|||| we ask this first",
					"text ||who |\u00a0Who are you? ||||",
					"select_one\u00a0 colour ||col|Which colour?|${who} != ‘nobody’|||",
					"|||||||",
					"text||gone|Not any more|||yes|",
					"calculate||said|||concat(“I am ”, ${ who }, '.')||",
					"# text||off|Commented out|||",
				}},
				{"CHOICES", []any{"list name||name|label", "", "colour ||red |Red", "||||", "colour||blue| Blue"}},
			},
			refused: []string{"survey 9: this type is not read"},
		},
		{
			name: "blank rows and columns without the row that is no type",
			sheets: []fieldSheet{
				{" Survey ", []any{
					" type ||name\u00a0|label |relevant|calculation|disabled|comment",
					"",
					"|||Section one: who|||| we ask this first",
					"text ||who |\u00a0Who are you? ||||",
					"select_one\u00a0 colour ||col|Which colour?|${who} != ‘nobody’|||",
					"|||||||",
					"text||gone|Not any more|||yes|",
					"calculate||said|||concat(“I am ”, ${ who }, ' .')||",
				}},
				{"CHOICES", []any{"list name||name|label", "", "colour ||red |Red", "||||", "colour||blue| Blue"}},
			},
			noted: []string{"survey 3: ", "survey 7: "},
			runs: []fieldRun{
				{answers: map[string]string{"who": "nobody"}, asked: "who", values: map[string]string{"said": "I am nobody ."}},
				{answers: map[string]string{"who": "Li", "col": "blue"}, asked: "who col", values: map[string]string{"said": "I am Li ."}},
			},
		},
		{
			name: "cells that are numbers, truths, dates and formulas",
			sheets: []fieldSheet{
				{"survey", []any{
					"type|name|label|required|default|constraint|calculation",
					[]any{"integer", "n", "How many?", true, 3, ". > 0", ""},
					[]any{"decimal", "rate", "Rate", false, 2.5, "", ""},
					[]any{"date", "on", "On which day?", "", time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC), "", ""},
					[]any{"select_one codes", "code", "Code", 1, 2, "", ""},
					[]any{"calculate", "seven", "", "", "", "", 7},
					[]any{"text", "phone", fieldFormula{`6*7`, 42}, "", "0123", "", ""},
				}},
				{"choices", []any{"list_name|name|label", []any{"codes", 1, "One"}, []any{"codes", 2.0, 2}, []any{"codes", true, 99}}},
				{"settings", []any{"form_id|version", []any{"cells", 2024010101}}},
			},
			noted: []string{"survey 4: 2024-02-29", "survey 7: read as 42"},
			words: []string{`"42"`},
			runs: []fieldRun{
				{answers: map[string]string{}, asked: "n rate on code phone", values: map[string]string{"seven": "7", "n": "3", "rate": "2.5", "on": "2024-02-29", "code": "2", "phone": "0123"}},
				{answers: map[string]string{"n": "1", "code": "TRUE"}, asked: "n rate on code phone"},
				{answers: map[string]string{"n": "0", "code": "3"}, asked: "n rate on code phone", failures: "code: answer, n: constraint"},
			},
		},
		{
			name: "old words for types and columns",
			sheets: []fieldSheet{
				{"survey", []any{
					"command|tag|caption|read_only|relevance|constraining message|constraint|calculate|count",
					"begin lgroup|kids|Children||||||2",
					"string|kid|Name|||||",
					"end lgroup||||||||",
					"int|n|Number||||. < 9|",
					"select1 yn|s|One||${n} = 1|||",
					"select all that apply from yn|m|All|||||",
					"add select one prompt using yn|p|Prompt|||||",
					"photo|pic|Picture|||||",
					"dateTime|dt|When|||||",
					"gps|place|Where|||||",
					"trigger|seen|Seen?|||||",
				}},
				{"choices", []any{"list name|value|caption", "yn|y|Yes", "yn|n|No"}},
			},
			runs: []fieldRun{{answers: map[string]string{"n": "1", "m": "n y", "dt": "2026-03-01T10:30", "place": "48.5 2.25 0 0", "seen": "OK"}, asked: "kid[1] kid[2] n s m p pic dt place seen", values: map[string]string{"m": "y n", "place": "48.5 2.25"}}},
		},
		{
			name: "no settings, no labels: a question and a choice without a label, a group without one",
			sheets: []fieldSheet{
				{"survey", []any{"type|name|label|hint", "begin group|g||", "text|a||Only a hint", "select_one l|b|B|", "end group|||"}},
				{"choices", []any{"list_name|name|label", "l|x|", "l|y|Why"}},
			},
			noted: []string{"choices 2: label", "survey 3: label"},
			runs:  []fieldRun{{answers: map[string]string{"a": "1", "b": "x"}, asked: "a b"}},
		},
		{
			name: "names that an expression language keeps for itself",
			sheets: []fieldSheet{{"survey", []any{
				"type|name|label|relevant|calculation",
				"integer|q|Q||",
				"integer|this|This||",
				"integer|not|Not||",
				"integer|in|In||",
				"integer|nil|Nil||",
				"integer|mod|Mod||",
				"integer|div|Div||",
				"integer|first-name|Hyphen||",
				"integer|a.b|Dot||",
				"integer|_under|Under||",
				"integer|name|Name||",
				"integer|count|Count||",
				"calculate|sum|||${q} + ${this} + ${not} + ${in} + ${nil} + ${mod} + ${div} - ${first-name}-${a.b} + ${_under} + ${name} + ${count}",
			}}},
			runs: []fieldRun{{
				answers: map[string]string{"q": "1", "this": "2", "not": "3", "in": "4", "nil": "5", "mod": "6", "div": "7", "first-name": "8", "a.b": "9", "_under": "10", "name": "13", "count": "14"},
				asked:   "q this not in nil mod div first-name a.b _under name count",
				values:  map[string]string{"sum": "48"},
			}},
		},
		{
			name: "media beside questions and choices, guidance hints, appearances, parameters",
			sheets: []fieldSheet{
				{"survey", []any{
					"type|name|label|guidance_hint|media::image|media::audio::English (en)|big-image|appearance|parameters|body::accuracyThreshold|bind::oc:x",
					"select_multiple l|m|Which?|For the trainer|m.png|m.mp3|big.png|minimal compact-2|randomize=true, seed=42||",
					"image|photo|Photo||||||max-pixels=1024||",
					"geopoint|where|Where?||||||capture-accuracy=10|5|",
				}},
				{"choices", []any{"list_name|name|label|image|media::audio|note", "l|a|A|a.png|a.mp3|x", "l|b|B|b.png||"}},
			},
			noted: []string{
				"survey 2: guidance_hint", "survey 2: media::image", "survey 2: media::audio", "survey 2: big-image", "survey 2: appearance", "survey 2: parameters",
				"survey 3: max-pixels", "survey 4: capture-accuracy", "survey 4: body::accuracyThreshold", "choices 2: image", "choices 2: media::audio", "choices 2: note",
			},
			runs: []fieldRun{{answers: map[string]string{"m": "b a", "photo": "x", "where": "1 2"}, asked: "m photo where", values: map[string]string{"m": "a b"}}},
		},
	}
}
