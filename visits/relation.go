package visits

import (
	"crypto/sha256"
	"slices"

	"fairvisit/evidence"
)

// Whom of the family a consent can let be spoken to, by what they are to who gave it.
const (
	RelationSpouse         = "spouse"
	RelationHouseholdAdult = "household_adult"

	ConsentFamily = "consent.family"
)

// Relations are all of them.
var Relations = []string{RelationSpouse, RelationHouseholdAdult}

// RelationID stands for who is this to a party (FORMAT.md section 42); zero where the
// relation is none, which is nobody. It names no one: a keyed hash of a name would
// have told apart two adults of a household, and would have needed the name.
func RelationID(party evidence.ID, relation string) evidence.ID {
	if party.IsZero() || !slices.Contains(Relations, relation) {
		return evidence.ID{}
	}
	sum := sha256.Sum256(slices.Concat([]byte("fv-relation-v1\n"), party[:], []byte(relation)))
	return evidence.ID(sum[:16])
}
