//go:build system

package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"fairvisit/app/capture"
	"fairvisit/app/desk"
	"fairvisit/evidence"
	"fairvisit/evidence/sound"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// What is to be heard, in Hz: none is a multiple of another, nor of the mains.
const (
	before = 1010
	during = 610
	behind = 1490
)

// recordAct records at a visit with the app's own microphone, as its page does: it
// says after each portion how much was heard, and takes pause, resume and stop.
func recordAct(ctx context.Context, args []string) error {
	d, k, err := opened(args[0])
	if err != nil {
		return err
	}
	visit, err := evidence.ParseID(args[1])
	if err != nil {
		return err
	}
	v, err := k.Officer.Resume(ctx, visit)
	if err != nil {
		return err
	}
	if err := d.Sound.Ready(); err != nil {
		return err
	}
	rec, err := v.Record(ctx, "en", true)
	if err != nil {
		return err
	}
	e := &ear{device: d.Sound, rec: rec, gone: make(chan error, 1)}
	cut, err := e.follow(ctx)
	if err != nil {
		return err
	}
	_, err = rec.Finish(ctx, cut)
	fmt.Println("ended")
	return errors.Join(err, k.Close())
}

// ear is the microphone while a recording runs.
type ear struct {
	device capture.Sound
	rec    *journal.Recording
	stop   func()
	gone   chan error // what ended it
}

func (e *ear) listen(ctx context.Context) {
	open, stop := context.WithCancel(ctx)
	e.stop = stop
	go func() {
		err := e.device.Listen(open, func(samples []int16) error {
			err := e.rec.Hear(samples)
			fmt.Println("heard", e.rec.Length().Milliseconds())
			return err
		})
		if err != nil && open.Err() == nil {
			e.gone <- err
		}
	}()
}

// follow records until it is told to stop, or the microphone is gone, and says why it
// ended.
func (e *ear) follow(ctx context.Context) (cut string, err error) {
	e.listen(ctx)
	defer func() { e.stop() }()
	told := make(chan string)
	go func() {
		for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
			told <- lines.Text()
		}
	}()
	for {
		select {
		case err := <-e.gone:
			if r, is := errors.AsType[*capture.Refusal](err); is {
				fmt.Println("refused", r.Code)
			}
			return visits.CutMicrophone, nil
		case what := <-told:
			switch what {
			case "stop":
				return "", nil
			case "pause":
				e.stop()
				err = e.rec.Pause()
			case "resume":
				err = e.rec.Resume()
				e.listen(ctx)
			}
			if err != nil {
				return "", err
			}
			fmt.Println("done")
		}
	}
}

// playAct plays two seconds of a tone.
func playAct(ctx context.Context, args []string) error {
	d, err := deviceAt(args[0])
	if err != nil {
		return err
	}
	return d.Sound.Play(ctx, sine(before, 2, sound.Rate))
}

// opened is the desk of the one person of a device, who has no PIN.
func opened(dir string) (*desk.Device, *desk.Desk, error) {
	d, err := deviceAt(dir)
	if err != nil {
		return nil, nil, err
	}
	people, err := d.People()
	if err != nil {
		return nil, nil, err
	}
	k, err := d.Open(people[0].ID)
	return d, k, err
}

// A tone is played in the street: what the app recorded and sealed decodes to it; what
// sounded in the pause is not there, and the entry says how long that was.
func TestSystemSoundIsRecordedAsItWas(t *testing.T) {
	k := newTalk(t)
	r := k.records()
	r.hears(300)
	k.plays(before, 3)
	r.hears(300)
	r.does("pause", "done")
	k.plays(during, 2)
	r.does("resume", "done")
	r.hears(300)
	k.plays(behind, 3)
	r.hears(300)
	r.does("stop", "ended")
	if err := r.app.Wait(); err != nil {
		t.Fatal(err)
	}
	facts, samples := k.kept()
	if facts.Cut != "" || facts.Missing != 0 || len(facts.Pauses) != 1 {
		t.Fatalf("%+v", facts)
	}
	p := facts.Pauses[0]
	if gap := time.Duration(p.To-p.From) * time.Microsecond; gap < 2*time.Second {
		t.Errorf("a pause of %v is said, the tone in it had 2 s", gap)
	}
	at := int(p.At) * sound.Rate / 1000
	first, second := tones(samples[:at], sound.Rate), tones(samples[at:], sound.Rate)
	if count(first, before) < 8 || count(second, behind) < 8 || count(first, behind)+count(second, before)+count(first, during)+count(second, during) != 0 {
		t.Errorf("before the pause %v, behind it %v", first, second)
	}
}

