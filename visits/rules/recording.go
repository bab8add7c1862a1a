package rules

import "slices"

// The modes of recording, the strictest first. Whatever the mode, nothing is
// recorded in secret: the notice is read aloud and the answer is an entry.
const (
	RecordNothing    = "none"        // not even with everybody's yes
	RecordAllParties = "all_parties" // after the notice, and when all who can be heard said yes
	RecordOneParty   = "one_party"   // after the notice
)

var recordings = []string{RecordNothing, RecordAllParties, RecordOneParty}

// RecordingRule says when the talk may be recorded. A pack without one leaves it
// to the others.
type RecordingRule struct {
	ID   string `json:"id"`
	Mode string `json:"mode"`
}

// Recording is the strictest of the rules in force. Where none speaks of it, all
// parties must agree.
type Recording struct {
	Mode string `json:"mode"`
	Rule string `json:"rule,omitempty"` // "" = the default
	Pack string `json:"pack,omitempty"`
}

// Allows reports whether the talk may be recorded after this answer to the
// notice: yes or no. Without an answer it never may.
func (r Recording) Allows(yes bool) bool {
	return r.Mode == RecordOneParty || r.Mode == RecordAllParties && yes
}

func recording(packs []*Pack) Recording {
	var strictest Recording
	for _, p := range packs {
		rank, best := slices.Index(recordings, p.Recording.Mode), slices.Index(recordings, strictest.Mode)
		if rank >= 0 && (best < 0 || rank < best) {
			strictest = Recording{Mode: p.Recording.Mode, Rule: p.Recording.ID, Pack: p.ID}
		}
	}
	if strictest.Mode == "" {
		strictest.Mode = RecordAllParties
	}
	return strictest
}
