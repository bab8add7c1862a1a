package visits_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// marshal is a picture as the fold writes it.
func marshal(t rapid.TB, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// cut is what the branch's feed shows of a picture.
func cut[T any](t rapid.TB, kind string, picture *T) (*T, []byte) {
	t.Helper()
	whole := marshal(t, picture)
	k := visits.Key{Kind: kind, ID: evidence.ID{1}}
	body, err := visits.Cut("unit:x", k, whole)
	if err != nil {
		t.Fatal(err)
	}
	again, err := visits.Cut("unit:x", k, slices.Clone(whole))
	if err != nil || !bytes.Equal(body, again) {
		t.Fatalf("the same picture was cut in two ways: %v", err)
	}
	if len(whole) <= visits.MaxPicture && !bytes.Equal(body, whole) {
		t.Fatalf("a picture of %d bytes was cut", len(whole))
	}
	if len(body) > visits.MaxPicture {
		t.Fatalf("a picture of %d bytes became one of %d", len(whole), len(body))
	}
	twice, err := visits.Cut("unit:x", k, body)
	if err != nil || !bytes.Equal(twice, body) {
		t.Fatalf("what was cut is cut again: %v", err)
	}
	shown := new(T)
	if err := json.Unmarshal(body, shown); err != nil {
		t.Fatal(err)
	}
	return shown, body
}

// text is up to what one entry can bring, of characters JSON writes in one byte
// or six.
func text(t *rapid.T, label string) string {
	n := rapid.SampledFrom([]int{0, 3, 40, 2000, 50 << 10}).Draw(t, label)
	return strings.Repeat(rapid.SampledFrom([]string{"a", "<", "文"}).Draw(t, label+" of"), n/3)
}

func many(t *rapid.T, label string) int {
	return rapid.SampledFrom([]int{0, 0, 1, 1, 7, 7, 60, 60, 600, 3000}).Draw(t, label)
}

func hash(i int) (h evidence.Hash) {
	copy(h[:], fmt.Sprintf("%032d", i))
	return h
}

func some[T any](t *rapid.T, label string, item func(i int, text string) T) []T {
	said := text(t, label+" text")
	n := many(t, label)
	if len(said) > 40 { // the rest comes of <, which is six bytes: more would only be slow
		n = min(n, 200_000/len(said))
	}
	var list []T
	for i := range n {
		list = append(list, item(i, said))
	}
	return list
}

func aVisit(t *rapid.T) *visits.Visit {
	v := &visits.Visit{ID: evidence.ID{1}, Unit: evidence.ID{2}, Status: visits.StatusClosed}
	v.Lines = some(t, "lines", func(i int, _ string) visits.Line {
		return visits.Line{Entry: hash(i), Kind: visits.PhotoTaken, Seq: uint64(i)}
	})
	if n := len(v.Lines); n > 0 {
		v.Last = v.Lines[n-1].Entry
	}
	v.Photos = some(t, "photos", func(i int, s string) visits.PhotoLine { return visits.PhotoLine{Entry: hash(i), Question: s} })
	v.Notes = some(t, "notes", func(i int, s string) visits.NoteLine { return visits.NoteLine{Entry: hash(i), Text: s} })
	v.Phases = some(t, "phases", func(i int, s string) visits.Phase {
		return visits.Phase{Entry: hash(i), Answers: []visits.Answer{{Question: "q", Text: s}}}
	})
	v.Money = some(t, "money", func(i int, s string) visits.MoneyLine {
		return visits.MoneyLine{Entry: hash(i), MoneyFacts: visits.MoneyFacts{Amount: int64(i), Receipt: s}}
	})
	if rapid.Bool().Draw(t, "opened") {
		v.Opened = &visits.OpenedFacts{Day: text(t, "day"), Subjects: some(t, "subjects", func(_ int, s string) visits.Subject { return visits.Subject{Role: s} })}
	}
	if rapid.Bool().Draw(t, "closed") {
		v.Closed = &visits.ClosedFacts{Outcomes: some(t, "outcomes", func(_ int, s string) visits.Outcome { return visits.Outcome{Code: s} })}
	}
	return v
}

func items(v *visits.Visit) (n int) {
	n = len(v.Lines) + len(v.Photos) + len(v.Notes) + len(v.Phases) + len(v.Money)
	if v.Opened != nil {
		n += len(v.Opened.Subjects)
	}
	if v.Closed != nil {
		n += len(v.Closed.Outcomes)
	}
	return n
}

// Whatever a device makes of a visit, a feed can show it; what is left out is
// counted, what a visit came to and the end of its chain stay.
func TestAnyVisitFitsAFeed(t *testing.T) {
	cuts := 0
	rapid.Check(t, func(t *rapid.T) {
		v := aVisit(t)
		shown, _ := cut(t, visits.KindVisit, v)
		if shown.Omitted != items(v)-items(shown) {
			t.Fatalf("%d of %d items are shown and %d said to be left out", items(shown), items(v), shown.Omitted)
		}
		if shown.Status != v.Status || shown.Day() != v.Day() || shown.Last != v.Last {
			t.Fatal("what the visit came to was cut")
		}
		if n := len(v.Lines); n > 0 && (len(shown.Lines) == 0 || shown.Lines[len(shown.Lines)-1].Entry != v.Last) {
			t.Fatal("the newest line was left out: the next entry would be folded onto another")
		}
		if shown.Omitted > 0 {
			cuts++
			if len(marshal(t, v)) <= visits.MaxPicture {
				t.Fatal("something was left out of a picture that fits")
			}
		}
	})
	if cuts == 0 {
		t.Error("no visit was large enough to be cut")
	}
}

// The longest list gives way and the others stay whole: a flood of photos does
// not hide the money.
func TestTheLongestListGivesWay(t *testing.T) {
	v := &visits.Visit{ID: evidence.ID{1}, Status: visits.StatusOpened, Lines: []visits.Line{{Entry: hash(0)}}}
	for i := range 5000 {
		v.Photos = append(v.Photos, visits.PhotoLine{Entry: hash(i)})
	}
	for i := range 20 {
		v.Money = append(v.Money, visits.MoneyLine{Entry: hash(i), MoneyFacts: visits.MoneyFacts{Amount: 100}})
	}
	shown, body := cut(t, visits.KindVisit, v)
	if len(shown.Money) != 20 || len(shown.Lines) != 1 {
		t.Errorf("%d of 20 payments and %d of 1 lines are shown", len(shown.Money), len(shown.Lines))
	}
	if len(shown.Photos)+shown.Omitted != 5000 || !reflect.DeepEqual(shown.Photos, v.Photos[:len(shown.Photos)]) {
		t.Errorf("%d photos are shown, %d said to be left out", len(shown.Photos), shown.Omitted)
	}
	if len(body) < visits.MaxPicture-1000 {
		t.Errorf("only %d bytes are used of %d", len(body), visits.MaxPicture)
	}
}

func aCase(t *rapid.T) *visits.Case {
	c := &visits.Case{ID: evidence.ID{1}, Unit: evidence.ID{2}, Imported: hash(1)}
	c.Facts.Zone = "Asia/Shanghai"
	c.Facts.Parties = some(t, "parties", func(i int, _ string) visits.PartyRole { return visits.PartyRole{Role: "debtor"} })
	c.Decisions = some(t, "decisions", func(i int, s string) visits.Decision { return visits.Decision{Entry: hash(i), Day: s} })
	if n := len(c.Decisions); n > 0 {
		c.Standing = c.Decisions[rapid.IntRange(0, n-1).Draw(t, "standing")].Entry
		c.Contested = append(c.Contested, c.Decisions[rapid.IntRange(0, n-1).Draw(t, "contested")].Entry)
	}
	c.Flags = some(t, "flags", func(i int, s string) visits.Flag { return visits.Flag{Entry: hash(i), Code: s, Source: "officer"} })
	c.Contacts = some(t, "contacts", func(i int, s string) visits.Contact {
		return visits.Contact{First: int64(i), Status: visits.StatusClosed, Codes: []string{"NF", s}}
	})
	return c
}

// Whatever is done to a case, a feed can show it. Either all that decides
// whether somebody may go there is shown, or it is shown as not imported, which
// nobody may visit.
func TestAnyCaseFitsAFeedAndNoStopIsHidden(t *testing.T) {
	cuts, bare := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		c := aCase(t)
		shown, body := cut(t, visits.KindCase, c)
		if len(body) < len(marshal(t, c)) {
			cuts++
		}
		if len(body) < len(marshal(t, c)) != (shown.Omitted > 0) {
			t.Fatalf("%d left out", shown.Omitted)
		}
		if shown.Standing != c.Standing || shown.Unit != c.Unit {
			t.Fatal("the standing decision was cut")
		}
		if shown.Imported.IsZero() {
			bare++
			if c.Stopped() && !shown.Stopped() {
				t.Fatal("a stopped case is shown without a stop")
			}
			return
		}
		standing, _ := c.Decision(c.Standing)
		kept, ok := shown.Decision(c.Standing)
		if !c.Standing.IsZero() && (!ok || kept.Day != standing.Day) {
			t.Fatal("the standing decision was left out")
		}
		if !slices.EqualFunc(shown.Flags, c.Flags, func(a, b visits.Flag) bool { return reflect.DeepEqual(a, b) }) || len(shown.Contacts) != len(c.Contacts) || len(shown.Facts.Parties) != len(c.Facts.Parties) {
			t.Fatalf("%d of %d flags, %d of %d contacts", len(shown.Flags), len(c.Flags), len(shown.Contacts), len(c.Contacts))
		}
		for i := range c.Contacts {
			if shown.Contacts[i].First != c.Contacts[i].First {
				t.Fatal("contacts changed places")
			}
		}
		if shown.State() != c.State() {
			t.Fatalf("a case that is %s is shown as %s", c.State(), shown.State())
		}
	})
	if !testing.Short() && (cuts == bare || bare == 0) { // short, too few are tried for that
		t.Errorf("of %d cases cut %d were shown bare: one of the two ways was not tried", cuts, bare)
	}
}

