package visits

import (
	"crypto/sha256"
	"encoding/binary"

	"fairvisit/evidence"
)

// Thumb is a photo small enough to come with a feed (at most 20 KiB). It is
// derived from the original and never evidence.
type Thumb struct {
	ID    evidence.ID   `json:"id"`
	Visit evidence.ID   `json:"visit"`
	Entry evidence.Hash `json:"entry"`
	Index int           `json:"index"`
	JPEG  []byte        `json:"jpeg"`
}

// ThumbID is the picture id of the thumbnail of photo (entry, index).
func ThumbID(entry evidence.Hash, index int) evidence.ID {
	b := binary.BigEndian.AppendUint16(append([]byte("thumb\n"), entry[:]...), uint16(index))
	sum := sha256.Sum256(b)
	return evidence.ID(sum[:16])
}
