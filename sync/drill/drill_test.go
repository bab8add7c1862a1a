package drill

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"
)

// TestMain lets the test binary be a child of its own drills.
func TestMain(m *testing.M) {
	if isChild, err := Child(context.Background()); isChild {
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// lines sends progress to the test's log.
type lines struct{ testing.TB }

func (l lines) Write(b []byte) (int, error) {
	l.Logf("%s", b)
	return len(b), nil
}

func TestKilledAtEveryPointNothingIsLost(t *testing.T) {
	if testing.Short() {
		t.Skip("It kills processes and waits for them: make test has it, and the whole drill.")
	}
	r, err := Kills(t.Context(), Options{Dir: t.TempDir(), Seed: 1, Devices: 2, Progress: lines{t}}, 24)
	if err != nil {
		t.Fatalf("%v: %+v", err, r)
	}
	t.Logf("%+v", r)
	if r.Acked < 100 || r.Visits == 0 || r.Photos == 0 || r.Money == 0 {
		t.Errorf("a drill of nothing: %+v", r)
	}
	for _, ph := range phases {
		if r.Phases[ph.name] != 24/len(phases) {
			t.Errorf("%d kills %s", r.Phases[ph.name], ph.name)
		}
	}
}

// An acknowledgement that runs before its commit is the bug the drill is for.
func TestAnAcknowledgementBeforeTheCommitIsSeen(t *testing.T) {
	if testing.Short() {
		t.Skip("It kills processes and waits for them: make test has it, and the whole drill.")
	}
	r, err := Kills(t.Context(), Options{Dir: t.TempDir(), Seed: 2, Devices: 2, Planted: "ack before commit", Progress: lines{t}}, 16)
	t.Logf("%+v", r)
	if !errors.Is(err, ErrFailed) || r.Lost == 0 {
		t.Errorf("%d lost, %v", r.Lost, err)
	}
}

// Money booked under two entries is two payments, whatever rows hold them.
func TestMoneyTakenTwiceIsSeen(t *testing.T) {
	if testing.Short() {
		t.Skip("It kills processes and waits for them: make test has it, and the whole drill.")
	}
	r, err := Kills(t.Context(), Options{Dir: t.TempDir(), Seed: 3, Devices: 1, Planted: "money taken twice", Progress: lines{t}}, 8)
	t.Logf("%+v", r)
	if !errors.Is(err, ErrFailed) || r.Duplicated == 0 || r.Lost != 0 {
		t.Errorf("%d duplicated, %d lost, %v", r.Duplicated, r.Lost, err)
	}
}

func TestAnAcknowledgementIsWrittenAfterItsFlush(t *testing.T) {
	if testing.Short() {
		t.Skip("It runs processes under strace: make test has it, and the whole drill.")
	}
	r, err := Strace(t.Context(), Options{Dir: t.TempDir(), Progress: lines{t}})
	if err != nil || r.Entries != tracedEntries || r.Early != 0 {
		t.Fatalf("%+v, %v", r, err)
	}
	r, err = Strace(t.Context(), Options{Dir: t.TempDir(), Planted: "ack before commit", Progress: lines{t}})
	if !errors.Is(err, ErrFailed) || r.Early == 0 {
		t.Errorf("the planted bug: %+v, %v", r, err)
	}
}

func TestThePowerIsCutAndNothingIsLost(t *testing.T) {
	if testing.Short() {
		t.Skip("It kills processes and waits for them: make test has it, and the whole drill.")
	}
	r, err := PowerCuts(t.Context(), Options{Dir: t.TempDir(), Seed: 3, Devices: 2, Progress: lines{t}}, 4)
	if err != nil {
		t.Fatalf("%v: %+v", err, r)
	}
	t.Logf("%+v", r)
	if r.Cuts != 4 || r.Acked < 20 || r.DroppedBytes+int64(r.DroppedNames) == 0 {
		t.Errorf("a drill of nothing: %+v", r)
	}
}