// Of settled decisions the newest stay, in their order.
func TestOldDecisionsGiveWayFirst(t *testing.T) {
	c := &visits.Case{ID: evidence.ID{1}, Imported: hash(1), Standing: hash(1)}
	for i := range 9000 {
		d := visits.Decision{Entry: hash(i)}
		if i < 4000 {
			d.Day = strings.Repeat("d", 300)
		}
		c.Decisions = append(c.Decisions, d)
	}
	shown, body := cut(t, visits.KindCase, c)
	if len(body) < visits.MaxPicture-1000 {
		t.Errorf("only %d bytes are used of %d", len(body), visits.MaxPicture)
	}
	n := len(shown.Decisions)
	if n < 2 || shown.Decisions[0].Entry != hash(1) {
		t.Fatalf("%d decisions, the first is %s", n, shown.Decisions[0].Entry.Short())
	}
	for i, d := range shown.Decisions[1:] {
		if d.Entry != hash(9000-n+1+i) {
			t.Fatalf("decision %d of %d is %s", i+1, n, d.Entry.Short())
		}
	}
}

// A picture without lists is of one entry, and fits however that is written.
func TestTheLongestTextOfOneEntryFits(t *testing.T) {
	worst := strings.Repeat("<", evidence.MaxEntry)
	f := &visits.Finding{ID: evidence.ID{1}, Detail: worst}
	if shown, _ := cut(t, visits.KindFinding, f); shown.Detail != worst {
		t.Error("the finding was cut")
	}
	d := &visits.Device{ID: evidence.ID{1}, Role: worst}
	for i := range 3000 {
		d.Gaps = append(d.Gaps, visits.GapFacts{From: uint64(i), Reason: "restored"})
	}
	if shown, _ := cut(t, visits.KindDevice, d); len(shown.Gaps) == 0 || shown.Omitted == 0 || shown.Role != worst {
		t.Errorf("%d gaps are shown", len(shown.Gaps))
	}
}

// On its way to an officer a stopped case loses its address, however large.
func TestAStoppedCaseHasNoAddressForOfficersHoweverLarge(t *testing.T) {
	for _, decisions := range []int{1, 9000} {
		c := &visits.Case{ID: evidence.ID{1}, Imported: hash(1), Flags: []visits.Flag{{Entry: hash(2), Code: "cease_contact"}},
			Words: &visits.CaseWords{Creditor: "Bank A", Place: visits.PlaceWords{Street: "中山路"}}}
		for i := range decisions {
			c.Decisions = append(c.Decisions, visits.Decision{Entry: hash(i)})
		}
		body, err := visits.Cut("officer:x", visits.Key{Kind: visits.KindCase, ID: c.ID}, marshal(t, c))
		if err != nil || len(body) > visits.MaxPicture || bytes.Contains(body, []byte("中山路")) || !bytes.Contains(body, []byte("Bank A")) {
			t.Errorf("%d decisions: %d bytes, %v", decisions, len(body), err)
		}
	}
}
