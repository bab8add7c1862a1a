package hq_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/sync/hq"
	"fairvisit/visits"
	"fairvisit/visits/journal"
	"fairvisit/visits/plan"
)

// rostered is a branch whose two managers keep one roster; another branch has one too.
type rostered struct {
	*asking
	sun, other *person
}

func newRostered(t *testing.T) *rostered {
	r := &rostered{asking: newAsking(t)}
	r.sun = r.enrol("manager", "Sun")
	north := r.unit
	r.unit = r.hq.UnitID("south")
	r.other = r.enrol("manager", "Tang")
	r.unit = north
	r.everybody()
	return r
}

func (r *rostered) everybody() {
	r.Helper()
	r.all(r.li, r.zhao, r.he, r.gao, r.sun, r.other)
}

// of is the roster as a manager's device has it.
func (r *rostered) of(p *person) plan.Roster {
	r.Helper()
	parts, err := p.journal.RosterParts(r.ctx)
	r.must(err)
	officers, err := r.hq.Officers(r.ctx, r.unit)
	r.must(err)
	kept, err := plan.RosterOf(parts, officers)
	r.must(err)
	return kept
}

// keeps has a manager change the roster as their device has it.
func (r *rostered) keeps(p *person, change func(*plan.Roster)) {
	r.Helper()
	parts, err := p.journal.RosterParts(r.ctx)
	r.must(err)
	now := r.of(p)
	change(&now)
	r.must(p.work.KeepRoster(r.ctx, plan.FieldsOf(parts), now.Fields()))
}

func (r *rostered) who(kept *plan.Roster, who *person) *plan.Person {
	r.Helper()
	i := slices.IndexFunc(kept.People, func(p plan.Person) bool { return p.ID == who.id })
	if i < 0 {
		r.Fatal("not in the roster")
	}
	return &kept.People[i]
}

// same fails unless both managers' devices and headquarters have one roster.
func (r *rostered) same() plan.Roster {
	r.Helper()
	atHQ, err := r.hq.Roster(r.ctx, r.unit)
	r.must(err)
	want, err := json.Marshal(atHQ)
	r.must(err)
	for _, p := range []*person{r.gao, r.sun} {
		here := r.of(p)
		got, err := json.Marshal(here)
		r.must(err)
		if string(got) != string(want) {
			r.Errorf("%s has\n%s\nand headquarters\n%s", p.root, got, want)
		}
	}
	return atHQ
}

// rebuilt fails unless pictures made anew are those that are shown, here and on the
// managers' devices.
func (r *rostered) rebuilt() {
	r.Helper()
	(&office{world: r.world}).sameAnew()
	for _, p := range []*person{r.gao, r.sun} {
		before, err := p.journal.Pictures(r.ctx, visits.KindRoster)
		r.must(err)
		r.must(p.journal.Rebuild(r.ctx))
		after, err := p.journal.Pictures(r.ctx, visits.KindRoster)
		r.must(err)
		if !slices.EqualFunc(before, after, func(x, y journal.Picture) bool {
			return x.Key == y.Key && x.State == y.State && string(x.Body) == string(y.Body)
		}) {
			r.Errorf("%s: its roster made anew is another", p.root)
		}
	}
	if a, err := hq.Audit(r.ctx, r.options()); err != nil || a.Total != 0 {
		r.Errorf("the audit: %v, %v", err, a.Faults)
	}
}

