package fieldsync

import (
	"fairvisit/evidence"
	"fairvisit/visits"
)

// CaseLine is one case of the read API's list: who and where only as far as the
// mask allows.
type CaseLine struct {
	ID       evidence.ID `json:"id"`
	State    string      `json:"state"`
	Name     string      `json:"name"`   // surname and **
	Street   string      `json:"street"` // without the house
	Bucket   string      `json:"bucket"`
	Day      string      `json:"day,omitempty"`
	Contacts int         `json:"contacts"`
}

// CaseRecord is all headquarters holds of one case.
type CaseRecord struct {
	Case    *visits.Case     `json:"case"`
	Visits  []*visits.Visit  `json:"visits"`
	Entries []EntryLine      `json:"entries"`
	Photos  []PhotoState     `json:"photos"`
	Devices []*visits.Device `json:"devices"` // those that wrote an entry of the case, without headquarters' own
	Persons []*visits.Person `json:"persons"` // those a visit, a decision or an entry of the case names
	// Findings are what of the visits was against the rules.
	Findings []*visits.Finding `json:"findings,omitempty"`
	// Lists are the published checklists that its visits were opened with.
	Lists   []evidence.Publication `json:"lists,omitempty"`
	Secured int64                  `json:"secured"` // entries up to this number of the log are in the second copy; 0: there is none
}

// EntryLine is one entry of a case as the log knows it.
type EntryLine struct {
	No          int64         `json:"no"`
	ID          evidence.Hash `json:"id"`
	Kind        string        `json:"kind"`
	Device      evidence.ID   `json:"device"`
	Epoch       evidence.ID   `json:"epoch"`
	Seq         uint64        `json:"seq"`
	Wall        int64         `json:"wall"` // µs, by the device's clock
	Visit       evidence.ID   `json:"visit"`
	Officer     evidence.ID   `json:"officer"` // who signed besides the device; zero: nobody
	Received    int64         `json:"received"`
	Status      string        `json:"status"`
	Quarantined bool          `json:"quarantined,omitempty"`
	Words       string        `json:"words"` // none, present, withheld, erased, sealed
}

// PhotoState is one photo and whether it has arrived. One that was withdrawn has
// the reason's code, and no file anywhere.
type PhotoState struct {
	Entry  evidence.Hash `json:"entry"`
	Index  int           `json:"index"`
	Size   int64         `json:"size"`
	Stored bool          `json:"stored"`
	At     int64         `json:"at,omitempty"`
	Type   uint8         `json:"type,omitempty"` // of photo.JPEG …; 0 from an older headquarters

	Withdrawn   string `json:"withdrawn,omitempty"`    // the reason's code
	WithdrawnAt int64  `json:"withdrawn_at,omitempty"` // µs, by the device's clock
}
