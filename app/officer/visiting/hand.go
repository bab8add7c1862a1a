package visiting

import (
	"context"
	"errors"
	"strings"

	"fairvisit/app/desk"
	"fairvisit/app/i18n"
	"fairvisit/app/phrase"
	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/evidence/vault"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
)

// What is signed, as codes of visits.SignatureFacts.
const (
	signedSummary = "visit_summary"
	signedRecord  = "visit_record"
	roleSecond    = "second_officer"
)

// hand is the tablet in the debtor's hands: one document, and the way back by
// the officer's PIN.
type hand struct {
	question checklist.Question
	turned   bool // a page of the document was turned by the button
	read     bool // its end was on the screen
	over     bool // signed or declined: only the PIN is left
	declined bool
	pin      string
	wrong    string
	checking bool
	words    *phrase.Asking // the officer's six words, asked for before the PIN; nil: they are not needed
}

// handOver gives the tablet to the debtor.
func (m *model) handOver(q checklist.Question) {
	m.hand = hand{question: q}
	m.ink.Clear()
	m.to(handed)
}

// signer is who signs: the debtor of the visit.
func (m *model) signer() visits.Subject {
	if s := m.at.subjects(); len(s) > 0 {
		return s[0]
	}
	return visits.Subject{}
}

// theirs are the words in the debtor's language, as far as it is known; the
// officer's else.
func (m *model) theirs() *i18n.Words {
	p := m.at.person(m.signer().Party)
	switch {
	case p == nil || p.Language == "":
		return m.w()
	case strings.HasPrefix(strings.ToLower(p.Language), "zh"):
		return i18n.In(i18n.Chinese)
	}
	return i18n.In(i18n.English)
}

// sign keeps the debtor's signature; the strokes came from the pad.
func (m *model) sign() {
	if m.ink.Empty() {
		m.say(m.theirs().T("visiting.hand.pad_empty"))
		return
	}
	who, strokes, q := m.signer(), record.Strokes(m.ink), m.hand.question
	m.act(func(ctx context.Context) error {
		e, err := m.v.Sign(ctx, who.Party, who.Role, signedSummary, strokes)
		if err != nil {
			return err
		}
		return m.v.Answer(ctx, q.ID, checklist.Captured(e.ID), "")
	}, func() {
		m.hand.over = true
		m.ink.Clear()
	})
}

// decline notes that the debtor does not want to sign. A signature is never
// required, so the record says it in a note and the visit goes on.
func (m *model) decline() {
	words := m.w().T("visiting.hand.declined_note")
	m.act(func(ctx context.Context) error { return m.v.Note(ctx, words) }, func() {
		m.hand.over, m.hand.declined = true, true
		m.ink.Clear()
	})
}

// digit types one more digit of the PIN, or takes the last off.
func (m *model) digit(key string) {
	m.hand.wrong = ""
	switch {
	case key == keyBack:
		m.hand.pin = m.hand.pin[:max(0, len(m.hand.pin)-1)]
	case len(m.hand.pin) < 12:
		m.hand.pin += key
	}
	m.show()
}

// takeBack checks the officer's PIN and goes on with the visit.
func (m *model) takeBack() {
	if m.hand.checking {
		return
	}
	m.hand.checking = true
	pin := m.hand.pin
	m.hand.pin = ""
	shell.Do(m.s.Run, func(context.Context) (bool, error) { return true, m.d.Device.CheckPIN(m.d.Me(), pin) }, func(_ bool, err error) {
		m.hand.checking = false
		switch {
		case errors.Is(err, desk.ErrWords): // twelve hours are over
			m.hand.words = phrase.NewAsking(m.show, m.giveWords)
		case errors.Is(err, desk.ErrPINWait):
			m.hand.wrong = m.w().T("visiting.hand.pin_wait")
		case err != nil:
			m.hand.wrong = m.w().T("visiting.hand.pin_wrong")
		default:
			if m.hand.declined {
				m.skipped[m.hand.question.ID] = true
			}
			m.hand, m.sub = hand{}, asking
			m.act(func(context.Context) error { return nil }, nil)
			return
		}
		m.show()
	})
}

// giveWords takes the officer's six words; the PIN is next.
func (m *model) giveWords(p vault.Phrase) {
	asking, me := m.hand.words, m.d.Me()
	asking.Busy()
	shell.Do(m.s.Run, func(context.Context) (struct{}, error) { return struct{}{}, m.d.Device.GiveWords(me, p) }, func(_ struct{}, err error) {
		if err != nil {
			asking.Refuse(phrase.Refusal(m.w(), m.d.Name(me), err))
		} else {
			m.hand.words = nil
		}
		m.show()
	})
}

// signSecond keeps the second officer's signature on the record.
func (m *model) signSecond(q checklist.Question) {
	if m.ink.Empty() {
		m.say(m.w().T("visiting.hand.pad_empty"))
		return
	}
	strokes := record.Strokes(m.ink)
	m.act(func(ctx context.Context) error {
		e, err := m.v.Sign(ctx, m.v.Second, roleSecond, signedRecord, strokes)
		if err != nil {
			return err
		}
		return m.v.Answer(ctx, q.ID, checklist.Captured(e.ID), "")
	}, m.ink.Clear)
}

// summary is what the debtor is asked to sign, in plain sentences.
func (m *model) summary(w *i18n.Words) []string {
	a, at := m.at.answers, &m.at
	opened, _ := at.line(visits.VisitOpened)
	started := m.moment(opened)
	lines := []string{w.T("visiting.summary.visit", "date", w.Date(started), "time", w.Clock(started))}
	if me := m.d.Name(m.d.Me()); me != "" {
		lines = append(lines, w.T("visiting.summary.officers", "names", m.crewNames(w)))
	}
	if at.about != nil && a["t1"] == checklist.Yes {
		if at.about.Words != nil {
			lines = append(lines, w.T("visiting.summary.lender", "name", at.about.Words.Creditor))
		}
		lines = append(lines, w.T("visiting.summary.amount", "amount", w.Money(at.about.Facts.Amount, at.about.Facts.Currency)))
	}
	for _, id := range []string{"t2", "t9", "t18", "t19"} {
		key := "visiting.summary." + id + "." + a[id].Code
		if _, ok := m.counted(id); ok && w.Has(key) {
			if line, ours := template(w, key); ours {
				lines = append(lines, line)
			}
		}
	}
	if p := at.promises(m.list()); len(p) > 0 {
		q, _ := m.reading().Question("t10-channel")
		lines = append(lines, w.T("visiting.summary.promise", "amount", w.Money(p[0].Amount, p[0].Currency),
			"date", m.inSentence(w, p[0].Date), "channel", m.read1(w, q, a["t10-channel"])))
		if len(p[0].Parts()) > 1 {
			lines = append(lines, m.partsText(w, &p[0]))
		}
	}
	return append(lines, w.T("visiting.summary.free"))
}

// counted is a question that is asked and answered.
func (m *model) counted(id string) (checklist.Question, bool) {
	for _, q := range m.list().Asked(m.at.answers) {
		if q.ID == id {
			return q, q.Answered(m.at.answers)
		}
	}
	return checklist.Question{}, false
}

func (m *model) crewNames(w *i18n.Words) string {
	names := m.d.Name(m.d.Me())
	if second := m.d.Name(m.v.Second); second != "" {
		names = w.T("visiting.summary.and", "one", names, "other", second)
	}
	return names
}
