package visits

import (
	"crypto/sha256"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"fairvisit/evidence"
)

// FindingAnswered is what an officer says to a finding about their own work
// (evidence/FORMAT.md section 33).
const FindingAnswered = "finding.answered/1"

// AnswerMost is how many characters an answer to a finding may have.
const AnswerMost = 1000

// AnsweredFacts name the finding.
type AnsweredFacts struct {
	Finding evidence.ID `json:"finding"`
}

// FindingAnswer is the picture of what an officer said to a finding. It may say
// something of the debtor, so of an erased case it says nothing.
type FindingAnswer struct {
	ID      evidence.ID   `json:"id"` // AnswerID
	Finding evidence.ID   `json:"finding"`
	Officer evidence.ID   `json:"officer"`
	Unit    evidence.ID   `json:"unit"`
	Case    evidence.ID   `json:"case,omitzero"`
	Entry   evidence.Hash `json:"entry"` // what was said last
	At      int64         `json:"at"`    // µs, wall
	Text    string        `json:"text,omitempty"`
}

// AnswerID is the id of the picture of what an officer said to a finding: nobody's
// answer stands in another's place.
func AnswerID(finding, officer evidence.ID) evidence.ID {
	sum := sha256.Sum256(append(append([]byte("answer\n"), finding[:]...), officer[:]...))
	return evidence.ID(sum[:len(evidence.ID{})])
}

// CheckAnswer refuses an answer that says nothing, or more than anybody reads;
// nothing of it may be stored.
func CheckAnswer(text string) error {
	switch n := utf8.RuneCountInString(strings.TrimSpace(text)); {
	case n == 0:
		return errors.New("an answer says something; nothing was stored")
	case n > AnswerMost:
		return errors.New("an answer has 1,000 characters at most; nothing was stored")
	}
	return nil
}

func foldFindingAnswered(p *Pictures, in Input) error {
	f, err := facts[AnsweredFacts](in.Entry)
	if err != nil {
		return err
	}
	w, err := words[TextWords](in.Entry)
	if err != nil {
		return err
	}
	h := &in.Entry.Header
	who := h.Officer()
	if f.Finding.IsZero() || who.IsZero() {
		return payloadError{errors.New("an answer is of an officer and to a finding")}
	}
	if w != nil {
		if err := CheckAnswer(w.Text); err != nil {
			return payloadError{err}
		}
	}
	a, err := p.answerOf(f.Finding, who)
	if err != nil || a.Entry != (evidence.Hash{}) && compareAt(a.At, a.Entry, h.Wall, in.Entry.ID) > 0 {
		return err
	}
	d, err := p.device(h.Device)
	if err != nil {
		return err
	}
	a.Unit, a.Case, a.Entry, a.At, a.Text = d.Unit, h.Case(), in.Entry.ID, h.Wall, ""
	if w != nil {
		a.Text = w.Text
	}
	p.touch(KindAnswer, a.ID, in.Entry.ID)
	return p.answeredOn(a, in)
}

// answeredOn notes an answer on its case, so that it goes with it. A device, which
// erases nothing by itself, may not even hold the case.
func (p *Pictures) answeredOn(a *FindingAnswer, in Input) error {
	if a.Case.IsZero() || in.Received == 0 {
		return nil
	}
	c, err := p.caseOf(a.Case)
	if err != nil || slices.Contains(c.Answered, a.ID) {
		return err
	}
	c.Answered = append(c.Answered, a.ID)
	slices.SortFunc(c.Answered, func(x, y evidence.ID) int { return slices.Compare(x[:], y[:]) })
	p.touch(KindCase, c.ID, in.Entry.ID)
	return nil
}

func (p *Pictures) answerOf(finding, officer evidence.ID) (*FindingAnswer, error) {
	k := Key{KindAnswer, AnswerID(finding, officer)}
	a, ok, err := held[FindingAnswer](p, k)
	if err == nil && !ok {
		a = &FindingAnswer{ID: k.ID, Finding: finding, Officer: officer}
		p.held[k] = a
	}
	return a, err
}

// unanswered takes out what officers said to findings of a case that is erased.
func (p *Pictures) unanswered(c *Case, by evidence.Hash) error {
	for _, id := range c.Answered {
		a, ok, err := held[FindingAnswer](p, Key{KindAnswer, id})
		if err != nil {
			return err
		}
		if ok {
			a.Text = ""
			p.touch(KindAnswer, id, by)
		}
	}
	return nil
}
