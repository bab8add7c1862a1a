package dossier

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"io"

	"fairvisit/evidence"
	"fairvisit/evidence/crew"
	"fairvisit/evidence/photo"
)

// held is what stays in memory of an entry that was read.
type held struct {
	name   string
	id     evidence.Hash
	header evidence.Header
	leaf   *evidence.Leaf // nil until its proof was read
	facts  evidence.State
	words  evidence.State
	secret []secret       // of its photos, as its words say
	counts *counts        // of an entry that closes a visit
	signed *crew.Cosigned // of a second officer's word
}

// secret is what an entry's words say of one photo.
type secret struct {
	Salt   evidence.Hash `json:"salt"`
	SHA256 evidence.Hash `json:"sha256"`
}

// counts are in the facts of an entry that closes a visit.
type counts struct {
	Entries int `json:"entries"`
	Photos  int `json:"photos"`
}

// The kinds that close a visit and count it (FORMAT.md section 5).
const (
	kindClosed    = "visit.closed/1"
	kindAbandoned = "visit.abandoned/1"
	kindCosigned  = "visit.cosigned/1" // section 18
)

// judge reads a member's bytes once: whether they are those of the manifest, and
// what they say.
func (v *verifier) judge(m *member, r io.Reader) {
	p, _ := parsePlace(m.name)
	switch p.room {
	case roomPhotos:
		v.judgePhoto(m, p, r)
		return
	case roomReport:
		_, _, v.report.Readable = v.digest(m, r)
		return
	}
	most := map[int]int64{roomList: maxManifest, roomEntries: evidence.MaxEntry}[p.room]
	if most == 0 {
		most = maxStatement
	}
	if m.size > most {
		v.fault(m.name, "it has %d bytes, at most %d are read", m.size, most)
		return
	}
	b, err := io.ReadAll(r)
	if err != nil {
		v.fault(m.name, "it cannot be read: %v", err)
		return
	}
	m.crc = crc32.ChecksumIEEE(b)
	if sha256.Sum256(b) != m.sum {
		v.fault(m.name, "its bytes are not those headquarters listed (SHA-256)")
	}
	switch p.room {
	case roomCheckpoint:
		v.judgeCheckpoint(m.name, b)
	case roomList:
		v.judgeList(m.name, b)
	case roomDevices:
		v.judgeDevice(m.name, p.device, b)
	case roomEntries:
		if p.index == 0 {
			v.judgeEntry(m.name, p.no, b)
		} else {
			v.judgeProof(m.name, p.no, b)
		}
	}
}

func (v *verifier) judgeCheckpoint(name string, b []byte) {
	c, err := evidence.OpenCheckpoint(b, v.service)
	switch {
	case err != nil:
		v.fault(name, "headquarters' service key did not sign this")
	case !alone(b):
		v.fault(name, "it has more than headquarters' signature, or not spelt as headquarters writes it")
	case c.Generation != v.manifest.Generation || c.Size != v.manifest.Size:
		v.fault(name, "it is of size %d of life %s, the manifest of size %d of life %s", c.Size, c.Generation.Short(), v.manifest.Size, v.manifest.Generation.Short())
	default:
		v.checkpoint = c
	}
}

// alone reports whether a checkpoint has one signature, in the one spelling that
// gives the same bytes again.
func alone(checkpoint []byte) bool {
	_, lines, _ := bytes.Cut(checkpoint, []byte("\n\n"))
	if bytes.Count(lines, []byte("\n")) != 1 {
		return false
	}
	text := string(bytes.TrimSuffix(lines[bytes.LastIndexByte(lines, ' ')+1:], []byte("\n")))
	sig, err := base64.StdEncoding.DecodeString(text)
	return err == nil && base64.StdEncoding.EncodeToString(sig) == text
}

func (v *verifier) judgeList(name string, b []byte) {
	var l list
	st, err := carried(b)
	if err == nil {
		err = st.Open(evidence.MagicList, v.service, &l)
	}
	if err != nil {
		v.fault(name, "headquarters' service key did not sign this")
		return
	}
	if l.Case != v.manifest.Case || l.Visit != v.manifest.Visit || l.Generation != v.manifest.Generation || l.Size != v.manifest.Size {
		v.fault(name, "it is of another case, visit or size of the log than the manifest")
		return
	}
	if v.list, err = parseListed(l.Entries, l.Size); err != nil {
		v.fault(name, "%v", err)
		return
	}
	v.listedID = make(map[int64]evidence.Hash, len(v.list))
	for _, e := range v.list {
		v.listedID[e.no] = e.id
	}
}