// Two managers change the roster while both are offline: what each said of another
// person or field stands, of one field the later word, and no device of an officer or of
// another branch hears any of it.
func TestTwoManagersKeepOneRoster(t *testing.T) {
	r := newRostered(t)
	r.keeps(r.gao, func(k *plan.Roster) {
		k.Holidays = []string{"2026-12-25"}
		r.who(k, r.li).With = r.who(k, r.zhao).Name
	})
	r.everybody()
	r.keeps(r.gao, func(k *plan.Roster) {
		r.who(k, r.li).Leave = []plan.Days{{From: "2026-12-01", Until: "2026-12-03"}}
		r.who(k, r.he).Shift = plan.Hours{From: "08:00", Until: "16:00"}
		k.MakeUp = append(k.MakeUp, "2026-12-05")
	})
	r.turn(workday.Add(60e9))
	r.keeps(r.sun, func(k *plan.Roster) {
		r.who(k, r.li).Languages = []string{"yue"}
		r.who(k, r.he).Shift = plan.Hours{From: "10:00", Until: "18:00"}
		k.Holidays = append(k.Holidays, "2026-12-26")
		k.Pairs = append(k.Pairs, plan.Pair{Day: "2026-12-02", One: r.who(k, r.zhao).Name, Other: r.who(k, r.he).Name})
	})
	r.sun.sync() // the later word comes in first
	r.everybody()
	kept := r.same()
	li, he := r.who(&kept, r.li), r.who(&kept, r.he)
	if len(li.Leave) != 1 || !slices.Equal(li.Languages, []string{"yue"}) || li.With != "Zhao" || he.Shift.From != "10:00" ||
		!slices.Equal(kept.Holidays, []string{"2026-12-25", "2026-12-26"}) || !slices.Equal(kept.MakeUp, []string{"2026-12-05"}) || len(kept.Pairs) != 1 {
		t.Errorf("kept is %+v", kept)
	}
	// Who saw a word and says another counts over it, also by a clock that is years slow.
	r.turn(workday.AddDate(-2, 0, 0))
	r.keeps(r.gao, func(k *plan.Roster) { r.who(k, r.he).Shift = plan.Hours{From: "07:00", Until: "15:00"} })
	r.turn(workday.Add(120e9))
	r.everybody()
	if kept := r.same(); r.who(&kept, r.he).Shift.From != "07:00" {
		t.Errorf("He works %+v", r.who(&kept, r.he).Shift)
	}
	for _, p := range []*person{r.li, r.zhao, r.he, r.other} {
		if got, err := p.journal.RosterParts(r.ctx); err != nil || len(got) > 0 {
			t.Errorf("%s holds %v, %v", p.root, got, err)
		}
	}
	for _, p := range []*person{r.gao, r.sun} {
		cases, err := p.journal.Pictures(r.ctx, visits.KindCase)
		r.must(err)
		if len(cases) != 2 {
			t.Errorf("%s lists %d cases", p.root, len(cases))
		}
	}
	r.rebuilt()
}

// A word of a manager of another branch, or of an officer, and one that lies under
// another part's id count nothing.
func TestOnlyTheBranchKeepsItsRoster(t *testing.T) {
	r := newRostered(t)
	r.keeps(r.gao, func(k *plan.Roster) { k.Holidays = []string{"2026-12-25"} })
	r.everybody()
	says := func(p *person, unit, of, id evidence.ID) {
		_, err := p.journal.Append(r.ctx, journal.Writing{Kind: visits.RosterKept, Facts: visits.RosterFacts{Of: of, At: workday.AddDate(1, 0, 0).UnixMicro()},
			Words: visits.RosterWords{Fields: []visits.RosterValue{{Key: "shift", Value: `{"from":"01:00","until":"02:00"}`}}},
			Refs:  []evidence.Ref{{Kind: evidence.RefCase, ID: id}, {Kind: evidence.RefOfficer, ID: p.id}, {Kind: evidence.RefUnit, ID: unit}}})
		r.must(err)
	}
	says(r.other, r.unit, evidence.ID{}, visits.RosterID(r.unit, evidence.ID{}))
	says(r.li, r.unit, r.li.id, visits.RosterID(r.unit, r.li.id))
	says(r.gao, r.unit, r.he.id, visits.RosterID(r.unit, r.zhao.id))
	says(r.gao, r.unit, r.he.id, r.asking.one)
	r.everybody()
	kept := r.same()
	if kept.Shift.From != "09:00" || r.who(&kept, r.he).Shift != (plan.Hours{}) || r.who(&kept, r.li).Shift != (plan.Hours{}) {
		t.Errorf("kept is %+v", kept)
	}
	r.rebuilt()
}

