package dossier

import (
	"bytes"
	"encoding/binary"

	"fairvisit/evidence"
)

// A dossier is written and compared by these few bytes and not by archive/zip:
// that package reads what others wrote, with comments, extra fields, two lists
// that disagree, and each of these is a place where something can be changed
// unseen. Here the whole file follows from the manifest and the members' bytes.

const (
	localSize   = 30
	centralSize = 46
	endSize     = 22
	maxFile     = 1<<32 - 1
	maxMembers  = 1<<16 - 2 // 65,535 and what is beyond say ZIP64
	maxName     = 64

	localMagic   = "PK\x03\x04"
	centralMagic = "PK\x01\x02"
	endMagic     = "PK\x05\x06"

	zipVersion = 20
	zipDate    = 33 // 1980-01-01, the zero of its clock

	crcInLocal   = 14 // offset of the CRC in a local header
	crcInCentral = 16
)

// member is one file of the ZIP.
type member struct {
	name string
	size int64
	sum  evidence.Hash
	crc  uint32
	at   int64 // offset of its local header
}

// length is what the member takes of the file before the central directory.
func (m *member) length() int64 { return localSize + int64(len(m.name)) + m.size }

// described is what the local and the central header say alike.
func (m *member) described(b []byte) []byte {
	le := binary.LittleEndian
	b = le.AppendUint16(b, zipVersion)
	b = append(b, 0, 0, 0, 0, 0, 0) // flags, method, time
	b = le.AppendUint16(b, zipDate)
	b = le.AppendUint32(b, m.crc)
	b = le.AppendUint32(b, uint32(m.size))
	b = le.AppendUint32(b, uint32(m.size))
	return le.AppendUint16(b, uint16(len(m.name)))
}

func (m *member) local() []byte {
	b := m.described([]byte(localMagic))
	return append(append(b, 0, 0), m.name...)
}

func (m *member) central() []byte {
	b := binary.LittleEndian.AppendUint16([]byte(centralMagic), zipVersion)
	b = append(m.described(b), make([]byte, 12)...)
	b = binary.LittleEndian.AppendUint32(b, uint32(m.at))
	return append(b, m.name...)
}

// end is the end of a ZIP of n members.
func end(n int, centralAt, centralBytes int64) []byte {
	le := binary.LittleEndian
	b := append([]byte(endMagic), 0, 0, 0, 0)
	b = le.AppendUint16(b, uint16(n))
	b = le.AppendUint16(b, uint16(n))
	b = le.AppendUint32(b, uint32(centralBytes))
	b = le.AppendUint32(b, uint32(centralAt))
	return append(b, 0, 0)
}

// layout gives the members their places and returns where the central directory
// begins, how long it is, and the size of the whole file.
func layout(members []*member) (centralAt, centralBytes, size int64) {
	for _, m := range members {
		m.at = centralAt
		centralAt += m.length()
		centralBytes += centralSize + int64(len(m.name))
	}
	return centralAt, centralBytes, centralAt + centralBytes + endSize
}

// sameBut compares headers; crcAt ≥ 0 leaves the CRC there out.
func sameBut(got, want []byte, crcAt int) bool {
	if len(got) != len(want) || crcAt < 0 {
		return bytes.Equal(got, want)
	}
	return bytes.Equal(got[:crcAt], want[:crcAt]) && bytes.Equal(got[crcAt+4:], want[crcAt+4:])
}
