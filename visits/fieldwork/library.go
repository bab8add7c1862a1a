package fieldwork

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"slices"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/judging"
	"fairvisit/visits/rules"
)

// Library are the rules on this device: what headquarters published and two
// publishers signed, and in its place, where nothing of that name was published, what
// the device was born with. It holds those of every region, for a case may come from
// any.
type Library struct {
	Region string // of the branch; "" where headquarters placed it nowhere
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
	l := &Library{born: o.Packs, packs: map[evidence.Hash]rules.Pack{}}
	if stored.unit != nil {
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

// chosen are the packs of some regions for a time that lies from earliest to latest
// (µs): the newest in force, and those that come into force in between. Nil regions:
// of all there are.
func (l *Library) chosen(regions []string, earliest, latest int64) (list []Shelved, unknown int) {
	book := visits.Rulebook{Packs: l.lines}
	published := map[string]bool{}
	for _, line := range book.Newest(earliest, latest) {
		p := l.packs[line.SHA256]
		published[line.Pack] = published[line.Pack] || line.InForce(earliest)
		switch {
		case regions != nil && !line.Covers(regions):
		case p.SHA256().IsZero():
			unknown++
		default:
			list = append(list, Shelved{p, true})
		}
	}
	for _, p := range l.born {
		if !published[p.ID] {
			list = append(list, Shelved{p.Counsel(false), false})
		}
	}
	return list, unknown
}

// For gives the packs that judge in any of the regions at a time from earliest to
// latest. Where one is not understood the answer blocks: a pack that judges nothing
// stands in it. That a region has none, the engine says.
func (l *Library) For(regions []string, earliest, latest int64) []rules.Pack {
	list, unknown := l.chosen(regions, earliest, latest)
	packs := rules.Of(packsOf(list), regions...)
	for range unknown {
		packs = append(packs, rules.Pack{})
	}
	return packs
}

func packsOf(list []Shelved) []rules.Pack {
	var all []rules.Pack
	for _, s := range list {
		all = append(all, s.Pack)
	}
	return all
}

// Named are the packs of these hashes that are here, published or born.
func (l *Library) Named(used []visits.Used) []rules.Pack {
	var list []rules.Pack
	for _, u := range used {
		if p, ok := l.packs[u.Hash]; ok {
			list = append(list, p)
		} else if i := slices.IndexFunc(l.born, func(b rules.Pack) bool { return b.SHA256() == u.Hash }); i >= 0 {
			list = append(list, l.born[i].Counsel(false))
		}
	}
	return list
}

// InForce are the packs of the branch's region at a moment, for a screen; those of
// everywhere where it was placed nowhere.
func (l *Library) InForce(at int64) (list []Shelved, unknown int) {
	if l.Region == "" {
		return l.chosen(nil, at, at)
	}
	regions := []string{l.Region}
	all, unknown := l.chosen(regions, at, at)
	here := rules.Of(packsOf(all), regions...)
	for _, s := range all {
		if slices.ContainsFunc(here, func(p rules.Pack) bool { return p.SHA256() == s.SHA256() }) {
			list = append(list, s)
		}
	}
	return list, unknown
}

// Law is what judges on this device now, by its own clock.
func (o *Officer) Law(ctx context.Context) (judging.Law, error) {
	when, _, err := o.Known(ctx)
	if err != nil {
		return judging.Law{}, err
	}
	l, err := o.Library(ctx)
	if err != nil {
		return judging.Law{}, errors.Join(errUnread, err)
	}
	earliest, latest := span(when)
	list, _ := l.chosen(nil, earliest, latest) // where one is not understood its region has none, which blocks
	return judging.Law{Packs: packsOf(list), Branch: l.Region}, nil
}

var errUnread = errors.New("the rules on this device could not be read; nobody may be visited by them")

// span is between when and when a moment lies as well as it is known, in µs. Where it
// is not known the engine blocks whatever the packs are.
func span(when rules.Interval) (earliest, latest int64) {
	if when.Class == rules.ClassA {
		return when.Earliest, when.Latest
	}
	return when.Wall, when.Wall
}

// rulesFor are the packs that a question is put to. A visit under way, named by its
// question, goes by those it began by as well until it is closed, and the strictest
// wins: a looser version that comes meanwhile opens nothing for it.
func (o *Officer) rulesFor(ctx context.Context, l *Library, q *rules.Question) ([]rules.Pack, error) {
	earliest, latest := span(q.When)
	packs := l.For(q.Governed, earliest, latest)
	if q.Visit.IsZero() {
		return packs, nil
	}
	v, err := o.Journal.Visit(ctx, q.Visit)
	if err != nil || v == nil || v.Opened == nil { // a salvage saved the answers and not the start
		return packs, err
	}
	for _, began := range l.Named(v.Opened.Used) {
		if !slices.ContainsFunc(packs, func(p rules.Pack) bool { return p.SHA256() == began.SHA256() }) {
			packs = append(packs, began)
		}
	}
	return packs, nil
}
