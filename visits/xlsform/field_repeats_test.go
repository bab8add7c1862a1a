package xlsform_test

// fieldRepeats are workbooks with groups in groups, rounds, and what looks across them.
func fieldRepeats() []fieldBook {
	return []fieldBook{
		{
			name: "groups in groups, each with its condition",
			sheets: []fieldSheet{{"survey", []any{
				"type|name|label|relevant|calculation|required",
				"integer|n|N|||",
				"begin group|outer|Outer|${n} > 0||",
				"text|o1|O one|||yes",
				"begin_group|inner|Inner|${n} > 1||",
				"text|i1|I one|${o1} != ''||yes",
				"calculate|c|||concat(${o1}, ${i1})|",
				"end_group|||||",
				"end group|||||",
				"note|done|Done|string-length(${c}) > 1||",
			}}},
			runs: []fieldRun{
				{answers: map[string]string{}, asked: "n", values: map[string]string{"c": ""}},
				{answers: map[string]string{"n": "1"}, asked: "n o1", failures: "o1: missing"},
				{answers: map[string]string{"n": "2", "o1": "x", "i1": "y"}, asked: "n o1 i1 done", values: map[string]string{"c": "xy"}},
				{answers: map[string]string{"n": "1", "o1": "x", "i1": "y"}, asked: "n o1", values: map[string]string{"c": ""}},
			},
		},
		{
			name: "rounds by an answer: position, sums, counts, labels of the same round",
			sheets: []fieldSheet{
				{"survey", []any{
					"type|name|label|repeat_count|calculation|relevant|constraint|required",
					"integer|size|How many?||||. >= 0 and . < 10|yes",
					"begin_repeat|member|Member|${size}||||",
					"calculate|pos|||position(..)|||",
					"text|first|Name|||||yes",
					"integer|years|How old?|||||",
					"select_one yn|school|School?|||${years} < 18||",
					"begin_group|more|More|||position(..) > 1||",
					"text|kin|Kin of the first|||position(../..) > 1||",
					"end_group|||||||",
					"end_repeat|||||||",
					"calculate|head|||indexed-repeat(${first}, ${member}, 1)|||",
					"calculate|last|||indexed-repeat(${first}, ${member}, ${size})|||",
					"calculate|all|||join(', ', ${first})|||",
					"calculate|total|||sum(${years})|||",
					"calculate|rounds|||count(${member})|||",
					"calculate|oldest|||max(${years})|||",
					"calculate|youngest|||min(${years})|||",
					"calculate|given|||count-non-empty(${years})|||",
				}},
				{"choices", []any{"list_name|name|label", "yn|y|Yes", "yn|n|No"}},
			},
			runs: []fieldRun{
				{answers: map[string]string{"size": "0"}, asked: "size", values: map[string]string{"total": "0", "rounds": "0", "head": "", "last": "", "all": ""}},
				{answers: map[string]string{"size": "2", "first[1]": "A", "first[2]": "B", "years[1]": "40", "years[2]": "7"}, asked: "size first[1] years[1] first[2] years[2] school[2] kin[2]",
					values: map[string]string{"total": "47", "rounds": "2", "oldest": "40", "youngest": "7", "pos[1]": "1", "pos[2]": "2", "head": "A", "last": "B", "all": "A, B", "given": "2"}},
			},
		},
		{
			name: "rounds without a number, and a fixed number",
			sheets: []fieldSheet{{"survey", []any{
				"type|name|label|repeat_count|relevant|calculation",
				"begin repeat|visit|Visit|3||",
				"text|said|Said|||",
				"end repeat|||||",
				"begin repeat|more|Another one|||",
				"text|extra|Extra|||",
				"end repeat|||||",
				"calculate|n|||| count(${more})",
			}}},
			runs: []fieldRun{{answers: map[string]string{"more.count": "2", "extra[2]": "x"}, asked: "said[1] said[2] said[3] more.count extra[1] extra[2]", values: map[string]string{"n": "2"}}},
		},
		{
			name: "rounds in rounds",
			sheets: []fieldSheet{{"survey", []any{
				"type|name|label|repeat_count",
				"begin repeat|house|House|2",
				"text|street|Street|",
				"begin repeat|room|Room|2",
				"text|use|Use|",
				"end repeat|||",
				"end repeat|||",
			}}},
			refused: []string{"survey 4: repeat"},
		},
		{
			name: "a group that is never closed, one closed by the wrong word, one too many",
			sheets: []fieldSheet{{"survey", []any{
				"type|name|label",
				"begin group|a|A", "text|x|X", "end repeat||",
				"end group||", "end group||",
				"begin group|b|B", "text|y|Y",
			}}},
			refused: []string{"survey 4: other sort", "survey 5: no group is open", "survey 6: no group is open", "survey 7: not ended"},
		},
		{
			name: "a group inside rounds with a condition on the round, filter inside rounds",
			sheets: []fieldSheet{
				{"survey", []any{
					"type|name|label|repeat_count|relevant|choice_filter|calculation",
					"begin repeat|loan|Loan|2|||",
					"select_one kind|kind|Kind||||",
					"begin group|detail|Detail||${kind} = 'car'||",
					"select_one make|make|Make|||kind=${kind}|",
					"end group||||||",
					"calculate|is_car|||||if(${kind} = 'car', 1, 0)",
					"end repeat||||||",
					"calculate|cars|||||sum(${is_car})",
					"text|why|Why cars?||${cars} > 1||",
				}},
				{"choices", []any{"list_name|name|label|kind", "kind|car|Car|", "kind|home|Home|", "make|vw|VW|car", "make|brick|Brick|home"}},
			},
			runs: []fieldRun{
				{answers: map[string]string{"kind[1]": "car", "make[1]": "vw", "kind[2]": "home"}, asked: "kind[1] make[1] kind[2]", values: map[string]string{"cars": "1"}},
				{answers: map[string]string{"kind[1]": "car", "make[1]": "brick", "kind[2]": "car"}, asked: "kind[1] make[1] kind[2] make[2] why", values: map[string]string{"cars": "2"}, failures: "make[1]: answer"},
			},
		},
	}
}