// Of a person who left all that the roster ever said of them is erased: the key goes,
// the managers' devices let go of it, and what comes in later is not kept.
func TestWhoLeavesIsErasedFromTheRoster(t *testing.T) {
	r := newRostered(t)
	leave := []plan.Days{{From: "2026-12-01", Until: "2026-12-03"}}
	r.keeps(r.gao, func(k *plan.Roster) {
		r.who(k, r.he).Leave = leave
		r.who(k, r.li).Leave = leave
	})
	r.everybody()
	id := visits.RosterID(r.unit, r.he.id)
	if _, err := r.hq.ForgetRoster(r.ctx, r.unit, r.he.id, "request"); err == nil || !strings.Contains(err.Error(), "hq revoke -device "+r.he.journal.Identity().Device.String()) {
		t.Errorf("of who may sign in: %v", err)
	}
	r.must(r.hq.Revoke(r.ctx, r.he.journal.Identity().Device, "left"))
	_, err := r.hq.ForgetRoster(r.ctx, r.unit, r.he.id, "request")
	r.must(err)
	r.all(r.gao, r.sun)
	for _, p := range []*person{r.gao, r.sun} {
		if gone, err := p.journal.RosterForgotten(r.ctx, r.unit, []evidence.ID{r.li.id, r.he.id}); err != nil || !gone[r.he.id] || gone[r.li.id] {
			t.Errorf("%s: forgotten are %v, %v", p.root, gone, err)
		}
	}
	r.keeps(r.sun, func(k *plan.Roster) { r.who(k, r.he).Skills = []string{"hardship"} }) // a screen that stood open
	r.all(r.li, r.zhao, r.gao, r.sun)
	for _, p := range []*person{r.gao, r.sun} {
		kept := r.of(p)
		if he := r.who(&kept, r.he); len(he.Leave)+len(he.Skills) > 0 || len(r.who(&kept, r.li).Leave) != 1 {
			t.Errorf("%s says %+v", p.root, kept.People)
		}
	}
	if kept := r.same(); len(r.who(&kept, r.he).Leave) > 0 {
		t.Error("headquarters shows it")
	}
	p, err := r.hq.Store.PictureByID(r.ctx, visits.KindRoster, id)
	if err != nil || strings.Contains(string(p.Body), "2026-12-01") {
		t.Errorf("%s, %v", p.Body, err)
	}
	n := 0
	for row, err := range r.hq.Store.EntriesOfCase(r.ctx, id) {
		r.must(err)
		e, err := evidence.Decode(row.Raw)
		r.must(err)
		if n++; e.Words.State == evidence.Present {
			t.Errorf("entry %d still has its words", row.No)
		}
	}
	if n < 2 {
		t.Errorf("%d entries of the part", n)
	}
	r.rebuilt()
}

// Headquarters takes a file in, and says what it has where nobody keeps a roster.
func TestHeadquartersTakesARosterIn(t *testing.T) {
	r := newRostered(t)
	if _, err := r.hq.Roster(r.ctx, r.unit); !errors.Is(err, hq.ErrNoRoster) {
		t.Error(err)
	}
	k := plan.Roster{Schema: "roster/1", Shift: plan.Hours{From: "09:30", Until: "17:30"}, Holidays: []string{"2026-12-25"},
		People: []plan.Person{{ID: r.li.id, Name: "Li", Skills: []string{"hardship"}}, {ID: r.zhao.id, Name: "Zhao", With: "Li"}}}
	n, err := r.hq.KeepRoster(r.ctx, r.unit, r.gao.id, &k)
	if err != nil || n != 4 {
		t.Errorf("%d fields, %v", n, err)
	}
	r.everybody()
	r.keeps(r.gao, func(k *plan.Roster) { k.Shift.Until = "18:00" })
	r.everybody()
	kept := r.same()
	if kept.Shift.Until != "18:00" || r.who(&kept, r.zhao).With != "Li" {
		t.Errorf("%+v", kept)
	}
	if n, err = r.hq.KeepRoster(r.ctx, r.unit, r.gao.id, &kept); n != 0 || err != nil {
		t.Errorf("the same again says %d fields, %v", n, err)
	}
	r.rebuilt()
}

