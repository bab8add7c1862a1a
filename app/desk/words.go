package desk

import (
	"fairvisit/evidence"
	"fairvisit/evidence/vault"
)

// Refusals of six words; no try of the PIN was counted.
var (
	ErrOtherWords = vault.ErrOtherWords
	ErrPhrase     = vault.ErrPhrase
)

// words reports whether a person has six words to choose, or to give before the
// PIN. The device's lock of PINs need not be held: what changes meanwhile is asked
// again at the next try.
func (d *Device) words(who evidence.ID, l *vault.Lock) (bool, error) {
	switch {
	case !l.Chosen:
		return l.Share == vault.InFile, nil
	case l.Share != vault.InWords:
		return false, nil
	}
	return d.keeper().NeedsWords(who)
}

// ChoosePINAndWords sets the first PIN of a person, and has six words stand in for
// the keystore this system does not have. They are kept nowhere. ErrPINShort and
// ErrPINWrong refuse.
func (d *Device) ChoosePINAndWords(who evidence.ID, pin string, p vault.Phrase) error {
	return d.choose(who, pin, func(k *vault.Keeper, key *vault.Key) error { return k.ChooseWords(who, key, pin, p) })
}

// GiveWords takes a person's six words; the PIN alone opens then, until the program
// or the machine ends or twelve hours are over. ErrOtherWords and ErrPhrase refuse.
func (d *Device) GiveWords(who evidence.ID, p vault.Phrase) error {
	d.pins.Lock()
	defer d.pins.Unlock()
	return d.keeper().GiveWords(who, p)
}

// Bare reports that what stands beside this person's PIN lies in a file on the same
// disk: who takes the disk has but the PIN to guess.
func (k *Desk) Bare() (bool, error) {
	l, err := k.Device.keeper().Lock(k.Me())
	if err != nil {
		return false, err
	}
	return l.Share == vault.InFile, nil
}
