package dossier_test

import (
	"archive/zip"
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
	"strings"
	"testing"

	"fairvisit/evidence"
	"fairvisit/evidence/dossier"
)

type fault = dossier.Fault

const note, closed, picture = "note.added/1", "visit.closed/1", "photo.taken/1"

// parcel is a dossier taken apart by somebody who wants to change it.
type parcel struct {
	testing.TB
	w     *world
	files []file
	raw   []byte // if set, what is handed over in place of the packed files
}

type file struct {
	name string
	data []byte
}

func parcelOf(t testing.TB, b []byte) *parcel {
	t.Helper()
	p := &parcel{TB: t}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	p.must(err)
	for _, f := range z.File {
		r, err := f.Open()
		p.must(err)
		data, err := io.ReadAll(r)
		p.must(err)
		p.files = append(p.files, file{f.Name, data})
	}
	return p
}

func (p *parcel) must(err error) {
	p.Helper()
	if err != nil {
		p.Fatal(err)
	}
}

// pack makes the ZIP from FORMAT.md alone; it shares no code with the package.
func (p *parcel) pack() []byte {
	var local, central []byte
	le := binary.LittleEndian
	for _, f := range p.files {
		about := append(make([]byte, 6), 33, 0)
		about = le.AppendUint32(about, crc32.ChecksumIEEE(f.data))
		about = le.AppendUint32(about, uint32(len(f.data)))
		about = le.AppendUint32(about, uint32(len(f.data)))
		about = le.AppendUint16(about, uint16(len(f.name)))
		at := uint32(len(local))
		local = append(append(append(append(local, "PK\x03\x04\x14\x00"...), about...), 0, 0), f.name...)
		local = append(local, f.data...)
		central = append(append(append(central, "PK\x01\x02\x14\x00\x14\x00"...), about...), make([]byte, 12)...)
		central = append(le.AppendUint32(central, at), f.name...)
	}
	end := append([]byte("PK\x05\x06"), 0, 0, 0, 0)
	end = le.AppendUint16(le.AppendUint16(end, uint16(len(p.files))), uint16(len(p.files)))
	end = le.AppendUint32(le.AppendUint32(end, uint32(len(central))), uint32(len(local)))
	return slices.Concat(local, central, end, []byte{0, 0})
}

func (p *parcel) index(name string) int {
	p.Helper()
	i := slices.IndexFunc(p.files, func(f file) bool { return f.name == name })
	if i < 0 {
		p.Fatalf("no member %s", name)
	}
	return i
}

func (p *parcel) data(name string) []byte { p.Helper(); return p.files[p.index(name)].data }

func (p *parcel) set(name string, data []byte) { p.Helper(); p.files[p.index(name)].data = data }

func (p *parcel) drop(names ...string) {
	p.Helper()
	for _, name := range names {
		i := p.index(name)
		p.files = slices.Delete(p.files, i, i+1)
	}
}

func (p *parcel) insertBefore(name string, f file) {
	p.Helper()
	p.files = slices.Insert(p.files, p.index(name), f)
}

// flipAt changes one byte of a member; at counts from the end if negative.
func (p *parcel) flipAt(name string, at int) string {
	p.Helper()
	b := bytes.Clone(p.data(name))
	b[(at+len(b))%len(b)] ^= 1
	p.set(name, b)
	return name
}

// nth names the n-th entry of a kind inside.
func (p *parcel) nth(kind string, n int) string {
	p.Helper()
	for _, f := range p.files {
		if !strings.HasSuffix(f.name, ".bin") {
			continue
		}
		if e, err := evidence.Decode(f.data); err == nil && e.Header.Kind == kind {
			if n--; n < 0 {
				return f.name
			}
		}
	}
	p.Fatalf("no entry of kind %s", kind)
	return ""
}

func (p *parcel) entry(name string) *evidence.Entry {
	p.Helper()
	e, err := evidence.Decode(bytes.Clone(p.data(name)))
	p.must(err)
	return &e
}

func proofOf(entry string) string { return strings.TrimSuffix(entry, ".bin") + ".proof" }

func (p *parcel) photo(n int) string {
	p.Helper()
	for _, f := range p.files {
		if strings.HasPrefix(f.name, "photos/") {
			if n--; n < 0 {
				return f.name
			}
		}
	}
	p.Fatal("no such photo")
	return ""
}

// restate changes a statement's body and signs it with the service key.
func (p *parcel) restate(name, magic string, change func(body map[string]any)) {
	p.Helper()
	var st evidence.Statement
	var body map[string]any
	d := json.NewDecoder(bytes.NewReader(p.data(name)))
	p.must(d.Decode(&st))
	d = json.NewDecoder(strings.NewReader(st.Body))
	d.UseNumber()
	p.must(d.Decode(&body))
	change(body)
	text, err := json.Marshal(body)
	p.must(err)
	p.state(name, magic, string(text), p.w.service)
}

