package assets

import _ "embed"

var (
	//go:embed outcomes/house.json
	houseOutcomes []byte
	//go:embed outcomes/house-2026.1.0.json
	houseOutcomes2026v1 []byte
)

// HouseOutcomes is what each outcome of a visit has to bring back, as visits/outcome
// reads it.
func HouseOutcomes() []byte { return append([]byte(nil), houseOutcomes...) }

// HouseOutcomeTables are all versions of it a visit may have been made by, the one in
// force first: a record names its table by its hash, so not a byte of an old one may
// change.
func HouseOutcomeTables() [][]byte {
	return [][]byte{HouseOutcomes(), append([]byte(nil), houseOutcomes2026v1...)}
}
