package journal

import (
	"context"
	"encoding/base64"
	"errors"
	"unicode/utf8"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
)

// Draft is a visit that was opened and not yet finished.
type Draft struct {
	Visit, Case  evidence.ID
	Opened, Last int64 // µs; Last: the newest answer or entry of the visit
}

// DraftAnswer is one answer as it was given; a correction is a later one.
type DraftAnswer struct {
	N        int // 1, 2, 3 … within the visit
	Question string
	Value    []byte
	At       int64 // µs, wall
	Reason   string
}

// ErrNoDraft refuses an answer to a visit that is not open here; nothing was
// stored.
var ErrNoDraft = errors.New("journal: this visit is not open on this device")

const (
	maxAnswer   = 32 << 10 // bytes as JSON: it must fit the entry of an abandoned visit
	silence     = 12 * 60 * 60 * 1_000_000
	draftOpen   = 0
	draftClosed = 1
	draftLeft   = 2
)

// moveDraft opens or finishes the draft with the entry that says so, in its
// transaction: a visit that has begun always has a place for its answers.
func (tx *Tx) moveDraft(e *evidence.Entry) error {
	v, c, at := e.Header.Visit(), e.Header.Case(), e.Header.Wall
	if v.IsZero() {
		return nil
	}
	var err error
	switch e.Header.Kind {
	case visits.VisitOpened:
		_, err = tx.exec("INSERT INTO drafts (visit, case_id, opened, last_at, state) VALUES (?1, ?2, ?3, ?3, 0) ON CONFLICT DO NOTHING",
			v[:], orNull(c), at)
	case visits.VisitClosed:
		_, err = tx.exec("UPDATE drafts SET state = ? WHERE visit = ?", draftClosed, v[:])
	case visits.VisitAbandoned:
		_, err = tx.exec("UPDATE drafts SET state = ? WHERE visit = ?", draftLeft, v[:])
	default:
		_, err = tx.exec("UPDATE drafts SET last_at = max(last_at, ?) WHERE visit = ? AND state = 0", at, v[:])
	}
	return err
}

// AnswerDraft appends one answer and returns its number; when it returns the
// answer is flushed. value is a checklist.Value as JSON or any bytes. Refused:
// ErrNoDraft, and what would not fit an entry beside others
// (evidence.ErrTooLarge).
func (j *Journal) AnswerDraft(ctx context.Context, visit evidence.ID, question string, value []byte, reason string) (int, error) {
	return j.answerDrafts(ctx, visit, []DraftAnswer{{Question: question, Value: value, Reason: reason}})
}

// AnswerDrafts is AnswerDraft for answers that go together: they are on disk all or
// none. Their numbers and times are given here.
func (j *Journal) AnswerDrafts(ctx context.Context, visit evidence.ID, answers []DraftAnswer) error {
	_, err := j.answerDrafts(ctx, visit, answers)
	return err
}

// answerDrafts returns the number of the last.
func (j *Journal) answerDrafts(ctx context.Context, visit evidence.ID, answers []DraftAnswer) (int, error) {
	var n int
	at := j.options.Now()
	for _, a := range answers {
		a.At = at
		_, size, err := handedIn(a)
		if err != nil {
			return 0, err
		}
		if size > maxAnswer {
			return 0, evidence.ErrTooLarge
		}
	}
	err := j.db.write(ctx, func(tx *Tx) error {
		open, err := tx.exec("UPDATE drafts SET last_at = max(last_at, ?) WHERE visit = ? AND state = 0", at, visit[:])
		if err != nil {
			return err
		}
		if open == 0 {
			return ErrNoDraft
		}
		if _, err := tx.one("SELECT coalesce(max(n), 0) FROM draft_answers WHERE visit = ?", []any{visit[:]}, &n); err != nil {
			return err
		}
		for _, a := range answers {
			n++
			a.N, a.At = n, at
			if err := tx.insertAnswer(visit, a); err != nil {
				return err
			}
		}
		return nil
	})
	return n, err
}

func (tx *Tx) insertAnswer(visit evidence.ID, a DraftAnswer) error {
	_, err := tx.exec("INSERT INTO draft_answers (visit, n, question, value, at, reason) VALUES (?, ?, ?, ?, ?, ?)",
		visit[:], a.N, a.Question, tx.db.seal(answerPlace(visit, a.N), a.Value), a.At, a.Reason)
	return err
}

const answersOfVisit = "SELECT n, question, value, at, reason FROM draft_answers WHERE visit = ? ORDER BY n"

func (db *database) takeAnswers(visit evidence.ID, into *[]DraftAnswer) func(func(...any) error) error {
	return func(scan func(...any) error) error {
		var a DraftAnswer
		err := scan(&a.N, &a.Question, &a.Value, &a.At, &a.Reason)
		if err == nil {
			a.Value, err = db.unseal(answerPlace(visit, a.N), a.Value)
		}
		*into = append(*into, a)
		return err
	}
}

