package xlsform_test

import "strings"

// fieldQuirks are what is met once in a while.
func fieldQuirks() []fieldBook {
	return []fieldBook{
		{
			name: "labels of several lines, with marks, very long, with signs nobody sees",
			sheets: []fieldSheet{
				{"survey", []any{
					"\ufefftype|name|label|hint",
					"text|a|**Bold**\nsecond line\twith a tab|<span style=\"color:red\">red</span> & more",
					"text\u200b|b\u200b|😀 " + strings.Repeat("long ", 300) + "|",
					"note|c|1. one\r\n2. two|",
					"select_one l|d|D|",
				}},
				{"choices", []any{"list_name|name|label", "l|a|A\nsecond", "l\u200b|b|B"}},
			},
			runs: []fieldRun{{answers: map[string]string{"a": "x", "d": "b"}, asked: "a b c d"}},
		},
		{
			name: "choices by the names people give them",
			sheets: []fieldSheet{
				{"survey", []any{
					"type|name|label|default|relevant",
					"select_multiple l|m|M|-99 b|",
					"select_one 7|n|N||selected(${m}, '-99')",
					"select_one 7|o|O||${m} = 'a-b'",
				}},
				{"choices", []any{"list_name|name|label", "l|-99|Refused to say", "l|b|B", "l|a-b|A or B", "l|1.5|One and a half", "l|_5|Five and more", "l|DK|Yes", []any{7, 0, "None"}, []any{7, 1, "One"}}},
			},
			runs: []fieldRun{
				{answers: map[string]string{}, asked: "m n", values: map[string]string{"m": "-99 b"}},
				{answers: map[string]string{"m": "a-b"}, asked: "m o", values: map[string]string{"m": "a-b"}},
				{answers: map[string]string{"m": "_5 DK 1.5"}, asked: "m", values: map[string]string{"m": "1.5 _5 DK"}},
			},
		},
		{
			name: "languages with capital codes, regions, no blank before the bracket, and a label in none",
			sheets: []fieldSheet{
				{"survey", []any{"type|name|label::English(EN)|label::Français (fr-CA)|hint", "select_one l|a|A|A fr|A hint"}},
				{"choices", []any{"list_name|name|label", "l|x|X"}},
				{"settings", []any{"default_language", "English (en)"}},
			},
			noted: []string{"survey 2: hint::fr-CA", "choices 2: label::fr-CA"},
			words: []string{`"en": "A"`, `"fr-CA": "A fr"`},
			runs:  []fieldRun{{answers: map[string]string{"a": "x"}, asked: "a"}},
		},
		{
			name: "expressions over lines, without blanks, with every kind of comparison",
			sheets: []fieldSheet{{"survey", []any{
				"type|name|label|relevant|constraint|required",
				"integer|a|A||.>=0 and\n .<=.5*20|",
				"text|b|B|(${a}>3)and(${a}<9)or${a}=0||${a}=4",
				"text|c|C|not(${a}!='')|.=${b}|",
				"text|d|D|true()|(.='x' or .=\"it's\") and string-length(.)<=4|false()",
				"text|e|E|${a}-1=3|| ${d}='x' ",
				"text|f|F|string(${a}) = '4' and boolean(${a}) and number(${a})=4 = true()||",
			}}},
			runs: []fieldRun{
				{answers: map[string]string{}, asked: "a c d"},
				{answers: map[string]string{"a": "4", "d": "it's"}, asked: "a b d e f", failures: "b: missing"},
				{answers: map[string]string{"a": "4", "b": "z", "d": "x"}, asked: "a b d e f", failures: "e: missing"},
				{answers: map[string]string{"a": "11", "d": "y"}, asked: "a d", failures: "a: constraint, d: constraint"},
				{answers: map[string]string{"a": "0"}, asked: "a b d"},
			},
		},
		{
			name: "two sheets that differ by case, a hidden remark, settings of three rows",
			sheets: []fieldSheet{
				{"survey", []any{"type|name|label", "text|a|A"}},
				{"Lists of the office", []any{"x"}},
				{"settings", []any{"form_id|version", "a|1", "b|2"}},
			},
			refused: []string{"settings 3: one row", "settings 3: one row"},
		},
		{
			name: "dates and times: answers as ODK writes them, times compared, a date with a time",
			sheets: []fieldSheet{{"survey", []any{
				"type|name|label|constraint|relevant",
				"datetime|dt|When||",
				"date|from|From||",
				"date|to|To|. >= ${from} and . - ${from} <= 14|",
				"time|at|At||",
				"text|late|Late||${to} > ${from} + 7",
			}}},
			runs: []fieldRun{
				{answers: map[string]string{"dt": "2026-03-09T10:30:00.000+01:00", "from": "2026-02-25", "to": "2026-03-05", "at": "09:05:00.000Z"}, asked: "dt from to at late", values: map[string]string{"dt": "2026-03-09T10:30", "at": "09:05"}},
				{answers: map[string]string{"from": "2026-02-25", "to": "2026-03-20"}, asked: "dt from to at late", failures: "to: constraint"},
				{answers: map[string]string{"from": "2026-02-30", "to": "20/03/2026"}, asked: "dt from to at", failures: "from: answer, to: answer"},
			},
		},
		{
			name: "what the columns say at the rows of groups and notes",
			sheets: []fieldSheet{{"survey", []any{
				"type|name|label|required|relevant|appearance|calculation|constraint|repeat_count",
				"begin_group|g|G|no||w1|||",
				"note|n|N|no||||||",
				"integer|i|I|||w2|||",
				"end_group|g|||||||",
				"begin_repeat|r|R||${i} > 0|field-list|||${i} - 1",
				"text|t|T||||||",
				"end_repeat|r|||||||",
				"calculate|c|C label||${i} > 0||count(${r}) + 1||",
			}}},
			noted: []string{"survey 2: w1", "survey 4: w2", "survey 6: field-list"},
			runs: []fieldRun{
				{answers: map[string]string{}, asked: "n i", values: map[string]string{"c": ""}},
				{answers: map[string]string{"i": "3"}, asked: "n i t[1] t[2]", values: map[string]string{"c": "3"}},
			},
		},
		{
			name: "the day of the form in expressions, a group called as its question is",
			sheets: []fieldSheet{{"survey", []any{
				"type|name|label|constraint|relevant",
				"today|day||||",
				"begin_group|consent|Consent||",
				"text|consent|Do you agree?||",
				"end_group|consent|||",
				"date|on|On|. <= ${day}|${consent} = 'yes'",
			}}},
			noted: []string{"survey 2: today"},
			runs: []fieldRun{
				{answers: map[string]string{"consent": "yes", "on": "2026-03-09"}, asked: "consent on"},
				{answers: map[string]string{"consent": "yes", "on": "2026-03-10"}, asked: "consent on", failures: "on: constraint"},
				{answers: map[string]string{"consent": "no"}, asked: "consent"},
			},
		},
	}
}
