package visits_test

import (
	"crypto/ed25519"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// reviewing is a branch with a visit, and who might review it.
type reviewing struct {
	unit, visit, caseID                 evidence.ID
	tablet, li, zhao                    evidence.ID
	ofWu, ofHan, ofLi, ofZhao, ofHouse  evidence.ID
	people                              []*evidence.Entry
	opened, before, closed, note, phase *evidence.Entry
}

func newReviewing(t rapid.TB) *reviewing {
	r := &reviewing{unit: evidence.ID{12}, visit: evidence.ID{5}, caseID: evidence.ID{20}, tablet: evidence.ID{1}, li: evidence.ID{2}, zhao: evidence.ID{3},
		ofWu: evidence.ID{7}, ofHan: evidence.ID{13}, ofLi: evidence.ID{9}, ofZhao: evidence.ID{10}, ofHouse: evidence.ID{11}}
	r.people = []*evidence.Entry{enrolledIn(t, r.unit, r.tablet, r.li, "officer"), enrolledIn(t, r.unit, r.ofWu, evidence.ID{70}, "manager"),
		enrolledIn(t, evidence.ID{99}, r.ofHan, evidence.ID{71}, "manager"), enrolledIn(t, r.unit, r.ofLi, r.li, "manager"),
		enrolledIn(t, r.unit, r.ofZhao, r.zhao, "manager"), enrolledIn(t, r.unit, r.ofHouse, evidence.ID{72}, "headquarters")}
	r.opened = r.says(t, r.tablet, r.li, 2, visits.VisitOpened, visits.OpenedFacts{Day: "2026-11-25"}, nil, evidence.Ref{Kind: evidence.RefSecond, ID: r.zhao})
	r.before = r.says(t, r.tablet, r.li, 3, visits.NoteAdded, visits.Empty{}, visits.NoteWords{Text: "before the close"})
	r.closed = r.says(t, r.tablet, r.li, 4, visits.VisitClosed, visits.ClosedFacts{Entries: 3}, nil)
	r.note = r.says(t, r.tablet, r.li, 5, visits.NoteAdded, visits.Empty{}, visits.NoteWords{Text: "what is missing"})
	r.phase = r.says(t, r.tablet, r.li, 6, visits.VisitPhase, visits.PhaseFacts{Phase: "talk"}, nil)
	return r
}

func (r *reviewing) says(t rapid.TB, device, officer evidence.ID, seq uint64, kind string, facts, words any, more ...evidence.Ref) *evidence.Entry {
	t.Helper()
	e := said(t, device, officer, r.visit, seq, kind, facts)
	h := e.Header
	if device != r.tablet {
		h.Wall -= 3_600_000_000 // the clocks of desks are an hour behind the tablet's
	}
	h.Refs = append(append(h.Refs, evidence.Ref{Kind: evidence.RefCase, ID: r.caseID}), more...)
	slices.SortFunc(h.Refs, func(a, b evidence.Ref) int { return int(a.Kind) - int(b.Kind) })
	part := evidence.Part{}
	if words != nil {
		b, err := evidence.MarshalPayload(words)
		if err != nil {
			t.Fatal(err)
		}
		part = evidence.NewPart(b)
	}
	key := ed25519.NewKeyFromSeed(make([]byte, 32))
	signed, err := evidence.Sign(h, e.Facts, part, evidence.Keys{Device: key, Officer: key})
	if err != nil {
		t.Fatal(err)
	}
	return &signed
}

func (r *reviewing) reviews(t rapid.TB, device, officer evidence.ID, seq uint64, f visits.ReviewedFacts, text string) *evidence.Entry {
	t.Helper()
	unit := r.unit
	if device == r.ofHan {
		unit = evidence.ID{99}
	}
	return r.says(t, device, officer, seq, visits.VisitReviewed, f, visits.TextWords{Text: text}, evidence.Ref{Kind: evidence.RefUnit, ID: unit})
}

func (r *reviewing) returned(t rapid.TB, seq uint64, seen evidence.Hash) *evidence.Entry {
	return r.reviews(t, r.ofWu, evidence.ID{70}, seq, visits.ReviewedFacts{Result: visits.ReviewReturned, Reason: "photos", Seen: seen}, "secret")
}

func (r *reviewing) approved(t rapid.TB, device, officer evidence.ID, seq uint64, seen evidence.Hash) *evidence.Entry {
	return r.reviews(t, device, officer, seq, visits.ReviewedFacts{Result: visits.ReviewApproved, Seen: seen}, "")
}

// fold gives the pictures as text, of entries in this order.
func (r *reviewing) fold(t rapid.TB, entries ...*evidence.Entry) (visits.Visit, map[visits.Key]string) {
	t.Helper()
	p := visits.NewPictures(func(visits.Key) ([]byte, error) { return nil, nil })
	for _, e := range append(slices.Clone(r.people), entries...) {
		if err := p.Apply(visits.Input{Entry: e, Status: evidence.Whole, Received: 1_790_000_000_000_000}); err != nil {
			t.Fatal(err)
		}
	}
	var v visits.Visit
	bodies := map[visits.Key]string{}
	for _, c := range changed(t, p) {
		bodies[c.Key] = string(c.Body)
		if x, is := c.Value.(*visits.Visit); is {
			v = *x
		}
	}
	return v, bodies
}

// Which review stands, and whose counts for nothing.
func TestHowAVisitThatWasReviewedStands(t *testing.T) {
	r := newReviewing(t)
	seen := r.closed.ID
	for name, c := range map[string]struct {
		want    string
		entries []*evidence.Entry
	}{
		"nobody reviewed it":          {"", nil},
		"approved":                    {visits.ReviewApproved, []*evidence.Entry{r.approved(t, r.ofWu, evidence.ID{70}, 2, seen)}},
		"returned":                    {visits.ReviewReturned, []*evidence.Entry{r.returned(t, 2, seen)}},
		"returned and answered":       {visits.ReviewAnswered, []*evidence.Entry{r.returned(t, 2, seen), r.note}},
		"answered by a phase":         {visits.ReviewAnswered, []*evidence.Entry{r.returned(t, 2, seen), r.phase}},
		"a note that was seen":        {visits.ReviewReturned, []*evidence.Entry{r.returned(t, 2, r.note.ID), r.note}},
		"what was seen is not here":   {visits.ReviewReturned, []*evidence.Entry{r.returned(t, 2, evidence.Hash{1}), r.note}},
		"answered and approved":       {visits.ReviewApproved, []*evidence.Entry{r.returned(t, 2, seen), r.note, r.approved(t, r.ofWu, evidence.ID{70}, 3, r.note.ID)}},
		"returned again":              {visits.ReviewReturned, []*evidence.Entry{r.returned(t, 2, seen), r.note, r.returned(t, 3, r.note.ID)}},
		"approved, then noted":        {visits.ReviewApproved, []*evidence.Entry{r.approved(t, r.ofWu, evidence.ID{70}, 3, seen), r.note}},
		"by another branch's manager": {"", []*evidence.Entry{r.approved(t, r.ofHan, evidence.ID{71}, 3, seen)}},
		"by its officer, as manager":  {"", []*evidence.Entry{r.approved(t, r.ofLi, r.li, 3, seen)}},
		"by its second, as manager":   {visits.ReviewReturned, []*evidence.Entry{r.returned(t, 2, seen), r.approved(t, r.ofZhao, r.zhao, 3, seen)}},
	} {
		v, _ := r.fold(t, append([]*evidence.Entry{r.opened, r.before, r.closed}, c.entries...)...)
		if got := v.Reviewed(); got != c.want {
			t.Errorf("%s: it stands as %q, and not %q", name, got, c.want)
		}
	}
	if v, _ := r.fold(t, r.opened, r.before, r.approved(t, r.ofWu, evidence.ID{70}, 2, r.before.ID)); v.Reviewed() != "" {
		t.Error("a visit that has not ended was reviewed")
	}
}

// In whatever order they come in, and twice, the visit stands the same, and a review is
// nothing of what was done: neither a contact, nor an entry of the visit's own.
func TestAReviewStandsTheSameInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := newReviewing(t)
		own := []*evidence.Entry{r.opened, r.before, r.closed, r.note}
		reviews := []*evidence.Entry{r.returned(t, 2, r.closed.ID), r.returned(t, 3, r.note.ID), r.approved(t, r.ofHan, evidence.ID{71}, 4, r.closed.ID)}
		if rapid.Bool().Draw(t, "approved") {
			reviews = append(reviews, r.approved(t, r.ofWu, evidence.ID{70}, 4, r.note.ID))
		}
		_, bare := r.fold(t, own...)
		one, _ := r.fold(t, append(slices.Clone(own), reviews...)...)
		// The visit's own come in the order of its chain, a manager's among them anywhere.
		var mixed []*evidence.Entry
		for _, e := range rapid.Permutation(append(slices.Clone(own), reviews...)).Draw(t, "order") {
			if !slices.Contains(own, e) {
				mixed = append(mixed, e)
				continue
			}
			mixed = append(mixed, nil)
		}
		at := 0
		for i := range mixed {
			if mixed[i] == nil {
				mixed[i] = own[at]
				at++
			}
		}
		other, bodies := r.fold(t, append(mixed, mixed...)...)
		a, _ := json.Marshal(one)
		b, _ := json.Marshal(other)
		if string(a) != string(b) {
			t.Fatalf("it is\n%s\nand in another order\n%s", a, b)
		}
		k := visits.Key{Kind: visits.KindCase, ID: r.caseID}
		if bodies[k] != bare[k] {
			t.Fatalf("the case is\n%s\nand without a review\n%s", bodies[k], bare[k])
		}
		entries, _ := other.Counted()
		if entries != 3 || other.Officer != r.li || other.Device != r.tablet || other.Newest() != r.note.ID {
			t.Fatalf("%d entries of %s are counted", entries, other.Officer.Short())
		}
		for key := range bodies {
			if _, was := bare[key]; !was {
				t.Fatalf("a review made %s", key.Entity())
			}
		}
	})
}

