package hq_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fairvisit/evidence/dossier"
	"fairvisit/sync/hq"
	"fairvisit/visits"
)

// files are the photos in a folder, by the order of their names.
func (o *office) files(dir string) []string {
	o.Helper()
	list, err := filepath.Glob(filepath.Join(dir, "*"))
	o.must(err)
	var photos []string
	for _, f := range list {
		if len(filepath.Base(f)) == 32 { // no thumbnails
			photos = append(photos, f)
		}
	}
	return photos
}

func (o *office) exchange(a, b string) {
	o.Helper()
	first, err := os.ReadFile(a)
	o.must(err)
	second, err := os.ReadFile(b)
	o.must(err)
	o.must(os.WriteFile(a, second, 0o600))
	o.must(os.WriteFile(b, first, 0o600))
}

// Whoever has the tablet puts one photo in the place of another before they are
// sent: neither goes out as the other, and headquarters hears that both are lost.
func TestStoryAPhotoIsSwappedOnTheDevice(t *testing.T) {
	o := newOffice(t)
	for seed := range uint8(2) { // of one size, so that no length gives them away
		b := jpegPhoto(seed)
		_, err := o.visit.Photograph(o.ctx, bytes.NewReader(append(b, make([]byte, 64<<10-len(b))...)), "d5", "camera")
		o.must(err)
	}
	files := o.files(o.li.journal.PhotoFolder().Path(""))
	if len(files) != 2 {
		t.Fatal(files)
	}
	o.exchange(files[0], files[1])
	o.closeVisit()
	o.li.sync()
	o.must(o.hq.Settle(o.ctx))
	if n := o.findings(visits.PhotoMissing); n != 2 {
		t.Errorf("%d photos are told to be missing, want both", n)
	}
	if rec, err := o.hq.CaseRecord(o.ctx, o.caseID); err != nil || rec.Photos[0].Stored || rec.Photos[1].Stored {
		t.Errorf("a photo came as another: %+v, %v", rec.Photos, err)
	}
}

// The administrator does it at headquarters, where a file is a file: the audit
// names both, and no dossier with them is sound.
func TestStoryAPhotoIsSwappedAtHeadquarters(t *testing.T) {
	o := newOffice(t)
	o.photograph(1)
	o.photograph(2)
	o.closeVisit()
	o.li.sync()
	o.secured()
	files := o.files(filepath.Join(hq.DataFolder(o.dir), "photos", "photos"))
	if len(files) != 2 {
		t.Fatal(files)
	}
	o.exchange(files[0], files[1])
	r, err := o.hq.Audit(o.ctx)
	o.must(err)
	named := 0
	for _, f := range r.Faults {
		if f.Table == "photos" && f.Column == "file" {
			named++
		}
	}
	if named != 2 || r.Total != 4 { // the second copy holds them as they were
		t.Errorf("the audit tells %v", r.Faults)
	}
	var b bytes.Buffer
	if err := o.hq.WriteDossier(o.ctx, &b, hq.DossierOf{Case: o.caseID, At: o.size(), Mask: dossier.MaskNone}); err == nil {
		o.unsound(b.Bytes(), "photos/")
	}
}

// unsound demands that whoever checks a dossier finds a member of that name
// first.
func (o *office) unsound(b []byte, member string) {
	o.Helper()
	_, faults := dossier.Verify(bytes.NewReader(b), int64(len(b)), o.hq.Keys().Root)
	if len(faults) == 0 || !strings.HasPrefix(faults[0].Member, member) {
		o.Errorf("who checks the dossier is told %v", faults)
	}
}

// repacked puts other bytes in the place of some, with every checksum of the ZIP.
func repacked(b, old, other []byte) []byte {
	sums := [2][]byte{binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE(old)), binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE(other))}
	return bytes.ReplaceAll(bytes.Replace(b, old, other, 1), sums[0], sums[1])
}

// Whoever is handed the dossier does it there.
func TestStoryAPhotoIsSwappedInTheDossier(t *testing.T) {
	o := newOffice(t)
	_, picture := o.photograph(1)
	o.closeVisit()
	o.li.sync()
	o.must(o.hq.Settle(o.ctx))
	b, _ := o.dossier(hq.DossierOf{Case: o.caseID, At: o.size(), Mask: dossier.MaskNone})
	other := bytes.Clone(picture)
	other[len(other)-20] ^= 1
	o.unsound(repacked(b, picture, other), "photos/")
}

// The administrator writes another outcome into the row of a visit. Headquarters
// makes no picture and no dossier of it, the audit names the row, and the
// officer's slip still proves what was said.
func TestStoryARowIsEditedByTheAdministrator(t *testing.T) {
	o := newOffice(t)
	o.must(o.visit.Note(o.ctx, "asked for a receipt"))
	o.must(o.visit.Leave(o.ctx))
	o.must(o.visit.Close(o.ctx, []visits.Outcome{{Code: "nf"}}, nil))
	o.li.sync()
	o.must(o.hq.Settle(o.ctx))
	sound, _ := o.dossier(hq.DossierOf{Case: o.caseID, At: o.size(), Mask: dossier.MaskNone})
	if !bytes.Contains(sound, []byte(`"code":"nf"`)) {
		t.Fatal("the dossier does not hold the outcome")
	}
	o.tamper(`UPDATE entries SET core = CAST(replace(core, '"nf"', '"wa"') AS BLOB) WHERE kind = 'visit.closed/1'`)
	if err := o.hq.Rebuild(o.ctx); err == nil || !strings.Contains(err.Error(), "facts are not those that were signed") {
		t.Errorf("the screens show it: %v", err)
	}
	r, err := o.hq.Audit(o.ctx)
	o.must(err)
	tells(t, r, "entries ", "facts")
	if err := o.hq.WriteDossier(o.ctx, io.Discard, hq.DossierOf{Case: o.caseID, At: o.size(), Mask: dossier.MaskNone}); err == nil {
		t.Error("a dossier is written of it")
	}
	o.close()
	o.li.provesOffline()
}
