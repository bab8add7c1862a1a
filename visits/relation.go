package visits

import (
	"crypto/sha256"
	"slices"

	"fairvisit/evidence"
)

const (
	// RelationSpouse is whom of the family a consent can let be spoken to, by what they
	// are to who gave it. There is one of them: of the adults of a household nobody can
	// tell which was meant, and a consent for all of them would be looser than the
	// rules' "for this person".
	RelationSpouse = "spouse"

	ConsentFamily = "consent.family"
)

// RelationID stands for who is this to a party (FORMAT.md section 42); zero where the
// relation is none a consent can be for, which is nobody. It names no one: a keyed hash
// of a name would have needed the name.
func RelationID(party evidence.ID, relation string) evidence.ID {
	if party.IsZero() || relation != RelationSpouse {
		return evidence.ID{}
	}
	sum := sha256.Sum256(slices.Concat([]byte("fv-relation-v1\n"), party[:], []byte(relation)))
	return evidence.ID(sum[:16])
}
