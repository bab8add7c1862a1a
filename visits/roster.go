package visits

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"fairvisit/evidence"
)

// RosterKept says something of a branch's roster (FORMAT.md section 40).
const RosterKept = "roster.kept/1"

// KindRoster is the picture of one part of a roster: a person's, or what holds for
// the whole branch.
const KindRoster = "roster"

// RosterFacts say whose part of the roster is changed, and after what.
type RosterFacts struct {
	Of evidence.ID `json:"of,omitzero"` // the person; zero: what holds for the branch
	// At is the larger of the writer's wall clock and 1 more than the latest At of
	// the part that the writer knew, µs: who saw a word and says another counts over
	// it however either clock goes.
	At int64       `json:"at"`
	By evidence.ID `json:"by,omitzero"` // of headquarters' own chain: for whom
}

// RosterWords are what is said, by key: what a person's hours and days are is staff
// data and must be erasable.
type RosterWords struct {
	Fields []RosterValue `json:"fields"`
}

// RosterValue is one field of a part and its value, an object of visits/plan as
// text; "" takes the field out.
type RosterValue struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// Bounds of a part. A person's has about ten fields and one for each leave, the branch's
// one for each day, pair and swap that is not long over: of 40 crews that are made by hand
// each day some 600, and as many again for days that are planned ahead. As many as
// rosterDaysMost come to less than MaxPicture.
const (
	rosterKeyMost    = 96
	rosterValueMost  = 4 << 10
	RosterFieldsMost = 200                   // of one entry
	rosterDaysMost   = 1400                  // fields of single days, and of days in a row
	rosterOtherMost  = 100                   // fields without a day that are none of standing
	rosterWallMost   = 4_102_444_800_000_000 // 2100-01-01, µs: a clock beyond it is broken
	rosterAtMost     = rosterWallMost + 1e9  // so that a clock that is broken leaves room for what is said after it
)

// RosterDays is for how many days after it a word on a single day stays, and after its
// last day one on a leave: absences of staff are nobody's business for longer.
const RosterDays = 14

// rosterAhead is by how much a word may be later than when headquarters received it, µs:
// clocks of two zones and a bad one, and no more, or it would count over all that is said
// until then.
const rosterAhead = 24 * 3600 * 1_000_000

// standing are the fields without a day. They never give way: hours and workdays are said
// once, and without them everybody would be sent at other ones. Others without a day are of
// later versions.
var standing = []string{"break", "certificates", "languages", "needs", "off", "partner", "shift", "skills", "start", "workdays", "zone"}

var errRoster = errors.New("a roster's part has a person of the branch, 1 to 200 different fields with values of at most 4 KiB, and a time; nothing was stored")

// RosterID is the id under which a part's words lie: of a branch and a person of it, or
// zero for what holds for all. It is made of random ids alone, so that every device
// makes the same, and a reader can tell that an entry lies under the right one.
func RosterID(unit, of evidence.ID) evidence.ID {
	sum := sha256.Sum256(slices.Concat([]byte("fv-roster-v1\n"), unit[:], of[:]))
	return evidence.ID(sum[:len(evidence.ID{})])
}

// RosterAt is the time of a word on a part that is said at a wall clock's time: later
// than all that is known of it, whatever the clock says.
func RosterAt(wall int64, known *RosterPart) int64 {
	at := min(wall, rosterWallMost)
	if known != nil {
		at = max(at, known.Last+1)
	}
	return at
}

// Check refuses facts that headquarters would not understand.
func (f *RosterFacts) Check() error {
	if f.At < 1 || f.At > rosterAtMost {
		return errRoster
	}
	return nil
}

