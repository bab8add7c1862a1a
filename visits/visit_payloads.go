package visits

import (
	"fairvisit/evidence"
	"fairvisit/evidence/crew"
)

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
	// Place is the keyed id of the address the crew went to, as its device had it (section
	// 46); zero in older entries, and where the case has none.
	Place evidence.ID `json:"place,omitzero"`
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
