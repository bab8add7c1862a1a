package assets

import _ "embed"

//go:embed plans/house.json
var housePlan []byte

// HousePlan is the house's way to plan a day as visits/plan reads it.
func HousePlan() []byte { return append([]byte(nil), housePlan...) }
