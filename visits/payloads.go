package visits

import (
	"fairvisit/evidence"
	"fairvisit/evidence/crew"
)

// The kinds of entry this version writes and understands. N is the payload's
// schema; a kind once released parses for ever.
const (
	DeviceEnrolled = "device.enrolled/1"
	DeviceRevoked  = "device.revoked/1"
	EpochOpened    = "epoch.opened/1"
	TimeBeacon     = "time.beacon/1"
	ImportTaken    = "import.taken/1"
	ImportUndone   = "import.undone/1"
	CaseImported   = "case.imported/1"
	CaseAssigned   = "case.assigned/1"
	VisitOpened    = "visit.opened/1"
	VisitArrived   = "visit.arrived/1"
	VisitPhase     = "visit.phase/1"
	PhotoTaken     = "photo.taken/1"
	PhotoLost      = "photo.lost/1"
	PhotoWithdrawn = "photo.withdrawn/1"
	PhotoMasked    = "photo.masked/1"

	WithdrawalAsked     = "withdrawal.asked/1"
	WithdrawalConfirmed = "withdrawal.confirmed/1"
	WithdrawalDeclined  = "withdrawal.declined/1"

	SignatureTaken = "signature.taken/1"
	NoteAdded      = "note.added/1"
	LeaveAsked     = "leave.asked/1"
	LeaveMistaken  = "leave.mistaken/1"
	VisitLeft      = "visit.left/1"
	VisitClosed    = "visit.closed/1"
	VisitAbandoned = "visit.abandoned/1"
	VisitCosigned  = "visit.cosigned/1"
	FlagRaised     = "flag.raised/1"
	MoneyTaken     = "money.taken/1"
	HelpAsked      = "help.asked/1"
	RecordViewed   = "record.viewed/1"
	GapDeclared    = "gap.declared/1"
	LetterRefused  = "letter.refused/1"
	PersonNamed    = "person.named/1"
	HQRestored     = "headquarters.restored/1"
	ProofFailed    = "proof.failed/1"
	ViewSplit      = "view.split/1"
	HeadPrinted    = "head.printed/1"
	UnlockGiven    = "unlock.given/1"
	SheetPrinted   = "sheet.printed/1"
)

// Urgent reports whether an entry of this kind goes ahead of the queue: what
// stops others from going to a door, or brings help.
func Urgent(kind string) bool {
	return kind == FlagRaised || kind == HelpAsked || kind == LeaveAsked || kind == DeviceRevoked || kind == IncidentReported
}

// EnrolledFacts is what entry 1 of a chain holds: the statement HQ signed.
type EnrolledFacts = evidence.Statement

// BeaconFacts is a time headquarters signed: asked for by the device itself, or
// shown by a colleague's (evidence/FORMAT.md section 19).
type BeaconFacts struct {
	Body   string `json:"body"` // of an evidence.Statement
	Sig    string `json:"sig"`
	Origin string `json:"origin,omitempty"` // OriginQR; empty: from headquarters
}

// OriginQR says that a colleague's device showed the beacon.
const OriginQR = "qr"

// RevokedFacts ends a device's right to pull; its uploads stay welcome.
type RevokedFacts struct {
	Reason string `json:"reason"` // lost, left, replaced, misuse
}

// UnlockFacts says which request of a device got its unlock code.
type UnlockFacts struct {
	Request uint64 `json:"request"`
}

// EpochFacts says which life of the store this one follows, and why.
type EpochFacts struct {
	Old    evidence.ID   `json:"old"`
	Seq    uint64        `json:"seq"`
	Last   evidence.Hash `json:"last"`
	Reason string        `json:"reason"` // restored, salvaged, fork, process
}

