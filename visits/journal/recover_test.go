package journal_test

import (
	"bytes"
	"crypto/ecdh"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fairvisit/evidence"
	"fairvisit/evidence/vault"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

var recoveryKey = bytes.Repeat([]byte{5}, 32)

// seized is a closed store whose headquarters has a recovery key, with a day's
// work: an entry larger than a page, two photos in entries, one withdrawn, one
// that a kill left without its entry, and answers.
func seized(t *testing.T) (*tablet, []evidence.Entry, visit) {
	t.Helper()
	x, err := ecdh.X25519().NewPrivateKey(recoveryKey)
	if err != nil {
		t.Fatal(err)
	}
	d := &tablet{t: t, root: t.TempDir(), id: enrol(t, "officer"), at: 1_790_000_000_000_000, boot: evidence.NewID()}
	d.id.KeyList, err = evidence.SignStatement(evidence.MagicKeys, evidence.KeyList{Version: 1, Service: evidence.PublicKey(public(serviceKey)),
		Transport: x.PublicKey().Bytes(), Recovery: x.PublicKey().Bytes()}, serviceKey)
	if err != nil {
		t.Fatal(err)
	}
	d.dir = journal.Folder(d.root, d.id.Officer)
	if d.Journal, err = journal.Create(d.dir, d.id, d.options()); err != nil {
		t.Fatal(err)
	}
	v := d.openVisit(evidence.NewID(), evidence.Hash{})
	d.takePhoto(v)
	d.takePhoto(v)
	child := d.takePhoto(v)
	if err := d.WithdrawPhoto(ctx, journal.Writing{Refs: d.refs(v)}, visits.PhotoWithdrawnFacts{Entry: child.ID, Reason: "child"}); err != nil {
		t.Fatal(err)
	}
	d.note(v, strings.Repeat("nobody answered ", 500))
	d.answer(v, "q", "SECRET-ANSWER")
	chain := d.chain()
	d.close()
	d.killed(childWork{Visit: v.id, Case: v.caseID, Point: "photo.renamed"}, 1)
	return d, chain, v
}

// print is every file of a folder with its bytes.
func print(t *testing.T, dir string) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir(dir, func(path string, f fs.DirEntry, err error) error {
		if err != nil || f.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		fmt.Fprintf(&all, "%s %x\n", path, sha256.Sum256(b))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}

func TestARecoveryReadsASeizedStoreAndChangesNothing(t *testing.T) {
	d, chain, v := seized(t)
	before := print(t, d.dir)
	to := filepath.Join(t.TempDir(), "recovered")
	r, err := journal.Recover(d.dir, recoveryKey, to)
	if err != nil {
		t.Fatal(err)
	}
	if r.Device != d.id.Device || r.Officer != d.id.Officer || r.Entries != len(chain) || r.Photos != 2 || r.Found != 1 || r.Answers != 1 || len(r.Missing) != 0 {
		t.Errorf("%+v of %d entries", r, len(chain))
	}
	if print(t, d.dir) != before {
		t.Error("the store is not as it was")
	}
	for _, e := range chain {
		b, err := os.ReadFile(filepath.Join(to, "entries", fmt.Sprintf("%s-%08d.bin", e.Header.Epoch, e.Header.Seq)))
		if err != nil || !bytes.Equal(b, e.Encode()) {
			t.Errorf("entry %d: %v", e.Header.Seq, err)
		}
		var w visits.PhotoWords
		if e.Header.Kind != visits.PhotoTaken || evidence.DecodePayload(e.Words.Bytes, &w) != nil {
			continue
		}
		b, err = os.ReadFile(filepath.Join(to, "photos", e.ID.String()+"-0.jpg"))
		if back := e.ID == chain[4].ID; back != errors.Is(err, fs.ErrNotExist) || !back && evidence.Hash(sha256.Sum256(b)) != w.Photos[0].SHA256 {
			t.Errorf("the photo of entry %d: %v", e.Header.Seq, err)
		}
	}
	files, err := os.ReadDir(filepath.Join(to, "found"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	if b, err := os.ReadFile(filepath.Join(to, "found", files[0].Name())); err != nil || !bytes.HasPrefix(b, []byte("\xff\xd8\xff")) {
		t.Errorf("the photo without its entry: %v", err)
	}
	if b, err := os.ReadFile(filepath.Join(to, "answers.json")); err != nil || !bytes.Contains(b, []byte("SECRET-ANSWER")) || !bytes.Contains(b, []byte(v.id.String())) {
		t.Errorf("answers: %s, %v", b, err)
	}
	if b, err := os.ReadFile(filepath.Join(to, "device.json")); err != nil || !bytes.Contains(b, []byte(d.id.Device.String())) || bytes.Contains(b, fmt.Appendf(nil, "%x", []byte(d.id.Keys.Device))) {
		t.Errorf("device: %s, %v", b, err)
	}
	if _, err := journal.Recover(d.dir, recoveryKey, to); err == nil {
		t.Error("what was recovered was written over")
	}
}

// A wipe takes lock and secret; a damaged database, an earlier salvage and a file
// of keys that is gone take what they held.
func TestARecoveryReadsWhatIsLeft(t *testing.T) {
	d, chain, _ := seized(t)
	if err := os.Remove(filepath.Join(d.dir, "identity")); err != nil {
		t.Fatal(err)
	}
	d.overwrite(0)
	r, err := journal.Recover(d.dir, recoveryKey, filepath.Join(t.TempDir(), "recovered"))
	if err != nil || r.Entries != len(chain) || r.Photos != 2 {
		t.Errorf("a first page of noise: %+v, %v", r, err)
	}
	d.salvage()
	again := d.seq()
	d.close()
	if r, err = journal.Recover(d.dir, recoveryKey, filepath.Join(t.TempDir(), "recovered")); err != nil || r.Entries != len(chain)+int(again) {
		t.Errorf("after a salvage that made %d entries: %+v, %v", again, r, err)
	}
}

func TestARecoveryIsRefusedInASentence(t *testing.T) {
	d, _, _ := seized(t)
	to := filepath.Join(t.TempDir(), "recovered")
	if _, err := journal.Recover(d.dir, bytes.Repeat([]byte{6}, 32), to); !errors.Is(err, vault.ErrRecovery) {
		t.Errorf("another key: %v", err)
	}
	if _, err := journal.Recover(t.TempDir(), recoveryKey, to); !errors.Is(err, journal.ErrNoRecovery) {
		t.Errorf("a folder without a store: %v", err)
	}
	if _, err := os.Stat(to); !errors.Is(err, fs.ErrNotExist) {
		t.Error("something was written")
	}
}
