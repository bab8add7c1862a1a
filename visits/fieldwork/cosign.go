package fieldwork

import (
	"context"
	"crypto/ed25519"
	"errors"

	"fairvisit/evidence"
	"fairvisit/evidence/crew"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// ErrNothingToSign refuses a request for a visit this device holds nothing of.
var ErrNothingToSign = errors.New("there is no entry of this visit on this device that somebody could sign for; nothing was changed")

// AskCosign is the request to a second officer to sign for a visit of this
// officer's as far as it has come, open or closed. Refused: ErrNothingToSign,
// journal.ErrOthersVisit.
func (o *Officer) AskCosign(ctx context.Context, visit evidence.ID) (crew.Request, error) {
	v, err := o.Journal.Visit(ctx, visit)
	if err != nil {
		return crew.Request{}, err
	}
	if v == nil {
		return crew.Request{}, ErrNothingToSign
	}
	id := o.Journal.Identity()
	if v.Officer != id.Officer {
		return crew.Request{}, journal.ErrOthersVisit
	}
	r := crew.Request{Case: v.Case, Visit: visit, Officer: id.Officer, Device: id.Device, Entry: v.SignFor()}
	if r.Entry.IsZero() {
		return r, ErrNothingToSign
	}
	return r, nil
}

// Cosign signs for a colleague's visit with this officer's key: it writes this
// chain's entry and gives the facts of the colleague's. Asked again for the same
// entry it gives the same word and writes nothing. Refused: crew.ErrSelf.
func (o *Officer) Cosign(ctx context.Context, r crew.Request, method string) (crew.Cosigned, error) {
	id := o.Journal.Identity()
	if r.Officer == id.Officer {
		return crew.Cosigned{}, crew.ErrSelf
	}
	head, err := o.given(ctx, r)
	if err != nil {
		return crew.Cosigned{}, err
	}
	if head.IsZero() {
		refs := []evidence.Ref{{Kind: evidence.RefVisit, ID: r.Visit}, {Kind: evidence.RefOfficer, ID: id.Officer}, {Kind: evidence.RefDevice, ID: r.Device}}
		if !r.Case.IsZero() {
			refs = append(refs, evidence.Ref{Kind: evidence.RefCase, ID: r.Case})
		}
		e, err := o.Journal.Append(ctx, journal.Writing{Kind: visits.VisitCosigned, Refs: refs, Facts: r.Own(id.Officer, method)})
		if err != nil {
			return crew.Cosigned{}, err
		}
		head = e.ID
	}
	return r.Sign(id.Enrolment, id.Officer, id.Device, head, method, id.Keys.Officer), nil
}

// given is this chain's entry for a request that was answered before.
func (o *Officer) given(ctx context.Context, r crew.Request) (evidence.Hash, error) {
	v, err := o.Journal.Visit(ctx, r.Visit)
	if err != nil || v == nil {
		return evidence.Hash{}, err
	}
	for _, l := range v.Cosigned {
		if l.By == o.Journal.Identity().Device && l.Signed == r.Entry && l.Head.IsZero() {
			return l.Entry, nil
		}
	}
	return evidence.Hash{}, nil
}

// ReadCosign reads a second officer's answer to r and checks it, by the newest
// key list held here; crew's refusals.
func (o *Officer) ReadCosign(r crew.Request, text string) (crew.Cosigned, error) {
	service, err := o.service()
	if err != nil {
		return crew.Cosigned{}, err
	}
	return r.TakeCosign(text, service, o.Journal.Identity().Unit)
}

func (o *Officer) service() (ed25519.PublicKey, error) {
	id := o.Journal.Identity()
	var keys evidence.KeyList
	err := id.KeyList.Open(evidence.MagicKeys, id.Root, &keys)
	return ed25519.PublicKey(keys.Service), err
}

// ErrNotSecond refuses the word of an officer who did not go along.
var ErrNotSecond = errors.New("this officer is not the one who went along on this visit; nothing was stored")

// TakeCosign writes a second officer's word for r into this officer's chain, once.
// Refused, and nothing was stored: crew's refusals, ErrNotSecond.
func (o *Officer) TakeCosign(ctx context.Context, r crew.Request, c crew.Cosigned) error {
	service, err := o.service()
	if err != nil {
		return err
	}
	if err := c.Check(r.Visit, r.Officer, service); err != nil {
		return err
	}
	v, err := o.Journal.Visit(ctx, r.Visit)
	if err != nil {
		return err
	}
	if v != nil {
		if !v.Second.IsZero() && v.Second != c.Officer {
			return ErrNotSecond
		}
		for _, l := range v.Cosigned {
			if l.Head == c.Head && l.Signed == c.Entry {
				return nil
			}
		}
	}
	refs := []evidence.Ref{{Kind: evidence.RefVisit, ID: r.Visit}, {Kind: evidence.RefOfficer, ID: r.Officer}, {Kind: evidence.RefSecond, ID: c.Officer}}
	if !r.Case.IsZero() {
		refs = append(refs, evidence.Ref{Kind: evidence.RefCase, ID: r.Case})
	}
	_, err = o.Journal.Append(ctx, journal.Writing{Kind: visits.VisitCosigned, Refs: refs, Facts: c})
	return err
}
