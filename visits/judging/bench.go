// Package judging is headquarters' bench: it judges a visit that happened by the
// packs of its day, with the same engine that let it start, and from all that is
// known by now. It is a function of what it is handed, so a rebuild finds what
// was found before.
package judging

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/rules"
)

// Bench holds the packs and checklists a program ships and those it read before.
type Bench struct {
	shipped map[evidence.Hash]rules.Pack
	lists   []checklist.List
	born    []rules.Pack
	read    sync.Map // hash → rules.Pack: bytes of one hash are one pack for ever
}

// NewBench takes the shipped packs by hash, all versions of the house's checklist, the
// newest first, and the packs that a device without any published one goes by.
func NewBench(shipped map[evidence.Hash]rules.Pack, lists []checklist.List, born ...rules.Pack) *Bench {
	return &Bench{shipped: shipped, lists: lists, born: born}
}

// parsed is a published pack; one that does not parse stays unreadable, and
// blocks.
func (b *Bench) parsed(p *visits.Pack) rules.Pack {
	if have, ok := b.read.Load(p.SHA256); ok {
		return have.(rules.Pack)
	}
	var pack rules.Pack
	if data, err := p.Publication.Bytes(); err == nil {
		pack, _ = rules.ParsePack(data) // what it returns with an error blocks
	}
	b.read.Store(p.SHA256, pack)
	return pack
}

// packs are those a visit is judged by: the ones it names that are known, and what it
// leaves out of the house and of the regions that govern it. That is what was in force
// there, or what a device is born with where nothing was: who names no pack is not
// free of it.
func (b *Bench) packs(h *visits.Hearing) (named, leftOut []rules.Pack) {
	for _, p := range h.Named {
		named = append(named, b.parsed(p))
	}
	if h.Visit.Opened != nil {
		for _, u := range h.Visit.Opened.Used {
			known := slices.ContainsFunc(named, func(p rules.Pack) bool { return p.SHA256() == u.Hash })
			if p, ok := b.shipped[u.Hash]; ok && !known {
				named = append(named, p)
			}
		}
	}
	for _, p := range h.InForce {
		if !slices.ContainsFunc(named, func(o rules.Pack) bool { return o.ID == p.Pack }) {
			leftOut = append(leftOut, b.parsed(p))
		}
	}
	for _, p := range rules.Of(b.born, Governing(h.Case, h.Region)...) {
		stands := func(o rules.Pack) bool { return o.ID == p.ID || o.Layer == "house" && p.Layer == "house" }
		if !slices.ContainsFunc(named, stands) && !slices.ContainsFunc(leftOut, stands) {
			leftOut = append(leftOut, p)
		}
	}
	return named, leftOut
}

func (b *Bench) allPacks(h *visits.Hearing) []rules.Pack {
	named, leftOut := b.packs(h)
	return append(named, leftOut...)
}

// since are the packs that a visit went on by: those it began by, and what came into
// force before it ended. The strictest of them holds, so a newer version that is
// looser opens nothing for it.
func (h *hearing) since(b *Bench) []rules.Pack {
	list := slices.Clone(h.packs)
	for _, p := range h.Since {
		list = append(list, b.parsed(p))
	}
	return list
}

// Inside judges whether an act somewhere from from to to (µs) lay in the hours.
func (b *Bench) Inside(h visits.Hearing, placeKind string, from, to int64) (inside, known bool) {
	q := about(h.Case, h.Region, from)
	q.Place.Kind = placeKind
	return rules.Inside(b.allPacks(&h), q, from, to)
}

// hearing is one visit being judged.
type hearing struct {
	visits.Hearing
	named   []rules.Pack        // it names
	leftOut []rules.Pack        // and should have named
	packs   []rules.Pack        // both: it began by them
	later   []rules.Pack        // it went on by: packs, and what came into force meanwhile
	found   map[string][]string // details by code
}

