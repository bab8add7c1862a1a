package journal

import (
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
)

// This file reads rows straight from the pages of a SQLite file and of its
// write-ahead log, in the layout of sqlite.org/fileformat2.html. SQLite itself
// finds a row by walking down from the root, so one bad page on that way hides
// all below it; here every leaf that is still readable gives up its rows,
// whatever became of the rest. What is not told: to which table a row belongs.

const (
	tableLeaf   = 0x0d
	walHeader   = 32
	frameHeader = 24
	defaultPage = 4096
	maxRecord   = 1 << 20 // bytes; nothing the journal writes comes near
)

// pageFile is a damaged database. A page has an image in the file and perhaps
// newer ones in the log.
type pageFile struct {
	file, log *os.File // log: nil where there is none
	page      int64
	count     int64              // pages of the file
	frames    map[uint32][]int64 // page number → where its images lie in the log, newest first
	order     []uint32           // of the pages in frames
}

// openPages opens the file and, where it is there, the log beside it.
func openPages(path string) (*pageFile, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	p := &pageFile{file: file, page: defaultPage, frames: map[uint32][]int64{}}
	var head [18]byte
	if _, err := file.ReadAt(head[:], 0); err == nil && string(head[:15]) == "SQLite format 3" {
		p.setPage(int64(binary.BigEndian.Uint16(head[16:])))
	}
	p.log, err = os.Open(path + "-wal")
	if err == nil {
		err = p.readLog()
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, errors.Join(err, p.close())
	}
	info, err := file.Stat()
	if err != nil {
		return nil, errors.Join(err, p.close())
	}
	p.count = (info.Size() + p.page - 1) / p.page
	return p, nil
}

// setPage takes a page size in if it is one; 1 stands for 65536.
func (p *pageFile) setPage(n int64) {
	if n == 1 {
		n = 1 << 16
	}
	if n >= 512 && n <= 1<<16 && n&(n-1) == 0 {
		p.page = n
	}
}

func (p *pageFile) close() error {
	err := p.file.Close()
	if p.log != nil {
		err = errors.Join(err, p.log.Close())
	}
	return err
}

// readLog notes the frames up to the last commit. Those after it belong to a
// transaction that never was, and those with another salt to an older log. Their
// checksums are passed over: a frame behind a bad one may be whole.
func (p *pageFile) readLog() error {
	var head [walHeader]byte
	if _, err := p.log.ReadAt(head[:], 0); err != nil {
		return ignoreEnd(err)
	}
	p.setPage(int64(binary.BigEndian.Uint32(head[8:])))
	type frame struct {
		number uint32
		at     int64
	}
	var waiting []frame
	for at := int64(walHeader); ; at += frameHeader + p.page {
		var h [frameHeader]byte
		if _, err := p.log.ReadAt(h[:], at); err != nil {
			return ignoreEnd(err)
		}
		if string(h[8:16]) != string(head[16:24]) {
			continue
		}
		waiting = append(waiting, frame{binary.BigEndian.Uint32(h[:]), at + frameHeader})
		if binary.BigEndian.Uint32(h[4:]) == 0 {
			continue
		}
		for _, f := range waiting {
			if len(p.frames[f.number]) == 0 {
				p.order = append(p.order, f.number)
			}
			p.frames[f.number] = append([]int64{f.at}, p.frames[f.number]...)
		}
		waiting = waiting[:0]
	}
}

func ignoreEnd(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}

// read fills a page from f; what lies past the end or cannot be read is zero.
func (p *pageFile) read(f *os.File, at int64) []byte {
	b := make([]byte, p.page)
	n, err := f.ReadAt(b, at)
	if err != nil {
		clear(b[n:]) // a disk that gives a page up costs that page only
	}
	return b
}

// newest is the image of a page that counts.
func (p *pageFile) newest(number uint32) []byte {
	if at := p.frames[number]; len(at) > 0 {
		return p.read(p.log, at[0])
	}
	return p.inFile(number)
}

func (p *pageFile) inFile(number uint32) []byte {
	if number == 0 || int64(number) > p.count {
		return nil
	}
	return p.read(p.file, int64(number-1)*p.page)
}

