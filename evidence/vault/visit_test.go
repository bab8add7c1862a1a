package vault_test

import (
	"bytes"
	"crypto/ecdh"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"io/fs"
	"strings"
	"testing"

	"fairvisit/evidence"
	"fairvisit/evidence/vault"
)

func signed(t *testing.T, seq uint64) evidence.Entry {
	t.Helper()
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	h := evidence.Header{Kind: "note.added/1", Device: evidence.NewID(), Epoch: evidence.NewID(), Seq: seq, Boot: evidence.NewID()}
	if seq > 1 {
		h.Prev = evidence.Hash{1}
	}
	e, err := evidence.Sign(h, evidence.NewPart([]byte(`{"outcome":"nf"}`)), evidence.NewPart([]byte(`{"text":"SECRET"}`)), evidence.Keys{Device: key})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestAnEntryTravelsSealedAndOpensByItsVisitsKeyOnly(t *testing.T) {
	store, id, e := vault.NewKey(), evidence.NewID(), signed(t, 1)
	sealed := store.Visit(id).SealParts(e, id)
	raw := sealed.Encode()
	if bytes.Contains(raw, []byte("SECRET")) || bytes.Contains(raw, e.Facts.Salt[:]) || bytes.Contains(raw, e.Words.Salt[:]) {
		t.Error("a sealed entry shows its words, or a salt that lets them be guessed")
	}
	if len(raw) != e.Size()+2*evidence.SealedMore {
		t.Errorf("%d bytes became %d", e.Size(), len(raw))
	}
	arrived, err := evidence.Decode(raw)
	if err != nil || arrived.ID != e.ID {
		t.Fatal(err)
	}
	if named, is, err := vault.PartsKey(&arrived); named != id || !is || err != nil {
		t.Errorf("its key is %v, %v, %v", named, is, err)
	}
	opened, err := store.Visit(id).OpenParts(arrived)
	if err != nil || !bytes.Equal(opened.Encode(), e.Encode()) {
		t.Fatalf("it opens as something else: %v", err)
	}
	for name, key := range map[string]*vault.Key{"the store key": store, "another visit's": store.Visit(evidence.NewID()), "another store's": vault.NewKey().Visit(id)} {
		if _, err := key.OpenParts(arrived); !errors.Is(err, vault.ErrSealed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A part opens in its own entry and place only, and no byte of it may change.
func TestASealedPartIsBoundToItsEntry(t *testing.T) {
	store, id := vault.NewKey(), evidence.NewID()
	key := store.Visit(id)
	a, b := key.SealParts(signed(t, 1), id), key.SealParts(signed(t, 2), id)
	moved := a
	moved.Words = b.Words
	if _, err := key.OpenParts(moved); !errors.Is(err, vault.ErrSealed) {
		t.Errorf("the words of another entry: %v", err)
	}
	swapped := a
	swapped.Facts, swapped.Words = a.Words, a.Facts
	if _, err := key.OpenParts(swapped); !errors.Is(err, vault.ErrSealed) {
		t.Errorf("facts for words: %v", err)
	}
	for _, at := range []int{0, 31, 47, len(a.Words.Bytes) - 1} {
		turned := a
		turned.Words.Bytes = bytes.Clone(a.Words.Bytes)
		turned.Words.Bytes[at] ^= 1
		if _, err := key.OpenParts(turned); !errors.Is(err, vault.ErrSealed) {
			t.Errorf("byte %d changed: %v", at, err)
		}
	}
	two := a
	two.Words.Salt[3] ^= 1
	if _, _, err := vault.PartsKey(&two); !errors.Is(err, vault.ErrSealed) {
		t.Errorf("parts of two keys: %v", err)
	}
	two = a
	two.Words.Salt[31] = 1
	if _, _, err := vault.PartsKey(&two); !errors.Is(err, vault.ErrSealed) {
		t.Errorf("a salt with something behind the nonce: %v", err)
	}
	withheld := a.Without()
	if opened, err := key.OpenParts(withheld); err != nil || opened.Words.State != evidence.Withheld || opened.Facts.State != evidence.Present {
		t.Errorf("an entry that was purged: %v", err)
	}
}

func TestABoxOpensForItsHeadquartersAndDeviceOnly(t *testing.T) {
	private, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	other, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	store, device, id := vault.NewKey(), evidence.NewID(), evidence.NewID()
	box, err := store.Box(device, id, private.PublicKey().Bytes())
	if err != nil || len(box) != vault.BoxSize {
		t.Fatalf("%d bytes, %v", len(box), err)
	}
	key, err := vault.OpenBox(private, device, id, box)
	if err != nil || !key.Equal(store.Visit(id)) {
		t.Fatalf("headquarters has another key: %v", err)
	}
	turned := bytes.Clone(box)
	turned[40] ^= 1
	for name, open := range map[string]func() (*vault.Key, error){
		"another headquarters": func() (*vault.Key, error) { return vault.OpenBox(other, device, id, box) },
		"another device":       func() (*vault.Key, error) { return vault.OpenBox(private, evidence.NewID(), id, box) },
		"another visit":        func() (*vault.Key, error) { return vault.OpenBox(private, device, evidence.NewID(), box) },
		"a changed box":        func() (*vault.Key, error) { return vault.OpenBox(private, device, id, turned) },
		"a cut box":            func() (*vault.Key, error) { return vault.OpenBox(private, device, id, box[:20]) },
		"no box":               func() (*vault.Key, error) { return vault.OpenBox(private, device, id, nil) },
	} {
		if _, err := open(); !errors.Is(err, vault.ErrBox) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := store.Box(device, id, evidence.PublicKey("short")); err == nil {
		t.Error("sealed for a key that is none")
	}
}

// Who holds a visit's key opens that visit's files chunk by chunk, and no other.
func TestAFileOfAVisitOpensByTheVisitsKey(t *testing.T) {
	store, id := vault.NewKey(), evidence.NewID()
	plain := bytes.Repeat([]byte("fairvisit "), 60_000) // three chunks
	var b bytes.Buffer
	w, err := store.NewWriterOf(id, &b, "name")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(plain); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r := bytes.NewReader(b.Bytes())
	f, err := store.OpenFile(r, r.Size(), "name")
	if err != nil {
		t.Fatal(err)
	}
	whole := make([]byte, len(plain))
	if _, err := f.ReadAt(whole, 0); err != nil || !bytes.Equal(whole, plain) {
		t.Fatalf("the store key: %v", err)
	}
	salt, err := vault.FileSalt(r)
	if err != nil || evidence.ID(salt[:16]) != id {
		t.Fatalf("the file names the key %x, %v", salt[:16], err)
	}
	chunk := make([]byte, vault.SealedChunk)
	if _, err := r.ReadAt(chunk, vault.ChunkAt(1)); err != nil {
		t.Fatal(err)
	}
	chunks := store.Visit(id).Chunks(salt, "name")
	got, err := chunks.Open(nil, 1, false, chunk)
	if err != nil || !bytes.Equal(got, plain[vault.ChunkSize:2*vault.ChunkSize]) {
		t.Fatalf("headquarters: %v", err)
	}
	for name, open := range map[string]func() ([]byte, error){
		"another chunk": func() ([]byte, error) { return chunks.Open(nil, 0, false, chunk) },
		"as the last":   func() ([]byte, error) { return chunks.Open(nil, 1, true, chunk) },
		"another name":  func() ([]byte, error) { return store.Visit(id).Chunks(salt, "other").Open(nil, 1, false, chunk) },
		"another visit": func() ([]byte, error) {
			return store.Visit(evidence.NewID()).Chunks(salt, "name").Open(nil, 1, false, chunk)
		},
	} {
		if _, err := open(); !errors.Is(err, vault.ErrSealed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := vault.FileSalt(strings.NewReader("short")); !errors.Is(err, vault.ErrSealed) {
		t.Errorf("a file that is too short: %v", err)
	}
}

func TestWhatALockedStoreSendsWithLiesBesideTheLock(t *testing.T) {
	k := &vault.Keeper{Dir: t.TempDir()}
	officer := evidence.NewID()
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := k.Sending(officer); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("before anything was kept: %v", err)
	}
	for range 2 {
		if err := k.KeepSending(officer, key, []byte(`{"url":"https://hq.example"}`)); err != nil {
			t.Fatal(err)
		}
	}
	got, session, err := k.Sending(officer)
	if err != nil || !got.Equal(key) || string(session) != `{"url":"https://hq.example"}` {
		t.Errorf("kept %s, %v", session, err)
	}
}
