package manager

import (
	"context"
	"fmt"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/intake"
	"fairvisit/visits/journal"
)

// importPart is how many cases are written in one transaction: a morning's file
// of some thousand must not hold the store for its whole length, and between two
// parts it can be stopped.
const importPart = 200

// taking is a file's good rows on their way into the manager's own journal: one
// entry for the file, one for each case that is new or changed. After a stop in
// the middle the same file takes up where it was: what is held is left alone.
type taking struct {
	n    counted
	all  []journal.Writing // of cases, to be written
	done int               // of them
}

// beginTaking writes the file's own entry, if any row would change something.
func beginTaking(ctx context.Context, j *journal.Journal, f intake.File, zone string) (*taking, error) {
	id := j.Identity()
	refs := []evidence.Ref{{Kind: evidence.RefUnit, ID: id.Unit}, {Kind: evidence.RefOfficer, ID: id.Officer}}
	t := &taking{}
	var before []journal.Before
	var err error
	t.n, err = compareWith(ctx, j, f, zone, func(_ int, have *visits.Case, caseID evidence.ID, facts visits.CaseFacts, words visits.CaseWords) {
		t.all = append(t.all, journal.Writing{Kind: visits.CaseImported, Facts: facts, Words: words,
			Refs: []evidence.Ref{refs[0], refs[1], {Kind: evidence.RefCase, ID: caseID}}})
		before = append(before, stoodBefore(have, caseID))
	})
	if err != nil || len(t.all) == 0 {
		return t, err
	}
	parent, err := j.Append(ctx, journal.Writing{Kind: visits.ImportTaken, Refs: refs, Facts: visits.ImportFacts{File: f.Hash, Rows: f.Rows,
		Taken: t.n.toTake(), Same: t.n.Same, Refused: f.Refused, Encoding: f.Encoding, Head: f.Head, Columns: f.Columns}})
	for i := range t.all {
		t.all[i].Also = func(tx *journal.Tx) error { return tx.KeepBefore(parent.ID, parent.Header.Wall, before[i]) }
	}
	return t, err
}

// stoodBefore is what an import of a case is taken back to.
func stoodBefore(have *visits.Case, id evidence.ID) journal.Before {
	b := journal.Before{Case: id}
	if have == nil {
		return b
	}
	b.Standing = have.Standing
	for _, v := range have.Contacts {
		b.Contacts = append(b.Contacts, v.Visit)
	}
	if have.Imported.IsZero() || intake.Undone(have) {
		return b
	}
	b.Before, b.Facts, b.Words = true, have.Facts, have.Words
	if have.Closed != nil {
		b.Closed = have.Closed.Reason
	}
	return b
}

// part writes the next cases, and reports whether any is left.
func (t *taking) part(ctx context.Context, j *journal.Journal) (more bool, err error) {
	next := t.all[t.done:min(len(t.all), t.done+importPart)]
	if _, err := j.AppendAll(ctx, next); err != nil {
		return false, fmt.Errorf("the import stopped in the middle; what was taken is safe, and the same file goes on from there: %w", err)
	}
	t.done += len(next)
	return t.done < len(t.all), nil
}

// take writes all of it.
func take(ctx context.Context, j *journal.Journal, f intake.File, zone string) (counted, error) {
	t, err := beginTaking(ctx, j, f, zone)
	for more := len(t.all) > 0; more && err == nil; {
		more, err = t.part(ctx, j)
	}
	return t.n, err
}
