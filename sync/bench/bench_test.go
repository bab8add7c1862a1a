package bench

import (
	"context"
	"fmt"
	"os"
	"testing"
)

// The test binary is also the headquarters it measures.
func TestMain(m *testing.M) {
	if IsOffice() {
		if err := ServeOffice(context.Background(), os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// Everything is measured at a hundredth of its size: each run's rows are read
// back from the stores, so a run that did not do its work is an error. The
// figures themselves are not judged here.
func TestEverythingIsMeasured(t *testing.T) {
	if testing.Short() {
		t.Skip("It runs every measurement, in processes of its own: make test has it.")
	}
	f, err := Run(t.Context(), Options{Scale: 0.01, Runs: 1, Dir: t.TempDir(), Log: t.Logf})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range f.Targets() {
		if x.Is <= 0 {
			t.Errorf("%s was not measured", x.Name)
		}
	}
	if f.EntryBytes < 1900 || f.EntryBytes > 2200 {
		t.Errorf("an entry has %d bytes, not about 2 KB", f.EntryBytes)
	}
	if f.PhotoBytes < 280<<10 || f.PhotoBytes > 320<<10 {
		t.Errorf("a photo has %d bytes, not about 300 KiB", f.PhotoBytes)
	}
	for _, rows := range []string{"entries_1", "entries_20", "entries_100", "photos", "storm", "idle_sessions", "cases"} {
		if f.Rows[rows] == 0 {
			t.Errorf("no rows of %s were counted", rows)
		}
	}
}
