package linear

import (
	"bytes"
	"testing"
)

// Of examples that one feature tells apart, that feature decides, also of new ones.
func TestTrain(t *testing.T) {
	var examples []Example
	for i := range uint32(40) {
		examples = append(examples, Example{Features: []Feature{{i % 2, 1}, {10 + i%7, 1}}, Is: i%2 == 0, Weight: 1})
	}
	w := Train(examples, Options{Least: 2, Cost: 1, Rounds: 20})
	if yes, no := w.Sum([]Feature{{0, 1}, {99, 1}}), w.Sum([]Feature{{1, 1}, {99, 1}}); yes < One/3 || no > -One/3 {
		t.Errorf("%d and %d", yes, no)
	}
	if w := Train(examples, Options{Least: 2, Cost: 1, Rounds: 20, Most: 2}); w.Size() != 2 || w.Of(0) <= 0 || w.Of(1) >= 0 {
		t.Errorf("%d weights: %d, %d", w.Size(), w.Of(0), w.Of(1))
	}
}

func TestWeightsAreReadAsWritten(t *testing.T) {
	w := &Weights{Bias: -7, features: []uint32{0, 3, 1<<Bits - 1}, weights: []int8{-128, 5, 127}}
	data := w.Append(nil)
	again, left, err := Read(append(bytes.Clone(data), 9, 9))
	if err != nil || len(left) != 2 || again.Bias != -7 || again.Of(0) != -128 || again.Of(3) != 5 || again.Of(1<<Bits-1) != 127 || again.Of(4) != 0 {
		t.Fatalf("%+v, %v, %v", again, left, err)
	}
	for n := range data {
		if _, _, err := Read(data[:n]); err == nil {
			t.Errorf("%d bytes of %d were read", n, len(data))
		}
	}
	if _, _, err := Read([]byte{0, 1, 0xff, 0xff, 0xff, 0xff, 0x7f, 1}); err == nil {
		t.Error("a number that is none was read")
	}
}
