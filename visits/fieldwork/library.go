package fieldwork

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"slices"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/rules"
)

// Library are the rules on this device: what headquarters published for the
// branch's region and two publishers signed, and in its place, where nothing of
// that name was published, what the device was born with.
type Library struct {
	Region string // of the branch; "*" where headquarters placed it nowhere
	born   []rules.Pack
	lines  []visits.PackLine // of packs that hold
	packs  map[evidence.Hash]rules.Pack
	bad    []string // publications that do not hold, by their ids
	older  bool
	lists  checklists
}

// Shelved is one pack in force, as a screen shows it.
type Shelved struct {
	rules.Pack
	Published bool // by headquarters; else the device was born with it
}

// Library reads the rules of this device. It checks every signature from the root
// that this device enrolled with: what headquarters' server says is not enough.
func (o *Officer) Library(ctx context.Context) (*Library, error) {
	key, stored, err := o.storedRules(ctx)
	if err != nil {
		return nil, err
	}
	if have := o.shelf.Load(); have != nil && have.key == key {
		return have.library, nil
	}
	l := &Library{Region: "*", born: o.Packs, packs: map[evidence.Hash]rules.Pack{}}
	if stored.unit != nil && stored.unit.Region != "" {
		l.Region = stored.unit.Region
	}
	var book visits.Rulebook
	if len(stored.book) > 0 {
		if err := json.Unmarshal(stored.book, &book); err != nil {
			return nil, err
		}
	}
	by, older, err := o.publishers(ctx, book.Publishers)
	if err != nil {
		return nil, err
	}
	l.older = older
	for _, body := range stored.packs {
		l.take(body, by)
	}
	l.takeLists(stored.lists, by, o.List)
	// Of two from one day the higher version is the newer.
	slices.SortFunc(l.lines, func(a, b visits.PackLine) int { return rules.CompareVersions(b.Version, a.Version) })
	o.shelf.Store(&shelved{key, l})
	return l, nil
}

// shelved is a library as it was read from what key names.
type shelved struct {
	key     evidence.Hash
	library *Library
}

// storedRules are the bodies of the pictures of rules.
type storedRules struct {
	book  []byte
	packs [][]byte
	lists [][]byte
	unit  *visits.Unit
}

// storedRules reads them, with one hash over them all: a day's list asks for the
// library at every stop, and nothing changed in between.
func (o *Officer) storedRules(ctx context.Context) (key evidence.Hash, s storedRules, err error) {
	sum := sha256.New()
	for _, kind := range []string{visits.KindRulebook, visits.KindPack, visits.KindChecklist, visits.KindUnit} {
		list, err := o.Journal.Pictures(ctx, kind)
		if err != nil {
			return key, s, err
		}
		for _, p := range list {
			sum.Write(p.Key.ID[:])
			sum.Write(p.Body)
			switch {
			case kind == visits.KindRulebook && p.Key.ID == visits.RulebookID():
				s.book = p.Body
			case kind == visits.KindPack:
				s.packs = append(s.packs, p.Body)
			case kind == visits.KindChecklist:
				s.lists = append(s.lists, p.Body)
			case kind == visits.KindUnit && p.Key.ID == o.Journal.Identity().Unit:
				s.unit = new(visits.Unit)
				if err := json.Unmarshal(p.Body, s.unit); err != nil {
					return key, s, err
				}
			}
		}
	}
	return evidence.Hash(sum.Sum(nil)), s, nil
}

// take puts a publication on the shelf if its signatures and its hash hold. One
// that holds and is not understood goes there too, and blocks once it is in force:
// what it forbids nobody here can know.
func (l *Library) take(body []byte, by evidence.Publishers) {
	p, line, data, ok := l.open(evidence.MagicPack, body, by)
	if !ok {
		return
	}
	pack, err := rules.ParsePack(data)
	if err != nil || pack.ID != line.Pack || pack.Version != line.Version {
		pack = rules.Pack{}
	}
	l.lines = append(l.lines, line)
	l.packs[line.SHA256] = pack.Counsel(p.IsConfirmed())
}

