package mapview

import (
	"math"
	"slices"

	"fairvisit/app/mapview/tiles"
)

// cluster is some pins that are drawn as one, or one pin.
type cluster struct {
	pins []int // of what is shown, in their order
	at   tiles.Point
}

// clusters gathers the pins that would lie on each other, until no two of what is
// drawn are nearer than reach, in units. It depends on the zoom and never on where
// one looks: moving the map changes nothing.
func clusters(pins []Pin, c camera, reach float64) []cluster {
	all := make([]cluster, len(pins))
	for i, p := range pins {
		all[i] = cluster{[]int{i}, p.At}
	}
	for {
		next := gathered(all, reach*c.scale/c.world())
		if len(next) == len(all) {
			return next
		}
		all = next
	}
}

// gathered joins each of a list with those within reach that are not joined yet,
// in the order of the list.
func gathered(list []cluster, reach float64) []cluster {
	cell := func(p tiles.Point) [2]int { return [2]int{int(math.Floor(p.X / reach)), int(math.Floor(p.Y / reach))} }
	cells := map[[2]int][]int{}
	for i, o := range list {
		k := cell(o.at)
		cells[k] = append(cells[k], i)
	}
	taken := make([]bool, len(list))
	var all []cluster
	for i, o := range list {
		if taken[i] {
			continue
		}
		var g cluster
		k := cell(o.at)
		for dx := -1; dx <= 1; dx++ {
			for dy := -1; dy <= 1; dy++ {
				for _, j := range cells[[2]int{k[0] + dx, k[1] + dy}] {
					if p := list[j].at; !taken[j] && math.Hypot(p.X-o.at.X, p.Y-o.at.Y) < reach {
						taken[j] = true
						g.join(list[j])
					}
				}
			}
		}
		slices.Sort(g.pins)
		all = append(all, g)
	}
	return all
}

// join takes another in; the middle is that of all pins.
func (g *cluster) join(o cluster) {
	n, m := float64(len(g.pins)), float64(len(o.pins))
	g.at = tiles.Point{X: (g.at.X*n + o.at.X*m) / (n + m), Y: (g.at.Y*n + o.at.Y*m) / (n + m)}
	g.pins = append(g.pins, o.pins...)
}