// A roster that lay on one device is moved into the branch's once and loses to what was
// said before; of two devices that bring theirs every device has the same.
func TestARosterOfOneDeviceIsMovedOnce(t *testing.T) {
	r := newRostered(t)
	r.keeps(r.sun, func(k *plan.Roster) { r.who(k, r.li).Skills = []string{"hardship"} })
	r.sun.sync()
	moves := func(p *person, skill, holiday string) {
		own := plan.Roster{Schema: "roster/1", Holidays: []string{holiday}, People: []plan.Person{{ID: r.li.id, Name: "Li", Skills: []string{skill}}, {ID: r.he.id, Name: "He", Skills: []string{skill}}}}
		r.must(p.journal.SetMeta(r.ctx, "file", []byte("kept")))
		r.must(p.work.MoveRoster(r.ctx, &own, "file", "seen"))
		if left, err := p.journal.Meta(r.ctx, "file"); err != nil || len(left) > 0 {
			t.Errorf("left is %q, %v", left, err)
		}
	}
	moves(r.gao, "small_business", "2026-12-25")
	moves(r.sun, "vehicles", "2026-12-26")
	r.everybody()
	kept := r.same()
	if !slices.Equal(r.who(&kept, r.li).Skills, []string{"hardship"}) || len(r.who(&kept, r.he).Skills) != 1 || len(kept.Holidays) != 2 {
		t.Errorf("%+v", kept)
	}
	r.rebuilt()
}

// A clock that is broken does not lock a part: what is said after it stands, on every
// device and by headquarters.
func TestAWordOfTheLastMomentLocksNoPart(t *testing.T) {
	r := newRostered(t)
	speaks := func(p *person, at time.Time, language string) {
		r.turn(at)
		r.keeps(p, func(k *plan.Roster) { r.who(k, r.li).Languages = []string{language} })
		r.turn(workday)
		r.everybody()
	}
	speaks(r.gao, time.Date(2150, 1, 1, 0, 0, 0, 0, time.UTC), "yue")
	speaks(r.sun, workday, "en")
	kept := r.same()
	if got := r.who(&kept, r.li).Languages; !slices.Equal(got, []string{"en"}) {
		t.Errorf("said last by Sun: %q", got)
	}
	r.who(&kept, r.li).Languages = []string{"fr"}
	_, err := r.hq.KeepRoster(r.ctx, r.unit, r.gao.id, &kept)
	r.must(err)
	r.everybody()
	kept = r.same()
	if got := r.who(&kept, r.li).Languages; !slices.Equal(got, []string{"fr"}) {
		t.Errorf("said last by headquarters: %q", got)
	}
}

// A part of a roster lies among the cases and is listed as none.
func TestARosterIsNoCaseOfAnyList(t *testing.T) {
	r := newRostered(t)
	before, err := r.hq.ListCases(r.ctx, "", evidence.ID{}, 100)
	r.must(err)
	r.keeps(r.gao, func(k *plan.Roster) { r.who(k, r.li).Languages = []string{"yue"} })
	r.everybody()
	after, err := r.hq.ListCases(r.ctx, "", evidence.ID{}, 100)
	r.must(err)
	exported := 0
	r.must(r.hq.EachPicture(r.ctx, visits.KindCase, func(json.RawMessage) error { exported++; return nil }))
	if len(after) != len(before) || exported != len(before) {
		t.Errorf("%d cases, and with a roster %d are listed and %d exported", len(before), len(after), exported)
	}
	one, err := r.hq.ListCases(r.ctx, "", evidence.ID{}, 1)
	if r.must(err); len(before) > 0 && len(one) != 1 {
		t.Errorf("a page of one has %d", len(one))
	}
}

