// Package rules decides whether a visit may start or go on: by packs of rules
// that are data, from facts that are handed in. It has no clock and opens no
// file but the zone table, so the tablet offline and headquarters later give
// the same verdict for the same question. What it does not understand (a pack,
// a zone, a flag, a role, a time) it blocks, because a wrong "no" costs a trip and a
// wrong "yes" harms a person.
package rules

import (
	"slices"
	"strconv"
	"strings"

	"fairvisit/evidence"
)

// The ways out of a block that the engine itself names.
const (
	wayOnline = "go_online"
	wayBeacon = "scan_colleague_beacon"
	wayWait   = "wait_for_window"
)

const (
	// maxGuess is how far a wall clock may run past the newest entry of its
	// chain and still be believed (D24).
	maxGuess = 72 * hour

	// maxDrift is how far knowledge from headquarters may seem to come from the
	// future before the device's time counts as wrong.
	maxDrift = 2 * minute

	// A pack may ask for fresher flags than this, never for staler ones.
	flagsWarn, flagsBlock = 24 * hour, 72 * hour

	// latestTime keeps sums of times far from overflow: the year 2200.
	latestTime = int64(230*365) * day

	horizonDays = 60

	// onlineDays is longer, because a limit of contacts can last a month and
	// what is promised then does not rest on today's flags.
	onlineDays = 120
)

// Evaluate judges q by every pack that is in force and applies: all of them
// must agree, and at least one must be a house pack, or the visit is blocked.
// The order of packs decides nothing but the order of equal reasons.
func Evaluate(packs []Pack, q Question) Verdict {
	z, zoned := loadZone(q.Case.Zone)
	h := hear(packs, q, z, zoned)
	h.findNext(packs)
	return h.v
}

// hearing is one question on its way to a verdict.
type hearing struct {
	q         Question
	zone      zone
	zoned     bool
	from, to  int64 // the time lies between these, both inside
	timed     bool
	packs     []*Pack // in force and applying
	calendars []*Pack // of these, whose closed days are those of the debtor's address
	alone     bool    // a pack on trial: no house under it
	hasty     bool    // one no is enough; the reasons are thrown away
	v         Verdict
}

func hear(packs []Pack, q Question, z zone, zoned bool) *hearing {
	h := &hearing{q: q, zone: z, zoned: zoned}
	h.judge(packs)
	return h
}

func (h *hearing) judge(packs []Pack) {
	h.judgeTime()
	if !h.zoned {
		h.block(ruleZone, "", "zone_unknown", nil, "complete_address", wayOnline)
	}
	h.choosePacks(packs)
	h.judgePacks()
	h.judgeFlags()
	h.judgeSync()
	h.judgeChannel()
	h.judgePeople()
	h.judgeHours()
	h.judgeFrequency()
	h.judgeSlot()
	h.judgeBefore()
	h.judgeFirst()
	h.judgeCash()
	h.judgeProhibitions()
	h.judgePapers()
	h.judgeSeen()
	h.judgePromise()
	h.judgeNoVisit()
	h.v.Recording = recording(h.packs)
	slices.SortStableFunc(h.v.Reasons, func(a, b Reason) int { return rank(b) - rank(a) })
	h.v.Decision = decide(h.v.Reasons)
	if h.v.Allowed() {
		h.askPacks()
	}
}

func rank(r Reason) int {
	if r.Severity == Block {
		return 1
	}
	return 0
}

func (h *hearing) block(rule, pack, code string, params map[string]string, instead ...string) {
	h.say(Reason{rule, pack, Block, code, params, instead})
}

func (h *hearing) warn(rule, pack, code string, params map[string]string, instead ...string) {
	h.say(Reason{rule, pack, Warn, code, params, instead})
}

func (h *hearing) say(r Reason) { h.v.Reasons = append(h.v.Reasons, r) }

// judgeTime settles between which instants the act lies, by the class of the
// time (D24).
func (h *hearing) judgeTime() {
	w := h.q.When
	switch {
	case w.Class == ClassA && plausible(w.Earliest) && plausible(w.Latest) && w.Earliest <= w.Latest:
		h.from, h.to, h.timed = w.Earliest, w.Latest, true
	case w.Class == ClassB && plausible(w.Wall) && plausible(w.NewestEntry):
		switch {
		case w.Wall < w.NewestEntry:
			h.block(ruleTime, "", "clock_behind_chain", nil, wayOnline, wayBeacon)
		case w.Wall-w.NewestEntry > maxGuess:
			h.block(ruleTime, "", "clock_too_far_ahead", map[string]string{"limit_hours": "72"}, wayOnline, wayBeacon)
		default:
			h.from, h.to, h.timed = w.Wall, w.Wall, true
			h.v.Provisional = true
		}
	default:
		h.block(ruleTime, "", "time_unknown", nil, wayOnline, wayBeacon)
	}
	if !h.timed {
		return
	}
	if max(h.q.Case.FlagsAsOf, h.q.PacksAsOf)-maxDrift > h.to {
		h.block(ruleTime, "", "clock_behind_headquarters", nil, wayOnline, wayBeacon)
	}
	if w.Until != 0 && (!plausible(w.Until) || h.q.Act != Continue && w.Until <= h.to) {
		h.block(ruleTime, "", "ends_before_start", nil, "plan_again")
	}
}

