package hq_test

import (
	"bytes"
	"database/sql"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"fairvisit/evidence"
	"fairvisit/evidence/dossier"
	"fairvisit/sync/hq"
	"fairvisit/sync/hq/casekeys"
)

// ring is the case keys of the copy's headquarters, to be read.
func (c *tampered) ring(t *testing.T) *casekeys.Ring {
	t.Helper()
	return c.ringIn(c.o.Keys)
}

// ringIn is the case keys in a folder, to be read.
func (w *world) ringIn(folder string) *casekeys.Ring {
	w.Helper()
	k, err := hq.LoadKeys(hq.KeyFolder(w.dir))
	w.must(err)
	r, err := casekeys.OpenToRead(folder, [32]byte(k.Master))
	w.must(err)
	w.Cleanup(func() { r.Close() })
	return r
}

// sealedAs is the sealed file of a photo that shows something else.
func (o *office) sealedAs(entry evidence.Hash, plain []byte) []byte {
	o.Helper()
	key, err := o.ringIn(hq.KeyFolder(o.dir)).Key(casekeys.OfPhoto(entry, 0))
	o.must(err)
	b, err := key.SealFile(entry.String()+"/0", plain)
	o.must(err)
	return b
}

// photoPath is where a photo lies at headquarters.
func (o *office) photoPath(entry evidence.Hash) string {
	o.Helper()
	row, err := o.hq.Store.Photo(o.ctx, entry, 0)
	o.must(err)
	return filepath.Join(hq.DataFolder(o.dir), "photos", "photos", row.File)
}

// asItLies is the file of a photo as it lies at headquarters, once it is there.
func (o *office) asItLies(entry evidence.Hash) []byte {
	o.Helper()
	b, err := os.ReadFile(o.photoPath(entry))
	o.must(err)
	return b
}

// What names a person, and what a photo shows, stands nowhere in the open: not in
// the data folder, not in the second copy, not in a backup; and nobody reads it
// from all three without the key folder.
func TestNothingThatNamesAPersonLiesOpen(t *testing.T) {
	o := newOffice(t)
	entry, picture := o.photograph(1)
	o.must(o.visit.Note(o.ctx, "the neighbour 李小龙 opened"))
	o.closeVisit()
	o.li.sync()
	o.secured()
	o.until("a thumbnail", func() bool {
		left, err := o.hq.Store.WithoutThumb(o.ctx, 10)
		o.must(err)
		return len(left) == 0
	})
	row, err := o.hq.Store.Photo(o.ctx, entry, 0)
	o.must(err)
	o.must(o.hq.Backup(o.ctx, filepath.Join(o.dir, "backup")))
	o.sameAnew()
	o.close()
	for _, secret := range [][]byte{[]byte("王小明"), []byte("中山路 9999"), []byte("李小龙"), picture[:64], picture[len(picture)-64:], row.Thumb[:64]} {
		if files := o.holds(secret); len(files) > 0 {
			t.Errorf("%.20q lies open in %v", secret, files)
		}
	}
	if files := o.holds([]byte(visitsCase)); len(files) == 0 {
		t.Error("a kind of entry is found nowhere: this test shows nothing")
	}
}

// visitsCase is a word that lies open everywhere.
const visitsCase = "case.imported/1"

// Headquarters does not begin without its case keys: it would make new ones, and
// what the old ones seal would stay unread.
func TestHeadquartersDoesNotOpenWithoutItsCaseKeys(t *testing.T) {
	o := newOfficeSince(t, workday)
	o.closeVisit()
	o.li.sync()
	o.must(o.hq.Settle(o.ctx))
	o.close()
	keys := hq.KeyFolder(o.dir)
	o.must(os.Remove(filepath.Join(keys, "case-keys.db")))
	if h, err := hq.Open(o.options()); !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(h, err)
	}
	o.must(casekeys.PutBack(keys, casekeys.CopiesFolder(keys)))
	o.open()
	o.sameAnew()
	rec, err := o.hq.CaseRecord(o.ctx, o.caseID)
	o.must(err)
	if rec.Case.Words == nil || rec.Case.Words.Parties[0].Name != "王小明" {
		t.Errorf("with the keys of the newest copy the record says %+v", rec.Case.Words)
	}
}