// ImportFacts is the parent entry of one import; the file itself is not kept.
type ImportFacts struct {
	File     evidence.Hash `json:"file"`
	Rows     int           `json:"rows"`
	Taken    int           `json:"taken"`
	Same     int           `json:"same"`
	Refused  int           `json:"refused"`
	Encoding string        `json:"encoding"`
	Of       string        `json:"of,omitempty"`      // contacts, notices, consents, payments; empty: cases
	Head     evidence.Hash `json:"head,omitzero"`     // of the names of the file's columns
	Columns  []ColumnAt    `json:"columns,omitempty"` // where they stand, if a person said so
}

// ColumnAt says that a column of ours stands at a place of a file's rows, from 0.
type ColumnAt struct {
	Column string `json:"column"`
	At     int    `json:"at"`
}

// UndoneFacts is the parent entry of one import taken back: its cases follow as
// case.imported with what was held before, or case.closed where nothing was.
type UndoneFacts struct {
	Import evidence.Hash `json:"import"`
	Back   int           `json:"back"`   // cases that are as before
	Closed int           `json:"closed"` // cases that came with it
	Kept   int           `json:"kept"`   // cases left alone: visited, assigned or changed since
}

// TakesBack are facts of a case.imported/1, and of a case.closed/1, that only a
// manager's device writes, when it takes an import back: the case.imported/1 that is
// taken back, and the decision that stood on the case. Where either is another by
// then, the entry changes nothing.
type TakesBack struct {
	Imported evidence.Hash `json:"imported,omitzero"`
	Standing evidence.Hash `json:"standing,omitzero"`
}

// stands reports whether a case still is as who takes its import back knew it.
func (t TakesBack) stands(c *Case) bool {
	return c.Imported == t.Imported && c.Standing == t.Standing && len(c.Contested) == 0 && c.Closed == nil
}

// PartyRole is a person's standing in a case.
type PartyRole struct {
	Party evidence.ID `json:"party"`
	Role  string      `json:"role"` // debtor, joint_debtor, guarantor, representative
	// Person is the same in every case of the person; zero: nobody knows which
	// other cases are theirs.
	Person evidence.ID `json:"person,omitzero"`
}

// CaseFacts are the figures of a case; nothing here names anybody.
type CaseFacts struct {
	Amount    int64       `json:"amount"` // minor units
	Currency  string      `json:"currency"`
	DPD       int64       `json:"dpd"` // days past due
	Bucket    string      `json:"bucket"`
	Due       string      `json:"due,omitempty"`    // yyyy-mm-dd
	Zone      string      `json:"zone"`             // IANA name at the debtor's address
	Region    string      `json:"region,omitempty"` // ISO 3166 of that address, where the file says it: CN, US-MA
	PlaceKind string      `json:"place_kind"`
	Place     evidence.ID `json:"place"` // keyed hash of the address
	Debt      evidence.ID `json:"debt"`
	Parties   []PartyRole `json:"parties"`
	// Collateral is what the debt is secured by; nil: the file names nothing.
	Collateral *CollateralFacts `json:"collateral,omitempty"`
}

// PartyWords names one person of a case.
type PartyWords struct {
	Party    evidence.ID `json:"party"`
	Name     string      `json:"name"`
	IDNumber string      `json:"id_number,omitempty"`
	Phone    string      `json:"phone,omitempty"`
	Language string      `json:"language,omitempty"`
}

// PlaceWords is where a visit goes.
type PlaceWords struct {
	Street   string `json:"street"`
	District string `json:"district,omitempty"`
	City     string `json:"city,omitempty"`
	Postcode string `json:"postcode,omitempty"`
	LatE7    int64  `json:"lat_e7,omitempty"`
	LonE7    int64  `json:"lon_e7,omitempty"`
	HasPoint bool   `json:"has_point,omitempty"`
	// Given is the point as the bank's file has it, where that is in another
	// system of coordinates; the others are WGS 84.
	Given *GivenPoint `json:"given,omitempty"`
}

// GivenPoint is a point in the system a bank's file is in.
type GivenPoint struct {
	System string `json:"system"` // gcj-02, bd-09
	LatE7  int64  `json:"lat_e7"`
	LonE7  int64  `json:"lon_e7"`
}

