package dossier_test

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"fairvisit/evidence/dossier"
)

// What a report is made of is what the dossier holds: the same entries with the
// same words, the same photos, and nothing besides.
func TestMaskedIsWhatTheDossierHolds(t *testing.T) {
	entries, photos, hidden := 0, 0, 0
	for i := range 60 {
		w, visit, n := anySound(t, i)
		mask := masks[i%3]
		p := parcelOf(t, w.dossier(visit, n, mask))
		inside := map[string][]byte{}
		for _, f := range p.files {
			inside[f.name] = f.data
		}
		whole := w.content(visit, n, mask)
		shown := whole.Masked()
		pictures := 0
		for i, e := range shown.Entries {
			entries++
			if !bytes.Equal(e.Entry.Encode(), inside[fmt.Sprintf("entries/%08d.bin", e.Leaf.No)]) {
				t.Fatalf("entry %d is another than the dossier's", e.Leaf.No)
			}
			if e.Entry.Words.State != whole.Entries[i].Entry.Words.State {
				hidden++
			}
			for index := range e.Entry.Header.Photos {
				picture, here := shown.Photos[dossier.PhotoName{Entry: e.Entry.ID, Index: index}]
				if !here || picture.Withdrawn != "" {
					continue
				}
				f, err := picture.Open()
				p.must(err)
				b, err := io.ReadAll(f)
				p.must(err)
				kind := [...]string{1: "jpg", 2: "png"}[e.Entry.Header.Photos[index].Type]
				if !bytes.Equal(b, inside[fmt.Sprintf("photos/%08d-%d.%s", e.Leaf.No, index, kind)]) {
					t.Fatalf("photo %d of entry %d is another than the dossier's", index, e.Leaf.No)
				}
				pictures++
			}
		}
		for name := range inside {
			if len(name) > 7 && name[:7] == "photos/" {
				pictures--
			}
		}
		if pictures != 0 {
			t.Fatalf("%d photos more than the dossier holds", pictures)
		}
		photos += len(shown.Photos)
	}
	if entries == 0 || photos == 0 || hidden == 0 {
		t.Errorf("%d entries, %d photos, %d hidden: this proves less than it says", entries, photos, hidden)
	}
}