// Judge finds what of a visit was against the rules, by its own word on its time:
// whether that word can be believed is another finding (visits.TimeUnproved).
func (b *Bench) Judge(in visits.Hearing) []visits.Breach {
	h := &hearing{Hearing: in, found: map[string][]string{}}
	h.named, h.leftOut = b.packs(&in)
	h.packs = slices.Concat(h.named, h.leftOut)
	h.later = h.since(b)
	if !in.UnderWay {
		h.judgeStart()
		h.judgeSlot()
		h.judgeEnd()
		h.judgePacks()
		h.judgeList(b)
	}
	h.judgeSteps()
	var all []visits.Breach
	for _, code := range visits.RuleFindings {
		if list, is := h.found[code]; is {
			slices.Sort(list)
			all = append(all, visits.Breach{Code: code, Detail: strings.Join(slices.Compact(list), ", ")})
		}
	}
	return all
}

func (h *hearing) say(code, detail string) { h.found[code] = append(h.found[code], detail) }

// codes are the findings of the engine's reasons. What rests on knowledge that no
// entry brings (what was seen at the door and not written down) is not among them.
var codes = map[string]string{
	"outside_window": visits.RuleHours, "too_late_to_start": visits.RuleHours, "ends_after_window": visits.RuleHours, "time_not_provable": visits.RuleHours,
	"closed_day": visits.RuleClosedDay, "calendar_not_known": visits.RuleClosedDay,
	"too_many_contacts": visits.RuleFrequency,
	"notice_missing":    visits.RuleNotice, "notice_running": visits.RuleNotice, "notice_overdue": visits.RuleNotice, "other_ways_first": visits.RuleNotice,
	"crew_too_small":    visits.RuleCrew,
	codePapers:          visits.RulePapers,
	"place_not_allowed": visits.RulePlace, "prohibited": visits.RulePlace, "consent_required": visits.RulePlace,
	"pack_not_understood": visits.RulePack, "pack_is_sketch": visits.RulePack, "pack_lapsed": visits.RulePack, "pack_missing": visits.RulePack, "no_rules_for_region": visits.RulePack, "pack_expired": visits.RulePack,
	"flags_too_old": visits.RuleStopsOld, "flags_unknown": visits.RuleStopsOld,
}

const codePapers = "certificate_missing"

func (h *hearing) judgeStart() {
	at := h.Opened.Wall
	v := rules.Judge(h.packs, h.question(at))
	for _, r := range v.Reasons {
		if r.Code == "flag_stands" || r.Code == "flag_not_understood" {
			h.judgeStop(r)
			continue
		}
		if r.Code == codePapers && !h.papersKnown() {
			continue
		}
		if r.Code == "promise_runs" && h.Visit.Opened.Verdict.Reason == "" {
			h.say(visits.RulePromise, h.when(r.Rule+" "+r.Params["last_day"], at))
		}
		if r.Code == rules.CodeNoVisit {
			h.judgeNoVisit(r.Rule)
		}
		if code := codes[r.Code]; code != "" && (r.Severity == rules.Block || code == visits.RuleFrequency) {
			h.say(code, h.when(r.Rule, at))
		}
	}
	if class := h.Visit.Opened.Verdict.Class; class != "A" && class != "B" { // C, or what is no class
		h.say(visits.RuleTime, h.when("", at))
	}
}

// when is a rule with the time on the wall at the debtor's address.
func (h *hearing) when(rule string, at int64) string {
	return strings.TrimSpace(rule + " " + clockAt(h.Case.Facts.Zone, at))
}

func clockAt(zone string, at int64) string {
	return time.UnixMicro(at).In(place(zone)).Format("2006-01-02 15:04")
}

// places are the zones asked for so far: to load one is to read a file.
var places sync.Map // zone → *time.Location

func place(zone string) *time.Location {
	if z, ok := places.Load(zone); ok {
		return z.(*time.Location)
	}
	z, err := time.LoadLocation(zone)
	if err != nil {
		return time.UTC
	}
	places.Store(zone, z)
	return z
}