// CaseWords is what can be erased of a case.
type CaseWords struct {
	Creditor string       `json:"creditor"`
	Number   string       `json:"number"` // the bank's number
	Product  string       `json:"product,omitempty"`
	Parties  []PartyWords `json:"parties"`
	Place    PlaceWords   `json:"place"`
	// Collateral describes what its facts only say of a kind.
	Collateral *CollateralWords `json:"collateral,omitempty"`
}

// AssignFacts decides who visits a case. Replaces names the decisions it takes
// the place of: none for a first one, more than one to settle a conflict (D21).
// A zero Officer takes the case back from everybody.
type AssignFacts struct {
	Officer  evidence.ID     `json:"officer"`
	Second   evidence.ID     `json:"second"`
	Day      string          `json:"day"` // yyyy-mm-dd, local
	Order    int             `json:"order"`
	Replaces []evidence.Hash `json:"replaces,omitempty"`
	Reason   string          `json:"reason,omitempty"` // a code
}

// Subject is one person a visit is to, in one role, about some debts (D6).
type Subject struct {
	Party evidence.ID   `json:"party"`
	Role  string        `json:"role"`
	Debts []evidence.ID `json:"debts"`
}

// Used names one pack, checklist or policy by version and hash.
type Used struct {
	ID      string        `json:"id"`
	Version string        `json:"version"`
	Hash    evidence.Hash `json:"hash"`
}

// VerdictFacts is what the gate said when it let the visit start.
type VerdictFacts struct {
	Decision    string   `json:"decision"` // allow, warn
	Rules       []string `json:"rules,omitempty"`
	Provisional bool     `json:"provisional,omitempty"`
	Class       string   `json:"class"`
	FlagsAge    int64    `json:"flags_age"` // µs
	// History is what the verdict stood on besides the case's own visits, and
	// Reason a code for why the crew goes in spite of a warning (section 21).
	History []HistoryFacts `json:"history,omitempty"`
	Reason  string         `json:"reason,omitempty"`
	// Slot is what the visit stood on where a limit counts visits (section 30):
	// granted, or unsaid where nobody at headquarters decided it.
	Slot string `json:"slot,omitempty"`
}

// HistoryFacts counts what one source said before a visit.
type HistoryFacts struct {
	What   string `json:"what"` // contact, notice, consent
	Source string `json:"source"`
	Count  int    `json:"count"`
	Age    int64  `json:"age"` // µs, of the newest entry among them
}

// OpenedWords is what an officer said of a warning; an entry without has none.
type OpenedWords struct {
	Said string `json:"said"`
}

// OpenedFacts is the start of a visit, chained when the gate lets it through.
type OpenedFacts struct {
	Decision  evidence.Hash `json:"decision"` // the assignment acted on
	Subjects  []Subject     `json:"subjects"`
	Verdict   VerdictFacts  `json:"verdict"`
	Used      []Used        `json:"used"`
	PlaceKind string        `json:"place_kind"`
	Day       string        `json:"day"` // local day at the debtor's address
	// CheckIn is how long the crew may give no sign of life, in µs; 0: nothing was agreed.
	CheckIn int64 `json:"check_in,omitempty"`
}

// PointWords is a place measured by the device.
type PointWords struct {
	LatE7     int64  `json:"lat_e7"`
	LonE7     int64  `json:"lon_e7"`
	AccuracyM int64  `json:"accuracy_m,omitempty"`
	Source    string `json:"source,omitempty"`
}

// Answer is one answered question. Facts carry codes and numbers, words carry text.
type Answer struct {
	Question string `json:"q"`
	Code     string `json:"code,omitempty"`
	Number   int64  `json:"number,omitempty"`
	Text     string `json:"text,omitempty"`
	At       int64  `json:"at"` // µs, wall
	Reason   string `json:"reason,omitempty"`
}

