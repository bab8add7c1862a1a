//go:build system

package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io/fs"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"fairvisit/app/desk/hqtest"
	"fairvisit/evidence"
	"fairvisit/evidence/sound"
	"fairvisit/visits"
)

func sine(hertz, seconds, rate int) []int16 {
	samples := make([]int16, seconds*rate)
	for i := range samples {
		samples[i] = int16(8000 * math.Sin(2*math.Pi*float64(hertz)*float64(i)/float64(rate)))
	}
	return samples
}

// strength is how much of a tone is in samples, as the part of their whole power
// (Goertzel's way).
func strength(samples []int16, hertz, rate int) float64 {
	c := 2 * math.Cos(2*math.Pi*float64(hertz)/float64(rate))
	var a, b, power float64
	for _, s := range samples {
		a, b = float64(s)+c*a-b, a
		power += float64(s) * float64(s)
	}
	if power/float64(len(samples)) < 100*100 {
		return 0 // nearly silence
	}
	return 2 * (a*a + b*b - c*a*b) / (float64(len(samples)) * power)
}

// tones names for each quarter of a second which tone it is; 0: none alone, as where it
// begins and ends.
func tones(samples []int16, rate int) (heard []int) {
	for w := rate / 4; len(samples) >= w; samples = samples[w:] {
		is := 0
		for _, hertz := range []int{before, during, behind} {
			if strength(samples[:w], hertz, rate) > 0.8 {
				is = hertz
			}
		}
		heard = append(heard, is)
	}
	return heard
}

func count(list []int, hertz int) (n int) {
	for _, t := range list {
		if t == hertz {
			n++
		}
	}
	return n
}

// talk is a visit on a machine with a sound server, whose only microphone hears what
// its only loudspeaker plays.
type talk struct {
	*machine
	dir   string
	visit evidence.ID
}

func newTalk(t *testing.T) *talk {
	t.Helper()
	m := newMachine(t)
	socket := filepath.Join(m.home, "sound.socket")
	m.env = append(m.env, "PULSE_SERVER=unix:"+socket)
	m.service(nil, "pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1",
		"-L", "module-native-protocol-unix auth-anonymous=1 socket="+socket, "-L", "module-null-sink sink_name=street")
	m.until("the sound server does not come up", func() bool {
		out, err := m.command("pactl", "list", "short", "sources").Output()
		return err == nil && strings.Contains(string(out), "street.monitor")
	})
	w := hqtest.New(t)
	k := &talk{machine: m, dir: filepath.Join(t.TempDir(), "device")}
	d, err := deviceAt(k.dir)
	w.Must(err)
	who, err := d.Enrol(t.Context(), w.Invite("officer", "Li"))
	w.Must(err)
	li, err := d.Open(who)
	w.Must(err)
	w.Import("creditor,number,name,street,amount,currency,days_past_due\nBank A,1,王小明,青石大街 99901 号,100.50,CNY,45\n")
	c := w.HQ.CaseID("Bank A", "1")
	zhao := w.Enrol("officer", "Zhao")
	w.Assign(c, li, zhao, hqtest.Workday.Format(time.DateOnly))
	w.Sync(li)
	v, verdict, err := li.Officer.Open(t.Context(), c, zhao.Me())
	if err != nil {
		t.Fatalf("%v: %+v", err, verdict)
	}
	w.Must(v.Arrive(t.Context(), nil))
	w.Must(li.Close())
	k.visit = v.ID
	return k
}

// plays plays a tone to its end.
func (k *talk) plays(hertz, seconds int) {
	k.t.Helper()
	c := k.player(hertz, seconds)
	if err := c.Run(); err != nil {
		k.t.Fatal(err)
	}
}

func (k *talk) player(hertz, seconds int) *exec.Cmd {
	c := k.command("pacat", "--raw", "--format=s16ne", "--rate=48000", "--channels=1", "--latency-msec=1000")
	raw, err := binary.Append(nil, binary.NativeEndian, sine(hertz, seconds, 48000))
	if err != nil {
		k.t.Fatal(err)
	}
	c.Stdin = bytes.NewReader(raw)
	return c
}

// recorder is the app while it records.
type recorder struct {
	t     *testing.T
	app   *exec.Cmd
	tell  *os.File
	lines *bufio.Scanner
	heard int64 // ms
}

func (k *talk) records() *recorder {
	k.t.Helper()
	app := k.command(os.Args[0], k.dir, k.visit.String())
	app.Env = append(app.Env, asApp+"=record")
	app.Stderr = os.Stderr
	in, tell, err := os.Pipe()
	if err != nil {
		k.t.Fatal(err)
	}
	app.Stdin = in
	out, err := app.StdoutPipe()
	if err == nil {
		err = app.Start()
	}
	if err != nil {
		k.t.Fatal(err)
	}
	_ = in.Close() // the app has its own
	k.t.Cleanup(func() { _ = tell.Close() })
	return &recorder{t: k.t, app: app, tell: tell, lines: bufio.NewScanner(out)}
}

// until reads what the app says up to a line for which done is true.
func (r *recorder) until(done func(line string) bool) string {
	r.t.Helper()
	for r.lines.Scan() {
		line := r.lines.Text()
		if ms, is := strings.CutPrefix(line, "heard "); is {
			n, err := strconv.ParseInt(ms, 10, 64)
			if err != nil {
				r.t.Fatal(err)
			}
			r.heard = n
		}
		if done(line) {
			return line
		}
	}
	r.t.Fatal("the app says no more")
	return ""
}

// hears waits until so much more was heard.
func (r *recorder) hears(ms int64) {
	r.t.Helper()
	goal := r.heard + ms
	r.until(func(string) bool { return r.heard >= goal })
}

func (r *recorder) does(what, answer string) {
	r.t.Helper()
	if _, err := fmt.Fprintln(r.tell, what); err != nil {
		r.t.Fatal(err)
	}
	r.until(func(line string) bool { return line == answer })
}

// kept is the last recording of the visit, and what its files sound like.
func (k *talk) kept() (visits.SoundTakenFacts, []int16) {
	k.t.Helper()
	_, li, err := opened(k.dir)
	if err != nil {
		k.t.Fatal(err)
	}
	defer li.Close()
	v, err := li.Journal.Visit(k.t.Context(), k.visit)
	if err != nil || len(v.Sounds) == 0 {
		k.t.Fatalf("%d recordings, %v", len(v.Sounds), err)
	}
	l := v.Sounds[len(v.Sounds)-1]
	var all []int16
	for _, f := range l.Files {
		b, err := li.Journal.SoundFile(k.t.Context(), f.Entry, f.Index)
		if err != nil {
			k.t.Fatal(err)
		}
		k.sealed(b)
		samples, err := sound.Decode(b)
		if err != nil {
			k.t.Fatal(err)
		}
		all = append(all, samples...)
	}
	if l.Taken == nil || sound.Length(int64(len(all))).Milliseconds() != l.Taken.Length {
		k.t.Fatalf("%d samples of %+v", len(all), l.Taken)
	}
	return *l.Taken, all
}

// sealed fails where a part of a sound lies open on the disk.
func (k *talk) sealed(file []byte) {
	k.t.Helper()
	part := file[len(file)/2:][:100]
	err := filepath.WalkDir(k.dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if bytes.Contains(b, part) {
			k.t.Errorf("%s holds the sound", path)
		}
		return err
	})
	if err != nil {
		k.t.Error(err)
	}
}