// heard is when the device had last heard headquarters, as far as it says.
func (h *hearing) heard() int64 {
	age := h.Visit.Opened.Verdict.FlagsAge
	if age < 0 || age > h.Opened.Wall {
		return 0
	}
	return h.Opened.Wall - age
}

// judgeStop tells a stop that the device knew of from one only headquarters
// knew. One that nobody could know of then is against no rule.
func (h *hearing) judgeStop(r rules.Reason) {
	for _, f := range h.Case.StoodAt(h.Opened.Wall) {
		if r.Code == "flag_stands" && f.Code != r.Params["flag"] {
			continue
		}
		again := f.AgainAt(h.Opened.Wall) // what became of it after the visit says nothing of who knew
		since := max(f.Received, again)
		switch {
		case f.Device == h.Visit.Device && again == 0, since != 0 && since <= h.heard():
			h.say(visits.RuleFlagKnown, h.when(r.Rule, f.At))
		case since != 0 && since <= h.Opened.Wall:
			h.say(visits.RuleFlagUnseen, h.when(r.Rule, since))
		}
	}
}

// judgeEnd: the crew must have gone before the hours ended.
func (h *hearing) judgeEnd() {
	end := h.wall(visits.VisitLeft)
	if end == 0 {
		end = h.wall(visits.VisitClosed)
	}
	if end <= h.Opened.Wall {
		return
	}
	inside, known := rules.Inside(h.later, h.question(end), end, end)
	if known && !inside && h.found[visits.RuleHours] == nil && h.found[visits.RuleClosedDay] == nil {
		h.say(visits.RuleHours, h.when("", end))
	}
}

// judgePacks: what was in force must have been among what it was judged by. One that
// names no pack was judged by nobody, which other findings say.
func (h *hearing) judgePacks() {
	if len(h.named) == 0 {
		return
	}
	for _, p := range h.leftOut {
		h.say(visits.RulePack, fmt.Sprintf("%s –, %s", p.ID, p.Version))
	}
	for _, p := range h.InForce {
		i := slices.IndexFunc(h.named, func(o rules.Pack) bool { return o.ID == p.Pack })
		if i >= 0 && h.named[i].SHA256() != p.SHA256 && rules.CompareVersions(h.named[i].Version, p.Version) < 0 {
			h.say(visits.RulePack, fmt.Sprintf("%s %s, %s", p.Pack, h.named[i].Version, p.Version))
		}
	}
}

// judgeList: a visit names the list that it was asked by, and that is one which two
// people published or a program shipped. Which of those is not judged: a device
// that was offline goes on with its own. Of a later version than this program ships
// nobody here can say whether a later program ships it, and a finding would be a guess.
func (h *hearing) judgeList(b *Bench) {
	if len(b.lists) == 0 || h.Visit.Opened == nil {
		return
	}
	id := b.lists[0].ID
	i := slices.IndexFunc(h.Visit.Opened.Used, func(u visits.Used) bool { return u.ID == id })
	if i < 0 {
		if h.Listed {
			h.say(visits.RuleList, id+" –")
		}
		return
	}
	used := h.Visit.Opened.Used[i]
	shipped := slices.ContainsFunc(b.lists, func(l checklist.List) bool { return l.Hash() == used.Hash })
	later := rules.CompareVersions(used.Version, b.lists[0].Version) > 0
	if !shipped && !later && !slices.ContainsFunc(h.Lists, func(p *visits.Pack) bool { return p.SHA256 == used.Hash }) {
		h.say(visits.RuleList, id+" "+used.Version)
	}
}

func (h *hearing) place() string { return cmp.Or(h.Visit.Opened.PlaceKind, h.Case.Facts.PlaceKind) }

// wall is the time of the visit's first entry of a kind, by the clock of its device
// as far as headquarters does not know better; 0: there is none.
func (h *hearing) wall(kind string) int64 {
	for _, l := range h.Visit.Lines {
		if l.Kind == kind && l.Device.IsZero() {
			return l.Wall + h.Shift
		}
	}
	return 0
}
