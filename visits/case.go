package visits

import (
	"cmp"
	"slices"

	"fairvisit/evidence"
	"fairvisit/evidence/probe"
)

// Case is the picture of one case: one creditor's claim with its parties, who
// is to visit it, what stops it, and every contact made.
type Case struct {
	ID         evidence.ID     `json:"id"`
	Unit       evidence.ID     `json:"unit"`
	Imported   evidence.Hash   `json:"imported"`      // the entry that last gave facts and words; zero: not imported yet
	Came       evidence.Hash   `json:"came,omitzero"` // the entry it came with: the first import, or the first after one that was taken back
	Facts      CaseFacts       `json:"facts"`
	Pledged    bool            `json:"pledged,omitempty"` // an import said that there is collateral; a later one may not have
	Words      *CaseWords      `json:"words,omitempty"`   // nil: erased, withheld or not here
	Decisions  []Decision      `json:"decisions,omitempty"`
	Standing   evidence.Hash   `json:"standing"`            // the decision in force
	Contested  []evidence.Hash `json:"contested,omitempty"` // decisions that named a standing one that was not
	Slots      []Slot          `json:"slots,omitempty"`     // of its decisions, in their order
	Flags      []Flag          `json:"flags,omitempty"`     // the stops in force
	Lifted     []LiftedFlag    `json:"lifted,omitempty"`    // those a release took out of force
	Stops      []StopLine      `json:"stops,omitempty"`     // what was decided of either
	Complaints []Complaint     `json:"complaints,omitempty"`
	Early      []EarlyWord     `json:"early,omitempty"` // of managers, until an import names the branch
	Contacts   []Contact       `json:"contacts,omitempty"`
	Outside    []NotedContact  `json:"outside,omitempty"`   // contacts no crew of ours made
	Elsewhere  []Elsewhere     `json:"elsewhere,omitempty"` // contacts of other cases of its persons or its place
	Notices    []NoticeLine    `json:"notices,omitempty"`
	Consents   []ConsentLine   `json:"consents,omitempty"`
	Hazards    []HazardLine    `json:"hazards,omitempty"` // by code; HazardsOn says which hold
	Promises   []PromiseLine   `json:"promises,omitempty"`
	Payments   []PaymentLine   `json:"payments,omitempty"`
	Reminders  []ReminderLine  `json:"reminders,omitempty"` // claimed, in their order
	Closed     *CaseAct        `json:"closed,omitempty"`
	Held       *CaseAct        `json:"held,omitempty"` // nothing of it may be erased
	Erased     *Erasure        `json:"erased,omitempty"`
	Asks       []evidence.ID   `json:"asks,omitempty"`     // pictures of visits asked for it, by id
	Roster     bool            `json:"roster,omitempty"`   // it is no case: words of a roster lie under its key
	Swaps      []evidence.ID   `json:"swaps,omitempty"`    // of such a part: pictures of the swaps its person asked for, by id
	Answered   []evidence.ID   `json:"answered,omitempty"` // pictures of answers to findings about it, by id
	Stale      []evidence.Hash `json:"stale,omitempty"`    // imports that took back what did not stand any more, and gave it nothing
	Omitted    int             `json:"omitted,omitempty"`  // items left out by Cut; 0 at headquarters
}

// Decision is one assignment as it was folded.
type Decision struct {
	Entry    evidence.Hash   `json:"entry"`
	Officer  evidence.ID     `json:"officer"`
	Second   evidence.ID     `json:"second"`
	Day      string          `json:"day"`
	Order    int             `json:"order"`
	Replaces []evidence.Hash `json:"replaces,omitempty"`
}

// Flag is one stop, keyed by the entry that raised it so that the same entry
// read twice (urgent, then in its place) is one flag.
type Flag struct {
	Entry  evidence.Hash `json:"entry"`
	Code   string        `json:"code"`
	Source string        `json:"source"`
	At     int64         `json:"at"` // µs, wall of the device that raised it
	// Device raised it, and headquarters held it from Received (µs) on: who knew
	// of it when. Neither is there on a device that raised it itself.
	Device   evidence.ID `json:"device,omitzero"`
	Received int64       `json:"received,omitempty"`
	// Again is since when (µs, as Received) a stop that was lifted is in force again;
	// Gaps are when it was not, in order: a visit of before must be judged as it was.
	Again int64     `json:"again,omitempty"`
	Gaps  []StopGap `json:"gaps,omitempty"`
	// By, Until and Said are of a creditor's file: who says so, by when to decide, and
	// what its row said by a keyed hash.
	By    string      `json:"by,omitempty"`
	Until int64       `json:"until,omitempty"`
	Said  evidence.ID `json:"said,omitzero"`
}