// PhaseFacts is one phase's log of answers, corrections included.
type PhaseFacts struct {
	Phase    string        `json:"phase"`
	Replaces evidence.Hash `json:"replaces"`
	Answers  []Answer      `json:"answers,omitempty"`
}

// PhaseWords holds the answers that name or describe a person.
type PhaseWords struct {
	Answers []Answer `json:"answers"`
}

// PhotoLostFacts says that the file of (entry, index) is gone from the device.
type PhotoLostFacts struct {
	Entry  evidence.Hash `json:"entry"`
	Index  int           `json:"index"`
	Reason string        `json:"reason"`
}

// SignatureFacts says who signed, as a role.
type SignatureFacts struct {
	Party   evidence.ID `json:"party"`
	Role    string      `json:"role"`
	Strokes int         `json:"strokes"`
	What    string      `json:"what"` // document code
}

// Stroke is one line drawn without lifting the pen.
type Stroke struct {
	Points []StrokePoint `json:"points"`
}

// StrokePoint is in tenths of a millimetre, milliseconds from the first point, pressure 0–1000.
type StrokePoint struct {
	X int64 `json:"x"`
	Y int64 `json:"y"`
	T int64 `json:"t"`
	P int64 `json:"p"`
}

// SignatureWords are the strokes; any raster is derived from them.
type SignatureWords struct {
	Strokes []Stroke `json:"strokes"`
}

// TextWords is free text: what was said when a flag was raised.
type TextWords struct {
	Text string `json:"text"`
}

// NoteWords is a note: typed, written by hand, or both. Handwriting tells whose
// hand it is, so it lies in the words and can be erased like the text. A note
// has text or strokes, and keeps the bounds of CheckInk; the text of one written
// by hand is "". Entries from before notes could be written by hand have no
// member strokes.
type NoteWords struct {
	Text    string   `json:"text"`
	Strokes []Stroke `json:"strokes,omitempty"`
}

// Outcome is what a visit came to for one subject.
type Outcome struct {
	Party evidence.ID `json:"party"`
	Debt  evidence.ID `json:"debt"`
	Code  string      `json:"code"`
}

// Promise is a promise to pay.
type Promise struct {
	Party    evidence.ID `json:"party"`
	Debt     evidence.ID `json:"debt"`
	Amount   int64       `json:"amount"` // minor units
	Currency string      `json:"currency"`
	Date     string      `json:"date"` // yyyy-mm-dd; of instalments the last
	Channel  string      `json:"channel"`
	// Instalments add up to Amount; nil: one payment. See Parts.
	Instalments []Instalment `json:"instalments,omitempty"`
}

// ClosedFacts closes a visit and counts it, so that a cut dossier shows (D4).
type ClosedFacts struct {
	Entries  int       `json:"entries"` // this one included
	Photos   int       `json:"photos"`
	Outcomes []Outcome `json:"outcomes"`
	Promises []Promise `json:"promises,omitempty"`
	// Evidence is what the outcomes lack of what they have to bring back.
	Evidence []EvidenceGap `json:"evidence,omitempty"`
}

// AbandonedFacts closes a draft nobody finished.
type AbandonedFacts struct {
	Reason  string   `json:"reason"` // silent, tour_over
	Entries int      `json:"entries"`
	Photos  int      `json:"photos"`
	Answers []Answer `json:"answers,omitempty"`
}

// CosignedFacts is the second officer's yes, as either of the two writes it
// (evidence/FORMAT.md section 18).
type CosignedFacts = crew.Cosigned

// FlagFacts raises one stop on a case, by its code.
type FlagFacts struct {
	Code   string `json:"code"` // cease_contact, dispute_open, …
	Source string `json:"source"`
	// Of is the entry that raised it on a colleague's device (section 23); zero: this one.
	Of evidence.Hash `json:"of,omitzero"`
	// What a creditor's file says of one that headquarters raises (section 26): who
	// says so, from when it stands, by when to decide (µs), and its row by a keyed hash.
	By    string      `json:"by,omitempty"`
	At    int64       `json:"at,omitempty"`
	Until int64       `json:"until,omitempty"`
	Said  evidence.ID `json:"said,omitzero"`
}

