package hq_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	fieldsync "fairvisit/sync"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
)

// An officer closes a visit without a network. The manager returns it with a reason, the
// officer is told and adds to it, the manager sees that and approves. Nothing that was
// recorded is changed, and headquarters tells the same when it makes all anew.
func TestStoryAVisitIsReturnedAnsweredAndApproved(t *testing.T) {
	o := newOffice(t)
	o.photograph(1)
	o.closeVisit()
	if err := o.manager.work.Review(o.ctx, &visits.Visit{ID: o.visit.ID, Unit: o.unit}, "", ""); !errors.Is(err, fieldwork.ErrNotEnded) {
		t.Errorf("before it came in: %v", err)
	}
	o.li.sync()
	o.must(o.hq.Settle(o.ctx))
	before := o.record().Case
	o.turn(o.clock().Add(time.Minute))

	seen := o.standsAt(o.manager, "")
	if err := o.li.work.Review(o.ctx, seen, "", ""); !errors.Is(err, fieldwork.ErrNotManager) {
		t.Errorf("an officer reviews: %v", err)
	}
	if err := o.manager.work.Review(o.ctx, seen, "other", " "); !errors.Is(err, fieldwork.ErrReviewText) {
		t.Errorf("for another reason that is not said: %v", err)
	}
	if err := o.manager.work.Review(o.ctx, seen, "because", ""); err == nil {
		t.Error("a reason that is none is taken")
	}
	o.must(o.manager.work.Review(o.ctx, seen, "photos", "secret: the door is not on it"))
	o.standsAt(o.manager, visits.ReviewReturned) // without a network too

	told := o.standsAt(o.li, visits.ReviewReturned)
	if r, _ := told.Review(); r.Reason != "photos" || r.Text != "secret: the door is not on it" || r.Officer != o.manager.id {
		t.Fatalf("the officer is told %+v", r)
	}
	o.turn(o.clock().Add(time.Hour))
	o.must(o.li.work.AnswerReturn(o.ctx, o.visit.ID, "it was dark; the number is on the second one"))
	if err := o.li.work.AnswerReturn(o.ctx, o.visit.ID, "again"); !errors.Is(err, fieldwork.ErrNotReturned) {
		t.Errorf("answered twice: %v", err)
	}
	o.li.sync()

	answered := o.standsAt(o.manager, visits.ReviewAnswered)
	o.must(o.manager.work.Review(o.ctx, answered, "", ""))
	o.standsAt(o.manager, visits.ReviewApproved)
	o.standsAt(o.li, visits.ReviewApproved)

	o.must(o.hq.Settle(o.ctx))
	rec := o.record()
	v := rec.Visits[0]
	if v.Reviewed() != visits.ReviewApproved || len(v.Reviews) != 2 || len(v.Notes) != 1 {
		t.Fatalf("headquarters tells %d reviews, it stands as %q", len(v.Reviews), v.Reviewed())
	}
	if entries, photos := v.Counted(); entries != v.Closed.Entries || photos != v.Closed.Photos {
		t.Errorf("%d entries and %d photos are counted, the close says %d and %d", entries, photos, v.Closed.Entries, v.Closed.Photos)
	}
	if !slices.EqualFunc(rec.Case.Contacts, before.Contacts, func(x, y visits.Contact) bool { return x.First == y.First && x.Status == y.Status }) {
		t.Errorf("a review is a contact: %+v, was %+v", rec.Case.Contacts, before.Contacts)
	}
	for _, code := range []string{visits.NotUnderstood, visits.ForeignEntry, visits.CountWrong} {
		if n := o.times(code); n != 0 {
			t.Errorf("%d findings of %s", n, code)
		}
	}
	o.sameAnew()

	_, err := o.hq.Erase(o.ctx, o.caseID, "request")
	o.must(err)
	o.must(o.hq.Settle(o.ctx))
	for _, r := range o.record().Visits[0].Reviews {
		if strings.Contains(r.Text, "secret") {
			t.Error("a word of an erased case stays")
		}
	}
	o.sameAnew()
}

// standsAt syncs somebody and demands how the visit stands there.
func (o *office) standsAt(p *person, want string) *visits.Visit {
	o.Helper()
	p.sync()
	v, err := p.journal.Visit(o.ctx, o.visit.ID)
	o.must(err)
	if v == nil || v.Reviewed() != want {
		o.Fatalf("it does not stand as %q but %+v", want, v)
	}
	return v
}

func (o *office) record() fieldsync.CaseRecord {
	o.Helper()
	rec, err := o.hq.CaseRecord(o.ctx, o.caseID)
	o.must(err)
	return rec
}
