package desk

import (
	"context"

	"fairvisit/evidence"
	"fairvisit/evidence/crew"
)

// CosignHere has a colleague sign for a visit of this officer's with their PIN:
// their store is opened for it, writes its own entry, and is closed again unless
// it was open. ErrPINWrong and its like, crew's refusals; nothing was stored then.
func (k *Desk) CosignHere(ctx context.Context, r crew.Request, who evidence.ID, pin string) (err error) {
	theirs, err := k.Device.visitStore(who, pin)
	if err != nil {
		return err
	}
	c, err := theirs.Officer.Cosign(ctx, r, crew.MethodPIN)
	if err == nil {
		err = k.Officer.TakeCosign(ctx, r, c)
	}
	if theirs.passing {
		if closed := theirs.Close(); err == nil {
			err = closed
		}
	}
	if err == nil {
		k.tell()
	}
	return err
}

// visitor is somebody's desk for one act.
type visitor struct {
	*Desk
	passing bool // nobody has it open
}

func (d *Device) visitStore(who evidence.ID, pin string) (visitor, error) {
	d.mu.Lock()
	_, open := d.open[who]
	d.mu.Unlock()
	k, err := d.Unlock(who, pin)
	return visitor{k, !open}, err
}

// ReadRequest reads a colleague's request to sign for a visit and refuses with
// one of crew's sentences what this officer must not sign for.
func (k *Desk) ReadRequest(text string) (crew.Request, error) {
	r, err := crew.ParseRequest(text)
	if err == nil && r.Officer == k.Me() {
		err = crew.ErrSelf
	}
	return r, err
}

// Cosign signs for a colleague's visit and gives the code for their device.
func (k *Desk) Cosign(ctx context.Context, r crew.Request) (string, error) {
	c, err := k.Officer.Cosign(ctx, r, crew.MethodQR)
	if err != nil {
		return "", err
	}
	k.tell()
	return r.CosignText(c)
}

// TakeCosign takes a second officer's answer to r. What crew refuses changes
// nothing.
func (k *Desk) TakeCosign(ctx context.Context, r crew.Request, text string) (evidence.ID, error) {
	c, err := k.Officer.ReadCosign(r, text)
	if err != nil {
		return evidence.ID{}, err
	}
	err = k.Officer.TakeCosign(ctx, r, c)
	k.tell()
	return c.Officer, err
}
