package evidence_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fairvisit/evidence"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write testdata/golden anew: only for a new version of the format")

// seeded gives the bytes that golden entries have in place of random ones, so
// that anybody can make them again: SHA-256 of a name.
func seeded(name string) [32]byte           { return sha256.Sum256([]byte("fairvisit golden " + name)) }
func seededID(name string) (id evidence.ID) { h := seeded(name); copy(id[:], h[:]); return id }

func seededKey(name string) ed25519.PrivateKey {
	seed := seeded(name)
	return ed25519.NewKeyFromSeed(seed[:])
}

func seededPart(name, json string) evidence.Part {
	return evidence.Part{State: evidence.Present, Salt: seeded(name), Bytes: []byte(json)}
}

var (
	deviceKey  = seededKey("device key")
	officerKey = seededKey("officer key")
	deviceOnly = evidence.Keys{Device: deviceKey}
	bothKeys   = evidence.Keys{Device: deviceKey, Officer: officerKey}
)

func public(k ed25519.PrivateKey) ed25519.PublicKey { return k.Public().(ed25519.PublicKey) }

// seededHeader is what all golden headers share.
func seededHeader(kind string, seq uint64) evidence.Header {
	h := evidence.Header{
		Kind: kind, Build: "golden 1", Device: seededID("device"), Epoch: seededID("epoch"), Seq: seq,
		Wall: 1_790_000_000_000_000 + int64(seq), Zone: 480, Boot: seededID("boot"), SinceBoot: 1_000_000 * int64(seq),
	}
	if seq > 1 {
		h.Prev = seeded("the entry before")
	}
	return h
}

