package fieldwork

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"

	"fairvisit/assets"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/rules"
)

// checklists are those that came to this device and that two publishers signed.
type checklists struct {
	usable  []listed // editions of the list the device was born with
	others  []checklist.List
	unknown []visits.PackLine // signed, and not understood here or no edition
}

// listed is a checklist that can be in force, with where and from when.
type listed struct {
	visits.PackLine
	list checklist.List
}

// takeLists puts published checklists on the shelf. One that holds and is no edition
// of the list this program was written with is not asked: outcomes, stops and
// findings would look for questions it has not. It is told, and the visits go by
// the list before it.
func (l *Library) takeLists(bodies [][]byte, by evidence.Publishers, born checklist.List) {
	for _, body := range bodies {
		_, line, data, ok := l.open(evidence.MagicChecklist, body, by)
		if !ok {
			continue
		}
		list, err := born, error(nil)
		if line.SHA256 != born.Hash() { // else it was read already, and reading takes a while
			list, err = checklist.Parse(data)
		}
		switch {
		case err != nil:
			l.lists.unknown = append(l.lists.unknown, line)
		case list.ID != line.Pack || list.Version != line.Version || list.EditionOf(born) != nil:
			l.lists.unknown = append(l.lists.unknown, line)
			l.lists.others = append(l.lists.others, list)
		default:
			l.lists.usable = append(l.lists.usable, listed{line, list})
		}
	}
}

// Listed is the checklist that a new visit is asked, for a screen.
type Listed struct {
	checklist.List
	Published bool // by headquarters; else the device was born with it
	// Unread is the version of a published one that would be asked and is not
	// understood by this version of the program; "": none.
	Unread string
}

