package sound

import (
	"bytes"
	"errors"
	"io/fs"
	"math"
	"os"
	"testing"
	"time"

	"pgregory.net/rapid"

	"fairvisit/evidence"
	"fairvisit/evidence/vault"
)

// The bytes of G.711 that a table of the standard gives, and each byte comes
// back from the sample it stands for.
func TestTheBytesAreThoseOfTheStandard(t *testing.T) {
	for sample, want := range map[int16]byte{0: 0xff, 32767: 0x80, -32768: 0x00, 1000: 0xce, -1000: 0x4e, 8: 0xfe} {
		if got := compress(sample); got != want {
			t.Errorf("%d is %#x, the standard says %#x", sample, got, want)
		}
	}
	for b := range 256 {
		if b != 0x7f && compress(expand(byte(b))) != byte(b) { // 0x7f is minus zero, which is zero
			t.Errorf("%#x comes back as %#x", b, compress(expand(byte(b))))
		}
	}
	for s := math.MinInt16; s <= math.MaxInt16; s++ {
		if off := math.Abs(float64(int(expand(compress(int16(s)))) - s)); off > math.Abs(float64(s))/16+5 && s > -32636 && s < 32636 {
			t.Fatalf("%d comes back as %d", s, expand(compress(int16(s))))
		}
	}
}

// tone is a sound in which each sample tells its place.
func tone(from, n int64) []int16 {
	out := make([]int16, n)
	for i := range out {
		at := from + int64(i)
		out[i] = int16(12000*math.Sin(float64(at)/7) + 9000*math.Sin(float64(at)/1013))
	}
	return out
}

// compressed is what is heard again of samples: minus zero is heard as zero.
func compressed(samples []int16) []byte {
	out := make([]byte, len(samples))
	for i, s := range samples {
		out[i] = compress(expand(compress(s)))
	}
	return out
}

func whole(t interface{ Fatal(...any) }, r Recording) []byte {
	var out []byte
	for i := range r.Pieces() {
		samples, err := Decode(r.Piece(i))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, compressed(samples)...)
	}
	return out
}

