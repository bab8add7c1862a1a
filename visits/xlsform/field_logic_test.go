package xlsform_test

// fieldLogic are workbooks that compute, compare and choose.
func fieldLogic() []fieldBook {
	return []fieldBook{
		{
			name: "cascading selects and or_other",
			sheets: []fieldSheet{
				{"survey", []any{
					"type|name|label|choice_filter|required",
					"select_one region|region|Region||yes",
					"select_one district|district|District|region = ${region}|yes",
					"select_one village|village|Village|district=${district} and (size > 100 or ${region} = 'n')|",
					"select_one reason or_other|why|Why?||yes",
					"select_multiple reason or_other|all|All of them||",
				}},
				{"choices", []any{
					"list_name|name|label|region|district|size",
					"region|n|North|||", "region|s|South|||", "",
					"district|n1|N one|n||", "district|n2|N two|n||", "district|s1|S one|s||",
					"village|v1|V one||n1|50", "village|v2|V two||s1|50", "village|v3|V three||s1|500",
					"reason|away|Away|||", "reason|ill|Ill|||",
				}},
			},
			runs: []fieldRun{
				{answers: map[string]string{"region": "n", "district": "n1", "village": "v1", "why": "ill"}, asked: "region district village why all"},
				{answers: map[string]string{"region": "n", "district": "s1", "why": "ill"}, asked: "region district village why all", failures: "district: answer"},
				{answers: map[string]string{"region": "s", "district": "s1", "village": "v2", "why": "ill"}, asked: "region district village why all", failures: "village: answer"},
				{answers: map[string]string{"region": "s", "district": "s1", "village": "v3", "why": "other", "why_other": "moved", "all": "away other", "all_other": "x"}, asked: "region district village why why_other all all_other", values: map[string]string{"why_other": "moved"}},
			},
		},
		{
			name: "ranges and codes",
			sheets: []fieldSheet{{"survey", []any{
				"type|name|label|parameters|constraint",
				"range|stars|Stars||. != 4",
				"range|share|Share|start=0 end=1 step=0.1|",
				"range|tens|Tens|start=-10, end=50; step=10|",
				"barcode|code|Code||string-length(.) > 2",
			}}},
			noted: []string{"survey 5: typed"},
			runs: []fieldRun{
				{answers: map[string]string{"stars": "10", "share": "0.3", "tens": "-10", "code": "690123"}, asked: "stars share tens code", values: map[string]string{"share": "0.3"}},
				{answers: map[string]string{"stars": "11", "share": "1.1", "tens": "15", "code": "69"}, asked: "stars share tens code", failures: "code: constraint, share: constraint, stars: answer, tens: constraint"},
				{answers: map[string]string{"stars": "4", "share": "0.35", "tens": "60"}, asked: "stars share tens code", failures: "share: constraint, stars: constraint, tens: answer"},
			},
		},
		{
			name: "select_multiple: none excludes the others, counts and places",
			sheets: []fieldSheet{
				{"survey", []any{
					"type|name|label|relevant|constraint|constraint_message|calculation",
					"select_multiple s|had|Which?||not(selected(., 'none') and count-selected(.) > 1)|None alone|",
					"text|roof|Roof|selected(${had}, 'roof') or selected(${had},\"wall\")|||",
					"calculate|n||||| count-selected(${had}) ",
					"calculate|first|||||selected-at(${had}, 0)",
					"calculate|named|||||jr:choice-name(${one}, '${one}')",
					"select_one s|one|One|count-selected(${had}) >= 1 and not(selected(${had}, 'none'))|||",
				}},
				{"choices", []any{"list_name|name|label", "s|roof|Roof", "s|wall|Wall", "s|none|None"}},
			},
			refused: []string{"survey 5: selected-at", "survey 6: jr:choice-name"},
		},
		{
			name: "select_multiple without what has no counterpart",
			sheets: []fieldSheet{
				{"survey", []any{
					"type|name|label|relevant|constraint|constraint_message|calculation",
					"select_multiple s|had|Which?||not(selected(., 'none') and count-selected(.) > 1)|None alone|",
					"text|roof|Roof|selected(${had}, 'roof') or selected(${had},\"wall\")|||",
					"calculate|n||||| count-selected(${had}) ",
					"select_one s|one|One|count-selected(${had}) >= 1 and not(selected(${had}, 'none'))|||",
				}},
				{"choices", []any{"list_name|name|label", "s|roof|Roof", "s|wall|Wall", "s|none|None"}},
			},
			runs: []fieldRun{
				{answers: map[string]string{}, asked: "had", values: map[string]string{"n": "0"}},
				{answers: map[string]string{"had": "none"}, asked: "had", values: map[string]string{"n": "1"}},
				{answers: map[string]string{"had": "roof none"}, asked: "had roof", values: map[string]string{"n": "2"}, failures: "had: constraint"},
				{answers: map[string]string{"had": "wall", "one": "wall"}, asked: "had roof one"},
			},
		},
		{
			name: "numbers: what is empty, divided by nothing, rounded, compared with text",
			sheets: []fieldSheet{{"survey", []any{
				"type|name|label|calculation",
				"integer|a|A|", "integer|b|B|", "decimal|d|D|", "text|t|T|",
				"calculate|plus||${a} + ${b}",
				"calculate|zero||coalesce(${a}, 0) + coalesce(${b}, 0)",
				"calculate|if0||if(${a} = '', 0, ${a}) * 2",
				"calculate|div||${a} div ${b}",
				"calculate|mod||${a} mod 3",
				"calculate|neg||-${a} mod 3",
				"calculate|round||round(${d})",
				"calculate|round2||round(${d}, 1)",
				"calculate|int||int(${d})",
				"calculate|num||number(${t}) + 1",
				"calculate|prec||1 + 2 * 3 - 4 div 2",
				"calculate|cmp||if(${t} = 5, 'same', 'not')",
				"calculate|cmp2||if(${t} = '5', 'same', 'not')",
				"calculate|logic||if(1 = 1 or 1 = 2 and 1 = 3, 'or', 'and')",
				"calculate|chain||if(${a} > 10, 'big', if(${a} > 5, 'mid', 'small'))",
				"calculate|minmax||min(${a}, ${b}, 4) + max(${a}, ${b})",
				"calculate|abs||abs(${a} - 100)",
				"calculate|floor||floor(${d})",
				"calculate|ceil||ceiling(${d})",
				"calculate|tt||true()",
				"calculate|str||string(${a} > 3)",
				"calculate|bool||if(boolean(${t}), 'y', 'n')",
				"calculate|long||1 div 3",
			}}},
			runs: []fieldRun{
				{answers: map[string]string{}, asked: "a b d t", values: map[string]string{"plus": "", "zero": "0", "if0": "0", "div": "", "round": "", "num": "", "prec": "5", "cmp": "not", "logic": "or", "chain": "small", "bool": "n"}},
				{answers: map[string]string{"a": "7", "b": "2", "d": "-2.5", "t": "5"}, asked: "a b d t", values: map[string]string{"plus": "9", "zero": "9", "if0": "14", "div": "3.5", "mod": "1", "neg": "-1", "round": "-3", "round2": "-2.5", "int": "-2", "num": "6", "cmp": "same", "cmp2": "same", "chain": "mid", "minmax": "9", "abs": "93", "floor": "-3", "ceil": "-2", "str": "true", "bool": "y"}},
				{answers: map[string]string{"a": "4", "b": "3", "d": "2.55", "t": "5.0"}, asked: "a b d t", values: map[string]string{"round": "3", "int": "2", "cmp": "same", "cmp2": "not", "minmax": "7"}},
			},
		},
		{
			name: "texts: regex on the whole value, lengths, pieces",
			sheets: []fieldSheet{{"survey", []any{
				"type|name|label|constraint|calculation",
				"text|phone|Phone|regex(., '^[0-9]{8}$') or regex(., '\\+[0-9]{8,12}')|",
				"text|mail|Mail|regex(., '[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,4}')|",
				"text|id|Id|string-length(.) = 4 and starts-with(., 'K')|",
				"text|short|Short|string-length() < 6|",
				"text|free|Free|not(contains(., '?')) and . != ''|",
				"calculate|len||| string-length(${id})",
				"calculate|both|||concat(${id}, '-', ${phone}, \"'s\")",
				"calculate|ends|||if(ends-with(${mail}, '.org'), 1, 0)",
			}}},
			runs: []fieldRun{
				{answers: map[string]string{"phone": "12345678", "mail": "a@b.org", "id": "Kabc", "short": "12345", "free": " a  b "}, asked: "phone mail id short free", values: map[string]string{"len": "4", "both": "Kabc-12345678's", "ends": "1"}},
				{answers: map[string]string{"phone": "+4912345678", "mail": "a@b", "id": "abcd", "short": "123456", "free": "?"}, asked: "phone mail id short free", failures: "free: constraint, id: constraint, mail: constraint, short: constraint"},
				{answers: map[string]string{"phone": "x12345678"}, asked: "phone mail id short free", failures: "phone: constraint"},
			},
		},
		{
			name: "dates: today, birthdays, formats, days between",
			sheets: []fieldSheet{{"survey", []any{
				"type|name|label|constraint|calculation|default|required|relevant",
				"date|dob|Born|. <= today()|||yes|",
				"date|next|Next|. > today() and . <= today() + 30||2026-03-20||",
				"datetime|at|At|. <= now()||||",
				"time|clock|Clock|||||",
				"calculate|age|||int((today() - ${dob}) div 365.25)|||",
				"calculate|age2|||floor((decimal-date-time(today()) - decimal-date-time(${dob})) div 365.25)|||",
				"calculate|gap|||${next} - today()|||",
				"calculate|later|||date(today() + 7)|||",
				"calculate|fixed|||if(${dob} >= date('2000-01-01'), 'young', 'old')|||",
				"calculate|str|||if(${dob} > '2000-01-01', 'young', 'old')|||",
				"text|minor|Guardian|||||${age} < 18",
			}}},
			runs: []fieldRun{
				{answers: map[string]string{"dob": "1990-05-06"}, asked: "dob next at clock", values: map[string]string{"age": "35", "age2": "35", "later": "2026-03-16", "fixed": "old", "str": "old", "gap": "11", "next": "2026-03-20"}},
				{answers: map[string]string{"dob": "2010-03-10", "next": "2026-03-20", "at": "2026-03-09T07:59"}, asked: "dob next at clock minor", values: map[string]string{"age": "15", "gap": "11", "fixed": "young", "str": "old"}},
				{answers: map[string]string{"dob": "2026-03-10", "next": "2026-05-20", "at": "2026-03-09T08:01"}, asked: "dob next at clock minor", failures: "at: constraint, dob: constraint, next: constraint"},
			},
		},
		{
			name: "answers in labels and hints, notes, required by an expression",
			sheets: []fieldSheet{
				{"survey", []any{
					"type|name|label|hint|required|required_message|relevant|constraint_message|constraint",
					"text|who|Your name?|||||",
					"select_one yn|job|Do you work, ${who}?|For ${ who }|yes|${who}, say it||",
					"decimal|wage|Wage||${job} = 'y'|Needed|||",
					"note|sum|${who} earns ${wage} <b>${twice}</b>|${job}|||${wage} != ''|",
					"calculate|twice|||||||",
					"acknowledge|fine|Is it right, ${who}?||${wage} > 0||||",
					"integer|less|Less than ${wage}|||||below ${wage}|. < ${wage}",
				}},
				{"choices", []any{"list_name|name|label", "yn|y|Yes, ${who}", "yn|n|No"}},
			},
			refused: []string{
				"survey 3: label", "survey 3: hint", "survey 3: required_message", "survey 5: label", "survey 5: hint", "survey 6: without a calculation", "survey 7: label", "survey 8: label", "survey 8: constraint_message", "choices 2: label",
			},
		},
	}
}
