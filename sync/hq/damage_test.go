package hq_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"fairvisit/visits"
)

// A photo whose file changed after the capture is not sent for ever: headquarters
// does not take its bytes, the device reads the file again and says that it is
// lost, and both come to rest.
func TestAPhotoThatChangedOnTheDeviceIsDeclaredLost(t *testing.T) {
	w := newWorld(t, false)
	w.turn(workday)
	li, zhao := w.enrol("officer", "Li"), w.enrol("officer", "Zhao")
	cases := w.importCases(oneCase)
	w.assign(cases[0], li, zhao)
	li.sync()
	v, _, err := li.work.Open(w.ctx, cases[0], zhao.id)
	w.must(err)
	_, err = v.Photograph(w.ctx, bytes.NewReader(jpegPhoto(1)), "door", "camera")
	w.must(err)
	files, err := filepath.Glob(filepath.Join(li.journal.PhotoFolder().Path(""), "*"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	photo, err := os.ReadFile(files[0])
	w.must(err)
	photo[len(photo)/2] ^= 1
	w.must(os.WriteFile(files[0], photo, 0o600))

	li.sync()
	w.must(w.hq.Settle(w.ctx))
	if n := w.findings(visits.PhotoMissing); n != 1 {
		t.Errorf("%d findings of a missing photo, want 1", n)
	}
	if risk, err := li.journal.AtRisk(w.ctx); err != nil || risk.Photos != 0 || risk.Entries != 0 {
		t.Errorf("still at risk: %+v, %v", risk, err)
	}
}
