package rules

import "fairvisit/evidence"

// Question is everything a verdict depends on. All times are UTC microseconds.
// What a pack of schema visitpack/1 may hold reads neither History nor Consents,
// Notices or certificates, so under such packs alone they can neither forbid nor
// allow anything.
type Question struct {
	Case      CaseFacts
	Subjects  []Subject
	History   []Contact
	When      Interval
	Place     Place
	Crew      []Officer
	Consents  []Consent
	Act       Act
	PacksAsOf int64 // when headquarters last said that these packs are the ones in force; 0 = never

	Visit    evidence.ID // the visit asked about: its own reservation does not count against it; zero = it has none
	Channel  string      // ChannelVisit and the other channels; "" = a visit
	Notices  []Notice
	Observed []string // what the crew has seen at the door, as codes
	Slot     Slot     // the contact headquarters granted; zero = nobody asks for one
	Cash     Cash     // that would be taken at the visit; zero = none

	PromisedUntil int64 // until then a promise holds contact; 0 = none does
	NoVisitSince  int64 // when the newest outcome came by which nobody goes there; 0 = it is no such one

	// Governed are the regions whose law governs, as Where.Governing gives them: each
	// must have a pack, or the visit is blocked. Nil: nobody asked, as in a pack's tests.
	Governed []string
}

// CaseFacts is what the device knows of the case; it names nobody.
type CaseFacts struct {
	ID            evidence.ID
	Debts         []evidence.ID
	DebtType      string // "" = not known: packs for any debt type then apply
	CollectorType string // "" = not known: likewise
	Flags         []Flag // stop flags only: one that no pack knows blocks
	FlagsAsOf     int64  // when headquarters last sent the flags; 0 = never
	Zone          string // IANA name (Area/City) of the debtor's address, never the phone's
	Region        string // ISO 3166 of the debtor's address: CN or CN-GD; "" = not known
}

// Flag is a stop on the case. It stands until headquarters withdraws it.
type Flag struct {
	Kind   string
	At     int64
	Source string // how it is known, as a code
	By     string // who says so, of a creditor's file, as a code
}

// Subject is one person the visit is about, with the debts concerned.
type Subject struct {
	Party evidence.ID
	Role  string // RoleDebtor and the other roles
	Debts []evidence.ID
}

// The roles a subject may have.
const (
	RoleDebtor         = "debtor"
	RoleJointDebtor    = "joint_debtor"
	RoleGuarantor      = "guarantor"
	RoleRepresentative = "representative"
)

// Contact is one earlier contact, or one that headquarters has reserved. What is
// not known of it (zero fields, or not Certain) counts for every rule it could
// fall under.
type Contact struct {
	Visit     evidence.ID // names the contact; listed twice it counts once; zero = has no name
	Debts     []evidence.ID
	Parties   []evidence.ID
	Address   evidence.ID
	At        int64
	Kind      string // the visit's status, as a code; judges nothing
	Certain   bool
	Channel   string // as Question.Channel, but "" = not known
	Reached   string // ReachedSomebody or ReachedNobody; anything else = not known
	Solicited bool   // the debtor asked for it
	Source    string // how it is known, as a code; judges nothing
}

// The channels a contact may take.
const (
	ChannelVisit   = "visit"
	ChannelCall    = "call"
	ChannelLetter  = "letter"
	ChannelMessage = "message"
)

// Whether a contact met or was answered by anybody.
const (
	ReachedSomebody = "somebody"
	ReachedNobody   = "nobody"
)

// Notice is one notice that was given of a visit.
type Notice struct {
	Kind string
	Form string // written, recorded or oral
	At   int64
}

// Class says how well the time is known (A, B or C).
type Class byte

// The classes of time. Anything else is judged as ClassC.
const (
	ClassA Class = 'A' // bounded by a beacon of headquarters in the same boot: Earliest to Latest
	ClassB Class = 'B' // bounded by the chain only: Wall, beside NewestEntry
	ClassC Class = 'C' // not known
)

// Interval is the time of the act, as far as it is known.
type Interval struct {
	Earliest    int64
	Latest      int64
	Class       Class
	Wall        int64 // the device's wall clock
	NewestEntry int64 // the wall clock of the chain's newest entry
	Until       int64 // planned end; 0 = not planned
}

// Place is where the visit happens.
type Place struct {
	Kind    string // PlaceHome and the other kinds
	Address evidence.ID
	Region  string // as CaseFacts.Region, of the place
}

// The kinds of place a pack may open. Every other kind (a school, a hospital, a
// place of worship, an unknown word) is closed because no window can name it.
const (
	PlaceHome      = "home"
	PlaceWork      = "workplace"
	PlaceAgreed    = "agreed_place"
	PlaceAssetSite = "asset_location"
)

// Officer is one member of the crew.
type Officer struct {
	ID           evidence.ID
	Certificates []Certificate
}

// Certificate is one approval of an officer.
type Certificate struct {
	Kind  string
	Until int64
}

// Consent is one recorded consent of a party.
type Consent struct {
	Kind  string
	Party evidence.ID
	At    int64
	Until int64  // 0 = until withdrawn
	Form  string // written, recorded or oral; anything else is no proof

	For evidence.ID // the one other person it lets be spoken to; zero = nobody
}

// Act is what the crew is about to do.
type Act string

// Start opens a visit; Continue goes on with an open one: a block then means to
// end the talk and leave, and recording what happened goes on in any case.
// Anything else is judged as Start, which is never the milder one.
const (
	Start    Act = "start"
	Continue Act = "continue"
)

// At is the same question asked of the exactly known instant t (UTC µs), with
// the same planned duration. What is known of flags and packs stays as old as
// it is, so a far t may be blocked until the device synced again.
func (q Question) At(t int64) Question {
	planned := q.When.Until
	if planned != 0 {
		base := q.When.Latest
		if q.When.Class == ClassB {
			base = q.When.Wall
		}
		planned = t + (planned - base)
	}
	q.When = Interval{Earliest: t, Latest: t, Class: ClassA, Wall: t, NewestEntry: t, Until: planned}
	return q
}
