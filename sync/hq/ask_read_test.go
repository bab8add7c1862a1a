package hq_test

import (
	"strings"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/visits"
)

// wordsAreRead has headquarters read the list, and the words of one question for a reason
// alone, which stands in the log once of each case that it is about, and of no other.
func (a *asking) wordsAreRead(e evidence.Hash, text string, about ...evidence.ID) {
	a.Helper()
	rec := a.enrol("headquarters", "Rec")
	reader := fieldsync.NewReader(rec.journal.Identity(), rec.journal.Epoch())
	lines, err := reader.Asks(a.ctx)
	if err != nil || len(lines) != 1 || lines[0].Words != nil || lines[0].State != visits.AskPlanned {
		a.Errorf("the list is read as %+v, %v", lines, err)
	}
	if _, err := reader.Ask(a.ctx, e, ""); err == nil {
		a.Error("its words are read without a reason")
	}
	if _, err := reader.Ask(a.ctx, evidence.Hash{7}, "complaint 7"); err == nil {
		a.Error("a question is read that nobody asked")
	}
	l, err := reader.Ask(a.ctx, e, "complaint 7")
	if err != nil || l.Ask != e || l.Words == nil || l.Words.Text != text {
		a.Errorf("with a reason it is read as %+v, %v", l, err)
	}
	for _, id := range []evidence.ID{a.one, a.two, l.Case} {
		read, want := 0, 0
		for r, err := range a.hq.Store.EntriesOfCase(a.ctx, id) {
			a.must(err)
			if k, err := evidence.Decode(r.Raw); err == nil && k.Header.Kind == visits.RecordViewed && strings.Contains(string(k.Facts.Bytes), "complaint 7") {
				read++
			}
		}
		for _, x := range about {
			if x == id {
				want = 1
			}
		}
		if read != want {
			a.Errorf("the log has %d reads of case %s, not %d", read, id.Short(), want)
		}
	}
}