// open checks the signatures of a publication and its hash. What does not hold is
// told, and not used.
func (l *Library) open(magic string, body []byte, by evidence.Publishers) (p visits.Pack, line visits.PackLine, data []byte, ok bool) {
	if json.Unmarshal(body, &p) != nil {
		l.bad = append(l.bad, "")
		return p, line, nil, false
	}
	s, data, err := p.Publication.Open(magic, by)
	if err != nil || visits.PackID(s.SHA256) != p.ID {
		l.bad = append(l.bad, p.Pack)
		return p, line, nil, false
	}
	// When it was published is headquarters' word alone and signed by nobody.
	return p, visits.PackLine{Pack: s.Pack, Version: s.Version, SHA256: s.SHA256, Country: s.Country, Region: s.Region, From: s.From}, data, true
}

// Unsigned are the packs and checklists that came and do not hold: not signed by two publishers,
// or other bytes than were signed. They are not used.
func (l *Library) Unsigned() []string { return l.bad }

// RolledBack reports that headquarters sent an older list of publishers than this
// device knows. It goes on by the one it knows.
func (l *Library) RolledBack() bool { return l.older }

// chosen are the packs for a time that lies from earliest to latest (µs): the
// newest in force, and those that come into force in between.
func (l *Library) chosen(earliest, latest int64) (list []Shelved, unknown int) {
	book := visits.Rulebook{Packs: l.lines}
	published := map[string]bool{}
	for _, line := range book.Newest(earliest, latest) {
		p := l.packs[line.SHA256]
		published[line.Pack] = published[line.Pack] || line.InForce(earliest)
		if p.SHA256().IsZero() {
			unknown++
			continue
		}
		list = append(list, Shelved{p, true})
	}
	for _, p := range l.born {
		if !published[p.ID] {
			list = append(list, Shelved{p.Counsel(false), false})
		}
	}
	return list, unknown
}

// For gives the packs that judge in a region ("" = the branch's) at a time from
// earliest to latest. Where a rule is missing or not understood the answer
// blocks: a pack that judges nothing stands in it.
func (l *Library) For(region string, earliest, latest int64) []rules.Pack {
	list, unknown := l.chosen(earliest, latest)
	var all []rules.Pack
	for _, s := range list {
		all = append(all, s.Pack)
	}
	packs, err := rules.Select(all, cmp.Or(region, l.Region))
	if err != nil {
		packs = nil // the engine says that rules are missing
	}
	for range unknown {
		packs = append(packs, rules.Pack{})
	}
	return packs
}

// InForce are the packs of the branch's region at a moment, for a screen.
func (l *Library) InForce(at int64) (list []Shelved, unknown int) {
	all, unknown := l.chosen(at, at)
	chosen := l.For("", at, at)
	for _, s := range all {
		if slices.ContainsFunc(chosen, func(p rules.Pack) bool { return p.SHA256() == s.SHA256() }) {
			list = append(list, s)
		}
	}
	return list, unknown
}

// InForce are the packs that judge on this device now, by its own clock.
func (o *Officer) InForce(ctx context.Context) ([]rules.Pack, error) {
	when, _, err := o.Known(ctx)
	if err != nil {
		return nil, err
	}
	return o.rulesFor(ctx, when, "")
}

// rulesFor are the packs for a time as well as it is known. Where it is not known
// the engine blocks whatever they are.
func (o *Officer) rulesFor(ctx context.Context, when rules.Interval, region string) ([]rules.Pack, error) {
	l, err := o.Library(ctx)
	if err != nil {
		return nil, errors.Join(errors.New("the rules on this device could not be read; nobody may be visited by them"), err)
	}
	earliest, latest := when.Wall, when.Wall
	if when.Class == rules.ClassA {
		earliest, latest = when.Earliest, when.Latest
	}
	return l.For(region, earliest, latest), nil
}
