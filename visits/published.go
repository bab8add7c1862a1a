package visits

import (
	"errors"
	"slices"

	"fairvisit/evidence"
)

// The kinds by which rules and checklists come into force (evidence/FORMAT.md
// sections 22 and 34). They stand in headquarters' own chain; of any other device
// they are not understood.
const (
	PublishersNamed = "publishers.named/1"
	PackPublished   = "pack.published/1"
	PackWithdrawn   = "pack.withdrawn/1"
	PackConfirmed   = "pack.confirmed/1"
	UnitPlaced      = "unit.placed/1"

	ChecklistPublished = "checklist.published/1"
	ChecklistConfirmed = "checklist.confirmed/1"
	ChecklistWithdrawn = "checklist.withdrawn/1" // section 39
)

// The kinds of picture of rules and checklists.
const (
	KindRulebook  = "rulebook"
	KindPack      = "pack"
	KindChecklist = "checklist"
	KindUnit      = "unit"
)

// PublishersFacts is the list the root signed; its people's names are words.
type PublishersFacts = evidence.Statement

// PublishersWords names the people of the list.
type PublishersWords struct {
	People []PublisherName `json:"people"`
}

// PublisherName is one of them.
type PublisherName struct {
	Person evidence.ID `json:"person"`
	Name   string      `json:"name"`
}

// PublishedFacts is a pack or a checklist as it comes into force, with its bytes.
type PublishedFacts = evidence.Publication

// WithdrawnFacts takes a published pack out of force; its bytes stay.
type WithdrawnFacts struct {
	SHA256 evidence.Hash `json:"sha256"`
	Reason string        `json:"reason"` // a code
}

// ConfirmedFacts says that one person read a pack against the law it cites, or a
// checklist.
type ConfirmedFacts struct {
	SHA256 evidence.Hash `json:"sha256"`
	Person evidence.ID   `json:"person"`
}

// ConfirmedWords names who did.
type ConfirmedWords struct {
	Name string `json:"name"`
}

// UnitFacts says where a branch is.
type UnitFacts struct {
	Region string `json:"region"` // ISO 3166: CN, US-MA; * = the house alone
}

// Unit is the picture of a branch.
type Unit struct {
	ID     evidence.ID `json:"id"`
	Region string      `json:"region"`
}

// Pack is a published pack, or a checklist, with its bytes.
type Pack struct {
	ID evidence.ID `json:"id"` // PackID of its hash
	PackLine
	Publication evidence.Publication `json:"publication"`
	Confirmed   []evidence.ID        `json:"confirmed,omitempty"` // persons, each once
}

// Counsel is how many people must have confirmed a pack for it to be called so.
const Counsel = 2

// IsConfirmed reports that enough people read the pack against its law.
func (p *Pack) IsConfirmed() bool { return len(p.Confirmed) >= Counsel }

// PackID names the picture of a pack.
func PackID(sum evidence.Hash) evidence.ID { return evidence.ID(sum[:16]) }

// publishing is one of the two sorts of thing that two people put in force.
type publishing struct {
	kind, magic string
	lines       func(*Rulebook) *[]PackLine
}

var (
	publishedPacks = publishing{KindPack, evidence.MagicPack, func(b *Rulebook) *[]PackLine { return &b.Packs }}
	publishedLists = publishing{KindChecklist, evidence.MagicChecklist, func(b *Rulebook) *[]PackLine { return &b.Lists }}
)

// find is the picture of a publication; nil where it was never published.
func (s publishing) find(p *Pictures, sum evidence.Hash) (*Pack, error) {
	k, _, err := held[Pack](p, Key{s.kind, PackID(sum)})
	if k != nil && k.SHA256 != sum {
		return nil, err
	}
	return k, err
}

// unitOf is the picture of a branch, an empty one where nobody placed it.
func (p *Pictures) unitOf(id evidence.ID) (*Unit, error) {
	k := Key{KindUnit, id}
	u, ok, err := held[Unit](p, k)
	if err == nil && !ok {
		u = &Unit{ID: id}
		p.held[k] = u
	}
	return u, err
}

var (
	errNotHeadquarters = errors.New("an act of headquarters that headquarters did not write")
	errOldPublishers   = errors.New("an older list of publishers than the one that counts")
	errNoSuchPack      = errors.New("a pack or a checklist that was never published")
	errListWithdrawn   = errors.New("a checklist that was withdrawn")
	errStatedOtherwise = errors.New("a pack or a checklist that is in force for another place or from another day")
)

// ofHeadquarters wraps the fold of a kind that only headquarters' chain may hold.
func ofHeadquarters(fold func(*Pictures, Input) error) func(*Pictures, Input) error {
	return func(p *Pictures, in Input) error {
		author, err := p.device(in.Entry.Header.Device)
		if err != nil {
			return err
		}
		if author.Role != "hq" {
			return payloadError{errNotHeadquarters}
		}
		return fold(p, in)
	}
}

