package dossier

import (
	"slices"
	"strconv"

	"fairvisit/evidence"
)

// agree compares the members with each other, once each is sound by itself.
func (v *verifier) agree() {
	v.agreeEntries()
	v.agreeDevices()
	unknown := v.agreeAbsent()
	v.agreeChains()
	v.agreeVisits(unknown)
	v.agreeCosigned(unknown)
}

// agreeEntries demands exactly the entries of the list, each with its proof.
func (v *verifier) agreeEntries() {
	for _, l := range v.list {
		switch x := v.entries[l.no]; {
		case x == nil:
			v.fault(entryPlace(l.no).String(), "list.json names it and it is not inside")
		case x.leaf == nil:
			v.fault(proofPlace(l.no).String(), "it is not inside")
		}
	}
	visits := map[evidence.ID]bool{}
	for _, no := range v.numbers() {
		x := v.entries[no]
		if _, listed := v.listedID[no]; !listed {
			v.fault(x.name, "list.json does not name it")
		}
		if !x.header.Visit().IsZero() && x.header.Case() == v.manifest.Case {
			visits[x.header.Visit()] = true
		}
	}
	for _, no := range v.numbers() {
		if x := v.entries[no]; x.header.Case().IsZero() && v.manifest.Visit.IsZero() && !visits[x.header.Visit()] {
			v.fault(x.name, "it is of a visit that is not of the case")
		}
	}
	for _, m := range v.all {
		if p, _ := parsePlace(m.name); p.room == roomEntries && v.entries[p.no] == nil {
			v.fault(m.name, "its entry is not inside")
		}
	}
	v.report.Visits = len(visits)
}

// numbers lists the entries inside in the order of the log.
func (v *verifier) numbers() []int64 {
	all := make([]int64, 0, len(v.entries))
	for no := range v.entries {
		all = append(all, no)
	}
	slices.Sort(all)
	return all
}

func (v *verifier) agreeDevices() {
	wrote := map[evidence.ID]bool{}
	for _, x := range v.entries {
		wrote[x.header.Device] = true
	}
	for _, m := range v.all {
		if p, _ := parsePlace(m.name); p.room == roomDevices && !wrote[p.device] {
			v.fault(m.name, "no entry inside is of this device")
		}
	}
	v.report.Devices = len(wrote)
}

// agreeAbsent compares what the manifest says is absent with what is, and
// returns the entries that headquarters does not hold.
func (v *verifier) agreeAbsent() map[evidence.Hash]bool {
	said := map[absence]bool{}
	photos := map[string][]absence{}
	unknown, inside := map[evidence.Hash]bool{}, map[evidence.Hash]bool{}
	for _, x := range v.entries {
		inside[x.id] = true
	}
	for _, a := range v.absent {
		if said[a] {
			v.fault(single[roomManifest], "it says twice that %s %s is absent", a.part, a.where)
		}
		said[a] = true
		if a.part == "photo" {
			photos[a.where] = append(photos[a.where], a)
		}
	}
	take := func(a absence) bool {
		is := said[a]
		delete(said, a)
		return is
	}
	for _, no := range v.numbers() {
		x := v.entries[no]
		v.agreePart(take, "words", no, x.words, v.manifest.Mask.hides(&x.header))
		v.agreePart(take, "facts", no, x.facts, false)
		for i := range x.header.Photos {
			for _, a := range v.agreePhoto(photos[photoWhere(no, i)], no, i) {
				take(a)
			}
		}
		a := absence{"entry", x.header.PrevVisit.String(), "unknown", "-"}
		if !x.header.PrevVisit.IsZero() && !unknown[x.header.PrevVisit] && !inside[x.header.PrevVisit] && take(a) {
			unknown[x.header.PrevVisit] = true
		}
	}
	for _, a := range v.absent {
		if said[a] {
			v.fault(single[roomManifest], "it says that %s %s is %s, and nothing inside calls for that", a.part, a.where, a.state)
		}
	}
	v.report.Unknown = len(unknown)
	return unknown
}

func (v *verifier) agreePart(take func(absence) bool, part string, no int64, state evidence.State, masked bool) {
	a, is := absentPart(state)
	if !is {
		return
	}
	a.part, a.where = part, strconv.FormatInt(no, 10)
	byMask := a
	byMask.reason = "mask"
	if !take(a) && !(masked && state == evidence.Withheld && take(byMask)) {
		v.fault(entryPlace(no).String(), "its %s are %s and the manifest does not say so", part, a.state)
	}
}

