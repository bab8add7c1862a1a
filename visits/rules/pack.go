package rules

import (
	"crypto/sha256"
	"fmt"

	"fairvisit/evidence"
)

// Pack is one layer of rules, as data. Only ParsePack makes one that counts:
// any other value, the zero value included, blocks every visit as not
// understood, so a caller who drops an error cannot drop a rule.
type Pack struct {
	Schema        string            `json:"schema"`
	ID            string            `json:"id"`
	Version       string            `json:"version"`
	Title         map[string]string `json:"title"`  // by language: en, zh-Hans
	Layer         string            `json:"layer"`  // house, country, region, licence, creditor
	Status        string            `json:"status"` // unverified, confirmed by counsel, or sketch
	Jurisdiction  Jurisdiction      `json:"jurisdiction"`
	AppliesTo     AppliesTo         `json:"applies_to"`
	Issued        Date              `json:"issued"`
	EffectiveFrom Date              `json:"effective_from"`
	EffectiveTo   Date              `json:"effective_to"` // last day, left out = open
	StaleAfter    int               `json:"stale_after_days"`
	Windows       []Window          `json:"windows"`
	Closed        ClosedDays        `json:"closed_days"`
	HardBlocks    []HardBlock       `json:"hard_blocks"`
	Crew          CrewRule          `json:"crew"`
	Freshness     Freshness         `json:"freshness"`
	Recording     RecordingRule     `json:"recording"`
	MaySay        []string          `json:"may_say"`
	Evidence      []string          `json:"evidence"`
	Cases         []PackCase        `json:"tests"`

	// From here on visitpack/2; see PACKS.md.
	Sources      []Source      `json:"sources"`
	Consents     []ConsentRule `json:"consents"`
	Frequency    []Frequency   `json:"frequency"`
	Notices      []NoticeRule  `json:"notices"`
	AfterFailed  []LastResort  `json:"after_failed"`
	Prohibits    []Prohibition `json:"prohibits"`
	Certificates []PapersRule  `json:"certificates"`
	LeaveWhen    []LeaveRule   `json:"leave_when"`
	Speech       []SpeechRule  `json:"speech"`
	EvidenceFor  []OutcomeRule `json:"evidence_for"`

	// From here on visitpack/3.
	AfterFirst []FirstNotice `json:"after_first"`
	Cash       CashRule      `json:"cash"` // two of its fields are of visitpack/4

	sum evidence.Hash
}

// Jurisdiction is where a pack holds: ISO 3166 codes or *.
type Jurisdiction struct {
	Country string `json:"country"`
	Region  string `json:"region"` // without the country: GD
}

// AppliesTo narrows a pack to kinds of debt and collector; * is any.
type AppliesTo struct {
	DebtTypes      []string `json:"debt_types"`
	CollectorTypes []string `json:"collector_types"`
}

// Window is when places may be visited: From is inside, To is not. To at or
// before From lies on the next day. Windows of one pack add up; a window that
// names a place outweighs one for *; a place that none of a pack's windows
// covers is closed.
type Window struct {
	ID         string    `json:"id"`
	PlaceKinds []string  `json:"place_kinds"`
	Days       []Weekday `json:"days"` // on which the window opens
	From       Clock     `json:"from"`
	To         Clock     `json:"to"`
	ClosedDays string    `json:"closed_days"` // deny or allow
	LastStart  int       `json:"last_start_before_close_min"`
	Requires   []string  `json:"requires"` // consents; see Question
	Channels   []string  `json:"channels"` // none: visits
	MakeUpDays string    `json:"make_up_days"`
	RelaxWith  []string  `json:"relax_with"`
	Cites      []string  `json:"cites"`
}

// ClosedDays are days on which windows that say deny stay shut.
type ClosedDays struct {
	ID      string   `json:"id"`
	Days    []Date   `json:"days"`
	Working []Date   `json:"working"` // days of rest that were made working days
	From    Date     `json:"from"`    // the calendar is known from here
	Through Date     `json:"through"` // to here, both inside; left out = for ever
	Cites   []string `json:"cites"`
}

// HardBlock forbids every visit while a flag stands.
type HardBlock struct {
	ID       string   `json:"id"`
	Flag     string   `json:"flag"`
	Instead  []string `json:"instead"`
	Escalate string   `json:"escalate"`

	Days       int      `json:"days"`        // stands so many times 24 h; 0 = until withdrawn
	PlaceKinds []string `json:"place_kinds"` // none: everywhere
	Cites      []string `json:"cites"`
}

// CrewRule is how many officers it takes.
type CrewRule struct {
	ID    string   `json:"id"`
	Min   int      `json:"min"`
	Cites []string `json:"cites"`
}

// Freshness is how old the flags may be.
type Freshness struct {
	ID    string   `json:"id"`
	Warn  int      `json:"warn_hours"`
	Block int      `json:"block_hours"`
	Cites []string `json:"cites"`
}

const (
	maxPack = 256 << 10

	layerHouse = "house"

	// expiredAfter is how many days a stale pack still warns before it blocks.
	expiredAfter = 15
)

// ParsePack reads one pack. What it does not know (a field, a flag, a place, a
// consent, a number with a fraction) it refuses whole, because a rule half
// understood is a rule not kept; the Pack it then returns blocks.
func ParsePack(data []byte) (Pack, error) {
	if len(data) > maxPack {
		return Pack{}, fmt.Errorf("rule pack: larger than %d KiB; the packs in force stay as they are", maxPack>>10)
	}
	p, err := evidence.DecodeExact[Pack](data)
	if err == nil {
		err = p.check()
	}
	if err == nil && p.Schema != schemaFourth && namesFourth(data) {
		err = fmt.Errorf("a field of %s in a pack of %s", schemaFourth, p.Schema)
	}
	if err != nil {
		return Pack{}, fmt.Errorf("rule pack not understood, the packs in force stay as they are: %w", err)
	}
	p.sum = sha256.Sum256(data)
	return p, nil
}

// SHA256 names the pack to the byte. It is zero if ParsePack did not make it.
func (p Pack) SHA256() evidence.Hash { return p.sum }