// records calls each with the columns of every row that can be read, newer
// images first, so a row may come more than once; and after that pageEach with
// the bytes of the page, for what a bad leaf still holds.
func (p *pageFile) records(each func(columns []any), pageEach func(page []byte)) {
	visit := func(number uint32, page []byte, next func(uint32) []byte) {
		p.leaf(number, page, next, each)
		pageEach(page)
	}
	for _, number := range p.order {
		for _, at := range p.frames[number] {
			visit(number, p.read(p.log, at), p.newest)
		}
	}
	for number := uint32(1); int64(number) <= p.count; number++ {
		// A row of the file as it was goes on in pages as they were, one that is
		// still current in the newest: both are tried.
		page := p.inFile(number)
		visit(number, page, p.newest)
		if len(p.order) > 0 {
			p.leaf(number, page, p.inFile, each)
		}
	}
}

// leaf reads the cells of one table leaf; what does not look like a cell is
// passed over.
func (p *pageFile) leaf(number uint32, page []byte, next func(uint32) []byte, each func([]any)) {
	head := 0
	if number == 1 {
		head = 100
	}
	if len(page) < head+8 || page[head] != tableLeaf {
		return
	}
	cells := int(binary.BigEndian.Uint16(page[head+3:]))
	for i := range cells {
		at := head + 8 + 2*i
		if at+2 > len(page) {
			return
		}
		if payload, ok := p.payload(page, int(binary.BigEndian.Uint16(page[at:])), next); ok {
			if columns, ok := record(payload); ok {
				each(columns)
			}
		}
	}
}

// payload puts the bytes of one cell together, following its overflow pages.
func (p *pageFile) payload(page []byte, at int, next func(uint32) []byte) ([]byte, bool) {
	length, n := varint(page, at)
	_, m := varint(page, at+n) // the rowid
	at += n + m
	if n == 0 || m == 0 || length > maxRecord {
		return nil, false
	}
	usable := p.page
	local := int64(length)
	if local > usable-35 {
		least := (usable-12)*32/255 - 23
		if local = least + (int64(length)-least)%(usable-4); local > usable-35 {
			local = least
		}
	}
	if at+int(local) > len(page) {
		return nil, false
	}
	b := append(make([]byte, 0, length), page[at:at+int(local)]...)
	at += int(local)
	for len(b) < int(length) {
		if at+4 > len(page) {
			return nil, false
		}
		if page = next(binary.BigEndian.Uint32(page[at:])); page == nil {
			return nil, false
		}
		b = append(b, page[4:min(len(page), 4+int(length)-len(b))]...)
		at = 0
	}
	return b, true
}

// record reads the columns of a row: nil, int64, string or []byte.
func record(b []byte) ([]any, bool) {
	columns, n, ok := recordIn(b)
	return columns, ok && n == len(b)
}

// recordIn is record of what b begins with, and how long that is.
func recordIn(b []byte) (columns []any, n int, ok bool) {
	headEnd, at := varint(b, 0)
	if at == 0 || headEnd > uint64(len(b)) {
		return nil, 0, false
	}
	body := int(headEnd)
	for at < int(headEnd) {
		kind, m := varint(b, at)
		if m == 0 || len(columns) > 32 {
			return nil, 0, false
		}
		at += m
		v, size, ok := column(b[body:], kind)
		if !ok {
			return nil, 0, false
		}
		body += size
		columns = append(columns, v)
	}
	return columns, body, true
}

func column(b []byte, kind uint64) (v any, size int, ok bool) {
	switch {
	case kind == 0:
		return nil, 0, true
	case kind <= 6:
		size = []int{0, 1, 2, 3, 4, 6, 8}[kind]
		if len(b) < size {
			return nil, 0, false
		}
		n := int64(int8(b[0]))
		for _, c := range b[1:size] {
			n = n<<8 | int64(c)
		}
		return n, size, true
	case kind == 8 || kind == 9:
		return int64(kind - 8), 0, true
	case kind < 12 || kind > math.MaxInt32:
		return nil, 0, false // 7 is a float, which no column here holds
	}
	size = int(kind-12) / 2
	if len(b) < size {
		return nil, 0, false
	}
	if kind%2 == 1 {
		return string(b[:size]), size, true
	}
	return b[:size:size], size, true
}

// varint is SQLite's: up to nine bytes, the high ones first; n is 0 where b
// ends before it does.
func varint(b []byte, at int) (v uint64, n int) {
	for n < 9 {
		if at < 0 || at+n >= len(b) {
			return 0, 0
		}
		c := b[at+n]
		n++
		if n == 9 {
			return v<<8 | uint64(c), n
		}
		v = v<<7 | uint64(c&0x7f)
		if c < 0x80 {
			return v, n
		}
	}
	return v, n
}
