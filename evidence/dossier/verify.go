package dossier

import (
	"bytes"
	"crypto/ed25519"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"strconv"
	"strings"

	"fairvisit/evidence"
)

const (
	maxManifest  = 16 << 20
	maxStatement = 64 << 10
	maxFaults    = 1000 // of a hostile file; nobody reads more
)

// Verify checks a dossier with the root's public key and nothing else. It holds
// one member at a time, of a photo one chunk, and never more of any than the
// file really has. No faults: it is as headquarters wrote it. Of one damaged
// member only that one is named: what could not be checked for its sake is not
// called wrong.
func Verify(r io.ReaderAt, size int64, root ed25519.PublicKey) (Report, []Fault) {
	v := &verifier{r: r, size: size, hurt: map[string]bool{}, entries: map[int64]*held{}, devices: map[evidence.ID]*evidence.Enrolment{}}
	if v.begin(root) {
		v.members()
		if len(v.faults) == 0 {
			v.agree()
		}
	}
	return v.report, v.faults
}

type verifier struct {
	r      io.ReaderAt
	size   int64
	report Report
	faults []Fault
	hurt   map[string]bool // members with a fault

	service  ed25519.PublicKey
	manifest manifest
	absent   []absence
	all      []*member // as the manifest lists them, itself first

	checkpoint evidence.Checkpoint
	list       []listed
	listedID   map[int64]evidence.Hash
	devices    map[evidence.ID]*evidence.Enrolment
	entries    map[int64]*held
	photos     map[string]bool // photoWhere of those inside
}

func (v *verifier) fault(member, format string, a ...any) {
	v.hurt[member] = true
	switch len(v.faults) {
	case maxFaults:
	case maxFaults - 1:
		v.faults = append(v.faults, Fault{EndOfZIP, "there are more faults than are listed"})
	default:
		v.faults = append(v.faults, Fault{member, fmt.Sprintf(format, a...)})
	}
}

// begin reads the two members everything else is judged by. They find
// themselves: the file begins with them.
func (v *verifier) begin(root ed25519.PublicKey) bool {
	own, raw, ok := v.leading(single[roomManifest], 0, maxManifest)
	if !ok {
		return false
	}
	signed, err := carried(raw)
	if err != nil {
		v.fault(own.name, "it is not a statement: %v", err)
		return false
	}
	keys, raw, ok := v.leading(single[roomKeys], own.length(), maxStatement)
	if !ok {
		return false
	}
	st, err := carried(raw)
	var l evidence.KeyList
	if err == nil {
		err = st.Open(evidence.MagicKeys, root, &l)
	}
	if err != nil || len(l.Service) != ed25519.PublicKeySize {
		v.fault(keys.name, "the key list is not signed by the root of that fingerprint")
		return false
	}
	v.service = ed25519.PublicKey(l.Service)
	if err := signed.Open(evidence.MagicDossier, v.service, &v.manifest); err != nil {
		v.fault(own.name, "headquarters' service key did not sign this")
		return false
	}
	return v.readManifest(own)
}

// leading reads a member by its own local header.
func (v *verifier) leading(name string, at, most int64) (*member, []byte, bool) {
	m := &member{name: name, at: at}
	head, ok := v.read(at, localSize)
	if !ok || string(head[:4]) != localMagic {
		v.fault(name, "it does not stand where it must, at byte %d", at)
		return m, nil, false
	}
	m.size = int64(binary.LittleEndian.Uint32(head[18:]))
	if m.size > most {
		v.fault(name, "its header says %d bytes, it has at most %d", m.size, most)
		return m, nil, false
	}
	b, ok := v.read(at, m.length())
	if !ok {
		v.fault(name, "it is cut short")
		return m, nil, false
	}
	data := b[m.length()-m.size:]
	m.crc = crc32.ChecksumIEEE(data)
	if !bytes.Equal(b[:len(b)-len(data)], m.local()) {
		v.fault(name, "its header in the ZIP is not the one of these bytes")
		return m, nil, false
	}
	return m, data, true
}

// read gives n bytes, never allocating for what the file does not have.
func (v *verifier) read(at, n int64) ([]byte, bool) {
	if at < 0 || n < 0 || at > v.size-n {
		return nil, false
	}
	b := make([]byte, n)
	_, err := v.r.ReadAt(b, at)
	return b, err == nil || err == io.EOF
}

