package linear

import (
	"math"
	"slices"
)

// Example is a text by its features (ascending, each once) and whether it is of the
// kind that is looked for.
type Example struct {
	Features []Feature
	Is       bool
	Weight   float64 // how much a mistake on it costs; 1 is usual
}

// Feature is one by its number. Values are small for what there is much of, such as pairs
// of words, or a text would be known by those alone; 1 is usual.
type Feature struct {
	Number uint32
	Value  float32
}

// Options of Train.
type Options struct {
	Least  int     // examples a feature has to be in
	Cost   float64 // of mistakes against that of large weights
	Rounds int     // through all examples
	Most   int     // features kept at most: those of the largest weights; 0: all
}

// Train finds the weights that part the examples by the widest margin (squared hinge
// loss, by dual coordinate descent). Products are converted before they are added, or a
// compiler might fuse the two and another machine would learn other weights. Logistic
// regression was left out: math.Exp is not the same on all of them.
func Train(examples []Example, o Options) *Weights {
	places, names := index(examples, o.Least)
	rows := make([][]cell, len(examples))
	values := make([]float64, len(names))
	for i, e := range examples {
		for _, f := range e.Features {
			if at, known := places[f.Number]; known {
				rows[i] = append(rows[i], cell{at, float64(f.Value)})
				values[at] = float64(f.Value)
			}
		}
	}
	w, bias := descend(examples, rows, len(names), o)
	for i := range w {
		w[i] = float64(w[i] * values[i])
	}
	return quantised(names, w, bias, o.Most)
}

// cell is a feature of an example by its place among all, and its value.
type cell struct {
	at    int32
	value float64
}

// index numbers the features that are in enough examples.
func index(examples []Example, least int) (places map[uint32]int32, names []uint32) {
	counts := map[uint32]int{}
	for _, e := range examples {
		for _, f := range e.Features {
			counts[f.Number]++
		}
	}
	for f, n := range counts {
		if n >= least {
			names = append(names, f)
		}
	}
	slices.Sort(names)
	places = make(map[uint32]int32, len(names))
	for i, f := range names {
		places[f] = int32(i)
	}
	return places, names
}

// descend goes through the examples in an order that is mixed anew in each round, and
// sets the share of one after the other to what is best while the others stand still.
func descend(examples []Example, rows [][]cell, n int, o Options) (w []float64, bias float64) {
	w = make([]float64, n)
	share := make([]float64, len(rows))
	order := make([]int, len(rows))
	for i := range order {
		order[i] = i
	}
	squares := make([]float64, len(rows))
	for i, row := range rows {
		squares[i] = 1
		for _, c := range row {
			squares[i] += float64(c.value * c.value)
		}
	}
	mix := mixer(1)
	for range o.Rounds {
		for i := len(order) - 1; i > 0; i-- {
			j := int(mix.next() % uint64(i+1))
			order[i], order[j] = order[j], order[i]
		}
		for _, i := range order {
			y := -1.0
			if examples[i].Is {
				y = 1
			}
			sum := bias
			for _, c := range rows[i] {
				sum += float64(w[c.at] * c.value)
			}
			loose := 0.5 / float64(o.Cost*examples[i].Weight)
			slope := float64(y*sum) - 1 + float64(share[i]*loose)
			square := squares[i] + loose
			next := max(share[i]-float64(slope/square), 0)
			step := float64((next - share[i]) * y)
			share[i] = next
			if step == 0 {
				continue
			}
			for _, c := range rows[i] {
				w[c.at] += float64(step * c.value)
			}
			bias += step
		}
	}
	return w, bias
}

// quantised rounds the weights to whole numbers of 1/One, and keeps the largest.
func quantised(names []uint32, w []float64, bias float64, most int) *Weights {
	sizes := make([]float64, 0, len(w))
	for _, x := range w {
		if whole(x) != 0 {
			sizes = append(sizes, math.Abs(x))
		}
	}
	floor := 0.0
	if most > 0 && len(sizes) > most {
		slices.Sort(sizes)
		floor = sizes[len(sizes)-most]
	}
	q := &Weights{Bias: whole(bias)}
	for i, x := range w {
		if n := whole(x); n != 0 && math.Abs(x) >= floor {
			q.features = append(q.features, names[i])
			q.weights = append(q.weights, int8(min(max(n, math.MinInt8), math.MaxInt8)))
		}
	}
	q.open()
	return q
}

func whole(x float64) int { return int(math.Floor(float64(x*One) + 0.5)) }

// mixer is a generator of numbers that is the same for ever (splitmix64).
type mixer uint64

func (m *mixer) next() uint64 {
	*m += 0x9e3779b97f4a7c15
	z := uint64(*m)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
