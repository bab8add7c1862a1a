package refuse

import (
	"regexp"
	"slices"
	"strings"
)

// Whether a clause was looked at for who acts in it, and what was seen.
const (
	unasked = iota
	isFalse
	isTrue
)

// What a form asks of the debtor, and what an officer notes of them, is lawful where
// the same words would order the officer to do it: "Did the debtor tell his wife of
// the loan?", "She borrowed from her sister". The words that open a clause say who
// acts in it. A passive ("Has the employer been told?") hides that, and is not let
// through for it.
var (
	asksOf    = strings.Fields("did does has can may will would could might shall should")
	asksFirst = strings.Fields("who what which where when why how whose whom if whether to at from since for on in")
	passive   = strings.Fields("be been being is are was were get got gets to must should will shall can may")
	doneTo    = strings.Fields("told informed pressed pressured notified contacted phoned visited warned threatened insulted forced urged pushed made scared frightened used shamed recorded filmed tracked followed")
	// what stands behind those words where they are a passive, as in the label "Wife told about the debt"
	behindDone = strings.Fields("about of to that he she by for at with in into until as again secretly")
	own        = strings.Fields("you we i crew officer officers team colleague collector collectors agent agents staff your our visitor us")
	articles   = strings.Fields("the a an any some his her their its this that these those every each one no anyone's debtor's your respondent's")
	subjects   = strings.Fields("debtor borrower customer client defaulter he she they wife husband spouse mother father parents son daughter brother sister relative relatives " +
		"family neighbour neighbor neighbours neighbors landlord guard boy girl child children kid kids household respondent somebody someone anybody anyone nobody woman man doctor nurse teacher tenant " +
		"bank lender court employer boss friend friends people participant farmer patient interviewee member members it there which who worker head caregiver guarantor spouse's")
)

// othersActChinese is the same in Chinese, which says it with its first words as well.
var othersActChinese = regexp.MustCompile(`^[\s\pP\d]*(?:请问)?(?:(?:当时|上次|本月|上个?月|最近|昨晚|每月|每天)?(?:是否|有没有|有无|如果?|若|为什么|为何|家里?谁)?(?:有)?(?:债务人|借款人|客户|欠款人|对方|受访者|本人|孩子|家里|家中|家庭|户主|有人|亲属|家属|家人|邻居|门卫|妻子|丈夫|他|她|您家|您每|您平时|您是否|您有没有|您上|您去年|您今年|您的孩子|男孩|女孩|房东|老师|医生)(?:的?(?:妻子|丈夫|母亲|父亲|儿子|女儿|家人|家属|邻居|老板|同事|孩子|朋友|老婆|老公|妈妈?|爸爸?))?(?:本人|们)?(?:是否|有没有|有无|何时|能否|可否|说|称|讲|表示|要求|希望|愿意|自愿|主动|询问|问|已|会不会|能|正|想|要|不想|在|约|提出|告诉|告知|拒绝|同意|很|哭|喝|因|打算|承诺|从|把|向|上|去|有|放|开|住|患|曾|多久|每|昨|跟我|对我|对您|威胁|昨晚|骂|吼|打我|推我|追|喊|抢|出言|动手|态度|情绪))`)

// theyAreMade are Chinese clauses of that form in which the officer is who acts.
var theyAreMade = regexp.MustCompile(`(?:也要|照样|还是去|也继续|照收|抓紧|趁|再敲|就去|就敲|就走|让他|让她|派|去找[他她]|去堵|被告知|被通知|不在时)`)

// othersAct says isTrue of a clause in which somebody else than who works for the
// product acts.
func (d *detectors) othersAct(lang int, clause string) int {
	others := false
	if lang == chinese {
		others = othersActChinese.MatchString(clause) && !theyAreMade.MatchString(clause)
	} else {
		others = othersActEnglish(clause)
	}
	if others {
		return isTrue
	}
	return isFalse
}

var plainWords = regexp.MustCompile(`[A-Za-z']+`)

// openingWords is how many words of a clause say who acts.
const openingWords = 9

func othersActEnglish(clause string) bool {
	words := plainWords.FindAllString(clause, openingWords)
	for i, w := range words {
		words[i] = strings.ToLower(w)
	}
	asked := false
	for len(words) > 0 && slices.Contains(asksFirst, words[0]) {
		words, asked = words[1:], true
	}
	if len(words) > 0 && slices.Contains(asksOf, words[0]) {
		words, asked = words[1:], true
	}
	for len(words) > 0 && slices.Contains(articles, words[0]) {
		words = words[1:]
	}
	if len(words) < 2 || slices.Contains(own, words[0]) {
		return false
	}
	for len(words) > 1 && (slices.Contains(subjects, words[0]) && slices.Contains(subjects, words[1]) || strings.HasSuffix(words[0], "'s")) { // "his wife's mother", "debtor's neighbour"
		words = words[1:]
	}
	if !slices.Contains(subjects, words[0]) || len(words) < 2 {
		return false
	}
	behind := words[1:]
	for len(behind) > 0 && slices.Contains([]string{"has", "have", "had", "also", "already", "ever", "himself", "herself", "then"}, behind[0]) {
		behind = behind[1:]
	}
	if len(behind) == 0 || slices.Contains(own, behind[0]) {
		return false
	}
	if !asked && slices.Contains(doneTo, behind[0]) && (len(behind) == 1 || slices.Contains(behindDone, behind[1])) {
		return false
	}
	return !slices.Contains(passive, behind[0]) || asked && behind[0] == "to"
}
