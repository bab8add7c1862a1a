package journal_test

import (
	"bytes"
	"crypto/ecdh"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fairvisit/evidence"
	"fairvisit/evidence/vault"
	"fairvisit/visits/journal"
)

// busy is an open store with something in every table.
func busy(t *testing.T) *tablet {
	t.Helper()
	d, hq, caseID, decision := assigned(t)
	v := d.openVisit(caseID, decision)
	d.note(v, "SECRET-NOTE at Zhongshan Road")
	d.answer(v, "q", "SECRET-ANSWER")
	d.answer(v, "q", "SECRET-ANSWER, corrected")
	d.takePhoto(v)
	hq.pull(d, 100)
	d.importBefore(evidence.NewID(), evidence.Hash{7}, d.at)
	d.close()
	d.killed(childWork{Visit: v.id, Case: v.caseID, Point: "photo.bytes"}, 1)
	return d
}

// What columns_test.go calls sealed is: each record of each such column opens at
// its place, and nothing that was said lies open in any file.
func TestEverySealedColumnIsSealed(t *testing.T) {
	d := busy(t)
	seen := map[string]int{}
	var said [][]byte
	var places []vault.Place
	var records [][]byte
	err := journal.EachSealed(d.dir, storeKey, func(at vault.Place, record, plain []byte) {
		seen[at.Table+"."+at.Column]++
		places, records = append(places, at), append(records, record)
		if plain == nil {
			t.Errorf("a record of %s does not open at its place", at.Table)
		}
		if len(plain) >= 24 {
			said = append(said, plain[len(plain)-24:], plain[:24])
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, at := range places {
		for j, record := range records {
			if _, err := storeKey.Open(at, record); err == nil && i != j {
				t.Fatalf("a record of %+v opens at %+v", places[j], at)
			}
		}
	}
	var sealed, found []string
	for table, classes := range columns {
		for c := range strings.SplitSeq(classes, ", ") {
			if column, class, _ := strings.Cut(c, " "); class == "sealed" {
				sealed = append(sealed, table+"."+column)
			}
		}
	}
	for c := range seen {
		found = append(found, c)
	}
	slices.Sort(sealed)
	slices.Sort(found)
	if !slices.Equal(sealed, found) {
		t.Fatalf("sealed are %v, the store holds %v", sealed, found)
	}
	for _, name := range []string{"SECRET", "Zhongshan", "Wang Xiaoming", "\xff\xd8\xff\xdb\x00\x84", "IHDR", string(d.id.Keys.Device), string(d.id.Keys.Officer.Seed()), "https://hq.example"} {
		said = append(said, []byte(name))
	}
	err = filepath.WalkDir(d.dir, func(path string, f fs.DirEntry, err error) error {
		if err != nil || f.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		for _, s := range said {
			if bytes.Contains(b, s) {
				t.Errorf("%s holds %q", filepath.Base(path), s)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	d.open()
}

func TestAStoreOpensByItsOwnKeyOnly(t *testing.T) {
	d := busy(t)
	o := d.options()
	o.Key = vault.NewKey()
	if _, err := journal.Open(d.dir, o); !errors.Is(err, journal.ErrKey) || isDamaged(err) {
		t.Fatalf("another key: %v", err)
	}
	if _, err := journal.Create(d.dir, d.id, o); err == nil {
		t.Fatal("a store was made over another")
	}
	o.Key = nil
	if _, err := journal.Open(d.dir, o); err == nil {
		t.Fatal("opened without a key")
	}
	// With the file of keys gone or bad, the right key still opens.
	if err := os.WriteFile(filepath.Join(d.dir, "identity"), []byte("bad"), 0o600); err != nil {
		t.Fatal(err)
	}
	d.open()
	d.close()
	if err := journal.SpoilMeta(d.dir, storeKey, "identity"); err != nil {
		t.Fatal(err)
	}
	if _, err := journal.Open(d.dir, d.options()); !errors.Is(err, journal.ErrKey) {
		t.Fatalf("nothing shows that the key is right: %v", err)
	}
}

// A record of one row put into another does not pass for it.
func TestARecordThatWasMovedIsMissed(t *testing.T) {
	d, chain, _ := full(t)
	if err := journal.MoveBody(d.dir, storeKey, chain[3].ID, chain[4].ID); err != nil {
		t.Fatal(err)
	}
	if _, err := journal.Open(d.dir, d.options()); !isDamaged(err) {
		t.Fatalf("an entry has the body of another, and Open says %v", err)
	}
}

func TestAStoreThatNobodySealedIsLeftAlone(t *testing.T) {
	d := newTablet(t, "officer")
	d.close()
	if err := journal.BareIdentity(d.dir, storeKey); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(filepath.Join(d.dir, "journal.db"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := journal.Open(d.dir, d.options()); !errors.Is(err, journal.ErrNotSealed) {
		t.Fatal(err)
	}
	if after, err := os.ReadFile(filepath.Join(d.dir, "journal.db")); err != nil || !bytes.Equal(before, after) {
		t.Errorf("it was changed (%v)", err)
	}
}

// The recovery file is there from the start, comes back where it is missing, and
// follows the key list.
func TestHeadquartersCanOpenAStore(t *testing.T) {
	first, second := bytes.Repeat([]byte{1}, 32), bytes.Repeat([]byte{2}, 32)
	list := func(version int64, private []byte) evidence.Statement {
		x, err := ecdh.X25519().NewPrivateKey(private)
		if err != nil {
			t.Fatal(err)
		}
		st, err := evidence.SignStatement(evidence.MagicKeys, evidence.KeyList{Version: version, Service: evidence.PublicKey(public(serviceKey)),
			Transport: x.PublicKey().Bytes(), Recovery: x.PublicKey().Bytes()}, serviceKey)
		if err != nil {
			t.Fatal(err)
		}
		return st
	}
	d := &tablet{t: t, root: t.TempDir(), id: enrol(t, "officer"), at: 1_790_000_000_000_000, boot: evidence.NewID()}
	d.id.KeyList = list(1, first)
	d.dir = journal.Folder(d.root, d.id.Officer)
	opens := func(when string, private []byte) {
		t.Helper()
		b, err := os.ReadFile(filepath.Join(d.dir, "recovery"))
		if err != nil {
			t.Fatal(when, err)
		}
		r, err := vault.ParseRecovery(b)
		if err != nil || r.Device != d.id.Device || r.Officer != d.id.Officer {
			t.Fatalf("%s: %+v, %v", when, r, err)
		}
		if k, err := r.Open(private); err != nil || !k.Equal(storeKey) {
			t.Fatalf("%s: %v", when, err)
		}
	}
	j, err := journal.Create(d.dir, d.id, d.options())
	if err != nil {
		t.Fatal(err)
	}
	d.Journal = j
	opens("made", first)
	d.close()
	if err := os.Remove(filepath.Join(d.dir, "recovery")); err != nil {
		t.Fatal(err)
	}
	d.open()
	opens("made again", first)
	if err := d.SetKeyList(ctx, list(2, second)); err != nil {
		t.Fatal(err)
	}
	opens("a later key list", second)
	d.close()
}
