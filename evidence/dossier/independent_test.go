package dossier_test

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
)

// leafSize is that of a leaf's data (FORMAT.md section 8).
const leafSize = 11 + 8 + 32 + 16 + 16 + 8 + 8 + 1

// agreed has another library, which shares no code with ours, check every
// inclusion proof of a dossier against the checkpoint inside; it returns how many.
func agreed(t testing.TB, b []byte) int {
	t.Helper()
	p := parcelOf(t, b)
	lines := strings.Split(string(p.data("checkpoint")), "\n")
	size, err := strconv.ParseUint(lines[1], 10, 64)
	p.must(err)
	root, err := base64.StdEncoding.DecodeString(lines[2])
	p.must(err)
	n := 0
	for _, f := range p.files {
		number, is := strings.CutSuffix(strings.TrimPrefix(f.name, "entries/"), ".proof")
		if !is {
			continue
		}
		no, err := strconv.ParseUint(number, 10, 64)
		p.must(err)
		var hashes [][]byte
		for rest := f.data[leafSize:]; len(rest) > 0; rest = rest[32:] {
			hashes = append(hashes, rest[:32])
		}
		if err := proof.VerifyInclusion(rfc6962.DefaultHasher, no, size, rfc6962.DefaultHasher.HashLeaf(f.data[:leafSize]), hashes, root); err != nil {
			t.Errorf("%s, by the other library: %v", f.name, err)
		}
		n++
	}
	return n
}

// Every dossier these tests call sound is asked of the other library too; here,
// that it would say no.
func TestProofsOfADossierHoldForAnotherLibrary(t *testing.T) {
	w := story(t)
	whole := w.dossier(w.visits[0], w.size(), "none")
	if n := agreed(t, whole); n < 5 {
		t.Errorf("%d proofs", n)
	}
	silent := &doubts{TB: t}
	p := parcelOf(t, whole)
	name := proofOf(p.nth(note, 0))
	p.flipAt(name, leafSize+3)
	agreed(silent, p.pack())
	if len(silent.errors) != 1 || !strings.Contains(silent.errors[0], name) {
		t.Errorf("of a changed proof it says %v", silent.errors)
	}
}

// doubts keeps what a test would have failed with.
type doubts struct {
	testing.TB
	errors []string
}

func (t *doubts) Errorf(format string, a ...any) {
	t.errors = append(t.errors, fmt.Sprintf(format, a...))
}