func plausible(t int64) bool { return t > 0 && t < latestTime }

// choosePacks keeps what applies here and is in force on every day the act may
// fall on. A pack past its last day is silent if another version of it is in
// force, and blocks if none is: its successor has not arrived.
func (h *hearing) choosePacks(packs []Pack) {
	var lapsed []*Pack
	dated := h.timed && h.zoned
	var first, last Date
	if dated {
		first, last = h.zone.date(h.from), h.zone.date(h.to)
	}
	for i := range packs {
		p := &packs[i]
		switch {
		case p.sum.IsZero():
			h.block(rulePack, "", "pack_not_understood", nil, wayOnline)
		case !p.applies(h.q):
		case p.Status == statusSketch:
			h.block(rulePack, p.ID, "pack_is_sketch", nil, wayOnline)
		case dated && p.EffectiveFrom > last:
		case dated && p.EffectiveTo != 0 && p.EffectiveTo < first:
			lapsed = append(lapsed, p)
		default:
			h.packs = append(h.packs, p)
		}
	}
	for _, old := range lapsed {
		if !slices.ContainsFunc(h.packs, func(p *Pack) bool { return p.ID == old.ID }) {
			h.block(rulePack, old.ID, "pack_lapsed", map[string]string{"last_day": old.EffectiveTo.String()}, wayOnline)
		}
	}
	if !h.alone && !slices.ContainsFunc(h.packs, func(p *Pack) bool { return p.Layer == layerHouse }) {
		h.block(rulePack, "", "pack_missing", map[string]string{"needs": "base.house"}, wayOnline)
	}
	h.chooseCalendars()
	if !h.alone {
		h.judgeGoverned()
	}
}

// applies: a question that says neither where nor what it is about gets the
// pack as well. The debtor's region and the place's both count.
func (p *Pack) applies(q Question) bool {
	fits := func(list []string, have string) bool {
		return have == "" || slices.Contains(list, "*") || slices.Contains(list, have)
	}
	if !fits(p.AppliesTo.DebtTypes, q.Case.DebtType) || !fits(p.AppliesTo.CollectorTypes, q.Case.CollectorType) {
		return false
	}
	placed := false
	for i := range 2 + len(q.Governed) {
		region := q.Case.Region
		switch {
		case i == 1:
			region = q.Place.Region
		case i > 1:
			region = q.Governed[i-2]
		}
		country, part, _ := strings.Cut(region, "-")
		if country == "*" || !isRegion(country, 2, 2) {
			continue // not known, or not a region at all
		}
		placed = true
		if p.Jurisdiction.covers(country, part) {
			return true
		}
	}
	return !placed
}

func (j Jurisdiction) covers(country, part string) bool {
	return j.Country == "*" || j.Country == country && (j.Region == "*" || part == "" || j.Region == part)
}

// judgePacks records which packs judged, and how old they are.
func (h *hearing) judgePacks() {
	for _, p := range h.packs {
		use := PackUse{ID: p.ID, Version: p.Version, SHA256: p.sum, Age: -1, Status: p.Status}
		if h.timed {
			use.Age = max(0, h.to-max(int64(p.Issued)*day, h.q.PacksAsOf))
			limit := int64(p.StaleAfter) * day
			switch {
			case use.Age > limit+expiredAfter*day:
				h.block(rulePack, p.ID, "pack_expired", p.aged(use.Age), wayOnline)
			case use.Age > limit:
				h.warn(rulePack, p.ID, "pack_stale", p.aged(use.Age), wayOnline)
			}
		}
		h.v.Packs = append(h.v.Packs, use)
	}
}

func (p *Pack) aged(age int64) map[string]string {
	return map[string]string{"age_days": strconv.FormatInt(age/day, 10), "limit_days": strconv.Itoa(p.StaleAfter)}
}

// judgeFlags: each flag blocks by every pack that knows it. Only a house pack
// can know a flag that does not stand here and now, or a further layer could
// open what the house did not understand.
func (h *hearing) judgeFlags() {
	for i, f := range h.q.Case.Flags {
		if slices.ContainsFunc(h.q.Case.Flags[:i], func(g Flag) bool { return g.Kind == f.Kind }) {
			continue
		}
		named := false
		for _, p := range h.packs {
			for _, b := range p.HardBlocks {
				if b.Flag != f.Kind {
					continue
				}
				stands := h.stands(&b)
				if stands {
					h.block(b.ID, p.ID, codeFlag, f.told(map[string]string{"flag": b.Flag, "escalate": b.Escalate}), b.Instead...)
				}
				named = named || stands || p.Layer == layerHouse
			}
		}
		if !named {
			h.block(ruleFlag, "", "flag_not_understood", map[string]string{"flag": known(f.Kind, slices.Concat(stopFlags, occasions))}, wayOnline)
		}
	}
}

