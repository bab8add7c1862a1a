package bench

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// Figures are what was measured. A ratio is our rate by the floor's: the median
// of the runs' own ratios. Rates are medians too, a second.
type Figures struct {
	Entries1   float64 `json:"entries_1_ratio"`
	Entries20  float64 `json:"entries_20_ratio"`
	Entries100 float64 `json:"entries_100_ratio"`
	Photos     float64 `json:"photos_ratio"`
	ChangeP50  float64 `json:"change_ms_p50"` // manager's disk to officer's disk
	ChangeP99  float64 `json:"change_ms_p99"`
	Idle       float64 `json:"idle_kib"` // of headquarters' memory, for one session at rest
	Storm      float64 `json:"storm_s"`  // until the last device had its cases

	Entries1PerSecond   float64 `json:"entries_1_per_s"`
	Entries1Floor       float64 `json:"entries_1_floor_per_s"`
	Entries20PerSecond  float64 `json:"entries_20_per_s"`
	Entries20Floor      float64 `json:"entries_20_floor_per_s"`
	Entries100PerSecond float64 `json:"entries_100_per_s"`
	Entries100Floor     float64 `json:"entries_100_floor_per_s"`
	EntryBytes          int64   `json:"entry_bytes"`
	EntrySignatures     int     `json:"entry_signatures"` // checked on each entry by headquarters
	FloorSignatures     int     `json:"floor_signatures"` // and by the floor
	AppendPerSecond     float64 `json:"append_per_s"`     // entries recorded on the device

	PhotoBytes      int64   `json:"photo_bytes"`
	PhotosPerSecond float64 `json:"photos_per_s"`
	PhotosFloor     float64 `json:"photos_floor_per_s"`

	Changes     int     `json:"changes"`
	ManagerPull float64 `json:"manager_pull_s"` // all cases of the branch onto one device

	Rows  map[string]int `json:"rows"` // read back from the stores
	Runs  int            `json:"runs"`
	Scale float64        `json:"scale"` // 1: the sizes the targets are meant for
	CPUs  int            `json:"cpus"`
	Flush float64        `json:"flush_ms"` // one fsync of this disk, median
	Took  float64        `json:"took_s"`
}

// Target is one figure and what it has to be.
type Target struct {
	Name  string
	Is    float64
	Bound float64
	Least bool // Bound is the least it may be, not the most
	Unit  string
}

// Met reports whether the figure is good enough. A figure that was not taken is
// zero and meets nothing.
func (t Target) Met() bool {
	if t.Is <= 0 {
		return false
	}
	return t.Least && t.Is >= t.Bound || !t.Least && t.Is <= t.Bound
}

// Targets are the figures that have one.
func (f *Figures) Targets() []Target {
	return []Target{
		{"entries, one by one", f.Entries1, 0.25, true, "of the floor"},
		{"entries, batches of 20", f.Entries20, 0.30, true, "of the floor"},
		{"entries, batches of 100", f.Entries100, 0.35, true, "of the floor"},
		{"photos", f.Photos, 0.45, true, "of the floor"},
		{"a change, median", f.ChangeP50, 5, false, "ms"},
		{"a change, 99th of 100", f.ChangeP99, 15, false, "ms"},
		{"an idle session", f.Idle, 90, false, "KiB"},
		{"all devices at once", f.Storm, 20, false, "s"},
	}
}

// Table writes the figures for people.
func (f *Figures) Table(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, x := range f.Targets() {
		word, verdict := "at most", "missed"
		if x.Least {
			word = "at least"
		}
		if x.Met() {
			verdict = "met"
		}
		fmt.Fprintf(t, "%s\t%.2f %s\t%s %.2f\t%s\n", x.Name, x.Is, x.Unit, word, x.Bound, verdict)
	}
	fmt.Fprintf(t, "entries a second\t%.0f, %.0f, %.0f\tthe floor\t%.0f, %.0f, %.0f\n",
		f.Entries1PerSecond, f.Entries20PerSecond, f.Entries100PerSecond, f.Entries1Floor, f.Entries20Floor, f.Entries100Floor)
	fmt.Fprintf(t, "signatures of an entry\t%d\tthe floor\t%d\n", f.EntrySignatures, f.FloorSignatures)
	fmt.Fprintf(t, "photos a second\t%.0f\tthe floor\t%.0f\n", f.PhotosPerSecond, f.PhotosFloor)
	fmt.Fprintf(t, "one flush\t%.2f ms\t\t\n", f.Flush)
	return t.Flush()
}
