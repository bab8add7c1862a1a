package visits

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"fairvisit/evidence"
)

// FoldVersion is the version of the fold; a picture carries the version that
// made it, and a store with older ones rebuilds from the entries (D12).
const FoldVersion = 14

// mostDetail is how many bytes of the detail of a finding are kept.
const mostDetail = 4096

// The kinds of picture.
const (
	KindCase    = "case"
	KindVisit   = "visit"
	KindDevice  = "device"
	KindFinding = "finding"
	KindPerson  = "person"
	KindThumb   = "thumb"
	KindPrints  = "prints"
	KindTie     = "tie"
	KindTour    = "tour"
	KindAnswer  = "answer"
)

// Key names a picture.
type Key struct {
	Kind string
	ID   evidence.ID
}

// Entity is the key as feeds and logs write it.
func (k Key) Entity() string { return k.Kind + "/" + k.ID.String() }

// ParseKey reads what Entity wrote.
func ParseKey(entity string) (Key, error) {
	kind, id, ok := bytes.Cut([]byte(entity), []byte("/"))
	if !ok {
		return Key{}, fmt.Errorf("picture %q has no kind", entity)
	}
	parsed, err := evidence.ParseID(string(id))
	return Key{Kind: string(kind), ID: parsed}, err
}

// ErrNotUnderstood means that the header was counted but the payload is of a
// kind or form this version cannot read: the entry is quarantined, not refused.
var ErrNotUnderstood = errors.New("entry not understood")

// Input is one entry as the fold takes it: with how and when it came in. A
// device folding its own entries gives Whole and zero.
type Input struct {
	Entry    *evidence.Entry
	Status   evidence.Admission
	Received int64 // µs, headquarters' clock
}

// Pictures is a set of pictures being brought up to date. It reads a picture
// at its first use and holds it, so a batch of entries costs one read and one
// write per picture and not per entry. It is the same code on a device, at
// headquarters and in a rebuild. Not safe for concurrent use.
type Pictures struct {
	// Inside reports whether an act somewhere between from and to (µs) lay inside
	// the lawful hours of a place; nil on a device, which judges nothing afterwards.
	Inside func(h Hearing, placeKind string, from, to int64) (inside, known bool)

	// Judge finds what of a visit was against the rules; nil on a device.
	Judge func(Hearing) []Breach

	// Governs are the regions whose law governs visits to a case of a branch that is
	// in a region; nil on a device, which judges by packs of its own reading.
	Governs func(c *Case, branch string) []string

	// Deposit is how many hours the packs of a hearing give for cash to be handed on; 0:
	// none says so. Nil on a device, which waits for none.
	Deposit func(Hearing) int

	// Grant reports whether a limit counts visits in a case, and which one leaves no
	// room for another; nil on a device, which grants nothing.
	Grant func(Issue) (limited bool, full string)

	// Service is the key by which headquarters signed enrolments; nil on a device,
	// which judges nothing.
	Service ed25519.PublicKey

	// Root signs lists of publishers (FORMAT.md section 22); nil on a device, which
	// folds no act of headquarters.
	Root ed25519.PublicKey

	// Marks are those of what a case says, by headquarters' key; nil: nobody asks for them.
	Marks func(CaseWords) []Mark
	// Withdrawals is when a share of withdrawn photos is a finding; zero: never.
	Withdrawals WithdrawalPolicy

	// counting is true while an entry is folded that headquarters received: then a
	// contact counts for the other cases of its persons and its place too.
	counting bool

	load   func(Key) ([]byte, error) // nil bytes: no such picture
	held   map[Key]any               // *Case, *Visit, *Device, *Finding, *Person, *Prints, *Tie, *Holder, *Tour, *FindingAnswer, *Ask, *Owed, *Bag, *RosterPart, *Swap
	absent map[Key]bool              // load had none, and none was made since
	dirty  map[Key]evidence.Hash     // picture → the entry that last made it
}

