package xlsform_test

import (
	"slices"
	"strings"

	"fairvisit/visits/checklist"
)

// textAt is a text of what is asked with these answers: "name", "name/hint",
// "name/constraint", "name/required", "name/in" (the innermost group) or "name/choice
// CODE", with " fr" behind it in another language than English.
func textAt(list checklist.List, a checklist.Answers, where string) string {
	where, lang, other := strings.Cut(where, " ")
	if !other {
		lang = "en"
	}
	id, part, _ := strings.Cut(where, "/")
	asked := list.Asked(a)
	i := slices.IndexFunc(asked, func(q checklist.Question) bool { return q.ID == id })
	if i < 0 {
		return "not asked"
	}
	q := asked[i]
	switch part {
	case "":
		return q.Title[lang]
	case "hint":
		return q.Why[lang]
	case "constraint":
		return q.ConstraintWords[lang]
	case "required":
		return q.RequiredWords[lang]
	case "in":
		groups := list.Reading(a).Around(id)
		return groups[len(groups)-1].Title[lang]
	}
	for _, c := range q.Choices {
		if c.Code == part {
			return c.Title[lang]
		}
	}
	return "no such part"
}

// fieldShows are workbooks whose texts show answers, as nearly all do.
func fieldShows() []fieldBook {
	return []fieldBook{
		{
			name: "names, numbers, days, choices and calculations in labels, hints and messages",
			sheets: []fieldSheet{
				{"survey", []any{
					"type|name|label::English (en)|label::中文 (zh-Hans)|hint::English (en)|hint::中文 (zh-Hans)|calculation|constraint|constraint_message::English (en)|constraint_message::中文 (zh-Hans)|required|required_message::English (en)|required_message::中文 (zh-Hans)",
					"text|child|First name|名字",
					"integer|age|How old is ${child}?|${child}几岁？|Ask ${ child } gently|请轻声问${child}",
					"date|born|When was ${child}, aged ${age}, born?|${child}（${age}岁）何时出生？",
					"select_one kin|who|Who looks after ${child}?|谁照顾${child}？",
					"select_multiple kin|also|Who besides ${who}, who is no ${nothing}?|除了${who}还有谁？",
					"calculate|half|||||${age} div 2",
					"text|nothing|Anything else?|还有什么？",
					"integer|years|${who} and ${also} since ${born}: half is ${half}, 5$|${who}和${also}自${born}起：一半是${half}，5$|||| . < ${age}|Less than ${age}|小于${age}|yes|Say since when ${who} does|请说${who}从何时起",
				}},
				{"choices", []any{"list_name|name|label::English (en)|label::中文 (zh-Hans)", "kin|gran|Grandmother|奶奶", "kin|aunt|Aunt|姑姑", "kin|none|Nobody but ${child}|只有${child}"}},
			},
			words: []string{`"shows_answers": true`, `"How old is ${child}?"`},
			runs: []fieldRun{
				{answers: map[string]string{}, asked: "-", failures: "years: missing", texts: map[string]string{"age": "How old is …?", "age zh-Hans": "…几岁？", "age/hint": "Ask … gently",
					"years": "… and … since …: half is …, 5$", "years/required": "Say since when … does", "who/none": "Nobody but …"}},
				{answers: map[string]string{"child": "Ann\n ${age}", "age": "7", "born": "2019-03-09", "who": "gran", "also": "aunt none", "years": "9"}, asked: "-", values: map[string]string{"half": "3.5"}, failures: "years: constraint",
					texts: map[string]string{"age": "How old is Ann ${age}?", "age/hint zh-Hans": "请轻声问Ann ${age}", "born": "When was Ann ${age}, aged 7, born?", "also": "Who besides Grandmother, who is no …?",
						"who/none zh-Hans": "只有Ann ${age}", "years": "Grandmother and Aunt, Nobody but Ann ${age} since 9 Mar 2019: half is 3.5, 5$", "years zh-Hans": "奶奶和姑姑、只有Ann ${age}自2019年3月9日起：一半是3.5，5$",
						"years/constraint": "Less than 7", "years/constraint zh-Hans": "小于7"}},
				{answers: map[string]string{"child": strings.Repeat("长", 300)}, asked: "-", failures: "years: missing", texts: map[string]string{"age": "How old is " + strings.Repeat("长", 200) + "…?"}},
			},
		},
		{
			name: "the answers of the same round, in questions, groups and choices; what is not asked is not shown",
			sheets: []fieldSheet{
				{"survey", []any{
					"type|name|label|relevant",
					"text|village|Village",
					"begin repeat|kid|${first} of ${village}",
					"text|first|First name",
					"select_one yn|school|Is ${first} at school?",
					"begin group|more|More of ${first}|${school} = 'y'",
					"text|class|Class of ${first} from ${village}",
					"end group",
					"note|sum|${first}: ${class}",
					"end repeat",
				}},
				{"choices", []any{"list_name|name|label", "yn|y|Yes, ${first} is", "yn|n|No"}},
			},
			runs: []fieldRun{
				{answers: map[string]string{"village": "Oak", "kid.count": "2", "first[1]": "Ann", "first[2]": "Bo", "school[2]": "y", "class[1]": "3"}, asked: "village kid.count first[1] school[1] sum[1] first[2] school[2] class[2] sum[2]",
					texts: map[string]string{"kid.count": "How many? kid", "school[1]": "Is Ann at school?", "school[2]": "Is Bo at school?", "first[2]/in": "Bo of Oak", "class[2]": "Class of Bo from Oak", "class[2]/in": "More of Bo",
						"school[1]/y": "Yes, Ann is", "school[2]/y": "Yes, Bo is", "sum[1]": "Ann: …", "sum[2]": "Bo: …"}},
			},
		},
		{
			name:   "a form whose texts show nothing says so to every program",
			sheets: []fieldSheet{{"survey", []any{"type|name|label", "integer|n|It costs $ 5 {about}, or $5"}}},
			runs:   []fieldRun{{answers: map[string]string{"n": "1"}, asked: "n", texts: map[string]string{"n": "It costs $ 5 {about}, or $5"}}},
		},
		{
			name: "what a text cannot show",
			sheets: []fieldSheet{
				{"survey", []any{
					"type|name|label|hint|label::Français (fr)",
					"start|begun",
					"today|day",
					"text|a|A ${nobody}||Ah ${a}",
					"text|b|B ${b}|See ${a",
					"text|c|C ${}|since ${begun} and ${day}",
					"image|photo|A picture",
					"note|d|D ${photo} ${last-saved#a}",
					"begin repeat|r|R of ${e}",
					"text|e|E",
					"text|f|F ${g}",
					"end repeat",
					"begin group|out|Of ${e}",
					"text|h|H ${r} ${out}",
					"end group",
					"begin repeat|s|S",
					"text|g|G ${e}",
					"end repeat",
					"select_one l|pick|P",
					"select_one m|other|O ${pick}",
				}},
				{"choices", []any{"list_name|name|label|label::Français (fr)", "l|x|Of ${a}|De ${a}", "l|y|Of ${pick}|Y", "m|z|Of ${pick} ${e}|Z", "unused|w|Of ${nobody}|W"}},
			},
			refused: []string{"survey 4: label, \"A ${nobody}\": ${nobody} is no question", "survey 4: label::Français (fr), \"Ah ${a}\": ${a} is the question itself", "survey 5: label, \"B ${b}\": ${b} is the question itself",
				"survey 5: hint, \"See ${a\": a \"${\" is not closed", "survey 6: ${} is no name", "survey 6: ${begun} is of a row that is passed over", "survey 6: the day on which", "survey 8: ${last-saved#a} is no name",
				"survey 11: ${g} is answered in each round of s", "survey 13: ${e} is answered in each round of r", "survey 14: ${r} is no question", "survey 14: ${out} is no question", "survey 17: ${e} is answered in each round of r",
				"choices 3: ${pick} is the question itself", "choices 4: ${pick} has choices that show", "choices 4: ${e} is answered in each round of r", "choices 5: ${nobody} is no question"},
			noted: nil,
		},
		{
			name: "practices behind a name",
			sheets: []fieldSheet{{"survey", []any{
				"type|name|label|hint",
				"text|a|A",
				"text|b|Call the ${a} employer",
				"text|c|C|Call the em${a}ployer",
				"text|d|Post the notice on ${a}door",
				"text|e|Is ${a} well?",
			}}},
			refused: []string{"survey 3: employer", "survey 4: employer", "survey 5: Shaming"},
		},
	}
}