func (v *verifier) judgeDevice(name string, id evidence.ID, b []byte) {
	var e evidence.Enrolment
	st, err := carried(b)
	if err == nil {
		err = st.Open(evidence.MagicEnrol, v.service, &e)
	}
	switch {
	case err != nil:
		v.fault(name, "headquarters' service key did not sign this")
	case e.Device != id:
		v.fault(name, "it enrols another device, %s", e.Device)
	default:
		v.devices[id] = &e
		v.report.Demo = v.report.Demo || e.Demo
	}
}

func (v *verifier) judgeEntry(name string, no int64, b []byte) {
	e, err := evidence.Decode(b)
	if err != nil {
		v.fault(name, "%v", err)
		return
	}
	h := &e.Header
	if id, listed := v.listedID[no]; listed && id != e.ID {
		v.fault(name, "it is not the entry that list.json names under this number")
	}
	if c := h.Case(); c != v.manifest.Case && (!c.IsZero() || h.Visit().IsZero()) {
		v.fault(name, "it is of another case")
	}
	if !v.manifest.Visit.IsZero() && h.Visit() != v.manifest.Visit {
		v.fault(name, "it is not of the visit")
	}
	if s := e.Words.State; v.manifest.Mask.hides(h) && (s == evidence.Present || s == evidence.Sealed) {
		v.fault(name, "its words are shown, the mask %s withholds them", v.manifest.Mask)
	}
	v.judgeSignatures(name, &e)
	x := &held{name: name, id: e.ID, header: *h, facts: e.Facts.State, words: e.Words.State}
	v.readParts(x, &e)
	v.entries[no] = x
	v.count(x)
}

func (v *verifier) judgeSignatures(name string, e *evidence.Entry) {
	device := place{room: roomDevices, device: e.Header.Device}.String()
	d := v.devices[e.Header.Device]
	switch officer := e.Header.Officer(); {
	case v.hurt[device]:
	case d == nil:
		v.fault(name, "the enrolment of its device, %s, is not inside", e.Header.Device)
	case !officer.IsZero() && officer != d.Officer:
		v.fault(name, "it names an officer who is not enrolled on its device")
	case e.Verify(ed25519.PublicKey(d.DeviceKey), ed25519.PublicKey(d.OfficerKey)) != nil:
		v.fault(name, "a signature does not fit")
	}
}

// readParts takes from facts and words what photos and counts are compared by.
// Bytes that nobody can read are still evidence: then nothing is compared.
func (v *verifier) readParts(x *held, e *evidence.Entry) {
	if n := len(e.Header.Photos); n > 0 && e.Words.State == evidence.Present {
		var w struct {
			Photos []secret `json:"photos"`
		}
		if evidence.DecodePayload(e.Words.Bytes, &w) == nil && len(w.Photos) >= n {
			x.secret = w.Photos[:n]
		}
	}
	if k := e.Header.Kind; (k == kindClosed || k == kindAbandoned) && e.Facts.State == evidence.Present {
		var c counts
		if evidence.DecodePayload(e.Facts.Bytes, &c) == nil {
			x.counts = &c
		}
	}
	if e.Header.Kind == kindCosigned && e.Facts.State == evidence.Present {
		var c crew.Cosigned
		if evidence.DecodePayload(e.Facts.Bytes, &c) == nil {
			x.signed = &c
		}
	}
}

func (v *verifier) count(x *held) {
	v.report.Entries++
	switch x.words {
	case evidence.Withheld:
		v.report.WordsWithheld++
	case evidence.Erased:
		v.report.WordsErased++
	case evidence.Sealed:
		v.report.WordsSealed++
	}
	if x.header.Practice {
		v.report.Practice++
	}
}

const leafSize = 11 + 8 + 32 + 16 + 16 + 8 + 8 + 1

