package manager

import (
	"context"
	"fmt"
	"slices"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/intake"
	"fairvisit/visits/journal"
)

// Why a manager's device leaves a case as it is, beside what intake.TakeBack says:
// only headquarters closes for its reasons, and only it closes what it brought.
const (
	closedBefore = "closed_before"
	cameBefore   = "came_before"
)

// undoing is an import that is taken back: what that would do, then what it did.
type undoing struct {
	of      journal.TakenImport
	looking bool
	back    int // cases that are as before
	closed  int // came with the import
	kept    map[string]int
	named   []keptCase       // the first of them
	found   []journal.Before // what back and closed would be of
	done    bool
	err     error
}

// keptCase is a case that is left alone, and why.
type keptCase struct {
	what *visits.Case // nil: this device does not hold it any more
	why  string
}

// keptShown is how many of them are named one by one.
const keptShown = 20

// lookBack finds what taking an import back would do now. Nothing is written. What
// was taken back before is not counted again, and no case that a stop left out.
func lookBack(ctx context.Context, j *journal.Journal, of journal.TakenImport) (*undoing, error) {
	u := &undoing{of: of, kept: map[string]int{}}
	list, err := j.Imports(ctx, importsShown)
	if err != nil {
		return u, err
	}
	if at := slices.IndexFunc(list, func(t journal.TakenImport) bool { return t.Entry == of.Entry }); at >= 0 {
		u.of = list[at]
	}
	held := 0
	err = j.EachBefore(ctx, of.Entry, func(b journal.Before) error {
		held++
		have, err := j.Case(ctx, b.Case)
		if err != nil {
			return err
		}
		act, why := takeBack(have, &b)
		switch {
		case why != "":
			u.keep(keptCase{have, why})
			return nil
		case act.Kind == visits.CaseImported:
			u.back++
		default:
			u.closed++
		}
		u.found = append(u.found, b)
		return nil
	})
	rest := u.of.Wrote - held
	if before := u.of.Undone; before != nil {
		rest -= before.Back + before.Closed
	}
	if rest > 0 {
		u.kept[intake.ChangedSince] += rest
	}
	return u, err
}

func (u *undoing) keep(k keptCase) {
	if u.kept[k.why]++; len(u.named) < keptShown && k.what != nil {
		u.named = append(u.named, k)
	}
}

// takeBack is intake.TakeBack as a manager's device may write it.
func takeBack(have *visits.Case, b *journal.Before) (intake.Undoing, string) {
	stood := b.Stood
	if have != nil {
		switch {
		case slices.ContainsFunc(have.Contacts, func(v visits.Contact) bool { return !slices.Contains(b.Contacts, v.Visit) }):
			stood.Since = intake.Visited
		case have.Standing != b.Standing || len(have.Contested) > 0:
			stood.Since = intake.Assigned
		}
	}
	act, why := intake.TakeBack(have, b.Imported, &stood)
	if why != "" {
		return act, why
	}
	switch f := act.Facts.(type) {
	case visits.CaseFacts:
		act.Facts = struct {
			visits.CaseFacts
			visits.TakesBack
		}{f, visits.TakesBack{Imported: b.Imported, Standing: b.Standing}}
	case visits.ReasonFacts:
		switch {
		case f.Reason != visits.ImportUndoneReason:
			return intake.Undoing{}, closedBefore
		case have.Came != b.Imported: // another import brought it first, which this device did not know of
			return intake.Undoing{}, cameBefore
		}
		act.Facts = visits.ReasonFacts{Reason: f.Reason, Imported: b.Imported, Standing: b.Standing}
	}
	return act, ""
}

func (u *undoing) keeps() int {
	n := 0
	for _, k := range u.kept {
		n += k
	}
	return n
}

// write takes the import back by new entries; no old one is touched. It looks again
// first: since the page was opened anything may have come in. After a stop in the
// middle it can be asked for again, and goes on from there; what is returned says
// how far it came.
func (u *undoing) write(ctx context.Context, j *journal.Journal) (*undoing, error) {
	now, err := lookBack(ctx, j, u.of)
	if err != nil {
		return now, err
	}
	now.back, now.closed = 0, 0
	kept := now.keeps() // said once
	for part := range slices.Chunk(now.found, importPart) {
		if err := now.writePart(ctx, j, part, kept); err != nil {
			return now, fmt.Errorf("taking it back stopped in the middle; what was written is safe, and it can be asked for again: %w", err)
		}
		kept = 0
	}
	return now, nil
}

// writePart writes the next cases behind an entry that counts them. Each is looked
// at once more in the transaction that writes it, and so no count is a guess.
func (u *undoing) writePart(ctx context.Context, j *journal.Journal, part []journal.Before, kept int) error {
	id := j.Identity()
	me, unit := evidence.Ref{Kind: evidence.RefOfficer, ID: id.Officer}, evidence.Ref{Kind: evidence.RefUnit, ID: id.Unit}
	f := visits.UndoneFacts{Import: u.of.Entry, Kept: kept}
	var left []keptCase
	_, err := j.AppendFound(ctx, func(tx *journal.Tx) ([]journal.Writing, error) {
		acts := []journal.Writing{{}}
		for _, b := range part {
			have, err := tx.Case(b.Case)
			if err != nil {
				return nil, err
			}
			act, why := takeBack(have, &b)
			refs := []evidence.Ref{me, {Kind: evidence.RefCase, ID: b.Case}}
			switch {
			case why != "":
				left, f.Kept = append(left, keptCase{have, why}), f.Kept+1
				continue
			case act.Kind == visits.CaseImported:
				refs, f.Back = append(refs, unit), f.Back+1
			default:
				f.Closed++
			}
			acts = append(acts, journal.Writing{Kind: act.Kind, Facts: act.Facts, Words: act.Words, Refs: refs,
				Also: func(tx *journal.Tx) error { return tx.DropBefore(b.Case, u.of.Entry) }})
		}
		acts[0] = journal.Writing{Kind: visits.ImportUndone, Refs: []evidence.Ref{unit, me}, Facts: f}
		return acts, nil
	})
	if err != nil {
		return err
	}
	u.back, u.closed = u.back+f.Back, u.closed+f.Closed
	for _, k := range left {
		u.keep(k)
	}
	return nil
}
