// Package intake reads a bank's case file, a table of comma-separated text or a
// sheet of a workbook (XLSX), into cases, and refuses bad rows one by one: every refusal names the line,
// the column and the value, and the good rows are still taken.
//
// It is pure: it reads the bytes it is given and nothing else. It has no clock
// (today comes in with the Options) and it stores nothing, so reading the same
// bytes twice gives the same File.
//
// A file may hold columns about a person that nobody may be chosen by, and
// addresses of other people. No column is taken that is not named here, and
// those are named apart (Unwanted) so that the bank can be asked to leave them out.
//
// Memory is bounded. Rows are read one at a time straight from the bytes of
// the file, without a transcoded copy: apart from the cases handed back, a
// reading allocates no more than about four times the input and one mebibyte,
// whatever is in the file.
package intake

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// Party is one person of a case.
type Party struct {
	Role                            string // debtor, joint_debtor, guarantor or representative
	Name, IDNumber, Phone, Language string
}

// Place is where a visit would go. LatE7 and LonE7 are degrees × 10⁷ and mean
// something only when HasPoint is set.
type Place struct {
	Kind                             string // home, workplace or agreed_place; home when the file does not say
	Street, District, City, Postcode string
	Region                           string // ISO 3166: CN, US-MA; "" = the file does not say
	LatE7, LonE7                     int64  // WGS 84
	HasPoint                         bool
	Given                            *visits.GivenPoint // as the file gives it, if in another system
}

// Case is what one creditor says under one number: the row that opened it and
// the parties that later rows added.
type Case struct {
	Row             int // line of the file on which its first row starts
	Creditor        string
	Number          string // the bank's own
	Product, Branch string
	Parties         []Party // in the order of the file, one debtor at least
	Place           Place
	Collateral      Collateral
	AmountMinor     int64  // in the currency's smallest unit: fen, cents, yen
	Currency        string // CNY, EUR, USD or JPY
	DaysPastDue     int64
	Bucket          string // M0 to M6, or M6+
	DueDate         string // yyyy-mm-dd, or "" when the file does not say
}

// Problem is one cell, row or file that was not taken. A row with a problem
// adds nothing to the cases.
type Problem struct {
	Row    int    `json:"row"`    // line of the file on which the record starts, from 1; 0 is the whole file
	Record int    `json:"record"` // which record that is, from 1, not counting the header and empty lines; 0 with Row 0
	Column string `json:"column"` // as the header of the file spells it; "" when the whole row is meant
	Value  string `json:"value"`  // as it stands in the file, cut to 80 characters
	Why    string `json:"why"`    // a sentence for a person
}

// How sure a reading is of the encoding it chose.
const (
	Certain = "certain" // a byte order mark says so, or the whole file is valid UTF-8
	Likely  = "likely"  // nearly every letter speaks for it
	Guess   = "guess"   // a person should look at the names before trusting them
	Told    = "told"    // the caller forced it
)

// File is what a reading found. It does not keep the bytes.
type File struct {
	Encoding   string // utf-8, utf-16le, utf-16be, gb18030 or windows-1252
	Confidence string // Certain, Likely, Guess or Told
	Delimiter  string
	Rows       int // records after the header, taken and refused; empty lines do not count
	Refused    int // rows of which nothing was taken, also those whose problems are not listed
	Cases      []Case
	Problems   []Problem // by row, of which one may have several; no more than MaxProblems and one that counts the rest
	Warnings   []Problem // likewise, of rows that are taken and that somebody should look at
	Ignored    []string  // columns of the file that mean nothing here
	Hash       evidence.Hash
	Head       evidence.Hash     // of the names of the columns: files of one kind have one
	Sheet      string            // of a workbook; "" for a text table
	HeaderRow  int               // line on which the header was found: titles may stand above it
	Columns    []visits.ColumnAt // where each column stands, if a person said so of any
	Unwanted   []string          // ignored columns of which nothing may be planned or kept (see Unwanted)
	Header     []Heading         // the file's columns in its order, also of a file that was refused for them
	Remembered bool              // Columns are those of an earlier file of this head
	middle     map[int]string    // by row: the warning that its place is far from the middle of the file's own
}

// MaxProblems is how many problems a File lists. A file with more is the wrong
// file or has one fault repeated; listing all of a hostile one would cost many
// times its size.
const MaxProblems = 1000

// Options bound and steer a reading.
type Options struct {
	Today      string // yyyy-mm-dd at the debtors', required: a due date is judged against it; of tables LatestDay
	Encoding   string // "" detects; else utf-8, utf-16le, utf-16be, gb18030, gbk, windows-1252 or latin-1
	MaxBytes   int64  // 0 means 64 MiB
	MaxRows    int    // 0 means 50,000
	FieldRunes int    // longest cell in characters, 0 means 2,000
	Sheet      string // of a workbook; "": the first visible one that holds anything
	// Columns says of columns of the file, by the name its header gives them, which
	// of ours they are ("": none). Those not named are found by their names.
	Columns map[string]string
	// Remembered says what was said of columns when a file of this head was taken;
	// nil: nobody remembers. It is asked where Columns says nothing.
	Remembered func(head evidence.Hash) ([]visits.ColumnAt, error)
}

