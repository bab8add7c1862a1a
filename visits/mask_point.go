package visits

// maskCell is the side of a cell in 1e-7 degrees: some hundred metres.
const maskCell = 10_000

// MaskPoint leaves of a place the street and takes the house away: the middle of
// the cell of some hundred metres it lies in. It is the mask of maps, as MaskStreet
// is that of lists. Two houses of one cell have one place, so that the order of
// neighbours gives nothing away either.
func MaskPoint(latE7, lonE7 int64) (lat, lon int64) {
	return middleOf(latE7), middleOf(lonE7)
}

func middleOf(v int64) int64 {
	cell := v / maskCell
	if v < 0 && v%maskCell != 0 {
		cell-- // towards the south and the west, or the cells at zero were twice as wide
	}
	return cell*maskCell + maskCell/2
}
