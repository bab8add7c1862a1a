package journal

import (
	"bytes"
	"context"
	"fmt"

	"fairvisit/evidence"
	"fairvisit/evidence/vault"
	"fairvisit/visits"
)

const metaUnlocks = "unlocks" // { device (16) ‖ secret of its unlock codes (20) } …

// KeepUnlocks keeps the secrets of unlock codes that headquarters gave a manager.
// first: they take the place of those before.
func (j *Journal) KeepUnlocks(ctx context.Context, first bool, secrets map[evidence.ID]vault.CodeSecret) error {
	return j.db.write(ctx, func(tx *Tx) error {
		var b []byte
		if !first {
			var err error
			if b, err = tx.Meta(metaUnlocks); err != nil {
				return err
			}
		}
		for device, secret := range secrets {
			b = append(append(b, device[:]...), secret[:]...)
		}
		return tx.SetMeta(metaUnlocks, b)
	})
}

// unlock is the secret of that device's unlock codes; zero where headquarters gave none.
func (j *Journal) unlock(ctx context.Context, device evidence.ID) (c vault.CodeSecret, err error) {
	b, err := j.Meta(ctx, metaUnlocks)
	for len(b) >= len(device)+len(c) {
		if bytes.HasPrefix(b, device[:]) {
			copy(c[:], b[len(device):])
		}
		b = b[len(device)+len(c):]
	}
	return c, err
}

// CanUnlock reports whether GiveUnlock can make codes for a device.
func (j *Journal) CanUnlock(ctx context.Context, device evidence.ID) (bool, error) {
	c, err := j.unlock(ctx, device)
	return !c.IsZero(), err
}

// ErrNoUnlock means that headquarters gave this store no secret for a device.
var ErrNoUnlock = fmt.Errorf("headquarters gave this device no secret to make that code with; its operator can give one")

// GiveUnlock makes the code for a request that the screen of a device of the
// branch shows, offline. That it was given is an entry before it is told.
func (j *Journal) GiveUnlock(ctx context.Context, device evidence.ID, request uint64) (string, error) {
	c, err := j.unlock(ctx, device)
	if err != nil {
		return "", err
	}
	if c.IsZero() {
		return "", ErrNoUnlock
	}
	refs := []evidence.Ref{{Kind: evidence.RefDevice, ID: device}, {Kind: evidence.RefOfficer, ID: j.Identity().Officer}}
	if _, err := j.Append(ctx, Writing{Kind: visits.UnlockGiven, Refs: refs, Facts: visits.UnlockFacts{Request: request}}); err != nil {
		return "", err
	}
	return c.At(request), nil
}
