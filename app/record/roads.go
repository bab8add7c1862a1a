package record

import (
	"errors"

	"fairvisit/app/desk"
	"fairvisit/app/i18n"
	"fairvisit/visits/roads"
)

// RoadsTrouble is what is wrong with a file of roads, in words; most is what was read
// of it at most.
func RoadsTrouble(w *i18n.Words, err error, most desk.RoadBounds) string {
	for code, is := range map[string]error{"cut": roads.ErrCut, "damaged": roads.ErrDamaged, "large": roads.ErrLarge, "none": roads.ErrNoRoads, "big": desk.ErrRoadsBig, "slow": roads.ErrStopped} {
		if errors.Is(err, is) {
			return w.T("ways.refused."+code, "n", most.Points, "size", w.Bytes(most.Bytes))
		}
	}
	return w.T("common.failed", "why", err.Error())
}
