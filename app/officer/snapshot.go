package officer

import (
	"context"
	"encoding/binary"
	"reflect"
	"time"

	"fairvisit/app/desk"
	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/find"
	"fairvisit/visits/journal"
	"fairvisit/visits/rules"
)

// snapshot is all that the pages show, read at one time.
type snapshot struct {
	tour     tour
	index    *find.Index // of the officer's own cases
	risk     journal.AtRisk
	sending  []journal.Sending
	refusals []journal.Refusal
	names    map[evidence.ID]string // masked, of cases
	when     rules.Interval
	heard    int64 // µs: headquarters was last heard whole; 0: never
	going    going
	second   evidence.ID
	standing fieldsync.Standing
	writings uint64 // of the journal, when the look began
	mine     work
	findings []visits.Finding
	returned []visits.Visit                       // own ones that a manager returned, and nothing was added yet
	answers  map[evidence.ID]visits.FindingAnswer // to them, by finding
	checkin  nextCheckin
	rules    []fieldwork.Shelved // in force for the branch's region
	unread   int                 // published packs that this version does not understand
	list     fieldwork.Listed    // what a new visit is asked
	lists    fieldwork.Lists     // by which visits are told
	saying   saying              // ticked and counted for today, and no entry yet
	said     *visits.Tour        // what was said of today; nil: nothing
	ending   visits.EndedFacts   // what the day's visits come to now
	sound    string              // what is said of recording in ReadyFacts
	camera   error               // why no photo can be taken now; nil too where nobody gave a camera
	same     bool                // as the snapshot before
}

// going is the case the officer set off to. It is kept on disk: who stands
// before a house after a restart must not have lost its number.
type going struct {
	Case evidence.ID
	At   int64 // µs, wall
}

const metaGoing = "officer.going"

func (g going) encode() []byte { return binary.BigEndian.AppendUint64(g.Case[:], uint64(g.At)) }

func readGoing(ctx context.Context, j *journal.Journal) (going, error) {
	b, err := j.Meta(ctx, metaGoing)
	if err != nil || len(b) != len(evidence.ID{})+8 {
		return going{}, err
	}
	var g going
	copy(g.Case[:], b)
	g.At = int64(binary.BigEndian.Uint64(b[len(g.Case):]))
	return g, nil
}

// work counts the officer's own visits.
type work struct{ Done, Left, Abandoned, Open int }

func workOf(list []visits.Visit, me evidence.ID) work {
	var w work
	for i := range list {
		v := &list[i]
		if v.Practice || v.Officer != me {
			continue
		}
		switch v.Status {
		case visits.StatusClosed:
			w.Done++
		case visits.StatusLeft:
			w.Left++
		case visits.StatusAbandoned:
			w.Abandoned++
		default:
			w.Open++
		}
	}
	return w
}

// look reads a snapshot.
func look(ctx context.Context, k *desk.Desk) (snapshot, error) {
	s := snapshot{writings: k.Journal.Writings()}
	// A name that cannot be kept for the sign-in page must not cost the tour.
	if err := k.KeepName(ctx); err != nil {
		k.Device.Log.Warn("the names of the branch could not be kept", "error", err)
	}
	// What nobody went on with for half a day is closed, or it would stand open
	// for ever; the device does it when somebody looks, for it has no other hour.
	if _, err := k.Journal.AbandonSilent(ctx, k.Device.Now()); err != nil {
		k.Device.Log.Warn("silent visits could not be closed", "error", err)
	}
	cases, err := k.Cases(ctx)
	if err != nil {
		return s, err
	}
	known, err := k.Visits(ctx)
	if err != nil {
		return s, err
	}
	drafts, err := k.Journal.Drafts(ctx)
	if err != nil {
		return s, err
	}
	s.second, s.standing = k.Second(), k.Standing()
	now := k.Now()
	s.tour = tourOf(cases, drafts, k.Me(), now)
	own, err := readOrder(ctx, k.Journal)
	if err != nil {
		return s, err
	}
	s.tour.follow(own, now.Format(time.DateOnly))
	s.index = indexOf(cases, k.Me())
	s.mine, s.checkin = workOf(known, k.Me()), nextCheckinOf(cases, known, drafts, k.Device.Now())
	if s.risk, err = k.Journal.AtRisk(ctx); err != nil {
		return s, err
	}
	y, m, day := now.Date()
	if s.sending, err = k.Journal.Sending(ctx, time.Date(y, m, day, 0, 0, 0, 0, now.Location()).UnixMicro()); err != nil {
		return s, err
	}
	s.returned = returnedOf(known, k.Me())
	s.names = namesOf(cases, s.sending, s.returned)
	if err := s.lookAtDay(ctx, k, known); err != nil {
		return s, err
	}
	return s, s.lookAround(ctx, k)
}

func (s *snapshot) lookAround(ctx context.Context, k *desk.Desk) (err error) {
	if s.refusals, err = k.Journal.Refusals(ctx); err != nil {
		return err
	}
	if s.when, s.heard, err = k.Officer.Known(ctx); err != nil {
		return err
	}
	library, err := k.Officer.Library(ctx)
	if err != nil {
		return err
	}
	s.rules, s.unread = library.InForce(k.Device.Now())
	if s.list, err = k.Officer.ListInForce(ctx); err != nil {
		return err
	}
	if s.lists, err = k.Officer.Lists(ctx); err != nil {
		return err
	}
	if s.going, err = readGoing(ctx, k.Journal); err != nil {
		return err
	}
	if k.Device.Camera != nil {
		s.camera = k.Device.Camera.Ready()
	}
	if s.answers, err = k.Answers(ctx); err != nil {
		return err
	}
	all, err := k.Findings(ctx)
	for _, f := range all {
		if f.Officer == k.Me() {
			s.findings = append(s.findings, f)
		}
	}
	return err
}

// namesOf are the masked names of the cases that visits on their way, or returned, concern.
func namesOf(cases []visits.Case, sending []journal.Sending, returned []visits.Visit) map[evidence.ID]string {
	names := map[evidence.ID]string{}
	for i := range returned {
		names[returned[i].Case] = ""
	}
	for _, v := range sending {
		names[v.Case] = ""
	}
	for i := range cases {
		if _, ok := names[cases[i].ID]; ok {
			names[cases[i].ID] = maskedName(&cases[i])
		}
	}
	return names
}

// stands reports that the device stands with headquarters as it did.
func (s snapshot) stands(o snapshot) bool {
	a, b := s.standing, o.standing
	return a.Online == b.Online && a.Since.Equal(b.Since) && a.Next.Equal(b.Next)
}

// equal reports that nothing a page shows changed. The time itself is left out,
// or every look would be a change.
func (s snapshot) equal(o snapshot) bool {
	return s.risk == o.risk && s.heard == o.heard && s.when.Stands() == o.when.Stands() && s.going == o.going && s.second == o.second && s.stands(o) && s.mine == o.mine && s.checkin == o.checkin && (s.camera == nil) == (o.camera == nil) &&
		reflect.DeepEqual(s.sending, o.sending) && reflect.DeepEqual(s.refusals, o.refusals) && reflect.DeepEqual(s.findings, o.findings) && reflect.DeepEqual(s.returned, o.returned) && reflect.DeepEqual(s.answers, o.answers) &&
		s.sound == o.sound && reflect.DeepEqual(s.saying, o.saying) && reflect.DeepEqual(s.said, o.said) && reflect.DeepEqual(s.ending, o.ending) &&
		reflect.DeepEqual(s.names, o.names) && reflect.DeepEqual(s.tour, o.tour)
}
