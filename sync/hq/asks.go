package hq

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
)

// askNamed reads the picture of a visit that was asked for.
func (h *HQ) askNamed(ctx context.Context, id evidence.ID) (*visits.Ask, error) {
	p, err := h.Store.PictureByID(ctx, visits.KindAsk, id)
	if err != nil {
		return nil, err
	}
	return decodePicture[visits.Ask](p)
}

// Asks are the visits asked for of a branch, or of all (a zero unit): those that wait
// for an answer first, then by their last day. Their words are left out.
func (h *HQ) Asks(ctx context.Context, unit evidence.ID) ([]fieldsync.AskLine, error) {
	if err := h.Settle(ctx); err != nil {
		return nil, err
	}
	lines := []fieldsync.AskLine{}
	err := h.eachPicture(ctx, visits.KindAsk, func(p store.Picture) error {
		a, err := decodePicture[visits.Ask](p)
		if err != nil || a.Entry.IsZero() || !unit.IsZero() && a.Unit != unit {
			return err
		}
		l, err := h.lineOfAsk(ctx, a)
		lines = append(lines, l)
		return err
	})
	waits := func(l fieldsync.AskLine) int {
		if l.State == visits.AskOpen || l.Other {
			return 0
		}
		return 1
	}
	slices.SortFunc(lines, func(x, y fieldsync.AskLine) int {
		return cmp.Or(cmp.Compare(waits(x), waits(y)), strings.Compare(x.Wish.Until, y.Wish.Until), cmp.Compare(x.At, y.At), slices.Compare(x.Ask[:], y.Ask[:]))
	})
	return lines, err
}

func (h *HQ) lineOfAsk(ctx context.Context, a *visits.Ask) (fieldsync.AskLine, error) {
	l := fieldsync.AskLine{Ask: a.Entry, Case: a.Case, Unit: a.Unit, By: a.Officer, At: a.At, Wish: a.AskFacts}
	today := h.now().Format(time.DateOnly)
	means := a.Means()
	if a.Reference {
		l.Means = means
	}
	var c *visits.Case
	if p, err := h.Store.PictureByID(ctx, visits.KindCase, means); err == nil {
		if c, err = decodePicture[visits.Case](p); err != nil {
			return l, err
		}
		if zone, err := time.LoadLocation(c.Facts.Zone); err == nil && c.Facts.Zone != "" {
			today = h.now().In(zone).Format(time.DateOnly)
		}
		if c.Erased == nil && c.Unit == a.Unit {
			l.Name = masked(c)
		} else {
			c = nil // as the picture says
		}
	} else if !errors.Is(err, store.ErrNotFound) {
		return l, err
	}
	s := a.Stands(c, today)
	l.State, l.Other, l.Plan = s.State, s.Other && s.Waits(a, today), s.Plan
	if s.Answer != nil {
		l.Reason = s.Answer.Reason
	}
	return l, nil
}

// DeclineAsk writes an operator's answer for a person (by) into headquarters' chain:
// the visit whose entry begins with name is not made, for one of visits.AskDeclines.
// Who takes one decides who goes there.
func (h *HQ) DeclineAsk(ctx context.Context, unit evidence.ID, name string, by evidence.ID, reason, text string) (fieldsync.AskLine, error) {
	var none fieldsync.AskLine
	lines, err := h.Asks(ctx, unit)
	if err != nil {
		return none, err
	}
	lines = slices.DeleteFunc(lines, func(l fieldsync.AskLine) bool { return len(name) < 4 || !strings.HasPrefix(l.Ask.String(), name) })
	if len(lines) != 1 {
		return none, fmt.Errorf("%d visits asked for begin with %q: name one by 4 or more digits of its id; nothing was written", len(lines), name)
	}
	f := visits.AskAnswerFacts{Asked: lines[0].Ask, Result: visits.AskDeclined, Reason: reason, By: by}
	if err := f.Check(); err != nil || by.IsZero() {
		return none, fmt.Errorf("give a person and one of the reasons %s; nothing was written", strings.Join(visits.AskDeclines, ", "))
	}
	act := Act{Kind: visits.AskAnswered, Facts: f, Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: lines[0].Case}}}
	if len([]rune(text)) > visits.AskTextMost {
		return none, errors.New("at most 500 characters are said to it; nothing was written")
	}
	if text != "" {
		act.Words = visits.TextWords{Text: text}
	}
	if _, err := h.Do(ctx, act); err != nil {
		return none, err
	}
	if err := h.Settle(ctx); err != nil {
		return none, err
	}
	a, err := h.askNamed(ctx, visits.AskID(lines[0].Ask))
	if err != nil {
		return none, err
	}
	return h.lineOfAsk(ctx, a)
}

// listAsks answers GET /api/asks (PROTOCOL.md section 9), without what was said in words.
func (s *Server) listAsks(w http.ResponseWriter, r *http.Request) {
	who, ok := s.reader(w, r)
	if !ok {
		return
	}
	if r.URL.Query().Has("reason") {
		http.Error(w, "the words of a visit that is asked for are read one by one, by /api/asks/ and its entry", http.StatusBadRequest)
		return
	}
	if !s.logRead(w, r, who, nil, visits.ViewedFacts{What: "ask list"}) {
		return
	}
	lines, err := s.hq.Asks(r.Context(), evidence.ID{})
	if err != nil {
		s.failed(w, err)
		return
	}
	writeJSON(w, s.hq.log, lines)
}

// readAsk answers GET /api/asks/{ask} with its words. They are read for a reason, which
// the log says of the case that it lies under and of each that an answer placed it in: who
// was read about is found by their case.
func (s *Server) readAsk(w http.ResponseWriter, r *http.Request) {
	who, ok := s.reader(w, r)
	if !ok {
		return
	}
	reason := r.URL.Query().Get("reason")
	if reason == "" {
		http.Error(w, "say why the words are read", http.StatusBadRequest)
		return
	}
	entry, err := evidence.ParseHash(r.PathValue("ask"))
	if err != nil {
		http.Error(w, "a visit that is asked for is named by the id of its entry", http.StatusBadRequest)
		return
	}
	if err := s.hq.Settle(r.Context()); err != nil {
		s.failed(w, err)
		return
	}
	a, err := s.hq.askNamed(r.Context(), visits.AskID(entry))
	if err == nil && a.Entry != entry {
		err = store.ErrNotFound
	}
	if err != nil {
		s.failed(w, err)
		return
	}
	for _, id := range append([]evidence.ID{a.Case}, a.Placed()...) { // a header names one case
		if !s.logRead(w, r, who, []evidence.Ref{{Kind: evidence.RefCase, ID: id}}, visits.ViewedFacts{What: "ask", Reason: reason}) {
			return
		}
	}
	l, err := s.hq.lineOfAsk(r.Context(), a)
	if err != nil {
		s.failed(w, err)
		return
	}
	l.Words = a.Words
	writeJSON(w, s.hq.log, l)
}
