package journal

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"fairvisit/evidence"
	"fairvisit/evidence/vault"
)

// Report says what a salvage brought over and what is known to be missing.
type Report struct {
	Entries int // whose signatures verify
	Answers int // of drafts
	Photos  int // whose root matches
	// Missing names holes in the chain and photos without a file, in words for a
	// person. What stood at the end of the chain, or only in a draft, cannot be
	// missed by anything that is left.
	Missing []string
}

const damagedSuffix = ".damaged-"

// damagedCopies lists the databases that earlier salvages moved aside, oldest
// first.
func damagedCopies(dir string) ([]string, error) {
	list, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	numbers := []int{}
	for _, f := range list {
		if n, err := strconv.Atoi(strings.TrimPrefix(f.Name(), databaseFile+damagedSuffix)); err == nil {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	copies := make([]string, len(numbers))
	for i, n := range numbers {
		copies[i] = filepath.Join(dir, databaseFile+damagedSuffix+strconv.Itoa(n))
	}
	return copies, nil
}

// Salvage makes a new store out of a damaged one. The damaged database and its
// log are moved aside and never deleted; a salvage that was stopped may be
// called again.
//
// It reads the pages one by one. What comes over: every entry on a readable
// leaf, or whose row is whole within one page, whose signatures verify, unsent and in its
// old place of its old epoch; drafts and answers; plans of captures; every photo
// whose root matches. It cannot bring back what a bad page held, nor an entry
// that goes on in pages one of which is bad; what headquarters already has of
// those, it has. Rows of feeds are pulled anew. The new store begins a new epoch,
// for nobody can know what stood on the lost pages.
//
// Salvage needs the identity: from the file beside the database or, where that
// is gone, from the database's own pages. Without the keys there is nothing to
// verify by, and it refuses with nothing changed but names.
func Salvage(dir string, o Options) (*Journal, Report, error) {
	if err := o.check(); err != nil {
		return nil, Report{}, err
	}
	source, err := moveAside(dir)
	if err != nil {
		return nil, Report{}, err
	}
	found, err := scan(dir, o.Key, source)
	if err != nil {
		return nil, Report{}, err
	}
	s := &salvage{finds: found, dir: dir}
	if err := build(dir, found.identity, o, s.fill); err != nil {
		return nil, Report{}, err
	}
	if err := writeIdentity(dir, found.identity, o.Key); err != nil {
		return nil, Report{}, err
	}
	j, err := open(dir, o, func(j *Journal) error { return j.bind(func(*Tx) error { return nil }) })
	return j, s.report, err
}

// moveAside gives the damaged database and its log another name and returns
// it. The database goes first: a log without its database is moved by the next
// try, while a database without its log could be opened, older than it was.
func moveAside(dir string) (string, error) {
	copies, err := damagedCopies(dir)
	if err != nil {
		return "", err
	}
	from := filepath.Join(dir, databaseFile)
	if exists(from) {
		next := 1
		if n := len(copies); n > 0 {
			next, _ = strconv.Atoi(copies[n-1][strings.LastIndex(copies[n-1], "-")+1:]) // it was read as a number before
			next++
		}
		to := from + damagedSuffix + strconv.Itoa(next)
		if err := os.Rename(from, to); err != nil {
			return "", err
		}
		copies = append(copies, to)
	}
	if len(copies) == 0 {
		return "", fmt.Errorf("journal: there is no database to salvage: %w", fs.ErrNotExist)
	}
	source := copies[len(copies)-1]
	for _, beside := range []string{"-wal", "-shm"} {
		if exists(from+beside) && !exists(source+beside) {
			if err := os.Rename(from+beside, source+beside); err != nil {
				return "", err
			}
		}
	}
	return source, syncDir(dir)
}

// finds is what the pages of a damaged store gave up.
type finds struct {
	key      *vault.Key
	identity Identity
	entries  map[evidence.Hash]*evidence.Entry
	answers  map[evidence.ID]map[int]DraftAnswer
	drafts   map[evidence.ID]Draft
	photos   map[photoKey]photoFind
	pending  map[string][]any // the row as it was
}

type photoKey struct {
	entry evidence.Hash
	index int
}

type photoFind struct {
	name  string
	salt  [32]byte
	sum   evidence.Hash
	state int
}

// scan reads the pages of these databases, the one that counts most first.
func scan(dir string, key *vault.Key, sources ...string) (*finds, error) {
	f := &finds{
		key: key, entries: map[evidence.Hash]*evidence.Entry{}, answers: map[evidence.ID]map[int]DraftAnswer{}, drafts: map[evidence.ID]Draft{},
		photos: map[photoKey]photoFind{}, pending: map[string][]any{},
	}
	var err error
	if f.identity, err = readIdentity(dir, key); err != nil {
		err = eachSource(sources, func(p *pageFile) { p.records(f.takeIdentity, func([]byte) {}) })
	}
	if f.identity.check() != nil {
		return nil, errors.Join(errors.New("The keys of this person cannot be read; nothing was deleted, keep this folder."), err) //lint:ignore ST1005 a sentence for people
	}
	return f, eachSource(sources, func(p *pageFile) { p.records(f.take, f.takeRaw) })
}

func eachSource(sources []string, read func(*pageFile)) error {
	for _, source := range sources {
		pages, err := openPages(source)
		if err != nil {
			return err
		}
		read(pages)
		if err := pages.close(); err != nil {
			return err
		}
	}
	return nil
}

func (f *finds) takeIdentity(row []any) {
	if len(row) != 2 || row[0] != metaIdentity || f.identity.check() == nil {
		return
	}
	record, ok := row[1].([]byte)
	if !ok {
		return
	}
	if b, err := f.key.Open(metaPlace(metaIdentity), record); err == nil {
		if id, err := decodeIdentity(b); err == nil {
			f.identity = id
		}
	}
}

// take sorts a row by its shape: pages do not say which table they are of.
func (f *finds) take(row []any) {
	f.takeEntry(row)
	switch shape(row) {
	case "bitbit":
		f.takeAnswer(row)
	case "bbiii", "bniii":
		f.takeDraft(row)
	case "bitbiiiib":
		f.takePhoto(row)
	case "tbtib":
		name := row[0].(string)
		if _, err := f.key.Open(capturePlace(name), row[4].([]byte)); err == nil {
			f.pending[name] = row
		}
	}
}

// shape is a letter for each column: blob, text, integer or null.
func shape(row []any) string {
	s := make([]byte, len(row))
	for i, v := range row {
		switch v.(type) {
		case []byte:
			s[i] = 'b'
		case string:
			s[i] = 't'
		case int64:
			s[i] = 'i'
		default:
			s[i] = 'n'
		}
	}
	return string(s)
}

// takeEntry keeps an entry of this device that opens at its place and whose
// signatures verify. Of one found with and without its words the one without
// stays: they were purged.
func (f *finds) takeEntry(row []any) {
	if len(row) != entryColumns {
		return
	}
	epoch, ok1 := idOf(row[1])
	seq, ok2 := row[2].(int64)
	id, ok3 := row[3].([]byte)
	record, ok4 := row[entryColumns-1].([]byte)
	if !ok1 || !ok2 || !ok3 || !ok4 || len(id) != 32 {
		return
	}
	e, err := evidence.Decode(record)
	if err != nil || e.ID != evidence.Hash(id) || e.Header.Epoch != epoch || e.Header.Seq != uint64(seq) {
		return
	}
	if e, err = openEntry(f.key, e); err != nil || e.Header.Device != f.identity.Device {
		return
	}
	public := func(k ed25519.PrivateKey) ed25519.PublicKey { return k.Public().(ed25519.PublicKey) }
	if e.Verify(public(f.identity.Keys.Device), public(f.identity.Keys.Officer)) != nil {
		return
	}
	if have := f.entries[e.ID]; have == nil || e.Words.State == evidence.Withheld {
		f.entries[e.ID] = &e
	}
}

// entryColumns is how many columns a row of entries has; the first, its number,
// is the row's own and null in the record, the second 16 bytes.
const entryColumns = 14

// takeRaw looks for rows of entries that lie whole in a page whose cells are not
// to be found any more. A record begins with the length of its head, one byte of
// so few columns, and the kinds of its columns.
func (f *finds) takeRaw(page []byte) {
	kinds := []byte{0, 12 + 2*16}
	for at := 0; ; {
		i := bytes.Index(page[at:], kinds)
		if i < 0 {
			return
		}
		if start := at + i - 1; start >= 0 {
			if row, _, ok := recordIn(page[start:]); ok {
				f.takeEntry(row)
			}
		}
		at += i + 1
	}
}

func (f *finds) takeAnswer(row []any) {
	visit, ok := idOf(row[0])
	a := DraftAnswer{N: int(row[1].(int64)), Question: row[2].(string), Value: row[3].([]byte), At: row[4].(int64), Reason: row[5].(string)}
	value, err := f.key.Open(answerPlace(visit, a.N), a.Value)
	if !ok || a.N < 1 || err != nil {
		return
	}
	a.Value = value
	if f.answers[visit] == nil {
		f.answers[visit] = map[int]DraftAnswer{}
	}
	if _, have := f.answers[visit][a.N]; !have {
		f.answers[visit][a.N] = a
	}
}

func (f *finds) takeDraft(row []any) {
	visit, ok := idOf(row[0])
	d := Draft{Visit: visit, Opened: row[2].(int64), Last: row[3].(int64)}
	d.Case, _ = idOf(row[1]) // a visit may have no case
	if have, known := f.drafts[visit]; ok && (!known || have.Last < d.Last) {
		f.drafts[visit] = d
	}
}

func (f *finds) takePhoto(row []any) {
	entry, root := row[0].([]byte), row[3].([]byte)
	if len(entry) != 32 || len(root) != 32 {
		return
	}
	k := photoKey{evidence.Hash(entry), int(row[1].(int64))}
	secret, err := openSecret(f.key, k.entry, k.index, row[8].([]byte))
	if err != nil || len(secret) < 64 {
		return
	}
	// Whichever page is newer: a photo that is gone or withdrawn never comes back.
	state := int(row[6].(int64))
	if have, known := f.photos[k]; known && have.state >= gone && have.state >= state {
		return
	}
	f.photos[k] = photoFind{row[2].(string), [32]byte(secret[:32]), evidence.Hash(secret[32:64]), state}
}

func idOf(v any) (evidence.ID, bool) {
	b, ok := v.([]byte)
	if !ok || len(b) != 16 {
		return evidence.ID{}, false
	}
	return evidence.ID(b), true
}
