package fieldwork

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// ErrNotRecorded refuses a recording that the rules in force do not let begin
// after this answer. The answer is an entry.
var ErrNotRecorded = errors.New("the rules in force do not let the talk be recorded after this answer; the answer is noted and nothing is recorded")

// Record notes the answer to the notice, which was read aloud in that language,
// and begins the recording if the rules in force allow it then. ErrNotRecorded:
// the answer is noted and nothing is recorded.
func (v *Visit) Record(ctx context.Context, language string, yes bool) (*journal.Recording, error) {
	verdict, _, err := v.Rules(ctx)
	if err != nil {
		return nil, err
	}
	r := verdict.Recording
	f := visits.SoundStartedFacts{Notice: visits.SoundNotice, Language: language, Answer: visits.SoundNo, Policy: r.Mode, Rule: r.Rule}
	if yes {
		f.Answer = visits.SoundYes
	}
	if !r.Allows(yes) {
		if _, err := v.write(ctx, visits.SoundRefused, f, nil); err != nil {
			return nil, err
		}
		return nil, ErrNotRecorded
	}
	return v.o.Journal.StartSound(ctx, journal.Writing{Refs: v.refs()}, f)
}

// AttachSound keeps a body recorder's file, or of one too large to be copied its
// hash; see journal.AttachSound.
func (v *Visit) AttachSound(ctx context.Context, f visits.SoundAttachedFacts, name string, open func() (io.ReadCloser, error)) (evidence.Entry, error) {
	return v.o.Journal.AttachSound(ctx, journal.Writing{Refs: v.refs()}, f, name, open)
}

// WithdrawSound takes a recording of the visit back with all its files, for one of
// visits.SoundWithdrawReasons; see Withdraw. After a stop in the middle it is
// called again.
func (v *Visit) WithdrawSound(ctx context.Context, l visits.SoundLine, reason string) error {
	if !slices.Contains(visits.SoundWithdrawReasons, reason) {
		return fmt.Errorf("%q is no reason to withdraw a recording; it stays as it is", reason)
	}
	for _, f := range l.Files {
		if err := v.takeBack(ctx, visits.PhotoWithdrawnFacts{Entry: f.Entry, Index: f.Index, Reason: reason}); err != nil {
			return err
		}
	}
	return nil
}

// Listen notes that the officer listens to a piece, and then gives its bytes.
// The entry names no visit: who listens adds nothing to one.
func (v *Visit) Listen(ctx context.Context, p visits.PhotoLine, reason string) ([]byte, error) {
	officer := v.o.Journal.Identity().Officer
	_, err := v.o.Journal.Append(ctx, journal.Writing{Kind: visits.SoundPlayed,
		Refs:  []evidence.Ref{{Kind: evidence.RefCase, ID: v.Case}, {Kind: evidence.RefOfficer, ID: officer}},
		Facts: visits.SoundPlayedFacts{Entry: p.Entry, Index: p.Index, Reason: reason, Reader: officer}})
	if err != nil {
		return nil, err
	}
	return v.o.Journal.SoundFile(ctx, p.Entry, p.Index)
}
