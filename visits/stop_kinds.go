package visits

import (
	"errors"
	"slices"

	"fairvisit/evidence"
)

// What is decided of stops, and complaints (evidence/FORMAT.md section 26). By in the
// facts is the person an operator wrote it for; zero in a device's entry.
const (
	StopDecided           = "stop.decided/1"
	ReleaseConfirmed      = "release.confirmed/1"
	ReleaseDeclined       = "release.declined/1"
	ComplaintReceived     = "complaint.received/1"
	ComplaintAcknowledged = "complaint.acknowledged/1"
	ComplaintAnswered     = "complaint.answered/1"
)

// The codes of findings about them.
const (
	ReleaseAlone = "release_alone" // a stop was to be lifted without a second person, or by who may not
	StopConflict = "stop_conflict" // two decisions of a stop, or answers to a complaint, both claim to stand
)

// The decisions there are of a stop.
const (
	StopUpheld   = "upheld"
	StopExtended = "extended"
	StopRelease  = "release" // somebody wants it lifted; it takes a second person
)

// FlagComplaint is the stop that stands while a complaint is open.
const FlagComplaint = "complaint_open"

// StopCodes are the stops an officer, headquarters or a creditor's file can raise.
var StopCodes = []string{"cease_contact", "dispute_open", FlagComplaint, "represented", "moratorium", "vulnerable_no_visit", "deceased", "wrong_party",
	"suspected_illegal_loan", "paid"}

// StopReasons are the codes of why, by the decision; StopDecisions are the decisions in order.
var (
	StopDecisions = []string{StopUpheld, StopExtended, StopRelease}
	StopReasons   = map[string][]string{
		StopUpheld:   {"documented", "confirmed", "law", "precaution"},
		StopExtended: {"waiting_creditor", "waiting_debtor", "waiting_authority", "investigation"},
		StopRelease:  {"settled", "unfounded", "taken_back", "over", "mistake", "duplicate"},
	}
	ReleaseDeclineReasons = []string{"not_shown", "still_stands"}
	ComplaintChannels     = []string{"visit", "call", "letter", "message", "authority"}
	ComplaintAbouts       = []string{"conduct", "privacy", "amount", "identity", "other"}
	ComplaintOutcomes     = []string{"yes", "partly", "no"}
)

const hour = int64(3600) * 1_000_000 // µs

// decideWithin is how many hours after a stop came in somebody must decide; of a
// code that is not here restHours. A wrong party has a week: by then its address is
// to be deleted.
var decideWithin = map[string]int64{"deceased": 4, "vulnerable_no_visit": 4, "wrong_party": 168}

const (
	restHours    = 24
	confirmHours = 24 // for the second person, once a release is asked

	acknowledgeDays, answerDays = 3, 15
)

// StopDecidedFacts decides of one stop.
type StopDecidedFacts struct {
	Flag     evidence.Hash   `json:"flag"`
	Decision string          `json:"decision"`
	Reason   string          `json:"reason"`
	Until    int64           `json:"until,omitempty"` // µs; 0: none
	Replaces []evidence.Hash `json:"replaces,omitempty"`
	By       evidence.ID     `json:"by,omitzero"`
}

// ReleaseAnswerFacts answer who wants a stop lifted. Reason is empty where it is confirmed.
type ReleaseAnswerFacts struct {
	Flag   evidence.Hash `json:"flag"`
	Asked  evidence.Hash `json:"asked"`
	Reason string        `json:"reason,omitempty"`
	By     evidence.ID   `json:"by,omitzero"`
}

// ComplaintFacts is one complaint; what it says is words.
type ComplaintFacts struct {
	Complaint     evidence.ID   `json:"complaint"`
	Flag          evidence.Hash `json:"flag"`
	Channel       string        `json:"channel"`
	About         string        `json:"about"`
	At            int64         `json:"at"` // µs: when it came in
	AcknowledgeBy int64         `json:"acknowledge_by"`
	AnswerBy      int64         `json:"answer_by"`
	By            evidence.ID   `json:"by,omitzero"`
}

