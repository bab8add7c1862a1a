package drill

import (
	"fmt"
	"slices"
	"strings"
)

// Report is what a drill of kills came to.
type Report struct {
	Acked      int            `json:"acked"`      // entries and photos that headquarters acknowledged
	Lost       int            `json:"lost"`       // of these, not in its store after a kill or at the end
	Duplicated int            `json:"duplicated"` // visits, photos and money there more than once, or that nobody made
	Kills      int            `json:"kills"`
	Phases     map[string]int `json:"phases"`
	Found
}

// CutReport is what a drill of power cuts came to.
type CutReport struct {
	Cuts         int   `json:"cuts"`
	Acked        int   `json:"acked"`
	Lost         int   `json:"lost"`
	Duplicated   int   `json:"duplicated"`
	Salvaged     int   `json:"salvaged"`      // journals that did not open and were salvaged
	DroppedBytes int64 `json:"dropped_bytes"` // written, not flushed, and taken away by the cuts
	TornWrites   int   `json:"torn_writes"`
	DroppedNames int   `json:"dropped_names"` // creates, renames and removals taken back
	Found
}

// TraceReport is what a trace of headquarters' system calls shows.
type TraceReport struct {
	Entries int `json:"entries"` // handed in one by one and acknowledged
	Early   int `json:"early"`   // acknowledgements written before the flush they stand on
}

// Found is what is there in the end.
type Found struct {
	Entries     int      `json:"entries"` // of devices, at headquarters
	Visits      int      `json:"visits"`
	Photos      int      `json:"photos"`
	Money       int      `json:"money"`
	LostWritten int      `json:"lost_written"` // a device said that it is in its journal, and it is not
	Missing     int      `json:"missing"`      // made on a device and not at headquarters
	Faults      []string `json:"faults,omitempty"`
	Seconds     float64  `json:"seconds"`
}

func (f *Found) fault(format string, values ...any) {
	f.Faults = append(f.Faults, fmt.Sprintf(format, values...))
}

// maxFaults is how many faults are told: one bug makes the same one often.
const maxFaults = 20

func (f Found) brief() Found {
	if more := len(f.Faults) - maxFaults; more > 0 {
		f.Faults = append(slices.Clone(f.Faults[:maxFaults]), fmt.Sprintf("and %d more", more))
	}
	return f
}

// String tells it to people.
func (f Found) String() string {
	s := fmt.Sprintf("%d entries, %d visits, %d photos and %d payments at headquarters", f.Entries, f.Visits, f.Photos, f.Money)
	if f.LostWritten+f.Missing > 0 {
		s += fmt.Sprintf("; %d lost by a device, %d never handed in", f.LostWritten, f.Missing)
	}
	return s + fmt.Sprintf(" (%.0f s)", f.Seconds) + strings.Join(append([]string{""}, f.Faults...), "\n  ")
}

// String tells it to people.
func (r Report) String() string {
	return fmt.Sprintf("%d kills, %d acknowledged, %d lost, %d duplicated; %s", r.Kills, r.Acked, r.Lost, r.Duplicated, r.Found)
}

// String tells it to people.
func (r CutReport) String() string {
	return fmt.Sprintf("%d power cuts took %d bytes and %d names; %d acknowledged, %d lost, %d duplicated, %d journals salvaged; %s",
		r.Cuts, r.DroppedBytes, r.DroppedNames, r.Acked, r.Lost, r.Duplicated, r.Salvaged, r.Found)
}

// String tells it to people.
func (r TraceReport) String() string {
	return fmt.Sprintf("%d entries acknowledged, %d of them before the flush they stand on", r.Entries, r.Early)
}
