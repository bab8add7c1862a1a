package visits

import (
	"crypto/sha256"

	"fairvisit/evidence"
)

// Finding is one thing a person at headquarters must look at. It is derived:
// reading the same entries again makes the same finding with the same id.
type Finding struct {
	ID      evidence.ID   `json:"id"`
	Code    string        `json:"code"`
	Unit    evidence.ID   `json:"unit"`
	Case    evidence.ID   `json:"case"`
	Visit   evidence.ID   `json:"visit"`
	Device  evidence.ID   `json:"device"`
	Officer evidence.ID   `json:"officer"`
	Entry   evidence.Hash `json:"entry"`
	At      int64         `json:"at"` // µs: when headquarters received the entry
	Detail  string        `json:"detail,omitempty"`
	// Answer is what its officer said to it, where headquarters is read; no picture
	// of a finding holds it.
	Answer *FindingAnswer `json:"answer,omitempty"`
}

// The codes of findings.
const (
	LateWork       = "late_work"         // visit under a decision no longer in force
	NoOrder        = "no_order"          // visit of a case nobody assigned
	Conflict       = "conflict"          // two decisions that both claim to stand
	ForkSeen       = "fork"              // two entries at one place of a chain
	GapSeen        = "gap"               // numbers of a chain are gone
	DrainSeen      = "drain"             // work handed in by a revoked device
	NotUnderstood  = "not_understood"    // stored, not read
	PhotoMissing   = "photo_missing"     // the device lost the file
	LetterSeen     = "letter_refused"    // bytes that could not be stored
	CountWrong     = "count_wrong"       // a closed visit holds other counts than it says
	HelpWanted     = "help"              // an officer asked for help
	RestoredSeen   = "restored"          // headquarters was restored
	SplitView      = "split_view"        // a device was shown another log than this one
	ProofBroken    = "proof_failed"      // a proof of headquarters did not hold on a device
	SamePicture    = "same_picture"      // a photo is the picture of another case's
	SameFile       = "same_file"         // a photo is a file of another visit of its case
	TimeUnproved   = "time_not_provable" // a visit that did not begin inside the lawful hours for certain
	OftenWithdrawn = "often_withdrawn"   // an officer withdraws more photos than the policy lets pass
	WithdrawnAlone = "withdrawn_alone"   // a photo was to be withdrawn after the close without a second person
	ComesBack      = "comes_back"        // a device imported what was erased and is not to come back
	CosignBroken   = "cosign_broken"     // a second officer's signature that does not hold
	ForeignEntry   = "foreign_entry"     // an officer's entry of a visit another one opened

	ForeignReminder = "foreign_reminder" // an officer's word on a reminder they were not given
)

func findingID(code string, e evidence.Hash) evidence.ID {
	sum := sha256.Sum256(append([]byte("finding\n"+code+"\n"), e[:]...))
	return evidence.ID(sum[:16])
}
