package sim

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"slices"
	"time"

	"fairvisit/evidence"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/journal"
)

// deed is one kind of step.
type deed struct {
	weight int
	do     func(*history, *rand.Rand)
}

var deeds = []deed{
	{26, (*history).someoneWorks},
	{26, (*history).someoneSyncs},
	{7, (*history).someoneTalksOn},
	{3, (*history).someoneSpeaksOfTheDay},
	{6, func(h *history, _ *rand.Rand) { h.tell("fold"); h.office(func() error { return h.hq.Settle(ctx) }) }},
	{6, func(h *history, _ *rand.Rand) { h.tell("second copy"); h.secureAll() }},
	{7, func(h *history, r *rand.Rand) { h.assign(r.IntN(len(h.open)), r) }},
	{3, func(h *history, r *rand.Rand) { h.takeBack(r.IntN(len(h.open))) }},
	{2, (*history).bankSendsFile},
	{2, (*history).managerDecides},
	{3, (*history).someoneAsksForAVisit},
	{6, func(h *history, r *rand.Rand) { h.wait(time.Duration(1+r.IntN(40)) * time.Minute) }},
	{3, func(h *history, r *rand.Rand) { h.wait(time.Duration(20+r.IntN(12)) * time.Hour) }},
	{4, (*history).someonePurges},
	{2, (*history).someoneIsSilent},
	{3, func(h *history, _ *rand.Rand) { h.tell("backup"); h.backUp() }},
	{2, (*history).headquartersBurns},
	{4, (*history).folderIsCopied},
	{4, (*history).copyComesBack},
	{2, func(h *history, _ *rand.Rand) { h.tell("headquarters is killed"); h.killHQ() }},
	{2, (*history).deviceIsKilled},
	{4, func(h *history, r *rand.Rand) { h.light(1 + r.IntN(8)); h.tell("a fuse of %d", h.fuse) }},
	{3, (*history).lateFramesArrive},
	{1, (*history).tombstonesAreDropped},
	{1, (*history).deviceIsRevoked},
	{1, (*history).deviceIsLost},
	{1, (*history).newcomerEnrols},
	{3, func(h *history, r *rand.Rand) { h.checkDying(h.someone(r)) }},
}

var weights = func() (sum int) {
	for _, d := range deeds {
		sum += d.weight
	}
	return sum
}()

func (h *history) step(r *rand.Rand) {
	n := r.IntN(weights)
	for _, d := range deeds {
		if n -= d.weight; n < 0 {
			d.do(h, r)
			return
		}
	}
}

func (h *history) wait(d time.Duration) {
	h.now = h.now.Add(d)
	h.tell("time passes")
	for _, x := range h.devices {
		if x.link != nil && (!x.link.welcomed || d > time.Hour) {
			x.link.end(errCut)
		}
		if d > time.Hour && !x.lost {
			h.purge(x) // as after every session
		}
	}
}

// someone is a device that is still there.
func (h *history) someone(r *rand.Rand) *device {
	var there []*device
	for _, d := range h.devices {
		if !d.lost {
			there = append(there, d)
		}
	}
	return there[r.IntN(len(there))]
}

func (h *history) someoneWorks(r *rand.Rand) {
	d := h.someone(r)
	if d.role != "officer" {
		return
	}
	for range 1 + r.IntN(4) {
		if h.as(d, func() { d.act(r) }) {
			return
		}
		d.wrote()
	}
}