// Two managers, each of whom knows of one leave of a person, say both; of two pairs of
// that person on one day the later word counts and the other is shown as replaced.
func TestTwoLeavesOfOnePersonBothStand(t *testing.T) {
	r := newRostered(t)
	r.keeps(r.gao, func(k *plan.Roster) { r.who(k, r.he).Leave = []plan.Days{{From: "2026-12-01", Until: "2026-12-03"}} })
	r.keeps(r.sun, func(k *plan.Roster) { r.who(k, r.he).Leave = []plan.Days{{From: "2026-12-21", Until: "2026-12-23"}} })
	r.keeps(r.gao, func(k *plan.Roster) { k.Pairs = []plan.Pair{{Day: "2026-12-07", One: "Zhao", Other: "He"}} })
	r.turn(workday.Add(60e9))
	r.keeps(r.sun, func(k *plan.Roster) { k.Pairs = []plan.Pair{{Day: "2026-12-07", One: "Li", Other: "He"}} })
	r.everybody()
	kept := r.same()
	if got := r.who(&kept, r.he).Leave; !slices.Equal(got, []plan.Days{{From: "2026-12-01", Until: "2026-12-03"}, {From: "2026-12-21", Until: "2026-12-23"}}) {
		t.Errorf("He is on leave %v", got)
	}
	i := slices.IndexFunc(kept.Pairs, func(p plan.Pair) bool { return p.Replaced })
	if len(kept.Pairs) != 2 || i < 0 || kept.Pairs[i].One != "Zhao" || kept.Pairs[1-i].Replaced {
		t.Errorf("pairs are %+v", kept.Pairs)
	}
	if two := kept.Together("2026-12-07", 0, nil); len(two) != 1 || !slices.Contains(two[0], r.li.id) || !slices.Contains(two[0], r.he.id) {
		t.Errorf("together go %v", two)
	}
	// The later is taken back: the other counts again.
	r.keeps(r.gao, func(k *plan.Roster) { k.Pairs = slices.Delete(k.Pairs, 1-i, 2-i) })
	r.everybody()
	kept = r.same()
	if len(kept.Pairs) != 1 || kept.Pairs[0].Replaced {
		t.Errorf("pairs are %+v", kept.Pairs)
	}
	r.rebuilt()
}

// More holidays than a part holds are refused with a sentence, and what stood stands; of
// days that are long over nothing is written.
func TestTooManyDaysAreRefusedBeforeTheyAreWritten(t *testing.T) {
	r := newRostered(t)
	k := plan.Roster{Schema: "roster/1", Shift: plan.Hours{From: "10:00", Until: "16:00"}, Holidays: []string{"2024-12-25"}}
	if n, err := r.hq.KeepRoster(r.ctx, r.unit, r.gao.id, &k); n != 1 || err != nil {
		t.Errorf("%d fields, %v", n, err)
	}
	for i := range 1401 {
		k.Holidays = append(k.Holidays, workday.AddDate(0, 0, i+2).Format(time.DateOnly))
	}
	if n, err := r.hq.KeepRoster(r.ctx, r.unit, r.gao.id, &k); n != 0 || err == nil || !strings.Contains(err.Error(), "nothing was written") {
		t.Errorf("%d fields, %v", n, err)
	}
	r.everybody()
	if kept := r.same(); kept.Shift.From != "10:00" || len(kept.Holidays) > 0 {
		t.Errorf("%+v", kept)
	}
	parts, err := r.gao.journal.RosterParts(r.ctx)
	r.must(err)
	now := r.of(r.gao)
	now.Holidays = k.Holidays[1:]
	if err := r.gao.work.KeepRoster(r.ctx, plan.FieldsOf(parts), now.Fields()); err == nil {
		t.Error("a manager's device writes them")
	}
}