func (v *verifier) judgeProof(name string, no int64, b []byte) {
	if len(b) < leafSize || (len(b)-leafSize)%32 != 0 {
		v.fault(name, "it is no leaf with its proof")
		return
	}
	l := parseLeaf(b)
	if string(l.Data()) != string(b[:leafSize]) || l.Status < evidence.Whole || l.Status > evidence.Ahead || l.No != no {
		v.fault(name, "its leaf is not as headquarters writes it under this number")
		return
	}
	entry := entryPlace(no).String()
	x := v.entries[no]
	if x != nil && !v.hurt[entry] {
		if l.ID != x.id || l.Device != x.header.Device || l.Epoch != x.header.Epoch || l.Seq != x.header.Seq {
			v.fault(name, "its leaf is another entry's")
			return
		}
	}
	var proof []evidence.Hash
	for rest := b[leafSize:]; len(rest) > 0; rest = rest[32:] {
		proof = append(proof, evidence.Hash(rest[:32]))
	}
	if !v.hurt[single[roomCheckpoint]] && v.checkpoint.CheckInclusion(l, proof) != nil {
		v.fault(name, "the entry is not in the log of the checkpoint")
		return
	}
	if x != nil {
		x.leaf = l
		v.span(l)
	}
}

func (v *verifier) span(l *evidence.Leaf) {
	r := &v.report
	if r.From == 0 || l.Received < r.From {
		r.From = l.Received
	}
	r.Until = max(r.Until, l.Received)
	if l.Status == evidence.Fork {
		r.Forks++
	}
}

// parseLeaf reads what Leaf.Data writes; b has that many bytes.
func parseLeaf(b []byte) *evidence.Leaf {
	be := binary.BigEndian
	return &evidence.Leaf{
		No: int64(be.Uint64(b[11:])), ID: evidence.Hash(b[19:51]), Device: evidence.ID(b[51:67]), Epoch: evidence.ID(b[67:83]),
		Seq: be.Uint64(b[83:]), Received: int64(be.Uint64(b[91:])), Status: evidence.Admission(b[99]),
	}
}

// digest reads a large member chunk by chunk and compares its SHA-256; false: it
// could not be read to its end.
func (v *verifier) digest(m *member, r io.Reader) (plain evidence.Hash, chunks []evidence.Hash, ok bool) {
	sum, crc := sha256.New(), crc32.NewIEEE()
	buf := make([]byte, min(photo.ChunkSize, m.size))
	for left := m.size; left > 0; left -= int64(len(buf)) {
		buf = buf[:min(int64(len(buf)), left)]
		if _, err := io.ReadFull(r, buf); err != nil {
			v.fault(m.name, "it cannot be read: %v", err)
			return plain, nil, false
		}
		sum.Write(buf) // a hash never fails to take bytes
		crc.Write(buf)
		chunks = append(chunks, sha256.Sum256(buf))
	}
	m.crc = crc.Sum32()
	plain = evidence.Hash(sum.Sum(nil))
	if plain != m.sum {
		v.fault(m.name, "its bytes are not those headquarters listed (SHA-256)")
	}
	return plain, chunks, true
}

func (v *verifier) judgePhoto(m *member, p place, r io.Reader) {
	plain, chunks, ok := v.digest(m, r)
	if !ok {
		return
	}
	entry := entryPlace(p.no).String()
	x := v.entries[p.no]
	if v.hurt[entry] {
		return // what it would be compared with is damaged
	}
	if x == nil || p.index >= len(x.header.Photos) || photoPlace(p.no, p.index, x.header.Photos[p.index].Type) != p {
		v.fault(m.name, "no entry inside names it")
		return
	}
	ref := x.header.Photos[p.index]
	switch {
	case v.manifest.Mask.hidesFile(ref.Type):
		v.fault(m.name, "it is shown, the mask %s withholds it", v.manifest.Mask)
	case x.secret == nil:
		v.fault(m.name, "the words of its entry do not hold its salt, nobody can compare it")
	case m.size != ref.Size:
		v.fault(m.name, "it has %d bytes, its entry says %d", m.size, ref.Size)
	case photo.Root(x.secret[p.index].Salt, m.size, chunks) != ref.Root:
		v.fault(m.name, "it is not the photo whose root the device signed")
	case x.secret[p.index].SHA256 != plain:
		v.fault(m.name, "its SHA-256 is not the one in its entry's words")
	default:
		v.photos[photoWhere(p.no, p.index)] = true
		v.report.PhotosWhole++
	}
}