// agreePhoto demands that a photo is inside, or that the manifest says why not.
// It returns what of said may be said of it.
func (v *verifier) agreePhoto(said []absence, no int64, index int) []absence {
	x := v.entries[no]
	name := photoPlace(no, index, x.header.Photos[index].Type).String()
	inside := v.photos[photoWhere(no, index)]
	var taken []absence
	for _, a := range said {
		switch {
		case a.state == "withdrawn" && codeForm.MatchString(a.reason):
			v.report.PhotosWithdrawn++
		case a.state == "awaited" && a.reason == "-":
			v.report.PhotosDue++
		case a.state == "withheld" && (a.reason == "mask" && v.manifest.Mask.hidesFile(x.header.Photos[index].Type) || a.reason == "salt" && x.words != evidence.Present):
			v.report.PhotosWithheld++
		default:
			continue
		}
		taken = append(taken, a)
	}
	switch {
	case inside && len(taken) > 0:
		v.fault(name, "it is inside and the manifest says it is not")
	case !inside && len(taken) == 0:
		v.fault(name, "it is missing and the manifest does not say why")
	case len(taken) > 1:
		v.fault(name, "the manifest gives two reasons why it is missing")
	}
	return taken
}

// spot is one place of a chain.
type spot struct {
	device, epoch evidence.ID
	seq           uint64
}

// agreeChains compares each entry with the one before it, where that is inside.
func (v *verifier) agreeChains() {
	at := map[spot][]*held{}
	numbers := v.numbers()
	for _, no := range numbers {
		x := v.entries[no]
		if x.leaf == nil {
			return
		}
		s := spot{x.header.Device, x.header.Epoch, x.header.Seq}
		at[s] = append(at[s], x)
	}
	for _, no := range numbers {
		x := v.entries[no]
		s := spot{x.header.Device, x.header.Epoch, x.header.Seq}
		if same := at[s]; len(same) > 1 && !slices.ContainsFunc(same, func(y *held) bool { return y.leaf.Status == evidence.Fork }) {
			v.fault(x.name, "another entry stands at its place of the chain, and no leaf says fork")
		}
		s.seq--
		before := at[s]
		if len(before) == 0 || x.leaf.Status == evidence.Fork || x.leaf.Status == evidence.Ahead {
			continue
		}
		if !slices.ContainsFunc(before, func(y *held) bool { return y.id == x.header.Prev }) {
			v.fault(x.name, "the entry before it in the chain is another than it names")
		}
	}
}

// strand is what one device wrote of one visit in one epoch.
type strand struct{ device, epoch, visit evidence.ID }

// agreeVisits follows prevVisit and compares the counts of closed visits.
func (v *verifier) agreeVisits(unknown map[evidence.Hash]bool) {
	strands := map[strand][]*held{}
	whole := map[strand][]*held{} // without the epoch
	numbers := v.numbers()
	for _, no := range numbers {
		x := v.entries[no]
		if x.leaf == nil {
			return
		}
		if visit := x.header.Visit(); !visit.IsZero() {
			s := strand{x.header.Device, x.header.Epoch, visit}
			strands[s] = append(strands[s], x)
			s.epoch = evidence.ID{}
			whole[s] = append(whole[s], x)
		} else if !x.header.PrevVisit.IsZero() {
			v.fault(x.name, "it names an entry of a visit and no visit")
		}
	}
	for _, no := range numbers {
		x := v.entries[no]
		if x.header.Visit().IsZero() {
			continue
		}
		v.agreeLink(x, strands[strand{x.header.Device, x.header.Epoch, x.header.Visit()}], unknown)
		if x.counts != nil {
			v.agreeCounts(x, whole[strand{device: x.header.Device, visit: x.header.Visit()}], unknown)
		}
	}
}

func forked(all []*held) bool {
	return slices.ContainsFunc(all, func(y *held) bool { return y.leaf.Status == evidence.Fork })
}

// agreeLink finds that nothing was cut out between x and the visit's entry
// before it.
func (v *verifier) agreeLink(x *held, own []*held, unknown map[evidence.Hash]bool) {
	prev := x.header.PrevVisit
	if unknown[prev] {
		return
	}
	var last *held
	named := false
	for _, y := range own {
		if y.header.Seq < x.header.Seq {
			named = named || y.id == prev
			if last == nil || y.header.Seq > last.header.Seq {
				last = y
			}
		}
	}
	switch {
	case prev.IsZero() && last == nil, named && last.id == prev, named && forked(own):
	case prev.IsZero() && forked(own):
	case prev.IsZero():
		v.fault(x.name, "it names no entry before it of its visit, and there is one")
	case !named:
		v.fault(x.name, "the entry before it of its visit, %s, is not inside", prev)
	default:
		v.fault(x.name, "the entry before it of its visit is another than it names")
	}
}

// agreeCounts compares a visit's own count with what is inside up to then; own
// are the visit's entries by that device.
func (v *verifier) agreeCounts(x *held, own []*held, unknown map[evidence.Hash]bool) {
	entries, photos := 0, 0
	for _, y := range own {
		h := &y.header
		if unknown[h.PrevVisit] || y.leaf.Status == evidence.Fork {
			return // which entries it counted nobody can say here
		}
		if h.Epoch == x.header.Epoch && h.Seq <= x.header.Seq || h.Epoch != x.header.Epoch && y.leaf.No < x.leaf.No {
			entries++
			photos += len(h.Photos)
		}
	}
	if entries != x.counts.Entries || photos != x.counts.Photos {
		v.fault(x.name, "it counts %d entries and %d photos of its visit, inside are %d and %d", x.counts.Entries, x.counts.Photos, entries, photos)
	}
}
