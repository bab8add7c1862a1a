package visits

import (
	"errors"
	"slices"
	"strings"

	"fairvisit/evidence"
)

// Hearing is a visit before headquarters' bench: all that is known of it and of
// its case by now.
type Hearing struct {
	Case    *Case
	Visit   *Visit
	Opened  Line    // the entry that opened it; its Wall is headquarters' time where that is known
	Shift   int64   // µs from the clock of the visit's device to headquarters' time
	Region  string  // of the branch, "" where nobody placed it
	Named   []*Pack // published packs that visit.opened names
	InForce []*Pack // the newest published ones in force when it was opened, of the regions that govern it
	Since   []*Pack // those that came into force after that and before it ended
	// Lists are the published checklists that visit.opened names; Listed: one was
	// in force in the region then.
	Lists  []*Pack
	Listed bool
	// UnderWay: what came last says how the visit goes on, and nothing of how it
	// began, which is not looked at again.
	UnderWay bool
	// Reserved are slots that other devices held then, as contacts; none where the
	// visit stands on a slot of its own.
	Reserved []Elsewhere
	// Crew are the two officers with the certificates that their device knew of.
	Crew []Certified
	// Here is the cash, by currency, that the visit took, and Today what either officer
	// took that day at visits before this one; nil where it took none.
	Here, Today map[string]int64
}

// Breach is one thing that was against the rules: a code of a finding, and the
// rules with what the time was. It names nobody.
type Breach struct{ Code, Detail string }

// The codes of what headquarters' bench finds; evidence/FORMAT.md section 22.
const (
	RuleHours      = "rule_hours"
	RuleClosedDay  = "rule_closed_day"
	RuleFrequency  = "rule_frequency"
	RuleSlot       = "rule_slot"        // a contact that was granted to another crew
	RulePapers     = "rule_papers"      // without the certificates the rules ask for
	RuleFlagKnown  = "rule_flag_known"  // the device knew of the stop
	RuleFlagUnseen = "rule_flag_unseen" // headquarters knew, the device had not heard it
	RuleNotice     = "rule_notice"
	RuleCrew       = "rule_crew"
	RulePlace      = "rule_place"
	RulePromise    = "rule_promise"  // contact was held by a promise, and nobody said why the crew went
	RuleNoVisit    = "rule_no_visit" // the newest outcome said that nobody goes there, and nobody said why the crew went
	PromiseDay     = "promise_day"   // a promise for a day on which none may be
	RulePack       = "rule_pack"     // older packs than were in force, or a pack left out
	RuleList       = "rule_list"     // a checklist that nobody published or shipped, or none
	RuleTime       = "rule_time"     // started by a time that is no time
	RuleStopsOld   = "rule_stops_old"
	TooFast        = "too_fast"

	EvidenceMissing = "evidence_missing" // an outcome without what it has to bring back, or a reason
	StayedOn        = "stayed_on"
	NoReceipt       = "no_receipt"
	RuleCash        = "rule_cash" // cash that the rules did not let be taken, or more of it
	DebtFirst       = "debt_first"
	ToldOthers      = "told_others"
	NoteAdmits      = "note_admits" // a note admits a practice that is refused
)

// RuleFindings are those codes, the gravest first.
var RuleFindings = []string{RuleFlagKnown, StayedOn, RuleHours, RuleClosedDay, RulePlace, RuleFrequency, RuleSlot, RuleNotice, RuleCrew, RulePapers, RuleTime,
	DebtFirst, NoReceipt, RuleCash, RulePromise, RuleNoVisit, PromiseDay, RulePack, RuleList, RuleStopsOld, RuleFlagUnseen, EvidenceMissing, ToldOthers, NoteAdmits, TooFast}

// mostReheard bounds how many visits one entry has heard again: a device that
// opens visits without end must not have all of them judged with each.
const mostReheard = 20

// reheardWithin (µs) is how far apart two visits of a case can be and still
// count under one limit: the longest one is a month.
const reheardWithin = 35 * 24 * 3600 * 1_000_000