// What is none is not understood.
func TestAReviewThatIsNone(t *testing.T) {
	r := newReviewing(t)
	seen := r.closed.ID
	understood := func(e *evidence.Entry) bool {
		p := visits.NewPictures(func(visits.Key) ([]byte, error) { return nil, nil })
		for _, b := range append(slices.Clone(r.people), r.opened, r.before, r.closed) {
			if err := p.Apply(visits.Input{Entry: b, Status: evidence.Whole, Received: 1}); err != nil {
				t.Fatal(err)
			}
		}
		return p.Apply(visits.Input{Entry: e, Status: evidence.Whole, Received: 1}) == nil
	}
	wu, facts := evidence.ID{70}, func(result, reason string) visits.ReviewedFacts {
		return visits.ReviewedFacts{Result: result, Reason: reason, Seen: seen}
	}
	for i, e := range []*evidence.Entry{
		r.reviews(t, r.ofWu, wu, 2, facts("liked", ""), ""),
		r.reviews(t, r.ofWu, wu, 2, facts(visits.ReviewReturned, ""), ""),
		r.reviews(t, r.ofWu, wu, 2, facts(visits.ReviewReturned, "because"), ""),
		r.reviews(t, r.ofWu, wu, 2, facts(visits.ReviewApproved, "photos"), ""),
		r.reviews(t, r.ofWu, wu, 2, visits.ReviewedFacts{Result: visits.ReviewApproved}, ""),
		r.reviews(t, r.ofWu, wu, 2, facts(visits.ReviewReturned, "photos"), strings.Repeat("长", 501)),
		r.reviews(t, r.tablet, r.li, 7, facts(visits.ReviewApproved, ""), ""),
		r.reviews(t, r.ofHouse, evidence.ID{72}, 2, facts(visits.ReviewApproved, ""), ""),
		r.says(t, r.ofHan, evidence.ID{71}, 2, visits.VisitReviewed, facts(visits.ReviewApproved, ""), nil, evidence.Ref{Kind: evidence.RefUnit, ID: r.unit}),
	} {
		if understood(e) {
			t.Errorf("%d is understood", i)
		}
	}
	if !understood(r.returned(t, 2, seen)) {
		t.Error("a review is not understood")
	}
}

// Of many reviews the one that stands still travels.
func TestAFloodOfReviewsIsCut(t *testing.T) {
	r := newReviewing(t)
	v, _ := r.fold(t, r.opened, r.closed, r.returned(t, 2, r.closed.ID))
	for i := range 20000 {
		v.Reviews = append(v.Reviews, visits.ReviewLine{By: evidence.Hash{0xff, byte(i), byte(i >> 8)}, Officer: r.li, Unit: r.unit, Case: r.caseID, At: 1 << 60})
	}
	body, err := json.Marshal(v)
	if err == nil {
		body, err = visits.Cut(visits.UnitFeed(r.unit), visits.Key{Kind: visits.KindVisit}, body)
	}
	var shown visits.Visit
	if err == nil {
		err = json.Unmarshal(body, &shown)
	}
	if err != nil || len(body) > visits.MaxPicture || shown.Reviewed() != visits.ReviewReturned || shown.Omitted == 0 {
		t.Errorf("%d bytes, %v, it stands as %q", len(body), err, shown.Reviewed())
	}
}