func sign(t testing.TB, h evidence.Header, facts, words evidence.Part, k evidence.Keys) evidence.Entry {
	t.Helper()
	e, err := evidence.Sign(h, facts, words, k)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// goldenEntries covers every field and every branch of FORMAT.md sections 1 to 4.
func goldenEntries(t testing.TB) map[string]evidence.Entry {
	entries := map[string]evidence.Entry{}
	facts := seededPart("facts salt", `{"verdict":"allowed","amount":1250000,"currency":"CNY"}`)
	words := seededPart("words salt", `{"note":"门口有人应答","place":"3-402"}`)

	h := seededHeader("device.enrolled/1", 1)
	entries["first"] = sign(t, h, seededPart("facts salt", `{}`), evidence.Part{}, deviceOnly)

	h = seededHeader("visit.opened/1", 2)
	h.PrevVisit = seeded("the visit's entry before")
	h.Refs = []evidence.Ref{{Kind: evidence.RefCase, ID: seededID("case")}, {Kind: evidence.RefVisit, ID: seededID("visit")},
		{Kind: evidence.RefOfficer, ID: seededID("officer")}}
	entries["officer"] = sign(t, h, facts, words, bothKeys)
	withheld := entries["officer"].Without()
	entries["officer-withheld"] = withheld
	erased := withheld
	erased.Words.State = evidence.Erased
	entries["officer-erased"] = erased
	sealed := entries["officer"]
	sealed.Words = evidence.Part{State: evidence.Sealed, Salt: seeded("words salt"), Bytes: []byte("sealed for headquarters")}
	entries["officer-sealed"] = sealed

	h.Practice = true
	entries["practice"] = sign(t, h, facts, words, bothKeys)

	h = seededHeader("photo.taken/12", 1<<62)
	h.Build, h.Wall, h.Zone, h.SinceBoot = "", -1, -1080, -2
	h.Refs = []evidence.Ref{{Kind: evidence.RefVisit, ID: seededID("visit")}}
	h.Photos = []evidence.PhotoRef{{Root: seeded("photo 0"), Size: 1, Type: 1}, {Root: seeded("photo 1"), Size: evidence.MaxPhoto, Type: 2}}
	entries["photos"] = sign(t, h, facts, words, deviceOnly)

	h = seededHeader("tour.issued/9999", 3)
	for kind := evidence.RefCase; kind <= evidence.RefUnit; kind++ {
		h.Refs = append(h.Refs, evidence.Ref{Kind: kind, ID: evidence.ID{15: 1}})
		for again := byte(2); (kind == evidence.RefParty || kind == evidence.RefDevice) && again < 6; again++ {
			h.Refs = append(h.Refs, evidence.Ref{Kind: kind, ID: evidence.ID{15: again}})
		}
	}
	entries["refs"] = sign(t, h, facts, evidence.Part{}, bothKeys)
	return entries
}

// goldenText is what a golden file holds; it is read by eye and by programs in
// other languages, so it is lines of a name and hex.
func goldenText(e *evidence.Entry) string {
	var b strings.Builder
	line := func(name string, v []byte) { fmt.Fprintf(&b, "%s %s\n", name, hex.EncodeToString(v)) }
	line("device-key", public(deviceKey))
	line("officer-key", public(officerKey))
	line("id", e.ID[:])
	line("header", e.HeaderBytes())
	line("entry", e.Encode())
	return b.String()
}

func goldenFile(name string) string { return filepath.Join("testdata", "golden", name+".txt") }

func TestGoldenEntriesNeverChange(t *testing.T) {
	entries := goldenEntries(t)
	for name, e := range entries {
		if *update {
			if err := os.WriteFile(goldenFile(name), []byte(goldenText(&e)), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(goldenFile(name))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), goldenText(&e)); diff != "" {
			t.Errorf("%s is not the entry it was (old entries must parse for ever):\n%s", name, diff)
		}
	}
	files, err := os.ReadDir(filepath.Join("testdata", "golden"))
	if err != nil || len(files) != len(entries) {
		t.Errorf("%d golden files for %d golden entries: one is not checked (%v)", len(files), len(entries), err)
	}
}

// readGolden gives the lines of a golden file as bytes by name.
func readGolden(t testing.TB, name string) map[string][]byte {
	t.Helper()
	text, err := os.ReadFile(goldenFile(name))
	if err != nil {
		t.Fatal(err)
	}
	lines := map[string][]byte{}
	for line := range strings.Lines(string(text)) {
		key, digits, _ := strings.Cut(strings.TrimSpace(line), " ")
		if lines[key], err = hex.DecodeString(digits); err != nil {
			t.Fatal(err)
		}
	}
	return lines
}

// TestGoldenEntriesReadByFormatAlone lets a reader that knows only FORMAT.md
// judge ids, part hashes and signatures.
func TestGoldenEntriesReadByFormatAlone(t *testing.T) {
	for name, e := range goldenEntries(t) {
		t.Run(name, func(t *testing.T) {
			golden := readGolden(t, name)
			other, err := readEntryByFormat(golden["entry"])
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(other.header, golden["header"]) || !bytes.Equal(other.id[:], golden["id"]) {
				t.Error("header or id differ")
			}
			if diff := cmp.Diff(describe(&e.Header), other.fields); diff != "" {
				t.Error(diff)
			}
			wantSigs := 1
			if !e.Header.Officer().IsZero() {
				wantSigs = 2
				if !ed25519.Verify(golden["officer-key"], golden["header"], other.sigs[2]) {
					t.Error("the officer's signature does not fit")
				}
			}
			if len(other.sigs) != wantSigs || !ed25519.Verify(golden["device-key"], golden["header"], other.sigs[1]) {
				t.Error("the device's signature does not fit")
			}
			for i, want := range []evidence.Hash{e.Header.Facts, e.Header.Words} {
				if p := other.parts[i]; p.state == 1 && p.hash != want {
					t.Errorf("part %d has another hash than its header says", i)
				}
			}
		})
	}
}

func TestGoldenEntriesDecodeAndVerify(t *testing.T) {
	for name, want := range goldenEntries(t) {
		e, err := evidence.Decode(readGolden(t, name)["entry"])
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(want, e, sameEntry); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if err := e.Verify(public(deviceKey), public(officerKey)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// describe writes a header in the words of readHeaderByFormat.
func describe(h *evidence.Header) []string {
	flags := 0
	if h.Practice {
		flags = 1
	}
	lines := []string{"magic fv-entry-v1", "kind " + h.Kind, "build " + h.Build, fmt.Sprint("flags ", flags),
		"device " + h.Device.String(), "epoch " + h.Epoch.String(), fmt.Sprint("seq ", h.Seq),
		"prev " + h.Prev.String(), "prevVisit " + h.PrevVisit.String()}
	for _, r := range h.Refs {
		lines = append(lines, fmt.Sprintf("ref %d %s", r.Kind, r.ID))
	}
	lines = append(lines, fmt.Sprint("wall ", h.Wall), fmt.Sprint("zone ", h.Zone), "boot "+h.Boot.String(),
		fmt.Sprint("sinceBoot ", h.SinceBoot), "facts "+h.Facts.String(), "words "+h.Words.String())
	for _, p := range h.Photos {
		lines = append(lines, fmt.Sprintf("photo %s %d %d", p.Root, p.Size, p.Type))
	}
	return lines
}

// sameEntry compares entries by all that is in them; the signed bytes, which
// no other package sees as a field, through HeaderBytes.
var sameEntry = cmp.Transformer("entry", func(e evidence.Entry) any {
	return struct {
		Header       evidence.Header
		ID           evidence.Hash
		Sigs         []evidence.Signature
		Facts, Words evidence.Part
		Bytes        []byte
	}{e.Header, e.ID, e.Sigs, e.Facts, e.Words, e.HeaderBytes()}
})