// AcknowledgedFacts say that who complained was told that it is looked into.
type AcknowledgedFacts struct {
	Complaint evidence.ID `json:"complaint"`
	At        int64       `json:"at"`
	By        evidence.ID `json:"by,omitzero"`
}

// ComplaintAnsweredFacts are the answer.
type ComplaintAnsweredFacts struct {
	Complaint evidence.ID     `json:"complaint"`
	At        int64           `json:"at"`
	Upheld    string          `json:"upheld"` // yes, partly, no
	Replaces  []evidence.Hash `json:"replaces,omitempty"`
	By        evidence.ID     `json:"by,omitzero"`
}

// deskFacts are facts about a stop or a complaint. Their codes are closed lists: text
// that is not checked would be a way to put a name where no erasure reaches it, and a
// code goes on into findings.
type deskFacts interface {
	whom() evidence.ID
	check(kind string) error
}

var (
	errNoStop      = errors.New("no stop is named")
	errNoComplaint = errors.New("no complaint is named")
	errNoCode      = errors.New("a code is none of its list")
)

// codes reports whether what is named is there, and each code of its list.
func codes(named error, there bool, ofLists ...bool) error {
	switch {
	case !there:
		return named
	case slices.Contains(ofLists, false):
		return errNoCode
	}
	return nil
}

func (f StopDecidedFacts) check(string) error {
	return codes(errNoStop, !f.Flag.IsZero(), slices.Contains(StopReasons[f.Decision], f.Reason))
}

func (f ReleaseAnswerFacts) check(kind string) error {
	said := f.Reason == ""
	if kind == ReleaseDeclined {
		said = slices.Contains(ReleaseDeclineReasons, f.Reason)
	}
	return codes(errNoStop, !f.Flag.IsZero() && !f.Asked.IsZero(), said)
}

func (f ComplaintFacts) check(string) error {
	return codes(errNoComplaint, !f.Complaint.IsZero() && !f.Flag.IsZero(), slices.Contains(ComplaintChannels, f.Channel), slices.Contains(ComplaintAbouts, f.About))
}

func (f AcknowledgedFacts) check(string) error { return codes(errNoComplaint, !f.Complaint.IsZero()) }

func (f ComplaintAnsweredFacts) check(string) error {
	return codes(errNoComplaint, !f.Complaint.IsZero(), slices.Contains(ComplaintOutcomes, f.Upheld))
}

// whom is the person an operator of headquarters wrote it for.
func (f StopDecidedFacts) whom() evidence.ID       { return f.By }
func (f ReleaseAnswerFacts) whom() evidence.ID     { return f.By }
func (f ComplaintFacts) whom() evidence.ID         { return f.By }
func (f AcknowledgedFacts) whom() evidence.ID      { return f.By }
func (f ComplaintAnsweredFacts) whom() evidence.ID { return f.By }

// For is the act as an operator writes it for a person into headquarters' chain.
func (a DeskAct) For(officer evidence.ID) DeskAct {
	switch f := a.Facts.(type) {
	case StopDecidedFacts:
		f.By = officer
		a.Facts = f
	case ReleaseAnswerFacts:
		f.By = officer
		a.Facts = f
	case ComplaintFacts:
		f.By = officer
		a.Facts = f
	case AcknowledgedFacts:
		f.By = officer
		a.Facts = f
	case ComplaintAnsweredFacts:
		f.By = officer
		a.Facts = f
	}
	return a
}

// flagSayers are who can say that a stop of a creditor's file is so.
var flagSayers = []string{"creditor", "debtor", "lawyer", "court", "authority"}

// saidBy is who a file says that says so; any other word could name somebody.
func saidBy(by string) string {
	if !slices.Contains(flagSayers, by) {
		return ""
	}
	return by
}
