package hq_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/evidence/photo"
	fieldsync "fairvisit/sync"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/journal"
)

// A visit of 400 photos is more than a frame: it reaches the crew's and the
// manager's devices whole, and what comes after it does too.
func TestAVisitLargerThanAFrameReachesEveryDevice(t *testing.T) {
	s := newCrew(t)
	v := s.visit()
	s.photographs(v, 400, 1, "door")
	s.w.must(v.Close(s.w.ctx, []visits.Outcome{{Code: "nf"}}, nil))
	s.handIn()
	for _, p := range []*person{s.zhao, s.manager} {
		p.sync()
		got := p.shows(v.ID)
		if len(got.Photos) != 400 || got.Omitted != 0 || got.Status != visits.StatusClosed {
			t.Errorf("the device shows %d photos of a visit that is %s, %d left out", len(got.Photos), got.Status, got.Omitted)
		}
	}
	s.livesOn()
	s.follow()
	if got := s.li.shows(v.ID); len(got.Photos) != 400 || got.Omitted != 0 {
		t.Errorf("the device that wrote them shows %d photos, %d left out", len(got.Photos), got.Omitted)
	}
}

// A visit of 2,000 photos with long questions is more than any batch may carry: devices are shown
// the beginning and how much is left out, headquarters holds all of it, and
// pictures made anew are the same rows.
func TestAVisitLargerThanABatchIsShownInPartAndSessionsLiveOn(t *testing.T) {
	s := newCrew(t)
	v := s.visit()
	s.photographs(v, 2000, 16, strings.Repeat("q", 500))
	s.w.must(v.Money(s.w.ctx, visits.MoneyFacts{Amount: 100, Currency: "CNY", Receipt: "R1"}))
	s.handIn()
	s.w.must(s.w.hq.Settle(s.w.ctx))
	record, err := s.w.hq.CaseRecord(s.w.ctx, s.cases[0])
	s.w.must(err)
	if n := len(record.Visits[0].Photos); n != 2000 || record.Visits[0].Omitted != 0 {
		t.Fatalf("headquarters holds %d photos of 2000", n)
	}
	for _, p := range []*person{s.zhao, s.manager} {
		got, last := s.pulled(p, v.ID)
		if len(got.Photos) == 0 || len(got.Photos)+got.Omitted != 2000 || len(got.Money) != 1 || got.Last != last {
			t.Errorf("the device shows %d photos, %d left out, %d payments", len(got.Photos), got.Omitted, len(got.Money))
		}
	}
	s.livesOn()
	s.w.must(s.w.hq.Rebuild(s.w.ctx))
	s.livesOn()
	s.w.must(s.w.hq.Store.Check(s.w.ctx))
	s.follow()
	if got := s.li.shows(v.ID); got.Omitted == 0 || len(got.Photos)+got.Omitted != 2000 {
		t.Errorf("the device that wrote them shows %d photos, %d left out", len(got.Photos), got.Omitted)
	}
	entries, photos, err := s.li.journal.CountVisit(s.w.ctx, v.ID)
	s.w.must(err)
	if photos != 2000 || entries < len(record.Visits[0].Lines) {
		t.Errorf("a close would count %d entries and %d photos", entries, photos)
	}
}

// crew is two officers, their manager and three cases of theirs.
type crew struct {
	w                 *world
	li, zhao, manager *person
	cases             []evidence.ID
	order             int
}

func newCrew(t *testing.T) *crew {
	w := newWorld(t, false)
	w.turn(workday)
	s := &crew{w: w, li: w.enrol("officer", "Li"), zhao: w.enrol("officer", "Zhao"), manager: w.enrol("manager", "Wu")}
	s.cases = w.importCases(oneCase + "Bank A,0002,李华,中山路 8 号,500.00,CNY,60\n")
	w.assign(s.cases[0], s.li, s.zhao)
	for _, p := range []*person{s.li, s.zhao, s.manager} {
		p.sync()
	}
	return s
}

func (s *crew) visit() *fieldwork.Visit {
	s.w.Helper()
	v, verdict, err := s.li.work.Open(s.w.ctx, s.cases[0], s.zhao.id)
	if err != nil {
		s.w.Fatalf("%v: %+v", err, verdict)
	}
	return v
}

