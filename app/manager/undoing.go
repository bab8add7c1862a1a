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

// closedBefore is why a case stays open that headquarters had closed before an
// import that is taken back: only headquarters closes for its reasons.
const closedBefore = "closed_before"

// undoing is an import that is taken back: what that would do, then what it did.
type undoing struct {
	of       journal.TakenImport
	looking  bool
	back     int // cases that are as before
	closed   int // came with the import
	kept     map[string]int
	named    []keptCase // the first of them
	writings []journal.Writing
	written  int
	done     bool
	err      error
}

// keptCase is a case that is left alone, and why.
type keptCase struct {
	what *visits.Case
	why  string
}

// keptShown is how many of them are named one by one.
const keptShown = 20

func lastContactOf(c *visits.Case) evidence.ID {
	if len(c.Contacts) == 0 {
		return evidence.ID{}
	}
	return c.Contacts[len(c.Contacts)-1].Visit
}

// lookBack finds what taking an import back would do now. Nothing is written.
func lookBack(ctx context.Context, j *journal.Journal, of journal.TakenImport) (*undoing, error) {
	u := &undoing{of: of, kept: map[string]int{}}
	id := j.Identity()
	unit := evidence.Ref{Kind: evidence.RefUnit, ID: id.Unit}
	me := evidence.Ref{Kind: evidence.RefOfficer, ID: id.Officer}
	err := j.EachBefore(ctx, of.Entry, func(b journal.Before) error {
		have, err := j.Case(ctx, b.Case)
		if err != nil {
			return err
		}
		act, why := takeBack(have, &b)
		if why != "" {
			if u.kept[why]++; len(u.named) < keptShown && have != nil {
				u.named = append(u.named, keptCase{have, why})
			}
			return nil
		}
		refs := []evidence.Ref{me, {Kind: evidence.RefCase, ID: b.Case}}
		if act.Kind == visits.CaseImported {
			refs, u.back = append(refs, unit), u.back+1
		} else {
			u.closed++
		}
		u.writings = append(u.writings, journal.Writing{Kind: act.Kind, Facts: act.Facts, Words: act.Words, Refs: refs,
			Also: func(tx *journal.Tx) error { return tx.DropBefore(b.Case, of.Entry) }})
		return nil
	})
	if rest := of.Facts.Taken - of.Held; rest > 0 {
		u.kept[intake.ChangedSince] += rest
	}
	return u, err
}

// takeBack is intake.TakeBack as a manager's device may write it.
func takeBack(have *visits.Case, b *journal.Before) (intake.Undoing, string) {
	stood := b.Stood
	if have != nil {
		switch {
		case lastContactOf(have) != b.Contact:
			stood.Since = intake.Visited
		case have.Standing != b.Standing || len(have.Contested) > 0:
			stood.Since = intake.Assigned
		}
	}
	act, why := intake.TakeBack(have, b.Imported, &stood)
	if why != "" || act.Kind != visits.CaseClosed {
		return act, why
	}
	if f := act.Facts.(visits.ReasonFacts); f.Reason != visits.ImportUndoneReason {
		return intake.Undoing{}, closedBefore
	}
	act.Facts = visits.ReasonFacts{Reason: visits.ImportUndoneReason, Imported: b.Imported, Standing: b.Standing}
	return act, ""
}

func (u *undoing) keeps() int {
	n := 0
	for _, k := range u.kept {
		n += k
	}
	return n
}

// write takes the import back by new entries; no old one is touched. After a stop
// in the middle it can be asked for again, and goes on from there.
func (u *undoing) write(ctx context.Context, j *journal.Journal) error {
	id := j.Identity()
	parent := journal.Writing{Kind: visits.ImportUndone, Refs: []evidence.Ref{{Kind: evidence.RefUnit, ID: id.Unit}, {Kind: evidence.RefOfficer, ID: id.Officer}},
		Facts: visits.UndoneFacts{Import: u.of.Entry, Back: u.back, Closed: u.closed, Kept: u.keeps()}}
	for part := range slices.Chunk(append([]journal.Writing{parent}, u.writings...), importPart) {
		if _, err := j.AppendAll(ctx, part); err != nil {
			return fmt.Errorf("taking it back stopped in the middle; what was written is safe, and it can be asked for again: %w", err)
		}
		u.written += len(part)
	}
	return nil
}
