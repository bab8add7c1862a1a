package journal_test

import (
	"crypto/ed25519"
	"database/sql"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fairvisit/evidence"
	"fairvisit/evidence/folder"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// A visit has one key, each epoch one for what belongs to none, and one that was
// made by a write that came to nothing is not used again.
func TestEveryEntryIsSealedByAKeyThatIsKept(t *testing.T) {
	d := newTablet(t, "officer")
	visit, other := evidence.NewID(), evidence.NewID()
	note := func(v evidence.ID, text string) journal.Writing {
		return journal.Writing{Kind: visits.NoteAdded, Refs: []evidence.Ref{{Kind: evidence.RefVisit, ID: v}, {Kind: evidence.RefOfficer, ID: d.id.Officer}},
			Words: map[string]string{"text": text}}
	}
	if _, err := d.AppendAll(ctx, []journal.Writing{note(visit, "one"), note(visit, strings.Repeat("x", 70_000))}); !errors.Is(err, evidence.ErrTooLarge) {
		t.Fatal(err)
	}
	for _, w := range []journal.Writing{note(visit, "two"), note(visit, "three"), note(other, "four")} {
		if _, err := d.Append(ctx, w); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.BeginEpoch(ctx, "restored"); err != nil {
		t.Fatal(err)
	}
	keys := map[string]string{}
	epochs, err := d.Epochs(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, epoch := range epochs {
		out, err := d.Unsent(ctx, epoch.Epoch, 1, 100, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range out {
			e, err := evidence.Decode(o.Raw)
			if err != nil || e.Facts.State != evidence.Sealed {
				t.Fatalf("entry %d lies open: %v", o.Seq, err)
			}
			of := e.Header.Visit().String() + "/"
			if e.Header.Visit().IsZero() {
				of += epoch.Epoch.String()
			}
			if keys[of] != "" && keys[of] != o.Key.String() {
				t.Errorf("%s has two keys", of)
			}
			keys[of] = o.Key.String()
		}
	}
	d.close()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(d.dir, "journal.db")+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	kept := query(t, db, "SELECT lower(hex(id)) FROM visit_keys")
	if len(kept) != 4 || len(keys) != 4 {
		t.Errorf("%d keys seal, %d are kept", len(keys), len(kept))
	}
	for of, id := range keys {
		if !strings.Contains(strings.Join(kept, " "), id) {
			t.Errorf("the key of %s is not kept", of)
		}
	}
	d.open()
}

// A store is sent from with what was kept for it only, and never beside its owner.
func TestALockedStoreOpensWithItsOwnKeepingOnly(t *testing.T) {
	d := newTablet(t, "officer")
	d.close()
	var key ed25519.PrivateKey
	var session []byte
	o := d.options()
	o.KeepSending = func(k ed25519.PrivateKey, b []byte) error { key, session = k, b; return nil }
	j, err := journal.Open(d.dir, o)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := journal.OpenSender(d.dir, key, session, o); !errors.Is(err, folder.ErrHeld) {
		t.Errorf("beside its owner: %v", err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	for who, secret := range map[string]ed25519.PrivateKey{"device": d.id.Keys.Device, "officer": d.id.Keys.Officer} {
		if strings.Contains(string(session), hex.EncodeToString(secret.Seed())) {
			t.Errorf("what a session must know holds the key of the %s", who)
		}
	}
	other := strings.Replace(string(session), d.id.Device.String(), evidence.NewID().String(), 1)
	empty := t.TempDir()
	for name, open := range map[string]func() (*journal.Sender, error){
		"another device's":   func() (*journal.Sender, error) { return journal.OpenSender(d.dir, key, []byte(other), o) },
		"nothing":            func() (*journal.Sender, error) { return journal.OpenSender(d.dir, key, nil, o) },
		"rubbish":            func() (*journal.Sender, error) { return journal.OpenSender(d.dir, key, []byte(`{"device":3}`), o) },
		"no key":             func() (*journal.Sender, error) { return journal.OpenSender(d.dir, nil, session, o) },
		"a folder of no one": func() (*journal.Sender, error) { return journal.OpenSender(empty, key, session, o) },
	} {
		if s, err := open(); !errors.Is(err, journal.ErrNoSending) {
			t.Errorf("%s: %v, %v", name, s, err)
		}
	}
	if files, err := os.ReadDir(empty); err != nil || len(files) > 1 {
		t.Errorf("a store was made of nothing: %v, %v", files, err)
	}
	s, err := journal.OpenSender(d.dir, key, session, o)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	d.open()
}
