package vault

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/zalando/go-keyring"
)

// Keystore is where the system keeps secrets for this user: Keychain, Credential
// Manager, or the Secret Service of a desktop.
type Keystore struct{ service string }

// SystemKeystore keeps secrets under the name of a program.
func SystemKeystore(service string) *Keystore { return &Keystore{service} }

// ErrNoKeystore means that the system keeps no secrets for this user, as on a
// machine without a desktop, or that its keystore does not answer. Nothing was
// changed.
var ErrNoKeystore = errors.New("vault: no keystore of the system answers; nothing was changed")

// answersWithin is how long the system may ask its user before it counts as silent;
// without a desktop nobody is there to answer.
const answersWithin = time.Minute

// Check keeps a secret, reads it and deletes it again. ErrNoKeystore.
func (s *Keystore) Check() error {
	const account, said = "check", "fairvisit"
	if err := s.put(account, []byte(said)); err != nil {
		return err
	}
	b, err := s.get(account)
	if err == nil && string(b) != said {
		err = ErrNoKeystore
	}
	return errors.Join(err, s.remove(account))
}

func (s *Keystore) put(account string, secret []byte) error {
	_, err := s.ask(func() (string, error) { return "", keyring.Set(s.service, account, hex.EncodeToString(secret)) })
	return err
}

// get wraps fs.ErrNotExist where nothing is kept under that account, and is ErrLock
// where it is nothing of ours.
func (s *Keystore) get(account string) ([]byte, error) {
	text, err := s.ask(func() (string, error) { return keyring.Get(s.service, account) })
	if err != nil {
		return nil, err
	}
	b, err := hex.DecodeString(text)
	if err != nil {
		return nil, ErrLock
	}
	return b, nil
}

func (s *Keystore) remove(account string) error {
	_, err := s.ask(func() (string, error) { return "", keyring.Delete(s.service, account) })
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// ask waits for the system, and not for ever: a question to its user may stand on
// a screen that nobody looks at.
func (s *Keystore) ask(what func() (string, error)) (string, error) {
	if s == nil {
		return "", ErrNoKeystore
	}
	type answer struct {
		text string
		err  error
	}
	said := make(chan answer, 1)
	go func() {
		text, err := what()
		said <- answer{text, err}
	}()
	select {
	case a := <-said:
		switch {
		case errors.Is(a.err, keyring.ErrNotFound):
			return "", fmt.Errorf("vault: the system's keystore: %w", fs.ErrNotExist)
		case a.err != nil:
			return "", fmt.Errorf("%w (%w)", ErrNoKeystore, a.err)
		}
		return a.text, nil
	case <-time.After(answersWithin):
		return "", ErrNoKeystore
	}
}
