//go:build drive

package main

// The hand and the eye of the drive: what stands in the window, and a finger on it.

import (
	"bytes"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

func (w *world) await(what string, is func() bool) {
	w.t.Helper()
	for end := time.Now().Add(within); !is(); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) {
			w.t.Fatalf("%s did not come; the window says:\n%s", what, w.text())
		}
	}
}

func (w *world) text() string {
	said, _ := os.ReadFile(w.says) // not there yet
	return string(said)
}

// reads is what the window says, without the time of day.
func (w *world) reads() string {
	_, text, _ := strings.Cut(w.text(), "\n\n")
	return text
}

// place is where the middle of a thing lies.
func (w *world) place(id string) (x, y string, ok bool) {
	head, _, _ := strings.Cut(w.text(), "\n\n")
	for line := range strings.Lines(head + "\n") {
		if f := strings.Fields(line); len(f) == 3 && f[0] == id {
			return f[1], f[2], true
		}
	}
	return "", "", false
}

func (w *world) offered(id string) bool { _, _, ok := w.place(id); return ok }

// tap clicks a thing, once it is there and lies still; what is further down is
// scrolled to.
func (w *world) tap(ids ...string) {
	w.t.Helper()
	for _, id := range ids {
		for end := time.Now().Add(within); !w.offered(id); time.Sleep(300 * time.Millisecond) {
			if time.Now().After(end) {
				w.t.Fatalf("%s is not to be tapped; the window says:\n%s", id, w.text())
			}
			if time.Until(end) < within-2*time.Second {
				w.xdo("mousemove", "700", "450", "sleep", "0.1", "click", "--repeat", "3", "--delay", "50", "5")
			}
		}
		if w.click(id) || !strings.HasPrefix(id, "answer.") {
			continue
		}
		w.click(id) // an answer that is given twice is the same answer; a digit is not
	}
}

// click clicks a thing where it lies, and reports whether the window then says anything
// else. It does not where the page was built again between the button's going down and up.
func (w *world) click(id string) bool {
	w.t.Helper()
	time.Sleep(300 * time.Millisecond)
	before := w.text()
	x, y, there := w.place(id)
	if !there {
		return false
	}
	w.xdo("mousemove", x, y, "sleep", "0.1", "click", "1")
	for end := time.Now().Add(3 * time.Second); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		if w.text() != before {
			time.Sleep(300 * time.Millisecond)
			return true
		}
	}
	return false
}

// reach taps the first of the ways that is there until next is. A page that is built
// again between a finger's going down and up has not been tapped, as when the rules answer.
func (w *world) reach(next string, ways ...string) {
	w.t.Helper()
	begun := time.Now()
	w.await("a way to "+next, func() bool {
		if w.offered(next) || slices.ContainsFunc(ways, w.offered) {
			return true
		}
		if time.Since(begun) > 2*time.Second { // below what is seen, where many rules speak
			w.xdo("mousemove", "700", "450", "sleep", "0.1", "click", "5")
		}
		return false
	})
	for range 5 {
		if w.offered(next) {
			return
		}
		if i := slices.IndexFunc(ways, w.offered); i >= 0 {
			w.tap(ways[i])
		}
		for end := time.Now().Add(within / 5); !w.offered(next) && time.Now().Before(end); {
			time.Sleep(100 * time.Millisecond)
		}
	}
}

func (w *world) xdo(args ...string) {
	w.t.Helper()
	c := exec.Command("xdotool", args...)
	c.Env = append(os.Environ(), "DISPLAY="+screen)
	if out, err := c.CombinedOutput(); err != nil {
		w.t.Fatalf("xdotool %v: %v %s", args, err, out)
	}
}

func (w *world) pin(prefix, done string) {
	w.t.Helper()
	for _, digit := range pinned {
		w.tap(prefix + string(digit))
	}
	if done != "" {
		w.tap(done)
	}
}

// picture is what is seen, as a PNG.
func (w *world) picture(name string) []byte {
	w.t.Helper()
	c := exec.Command("sh", "-c", "xwd -root -silent | convert xwd:- png:-")
	c.Env = append(os.Environ(), "DISPLAY="+screen)
	out, err := c.Output()
	if err != nil {
		w.t.Fatal(err)
	}
	if _, err := png.DecodeConfig(bytes.NewReader(out)); err != nil {
		w.t.Fatal(err)
	}
	if dir := os.Getenv("DRIVE_PICTURES"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, name+".png"), out, 0o600); err != nil {
			w.t.Fatal(err)
		}
	}
	return out
}
