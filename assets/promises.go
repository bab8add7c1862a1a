package assets

import _ "embed"

//go:embed promises/house.json
var housePromises []byte

// HousePromises is how the house reckons promises, as visits/promise reads it.
func HousePromises() []byte { return append([]byte(nil), housePromises...) }
