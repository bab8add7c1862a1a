//go:build cgo && !android && !ios

package soundcard

import (
	"context"
	"errors"
	"testing"

	"fairvisit/app/capture"
)

// On a machine with a microphone it is ready; on one without, the refusal is one
// a screen can say, and listening and playing refuse alike: none of them
// hears the silence of a device that is not there.
func TestTheSystemsSoundIsReadyOrSaysWhyNot(t *testing.T) {
	s := System()
	ready := s.Ready()
	if r, ok := errors.AsType[*capture.Refusal](ready); ready != nil && (!ok || r.Code != capture.NoMicrophone) {
		t.Fatalf("%v", ready)
	}
	heard := errors.New("heard")
	err := s.Listen(context.Background(), func(samples []int16) error {
		if len(samples) == 0 {
			t.Error("nothing was heard and handed over")
		}
		return heard
	})
	switch _, refused := errors.AsType[*capture.Refusal](err); {
	case ready == nil && !errors.Is(err, heard) && !refused:
		t.Errorf("it is ready, and listening gave %v", err)
	case ready != nil && !refused:
		t.Errorf("it is not ready, and listening gave %v", err)
	}
	if err := s.Play(context.Background(), make([]int16, 800)); err != nil {
		if r, ok := errors.AsType[*capture.Refusal](err); !ok || r.Code != capture.NoLoudspeaker {
			t.Errorf("%v", err)
		}
	}
}

// What the device's thread heard is handed over once and in order.
func TestWhatIsHeardIsHandedOverOnce(t *testing.T) {
	h := &heap{more: make(chan struct{}, 1)}
	h.add([]byte{1, 1, 2, 2})
	h.add([]byte{3, 3, 9})
	var all []int16
	take := func(s []int16) error { all = append(all, s...); return nil }
	if err := errors.Join(last(h, take), last(h, take)); err != nil || len(all) != 3 || all[0] != 257 || all[2] != 771 {
		t.Fatal(all, err)
	}
	if len(h.more) != 1 {
		t.Error("two portions raised more than one signal")
	}
}