// NewPictures starts an empty set over what load can read.
func NewPictures(load func(Key) ([]byte, error)) *Pictures {
	return &Pictures{load: load, held: map[Key]any{}, absent: map[Key]bool{}, dirty: map[Key]evidence.Hash{}}
}

// Changed is one picture to be written.
type Changed struct {
	Key
	State  string // what lists filter by
	Day    string // yyyy-mm-dd or empty
	Order  int
	Body   []byte
	MadeBy evidence.Hash
	Value  any // *Case, *Visit, *Device, *Finding, *Person, *Prints, *Tie, *Tour, *FindingAnswer, *Ask, *RosterPart, *Swap or *Suppressed; must not be changed
}

// Changed takes out what Apply changed since the last call, in order of key.
// The set goes on holding the pictures as a cache.
func (p *Pictures) Changed() ([]Changed, error) {
	out := make([]Changed, 0, len(p.dirty))
	for k, by := range p.dirty {
		c := Changed{Key: k, MadeBy: by, Value: p.held[k]}
		var err error
		if c.Body, err = json.Marshal(c.Value); err != nil {
			return nil, err
		}
		switch v := c.Value.(type) {
		case *Case:
			c.State = v.State()
			if d, ok := v.Decision(v.Standing); ok {
				c.Day, c.Order = d.Day, d.Order
			}
		case *Visit:
			c.State, c.Day = v.Status, v.Day()
		case *Device:
			c.State = "enrolled"
			if !v.Revoked.IsZero() {
				c.State = "revoked"
			}
		case *Finding:
			c.State = v.Code
		case *Person:
			c.State = v.Role
		case *Pack:
			c.State = v.Pack
		case *Tour:
			c.State, c.Day = v.State(), v.Day
		}
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b Changed) int {
		if a.Kind != b.Kind {
			return bytes.Compare([]byte(a.Kind), []byte(b.Kind))
		}
		return bytes.Compare(a.ID[:], b.ID[:])
	})
	clear(p.dirty)
	return out, nil
}

// Drop forgets everything held: for a store whose transaction was rolled back,
// or that another process may have written to.
func (p *Pictures) Drop() {
	clear(p.held)
	clear(p.absent)
	clear(p.dirty)
}

// Len is how many pictures are held.
func (p *Pictures) Len() int { return len(p.held) }

func held[T any](p *Pictures, k Key) (*T, bool, error) {
	if v, ok := p.held[k]; ok {
		t, ok := v.(*T)
		if !ok {
			return nil, false, fmt.Errorf("picture %s is of another kind", k.Entity())
		}
		return t, true, nil
	}
	if p.absent[k] {
		return nil, false, nil
	}
	body, err := p.load(k)
	if err != nil {
		return nil, false, err
	}
	if body == nil {
		p.absent[k] = true // until it is made, and then it is held
		return nil, false, nil
	}
	t := new(T)
	if err := json.Unmarshal(body, t); err != nil {
		return nil, false, fmt.Errorf("picture %s: %w", k.Entity(), err)
	}
	p.held[k] = t
	return t, true, nil
}

func (p *Pictures) caseOf(id evidence.ID) (*Case, error) {
	k := Key{KindCase, id}
	c, ok, err := held[Case](p, k)
	if err == nil && !ok {
		c = &Case{ID: id}
		p.held[k] = c
	}
	return c, err
}

func (p *Pictures) visit(id evidence.ID) (*Visit, error) {
	k := Key{KindVisit, id}
	v, ok, err := held[Visit](p, k)
	if err == nil && !ok {
		v = &Visit{ID: id, Status: StatusUnknown}
		p.held[k] = v
	}
	return v, err
}

func (p *Pictures) device(id evidence.ID) (*Device, error) {
	k := Key{KindDevice, id}
	d, ok, err := held[Device](p, k)
	if err == nil && !ok {
		d = &Device{ID: id}
		p.held[k] = d
	}
	return d, err
}

