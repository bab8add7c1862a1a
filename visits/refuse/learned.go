package refuse

import (
	_ "embed"
	"regexp"
	"strings"
	"sync"
	"unicode"

	"fairvisit/visits/refuse/linear"
)

// What the lists do not have a stranger writes. Beside them stands a judge that learned
// from some tens of thousands of wordings of the practices and of lawful texts that come
// near them (the folder taught): it adds up the weights of a text's marks.
//
//go:embed weights.bin
var weightsFile []byte

// How sure the judge has to be, in parts of linear.One. A text that the lists take for a
// practice it may still let through, since much of what they take is lawful.
const (
	sure         = -24 // of a sentence or a short text
	sureOfPart   = 104 // of a sentence that stands among others, which may turn its sense
	sureOfName   = 32  // of a column, field or name
	unsure       = 0   // of what the lists found
	unsureOfName = -40 // of a name that the lists found
	sureDespite  = 160 // of what stands behind "Complaint:"
)

// shortestConfirmed is in bytes: a label of less says too little to let go what the lists
// found in it.
const shortestConfirmed = 30

// longestWhole is in bytes: a longer text is judged by its sentences only.
const longestWhole = 300

// learned are the weights: whether a text is refused, and for each practice, in their
// order, whether it is that.
type learned struct {
	refused   *linear.Weights
	practices []*linear.Weights
}

var taught = sync.OnceValue(func() *learned {
	l, data := &learned{}, weightsFile
	next := func() *linear.Weights {
		w, left, err := linear.Read(data)
		if err != nil { // a part of the program, as in load
			panic("refuse: weights.bin: " + err.Error())
		}
		data = left
		return w
	}
	l.refused = next()
	for range loaded().practices {
		l.practices = append(l.practices, next())
	}
	return l
})

// judge joins what the lists found, nil for nothing, with what was learned.
func (d *detectors) judge(way Way, text string, found *Refusal) *Refusal {
	if isName(way) {
		return d.judgeName(way, text, found)
	}
	unit := ofOneHour(unified.Replace(text))
	if isHarmless(text) {
		behind := prefixed.FindString(unit)
		if behind == "" || tellsWhoDid.MatchString(unit[len(behind):]) {
			return nil
		}
		listed := ""
		if r := d.lookAtText(way, unit[len(behind):]); r != nil {
			listed = r.Practice.ID
		}
		return d.surelyFound(way, unit[len(behind):], listed, sureDespite, nil)
	}
	units := sentences.FindAllString(unit, -1)
	if found != nil {
		return d.confirmed(found, units)
	}
	limit := sure
	if len(units) > 1 {
		limit = sureOfPart
		if len(unit) <= longestWhole {
			found = d.surelyFound(way, unit, "", sure, nil)
		}
	}
	for _, u := range units {
		for _, piece := range pieces(u) {
			found = d.surelyFound(way, piece, "", limit, found)
		}
	}
	return found
}

// sentences keep their last sign, which tells a question.
var sentences = regexp.MustCompile(`[^.!?\n。！？]+[.!?。！？]*`)

// prefixed is what a harmless text begins with, where an order could stand behind.
var prefixed = regexp.MustCompile(`^[^:：]{1,40}[:：]`)

// tellsWhoDid is a report: it begins with who did it, or speaks of what was done to me.
var tellsWhoDid = regexp.MustCompile(`(?i)^\W*(?:an? |the |your |our |some )?(?:officers?|agents?|collectors?|visitors?|m[ae]n|wom[ae]n|they|he|she|somebody|someone|two|customer|debtor|borrower|client)\b|\b(?:my|me|i|us)\b` +
	`|^\s*(?:外访员|催收员|工作人员|上门人员|有人|对方|他们|贵司|客户|债务人|借款人|两名|几名)|我|本人`)

// confirmed lets go what the lists found in a sentence that is surely lawful.
func (d *detectors) confirmed(found *Refusal, units []string) *Refusal {
	for _, u := range units {
		if len(u) >= shortestConfirmed && len(u) <= longestClause && strings.Contains(u, found.Found) && taught().refused.Sum(d.marksOf(u, found.Practice.ID, false)) < unsure {
			return nil
		}
	}
	return found
}

// surelyFound is already, or where that is nil the refusal of a unit that the judge is as
// sure of as limit.
func (d *detectors) surelyFound(way Way, unit, listed string, limit int, already *Refusal) *Refusal {
	if already != nil || oneWord(unit) {
		return already
	}
	marks := d.marksOf(unit, listed, isName(way))
	l := taught()
	if len(marks) == 0 || l.refused.Sum(marks) < limit {
		return nil
	}
	best, most := 0, 0
	for i, w := range l.practices {
		if sum := w.Sum(marks); i == 0 || sum > most {
			best, most = i, sum
		}
	}
	return &Refusal{d.practices[best], way, strings.TrimSpace(unit)}
}

// turned are names that speak of a practice as of what was complained of, found or kept
// from happening: complaint_goods_taken, mock_location_detected, 夜间外访拦截次数.
var turned = regexp.MustCompile(`^(?:complaint|breach|suspected)\b|\b(?:complaints?|breach(?:es)?|alerts?|hotline|detected|prohibited|forbidden|prevented)(?: (?:date|count|id|no|number|time|ref|status|on|at|in region|by law))*$` +
	`|\b(?:visits?|contacts?|calls?|number|phone) blocked$|\bnot (?:held|retained|kept|taken|stored|disclosed)\b` +
	`|(?:投诉|举报|拦截|告警|预警|核查|稽核)(?:日期|件数|次数|单号|编号|号|核查|结果|时间|记录|情况|标识|状态|数)*$|^禁止.*(?:标识|标志|地区|时段|日期)$`)

// turnedBack are those where it happens all the same: complaint_ignored.
var turnedBack = regexp.MustCompile(`\b(?:while|where|although|even|despite|anyway|ignor\w*|overrid\w*|overrul\w*|skip\w*|bypass\w*|delet\w*|suppress\w*|clos\w*|dismiss\w*)\b|后|仍|照|继续|无视|忽略|压|删|撤|隐瞒|绕过|解除`)

func (d *detectors) judgeName(way Way, text string, found *Refusal) *Refusal {
	if name := plain(text); turned.MatchString(name) && !turnedBack.MatchString(name) {
		return nil
	}
	if found != nil {
		if d.surelyLawful(plain(text), found) {
			return nil
		}
		return found
	}
	for _, piece := range pieces(plain(text)) {
		if r := d.surelyFound(way, piece, "", sureOfName, nil); r != nil {
			r.Found = text
			return r
		}
	}
	return nil
}

// surelyLawful lets go a name that the lists found a practice in and that has words
// enough to turn it: complaint_about_public_shaming. What a name of one or two words
// means the lists alone know.
func (d *detectors) surelyLawful(name string, found *Refusal) bool {
	if len(strings.Fields(name)) < wordsToTurn && charactersOf(name) < charactersToTurn {
		return false
	}
	return taught().refused.Sum(d.marksOf(name, found.Practice.ID, true)) < unsureOfName
}

// What a name has to have at least, of one or the other, to be let go.
const (
	wordsToTurn      = 3
	charactersToTurn = 7 // of Chinese
)

// oneWord is too little for the judge: skip, force. What a word by itself means the lists
// know.
func oneWord(unit string) bool {
	return charactersOf(unit) == 0 && len(strings.Fields(plain(unit))) < 2
}

// charactersOf counts the Chinese ones.
func charactersOf(text string) int {
	n := 0
	for _, r := range text {
		if unicode.Is(unicode.Han, r) {
			n++
		}
	}
	return n
}
