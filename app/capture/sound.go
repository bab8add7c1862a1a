package capture

import (
	"context"
	"math"
	"time"

	"fairvisit/evidence/sound"
)

// Sound is what a screen knows of microphone and loudspeaker. It is an interface
// for the same reason as Camera: package soundcard has the system's, the demo
// and the tests of the screens use a Tone.
//
// Its methods may wait for the device: they are never called on the goroutine
// that draws. An error is a *Refusal, or what hear returned.
type Sound interface {
	// Ready says why nothing can be recorded now, or nil. It looks again each time.
	Ready() error
	// Listen hands what is heard to hear, at sound.Rate, a fraction of a second at
	// a time, until ctx ends, which is no error, or hear returns one. hear is
	// never called twice at once nor after Listen returned.
	Listen(ctx context.Context, hear func(samples []int16) error) error
	// Play plays samples at sound.Rate to their end, or until ctx ends, which is no
	// error.
	Play(ctx context.Context, samples []int16) error
}

// The reasons of a Refusal of sound.
const (
	NoMicrophone     = "capture.no_microphone"     // nothing here that hears, or the system does not let this user
	NoSoundHere      = "capture.no_sound_here"     // this program cannot record on this system yet
	MicrophoneGone   = "capture.microphone_gone"   // unplugged while in use
	MicrophoneSilent = "capture.microphone_silent" // it sends nothing
	NoLoudspeaker    = "capture.no_loudspeaker"    // nothing here that plays
	SoundFailed      = "capture.sound_failed"      // anything else; the cause is for the log
)

// NoSound is the sound of a machine that has none: every method gives the
// refusal with this code.
func NoSound(code string) Sound { return noSound(code) }

type noSound string

func (n noSound) Ready() error                                      { return &Refusal{Code: string(n)} }
func (n noSound) Listen(context.Context, func([]int16) error) error { return n.Ready() }
func (n noSound) Play(context.Context, []int16) error               { return n.Ready() }

// Tone is a microphone that hears two tones, a second of each in turn, and a
// loudspeaker that makes no noise. It is for the demo and for tests.
type Tone struct {
	// Ahead is how much is heard at once when Listen begins, before the rest comes
	// as time passes. Stories that wait for no clock set it.
	Ahead time.Duration
	// Played is told what was to be heard; nil tells nobody.
	Played func(samples []int16)
}

// step is how much a Tone hears at a time.
const step = 100 * time.Millisecond

// Ready is always.
func (*Tone) Ready() error { return nil }

// Listen hears the tones.
func (t *Tone) Listen(ctx context.Context, hear func([]int16) error) error {
	tick := time.NewTicker(step)
	defer tick.Stop()
	for at := 0; ctx.Err() == nil; at += sound.Rate / 10 {
		if err := hear(tones(at, sound.Rate/10)); err != nil {
			return err
		}
		if sound.Length(int64(at+sound.Rate/10)) < t.Ahead {
			continue
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
	return nil
}

func tones(at, n int) []int16 {
	samples := make([]int16, n)
	for i := range samples {
		pitch := 440.0
		if (at+i)/sound.Rate%2 == 1 {
			pitch = 330
		}
		samples[i] = int16(6000 * math.Sin(2*math.Pi*pitch*float64(at+i)/sound.Rate))
	}
	return samples
}

// Play waits as long as the samples sound.
func (t *Tone) Play(ctx context.Context, samples []int16) error {
	if t.Played != nil {
		t.Played(samples)
		return nil
	}
	select {
	case <-ctx.Done():
	case <-time.After(sound.Length(int64(len(samples)))):
	}
	return nil
}