// Contact is one visit as the limits count it: from headers alone, so erased
// words and unread payloads count too (D14).
type Contact struct {
	Visit   evidence.ID `json:"visit"`
	Officer evidence.ID `json:"officer"`
	Device  evidence.ID `json:"device"`
	First   int64       `json:"first"` // µs, wall of the visit's earliest entry seen
	// Known is when the visit began as headquarters knows it (µs): by the clock of its
	// start where that can be, else the nearest time that can. 0: not known yet.
	Known  int64    `json:"known,omitempty"`
	Day    string   `json:"day,omitempty"`
	Status string   `json:"status"`
	Late   bool     `json:"late,omitempty"`
	Codes  []string `json:"codes,omitempty"` // outcomes
	// Place is the keyed id of the address it was to, as its device had it; zero: not said.
	Place evidence.ID `json:"place,omitzero"`
}

// At is when the visit began, as well as it is known (µs).
func (c *Contact) At() int64 { return cmp.Or(c.Known, c.First) }

// WasElsewhere reports a contact at another address than the case has now.
func (c *Case) WasElsewhere(v *Contact) bool {
	return !v.Place.IsZero() && !c.Facts.Place.IsZero() && v.Place != c.Facts.Place
}

// Stopped reports whether a flag forbids visits to this case.
func (c *Case) Stopped() bool { return len(c.Flags) > 0 }

// Decision returns the decision that e made.
func (c *Case) Decision(e evidence.Hash) (Decision, bool) {
	for _, d := range c.Decisions {
		if d.Entry == e {
			return d, true
		}
	}
	return Decision{}, false
}

// Assigned is the decision in force; false when nobody is to visit.
func (c *Case) Assigned() (Decision, bool) {
	d, ok := c.Decision(c.Standing)
	return d, ok && !d.Officer.IsZero()
}

// State is the word lists filter by.
func (c *Case) State() string {
	switch {
	case c.Erased != nil:
		return "erased"
	case c.Closed != nil:
		return "closed"
	case c.Imported.IsZero():
		return "unknown"
	case c.Stopped():
		return "stopped"
	case len(c.Contested) > 0:
		return "conflict"
	}
	if _, ok := c.Assigned(); ok {
		return "assigned"
	}
	return "open"
}

// decide takes one decision in. It stands if it names the standing one (and
// every contested one, or those stay); otherwise both are kept for a person to
// settle. No version counter could say which of two offline managers knew what.
func (c *Case) decide(d Decision) (conflict bool) {
	if _, known := c.Decision(d.Entry); known {
		return false
	}
	c.Decisions = append(c.Decisions, d)
	first := c.Standing.IsZero() && len(d.Replaces) == 0
	if !first && !slices.Contains(d.Replaces, c.Standing) {
		c.Contested = append(c.Contested, d.Entry)
		return true
	}
	c.Standing = d.Entry
	c.Contested = slices.DeleteFunc(c.Contested, func(h evidence.Hash) bool { return slices.Contains(d.Replaces, h) })
	return false
}

func (c *Case) raise(f Flag) {
	if i := slices.IndexFunc(c.Lifted, func(l LiftedFlag) bool { return l.Entry == f.Entry && l.Code == f.Code }); i >= 0 {
		if c.Lifted[i].Source == FlagOfColleague && f.Source != FlagOfColleague {
			c.Lifted[i].Flag = f.with(c.Lifted[i].Flag)
		}
		return
	}
	i := slices.IndexFunc(c.Flags, func(have Flag) bool { return have.Entry == f.Entry && have.Code == f.Code })
	if i >= 0 && c.Flags[i].Source == FlagOfColleague && f.Source != FlagOfColleague {
		c.Flags[i] = f.with(c.Flags[i]) // who raised it knows better than who read it
	}
	if i >= 0 && !probe.Planted("urgent applied twice") {
		return
	}
	c.Flags = append(c.Flags, f)
	slices.SortFunc(c.Flags, compareFlags)
}

func compareFlags(a, b Flag) int {
	return cmp.Or(compareAt(a.At, a.Entry, b.At, b.Entry), cmp.Compare(a.Code, b.Code))
}

// contact returns the line of that visit, made if this is its first entry.
func (c *Case) contact(v evidence.ID) *Contact {
	for i := range c.Contacts {
		if c.Contacts[i].Visit == v {
			return &c.Contacts[i]
		}
	}
	c.Contacts = append(c.Contacts, Contact{Visit: v, Status: StatusUnknown})
	return &c.Contacts[len(c.Contacts)-1]
}

// sortContacts keeps the record in the order of first entries, whatever order
// entries came in.
func (c *Case) sortContacts() {
	slices.SortFunc(c.Contacts, func(a, b Contact) int {
		if a.At() != b.At() {
			return compare(a.At(), b.At())
		}
		return slices.Compare(a.Visit[:], b.Visit[:])
	})
}
