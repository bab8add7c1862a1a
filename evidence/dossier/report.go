package dossier

import (
	"fmt"
	"strings"
	"time"

	"fairvisit/evidence"
)

// Limits is what a dossier without fault shows, and what it does not.
const Limits = "Every entry and photo inside: unaltered since recorded on this device, the one it is signed by. Headquarters lists no other. Whether what was recorded is so, no signature says."

// Fault is one thing that is not as it must be. Member is a name in the ZIP,
// or EndOfZIP.
type Fault struct {
	Member string
	What   string
}

// EndOfZIP is where a fault lies that is no member's.
const EndOfZIP = "end of the ZIP"

func (f Fault) String() string { return f.Member + ": " + f.What }

// Report is what a dossier holds. Where there are faults it says what could be
// read before them.
type Report struct {
	Case, Visit evidence.ID // Visit is zero for a whole case
	Generation  evidence.ID
	Size        int64 // N: of the log
	Mask        Mask
	Entries     int
	Visits      int
	Devices     int
	Practice    int   // entries of an exercise
	From, Until int64 // µs, first and last received by headquarters

	WordsWithheld, WordsErased, WordsSealed                 int
	PhotosWhole, PhotosWithheld, PhotosWithdrawn, PhotosDue int

	Cosigned int // words of second officers, theirs and those that took them

	Unknown int  // entries that others name and the log does not hold
	Forks   int  // entries that stand at a place another had
	Demo    bool // of invented people

	Readable bool // a report for people is inside
}

// String is the summary, in lines.
func (r *Report) String() string {
	var b strings.Builder
	line := func(name, format string, a ...any) { fmt.Fprintf(&b, "%-9s"+format+"\n", append([]any{name}, a...)...) }
	if r.Demo {
		line("people", "all invented: this is of a demo")
	}
	line("case", "%s", r.Case)
	if !r.Visit.IsZero() {
		line("visit", "%s alone", r.Visit)
	}
	line("log", "%d entries, of life %s", r.Size, r.Generation)
	line("entries", "%d; visits %d, devices %d; words withheld %d, erased %d, sealed %d", r.Entries, r.Visits, r.Devices, r.WordsWithheld, r.WordsErased, r.WordsSealed)
	line("photos", "%d whole, %d withheld, %d withdrawn, %d not arrived", r.PhotosWhole, r.PhotosWithheld, r.PhotosWithdrawn, r.PhotosDue)
	line("received", "%s to %s", clock(r.From), clock(r.Until))
	if r.Practice > 0 {
		line("practice", "entries of an exercise: %d", r.Practice)
	}
	if r.Cosigned > 0 {
		line("cosigned", "entries of a second officer's signature: %d", r.Cosigned)
	}
	if r.Unknown > 0 {
		line("unknown", "entries that others name and headquarters did not hold: %d", r.Unknown)
	}
	if r.Forks > 0 {
		line("forks", "entries that stand where another stands: %d", r.Forks)
	}
	if r.Mask != MaskNone {
		line("mask", "%s: what is withheld is kept at headquarters", r.Mask)
	}
	if r.Readable {
		line("report", "report.pdf is a reading aid that headquarters wrote and signed for; what proves is all else inside")
	}
	b.WriteString(Limits)
	return b.String()
}

func clock(micro int64) string { return time.UnixMicro(micro).UTC().Format(time.RFC3339) }