// act is one thing an officer does at a door.
func (d *device) act(r *rand.Rand) {
	v, it := d.openDraft(r)
	if v == nil || r.IntN(8) == 0 {
		d.openVisit(r)
		return
	}
	h := d.h
	var err error
	what := r.IntN(24)
	h.tell("%s: act %d", d.name, what)
	switch what {
	case 0, 1, 2:
		value := checklist.Chosen([]string{"yes", "no"}[r.IntN(2)])
		if err = v.Answer(ctx, "a8", value, ""); err == nil {
			it.answered(d, "a8", value, "")
		}
	case 3, 4:
		value := checklist.Text("he asked not to be called before noon")
		if err = v.Answer(ctx, "t19-words", value, "corrected"); err == nil {
			it.answered(d, "t19-words", value, "corrected")
		}
	case 5, 6, 7, 8:
		_, err = v.Photograph(ctx, bytes.NewReader(h.photos[r.IntN(len(h.photos))]), "d5", "camera")
	case 9:
		err = v.Note(ctx, "nobody was there; the neighbour waters the flowers")
	case 11:
		err = v.Money(ctx, visits.MoneyFacts{Amount: 12_00, Currency: "CNY", Method: visits.MethodCash, Receipt: "R-1"})
	case 10:
		err = v.Flag(ctx, "dispute_open", "he says the sum is wrong") // nobody may visit after it
	case 12, 18, 19, 20:
		err = v.Flag(ctx, "represented", "")
	case 13:
		err = v.AskedToLeave(ctx)
	case 14:
		err = v.Help(ctx)
	case 15:
		err = v.Arrive(ctx, &visits.PointWords{LatE7: 312_000_000, LonE7: 1_214_000_000, AccuracyM: 12})
	case 16:
		_, err = v.EndPhase(ctx, "before", evidence.Hash{})
	case 17:
		err = v.Leave(ctx)
	default:
		err = v.Close(ctx, []visits.Outcome{{Code: "nf"}}, nil)
	}
	h.must(err)
}

// openVisit asks the rules about one of the cases shown, and goes if they let it.
func (d *device) openVisit(r *rand.Rand) {
	h := d.h
	i := r.IntN(len(h.open))
	c, err := d.journal.Case(ctx, h.open[i])
	h.must(err)
	if c == nil || c.Imported.IsZero() {
		h.tell("%s: case %d is not here", d.name, i)
		return
	}
	second := h.officers[r.IntN(len(h.officers))]
	if second == d.officer {
		second = h.officers[(slices.Index(h.officers, d.officer)+1)%len(h.officers)]
	}
	_, verdict, err := d.work.Open(ctx, c.ID, second, fieldwork.Why{Code: "appointment"})
	if refused(err) {
		h.tell("%s: the rules say %s to case %d", d.name, verdict.Decision, i)
		return
	}
	h.must(err)
	h.tell("%s: a visit to case %d", d.name, i)
}

// someoneSyncs is a device that finds a network, of some quality.
func (h *history) someoneSyncs(r *rand.Rand) {
	d := h.someone(r)
	f := []faults{clean, cuts, cuts, bad, wild}[r.IntN(5)]
	if d.link != nil && r.IntN(2) == 0 {
		d.link.end(errCut) // another network: the old connection hangs
	}
	if d.link == nil {
		if !d.backoff.Due(h.now) && r.IntN(3) == 0 {
			h.tell("%s: too early to try again", d.name)
			return
		}
		h.connect(d, f, r)
		h.tell("%s: a %s connection", d.name, f.name)
	}
	h.talk(d, []int{5, 15, 40, 400, 400}[r.IntN(5)], r)
}

func (h *history) someoneTalksOn(r *rand.Rand) {
	d := h.someone(r)
	if d.link != nil {
		h.talk(d, 5+r.IntN(100), r)
	}
}

func (h *history) talk(d *device, moves int, r *rand.Rand) {
	rests := h.converse(d, moves)
	h.tell("%s: at rest %v, connected %v", d.name, rests, d.link != nil)
	h.checkDevice(d)
	if rests && r.IntN(2) == 0 {
		d.hangUp()
		h.purge(d)
	}
}

func (h *history) bankSendsFile(r *rand.Rand) {
	h.imported++
	h.tell("the bank's file, version %d", h.imported)
	h.office(func() error {
		_, err := importCases(h.hq, h.unit, 1+r.IntN(len(h.cases)), h.imported)
		return err
	})
}

// managerDecides is a manager who is offline: what the decision replaces is what
// her device shows.
func (h *history) managerDecides(r *rand.Rand) {
	for _, d := range h.devices {
		if d.role != "manager" || d.lost {
			continue
		}
		i, who := r.IntN(len(h.open)), h.officers[r.IntN(len(h.officers))]
		c, err := d.journal.Case(ctx, h.open[i])
		h.must(err)
		if c == nil {
			return
		}
		f := visits.AssignFacts{Officer: who, Day: h.now.Format(time.DateOnly), Replaces: c.Contested}
		if !c.Standing.IsZero() {
			f.Replaces = append(slices.Clone(c.Contested), c.Standing)
		}
		_, err = d.journal.Append(ctx, journal.Writing{Kind: visits.CaseAssigned, Facts: f,
			Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: c.ID}, {Kind: evidence.RefOfficer, ID: d.officer}}})
		h.must(err)
		h.tell("%s: decides on case %d", d.name, i)
		d.wrote()
	}
}