// rehear judges what an entry throws another light on: its own visit, and where
// it is a start or a stop, the other visits of the case. It judges from what the
// pictures hold after the entry, so a rebuild, which folds the same entries in the
// same order, finds the same; what was found stays found.
func (p *Pictures) rehear(in Input) error {
	h := &in.Entry.Header
	if p.Judge == nil || in.Received == 0 || h.Practice || h.Case().IsZero() {
		return nil
	}
	switch h.Kind {
	case VisitOpened, FlagRaised:
	case MoneyTaken, LeaveMistaken, VisitCosigned:
		return p.hear(h.Visit(), in, true)
	case VisitPhase, VisitLeft, VisitClosed, VisitAbandoned: // who was at the door stands in an answer
		return p.hear(h.Visit(), in, false)
	default:
		return nil
	}
	c, err := p.caseOf(h.Case())
	if err != nil {
		return err
	}
	from := h.Wall
	if i := slices.IndexFunc(c.Contacts, func(l Contact) bool { return h.Kind == VisitOpened && l.Visit == h.Visit() }); i >= 0 {
		from = c.Contacts[i].At()
	}
	return p.hearFrom(in, c, h.Visit(), from)
}

// hearFrom hears a visit of a case, if one is named, and those that began at a time or
// after it.
func (p *Pictures) hearFrom(in Input, c *Case, visit evidence.ID, from int64) error {
	if p.Judge == nil {
		return nil
	}
	list := make([]evidence.ID, 0, mostReheard)
	if !visit.IsZero() {
		list = append(list, visit)
	}
	for i := len(c.Contacts) - 1; i >= 0 && len(list) < mostReheard; i-- {
		l := &c.Contacts[i]
		if l.Visit != visit && l.At() >= from && l.At()-from < reheardWithin {
			list = append(list, l.Visit)
		}
	}
	for _, v := range list {
		if err := p.hear(v, in, false); err != nil {
			return err
		}
	}
	return nil
}

// hear judges one visit and notes what is found.
func (p *Pictures) hear(id evidence.ID, in Input, underWay bool) error {
	if id.IsZero() {
		return nil
	}
	v, err := p.visit(id)
	if err != nil || v.Opened == nil || v.Practice || v.Case.IsZero() {
		return err
	}
	c, err := p.caseOf(v.Case)
	if err != nil || c.Facts.Zone == "" || c.Erased != nil {
		return err
	}
	opened, ok := v.start()
	if !ok {
		return nil
	}
	hearing := Hearing{Case: c, Visit: v, Opened: opened, UnderWay: underWay}
	if known := c.contact(v.ID).Known; known != 0 {
		hearing.Opened.Wall, hearing.Shift = known, known-opened.Wall
	}
	if err := errors.Join(p.laws(&hearing, hearing.Opened.Wall, hearing.Opened.Wall), p.lawsSince(&hearing), p.slots(&hearing), p.certified(&hearing)); err != nil {
		return err
	}
	later, err := p.carried(&hearing, in)
	if err != nil {
		return err
	}
	for _, b := range p.Judge(hearing) {
		if err := p.findBreach(b, in, &hearing); err != nil {
			return err
		}
	}
	for _, other := range later {
		if err := p.hear(other, in, underWay); err != nil {
			return err
		}
	}
	return nil
}

// laws gives a hearing its packs, for an act at a time from earliest to latest.
func (p *Pictures) laws(h *Hearing, earliest, latest int64) error {
	u, err := p.unitOf(h.Visit.Unit)
	if err != nil {
		return err
	}
	h.Region = u.Region
	var named []Used
	if h.Visit.Opened != nil { // else another officer wrote the start, and it is found as that
		named = h.Visit.Opened.Used
	}
	for _, used := range named {
		k, err := publishedPacks.find(p, used.Hash)
		if err != nil {
			return err
		}
		if k != nil {
			h.Named = append(h.Named, k)
		}
		l, err := publishedLists.find(p, used.Hash)
		if err != nil {
			return err
		}
		if l != nil {
			h.Lists = append(h.Lists, l)
		}
	}
	if h.Listed, err = p.listedAt(u.Region, earliest); err != nil {
		return err
	}
	h.InForce, err = p.lawsAt(p.governing(h.Case, u.Region), earliest, latest)
	return err
}