func foldPublishers(p *Pictures, in Input) error {
	st, err := facts[PublishersFacts](in.Entry)
	if err != nil {
		return err
	}
	list, err := evidence.OpenPublishers(st, p.Root)
	if err != nil {
		return payloadError{err}
	}
	b, err := p.rulebook()
	if err != nil {
		return err
	}
	if list.Version <= b.Version {
		return payloadError{errOldPublishers}
	}
	b.Publishers, b.Version = st, list.Version
	p.touch(KindRulebook, b.ID, in.Entry.ID)
	return nil
}

// publish demands what a device demands. Published again, a pack gets its new
// signatures and keeps the day it came into force. The same bytes signed for another
// place or day are not understood: devices have one publication of them, and the new
// one would take them out of force where they are.
func (s publishing) publish(p *Pictures, in Input) error {
	f, err := facts[PublishedFacts](in.Entry)
	if err != nil {
		return err
	}
	b, err := p.rulebook()
	if err != nil {
		return err
	}
	by, err := evidence.OpenPublishers(b.Publishers, p.Root)
	if err != nil {
		return payloadError{err}
	}
	st, _, err := f.Open(s.magic, by)
	if err != nil {
		return payloadError{err}
	}
	pack, err := s.find(p, st.SHA256)
	if err != nil {
		return err
	}
	switch {
	case pack != nil && pack.Withdrawn == 0 && pack.Statement() != st:
		return payloadError{errStatedOtherwise}
	case pack != nil && pack.Withdrawn != 0 && s.kind == KindChecklist:
		return payloadError{errListWithdrawn} // else its withdrawal could be played again
	}
	if pack == nil || pack.Withdrawn != 0 {
		pack = &Pack{ID: PackID(st.SHA256), PackLine: PackLine{Pack: st.Pack, Version: st.Version, SHA256: st.SHA256, Country: st.Country, Region: st.Region, From: st.From, Published: in.Received}}
		p.held[Key{s.kind, pack.ID}] = pack
		lines := s.lines(b)
		*lines = append(*lines, pack.PackLine)
		p.touch(KindRulebook, b.ID, in.Entry.ID)
	}
	pack.Publication = f
	p.touch(s.kind, pack.ID, in.Entry.ID)
	return nil
}

func foldPackWithdrawn(p *Pictures, in Input) error {
	f, err := facts[WithdrawnFacts](in.Entry)
	if err != nil {
		return err
	}
	pack, err := publishedPacks.find(p, f.SHA256)
	if err != nil {
		return err
	}
	if pack == nil {
		return payloadError{errNoSuchPack}
	}
	return publishedPacks.withdraw(p, in, pack)
}

// foldListWithdrawn demands two publishers' signatures, as of what put it in force:
// one person alone decides neither.
func foldListWithdrawn(p *Pictures, in Input) error {
	f, err := facts[evidence.Withdrawal](in.Entry)
	if err != nil {
		return err
	}
	b, err := p.rulebook()
	if err != nil {
		return err
	}
	by, err := evidence.OpenPublishers(b.Publishers, p.Root)
	if err != nil {
		return payloadError{err}
	}
	st, err := f.Open(by)
	if err != nil {
		return payloadError{err}
	}
	list, err := publishedLists.find(p, st.SHA256)
	switch {
	case err != nil:
		return err
	case list == nil || list.Pack != st.Pack || list.Version != st.Version:
		return payloadError{errNoSuchPack}
	}
	return publishedLists.withdraw(p, in, list)
}

// withdraw takes a publication out of force, in its picture and in the rulebook.
func (s publishing) withdraw(p *Pictures, in Input, pack *Pack) error {
	b, err := p.rulebook()
	if err != nil || pack.Withdrawn != 0 {
		return err
	}
	pack.Withdrawn = in.Received
	lines := *s.lines(b)
	for i := range lines {
		if l := &lines[i]; l.SHA256 == pack.SHA256 && l.Withdrawn == 0 {
			l.Withdrawn = in.Received
		}
	}
	p.touch(s.kind, pack.ID, in.Entry.ID)
	p.touch(KindRulebook, b.ID, in.Entry.ID)
	return nil
}

func (s publishing) confirm(p *Pictures, in Input) error {
	f, err := facts[ConfirmedFacts](in.Entry)
	if err != nil {
		return err
	}
	pack, err := s.find(p, f.SHA256)
	switch {
	case err != nil:
		return err
	case pack == nil || f.Person.IsZero():
		return payloadError{errNoSuchPack}
	case !slices.Contains(pack.Confirmed, f.Person):
		pack.Confirmed = append(pack.Confirmed, f.Person)
		p.touch(s.kind, pack.ID, in.Entry.ID)
	}
	return nil
}

func foldUnit(p *Pictures, in Input) error {
	f, err := facts[UnitFacts](in.Entry)
	if err != nil {
		return err
	}
	id := in.Entry.Header.Ref(evidence.RefUnit)
	if id.IsZero() {
		return payloadError{errors.New("no branch is named")}
	}
	u, err := p.unitOf(id)
	if err != nil {
		return err
	}
	u.Region = f.Region
	p.touch(KindUnit, u.ID, in.Entry.ID)
	return nil
}
