package rules

import "slices"

// findNext names the next times if the hour is all that is in the way.
func (h *hearing) findNext(packs []Pack) {
	if h.q.Act == Continue || !h.timed || !h.zoned || !h.onlyTime() {
		return
	}
	h.v.NextAllowed = h.nextAllowed(packs, horizonDays, h.q.At)
	h.v.NextOnline = h.v.NextAllowed
	decided := func(r Reason) bool { return r.Severity == Block && r.Code == codeSlotDay }
	if h.v.NextAllowed == 0 && !slices.ContainsFunc(h.v.Reasons, decided) { // no waiting decides a case for another day
		h.v.NextOnline = h.nextAllowed(packs, onlineDays, h.q.online)
	}
}

// onlyTime reports that waiting would help: there is a block, and every block is about
// the hour or about a flag that ends by itself.
func (h *hearing) onlyTime() bool {
	blocks := 0
	for _, r := range h.v.Reasons {
		if r.Severity != Block {
			continue
		}
		blocks++
		if !slices.Contains(codesOfTime, r.Code) && !(r.Code == codeFlag && h.ends(r)) {
			return false
		}
	}
	return blocks > 0
}

// ends reports that a flag stands by a rule of days, and was raised at a time that is known.
func (h *hearing) ends(r Reason) bool {
	for _, p := range h.packs {
		for _, b := range p.HardBlocks {
			if p.ID == r.Pack && b.ID == r.Rule {
				return b.Days > 0 && !slices.ContainsFunc(h.q.Case.Flags, func(f Flag) bool { return f.Kind == b.Flag && !plausible(f.At) })
			}
		}
	}
	return false
}

// nextAllowed finds the first whole minute, from the latest instant it may be
// now, at which the question as is asks it is allowed. A verdict can turn to
// allowed only where a window opens, a calendar day begins (a pack comes into
// force or lapses, a day of notice is over), an earlier contact leaves a
// rolling window or a flag ends, so those are tried, each with the whole engine.
func (h *hearing) nextAllowed(packs []Pack, days Date, as func(int64) Question) int64 {
	for _, t := range h.turns(packs, days) {
		again := hearing{q: as(t), zone: h.zone, zoned: true, alone: h.alone, hasty: true}
		if again.opens(packs) {
			return t
		}
	}
	return 0
}

// turns lists the whole minutes from now on at which a verdict may turn, in
// order.
func (h *hearing) turns(packs []Pack, days Date) []int64 {
	today := h.zone.date(h.to)
	tries := []int64{h.to}
	var clocks []Clock
	for i := range packs {
		for _, w := range packs[i].windowsFor(h.q.Place.Kind, h.channel()) {
			if !slices.Contains(clocks, w.From) {
				clocks = append(clocks, w.From)
			}
		}
		for _, f := range packs[i].Frequency {
			tries = h.contactsEnd(tries, &f)
		}
		for _, b := range packs[i].HardBlocks {
			tries = h.flagsEnd(tries, &b)
		}
	}
	for d := today; d <= today+days; d++ {
		midnight, again := h.zone.reads(d, 0)
		tries = append(tries, midnight, again)
		for _, c := range clocks {
			_, open := h.zone.reads(d, c)
			tries = append(tries, open)
		}
	}
	for _, c := range h.q.Consents {
		tries = append(tries, c.At) // by a clock that runs ahead
	}
	end := h.to + int64(days+1)*day
	tries = slices.DeleteFunc(tries, func(t int64) bool { return t < h.to || t > end })
	for i, t := range tries {
		tries[i] = (t + minute - 1) / minute * minute
	}
	slices.Sort(tries)
	return slices.Compact(tries)
}

// contactsEnd adds when each contact leaves a rolling window; those of the
// calendar end at a midnight.
func (h *hearing) contactsEnd(tries []int64, f *Frequency) []int64 {
	if f.Window != windowRolling {
		return tries
	}
	for i := range h.q.History {
		if c := &h.q.History[i]; plausible(c.At) {
			tries = append(tries, c.At+int64(f.Days)*day)
		}
	}
	return tries
}

// flagsEnd adds when each flag ends by a rule of days.
func (h *hearing) flagsEnd(tries []int64, b *HardBlock) []int64 {
	for _, f := range h.q.Case.Flags {
		if b.Days > 0 && f.Kind == b.Flag && plausible(f.At) {
			tries = append(tries, f.At+int64(b.Days)*day)
		}
	}
	return tries
}

// opens reports that nothing blocks. It asks for the hours first and stops at
// the first no, because a search puts hundreds of questions that are nearly all
// refused.
func (h *hearing) opens(packs []Pack) bool {
	h.judgeTime()
	h.choosePacks(packs)
	for _, step := range []func(){
		h.judgeHours, h.judgeFrequency, h.judgeSlot, h.judgeBefore, h.judgeFirst, h.judgeCash, h.judgeProhibitions, h.judgePapers, h.judgeSeen,
		h.judgePacks, h.judgeFlags, h.judgeSync, h.judgeChannel, h.judgePeople,
	} {
		if decide(h.v.Reasons) == Block {
			return false
		}
		step()
	}
	return decide(h.v.Reasons) != Block
}

// online is the question of t by a device that has synced shortly before.
func (q Question) online(t int64) Question {
	q = q.At(t)
	q.Case.FlagsAsOf, q.PacksAsOf = t, t
	q.Slot = Slot{} // by then it may be planned anew
	return q
}