// The app is killed while it records from a real microphone: at most five seconds of
// what it had heard are missing, and the rest is the tone.
func TestSystemSoundSurvivesAKill(t *testing.T) {
	k := newTalk(t)
	r := k.records()
	tone := k.player(before, 20)
	if err := tone.Start(); err != nil {
		t.Fatal(err)
	}
	r.hears(7300)
	if err := r.app.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	for r.lines.Scan() {
		if ms, is := strings.CutPrefix(r.lines.Text(), "heard "); is {
			r.heard, _ = strconv.ParseInt(ms, 10, 64)
		}
	}
	if r.app.Wait() == nil {
		t.Fatal("it was not killed")
	}
	_ = tone.Process.Kill()
	_ = tone.Wait()
	facts, samples := k.kept()
	t.Logf("%d ms heard, %d ms kept", r.heard, facts.Length)
	if facts.Cut != visits.CutKilled || facts.Length < r.heard-5000 {
		t.Errorf("%d ms were heard, and %+v", r.heard, facts)
	}
	if n := count(tones(samples, sound.Rate), before); n < len(samples)/(sound.Rate/4)-6 {
		t.Errorf("%d quarters of a second of the tone in %d ms", n, facts.Length)
	}
}

// The microphone goes while it is used: what was heard is kept, and the entry says why
// there is no more.
func TestSystemSoundSaysThatTheMicrophoneIsGone(t *testing.T) {
	k := newTalk(t)
	r := k.records()
	r.hears(1000)
	if out, err := k.command("pactl", "unload-module", "module-null-sink").CombinedOutput(); err != nil {
		t.Fatal(err, string(out))
	}
	code := r.until(func(line string) bool { return strings.HasPrefix(line, "refused ") })
	r.until(func(line string) bool { return line == "ended" })
	if err := r.app.Wait(); err != nil {
		t.Fatal(err)
	}
	facts, _ := k.kept()
	if code != "refused "+capture.MicrophoneGone && code != "refused "+capture.MicrophoneSilent || facts.Cut != visits.CutMicrophone || facts.Length < r.heard {
		t.Errorf("%s, %+v, %d ms were heard", code, facts, r.heard)
	}
	t.Log(code)
}

// What the app plays is heard: all of it, and nothing else.
func TestSystemSoundIsPlayed(t *testing.T) {
	k := newTalk(t)
	listening := k.command("parec", "--raw", "--format=s16ne", "--rate=8000", "--channels=1", "--device=street.monitor", "--latency-msec=50")
	out, err := listening.StdoutPipe()
	if err == nil {
		err = listening.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	hears := func(seconds int) []int16 {
		samples := make([]int16, seconds*sound.Rate)
		if err := binary.Read(out, binary.NativeEndian, samples); err != nil {
			t.Fatal(err)
		}
		return samples
	}
	hears(1) // it listens by now
	k.act("play", k.dir)
	samples := hears(10)
	_ = listening.Process.Kill()
	_ = listening.Wait()
	heard := 0
	for ; len(samples) > 0; samples = samples[sound.Rate/50:] {
		if strength(samples[:sound.Rate/50], before, sound.Rate) > 0.8 {
			heard++
		}
	}
	if length := time.Duration(heard) * 20 * time.Millisecond; length < 1900*time.Millisecond || length > 2*time.Second {
		t.Errorf("%v of 2 s of the tone are heard", length)
	}
}