// FlagOfColleague is the source of a flag that was read from a colleague's device.
const FlagOfColleague = "colleague"

// MoneyFacts is money taken at a visit.
type MoneyFacts struct {
	Amount   int64       `json:"amount"` // minor units
	Currency string      `json:"currency"`
	Debt     evidence.ID `json:"debt"`
	Method   string      `json:"method"`
	Receipt  string      `json:"receipt"`

	// What the page for cash asks (section 43); zero where another program wrote it.
	Payer evidence.ID `json:"payer,omitzero"`  // a party of the case; zero: somebody else, or nobody said who
	For   string      `json:"for,omitempty"`   // ForDebt, ForInstalment or a later version's
	Shown bool        `json:"shown,omitempty"` // the receipt was shown, and signed by payer and officer
}

// What money was taken for.
const (
	ForDebt       = "debt"
	ForInstalment = "instalment" // that a promise names
)

// ViewedFacts logs a read before its answer.
type ViewedFacts struct {
	What   string      `json:"what"`
	Reason string      `json:"reason,omitempty"`
	Reader evidence.ID `json:"reader"` // the person, as an officer id
}

// GapFacts says which numbers of a chain are gone, as headquarters learnt it.
type GapFacts struct {
	Device evidence.ID `json:"device"`
	Epoch  evidence.ID `json:"epoch"`
	From   uint64      `json:"from"`
	To     uint64      `json:"to"`
	Reason string      `json:"reason"`
}

// LetterFacts says that bytes were refused and lie in the dead letters.
type LetterFacts struct {
	Device evidence.ID   `json:"device"`
	Epoch  evidence.ID   `json:"epoch"`
	Seq    uint64        `json:"seq"`
	Hash   evidence.Hash `json:"hash"`
	Why    string        `json:"why"`
}

// ProofFacts says which proof of headquarters did not hold on a device
// (evidence/FORMAT.md section 11).
type ProofFacts struct {
	What       string        `json:"what"` // checkpoint, shrunk, rewritten, withdrawn, slip
	Generation evidence.ID   `json:"generation"`
	Size       int64         `json:"size"` // of the log headquarters named
	Held       int64         `json:"held"` // size and root of the head the device holds; 0: none
	Root       evidence.Hash `json:"root"`
	Epoch      evidence.ID   `json:"epoch"` // of a slip; zero: of none
	Seq        uint64        `json:"seq"`
}

// SplitFacts says that a device was shown a log of which headquarters' own is
// not the continuation.
type SplitFacts struct {
	Device     evidence.ID   `json:"device"`
	Generation evidence.ID   `json:"generation"`
	Size       int64         `json:"size"`
	Root       evidence.Hash `json:"root"`
	Log        int64         `json:"log"` // size of headquarters' own
	Own        evidence.Hash `json:"own"` // its root at the device's size; zero: it is smaller
}

// PrintedFacts is a head of the log that headquarters gave to be printed outside
// (evidence/FORMAT.md section 11).
type PrintedFacts struct {
	Day        string        `json:"day"` // yyyy-mm-dd, at headquarters
	Generation evidence.ID   `json:"generation"`
	Size       int64         `json:"size"`
	Root       evidence.Hash `json:"root"`
}

// RestoredFacts says how headquarters came back: from which size of the log,
// how much the second copy brought, and whether a loss was accepted.
type RestoredFacts struct {
	Old      evidence.ID `json:"old"` // generation
	New      evidence.ID `json:"new"`
	Backup   int64       `json:"backup"`   // entries in the backup
	Replayed int64       `json:"replayed"` // entries from the second copy
	Loss     bool        `json:"loss,omitempty"`
}

// Empty is the facts of an entry whose header says it all.
type Empty struct{}