// A photo that was whole and sealed when headquarters stopped, and of which nobody
// was told, is taken as it lies: the device need not send it again. One that the
// stop left damaged is sent again.
func TestASealedPhotoNobodyWasToldOfIsTakenUp(t *testing.T) {
	for name, spoil := range map[string]func(lies []byte) []byte{
		"whole":         func(lies []byte) []byte { return lies },
		"a byte turned": func(lies []byte) []byte { lies[len(lies)/2] ^= 1; return lies },
		"cut":           func(lies []byte) []byte { return lies[:len(lies)-1] },
		"empty":         func([]byte) []byte { return nil },
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			entry, _ := o.photograph(1)
			lies := o.nobodyWasTold(entry, spoil)
			// Sealed again it would be other bytes.
			if taken := bytes.Equal(o.asItLies(entry), lies); !o.line(entry).Stored || taken != (name == "whole") {
				t.Errorf("stored %v, taken as it lay %v", o.line(entry).Stored, taken)
			}
			if name == "whole" { // else the second copy, which cannot forget, has the first file
				o.must(o.hq.Check(o.ctx))
			}
		})
	}
}

// nobodyWasTold hands a photo in, has both sides forget that it arrived, as a stop
// before its transaction does, and hands it in again. It returns the file as it
// lay before it was spoilt.
func (o *office) nobodyWasTold(entry evidence.Hash, spoil func(lies []byte) []byte) []byte {
	o.Helper()
	copied := filepath.Join(o.dir, "copied")
	o.must(os.CopyFS(copied, os.DirFS(filepath.Join(o.li.root, "data"))))
	o.li.sync()
	o.secured()
	o.must(o.hq.Settle(o.ctx))
	lies, path := o.asItLies(entry), o.photoPath(entry)
	o.close()
	db, err := sql.Open("sqlite3", filepath.Join(hq.DataFolder(o.dir), "hq.db"))
	o.must(err)
	_, err = db.Exec("UPDATE photos SET state = 0, stored_no = NULL, at = 0, thumb = x''; UPDATE head SET photos_stored = 0, photos_secured = 0")
	o.must(errors.Join(err, db.Close()))
	o.must(os.WriteFile(path, spoil(bytes.Clone(lies)), 0o600))
	o.open()
	if o.line(entry).Stored {
		o.Fatal("the stop left nothing: this test shows nothing")
	}
	o.li.reopenFrom(copied)
	o.must(os.RemoveAll(copied))
	o.li.sync()
	return lies
}