// stands reports that a block holds at this place and that one of its flags is
// recent enough, or of a time nobody knows.
func (h *hearing) stands(b *HardBlock) bool {
	if len(b.PlaceKinds) > 0 && slices.Contains(places, h.q.Place.Kind) && !holds(b.PlaceKinds, h.q.Place.Kind) {
		return false
	}
	return b.Days == 0 || !h.timed || slices.ContainsFunc(h.q.Case.Flags, func(f Flag) bool {
		return f.Kind == b.Flag && (!plausible(f.At) || h.from < f.At+int64(b.Days)*day)
	})
}

// judgeSync: flags that are old may hide a stop that headquarters knows.
func (h *hearing) judgeSync() {
	h.v.FlagsAge = -1
	asOf := h.q.Case.FlagsAsOf
	if asOf <= 0 {
		h.block(ruleSync, "", "flags_unknown", nil, wayOnline)
		return
	}
	if !h.timed {
		return
	}
	h.v.FlagsAge = max(0, h.to-asOf)
	warn, block := flagsWarn, flagsBlock
	warnedBy, blockedBy := [2]string{ruleSync, ""}, [2]string{ruleSync, ""}
	for _, p := range h.packs {
		if f := p.Freshness; f.ID != "" {
			if w := int64(f.Warn) * hour; w <= warn {
				warn, warnedBy = w, [2]string{f.ID, p.ID}
			}
			if b := int64(f.Block) * hour; b <= block {
				block, blockedBy = b, [2]string{f.ID, p.ID}
			}
		}
	}
	age := func(limit int64) map[string]string {
		return map[string]string{"age_hours": strconv.FormatInt(h.v.FlagsAge/hour, 10), "limit_hours": strconv.FormatInt(limit/hour, 10)}
	}
	switch {
	case h.v.FlagsAge > block:
		h.block(blockedBy[0], blockedBy[1], "flags_too_old", age(block), wayOnline)
	case h.v.FlagsAge > warn:
		h.warn(warnedBy[0], warnedBy[1], "flags_old", age(warn), wayOnline)
	}
}

// judgePeople: the visit is about somebody, and enough officers do it.
func (h *hearing) judgePeople() {
	if len(h.q.Subjects) == 0 {
		h.block(ruleSubject, "", "subject_missing", nil, "complete_case")
	}
	for _, s := range h.q.Subjects {
		if s.Party.IsZero() || !slices.Contains(roles, s.Role) {
			h.block(ruleSubject, "", "subject_not_understood", map[string]string{"role": known(s.Role, roles)}, "complete_case")
		}
	}
	present := map[evidence.ID]bool{}
	for _, o := range h.q.Crew {
		if !o.ID.IsZero() {
			present[o.ID] = true
		}
	}
	for _, p := range h.packs {
		if h.channel() == ChannelVisit && len(present) < p.Crew.Min {
			h.block(p.Crew.ID, p.ID, "crew_too_small",
				map[string]string{"have": strconv.Itoa(len(present)), "need": strconv.Itoa(p.Crew.Min)}, "bring_second_officer")
		}
	}
}

// channel is how the debtor would be reached.
func (h *hearing) channel() string {
	switch {
	case h.q.Channel == "":
		return ChannelVisit
	case !isChannel(h.q.Channel):
		return "unknown"
	}
	return h.q.Channel
}

// judgeChannel: a call or a letter is only let through by a house pack that has
// hours for it; the first schema knows visits alone.
func (h *hearing) judgeChannel() {
	channel := h.channel()
	ruled := slices.ContainsFunc(h.packs, func(p *Pack) bool {
		return (h.alone || p.Layer == layerHouse) && slices.ContainsFunc(p.Windows, func(w Window) bool { return w.reaches(channel) })
	})
	switch {
	case channel == "unknown":
		h.block(ruleChannel, "", "channel_not_understood", nil, wayOnline)
	case channel != ChannelVisit && !ruled:
		h.block(ruleChannel, "", "channel_not_allowed", map[string]string{"channel": channel}, wayOnline)
	}
}

// askPacks gathers what may be said (only what every pack with a word on it
// lets be said) and what must be brought back (whatever any asks for).
func (h *hearing) askPacks() {
	spoken := false
	for _, p := range h.packs {
		if len(p.MaySay) > 0 && !spoken {
			h.v.MaySay, spoken = slices.Clone(p.MaySay), true
		} else if len(p.MaySay) > 0 {
			h.v.MaySay = slices.DeleteFunc(h.v.MaySay, func(s string) bool { return !slices.Contains(p.MaySay, s) })
		}
		for _, e := range p.Evidence {
			if !slices.Contains(h.v.Evidence, e) {
				h.v.Evidence = append(h.v.Evidence, e)
			}
		}
	}
}
