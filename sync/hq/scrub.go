package hq

import (
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
)

const scrubbing = ".scrub" // suffix of a segment that is written anew and not whole yet

// scrub takes photos out of every segment under root, those of earlier lives
// too: a segment that holds one is written anew without it and takes the place
// of the old one when it is whole. To write zeros in place was refused: a stop
// in the middle would be a record that is not whole, and a restore ends at one.
func (c *secondCopy) scrub(root string, doomed map[fieldsync.PhotoName]bool) error {
	left, err := filepath.Glob(filepath.Join(root, "*", "*"+scrubbing))
	if err != nil {
		return err
	}
	for _, leftover := range left { // of a stop; it may hold what is doomed today
		if err := os.Remove(leftover); err != nil {
			return err
		}
	}
	names, err := filepath.Glob(filepath.Join(root, "*", "*"+segmentEnd))
	if err != nil {
		return err
	}
	for _, name := range names {
		keep, err := without(name, doomed)
		if err != nil {
			return err
		}
		if keep == nil {
			continue
		}
		if err := c.renew(name, keep); err != nil {
			return err
		}
	}
	return nil
}

// stretch is a part of a file.
type stretch struct{ from, to int64 }

// without lists what of a segment stays; nil: all of it. What does not look like
// a record stays as it is with everything behind it: only what is known to be a
// doomed photo may go.
func without(path string, doomed map[fieldsync.PhotoName]bool) ([]stretch, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	size, at, from := info.Size(), int64(0), int64(0)
	keep, found := []stretch{}, false
	head := make([]byte, 9+34)
	for at < size {
		n, err := file.ReadAt(head, at)
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		if n < 9 {
			break
		}
		next := at + 9 + int64(binary.BigEndian.Uint32(head[1:]))
		if next > size {
			break
		}
		if head[0] == recordPhoto && n == len(head) && doomed[fieldsync.PhotoName{Entry: evidence.Hash(head[9:41]), Index: int(binary.BigEndian.Uint16(head[41:]))}] {
			keep, found = append(keep, stretch{from, at}), true
			from = next
		}
		at = next
	}
	if !found {
		return nil, nil
	}
	return append(keep, stretch{from, size}), nil
}

// renew writes a segment anew from what stays of it. The open segment is opened
// again behind its last record.
func (c *secondCopy) renew(path string, keep []stretch) (err error) {
	if c.file != nil && sameFile(c.file.Name(), path) {
		if err := errors.Join(c.file.Sync(), c.file.Close()); err != nil {
			return err
		}
		c.file = nil
		defer func() { err = errors.Join(err, c.last()) }()
	}
	temp := path + scrubbing
	if err := copyStretches(path, temp, keep); err != nil {
		return errors.Join(err, os.Remove(temp))
	}
	if err := os.Rename(temp, path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

func sameFile(a, b string) bool { return filepath.Clean(a) == filepath.Clean(b) }

func copyStretches(from, to string, keep []stretch) error {
	src, err := os.Open(from)
	if err != nil {
		return err
	}
	defer src.Close()
	dst, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	for _, s := range keep {
		if _, err := io.Copy(dst, io.NewSectionReader(src, s.from, s.to-s.from)); err != nil {
			return errors.Join(err, dst.Close())
		}
	}
	return errors.Join(dst.Sync(), dst.Close())
}
