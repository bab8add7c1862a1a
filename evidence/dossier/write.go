package dossier

import (
	"bufio"
	"bytes"
	"cmp"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"fairvisit/evidence"
)

// Content is what a dossier is made of, with nothing masked yet.
type Content struct {
	Case       evidence.ID
	Visit      evidence.ID // zero: the whole case
	Mask       Mask
	Keys       evidence.Statement    // fv-keys-v1
	Checkpoint evidence.Checkpoint   // of size N
	Devices    []evidence.Statement  // fv-enrol-v1 of every device that wrote an entry, in any order
	Entries    []Entry               // by ascending number
	Photos     map[PhotoName]Picture // those that are not here are awaited
	// Report opens report.pdf, made of what Masked gives. It is called twice; nil: none.
	Report func() (io.ReadCloser, error)
}

// Entry is an entry with its line in the log and the proof that it is there.
type Entry struct {
	Entry evidence.Entry
	Leaf  evidence.Leaf
	Proof []evidence.Hash
}

// PhotoName is a photo's name everywhere.
type PhotoName struct {
	Entry evidence.Hash
	Index int
}

// Picture is the file of a photo, or the code of why it was withdrawn.
type Picture struct {
	Withdrawn string                        // a code; empty: not withdrawn
	Open      func() (io.ReadCloser, error) // called twice; nil when withdrawn
}

// Masked is c as the dossier shows it: without the words and photos that the
// mask withholds. Who tells of a dossier tells of this, and cannot tell more.
func (c Content) Masked() Content {
	entries := make([]Entry, len(c.Entries))
	photos := map[PhotoName]Picture{}
	for i, e := range c.Entries {
		for index, ref := range e.Entry.Header.Photos {
			name := PhotoName{e.Entry.ID, index}
			p, here := c.Photos[name]
			if here && (p.Withdrawn != "" || !c.Mask.hidesFile(ref.Type) && e.Entry.Words.State == evidence.Present) {
				photos[name] = p
			}
		}
		e.Entry, _ = c.Mask.shown(&e.Entry)
		entries[i] = e
	}
	c.Entries, c.Photos, c.Report = entries, photos, nil
	return c
}

// ErrTooLarge means that no dossier can hold it.
var ErrTooLarge = errors.New("this is more than one dossier holds (4 GiB, 65,534 files); write one for each visit instead")

// source is a member with where its bytes come from.
type source struct {
	member
	open func() (io.ReadCloser, error)
}

// Write writes the dossier, signed by headquarters' service key. Photos are read
// twice, once for the manifest that stands before them, and never held. It
// judges nothing: whether what it wrote is whole, Verify says.
func Write(w io.Writer, c Content, service ed25519.PrivateKey) error {
	s := writing{Content: c, service: service}
	if err := s.collect(); err != nil {
		return err
	}
	members := make([]*member, len(s.all))
	for i, m := range s.all {
		members[i] = &m.member
	}
	centralAt, centralBytes, size := layout(members)
	if size > maxFile || len(members) > maxMembers {
		return ErrTooLarge
	}
	out := bufio.NewWriterSize(w, 64<<10)
	for _, m := range s.all {
		if err := m.writeTo(out); err != nil {
			return err
		}
	}
	for _, m := range members {
		if _, err := out.Write(m.central()); err != nil {
			return err
		}
	}
	if _, err := out.Write(end(len(members), centralAt, centralBytes)); err != nil {
		return err
	}
	return out.Flush()
}

func (m *source) writeTo(w io.Writer) error {
	if _, err := w.Write(m.local()); err != nil {
		return err
	}
	r, err := m.open()
	if err != nil {
		return err
	}
	defer r.Close() // only read: nothing can be lost
	crc := crc32.NewIEEE()
	n, err := io.Copy(io.MultiWriter(w, crc), r)
	if err == nil && (n != m.size || crc.Sum32() != m.crc) {
		err = fmt.Errorf("%s changed while it was read; what is written is no dossier", m.name)
	}
	return err
}

// writing is one dossier on its way.
type writing struct {
	Content
	service ed25519.PrivateKey
	all     []*source
	absent  []absence // in the order of the format
	photos  []absence
}

// collect gathers all members, measured, the manifest first.
func (s *writing) collect() error {
	s.all = []*source{nil} // the manifest's place: it lists the others
	if err := s.addStatement(place{room: roomKeys}, s.Keys); err != nil {
		return err
	}
	note, err := s.Checkpoint.Sign(s.service)
	if err != nil {
		return err
	}
	s.add(place{room: roomCheckpoint}, note)
	if err := errors.Join(s.addList(), s.addDevices()); err != nil {
		return err
	}
	for i := range s.Entries {
		s.addEntry(&s.Entries[i])
	}
	for i := range s.Entries {
		if err := s.addPhotos(&s.Entries[i]); err != nil {
			return err
		}
	}
	if s.Report != nil {
		m, err := measure(place{room: roomReport}, s.Report)
		if err != nil {
			return err
		}
		s.all = append(s.all, m)
	}
	return s.addManifest()
}

func (s *writing) add(p place, b []byte) {
	s.all = append(s.all, inMemory(p, b))
}

func inMemory(p place, b []byte) *source {
	m := member{name: p.String(), size: int64(len(b)), sum: sha256.Sum256(b), crc: crc32.ChecksumIEEE(b)}
	return &source{m, func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }}
}

func (s *writing) addStatement(p place, st evidence.Statement) error {
	b, err := evidence.MarshalPayload(st)
	s.add(p, b)
	return err
}

