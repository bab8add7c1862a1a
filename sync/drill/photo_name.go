package drill

import (
	"fmt"

	"fairvisit/evidence"
)

// photoName is a photo's name in the ledger.
func photoName(entry evidence.Hash, index int) string { return fmt.Sprintf("%s/%d", entry, index) }

// splitPhoto reads what photoName wrote.
func splitPhoto(name string) (entry evidence.Hash, index int) {
	if _, err := fmt.Sscanf(name[64:], "/%d", &index); err != nil {
		panic("a photo in the ledger is called " + name)
	}
	if err := entry.UnmarshalText([]byte(name[:64])); err != nil {
		panic("a photo in the ledger is called " + name)
	}
	return entry, index
}
