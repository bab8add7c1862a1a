package refuse

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// clauses end where a denial ends.
var clauses = regexp.MustCompile(`[^.!?;:\n。！？；：]+`)

// A clause is looked at in pieces where it is longer than any sentence is: what is
// matched against what grows with the square of its length otherwise. Pieces overlap,
// so that what stands together is whole in one of them.
const (
	longestClause = 600 // bytes
	overlap       = 120
)

// clausesOf are the clauses of a text, none of them long.
func clausesOf(text string) []string {
	var list []string
	for _, clause := range clauses.FindAllString(text, -1) {
		list = append(list, pieces(clause)...)
	}
	return list
}

// pieces are the pieces of one.
func pieces(clause string) (list []string) {
	for len(clause) > longestClause {
		list = append(list, clause[:boundary(clause, longestClause)])
		clause = clause[boundary(clause, longestClause-overlap):]
	}
	return append(list, clause)
}

// boundary is the place of the last blank before at, or where there is none near it,
// of the character there.
func boundary(s string, at int) int {
	if blank := strings.LastIndexByte(s[at-overlap/2:at], ' '); blank >= 0 {
		return at - overlap/2 + blank
	}
	for back := 1; back < utf8.UTFMax && !utf8.RuneStart(s[at]); back++ { // what is no text has no such place anywhere
		at--
	}
	return at
}

// unified makes spellings one, and takes away what only looks like a denial: 再不
// and 如不 set a condition.
var unified = strings.NewReplacer("’", "'", "_", " ", "再不", "再", "如不", "如", "若不", "若", "有没有", "是否", "有没", "是否", "别人", "他人", "不小心", "", "特别", "特")

// hour is a time of day, whose colon ends no clause.
var hour = regexp.MustCompile(`\b(\d{1,2})[:：](\d\d)\b|\b([ap])\.m\.`)

// ofOneHour writes times of day so that they stay in one clause: 23:30 with the sign of
// a ratio, which reads the same, and p.m. as pm.
func ofOneHour(text string) string {
	return hour.ReplaceAllStringFunc(text, func(s string) string {
		if strings.HasSuffix(s, "m.") {
			return s[:1] + "m"
		}
		return strings.NewReplacer(":", "∶", "：", "∶").Replace(s)
	})
}

// harmless are whole texts in which a practice is called by its name and not asked for: a
// complaint or a breach that is filed, a person asked for what was done to them, what to do
// where somebody meets it, what an audit looks for. Who puts such words in front of an order
// deceives this, as who spells one letter wrong does.
var harmless = [languages]*regexp.Regexp{
	english: regexp.MustCompile(`(?i)^\s*(?:complaint|reported breach|breach reported|breach|incident|not visited|no visit|closed|training question)\s*(?:\([^)]*\))?\s*:` +
		`|^\s*(?:were|have|has|was|did|does|do) (?:you been|you ever|you (?:threatened|insulted|pressured|pressed|forced|told|asked|shouted|hurt|attacked|followed|filmed|recorded)|any(?:one|body)|some(?:one|body)|(?:our|the|an|any) (?:officer|collector|agent|visitor)s?\b.*\byou)\b` +
		`|\b(?:please report|report (?:it|this|them)|beware|suspected|under investigation|investigated|tell us if|let us know if|hotline)\b` +
		`|^\s*(?:do you (?:have|own|use|keep|grow|know|feel|live)|have you had|reason why)\b`),
	chinese: regexp.MustCompile(`^\s*(?:投诉|举报|违规|事件报告|事件|培训题|未上门|外访结果|未外访|审计|稽核|质检|抽查)[^，。]{0,8}[:：]|^\s*(?:客户|债务人|借款人|对方|家属|邻居)(?:(?:投诉|反映|举报)(?:[^后仍也，]|$)|称|说|表示|询问|来电|担心|认为)` +
		`|(?:遇到|如遇|遇见|有人|发现|受到|遭到).{0,40}(?:请|应|可|须|立即).{0,8}(?:拨打|举报|报警|离开|求助|上报|告诉我们|拒绝|报告|停止)` +
		`|疑似|涉嫌|谨防|警惕|防范|查处|问责|已停岗|胁迫密码|是否有人|有没有人对|(?:外访员|催收员|工作人员|上门人员|我们)(?:是否|有没有|有无).*您|(?:您|你|外访员)(?:是否|有没有|有无)?(?:被|曾被|遭|受到|收到过)|有无.{0,8}(?:威胁|辱骂)(?:您|外访员)`),
}

