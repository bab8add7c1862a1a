package visits

import (
	"cmp"
	"crypto/sha256"
	"errors"
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

// Bounds of a part. A person's has about ten fields, the branch's one for each day,
// pair and swap that is not long over.
const (
	rosterKeyMost    = 96
	rosterValueMost  = 4 << 10
	RosterFieldsMost = 200 // of one entry
	rosterPartMost   = 1000
	rosterWallMost   = 4_102_444_800_000_000 // 2100-01-01, µs: a clock beyond it is broken
	rosterAtMost     = rosterWallMost + 1e9  // so that a clock that is broken leaves room for what is said after it
)

// rosterDays is for how many days after it a word on a single day stays: absences of
// staff are nobody's business for longer.
const rosterDays = 60

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
	Entry evidence.Hash `json:"entry"`
	By    evidence.ID   `json:"by,omitzero"`
}

func (f *RosterField) before(g *RosterField) int {
	return cmp.Or(cmp.Compare(f.At, g.At), slices.Compare(f.Entry[:], g.Entry[:]), strings.Compare(f.Key, g.Key))
}

// RosterDay is the day a field is of, yyyy-mm-dd; "" for one that is of no single day.
func RosterDay(key string) string {
	parts := strings.Split(key, ":")
	if len(parts) < 2 {
		return ""
	}
	if _, err := time.Parse(time.DateOnly, parts[1]); err != nil {
		return ""
	}
	return parts[1]
}

// take brings one word in.
func (p *RosterPart) take(f RosterField) {
	i, found := slices.BinarySearchFunc(p.Fields, f.Key, func(g RosterField, key string) int { return strings.Compare(g.Key, key) })
	switch {
	case !found:
		p.Fields = slices.Insert(p.Fields, i, f)
	case p.Fields[i].before(&f) < 0:
		p.Fields[i] = f
	}
}

// letGo forgets days that are long over by when headquarters heard of the part last,
// and of a flood all but the latest words. Both come out the same in any order: when a
// word came is the same for ever, and of each field a later one only takes an earlier's
// place.
func (p *RosterPart) letGo() {
	if p.Heard > 0 {
		old := time.UnixMicro(p.Heard).UTC().AddDate(0, 0, -rosterDays).Format(time.DateOnly)
		p.Fields = slices.DeleteFunc(p.Fields, func(f RosterField) bool {
			day := RosterDay(f.Key)
			return day != "" && day < old
		})
	}
	if over := len(p.Fields) - rosterPartMost; over > 0 {
		order := slices.Clone(p.Fields)
		slices.SortFunc(order, func(f, g RosterField) int { return f.before(&g) })
		first := order[over]
		p.Fields = slices.DeleteFunc(p.Fields, func(f RosterField) bool { return f.before(&first) < 0 })
	}
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
	part.Unit, part.Of, part.Last, part.Heard = unit, f.Of, max(part.Last, f.At), max(part.Heard, in.Received)
	if w != nil && !part.Erased {
		for _, v := range w.Fields {
			part.take(RosterField{v, f.At, in.Entry.ID, by})
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
