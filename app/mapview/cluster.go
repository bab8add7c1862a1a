package mapview

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	fynetheme "fyne.io/fyne/v2/theme"

	"fairvisit/app/mapview/tiles"
	"fairvisit/app/theme"
)

// cluster is some pins that are drawn as one, or one pin.
type cluster struct {
	pins []int // of what is shown, in their order
	at   tiles.Point
}

// clusters gathers the pins that would lie on each other, until no two of what is
// drawn do: pins that are nearer than reach, in units, and what is drawn for several, as
// wide as wide says, that would cover its neighbour. It depends on the zoom and never on
// where one looks: moving the map changes nothing.
func clusters(pins []Pin, c camera, reach float64, wide func(cluster) float64) []cluster {
	all := make([]cluster, len(pins))
	for i, p := range pins {
		all[i] = cluster{[]int{i}, p.At}
	}
	unit := c.scale / c.world()
	for {
		next := gathered(all, reach*unit, func(g cluster) float64 { return wide(g) * unit })
		if len(next) == len(all) {
			return next
		}
		all = next
	}
}

// gathered joins each of a list with those that lie on it and are not joined yet, in the
// order of the list.
func gathered(list []cluster, reach float64, wide func(cluster) float64) []cluster {
	widths, side := make([]float64, len(list)), reach
	for i, o := range list {
		if widths[i] = reach; len(o.pins) > 1 {
			widths[i] = max(reach, wide(o))
		}
		side = max(side, widths[i])
	}
	cell := func(p tiles.Point) [2]int { return [2]int{int(math.Floor(p.X / side)), int(math.Floor(p.Y / side))} }
	cells := map[[2]int][]int{}
	for i, o := range list {
		k := cell(o.at)
		cells[k] = append(cells[k], i)
	}
	touch := func(i, j int) bool {
		dx, dy := math.Abs(list[i].at.X-list[j].at.X), math.Abs(list[i].at.Y-list[j].at.Y)
		return math.Hypot(dx, dy) < reach || dy < reach && dx < (widths[i]+widths[j])/2 && widths[i]+widths[j] > 2*reach
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
					if !taken[j] && touch(i, j) {
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

// part is what a cluster holds of one crew.
type part struct {
	crew int    // Nobody also of what stands for several crews
	text string // the crew's letter and how many
}

// partsMost is how many parts a cluster names; more would hide the map around it.
const partsMost = 3

// parts are what is written on a cluster: a part for each crew, in the order of the
// crews, those of nobody last. Of more crews than there is room for the last part says
// how many more there are.
func (m *Map) parts(g cluster) (list [partsMost]part) {
	n := map[int]int{}
	var crews []int
	for _, i := range g.pins {
		crew := m.shown.Pins[i].Crew
		if n[crew]++; n[crew] == 1 {
			crews = append(crews, crew)
		}
	}
	slices.SortFunc(crews, func(a, b int) int { return cmp.Or(cmp.Compare(min(b, 0), min(a, 0)), cmp.Compare(a, b)) })
	for i, crew := range crews {
		if i == partsMost-1 && len(crews) > partsMost {
			list[i] = part{Nobody, "+" + strconv.Itoa(len(crews)-i)}
			break
		}
		list[i] = part{crew, m.letter(crew) + "×" + strconv.Itoa(n[crew])}
	}
	return list
}

// letter is a crew's in the legend; "" where it has none.
func (m *Map) letter(crew int) string {
	for _, k := range m.shown.Keys {
		if k.Crew == crew {
			return k.Letter
		}
	}
	return ""
}

// wide is how much room a cluster takes, in units.
func (m *Map) wide(g cluster) float64 {
	f := face{form: pill, many: true, parts: m.parts(g), letters: fynetheme.Size(theme.Caption)}
	return float64(f.body().Width) + 6
}
