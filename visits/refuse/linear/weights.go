// Package linear is a judge that adds up weights: a text is known by its features, each
// has a weight, and the sum says how surely the text is of the kind that was taught.
// Weights are small whole numbers, so that every device comes to the same sum.
package linear

import (
	"encoding/binary"
	"errors"
	"math/bits"
)

// One is the weight, and the sum, that stands for the margin that Train parts by.
const One = 256

// Bits of a feature's number; two features share one where their numbers are alike by
// chance, which at a hundred thousand of them happens to one text's feature in 2,000.
const Bits = 28

// Weights are those of the features that have any.
type Weights struct {
	Bias     int
	features []uint32 // ascending
	weights  []int8

	slots []slot // by the last bits of a feature, and the free ones behind
}

// slot holds a feature's number plus one; 0: free.
type slot struct {
	feature uint32
	weight  int8
}

// Size is how many features have a weight.
func (w *Weights) Size() int { return len(w.features) }

// open lays the weights out so that one is found in a step or two.
func (w *Weights) open() {
	w.slots = make([]slot, 1<<bits.Len(uint(2*len(w.features))))
	mask := uint32(len(w.slots) - 1)
	for i, f := range w.features {
		at := f & mask
		for w.slots[at].feature != 0 {
			at = (at + 1) & mask
		}
		w.slots[at] = slot{f + 1, w.weights[i]}
	}
}

// Of is the weight of a feature, 0 for one that has none.
func (w *Weights) Of(feature uint32) int {
	mask := uint32(len(w.slots) - 1)
	for at := feature & mask; w.slots[at].feature != 0; at = (at + 1) & mask {
		if w.slots[at].feature == feature+1 {
			return int(w.slots[at].weight)
		}
	}
	return 0
}

// Sum is how surely a text of these features is of the kind: One and more is as sure as
// what was taught, below 0 it is rather none.
func (w *Weights) Sum(features []Feature) int {
	sum := w.Bias
	for _, f := range features {
		sum += w.Of(f.Number)
	}
	return sum
}

// Append writes the weights behind data: the bias and how many there are, then for each
// the distance of its feature from the one before, and the weight.
func (w *Weights) Append(data []byte) []byte {
	data = binary.AppendVarint(data, int64(w.Bias))
	data = binary.AppendUvarint(data, uint64(len(w.features)))
	last := uint32(0)
	for i, f := range w.features {
		data = binary.AppendUvarint(data, uint64(f-last))
		data = append(data, byte(w.weights[i]))
		last = f
	}
	return data
}

var errBroken = errors.New("linear: weights are broken off")

// Read takes weights from the beginning of data, as Append wrote them, and gives what is
// left of it.
func Read(data []byte) (*Weights, []byte, error) {
	bias, n := binary.Varint(data)
	if n <= 0 {
		return nil, nil, errBroken
	}
	data = data[n:]
	count, n := binary.Uvarint(data)
	if n <= 0 || count > uint64(len(data)) {
		return nil, nil, errBroken
	}
	data = data[n:]
	w := &Weights{Bias: int(bias), features: make([]uint32, count), weights: make([]int8, count)}
	last := uint64(0)
	for i := range w.features {
		step, n := binary.Uvarint(data)
		if n <= 0 || n >= len(data) || step >= 1<<Bits {
			return nil, nil, errBroken
		}
		if last += step; last >= 1<<Bits {
			return nil, nil, errBroken
		}
		w.features[i], w.weights[i] = uint32(last), int8(data[n])
		data = data[n+1:]
	}
	w.open()
	return w, data, nil
}
