package rules

import (
	"slices"

	"fairvisit/evidence"
)

// Decision is how far a verdict, or one reason of it, goes. The zero value is
// none of the three, so a verdict nobody filled in does not allow.
type Decision string

// Allow lets the visit go on, Warn lets it go on with a reason the supervisor
// sees, Block cannot be overridden on the device. Note is of notes alone, and decides nothing.
const (
	Allow Decision = "allow"
	Warn  Decision = "warn"
	Block Decision = "block"
	Note  Decision = "note"
)

// Verdict is the answer to a Question. It holds codes, ids, times and counts
// only, nothing that names or describes a person, so it may stand in the facts
// of an entry. Times and ages are microseconds.
type Verdict struct {
	Decision    Decision  `json:"decision"`
	Reasons     []Reason  `json:"reasons,omitempty"`     // blocks first
	Provisional bool      `json:"provisional"`           // the time rests on the wall clock alone
	NextAllowed int64     `json:"next_allowed"`          // first whole minute at which Start is allowed with what is known now; 0 = none found, or time is not what is in the way
	NextOnline  int64     `json:"next_online,omitempty"` // likewise, with flags and packs fresh by then
	EndBy       int64     `json:"end_by"`                // the window closes then; 0 = not inside one
	MaySay      []string  `json:"may_say,omitempty"`     // before the debtor is identified; empty when blocked
	Evidence    []string  `json:"evidence,omitempty"`    // what the visit must bring back; empty when blocked
	Recording   Recording `json:"recording"`             // whether the talk may be recorded
	Packs       []PackUse `json:"packs,omitempty"`
	FlagsAge    int64     `json:"flags_age"`       // -1 = not known
	Slot        Slot      `json:"slot,omitzero"`   // the contact a start stands on; zero where no limit asks for one
	Notes       []Reason  `json:"notes,omitempty"` // what is owed or runs, and speaks against nothing
}

// Reason is one rule that speaks against the visit.
type Reason struct {
	Rule     string            `json:"rule"`
	Pack     string            `json:"pack"` // "" = the engine's own rule
	Severity Decision          `json:"severity"`
	Code     string            `json:"code"`
	Params   map[string]string `json:"params,omitempty"`
	Instead  []string          `json:"instead,omitempty"` // what may be done instead, as codes
}

// PackUse names a pack the verdict was judged by, to the byte.
type PackUse struct {
	ID      string        `json:"id"`
	Version string        `json:"version"`
	SHA256  evidence.Hash `json:"sha256"`
	Age     int64         `json:"age"` // since it was issued or last confirmed; -1 = not known
	Status  string        `json:"status"`
}

// Allowed reports that the act may go on, with or without warnings.
func (v Verdict) Allowed() bool { return v.Decision == Allow || v.Decision == Warn }

// The engine's own rules, for what no pack can state about itself.
const (
	ruleTime    = "H-TIME"
	ruleZone    = "H-ZONE"
	rulePack    = "H-PACK"
	ruleSync    = "H-SYNC"
	ruleFlag    = "H-FLAG"
	rulePlace   = "H-PLACE"
	ruleSubject = "H-SUBJECT"
	ruleChannel = "H-CHANNEL"
	ruleSeen    = "H-SEEN"
)

// The codes that stand for "not at this time": only these let a verdict name a
// next time.
const (
	codeOutside     = "outside_window"
	codeClosedDay   = "closed_day"
	codeTooLate     = "too_late_to_start"
	codeEndsAfter   = "ends_after_window"
	codeNotProvable = "time_not_provable"
	codeTooMany     = "too_many_contacts"
	codeNoticeRuns  = "notice_running"
)

// CodeDayUnknown blocks where the calendar is the window's own, and warns where it is another's.
const CodeDayUnknown = "calendar_not_known"

var codesOfTime = []string{codeOutside, codeClosedDay, codeTooLate, codeEndsAfter, codeNotProvable, codeTooMany, codeNoticeRuns, codeSlotDay}

// codeFlag stands for "not at this time" only where its rule has days.
const codeFlag = "flag_stands"

// decide is the worst of the reasons.
func decide(reasons []Reason) Decision {
	worst := Allow
	for _, r := range reasons {
		switch {
		case r.Severity == Block:
			return Block
		case r.Severity == Warn:
			worst = Warn
		}
	}
	return worst
}

// known passes on a word from outside only if it is a code; anything else might
// describe a person and a verdict may not.
func known(word string, words []string) string {
	if slices.Contains(words, word) {
		return word
	}
	return "unknown"
}
