package refuse

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Note is a way in that nothing is refused by: what happened is recorded. See Admits.
const Note Way = "note"

// Admits are the ids of the practices that a note says its writer, or the crew, took
// part in, in the order of Practices; nil for none. What others did or said is nothing
// of theirs: who acts is told by the first words of each part of a sentence, and a part
// that names nobody goes on as the one before it. A label is none: a note says what was.
func Admits(text string) []string {
	d := loaded()
	var parts []string
	for _, clause := range clausesOf(unified.Replace(text)) {
		for _, part := range breaks.Split(d.ownParts(clause), -1) {
			if strings.TrimSpace(part) != "" {
				parts = append(parts, part)
			}
		}
	}
	found := d.spokenFor(parts)
	var ids []string
	for i, is := range found {
		if is {
			ids = append(ids, d.practices[i].ID)
		}
	}
	return ids
}

// spokenFor are the practices that clauses speak for, all of them in one pass.
func (d *detectors) spokenFor(clauses []string) []bool {
	found := make([]bool, len(d.practices))
	spoken := d.spoken(clauses)
	for i, p := range d.practices {
		found[i] = d.said(p, spoken) != ""
	}
	for i := range clauses {
		s := search{d: d, way: Note, spoken: spoken, clause: i, skip: found, found: func(t *together) bool {
			found[t.practice] = true
			return true
		}}
		s.lines()
	}
	return found
}

var (
	joints   = regexp.MustCompile(`,|，|、|\b(?:and|so|but|then|because|while|after|when)\b|然后|于是|所以|并且|因此`)
	breaks   = regexp.MustCompile(`\b(?:so|but|then)\b|然后|于是|所以|因此`) // a denial before one says nothing of what comes behind
	ownWords = regexp.MustCompile(`(?i)\b(?:I|we|my colleague|our|me|the second officer)\b|我|同行人|同事们?一起`)
)

// ownParts are the parts of a clause in which its writer acts.
func (d *detectors) ownParts(clause string) string {
	var kept strings.Builder
	ours, from := true, 0
	take := func(to int) {
		part := clause[from:to]
		if plain := strings.TrimLeft(joints.ReplaceAllString(part, " "), " "); plain != "" {
			ours = writes(plain) || ours && d.othersAct(english, plain) != isTrue && d.othersAct(chinese, plain) != isTrue
		}
		if ours {
			kept.WriteString(part)
		}
		from = to
	}
	for _, at := range joints.FindAllStringIndex(clause, -1) {
		take(at[0])
	}
	take(len(clause))
	return kept.String()
}

// ownOpening is how many bytes of a part its writer is looked for in: later it is who
// something was said to.
const ownOpening = 14

func writes(part string) bool {
	at := ownWords.FindStringIndex(part)
	return at != nil && at[0] < ownOpening && !slices.Contains([]string{"跟", "对", "向", "让", "给", "骂", "打"}, before(part, at[0]))
}

// before is the character in front of a place.
func before(s string, at int) string {
	_, n := utf8.DecodeLastRuneInString(s[:at])
	return s[at-n : at]
}
