package vault_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/evidence/vault"
)

var codes = vault.CodesOf([32]byte{7}, evidence.ID{8})

func newKeeper(t *testing.T) *vault.Keeper {
	since := int64(0)
	return &vault.Keeper{Dir: filepath.Join(t.TempDir(), "install"), Cost: cheap,
		SinceBoot: func() (evidence.ID, int64) { since += time.Minute.Microseconds(); return evidence.ID{1}, since }}
}

func TestAPersonsLockIsKept(t *testing.T) {
	k := newKeeper(t)
	if _, err := k.Lock(officer); !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	key, err := k.Begin(officer, codes)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := k.Begin(officer, codes); err != nil || !again.Equal(key) {
		t.Fatalf("an enrolment that was stopped: another key, %v", err)
	}
	if other, err := k.Begin(evidence.ID{2}, codes); err != nil || other.Equal(key) {
		t.Fatalf("two people: one key, %v", err)
	}
	if _, err := k.Try(officer, ""); !errors.Is(err, vault.ErrPIN) {
		t.Fatalf("the empty PIN was typed: %v", err)
	}
	if err := k.Choose(officer, key, "4711"); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Begin(officer, codes); !errors.Is(err, vault.ErrChosen) {
		t.Fatalf("begun over a PIN: %v", err)
	}
	if _, err := k.Unwrap(officer); !errors.Is(err, vault.ErrPIN) {
		t.Fatalf("without the PIN: %v", err)
	}
	if got, err := k.Try(officer, "4711"); err != nil || !got.Equal(key) {
		t.Fatal(err)
	}
	for range 3 {
		if _, err := k.Try(officer, "9999"); !errors.Is(err, vault.ErrPIN) {
			t.Fatal(err)
		}
	}
	again := *k // as after a restart
	if l, err := again.Lock(officer); err != nil || l.Wrong != 3 || !l.Chosen {
		t.Fatalf("%+v, %v", l, err)
	}
	if err := k.Lift(officer, codes.At(0)); err != nil {
		t.Fatal(err)
	}
	if l, err := k.Lock(officer); err != nil || l.Wrong != 0 || l.Codes != 1 {
		t.Fatalf("%+v, %v", l, err)
	}
}

func TestALockThatCannotBeReadIsLeftAsItIs(t *testing.T) {
	k := newKeeper(t)
	key, err := k.Begin(officer, codes)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(k.Dir, officer.String()+".lock.json")
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, begun := k.Begin(officer, codes)
	_, tried := k.Try(officer, "4711")
	_, opened := k.Unwrap(officer)
	for what, err := range map[string]error{"begin": begun, "try": tried, "unwrap": opened, "choose": k.Choose(officer, key, "4711"), "lift": k.Lift(officer, "12345678")} {
		if !errors.Is(err, vault.ErrLock) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if b, err := os.ReadFile(path); err != nil || !bytes.Equal(b, []byte("{")) {
		t.Errorf("it was written over: %q, %v", b, err)
	}
}