// listedAt reports that a published checklist was in force for a branch's region.
func (p *Pictures) listedAt(region string, at int64) (bool, error) {
	b, err := p.rulebook()
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(b.Lists, func(l PackLine) bool { return l.InForce(at) && l.AskedIn(region) }), nil
}

// lawsSince gives a hearing what came into force while the visit was under way: it
// ends by the stricter of what it began by and that.
func (p *Pictures) lawsSince(h *Hearing) error {
	end := h.Opened.Wall
	for _, l := range h.Visit.Lines {
		if l.Device.IsZero() && (l.Kind == VisitLeft || l.Kind == VisitClosed) {
			end = max(end, l.Wall+h.Shift)
		}
	}
	if end == h.Opened.Wall {
		return nil
	}
	later, err := p.lawsAt(p.governing(h.Case, h.Region), h.Opened.Wall, end)
	for _, k := range later {
		if !k.InForce(h.Opened.Wall) {
			h.Since = append(h.Since, k)
		}
	}
	return err
}

// governing are the regions whose law governs a case of a branch.
func (p *Pictures) governing(c *Case, branch string) []string {
	if p.Governs == nil {
		return []string{branch}
	}
	return p.Governs(c, branch)
}

// lawsAt are the published packs in force in any of the regions at a time from
// earliest to latest.
func (p *Pictures) lawsAt(regions []string, earliest, latest int64) ([]*Pack, error) {
	b, err := p.rulebook()
	if err != nil {
		return nil, err
	}
	var list []*Pack
	for _, l := range b.Newest(earliest, latest) {
		if !l.Covers(regions) {
			continue
		}
		k, err := publishedPacks.find(p, l.SHA256)
		if err != nil {
			return nil, err
		}
		if k != nil {
			list = append(list, k)
		}
	}
	return list, nil
}

// Covers reports that the pack is one of any of the regions: of the house, of its
// country, or of its part of the country. A region without a part may be any part.
func (l *PackLine) Covers(regions []string) bool {
	return l.Country == "*" || slices.ContainsFunc(regions, func(region string) bool {
		country, part, _ := strings.Cut(region, "-")
		return l.Country == country && (l.Region == "*" || part == "" || l.Region == part)
	})
}

// AskedIn reports that a checklist is one of a branch's region: of everywhere, of its
// country, or of its part of the country. It is not asked where the part is unknown.
func (l *PackLine) AskedIn(region string) bool {
	country, part, _ := strings.Cut(region, "-")
	return l.Country == "*" || l.Country == country && (l.Region == "*" || l.Region == part)
}

// findBreach notes a finding about the entry that opened the visit. Judged
// again, it keeps when it was first found.
func (p *Pictures) findBreach(b Breach, in Input, h *Hearing) error {
	id := findingID(b.Code, h.Opened.Entry)
	have, ok, err := held[Finding](p, Key{KindFinding, id})
	if err != nil {
		return err
	}
	if ok && have.Detail == bounded(b.Detail) {
		return nil
	}
	at := in
	if ok {
		at.Received = have.At
	}
	at.Entry = &evidence.Entry{ID: h.Opened.Entry, Header: evidence.Header{Device: h.Visit.Device,
		Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: h.Visit.Case}, {Kind: evidence.RefVisit, ID: h.Visit.ID}}}}
	p.find(b.Code, at, h.Visit.Unit, h.Visit.Officer, b.Detail)
	return nil
}

// BreachIDs are the ids of the findings that the bench can have made of a visit,
// and of the one that its hour cannot be proved.
func (v *Visit) BreachIDs() []evidence.ID {
	i := slices.IndexFunc(v.Lines, func(l Line) bool { return l.Kind == VisitOpened && l.Device.IsZero() })
	if i < 0 {
		return nil
	}
	var ids []evidence.ID
	for _, code := range append([]string{TimeUnproved}, RuleFindings...) {
		ids = append(ids, findingID(code, v.Lines[i].Entry))
	}
	return ids
}
