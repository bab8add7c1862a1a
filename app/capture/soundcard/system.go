//go:build cgo && !android && !ios

package soundcard

import (
	"context"
	"encoding/binary"
	"sync"
	"time"

	"github.com/gen2brain/malgo"

	"fairvisit/app/capture"
	"fairvisit/evidence/sound"
)

// System is the default microphone and loudspeaker of this machine, opened only
// while they are used: other programs may want them. The system's libraries
// are looked for when it runs, so the program starts on a machine without them.
func System() capture.Sound { return card{} }

type card struct{}

// backends leaves out the null backend, which is always there and hears silence:
// an empty recording would pass for a talk.
var backends = []malgo.Backend{malgo.BackendWasapi, malgo.BackendDsound, malgo.BackendWinmm, malgo.BackendCoreaudio,
	malgo.BackendPulseaudio, malgo.BackendAlsa, malgo.BackendJack, malgo.BackendSndio, malgo.BackendOss}

// silence is how long nothing may come from a microphone that runs.
const silence = 5 * time.Second

// closing is how long a device may take to be let go. One that was pulled out while a
// sound server had it may never answer, and whoever records must be told.
const closing = 3 * time.Second

// open begins the use of a device; close ends it.
func open(kind malgo.DeviceType, none string, calls malgo.DeviceCallbacks) (closeAll func(), err error) {
	ctx, err := malgo.InitContext(backends, malgo.ContextConfig{}, nil)
	if err != nil {
		return nil, &capture.Refusal{Code: none, Cause: err}
	}
	free := func() {
		_ = ctx.Uninit() // nothing was written that could be lost
		ctx.Free()
	}
	config := malgo.DefaultDeviceConfig(kind)
	config.SampleRate = sound.Rate
	config.Capture.Format, config.Capture.Channels = malgo.FormatS16, 1
	config.Playback.Format, config.Playback.Channels = malgo.FormatS16, 1
	config.Alsa.NoMMap = 1
	device, err := malgo.InitDevice(ctx.Context, config, calls)
	if err != nil {
		free()
		return nil, &capture.Refusal{Code: none, Cause: err}
	}
	closeAll = func() {
		let := make(chan struct{})
		go func() {
			device.Uninit()
			free()
			close(let)
		}()
		select {
		case <-let:
		case <-time.After(closing):
		}
	}
	if calls.Data == nil {
		return closeAll, nil // only looked at
	}
	if err := device.Start(); err != nil {
		closeAll()
		return nil, &capture.Refusal{Code: none, Cause: err}
	}
	return closeAll, nil
}

func (card) Ready() error {
	done, err := open(malgo.Capture, capture.NoMicrophone, malgo.DeviceCallbacks{})
	if err == nil {
		done()
	}
	return err
}

// heap is what the device's own thread heard and nobody took yet: that thread
// must never wait for a disk.
type heap struct {
	mu      sync.Mutex
	samples []int16
	more    chan struct{}
}

func (h *heap) add(raw []byte) {
	h.mu.Lock()
	for i := 0; i+1 < len(raw); i += 2 {
		h.samples = append(h.samples, int16(binary.NativeEndian.Uint16(raw[i:])))
	}
	h.mu.Unlock()
	select {
	case h.more <- struct{}{}:
	default:
	}
}

func (h *heap) take() []int16 {
	h.mu.Lock()
	defer h.mu.Unlock()
	s := h.samples
	h.samples = nil
	return s
}

func (card) Listen(ctx context.Context, hear func([]int16) error) error {
	h := &heap{more: make(chan struct{}, 1)}
	gone := make(chan struct{})
	var once sync.Once
	done, err := open(malgo.Capture, capture.NoMicrophone, malgo.DeviceCallbacks{
		Data: func(_, in []byte, _ uint32) { h.add(in) },
		Stop: func() { once.Do(func() { close(gone) }) },
	})
	if err != nil {
		return err
	}
	defer done()
	quiet := time.NewTimer(silence)
	defer quiet.Stop()
	for {
		select {
		case <-ctx.Done():
			return last(h, hear)
		case <-gone:
			if err := last(h, hear); err != nil {
				return err
			}
			return &capture.Refusal{Code: capture.MicrophoneGone}
		case <-quiet.C:
			return &capture.Refusal{Code: capture.MicrophoneSilent}
		case <-h.more:
			quiet.Reset(silence)
			if err := last(h, hear); err != nil {
				return err
			}
		}
	}
}

// last hands over what was heard until now.
func last(h *heap, hear func([]int16) error) error {
	if s := h.take(); len(s) > 0 {
		return hear(s)
	}
	return nil
}

func (card) Play(ctx context.Context, samples []int16) error {
	over := make(chan struct{})
	var once sync.Once
	at := 0 // of the device's thread alone
	done, err := open(malgo.Playback, capture.NoLoudspeaker, malgo.DeviceCallbacks{Data: func(out, _ []byte, _ uint32) {
		for i := 0; i+1 < len(out); i += 2 {
			var s int16 // silence behind the end, until the device is closed
			if at < len(samples) {
				s = samples[at]
			}
			at++
			binary.NativeEndian.PutUint16(out[i:], uint16(s))
		}
		// A fifth of a second more: what was handed over last is still to be heard.
		if at > len(samples)+sound.Rate/5 {
			once.Do(func() { close(over) })
		}
	}})
	if err != nil {
		return err
	}
	defer done()
	select {
	case <-ctx.Done():
	case <-over:
	}
	return nil
}
