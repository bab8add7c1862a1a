package desk

import (
	"context"
	"errors"
	"slices"
	"time"

	"fairvisit/evidence"
	"fairvisit/evidence/crew"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
)

// Tours are the days of officers that this device knows, in order of id.
func (k *Desk) Tours(ctx context.Context) ([]visits.Tour, error) {
	return all[visits.Tour](ctx, k, visits.KindTour)
}

// Answers are what officers said to findings, as far as this device is told, by
// finding.
func (k *Desk) Answers(ctx context.Context) (map[evidence.ID]visits.FindingAnswer, error) {
	list, err := all[visits.FindingAnswer](ctx, k, visits.KindAnswer)
	said := make(map[evidence.ID]visits.FindingAnswer, len(list))
	for _, a := range list {
		said[a.Finding] = a
	}
	return said, err
}

// Day is the day of a moment where the stops of the tour are (yyyy-mm-dd).
func Day(at time.Time, zone *time.Location) string { return at.In(zone).Format(time.DateOnly) }

// ReceiveHere has somebody receive a day's cash with their PIN on this tablet: their
// store is opened for it, writes its own entry, and is closed again unless it was
// open. ErrPINWrong and its like, crew's refusals; nothing was stored then.
func (k *Desk) ReceiveHere(ctx context.Context, h fieldwork.Handover, who evidence.ID, pin string) error {
	theirs, err := k.Device.visitStore(who, pin)
	if err != nil {
		return err
	}
	c, err := theirs.Officer.ReceiveCash(ctx, h, crew.MethodPIN)
	if err == nil {
		err = k.Officer.HandOver(ctx, h, c)
	}
	if theirs.passing {
		err = errors.Join(err, theirs.Close())
	}
	if err == nil {
		k.tell()
	}
	return err
}

// Asks are the visits asked for that this device shows, by their last day.
func (k *Desk) Asks(ctx context.Context) ([]visits.Ask, error) {
	list, err := all[visits.Ask](ctx, k, visits.KindAsk)
	list = slices.DeleteFunc(list, func(a visits.Ask) bool { return a.Entry.IsZero() || a.Plan.Erased })
	slices.SortFunc(list, func(x, y visits.Ask) int { return visits.CompareAsks(&x, &y) })
	return list, err
}
