package manager

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"fairvisit/app/desk"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/intake"
	"fairvisit/visits/journal"
)

// importing is one file on its way in. Nothing of it is stored before the
// manager says so; the file itself never is, only its hash.
type importing struct {
	name    string
	chosen  File
	columns map[string]string // what was said of its columns; nil: nothing, they go by name or as remembered
	reading bool
	file    *intake.File // nil: none was read
	zone    string       // at the debtors' addresses; no bank's file says it
	found   counted
	taking  *taking // while it is written, and after a stop
	writing bool    // it is being taken, and another file has to wait
	stop    bool    // asked for while it is written
	taken   int     // after it was taken: how many
	done    bool
	err     error
}

// counted is how the good rows compare with what is held.
type counted struct {
	New, Changed, Same int
	first              []changedRow // of the changed ones
}

// changedRow is a row that says a held case otherwise.
type changedRow struct {
	row     int
	what    *visits.Case
	changes []intake.Change
}

// changedShown is how many changed rows are named one by one.
const changedShown = 20

func (c counted) toTake() int { return c.New + c.Changed }

// errNoKey means that this device was enrolled before managers' devices got the
// branch import key.
var errNoKey = errors.New("this device was enrolled without the key that makes case numbers; enrol it again, or import at headquarters")

// readFile reads and judges a file against what is held.
func readFile(ctx context.Context, k *desk.Desk, chosen File, columns map[string]string, zone string) (*intake.File, counted, error) {
	if len(k.Journal.Identity().Import) == 0 {
		return nil, counted{}, errNoKey
	}
	r, err := chosen.Open()
	if err != nil {
		return nil, counted{}, fmt.Errorf("the file could not be opened: %w", err)
	}
	today := k.Now()
	if at, err := time.LoadLocation(zone); err == nil {
		today = today.In(at) // theirs, for it is they who are late or are not
	}
	f, err := intake.Read(r, intake.Options{Today: today.Format(time.DateOnly), Columns: columns, Remembered: k.Journal.Remembered(ctx)})
	if err := errors.Join(err, r.Close()); err != nil {
		return &f, counted{}, err
	}
	beside := intake.NewBeside(&f)
	n, err := compareWith(ctx, k.Journal, f, zone, func(i int, have *visits.Case, _ evidence.ID, _ visits.CaseFacts, _ visits.CaseWords) {
		beside.Row(i, have)
	})
	if err != nil {
		return &f, n, err
	}
	f.Warnings, err = beside.Done(func(each func(*visits.Case)) error {
		held, err := k.Cases(ctx) // this device has those of its branch
		for i := range held {
			each(&held[i])
		}
		return err
	})
	return &f, n, err
}

// compareWith counts the good rows; take, if not nil, is called for each that
// would change something.
func compareWith(ctx context.Context, j *journal.Journal, f intake.File, zone string, take func(i int, have *visits.Case, id evidence.ID, facts visits.CaseFacts, words visits.CaseWords)) (counted, error) {
	var n counted
	key := j.Identity().Import
	for i, c := range f.Cases {
		id := c.ID(key)
		facts, words := c.Content(key, zone)
		have, err := j.Case(ctx, id)
		if err != nil {
			return n, err
		}
		switch {
		case intake.Held(have, facts, words):
			n.Same++
			continue
		case have == nil || have.Imported.IsZero() || intake.Undone(have):
			n.New++
		default:
			if n.Changed++; n.Changed <= changedShown {
				n.first = append(n.first, changedRow{c.Row, have, intake.Changes(have, facts, words)})
			}
		}
		if take != nil {
			take(i, have, id, facts, words)
		}
	}
	return n, nil
}

// usualZones are offered to every branch: those of the countries of which rule packs are
// whole, then two of whose countries a branch may go by the house's rules alone.
var usualZones = []string{"Asia/Shanghai", "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles",
	"Europe/Dublin", "Europe/Athens", "Europe/Berlin", "Europe/London"}

// zones are the time zones to choose from: those of the branch's cases by how
// many there are, then what is usual.
func (b *Branch) zones() []string {
	n := map[string]int{}
	for i := range b.Cases {
		if z := b.Cases[i].Facts.Zone; z != "" && z != "Local" {
			n[z]++
		}
	}
	var list []string
	for z := range n {
		list = append(list, z)
	}
	slices.SortFunc(list, func(x, y string) int { return cmp.Or(cmp.Compare(n[y], n[x]), cmp.Compare(x, y)) })
	for _, z := range append([]string{time.Local.String()}, usualZones...) {
		if z != "Local" && z != "UTC" && !slices.Contains(list, z) {
			list = append(list, z)
		}
	}
	return list
}