// Refused is a file of which nothing was taken. Why is a sentence for a person; Lacks
// are the columns that are needed and that it has not, if that is why.
type Refused struct {
	Why   string
	Lacks []string
}

func (r *Refused) Error() string { return r.Why }

func refused(format string, args ...any) error {
	return &Refused{Why: fmt.Sprintf(format, args...) + " Nothing was taken."}
}

// Read reads a whole case file. The error is either the reader's own or a
// *Refused; with a *Refused the File still says what was found out about the
// bytes, and holds no case. A row that is refused is no error: it stands in
// File.Problems.
func Read(r io.Reader, o Options) (File, error) {
	o = o.withDefaults()
	if day, w := parseDate(o.Today); w.said() || day != o.Today {
		return File{}, refused("Today's date was not given, so due dates cannot be judged.")
	}
	data, err := readAll(r, o.MaxBytes)
	if err != nil {
		return File{}, err
	}
	f := File{Hash: sha256.Sum256(data)}
	if err := refuseWrongKind(data); err != nil {
		return f, err
	}
	given, err := saidColumns(o.Columns)
	if err != nil {
		return f, err
	}
	h, err := f.open(data, o, given)
	if absent := f.absent(o.Columns); absent != nil {
		h.scan.sheet.close()
		return f, absent
	}
	if known, failed := remembered(o, f.Head); failed != nil {
		return f, failed
	} else if len(known) > 0 {
		h.scan.sheet.close()
		h, err = f.open(data, o, h.saidBefore(known))
		f.Remembered = true
	}
	if err != nil {
		return f, err
	}
	f.HeaderRow, f.Columns = h.row, h.columnsAt()
	f.Ignored, f.Unwanted = h.ignored, unwantedOf(h.ignored)
	rd := newReading(&f, h, o)
	if h.scan.sheet != nil {
		defer h.scan.sheet.close()
	}
	for rd.scan.next() {
		if err := rd.row(); err != nil {
			f.Cases, f.Problems = nil, nil
			return f, err
		}
	}
	if b := rd.scan.sheet; b != nil && b.fault != nil {
		f.Cases, f.Problems = nil, nil
		return f, b.fault
	}
	rd.finish()
	return f, nil
}

// open finds out what the bytes are and reads the header.
func (f *File) open(data []byte, o Options, given map[string]string) (h header, err error) {
	defer func() { f.Head, f.Header = h.head(), h.headings() }()
	if bytes.HasPrefix(data, workbookMark) {
		b, err := openSheet(data, o.Sheet)
		if err != nil {
			return header{}, err
		}
		f.Encoding, f.Confidence, f.Sheet = "xlsx", Certain, b.name
		return readSheetHeader(b, given)
	}
	enc, err := chooseEncoding(data, o.Encoding)
	if err != nil {
		return header{}, err
	}
	f.Encoding, f.Confidence = enc.name, enc.confidence
	h, err = readHeader(data, enc, given)
	f.Delimiter = string(h.comma)
	return h, err
}

func (o Options) withDefaults() Options {
	if o.MaxBytes <= 0 {
		o.MaxBytes = 64 << 20
	}
	if o.MaxRows <= 0 {
		o.MaxRows = 50_000
	}
	if o.FieldRunes <= 0 {
		o.FieldRunes = 2_000
	}
	return o
}

// readAll is io.ReadAll with a ceiling and without its fivefold growth: blocks
// are joined once at the end. io.ReadFull would not do: it cannot tell a file
// that ends from a transfer that was cut off (io.ErrUnexpectedEOF).
func readAll(r io.Reader, limit int64) ([]byte, error) {
	var blocks [][]byte
	var total int64
	size := int64(32 << 10)
	if known, ok := r.(interface{ Len() int }); ok {
		size = max(0, int64(known.Len())) + 1 // one more, so that the end is seen without another block
	}
	for {
		size = min(size, limit+1-total)
		block, err := readBlock(r, make([]byte, size))
		blocks, total = append(blocks, block), total+int64(len(block))
		if total > limit {
			return nil, refused("The file is longer than %d bytes, the most that is read at once.", limit)
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("the file could not be read to its end, nothing was taken: %w", err)
		}
		size = max(32<<10, total/8)
	}
	if len(blocks) == 1 {
		return blocks[0], nil
	}
	return bytes.Join(blocks, nil), nil
}

func readBlock(r io.Reader, block []byte) ([]byte, error) {
	idle := 0
	for n := 0; ; {
		if n == len(block) {
			return block, nil
		}
		more, err := r.Read(block[n:])
		n += more
		if err != nil {
			return block[:n], err
		}
		if idle++; more > 0 {
			idle = 0
		}
		if idle == 100 {
			return block[:n], io.ErrNoProgress
		}
	}
}

// refuseWrongKind catches the commonest wrong file by its first bytes.
func refuseWrongKind(data []byte) error {
	switch {
	case len(bytes.TrimSpace(data)) == 0:
		return refused("The file is empty.")
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0")):
		return refused("This is a workbook of the old kind, or one with a password; save it as XLSX without a password, or as CSV.")
	}
	return nil
}
