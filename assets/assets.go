// Package assets carries the data files that every build ships with: the house
// rule pack and the house checklist. It knows nothing of what they mean. Large
// things (fonts, pictures, a demo) do not belong here: the Android packager
// copies this folder whole besides what is embedded.
package assets

import _ "embed"

var (
	//go:embed packs/house-2.json
	housePack []byte
	//go:embed packs/house.json
	firstHousePack []byte
	//go:embed checklists/visit-house.json
	houseChecklist []byte
	//go:embed checklists/visit-house-2026.4.0.json
	houseChecklist2026v4 []byte
	//go:embed checklists/visit-house-2026.3.0.json
	houseChecklist2026v3 []byte
	//go:embed checklists/visit-house-2026.2.0.json
	houseChecklist2026v2 []byte
)

// HousePack is the house rule pack as visits/rules reads it.
func HousePack() []byte { return append([]byte(nil), housePack...) }

// HouseChecklists are all versions of the house checklist a visit may have been
// made by, the one in force first: a record names its list by its hash, so not a
// byte of an old one may change.
func HouseChecklists() [][]byte {
	return [][]byte{HouseChecklist(), append([]byte(nil), houseChecklist2026v4...), append([]byte(nil), houseChecklist2026v3...), append([]byte(nil), houseChecklist2026v2...)}
}

// FirstHousePack is the house rule pack of before notices, papers and counts. No
// device goes by it any more; visits that were judged by it name it.
func FirstHousePack() []byte { return append([]byte(nil), firstHousePack...) }

// HouseChecklist is the house checklist of one visit as visits/checklist reads it.
func HouseChecklist() []byte { return append([]byte(nil), houseChecklist...) }