func (p *Pictures) touch(kind string, id evidence.ID, by evidence.Hash) {
	p.dirty[Key{kind, id}] = by
}

// find notes a finding about e. The unit and officer come from the pictures at
// hand, so that it reaches the right inbox. A device folding its own entries
// (nothing received them yet) makes none: it is headquarters that judges.
func (p *Pictures) find(code string, in Input, unit, officer evidence.ID, detail string) {
	if in.Received == 0 {
		return
	}
	e := in.Entry
	f := &Finding{
		ID: findingID(code, e.ID), Code: code, Unit: unit, Officer: officer, Entry: e.ID, At: in.Received, Detail: bounded(detail),
		Case: e.Header.Case(), Visit: e.Header.Visit(), Device: e.Header.Device,
	}
	p.held[Key{KindFinding, f.ID}] = f
	p.touch(KindFinding, f.ID, e.ID)
}

// bounded is what is kept of the detail of a finding: it has no list that could give way
// in a feed, and many entries can be behind one.
func bounded(detail string) string {
	if len(detail) <= mostDetail {
		return detail
	}
	return strings.ToValidUTF8(detail[:mostDetail], "") + " …"
}

// Feeds names the feeds that show a picture: the branch, and the officers it
// concerns; of a person also the branch's staff. Headquarters folds by it; a picture whose officer changes is
// withdrawn from the feed it leaves.
func Feeds(c Changed) []string {
	var unit evidence.ID
	var officers []evidence.ID
	var feeds []string
	switch v := c.Value.(type) {
	case *Case:
		if v.Erased != nil {
			return nil // every device is told that it is gone, and drops what it holds
		}
		unit = v.Unit
		if d, ok := v.Assigned(); ok && v.Closed == nil {
			officers = append(officers, d.Officer, d.Second)
		}
	case *Visit:
		unit = v.Unit
		if v.Erased == nil {
			officers = append(officers, v.Officer, v.Second)
		}
	case *Device:
		unit = v.Unit
		officers = append(officers, v.Officer)
	case *Finding:
		unit = v.Unit
		if v.Code != HelpWanted || v.Detail != SilentHelp { // whose screen shows nothing must be shown nothing later either
			officers = append(officers, v.Officer)
		}
	case *Tour:
		unit = v.Unit
		officers = append(officers, v.Officer)
		for _, l := range v.Received { // their own devices hold a word on it too
			officers = append(officers, l.Officer)
		}
	case *FindingAnswer:
		unit = v.Unit
		officers = append(officers, v.Officer)
	case *Ask:
		if v.Plan.Erased || v.Entry.IsZero() {
			return nil
		}
		unit = v.Unit
		officers = append(officers, v.Officer, v.Plan.Officer, v.Plan.Second)
	case *RosterPart:
		if v.Erased {
			return nil // a device lets go of its words with the row
		}
		unit = v.Unit // hours and days of staff are its managers' to read, and no officer's
	case *Swap:
		unit, officers = v.feeds()
	case *Rulebook, *Pack, *Unit:
		return rulesFeeds(v)
	case *Person:
		unit = v.Unit
		if !unit.IsZero() {
			feeds = append(feeds, StaffFeed(unit))
		}
	}
	if !unit.IsZero() {
		feeds = append(feeds, UnitFeed(unit))
	}
	for _, o := range officers {
		if f := OfficerFeed(o); !o.IsZero() && !slices.Contains(feeds, f) {
			feeds = append(feeds, f)
		}
	}
	return feeds
}

// OfficerFeed is what an officer's device follows, UnitFeed a manager's.
func OfficerFeed(o evidence.ID) string { return "officer:" + o.String() }

// UnitFeed is what a branch manager's device follows.
func UnitFeed(u evidence.ID) string { return "unit:" + u.String() }

// StaffFeed holds the persons of a branch and nothing else. Officers' devices
// follow it to know their own and each other's names; the unit feed would bring
// them every case of the branch.
func StaffFeed(u evidence.ID) string { return "staff:" + u.String() }