// narrower tells which of two publications is asked: the one of the narrower place,
// of one place the later, of one day the higher version.
func narrower(a, b visits.PackLine) int {
	breadth := func(l visits.PackLine) int {
		switch {
		case l.Country == "*":
			return 2
		case l.Region == "*":
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(breadth(a), breadth(b)), cmp.Compare(b.From, a.From), rules.CompareVersions(b.Version, a.Version))
}

// list is what a new visit is asked at a moment (µs).
func (l *Library) list(born checklist.List, at int64) Listed {
	here := func(line *visits.PackLine) bool { return line.From <= at && line.AskedIn(l.Region) }
	var best *listed
	for i := range l.lists.usable {
		if c := &l.lists.usable[i]; here(&c.PackLine) && (best == nil || narrower(c.PackLine, best.PackLine) < 0) {
			best = c
		}
	}
	chosen := Listed{List: born}
	if best != nil {
		chosen = Listed{List: best.list, Published: true}
	}
	for _, line := range l.lists.unknown {
		if here(&line) && (best == nil || narrower(line, best.PackLine) < 0) {
			chosen.Unread = line.Version
		}
	}
	return chosen
}

// ListInForce is the checklist that a visit begun now is asked, by the device's own
// clock: one whose day has certainly come.
func (o *Officer) ListInForce(ctx context.Context) (Listed, error) {
	l, err := o.Library(ctx)
	if err != nil {
		return Listed{}, err
	}
	when, err := o.when(ctx)
	if err != nil {
		return Listed{}, err
	}
	at := when.Wall
	if when.Class == rules.ClassA {
		at = when.Earliest
	}
	return l.list(o.List, at), nil
}

// shippedLists are all versions of the house's checklist this program ships.
var shippedLists = sync.OnceValue(func() []checklist.List {
	var all []checklist.List
	for _, data := range assets.HouseChecklists() {
		if l, err := checklist.Parse(data); err == nil { // a test of the program reads them
			all = append(all, l)
		}
	}
	return all
})

// Lists are the checklists that visits may have been asked: for telling their answers
// in words.
type Lists struct {
	all   []checklist.List
	other checklist.List // for a visit whose list is not here
}

// NewLists are lists by which visits are told; the first one tells those whose own
// is not among them.
func NewLists(all ...checklist.List) Lists {
	var other checklist.List
	if len(all) > 0 {
		other = all[0]
	}
	return Lists{all, other}
}

// Lists are the one this device was born with and those that were published to it.
func (o *Officer) Lists(ctx context.Context) (Lists, error) {
	l, err := o.Library(ctx)
	if err != nil {
		return Lists{}, err
	}
	all := []checklist.List{o.List}
	for _, c := range l.lists.usable {
		all = append(all, c.list)
	}
	return NewLists(append(all, l.lists.others...)...), nil
}

// And are these and published ones from elsewhere. Nobody's signature is asked for:
// a list is used for a visit that names its hash.
func (l Lists) And(published ...evidence.Publication) Lists {
	l.all = slices.Clone(l.all)
	for _, p := range published {
		data, err := p.Bytes()
		if err != nil {
			continue
		}
		if list, err := checklist.Parse(data); err == nil {
			l.all = append(l.all, list)
		}
	}
	return l
}

// Of is the list that a visit names, with the texts that its answers give; where that is
// not here, the one in whose words it is told, and false.
func (l Lists) Of(v *visits.Visit) (checklist.List, bool) {
	list, own := l.named(v)
	if v == nil || !list.ShowsAnswers {
		return list, own
	}
	list = list.OnDay(v.Day())
	a, at := checklist.Answers{}, map[string]int64{}
	for _, p := range v.Phases {
		for _, given := range p.Given() {
			if given.At >= at[given.Question] {
				a[given.Question], at[given.Question] = list.Kept(given.Question, given.Code, given.Number, given.Text), given.At
			}
		}
	}
	return list.Reading(a), own
}

// named is the list of Of with its texts as they are. Those the program ships are read
// when one is asked for: that takes a while, and most visits need none.
func (l Lists) named(v *visits.Visit) (checklist.List, bool) {
	if v == nil || v.Opened == nil {
		return l.other, true // it names none
	}
	used := func(list checklist.List) bool {
		return slices.ContainsFunc(v.Opened.Used, func(u visits.Used) bool { return u.Hash == list.Hash() })
	}
	if i := slices.IndexFunc(l.all, used); i >= 0 {
		return l.all[i], true
	}
	if !slices.ContainsFunc(v.Opened.Used, func(u visits.Used) bool { return u.ID == l.other.ID }) {
		return l.other, true
	}
	if i := slices.IndexFunc(shippedLists(), used); i >= 0 {
		return shippedLists()[i], true
	}
	return l.other, false
}

// For is Of without saying whether it is the visit's own.
func (l Lists) For(v *visits.Visit) checklist.List {
	list, _ := l.Of(v)
	return list
}

// metaList names the bytes of a published list that a visit of this device was opened
// with. They stay when the publication leaves the device.
func metaList(sum evidence.Hash) string { return "checklist/" + sum.String() }

// keepList has the bytes of a published list on disk before a visit names it.
func (o *Officer) keepList(ctx context.Context, sum evidence.Hash) error {
	if have, err := o.Journal.Meta(ctx, metaList(sum)); err != nil || have != nil {
		return err
	}
	list, err := o.Journal.Pictures(ctx, visits.KindChecklist)
	if err != nil {
		return err
	}
	for _, p := range list {
		var pack visits.Pack
		if p.Key.ID != visits.PackID(sum) || json.Unmarshal(p.Body, &pack) != nil {
			continue
		}
		data, err := pack.Publication.Bytes()
		if err != nil {
			return err
		}
		return o.Journal.SetMeta(ctx, metaList(sum), data)
	}
	return errListGone
}

var errListGone = errors.New("the checklist that is in force is not on this device any more")

// listOf is the checklist that a visit under way was opened with. A visit whose start
// was lost in a salvage names none, and goes on by the one the device was born with;
// where the kept bytes were lost, the publication may still be here.
func (o *Officer) listOf(ctx context.Context, visit evidence.ID) (checklist.List, error) {
	v, err := o.Journal.Visit(ctx, visit)
	if err != nil || v == nil || v.Opened == nil {
		return o.List, err
	}
	for _, u := range v.Opened.Used {
		if u.Hash == o.List.Hash() {
			return o.List, nil
		}
		data, err := o.Journal.Meta(ctx, metaList(u.Hash))
		if err != nil {
			return o.List, err
		}
		if data == nil {
			continue
		}
		list, err := checklist.Parse(data)
		if err != nil || list.Hash() != u.Hash {
			return o.List, fmt.Errorf("the checklist %s %s of this visit cannot be read: %w", u.ID, u.Version, err)
		}
		return list, nil
	}
	lists, err := o.Lists(ctx)
	return lists.For(v), err
}