// asksOfAHousehold are words of surveys; what has none of a debt beside them is one.
var (
	asksOfAHousehold = regexp.MustCompile(`(?i)\b(?:patients?|pupils?|respondents?|midwife|vaccin\w*|crops?|harvest\w*|livestock|mosquito)\b|患者|受访者|村干部|蚊帐|接种|作物|收成|粮食|牲畜|班级`)
	speaksOfADebt    = regexp.MustCompile(`(?i)\b(?:debt\w*|loan\w*|overdue|collect\w*|pay\w*|paid|money|ow(?:e|es|ed|ing)|borrower\w*|customer\w*|client\w*|amount|arrears|fee)\b|债|欠|还款|还钱|催|逾期|贷|客户|借款|上门|收款|费`)
)

// longestHarmless is in bytes: a longer text says more than one thing.
const longestHarmless = 240

// isHarmless says so of a text as a whole.
func isHarmless(text string) bool {
	return len(text) <= longestHarmless && (harmless[english].MatchString(text) || harmless[chinese].MatchString(text) || asksOfAHousehold.MatchString(text) && !speaksOfADebt.MatchString(text))
}

// stretch is a part of a clause by its bytes.
type stretch struct{ from, to int }

// partsOf cuts a clause at its commas: words that stand together belong together
// only between two of them. A denial holds beyond them.
func partsOf(clause string) []stretch {
	var list []stretch
	from := 0
	for at, r := range clause {
		if r == ',' || r == '，' || r == '、' {
			list = append(list, stretch{from, at})
			from = at + len(string(r))
		}
	}
	return append(list, stretch{from, len(clause)})
}

// token is an English word or a number by its root, and where it begins.
type token struct {
	root string
	at   int
}

// tokens are words of letters and digits, with what follows an apostrophe: "don't".
func tokens(s string) []token {
	var list []token
	for at := 0; at < len(s); at++ {
		if !letter(s[at]) && !digit(s[at]) {
			continue
		}
		end := at
		for end < len(s) && (letter(s[end]) || digit(s[end])) {
			end++
		}
		if end+1 < len(s) && s[end] == '\'' && letter(s[end+1]) {
			for end++; end < len(s) && letter(s[end]); end++ {
			}
		}
		list = append(list, token{root(strings.ToLower(s[at:end])), at})
		at = end - 1
	}
	return list
}

func letter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }
func digit(b byte) bool  { return b >= '0' && b <= '9' }

// root takes endings off, so that call, calls, called and calling are one. It is
// no grammar: what it makes of a word is compared with what it makes of another.
func root(w string) string {
	w = strings.TrimSuffix(w, "'s")
	if w == "note" || w == "notes" || w == "noted" {
		return "noting" // or it would be the root of "not"
	}
	switch n := len(w); {
	case n > 4 && (strings.HasSuffix(w, "ies") || strings.HasSuffix(w, "ied")):
		w = w[:n-3] + "y"
	case n > 5 && strings.HasSuffix(w, "ing"):
		w = single(w[:n-3])
	case n > 4 && strings.HasSuffix(w, "ed"):
		w = single(w[:n-2])
	case n > 3 && strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss"):
		w = w[:n-1]
	}
	if len(w) > 3 {
		w = strings.TrimSuffix(w, "e")
	}
	return w
}

// single takes away the letter that an ending doubled: stopped, begging. Ll and
// ss stand in words without an ending too.
func single(w string) string {
	if n := len(w); n > 2 && w[n-1] == w[n-2] && strings.IndexByte("bdgmnprt", w[n-1]) >= 0 {
		return w[:n-1]
	}
	return w
}
