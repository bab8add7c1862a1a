package sound

import (
	"bytes"
	"encoding/binary"
	"errors"
	"time"
)

const (
	// Rate is how many samples a second has, each a byte on the disk.
	Rate = 8000
	// PieceSamples are in every piece of a recording but its last.
	PieceSamples = 300 * Rate
	// MaxPieces are in one recording, as many as an entry can name.
	MaxPieces = 16
	// MaxSamples are in one recording: 80 minutes.
	MaxSamples = MaxPieces * PieceSamples

	headSize = 58
)

// ErrNotOurs means that a file is no piece of a recording as this package
// writes it; it stays as it is.
var ErrNotOurs = errors.New("sound: this file is no recording made here; it stays as it is")

// Length is how long so many samples last.
func Length(samples int64) time.Duration { return time.Duration(samples) * time.Second / Rate }

// wav is the file of so many µ-law samples.
func wav(samples []byte) []byte {
	n := uint32(len(samples))
	odd := n & 1
	b := make([]byte, 0, headSize+n+odd)
	le := binary.LittleEndian
	b = le.AppendUint32(append(b, "RIFF"...), headSize-8+n+odd)
	b = le.AppendUint32(append(b, "WAVEfmt "...), 18)
	b = le.AppendUint16(le.AppendUint16(b, 7), 1) // µ-law, one channel
	b = le.AppendUint32(le.AppendUint32(b, Rate), Rate)
	b = le.AppendUint16(le.AppendUint16(le.AppendUint16(b, 1), 8), 0)
	b = le.AppendUint32(le.AppendUint32(append(b, "fact"...), 4), n)
	b = append(le.AppendUint32(append(b, "data"...), n), samples...)
	return append(b, make([]byte, odd)...)
}

// Decode is what a piece sounds like, at Rate. ErrNotOurs: it is not the one
// file that could hold these samples.
func Decode(file []byte) ([]int16, error) {
	if len(file) < headSize {
		return nil, ErrNotOurs
	}
	n := binary.LittleEndian.Uint32(file[headSize-4:])
	if n == 0 || n > PieceSamples || int64(len(file)) != headSize+int64(n)+int64(n&1) {
		return nil, ErrNotOurs
	}
	samples := file[headSize : headSize+n]
	if !bytes.Equal(wav(samples), file) {
		return nil, ErrNotOurs
	}
	out := make([]int16, n)
	for i, b := range samples {
		out[i] = expand(b)
	}
	return out, nil
}

// PieceLength is how long a piece of that size sounds; 0 for a size that none has.
func PieceLength(size int64) time.Duration { return Length(max(0, size-headSize)) }