func (p *parcel) state(name, magic, body string, key ed25519.PrivateKey) {
	p.Helper()
	b, err := evidence.MarshalPayload(evidence.Statement{Body: body, Sig: fmt.Sprintf("%x", ed25519.Sign(key, []byte(magic+body)))})
	p.must(err)
	p.set(name, b)
}

// seal signs the manifest for what the parcel now holds: the thief has the
// service key, and only devices and the log still speak against them.
func (p *parcel) seal(changes ...func(body map[string]any)) {
	p.Helper()
	var members strings.Builder
	for _, f := range p.files[1:] {
		fmt.Fprintf(&members, "%d %x %s\n", len(f.data), sha256.Sum256(f.data), f.name)
	}
	p.restate("manifest.json", evidence.MagicDossier, func(body map[string]any) {
		body["members"] = members.String()
		for _, change := range changes {
			change(body)
		}
	})
}

// unlist takes an entry out of the list.
func (p *parcel) unlist(entry string) {
	p.Helper()
	id := p.entry(entry).ID.String()
	p.restate("list.json", evidence.MagicList, func(body map[string]any) {
		var kept []string
		for line := range strings.Lines(body["entries"].(string)) {
			if !strings.Contains(line, id) {
				kept = append(kept, line)
			}
		}
		body["entries"] = strings.Join(kept, "")
	})
}

// header is the offset of a member's local header in the packed file, directory
// that of its line in the central directory.
func (p *parcel) header(name string) int {
	at := 0
	for _, f := range p.files[:p.index(name)] {
		at += 30 + len(f.name) + len(f.data)
	}
	return at
}

func (p *parcel) directory(name string) int {
	at := 0
	for _, f := range p.files {
		at += 30 + len(f.name) + len(f.data)
	}
	for _, f := range p.files[:p.index(name)] {
		at += 46 + len(f.name)
	}
	return at
}

// patch writes over bytes of the packed file.
func (p *parcel) patch(at int, b ...byte) {
	if p.raw == nil {
		p.raw = p.pack()
	}
	copy(p.raw[at:], b)
}

// insert puts bytes into the packed file.
func (p *parcel) insert(at int, b ...byte) {
	p.raw = slices.Insert(p.pack(), at, b...)
}

func absent(line string) func(map[string]any) {
	return func(body map[string]any) { body["absent"] = body["absent"].(string) + line + "\n" }
}

// where is what absent calls a photo's member.
func where(name string) string {
	var no, index int
	fmt.Sscanf(strings.TrimPrefix(name, "photos/"), "%d-%d", &no, &index) // a member of ours
	return fmt.Sprintf("%d/%d", no, index)
}

// mutation is one thing somebody did; it returns the member to be named.
type mutation struct {
	did  string
	word string // in what is said of it
	do   func(p *parcel) string
}

func mutations() []mutation { return slices.Concat(withoutKeys, onTheZIP, withServiceKey) }

// done is the dossier after it, and the member to be named.
func (m *mutation) done(t testing.TB, w *world, whole []byte) (b []byte, member string) {
	t.Helper()
	p := parcelOf(t, whole)
	p.w = w
	member = m.do(p)
	if b = p.raw; b == nil {
		b = p.pack()
	}
	if bytes.Equal(b, whole) {
		t.Fatal("nothing was changed")
	}
	return b, member
}

// story is the log the table's dossiers are of.
func story(t testing.TB) *world {
	w := newWorld(t, 11)
	w.report = readable(400_000)
	li, zhao := w.begin()
	w.visit(li, w.cases[0], 400, 300_000, 700, 400)
	w.visit(li, w.cases[1], 10)
	w.visit(zhao, w.cases[0], 500)
	w.record(w.own, "record.viewed/1", w.cases[0], evidence.ID{}, `{"what":"case record"}`, "")
	return w
}

func TestTamper(t *testing.T) {
	w := story(t)
	whole := w.dossier(evidence.ID{}, w.size(), "none")
	w.sound(whole)
	all := mutations()
	if len(all) < 40 {
		t.Fatalf("%d mutations", len(all))
	}
	for _, m := range all {
		t.Run(m.did, func(t *testing.T) {
			b, member := m.done(t, w, whole)
			_, faults := w.verify(b)
			named(t, faults, member, m.word)
		})
	}
}

// named demands that the first fault is of the member and says the word.
func named(t *testing.T, faults []fault, member, word string) {
	t.Helper()
	if len(faults) == 0 {
		t.Fatal("it was not found")
	}
	if faults[0].Member != member {
		t.Errorf("it names %s, not %s", faults[0], member)
	}
	if !slices.ContainsFunc(faults, func(f fault) bool { return f.Member == member && strings.Contains(f.What, word) }) {
		t.Errorf("nothing says %q of %s: %v", word, member, faults)
	}
}
