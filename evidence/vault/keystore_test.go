package vault_test

import (
	"crypto/ed25519"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/zalando/go-keyring"

	"fairvisit/evidence/vault"
)

// withKeystore is a keeper on a system that keeps secrets, in memory.
func withKeystore(t *testing.T) *vault.Keeper {
	keyring.MockInit()
	k := newKeeper(t)
	k.Keystore = vault.SystemKeystore("fairvisit test")
	return k
}

// Who takes the disk has the lock and not the share: not even the right PIN opens
// it on another system.
func TestTheShareLiesInTheKeystore(t *testing.T) {
	k := withKeystore(t)
	if err := k.Keystore.Check(); err != nil {
		t.Fatal(err)
	}
	if text, err := keyring.Get("fairvisit test", "check"); !errors.Is(err, keyring.ErrNotFound) {
		t.Errorf("the check left %q, %v", text, err)
	}
	key, err := k.Begin(officer, codes)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := k.Begin(officer, codes); err != nil || !again.Equal(key) {
		t.Fatalf("an enrolment that was stopped: another key, %v", err)
	}
	if err := k.Choose(officer, key, "4711"); err != nil {
		t.Fatal(err)
	}
	if got, err := k.Try(officer, "4711"); err != nil || !got.Equal(key) {
		t.Fatal(err)
	}
	if _, err := k.Try(officer, "9999"); !errors.Is(err, vault.ErrPIN) {
		t.Error(err)
	}
	if err := k.Lift(officer, codes.At(0)); err != nil {
		t.Errorf("an unlock code: %v", err)
	}
	if _, err := os.Stat(filepath.Join(k.Dir, officer.String()+".secret")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the share lies beside the lock: %v", err)
	}
	keyring.MockInit() // another system, with the disk of this one
	if _, err := k.Try(officer, "4711"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the disk and the PIN: %v", err)
	}
	elsewhere := *k
	elsewhere.Keystore = nil
	if _, err := elsewhere.Try(officer, "4711"); !errors.Is(err, vault.ErrNoKeystore) {
		t.Errorf("a program that knows no keystore: %v", err)
	}
	if l, err := k.Lock(officer); err != nil || l.Wrong != 0 {
		t.Errorf("tries that could not be judged were counted: %d, %v", l.Wrong, err)
	}
}

func TestASystemWithoutAKeystoreIsToldInWordsAndBeginsNothing(t *testing.T) {
	k := withKeystore(t)
	keyring.MockInitWithError(errors.New("the name org.freedesktop.secrets was not provided"))
	for name, do := range map[string]func() error{
		"check": k.Keystore.Check,
		"begin": func() error { _, err := k.Begin(officer, codes); return err },
	} {
		if err := do(); !errors.Is(err, vault.ErrNoKeystore) || !strings.Contains(err.Error(), "nothing was changed") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := k.Lock(officer); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a lock was begun: %v", err)
	}
	k.Keystore = nil
	if _, err := k.Begin(officer, codes); err != nil {
		t.Errorf("in a file instead: %v", err)
	}
}

func TestTheDevicesKeyLiesInTheKeystoreWhereTheShareDoes(t *testing.T) {
	k := withKeystore(t)
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := k.Begin(officer, codes); err != nil {
		t.Fatal(err)
	}
	if err := k.KeepSending(officer, key, []byte(`{"url":"https://hq.example"}`)); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(k.Dir, officer.String()+".send"))
	if err != nil || strings.Contains(string(b), "device_key") {
		t.Errorf("beside the lock lies %s, %v", b, err)
	}
	if got, _, err := k.Sending(officer); err != nil || !got.Equal(key) {
		t.Errorf("%v", err)
	}
	keyring.MockInitWithError(errors.New("locked"))
	if _, _, err := k.Sending(officer); !errors.Is(err, vault.ErrNoKeystore) {
		t.Errorf("the keystore does not answer: %v", err)
	}
	keyring.MockInit()
	if _, _, err := k.Sending(officer); !errors.Is(err, vault.ErrLock) {
		t.Errorf("on another system: %v", err)
	}
}

// A wiped store is wiped where the system keeps secrets too; what it sends with
// stays until all is handed in.
func TestAWipeTakesTheShareOutOfTheKeystore(t *testing.T) {
	k := withKeystore(t)
	key, err := k.Begin(officer, codes)
	if err != nil {
		t.Fatal(err)
	}
	if err := k.Choose(officer, key, "4711"); err != nil {
		t.Fatal(err)
	}
	_, signs, _ := ed25519.GenerateKey(nil)
	if err := k.KeepSending(officer, signs, []byte("{}")); err != nil {
		t.Fatal(err)
	}
	if err := k.Wipe(officer, 1); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Try(officer, "4711"); !errors.Is(err, vault.ErrWiped) {
		t.Errorf("the PIN after a wipe: %v", err)
	}
	if _, err := keyring.Get("fairvisit test", officer.String()); !errors.Is(err, keyring.ErrNotFound) {
		t.Errorf("the share after a wipe: %v", err)
	}
	if got, _, err := k.Sending(officer); err != nil || !got.Equal(signs) {
		t.Errorf("what is left to hand in cannot be sent: %v", err)
	}
	if err := k.Forget(officer); err != nil {
		t.Fatal(err)
	}
	if _, err := keyring.Get("fairvisit test", officer.String()+".send"); !errors.Is(err, keyring.ErrNotFound) {
		t.Errorf("the device's key of a store that is gone: %v", err)
	}
}
