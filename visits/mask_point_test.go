package visits

import (
	"testing"

	"pgregory.net/rapid"
)

// On a map nobody learns which house it is: all places of a cell are shown at
// one, and that is no further away than the street is.
func TestAMapShowsTheStreetAndNotTheHouse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lat := rapid.Int64Range(-900_000_000, 900_000_000).Draw(t, "lat")
		lon := rapid.Int64Range(-1_800_000_000, 1_800_000_000).Draw(t, "lon")
		maskedLat, maskedLon := MaskPoint(lat, lon)
		if d := max(maskedLat-lat, lat-maskedLat, maskedLon-lon, lon-maskedLon); d > maskCell/2 {
			t.Errorf("shown %d away", d)
		}
		if again, _ := MaskPoint(maskedLat, maskedLon); again != maskedLat {
			t.Error("a masked place is masked to another one")
		}
		in := rapid.Int64Range(-maskCell/2, maskCell/2-1).Draw(t, "neighbour")
		if n, _ := MaskPoint(maskedLat+in, lon); n != maskedLat {
			t.Errorf("a neighbour in the cell is shown elsewhere: %d and %d", n, maskedLat)
		}
	})
}
