package roads

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/paulmach/protoscan"
)

// What is believed of a file.
const (
	maxHead  = 64 << 10 // bytes; the format's own limits
	maxBlock = 32 << 20
	// MaxPoints are the points of all roads together; some 100 bytes each are held
	// while a file is read. A town has a hundred thousand, a province millions.
	MaxPoints = 4 << 20
)

// The refusals of a file. Nothing of it was used.
var (
	ErrCut     = errors.New("the road file is cut off; nothing of it was used")
	ErrDamaged = errors.New("the road file is damaged or no .osm.pbf; nothing of it was used")
	ErrLarge   = fmt.Errorf("the road file has more than %d points of roads; cut an extract of the branch's district. Nothing of it was used", MaxPoints)
	ErrNoRoads = errors.New("the road file has no road a crew may take; nothing of it was used")
)

// understood are the features a file may require. One that keeps what was deleted
// is not read: its roads may be of any year.
var understood = []string{"OsmSchema-V0.6", "DenseNodes"}

// eachBlock unpacks the blocks of data in order. What f is given is overwritten by
// the next.
func eachBlock(file io.Reader, f func(data []byte) error) error {
	r := bufio.NewReaderSize(file, 1<<16)
	var packed, raw []byte
	for n := 0; ; n++ {
		kind, size, err := blockHead(r)
		if err == io.EOF && n > 0 {
			return nil
		}
		if err != nil {
			return cut(err)
		}
		packed = slices.Grow(packed[:0], size)[:size]
		if _, err := io.ReadFull(r, packed); err != nil {
			return cut(err)
		}
		if kind != "OSMData" && (kind != "OSMHeader" || n > 0) {
			if n == 0 {
				return ErrDamaged
			}
			continue // of a kind that may be passed over
		}
		if raw, err = unpack(packed, raw); err != nil {
			return err
		}
		if n == 0 {
			err = required(raw)
		} else {
			err = f(raw)
		}
		if err != nil {
			return err
		}
	}
}

// cut names the end of a file in the midst of something.
func cut(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return ErrCut
	}
	return err
}

// blockHead is the kind and size of the next block; io.EOF where the file ends.
func blockHead(r io.Reader) (kind string, size int, err error) {
	var length [4]byte
	if _, err := io.ReadFull(r, length[:]); err != nil {
		return "", 0, err
	}
	n := binary.BigEndian.Uint32(length[:])
	if n == 0 || n > maxHead {
		return "", 0, ErrDamaged
	}
	head := make([]byte, n)
	if _, err := io.ReadFull(r, head); err != nil {
		return "", 0, cut(err)
	}
	err = fields(head, func(m *protoscan.Message) (err error) {
		switch m.FieldNumber() {
		case 1:
			kind, err = m.String()
		case 3:
			var v int32
			v, err = m.Int32()
			size = int(v)
		default:
			m.Skip()
		}
		return err
	})
	if err == nil && (size < 0 || size > maxBlock) {
		err = ErrDamaged
	}
	return kind, size, err
}

// fields walks a message. What is no message is ErrDamaged.
func fields(data []byte, f func(m *protoscan.Message) error) error {
	m := protoscan.New(data)
	for m.Next() {
		if m.FieldNumber() <= 0 || m.WireType() == protoscan.WireTypeStartGroup || m.WireType() == protoscan.WireTypeEndGroup {
			return ErrDamaged
		}
		if err := f(m); errors.Is(err, ErrLarge) {
			return err
		} else if err != nil {
			return ErrDamaged
		}
	}
	if m.Err() != nil {
		return ErrDamaged
	}
	return nil
}

// unpack opens a blob into buffer and never more than it says, nor than a block
// may have.
func unpack(blob, buffer []byte) ([]byte, error) {
	var plain, packed []byte
	size := int32(-1)
	err := fields(blob, func(m *protoscan.Message) (err error) {
		switch m.FieldNumber() {
		case 1:
			plain, err = m.MessageData()
		case 2:
			size, err = m.Int32()
		case 3:
			packed, err = m.MessageData()
		default:
			m.Skip()
		}
		return err
	})
	switch {
	case err != nil:
		return buffer, err
	case plain != nil:
		return append(buffer[:0], plain...), nil
	case packed == nil || size < 0 || size > maxBlock:
		return buffer, ErrDamaged
	}
	z, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return buffer, ErrDamaged
	}
	out := bytes.NewBuffer(buffer[:0])
	n, err := io.Copy(out, io.LimitReader(z, int64(size)+1))
	if err != nil || n != int64(size) {
		return buffer, ErrDamaged
	}
	return out.Bytes(), nil
}

// required refuses a file that needs what is not understood.
func required(header []byte) error {
	return fields(header, func(m *protoscan.Message) error {
		if m.FieldNumber() != 4 {
			m.Skip()
			return nil
		}
		feature, err := m.String()
		if err == nil && !slices.Contains(understood, feature) {
			err = ErrDamaged
		}
		return err
	})
}