// photographs writes entries that name photos, so many in each. Their files are
// not here: it is the entries that make a picture large.
func (s *crew) photographs(v *fieldwork.Visit, photos, each int, question string) {
	s.w.Helper()
	refs := []evidence.Ref{{Kind: evidence.RefCase, ID: v.Case}, {Kind: evidence.RefVisit, ID: v.ID}, {Kind: evidence.RefOfficer, ID: s.li.id},
		{Kind: evidence.RefSecond, ID: s.zhao.id}}
	for photos > 0 {
		w := journal.Writing{Kind: visits.PhotoTaken, Refs: refs, Facts: visits.PhotoFacts{Question: question, Source: "camera"}}
		for range min(each, photos) {
			root := evidence.NewID()
			w.Photos = append(w.Photos, photo.Stored{Name: root.String(), Root: evidence.Hash(bytes.Repeat(root[:], 2)), Size: 1000, Facts: photo.Facts{Type: photo.JPEG}})
		}
		photos -= len(w.Photos)
		_, err := s.li.journal.Append(s.w.ctx, w)
		s.w.must(err)
	}
}

// handIn sends what Li's device holds until all entries are stored, and stops
// there: the files that were never taken are not asked for.
func (s *crew) handIn() {
	s.w.Helper()
	newest, err := s.li.journal.Unsent(s.w.ctx, s.li.journal.Epoch(), 0, 1<<20, 1<<30)
	s.w.must(err)
	ctx, cancel := context.WithTimeout(s.w.ctx, 30*time.Second)
	defer cancel()
	stored := false
	last := newest[len(newest)-1]
	s.li.client.Acknowledged = func(a fieldsync.Stored) {
		if a.Seq >= last.Seq {
			stored = true
			cancel()
		}
	}
	if err := s.li.client.Once(ctx, nil); !stored || !errors.Is(err, context.Canceled) {
		s.w.Fatalf("not all entries are stored: %v", err)
	}
}

// follow has Li's device read what is new in its feed. It learns in the meantime that some of
// the files are lost, and says so: entries of a visit that is shown in part.
func (s *crew) follow() {
	s.w.Helper()
	s.w.must(s.w.hq.Settle(s.w.ctx))
	ctx, cancel := context.WithTimeout(s.w.ctx, 30*time.Second)
	defer cancel()
	read := false
	s.li.client.Applied = func(feed string, _ int64) {
		if feed == visits.OfficerFeed(s.li.id) {
			read = true
			cancel()
		}
	}
	if err := s.li.client.Once(ctx, nil); !read || !errors.Is(err, context.Canceled) {
		s.w.Fatalf("no rows came: %v", err)
	}
}

// pulled is what a device shows of the visit after a pull, and the newest entry
// headquarters holds of it. What Li's device had on the wire when handIn hung up
// may still come in meanwhile (it says which files are lost), so both are read
// until they agree, or for ten seconds.
func (s *crew) pulled(p *person, visit evidence.ID) (got *visits.Visit, last evidence.Hash) {
	s.w.Helper()
	for end := time.Now().Add(10 * time.Second); ; {
		p.sync()
		record, err := s.w.hq.CaseRecord(s.w.ctx, s.cases[0])
		s.w.must(err)
		got, last = p.shows(visit), record.Visits[0].Last
		if got.Last == last || time.Now().After(end) {
			return got, last
		}
	}
}

func (p *person) shows(visit evidence.ID) *visits.Visit {
	p.w.Helper()
	v, err := p.journal.Visit(p.w.ctx, visit)
	p.w.must(err)
	if v == nil {
		p.w.Fatalf("%s's device does not show the visit", p.root)
	}
	return v
}

// livesOn: what the manager decides next reaches the officer and the branch.
func (s *crew) livesOn() {
	s.w.Helper()
	s.order++
	s.w.assign(s.cases[1], s.zhao, s.li)
	for _, p := range []*person{s.zhao, s.manager} {
		p.sync()
		c, err := p.journal.Case(s.w.ctx, s.cases[1])
		s.w.must(err)
		if c == nil || len(c.Decisions) != s.order {
			s.w.Errorf("the decision after it did not arrive: %+v", c)
		}
	}
}