// Whatever is spoken, paused and gone on with comes back, in whatever portions it
// was heard, with the pauses where they were; cut at any byte of the file, what
// was flushed before plays and is the beginning of what was heard.
func TestARecordingComesBackAndACutOneIsItsBeginning(t *testing.T) {
	dir, key := t.TempDir(), vault.NewKey()
	rapid.Check(t, func(t *rapid.T) {
		name := evidence.NewID().String()
		w, err := Create(dir, key, name)
		if err != nil {
			t.Fatal(err)
		}
		var pauses []Pause
		now := int64(1_000_000)
		for range rapid.IntRange(0, 12).Draw(t, "acts") {
			if rapid.IntRange(0, 3).Draw(t, "pause") == 0 {
				p := Pause{At: w.Samples(), From: now, To: now + 5}
				if err := errors.Join(w.Pause(now), w.Resume(now+5)); err != nil {
					t.Fatal(err)
				}
				pauses = append(pauses, p)
				now += 5
			}
			n := rapid.Int64Range(0, 3*Rate).Draw(t, "samples")
			if err := w.Write(now, tone(w.Samples(), n)); err != nil {
				t.Fatal(err)
			}
			now += Length(n).Microseconds()
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		said := compressed(tone(0, w.Samples()))
		r, err := Read(dir, key, name)
		if err != nil || r.Missing != 0 || !bytes.Equal(whole(t, r), said) || len(r.Pauses) != len(pauses) {
			t.Fatalf("%v: %d samples of %d, %d pauses of %d, %d missing", err, r.Samples(), len(said), len(r.Pauses), len(pauses), r.Missing)
		}
		for i, p := range pauses {
			if r.Pauses[i] != p {
				t.Fatalf("pause %d is %v, was %v", i, r.Pauses[i], p)
			}
		}
		info, err := os.Stat(path(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(path(dir, name), rapid.Int64Range(0, info.Size()).Draw(t, "cut")); err != nil {
			t.Fatal(err)
		}
		switch r, err := Read(dir, key, name); {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil || r.Missing != 0 || !bytes.HasPrefix(said, whole(t, r)):
			t.Fatalf("a cut recording: %v, %d samples, %d missing", err, r.Samples(), r.Missing)
		}
		if err := Delete(dir, name); err != nil {
			t.Fatal(err)
		}
	})
}

// Nothing of it can be read with another key, under another name or out of its
// place; what is spoilt in the middle costs itself and nothing behind it.
func TestASpoiltSliceCostsItselfAlone(t *testing.T) {
	dir, key, name := t.TempDir(), vault.NewKey(), evidence.NewID().String()
	w, err := Create(dir, key, name)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Write(7, tone(0, 3*sliceSamples)), w.Close()); err != nil {
		t.Fatal(err)
	}
	if r, err := Read(dir, vault.NewKey(), name); err != nil || r.Samples() != 0 || r.Missing != 3 {
		t.Fatalf("another key reads %d samples, %d missing, %v", r.Samples(), r.Missing, err)
	}
	b, err := os.ReadFile(path(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(b, compressed(tone(sliceSamples, 64))) {
		t.Fatal("the sound lies on the disk unsealed")
	}
	other := evidence.NewID().String()
	if err := os.WriteFile(path(dir, other), b, 0o600); err != nil {
		t.Fatal(err)
	}
	if r, err := Read(dir, key, other); err != nil || r.Samples() != 0 {
		t.Fatalf("under another name it reads %d samples, %v", r.Samples(), err)
	}
	b[len(magic)+4+sliceSamples+vault.Overhead+9+200] ^= 1
	if err := os.WriteFile(path(dir, name), b, 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := Read(dir, key, name)
	said := compressed(tone(0, 3*sliceSamples))
	if err != nil || r.Missing != 1 || !bytes.Equal(whole(t, r), append(said[:sliceSamples:sliceSamples], said[2*sliceSamples:]...)) {
		t.Fatalf("%v: %d missing, %d samples", err, r.Missing, r.Samples())
	}
}

// A recording ends at 80 minutes and keeps them all, in the pieces one entry can
// name; a pause too many ends it as well.
func TestARecordingIsFullAtItsLimit(t *testing.T) {
	dir, key, name := t.TempDir(), vault.NewKey(), evidence.NewID().String()
	w, err := Create(dir, key, name)
	if err != nil {
		t.Fatal(err)
	}
	w.count = MaxSamples - Rate // as if 80 minutes less a second had been written
	if err := w.Write(1, make([]int16, Rate+1)); !errors.Is(err, ErrFull) {
		t.Fatal("the sample too many was taken: ", err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if r, err := Read(dir, key, name); err != nil || r.Samples() != Rate {
		t.Fatalf("%d samples, %v", r.Samples(), err)
	}
	if full := (Recording{samples: make([]byte, MaxSamples)}); full.Pieces() != MaxPieces || PieceLength(int64(len(full.Piece(15)))) != 5*time.Minute {
		t.Fatalf("%d pieces", full.Pieces())
	}
	if w, err = Create(dir, key, evidence.NewID().String()); err != nil {
		t.Fatal(err)
	}
	for range MaxPauses {
		if err := errors.Join(w.Pause(1), w.Resume(2)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Pause(3); !errors.Is(err, ErrFull) {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

// Only the one file that could hold its samples is a piece; no bytes make it
// panic.
func TestOnlyOurOwnFileIsPlayed(t *testing.T) {
	file := wav(compressed(tone(0, 801)))
	if samples, err := Decode(file); err != nil || len(samples) != 801 {
		t.Fatal(len(samples), err)
	}
	rapid.Check(t, func(t *rapid.T) {
		b := bytes.Clone(file)
		switch i := rapid.IntRange(0, len(b)-1).Draw(t, "at"); {
		case i < headSize || i == len(b)-1: // the head, and the byte that pads
			b[i] ^= rapid.Byte().Filter(func(x byte) bool { return x != 0 }).Draw(t, "with")
		default:
			b = b[:i]
		}
		if _, err := Decode(b); !errors.Is(err, ErrNotOurs) {
			t.Fatalf("a file that is none is played: %v", err)
		}
	})
	if _, err := Read(t.TempDir(), vault.NewKey(), "../x"); err == nil {
		t.Fatal("a path was taken for a name")
	}
}
