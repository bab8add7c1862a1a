package visits

import "fairvisit/evidence"

// Device is the picture of one enrolment: one person's life on one device.
// What changes every minute (last seen, battery) is telemetry and never an entry.
type Device struct {
	ID      evidence.ID `json:"id"`
	Officer evidence.ID `json:"officer"`
	Unit    evidence.ID `json:"unit"`
	Role    string      `json:"role"`
	// OfficerKey tells whether one person signs for two.
	OfficerKey evidence.PublicKey `json:"officer_key,omitempty"`
	Enrolled   evidence.Hash      `json:"enrolled"`
	Revoked    evidence.Hash      `json:"revoked"`
	Clock      DeviceClock        `json:"clock,omitzero"` // of headquarters' judgement; a device keeps none
	// PhotoDays count the photos of the last days; SharedOn is the day it was last found that too many were withdrawn.
	PhotoDays []PhotoDay    `json:"photo_days,omitempty"`
	SharedOn  int64         `json:"shared_on,omitempty"`
	Epochs    []EpochLine   `json:"epochs,omitempty"`
	Gaps      []GapFacts    `json:"gaps,omitempty"`
	Forks     int           `json:"forks,omitempty"`
	Letters   int           `json:"letters,omitempty"`
	Forfeited []evidence.ID `json:"forfeited,omitempty"` // persons who wrote it off
	Orders    []DeviceOrder `json:"orders,omitempty"`    // by number
	// Elsewhere are the questions (section 36) of it that no case bounds and that still weigh.
	Elsewhere []evidence.ID `json:"elsewhere,omitempty"`
	Omitted   int           `json:"omitted,omitempty"` // items left out of the lists by Cut; 0 at headquarters
}

// EpochLine is one life of the device's store.
type EpochLine struct {
	Epoch evidence.ID   `json:"epoch"`
	Entry evidence.Hash `json:"entry"`
	EpochFacts
}