func (h *history) someonePurges(r *rand.Rand) { h.purge(h.someone(r)) }

func (h *history) purge(d *device) {
	freed, err := d.journal.Purge(ctx, d.clock.micro())
	h.must(err)
	h.tell("%s: purge, something freed %v", d.name, freed > 0)
	if freed > 0 {
		h.scan(d)
		h.checkFreed(d)
	}
}

func (h *history) someoneIsSilent(r *rand.Rand) {
	d := h.someone(r)
	silent := 0
	for _, it := range d.drafts {
		if it.last <= d.clock.micro()-(12*time.Hour).Microseconds() {
			silent++
		}
	}
	n, err := d.journal.AbandonSilent(ctx, d.clock.micro())
	h.must(err)
	h.tell("%s: %d visits abandoned", d.name, n)
	if n != silent {
		h.fail("%s: %d visits were abandoned, %d were silent", d.name, n, silent)
	}
	d.wrote()
}

func (h *history) headquartersBurns(r *rand.Rand) {
	i, withSecond := r.IntN(1<<10), r.IntN(4) > 0
	if len(h.backups) == 0 {
		return
	}
	i %= len(h.backups)
	h.tell("headquarters burns; backup %d of %d, second copy %v", i, len(h.backups), withSecond)
	h.burn(h.backups[i], withSecond)
}

func (h *history) folderIsCopied(r *rand.Rand) {
	d := h.someone(r)
	h.tell("%s: the folder is copied away", d.name)
	d.copyAway()
}

func (h *history) copyComesBack(r *rand.Rand) {
	d := h.someone(r)
	how, i := r.IntN(3), r.IntN(2)
	if len(d.copies) == 0 {
		return
	}
	h.tell("%s: a copy comes back, way %d", d.name, how)
	d.bringBack(d.copies[i%len(d.copies)], how)
}

func (h *history) deviceIsKilled(r *rand.Rand) {
	d := h.someone(r)
	h.tell("%s: killed", d.name)
	if r.IntN(2) == 0 {
		d.boots++
		d.clock.reboot(d.boots)
	}
	d.kill()
}

func (h *history) lateFramesArrive(r *rand.Rand) {
	if len(h.late) == 0 {
		return
	}
	l := h.late[0]
	h.late = h.late[1:]
	n := r.IntN(len(l.up) + 1)
	h.tell("%s: %d late frames of a broken connection", l.d.name, n)
	l.deliverLate(n)
}

func (h *history) tombstonesAreDropped(r *rand.Rand) {
	keep := int64(r.IntN(3))
	h.tell("tombstones are dropped but %d", keep)
	feeds := []string{visits.UnitFeed(h.unit), visits.StaffFeed(h.unit)}
	for _, o := range h.officers {
		feeds = append(feeds, visits.OfficerFeed(o))
	}
	for _, f := range feeds {
		h.must(h.hq.Store.Compact(ctx, f, keep))
	}
}

func (h *history) deviceIsRevoked(r *rand.Rand) {
	d := h.someone(r)
	h.tell("%s: revoked", d.name)
	h.office(func() error {
		err := h.hq.Revoke(ctx, d.identity().Device, "lost")
		if errors.Is(err, store.ErrNotFound) {
			return nil // a restored headquarters does not know it yet, and would only let it hand in
		}
		return err
	})
}

// deviceIsLost is a tablet that falls into a river: what it said was at risk is
// what is missing.
func (h *history) deviceIsLost(r *rand.Rand) {
	d := h.someone(r)
	if len(h.devices) < 3 && r.IntN(3) > 0 {
		return // few histories go on with so few
	}
	left := 0
	for _, x := range h.devices {
		if !x.lost {
			left++
		}
	}
	if left < 2 {
		return
	}
	h.tell("%s: lost in a river", d.name)
	h.checkDying(d)
	d.lose()
}

func (h *history) newcomerEnrols(r *rand.Rand) {
	for _, d := range h.devices {
		if d.name == "Chen's tablet" {
			return
		}
	}
	h.tell("Chen enrols")
	h.as(nil, func() { h.enrolChen(r) })
}