func (s *writing) addList() error {
	var text strings.Builder
	for i := range s.Entries {
		e := &s.Entries[i]
		if i > 0 && s.Entries[i-1].Leaf.No >= e.Leaf.No {
			return errors.New("the entries of a dossier must ascend by number; nothing was written")
		}
		text.WriteString(listed{e.Leaf.No, e.Entry.ID}.String())
	}
	st, err := evidence.SignStatement(evidence.MagicList, list{s.Case, s.Visit, s.Checkpoint.Generation, s.Checkpoint.Size, text.String()}, s.service)
	if err != nil {
		return err
	}
	return s.addStatement(place{room: roomList}, st)
}

func (s *writing) addDevices() error {
	type enrolled struct {
		id evidence.ID
		st evidence.Statement
	}
	var all []enrolled
	for _, st := range s.Devices {
		var e evidence.Enrolment
		if err := st.Open(evidence.MagicEnrol, s.service.Public().(ed25519.PublicKey), &e); err != nil {
			return err
		}
		all = append(all, enrolled{e.Device, st})
	}
	slices.SortFunc(all, func(a, b enrolled) int { return cmp.Compare(a.id.String(), b.id.String()) })
	for _, e := range all {
		if err := s.addStatement(place{room: roomDevices, device: e.id}, e.st); err != nil {
			return err
		}
	}
	return nil
}

func (s *writing) addEntry(e *Entry) {
	shown, masked := s.Mask.shown(&e.Entry)
	if masked {
		s.missing("words", e, absence{state: "withheld", reason: "mask"})
	} else if a, is := absentPart(shown.Words.State); is {
		s.missing("words", e, a)
	}
	if a, is := absentPart(shown.Facts.State); is {
		s.missing("facts", e, a)
	}
	s.add(entryPlace(e.Leaf.No), shown.Encode())
	proof := e.Leaf.Data()
	for _, h := range e.Proof {
		proof = append(proof, h[:]...)
	}
	s.add(proofPlace(e.Leaf.No), proof)
}

func (s *writing) missing(part string, e *Entry, a absence) {
	a.part, a.where = part, strconv.FormatInt(e.Leaf.No, 10)
	s.absent = append(s.absent, a)
}

// absentPart says how a part is not readable; false: it is, or never was.
func absentPart(state evidence.State) (absence, bool) {
	switch state {
	case evidence.Withheld:
		return absence{state: "withheld", reason: "author"}, true
	case evidence.Erased:
		return absence{state: "erased", reason: "-"}, true
	case evidence.Sealed:
		return absence{state: "sealed", reason: "-"}, true
	}
	return absence{}, false
}

func (s *writing) addPhotos(e *Entry) error {
	for i, ref := range e.Entry.Header.Photos {
		picture, here := s.Photos[PhotoName{e.Entry.ID, i}]
		a := absence{part: "photo", where: photoWhere(e.Leaf.No, i)}
		switch {
		case picture.Withdrawn != "":
			a.state, a.reason = "withdrawn", code(picture.Withdrawn)
		case !here:
			a.state, a.reason = "awaited", "-"
		case s.Mask.hidesFile(ref.Type):
			a.state, a.reason = "withheld", "mask"
		case e.Entry.Words.State != evidence.Present:
			a.state, a.reason = "withheld", "salt"
		default:
			m, err := measure(photoPlace(e.Leaf.No, i, ref.Type), picture.Open)
			if err != nil {
				return err
			}
			s.all = append(s.all, m)
			continue
		}
		s.photos = append(s.photos, a)
	}
	return nil
}

var codeForm = regexp.MustCompile(`^[a-z0-9_]{1,40}$`)

// code keeps what a device called the reason from breaking a line.
func code(reason string) string {
	if !codeForm.MatchString(reason) {
		return "other"
	}
	return reason
}

func photoWhere(no int64, index int) string {
	return strconv.FormatInt(no, 10) + "/" + strconv.Itoa(index)
}

// measure reads a photo once for its size and hashes.
func measure(p place, open func() (io.ReadCloser, error)) (*source, error) {
	r, err := open()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p, err)
	}
	defer r.Close() // only read: nothing can be lost
	sum, crc := sha256.New(), crc32.NewIEEE()
	n, err := io.Copy(io.MultiWriter(sum, crc), r)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p, err)
	}
	return &source{member{name: p.String(), size: n, sum: evidence.Hash(sum.Sum(nil)), crc: crc.Sum32()}, open}, nil
}

// unknown lists the entries that a prevVisit names and the log does not hold.
func (s *writing) unknown() []absence {
	inside := map[evidence.Hash]bool{{}: true}
	for i := range s.Entries {
		inside[s.Entries[i].Entry.ID] = true
	}
	var all []absence
	for i := range s.Entries {
		if id := s.Entries[i].Entry.Header.PrevVisit; !inside[id] {
			inside[id] = true
			all = append(all, absence{"entry", id.String(), "unknown", "-"})
		}
	}
	return all
}

func (s *writing) addManifest() error {
	m := manifest{version, s.Case, s.Visit, s.Checkpoint.Generation, s.Checkpoint.Size, s.Mask, "", ""}
	var members, absent strings.Builder
	for _, other := range s.all[1:] {
		members.WriteString(other.String())
	}
	for _, a := range slices.Concat(s.absent, s.photos, s.unknown()) {
		absent.WriteString(a.String())
	}
	m.Members, m.Absent = members.String(), absent.String()
	st, err := evidence.SignStatement(evidence.MagicDossier, m, s.service)
	if err != nil {
		return err
	}
	b, err := evidence.MarshalPayload(st)
	s.all[0] = inMemory(place{room: roomManifest}, b)
	return err
}