// DraftAnswers is the log of a visit's answers, oldest first. It outlives the
// draft until Purge.
func (j *Journal) DraftAnswers(ctx context.Context, visit evidence.ID) ([]DraftAnswer, error) {
	var list []DraftAnswer
	err := j.db.list(ctx, answersOfVisit, []any{visit[:]}, j.db.takeAnswers(visit, &list))
	return list, err
}

// Drafts lists the visits that are open here, oldest first.
func (j *Journal) Drafts(ctx context.Context) ([]Draft, error) {
	var list []Draft
	err := j.db.list(ctx, "SELECT visit, case_id, opened, last_at FROM drafts WHERE state = 0 ORDER BY opened, visit", nil,
		func(scan func(...any) error) error {
			var d Draft
			err := scan(raw(d.Visit[:]), raw(d.Case[:]), &d.Opened, &d.Last)
			list = append(list, d)
			return err
		})
	return list, err
}

// AbandonSilent closes every draft in which nothing happened for 12 hours
// before now (µs, wall) as visit.abandoned/1 with all its answers, and returns
// how many. The device says so, not the officer, so only the device signs.
func (j *Journal) AbandonSilent(ctx context.Context, now int64) (int, error) {
	drafts, err := j.Drafts(ctx)
	if err != nil {
		return 0, err
	}
	closed := 0
	for _, d := range drafts {
		err := j.db.write(ctx, func(tx *Tx) error {
			still, err := tx.one("SELECT 1 FROM drafts WHERE visit = ? AND state = 0 AND last_at <= ?", []any{d.Visit[:], now - silence}, new(int))
			if err != nil || !still {
				return err
			}
			closed++
			return j.abandon(tx, d)
		})
		if err != nil {
			return closed, err
		}
	}
	if closed > 0 {
		j.signal()
	}
	return closed, nil
}

// abandon writes the answers as words, all of them: a journal does not know
// which question names a person, and a fact could never be erased. What does
// not fit one entry goes before it, as phases.
func (j *Journal) abandon(tx *Tx, d Draft) error {
	var log []DraftAnswer
	if err := tx.all(answersOfVisit, []any{d.Visit[:]}, tx.db.takeAnswers(d.Visit, &log)); err != nil {
		return err
	}
	refs := []evidence.Ref{{Kind: evidence.RefVisit, ID: d.Visit}}
	if !d.Case.IsZero() {
		refs = append(refs, evidence.Ref{Kind: evidence.RefCase, ID: d.Case})
	}
	groups, err := fitting(log)
	if err != nil {
		return err
	}
	for _, g := range groups[:len(groups)-1] {
		w := Writing{Kind: visits.VisitPhase, Refs: refs, Facts: visits.PhaseFacts{Phase: "abandoned"}, Words: visits.PhaseWords{Answers: g}}
		if _, err := j.append(tx, w); err != nil {
			return err
		}
	}
	f := visits.AbandonedFacts{Reason: "silent", Entries: 1}
	_, err = tx.one("SELECT count(*) + 1, (SELECT count(*) FROM photos p JOIN entries x ON x.id = p.entry WHERE x.visit_id = ?1) FROM entries WHERE visit_id = ?1",
		[]any{d.Visit[:]}, &f.Entries, &f.Photos)
	if err != nil {
		return err
	}
	w := Writing{Kind: visits.VisitAbandoned, Refs: refs, Facts: f}
	if last := groups[len(groups)-1]; len(last) > 0 {
		w.Words = visits.PhaseWords{Answers: last}
	}
	_, err = j.append(tx, w)
	return err
}

// fitting cuts the log into groups that fit one entry each; there is at least
// one group.
func fitting(log []DraftAnswer) ([][]visits.Answer, error) {
	const most = evidence.MaxEntry - 4<<10 // the rest is for the header and the facts
	groups := [][]visits.Answer{nil}
	size := 0
	for _, a := range log {
		answer, n, err := handedIn(a)
		if err != nil {
			return nil, err
		}
		if size += n; size > most {
			groups, size = append(groups, nil), n
		}
		last := len(groups) - 1
		groups[last] = append(groups[last], answer)
	}
	return groups, nil
}

// handedIn is one answer of the log as an entry holds it, and its size there.
func handedIn(a DraftAnswer) (visits.Answer, int, error) {
	out := visits.Answer{Question: a.Question, At: a.At, Reason: a.Reason}
	var v checklist.Value
	switch err := evidence.DecodePayload(a.Value, &v); {
	case err == nil:
		out.Code, out.Number, out.Text = v.Code, v.Number, v.Text
		if !v.Entry.IsZero() {
			out.Code = v.Entry.String()
		}
	case utf8.Valid(a.Value):
		out.Text = string(a.Value)
	default:
		out.Text = base64.StdEncoding.EncodeToString(a.Value)
	}
	b, err := evidence.MarshalPayload(out)
	return out, len(b) + 1, err
}
