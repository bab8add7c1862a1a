package fieldwork

import (
	"context"
	"errors"

	"fairvisit/evidence"
	"fairvisit/evidence/crew"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// ErrNoHandover refuses a hand-over of a day that did not end with cash.
var ErrNoHandover = errors.New("no cash was counted on this day; nothing was changed")

// SayReady notes what is so before the tour; second is who confirmed to go along,
// zero for nobody. It decides no visit.
func (o *Officer) SayReady(ctx context.Context, f visits.ReadyFacts, second evidence.ID) error {
	if err := f.Check(); err != nil {
		return err
	}
	_, err := o.Journal.Append(ctx, journal.Writing{Kind: visits.TourReady, Refs: o.tourRefs(second), Facts: f})
	return err
}

// Ending is what this device knows of a day (yyyy-mm-dd) that ends. What is
// counted by hand and what is left of the tour is for the officer and the screen.
func (o *Officer) Ending(ctx context.Context, day string) (visits.EndedFacts, error) {
	all, err := o.Journal.VisitsOn(ctx, day)
	if err != nil {
		return visits.EndedFacts{}, err
	}
	f := visits.Ending(all, o.Journal.Identity().Officer, day)
	risk, err := o.Journal.AtRisk(ctx)
	f.Entries, f.Photos, f.Open = risk.Entries, risk.Photos, risk.Drafts
	f.Unsecured = risk.NotSecuredEntries - risk.Entries + risk.NotSecuredPhotos - risk.Photos
	return f, err
}

// EndTour notes that the tour is over, what is not secured yet and what was
// counted. It can be said again; what was said last holds.
func (o *Officer) EndTour(ctx context.Context, f visits.EndedFacts, second evidence.ID) error {
	if err := f.Check(); err != nil {
		return err
	}
	_, err := o.Journal.Append(ctx, journal.Writing{Kind: visits.TourEnded, Refs: o.tourRefs(second), Facts: f})
	return err
}

func (o *Officer) tourRefs(second evidence.ID) []evidence.Ref {
	refs := []evidence.Ref{{Kind: evidence.RefOfficer, ID: o.Journal.Identity().Officer}}
	if !second.IsZero() {
		refs = append(refs, evidence.Ref{Kind: evidence.RefSecond, ID: second})
	}
	return refs
}

// Handover is a day's cash that somebody is to receive.
type Handover struct {
	Day string
	crew.Request
}

// AskHandover is the hand-over of what the day ended with. Refused: ErrNoHandover.
func (o *Officer) AskHandover(ctx context.Context, day string) (Handover, error) {
	id := o.Journal.Identity()
	h := Handover{day, crew.Request{Officer: id.Officer, Device: id.Device}}
	t, err := o.Journal.Tour(ctx, id.Officer, day)
	if err != nil {
		return h, err
	}
	if t == nil || t.Ended == nil || !t.Ended.Carries() {
		return h, ErrNoHandover
	}
	h.Entry = t.Ended.Entry
	return h, nil
}

// ReceiveCash is the word of who receives it, with this officer's key: it writes
// this chain's entry and gives the facts of the colleague's. Asked again for the
// same end of a day it writes nothing anew. Refused: crew.ErrSelf.
func (o *Officer) ReceiveCash(ctx context.Context, h Handover, method string) (crew.Cosigned, error) {
	id := o.Journal.Identity()
	if h.Officer == id.Officer {
		return crew.Cosigned{}, crew.ErrSelf
	}
	head, err := o.received(ctx, h)
	if err != nil {
		return crew.Cosigned{}, err
	}
	if head.IsZero() {
		e, err := o.Journal.Append(ctx, journal.Writing{Kind: visits.CashReceived,
			Refs:  []evidence.Ref{{Kind: evidence.RefOfficer, ID: id.Officer}, {Kind: evidence.RefDevice, ID: h.Device}},
			Facts: visits.ReceivedFacts{Day: h.Day, From: h.Officer, Word: h.Own(id.Officer, method)}})
		if err != nil {
			return crew.Cosigned{}, err
		}
		head = e.ID
	}
	return h.Sign(id.Enrolment, id.Officer, id.Device, head, method, id.Keys.Officer), nil
}

// received is this chain's word for a hand-over that was confirmed before.
func (o *Officer) received(ctx context.Context, h Handover) (evidence.Hash, error) {
	t, err := o.Journal.Tour(ctx, h.Officer, h.Day)
	if err != nil || t == nil {
		return evidence.Hash{}, err
	}
	for _, l := range t.Received {
		if l.Ended == h.Entry && l.Officer == o.Journal.Identity().Officer && l.Head.IsZero() {
			return l.Entry, nil
		}
	}
	return evidence.Hash{}, nil
}

// HandOver writes the word of who received the cash into this officer's chain,
// once. Refused, and nothing was stored: crew's refusals.
func (o *Officer) HandOver(ctx context.Context, h Handover, c crew.Cosigned) error {
	service, err := o.service()
	if err != nil {
		return err
	}
	if err := c.Check(h.Visit, h.Officer, service); err != nil {
		return err
	}
	t, err := o.Journal.Tour(ctx, h.Officer, h.Day)
	if err != nil {
		return err
	}
	if t != nil {
		for _, l := range t.Received {
			if l.Head == c.Head && l.Ended == c.Entry {
				return nil
			}
		}
	}
	_, err = o.Journal.Append(ctx, journal.Writing{Kind: visits.CashReceived, Refs: o.tourRefs(c.Officer),
		Facts: visits.ReceivedFacts{Day: h.Day, From: h.Officer, Word: c}})
	return err
}
