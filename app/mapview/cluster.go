package mapview

import (
	"math"
	"slices"

	"fairvisit/app/mapview/tiles"
)

// together is how near two pins may come, in units, before they are one cluster:
// a finger must hit one and not the other.
const together = 34

// cluster is some pins that are drawn as one, or one pin.
type cluster struct {
	pins []int // of what is shown
	at   tiles.Point
}

// clusters gathers the pins that would lie on each other. It depends on the zoom
// and never on where one looks: moving the map changes nothing.
func clusters(pins []Pin, c camera) []cluster {
	reach := together * c.scale / c.world()
	cell := func(p tiles.Point) [2]int { return [2]int{int(math.Floor(p.X / reach)), int(math.Floor(p.Y / reach))} }
	cells := map[[2]int][]int{}
	for i, p := range pins {
		k := cell(p.At)
		cells[k] = append(cells[k], i)
	}
	taken := make([]bool, len(pins))
	var all []cluster
	for i, p := range pins {
		if taken[i] {
			continue
		}
		var g cluster
		k := cell(p.At)
		for dx := -1; dx <= 1; dx++ {
			for dy := -1; dy <= 1; dy++ {
				for _, j := range cells[[2]int{k[0] + dx, k[1] + dy}] {
					if o := pins[j].At; !taken[j] && math.Hypot(o.X-p.At.X, o.Y-p.At.Y) < reach {
						taken[j] = true
						g.pins = append(g.pins, j)
						g.at.X, g.at.Y = g.at.X+o.X, g.at.Y+o.Y
					}
				}
			}
		}
		slices.Sort(g.pins) // the pin it began with in front
		n := float64(len(g.pins))
		g.at = tiles.Point{X: g.at.X / n, Y: g.at.Y / n}
		all = append(all, g)
	}
	return all
}
