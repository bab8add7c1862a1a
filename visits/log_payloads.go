package visits

import "fairvisit/evidence"

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
