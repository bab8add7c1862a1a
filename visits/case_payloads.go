package visits

import "fairvisit/evidence"

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
