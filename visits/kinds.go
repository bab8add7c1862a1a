package visits

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

// Empty is the facts of an entry whose header says it all.
type Empty struct{}
