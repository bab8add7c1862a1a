package drill

import "fairvisit/evidence"

// What a child says in one line.
const (
	saysReady   = "ready"   // it is at work
	saysAt      = "at"      // it stands at the point it was told to, and waits for its end
	saysInvited = "invited" // Text: an invitation, in the order of the devices
	saysMeant   = "meant"   // it is about to make a visit, take a photo or take money
	saysMade    = "made"    // an entry is in the journal
	saysStored  = "stored"  // headquarters acknowledged every number up to Seq
	saysAhead   = "ahead"   // headquarters acknowledged an urgent entry
	saysPhoto   = "photo"   // headquarters acknowledged a photo
	saysUp      = "up"      // a session began
	saysDown    = "down"    // it ended
	saysAbsent  = "absent"  // what was acknowledged is not in headquarters' store
	saysSalvage = "salvage" // the journal was damaged and salvaged
	saysRested  = "rested"  // all is handed in and secured
	saysNoted   = "noted"   // doNote was done
	saysVerdict = "verdict" // what the child that compares found
)

// line is one thing a child says.
type line struct {
	Says    string        `json:"says"`
	ID      evidence.Hash `json:"id,omitzero"`
	Epoch   evidence.ID   `json:"epoch,omitzero"`
	Seq     uint64        `json:"seq,omitempty"`
	Kind    string        `json:"kind,omitempty"`
	Token   string        `json:"token,omitempty"` // see token
	Text    string        `json:"text,omitempty"`
	Verdict *Verdict      `json:"verdict,omitempty"`
}

// What the drill tells a child to do.
const (
	doArm     = "arm"    // stop at the Nth time Point is reached; no point: at none
	doExpect  = "expect" // before serving: entry ID must be here
	doPhoto   = "photo"  // before serving: the photo of entry ID must be here
	doServe   = "serve"
	doNote    = "note"    // fold all, then say that it was read: a mark in a trace
	doRest    = "rest"    // finish the visit, hand in, say rested
	doStop    = "stop"    // end in good order
	doCompare = "compare" // hold everything against the Ledger
)

// order is one thing a child is told.
type order struct {
	Do     string        `json:"do"`
	Point  string        `json:"point,omitempty"`
	N      int           `json:"n,omitempty"`
	ID     evidence.Hash `json:"id,omitzero"`
	Ledger *Ledger       `json:"ledger,omitempty"`
}

// token names a visit, a photo or money by what it is and not by the entry that
// says so: made twice under two entries, it would still be one token. A visit's
// is its case, for no case is visited twice here; a photo's the hash of its
// file, money's its receipt.
func token(kind, what string) string { return kind + " " + what }
