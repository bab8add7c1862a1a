package assets

import _ "embed"

//go:embed outcomes/house.json
var houseOutcomes []byte

// HouseOutcomes is what each outcome of a visit has to bring back, as visits/outcome
// reads it.
func HouseOutcomes() []byte { return append([]byte(nil), houseOutcomes...) }