// readManifest takes from the manifest what the file must be.
func (v *verifier) readManifest(own *member) bool {
	m := &v.manifest
	members, err := parseMembers(m.Members)
	if err == nil {
		v.absent, err = parseAbsent(m.Absent)
	}
	if err == nil {
		_, err = ParseMask(string(m.Mask))
	}
	switch {
	case m.Version != version:
		v.fault(own.name, "it is of version %d; this program reads %d", m.Version, version)
	case err != nil:
		v.fault(own.name, "%v", err)
	case len(members) < 3 || members[0].name != single[roomKeys] || members[1].name != single[roomCheckpoint] || members[2].name != single[roomList]:
		v.fault(own.name, "it does not name keys, checkpoint and list first")
	}
	v.all = append([]*member{own}, members...)
	if _, _, size := layout(v.all); len(v.faults) == 0 && size > maxFile {
		v.fault(own.name, "it lists %d bytes, more than a dossier holds", size)
	}
	if len(v.faults) > 0 {
		return false
	}
	v.report = Report{Case: m.Case, Visit: m.Visit, Generation: m.Generation, Size: m.Size, Mask: m.Mask}
	v.photos = map[string]bool{}
	return true
}

// members holds every byte of the file against what follows from the manifest.
// In a file of the right length each stands at its place, and what differs is
// that member's; in any other the members are looked for one after another.
func (v *verifier) members() {
	centralAt, centralBytes, size := layout(v.all)
	if size != v.size {
		v.walk(size)
		return
	}
	for _, m := range v.all[1:] {
		v.inPlace(m, m.at)
	}
	at := centralAt
	for _, m := range v.all {
		n := int64(centralSize + len(m.name))
		got, _ := v.read(at, n)
		if !sameBut(got, m.central(), v.leftOut(m, crcInCentral)) {
			v.fault(m.name, "its line in the ZIP's directory is not the one of these bytes")
		}
		at += n
	}
	if got, _ := v.read(at, endSize); !bytes.Equal(got, end(len(v.all), centralAt, centralBytes)) {
		v.fault(EndOfZIP, "it does not say what the ZIP holds")
	}
}

// leftOut has the CRC of a member that is damaged already not compared: who
// changed its bytes may have made the CRC anew or not, and that says nothing.
func (v *verifier) leftOut(m *member, crcAt int) int {
	if v.hurt[m.name] {
		return crcAt
	}
	return -1
}

// inPlace judges the member whose local header is at that offset.
func (v *verifier) inPlace(m *member, at int64) {
	v.judge(m, io.NewSectionReader(v.r, at+m.length()-m.size, m.size))
	got, _ := v.read(at, m.length()-m.size)
	if !sameBut(got, m.local(), v.leftOut(m, crcInLocal)) {
		v.fault(m.name, "its header in the ZIP is not the one of these bytes")
	}
}

// walk finds out of a file of the wrong length what is missing, too much, or of
// another length than it was.
func (v *verifier) walk(want int64) {
	index := map[string]int{}
	for i, m := range v.all {
		index[m.name] = i
	}
	next, at := 1, v.all[0].length()
	for len(v.faults) < maxFaults {
		head, ok := v.read(at, localSize)
		if !ok || string(head[:4]) != localMagic {
			break
		}
		le := binary.LittleEndian
		size, nameSize := int64(le.Uint32(head[18:])), int64(le.Uint16(head[26:]))
		raw, ok := v.read(at+localSize, min(nameSize, maxName))
		if !ok {
			break
		}
		i, known := index[string(raw)]
		switch {
		case !known:
			v.fault(shown(raw), "headquarters' manifest does not name it")
		case i < next:
			v.fault(shown(raw), "it stands in the ZIP a second time, or out of its place")
		default:
			for _, m := range v.all[next:i] {
				v.fault(m.name, "it is missing")
			}
			next = i + 1
			v.found(v.all[i], at, size)
		}
		at += localSize + nameSize + int64(le.Uint16(head[28:])) + size
	}
	for _, m := range v.all[next:] {
		v.fault(m.name, "it is missing, or does not stand where it must")
	}
	if len(v.faults) == 0 {
		v.fault(EndOfZIP, "the file has %d bytes, headquarters wrote %d", v.size, want)
	}
}

func (v *verifier) found(m *member, at, size int64) {
	if size == m.size {
		v.inPlace(m, at)
		return
	}
	v.fault(m.name, "it has %d bytes, headquarters listed %d", size, m.size)
}

// shown is a name from a hostile file as a person may see it.
func shown(name []byte) string {
	s := string(name)
	if q := strconv.QuoteToASCII(s); q != `"`+s+`"` || strings.Contains(s, " ") {
		return q
	}
	return s
}
