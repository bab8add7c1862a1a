package sound

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"fairvisit/evidence/vault"
)

// childDir has this test binary record into the folder until it is killed.
const childDir = "FAIRVISIT_SOUND_CHILD"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		record(dir)
	}
	os.Exit(m.Run())
}

var killKey = vault.KeyOf([32]byte{1, 2, 3})

const killName = "000102030405060708090a0b0c0d0e0f"

// record says after each portion how many samples were heard, never after more
// than could have been lost by being behind with saying it.
func record(dir string) {
	w, err := Create(dir, killKey, killName)
	if err != nil {
		panic(err)
	}
	for {
		fmt.Println(w.Samples())
		if err := w.Write(1, tone(w.Samples(), Rate/10)); err != nil {
			panic(err)
		}
	}
}

// A process that records is killed in the middle, at many places: at most 5 s
// of what it had heard are missing, and the rest plays.
func TestAKillCostsAtMostFiveSeconds(t *testing.T) {
	for _, after := range []int{0, 1, 19, 20, 21, 57, 333} {
		t.Run(strconv.Itoa(after), func(t *testing.T) {
			dir := t.TempDir()
			c := exec.Command(os.Args[0])
			c.Env = append(os.Environ(), childDir+"="+dir)
			out, err := c.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			lines, heard := bufio.NewScanner(out), int64(0)
			for n := 0; lines.Scan(); n++ {
				if heard, err = strconv.ParseInt(strings.TrimSpace(lines.Text()), 10, 64); err != nil {
					t.Fatal(err)
				}
				if n == after {
					if err := c.Process.Kill(); err != nil {
						t.Fatal(err)
					}
				}
			}
			if c.Wait() == nil {
				t.Fatal("it was not killed")
			}
			r, err := Read(dir, killKey, killName)
			if err != nil {
				t.Fatal(err)
			}
			said := compressed(tone(0, r.Samples()))
			if r.Samples() < heard-5*Rate || r.Missing != 0 || !bytes.Equal(whole(t, r), said) {
				t.Fatalf("%d samples of %d are kept, %d slices missing", r.Samples(), heard, r.Missing)
			}
			names, err := Running(dir)
			if err != nil || len(names) != 1 || names[0] != killName {
				t.Fatal(names, err)
			}
		})
	}
}