// Check refuses words that headquarters would not understand.
func (w *RosterWords) Check() error {
	seen := map[string]bool{}
	for _, v := range w.Fields {
		plain := !strings.ContainsFunc(v.Key, func(c rune) bool {
			return (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' && c != '-' && c != ':'
		})
		if v.Key == "" || len(v.Key) > rosterKeyMost || !plain || seen[v.Key] || len(v.Value) > rosterValueMost {
			return errRoster
		}
		seen[v.Key] = true
	}
	if len(seen) == 0 || len(seen) > RosterFieldsMost {
		return errRoster
	}
	return nil
}

// RosterPart is the picture of one part of a branch's roster.
type RosterPart struct {
	ID      evidence.ID   `json:"id"` // RosterID
	Unit    evidence.ID   `json:"unit"`
	Of      evidence.ID   `json:"of,omitzero"`
	Last    int64         `json:"last"` // the latest At it was told
	Fields  []RosterField `json:"fields,omitempty"`
	Heard   int64         `json:"heard,omitempty"`  // µs, when headquarters last received a word of it
	Erased  bool          `json:"erased,omitempty"` // it is kept of nobody any more
	Omitted int           `json:"omitted,omitempty"`
}

// RosterField is what stands of one field: the word of the latest At, of two the one
// whose entry has the larger id.
type RosterField struct {
	RosterValue
	At    int64         `json:"at"`
	Said  int64         `json:"said,omitempty"` // the At of its entry, where that counts as when it was received
	Entry evidence.Hash `json:"entry"`
	By    evidence.ID   `json:"by,omitzero"`
}

// Compare orders the words on a field, and on pairs of one person on one day: what comes
// later counts.
func (f *RosterField) Compare(g *RosterField) int {
	return cmp.Or(cmp.Compare(f.At, g.At), cmp.Compare(f.Said, g.Said), slices.Compare(f.Entry[:], g.Entry[:]), strings.Compare(f.Key, g.Key))
}

// RosterDay is the day a field is of, yyyy-mm-dd, of days in a row the first; "" for one
// that is of none.
func RosterDay(key string) string { return dayIn(key, 1) }

// RosterUntil is the last day a field is of, yyyy-mm-dd; "" for one that is of none.
func RosterUntil(key string) string {
	first := dayIn(key, 1)
	if first == "" {
		return ""
	}
	return max(first, dayIn(key, 2))
}

func dayIn(key string, at int) string {
	parts := strings.Split(key, ":")
	if len(parts) <= at {
		return ""
	}
	if _, err := time.Parse(time.DateOnly, parts[at]); err != nil {
		return ""
	}
	return parts[at]
}

// take brings one word in.
func (p *RosterPart) take(f RosterField) {
	i, found := slices.BinarySearchFunc(p.Fields, f.Key, func(g RosterField, key string) int { return strings.Compare(g.Key, key) })
	switch {
	case !found:
		p.Fields = slices.Insert(p.Fields, i, f)
	case p.Fields[i].Compare(&f) < 0:
		p.Fields[i] = f
	}
}

// letGo forgets days that are long over by when headquarters heard of the part last,
// of a flood of days the oldest, and of a flood of fields that this version does not know
// those that come last by their keys. All comes out the same in any order: when a word
// came is the same for ever, and a field's rank is that of its key, which no word changes.
func (p *RosterPart) letGo() {
	if p.Heard > 0 {
		old := RosterLongOver(time.UnixMicro(p.Heard).UTC())
		p.Fields = slices.DeleteFunc(p.Fields, func(f RosterField) bool {
			until := RosterUntil(f.Key)
			return until != "" && until < old
		})
	}
	days, other := floating(p.Fields)
	if over := len(days) - rosterDaysMost; over > 0 {
		slices.SortFunc(days, func(x, y string) int {
			return cmp.Or(strings.Compare(RosterUntil(x), RosterUntil(y)), strings.Compare(x, y))
		})
		p.without(days[:over])
	}
	if len(other) > rosterOtherMost {
		p.without(other[rosterOtherMost:])
	}
}

// RosterLongOver is the first day of which a roster still says something at a moment.
func RosterLongOver(now time.Time) string {
	return now.AddDate(0, 0, -RosterDays).Format(time.DateOnly)
}

// floating are the keys of fields that have a day, and of those that have none and are of
// a later version, in the fields' order.
func floating(fields []RosterField) (days, other []string) {
	for _, f := range fields {
		switch {
		case RosterDay(f.Key) != "":
			days = append(days, f.Key)
		case !slices.Contains(standing, f.Key):
			other = append(other, f.Key)
		}
	}
	return days, other
}

func (p *RosterPart) without(keys []string) {
	gone := map[string]bool{}
	for _, k := range keys {
		gone[k] = true
	}
	p.Fields = slices.DeleteFunc(p.Fields, func(f RosterField) bool { return gone[f.Key] })
}

var (
	errRosterDays  = fmt.Errorf("the roster would say more than %d things of single days, and the next ones would be forgotten for the last; take days back first; nothing was written", rosterDaysMost)
	errRosterOther = errors.New("the roster would say more than is kept of a branch; nothing was written")
)

// Fits refuses words on a part (nil: one nobody said anything of) that it would not keep,
// before they are written: what is written and forgotten at once nobody is told. What is
// over makes room, by when headquarters heard of the part last.
func (p *RosterPart) Fits(said []RosterValue) error {
	var with RosterPart
	if p != nil {
		with.Fields, with.Heard = slices.Clone(p.Fields), p.Heard
	}
	for _, v := range said {
		with.take(RosterField{RosterValue: v, At: rosterAtMost})
	}
	if with.Heard > 0 {
		over := time.UnixMicro(with.Heard).UTC().AddDate(0, 0, -1).Format(time.DateOnly) // it may still be yesterday there
		with.Fields = slices.DeleteFunc(with.Fields, func(f RosterField) bool { return RosterDay(f.Key) != "" && RosterUntil(f.Key) < over })
	}
	switch days, other := floating(with.Fields); {
	case len(days) > rosterDaysMost:
		return errRosterDays
	case len(other) > rosterOtherMost:
		return errRosterOther
	}
	return nil
}

func (p *Pictures) rosterPart(id evidence.ID) (*RosterPart, error) {
	k := Key{KindRoster, id}
	part, ok, err := held[RosterPart](p, k)
	if err == nil && !ok {
		part = &RosterPart{ID: id}
		p.held[k] = part
	}
	return part, err
}

// foldRosterKept takes a word on a roster in, of a manager of that branch or of
// headquarters. What another says counts nothing: it would send somebody alone, or
// nobody.
func foldRosterKept(p *Pictures, in Input) error {
	h := &in.Entry.Header
	if h.Practice {
		return nil
	}
	f, err := facts[RosterFacts](in.Entry)
	if err != nil {
		return err
	}
	w, err := words[RosterWords](in.Entry)
	if err != nil {
		return err
	}
	unit := h.Ref(evidence.RefUnit)
	if f.Check() != nil || w != nil && w.Check() != nil || unit.IsZero() || h.Case() != RosterID(unit, f.Of) {
		return payloadError{errRoster}
	}
	d, err := p.device(h.Device)
	if err != nil {
		return err
	}
	if in.Received != 0 && !mayKeep(d, unit) {
		return payloadError{errNoDesk}
	}
	by := h.Officer()
	if d.Role == "hq" {
		by = f.By
	}
	part, err := p.rosterPart(h.Case())
	if err != nil {
		return err
	}
	at, said := f.At, int64(0)
	if in.Received != 0 && at > in.Received+rosterAhead {
		at, said = in.Received, f.At
	}
	part.Unit, part.Of, part.Last, part.Heard = unit, f.Of, max(part.Last, at), max(part.Heard, in.Received)
	if w != nil && !part.Erased {
		for _, v := range w.Fields {
			part.take(RosterField{v, at, said, in.Entry.ID, by})
		}
		part.letGo()
	}
	p.touch(KindRoster, part.ID, in.Entry.ID)
	return p.rosterErasable(part.ID, in)
}

// mayKeep reports whether a device may say something of a branch's roster.
func mayKeep(d *Device, unit evidence.ID) bool {
	return d.Role == "manager" && d.Unit == unit || d.Role == "headquarters" || d.Role == "hq"
}

// rosterErasable has headquarters find the part by its id like a case: who erases it
// destroys the key that its words lie under. On a device no list must show it.
func (p *Pictures) rosterErasable(part evidence.ID, in Input) error {
	if in.Received == 0 {
		return nil
	}
	c, err := p.caseOf(part)
	if err != nil || c.Roster {
		return err
	}
	c.Roster = true
	p.touch(KindCase, c.ID, in.Entry.ID)
	return p.rosterErased(c, in.Entry.ID)
}

// rosterErased lets go of what a part says once it is erased.
func (p *Pictures) rosterErased(c *Case, by evidence.Hash) error {
	if !c.Roster || c.Erased == nil {
		return nil
	}
	part, err := p.rosterPart(c.ID)
	if err != nil {
		return err
	}
	part.Fields, part.Erased = nil, true
	p.touch(KindRoster, part.ID, by)
	return nil
}

// cutRoster leaves out fields. Who reads it must not plan by what is left of it.
func cutRoster(p *RosterPart) ([]byte, error) {
	return giveWay(p, &p.Omitted, []list{oldest(&p.Fields)})
}
