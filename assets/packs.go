package assets

import "embed"

//go:embed packs/*.json
var packs embed.FS

// Packs are the rule packs that ship with headquarters, by file name without
// .json: complete ones and sketches. Devices carry HousePack.
func Packs() (map[string][]byte, error) {
	entries, err := packs.ReadDir("packs")
	if err != nil {
		return nil, err
	}
	all := map[string][]byte{}
	for _, e := range entries {
		data, err := packs.ReadFile("packs/" + e.Name())
		if err != nil {
			return nil, err
		}
		all[e.Name()[:len(e.Name())-len(".json")]] = data
	}
	return all, nil
}