// A withdrawn photo is readable nowhere: not in the data, not in the second copy,
// not on the device, not in a backup made before, though its bytes lie there
// still; and the case's dossier, made after or before, is as it was signed.
func TestAWithdrawnPhotoOpensNowhereNotEvenInOlderBackups(t *testing.T) {
	o := newOfficeSince(t, workday)
	child, picture := o.photograph(1)
	o.photograph(2)
	o.li.sync()
	o.secured()
	lies, path := o.asItLies(child), o.photoPath(child)
	backup := filepath.Join(o.dir, "backup")
	o.must(o.hq.Backup(o.ctx, backup))
	kept := filepath.Join(backup, "photos", filepath.Base(path))
	if opens, _ := o.opens(kept, child, hq.KeyFolder(o.dir)); !opens {
		t.Fatal("the backup does not hold the photo: this test shows nothing")
	}
	o.must(o.visit.Withdraw(o.ctx, child, 0, "child"))
	o.closeVisit()
	o.li.sync()
	o.secured()
	o.must(o.hq.Settle(o.ctx))
	o.until("deleted", func() bool {
		files := o.holds(lies)
		return len(files) == 1 && files[0] == kept
	})
	if opens, err := o.opens(kept, child, hq.KeyFolder(o.dir)); opens || !errors.Is(err, casekeys.ErrErased) {
		t.Errorf("the backup's file: opens %v, %v", opens, err)
	}
	o.turn(casekeys.Gone(o.clock()))
	o.must(o.ringTidied())
	for _, ring := range o.copiesOfKeys() {
		if opens, _ := o.opens(kept, child, ring); opens {
			t.Errorf("with the keys of %s the backup's file opens", ring)
		}
	}
	for _, part := range [][]byte{picture[:48], picture[len(picture)/2 : len(picture)/2+48]} {
		if files := o.holds(part); len(files) > 0 {
			t.Errorf("plain bytes lie in %v", files)
		}
		if files := filesHolding(t, filepath.Join(o.dir, "devices"), part); len(files) > 0 {
			t.Errorf("plain bytes lie on the device in %v", files)
		}
	}
	o.must(o.hq.Check(o.ctx))
	o.dossierVerifies("withdrawn child")
}

// opens reports whether a sealed photo opens to its end with the case keys in a folder.
func (o *office) opens(path string, entry evidence.Hash, keys string) (bool, error) {
	o.Helper()
	key, err := o.ringIn(keys).Key(casekeys.OfPhoto(entry, 0))
	if err != nil {
		return false, err
	}
	f, err := os.Open(path)
	o.must(err)
	defer f.Close()
	info, err := f.Stat()
	o.must(err)
	plain, err := key.OpenFile(f, info.Size(), entry.String()+"/0")
	if err == nil {
		_, err = io.Copy(io.Discard, plain)
	}
	return err == nil, err
}

// ringTidied has the copies of the case keys that are too old deleted, as a
// running headquarters does each day.
func (o *office) ringTidied() error {
	k, err := hq.LoadKeys(hq.KeyFolder(o.dir))
	o.must(err)
	r, err := casekeys.Open(hq.KeyFolder(o.dir), casekeys.CopiesFolder(hq.KeyFolder(o.dir)), [32]byte(k.Master), o.clock)
	o.must(err)
	return errors.Join(r.Tidy(), r.Close())
}

// copiesOfKeys are folders with the case keys as each of their copies has them,
// and as they are.
func (o *office) copiesOfKeys() []string {
	o.Helper()
	copies, err := filepath.Glob(filepath.Join(casekeys.CopiesFolder(hq.KeyFolder(o.dir)), "*.db"))
	o.must(err)
	folders := []string{hq.KeyFolder(o.dir)}
	for _, c := range copies {
		b, err := os.ReadFile(c)
		o.must(err)
		folder := o.TempDir()
		o.must(os.WriteFile(filepath.Join(folder, "case-keys.db"), b, 0o600))
		folders = append(folders, folder)
	}
	return folders
}

// filesHolding names the files below a folder that hold the bytes.
func filesHolding(t *testing.T, dir string, b []byte) (files []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if err == nil && bytes.Contains(content, b) {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// dossierVerifies writes the case's dossier and has it checked by a stranger; its
// list of what is not inside names each of these.
func (o *office) dossierVerifies(absent ...string) {
	o.Helper()
	head, err := o.hq.Store.Head(o.ctx)
	o.must(err)
	var b bytes.Buffer
	o.must(o.hq.WriteDossier(o.ctx, &b, hq.DossierOf{Case: o.caseID, At: head.Size, Mask: dossier.MaskNone}))
	_, faults := dossier.Verify(bytes.NewReader(b.Bytes()), int64(b.Len()), o.hq.Keys().Root)
	for _, f := range faults {
		o.Errorf("the dossier: %s", f)
	}
	for _, line := range absent {
		if !bytes.Contains(b.Bytes(), []byte(line)) {
			o.Errorf("the dossier does not say %q", line)
		}
	}
}
