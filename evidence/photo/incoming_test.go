package photo

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"math/rand/v2"
	"os"
	"testing"

	"fairvisit/evidence"
	"fairvisit/evidence/vault"
	"pgregory.net/rapid"
)

// promise is a photo of size bytes and what its device says of it beforehand.
func promise(seed byte, size int) ([]byte, Begin) {
	photo := make([]byte, size)
	rand.NewChaCha8([32]byte{seed}).Read(photo)
	b := Begin{Salt: [32]byte{seed, 1}, Size: int64(size), Type: JPEG, Key: storeKey, As: "ENTRY/0"}
	for rest := photo; len(rest) > 0; rest = rest[min(len(rest), ChunkSize):] {
		b.Chunks = append(b.Chunks, sha256.Sum256(rest[:min(len(rest), ChunkSize)]))
	}
	b.Root = Root(b.Salt, b.Size, b.Chunks)
	return photo, b
}

func resume(t rapid.TB, f *Folder, name string, b Begin) *Incoming {
	t.Helper()
	in, err := f.Resume(name, b)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// send writes n bytes from at on, or as far as the chunk goes; it returns how
// many those were.
func send(t rapid.TB, in *Incoming, photo []byte, at, n int) int {
	t.Helper()
	end := min(at+n, (at/ChunkSize+1)*ChunkSize, len(photo))
	if err := in.WriteAt(at/ChunkSize, at%ChunkSize, photo[at:end]); err != nil {
		t.Fatalf("bytes %d to %d: %v", at, end, err)
	}
	return end - at
}

// lies is what a part looks like of which these bytes arrived: whole chunks
// sealed, the rest as it came.
func lies(t rapid.TB, begin Begin, arrived []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	whole := len(arrived) / ChunkSize * ChunkSize
	if int64(len(arrived)) == begin.Size {
		whole = len(arrived)
	}
	w, err := storeKey.NewWriter(&b, begin.As)
	if err == nil {
		_, err = w.Write(arrived[:whole])
	}
	// A byte more has the writer seal the last whole chunk as one that is not the last.
	if err == nil && int64(whole) < begin.Size {
		_, err = w.Write([]byte{0})
	}
	sealed := vault.ChunkAt(int64(whole / ChunkSize))
	if err == nil && int64(whole) == begin.Size {
		err = w.Close()
		sealed = int64(b.Len())
	}
	if err != nil {
		t.Fatal(err)
	}
	return append(b.Bytes()[:sealed], arrived[whole:]...)
}

// liesOpen reports whether a part holds plain bytes of whole chunks.
func liesOpen(t rapid.TB, f *Folder, name string, whole []byte) bool {
	t.Helper()
	part, err := os.ReadFile(f.partPath(name))
	if err != nil {
		t.Fatal(err)
	}
	for at := 0; at < len(whole); at += ChunkSize / 2 {
		if bytes.Contains(part, whole[at:at+32]) {
			return true
		}
	}
	return false
}

// verified reports whether the photo that was promised lies there, sealed.
func verified(f *Folder, name string, begin Begin) error {
	in, err := f.Resume(name, begin)
	if err == nil && !in.stored {
		err = errors.New("the photo is not stored")
	}
	return err
}

func at(in *Incoming, size int) int {
	chunk, offset := in.Position()
	return min(chunk*ChunkSize+offset, size)
}

// Any run of cuts, power cuts, frames sent twice, gaps and damaged bytes ends
// with the photo that was promised, and no byte that was held is sent again.
func TestAnUploadSurvivesEveryLine(t *testing.T) {
	f := openFolder(t)
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.OneOf(rapid.IntRange(1, 3*ChunkSize), rapid.Just(ChunkSize), rapid.Just(2*ChunkSize)).Draw(t, "size")
		photo, begin := promise(7, size)
		name := newName()
		in := resume(t, f, name, begin)
		held, sent, lost := 0, 0, 0
		for !in.Complete() {
			n := rapid.IntRange(1, 96<<10).Draw(t, "n")
			switch rapid.SampledFrom([]string{"send", "send", "send", "send", "again", "overlap", "gap", "cut", "power cut", "damage"}).Draw(t, "event") {
			case "send":
				n = send(t, in, photo, held, n)
				held, sent = held+n, sent+n
			case "again":
				send(t, in, photo, max(0, held-n), min(n, held, ChunkSize-max(0, held-n)%ChunkSize))
			case "overlap":
				from := max(held-n, held/ChunkSize*ChunkSize)
				end := from + send(t, in, photo, from, n+1)
				sent += end - held
				held = end
			case "gap":
				if held+n < size {
					if err := in.WriteAt((held+n)/ChunkSize, (held+n)%ChunkSize, photo[held+n:held+n+1]); err != ErrGap {
						t.Fatalf("a gap of %d: %v", n, err)
					}
				}
			case "cut":
				if err := in.Close(); err != nil {
					t.Fatal(err)
				}
				in = resume(t, f, name, begin)
			case "power cut":
				if err := in.Close(); err != nil {
					t.Fatal(err)
				}
				left := max(0, held-n)
				if left < held/ChunkSize*ChunkSize {
					left = left / ChunkSize * ChunkSize // within a sealed chunk: see the rubbish a power cut leaves
				}
				if err := os.Truncate(f.partPath(name), vault.ChunkAt(int64(left/ChunkSize))+int64(left%ChunkSize)); err != nil {
					t.Fatal(err)
				}
				in = resume(t, f, name, begin)
				lost, held = lost+held-left, left
			case "damage":
				lostNow := damage(t, in, photo, held)
				lost, held = lost+lostNow, held-lostNow
			}
			if got := at(in, size); got != held {
				t.Fatalf("position %d, want %d", got, held)
			}
			if whole := held / ChunkSize * ChunkSize; whole > 0 && liesOpen(t, f, name, photo[:whole]) {
				t.Fatalf("of %d bytes that are here more than the chunk in hand lies open", held)
			}
		}
		if sent != size+lost {
			t.Fatalf("sent %d bytes for %d and %d lost", sent, size, lost)
		}
		if err := errors.Join(in.Finish(), f.SyncFolder(), in.Finish(), in.Close()); err != nil {
			t.Fatal(err)
		}
		if err := verified(f, name, begin); err != nil {
			t.Fatal(err)
		}
	})
}

// damage sends the rest of the chunk with one bit wrong and returns how many
// held bytes go with it.
func damage(t *rapid.T, in *Incoming, photo []byte, held int) int {
	start := held / ChunkSize * ChunkSize
	wrong := bytes.Clone(photo[held:min(start+ChunkSize, len(photo))])
	wrong[rapid.IntRange(0, len(wrong)-1).Draw(t, "wrong byte")] ^= 1
	if err := in.WriteAt(held/ChunkSize, held%ChunkSize, wrong); !errors.Is(err, ErrChunk) {
		t.Fatalf("a wrong chunk: %v", err)
	}
	return held - start
}

func TestAPowerCutThatLeavesRubbishIsSeenThrough(t *testing.T) {
	photo, begin := promise(3, 2*ChunkSize+1000)
	whole := lies(t, begin, photo)
	spoilt := func(part []byte, from, to int64) []byte {
		b := bytes.Clone(part)
		clear(b[from:to])
		return b
	}
	second, third := vault.ChunkAt(1), vault.ChunkAt(2)
	for name, c := range map[string]struct {
		part []byte
		want int
	}{
		"nothing":                              {nil, 0},
		"half a head":                          {whole[:20], 0},
		"a head alone":                         {whole[:43], 0},
		"a head of zeros":                      {spoilt(whole, 0, 43), 0},
		"a head that names a visit":            {append(append(bytes.Clone(whole[:11]), 1), whole[12:]...), 0},
		"whole":                                {whole, len(photo)},
		"longer than the photo":                {append(bytes.Clone(whole), "tail"...), len(photo)},
		"as it lies under another key":         {append(bytes.Clone(whole[:30]), whole[31:]...), 0},
		"first chunk has a hole":               {spoilt(whole, 100, 200), 0},
		"second chunk has a hole":              {spoilt(whole, second+5, second+6), ChunkSize},
		"second chunk without its tag":         {whole[:third-16], ChunkSize},
		"second chunk with half its tag":       {whole[:third-8], ChunkSize},
		"second chunk came and is not sealed":  {lies(t, begin, photo[:2*ChunkSize-1]), 2*ChunkSize - 1},
		"second chunk is whole and not sealed": {append(lies(t, begin, photo[:ChunkSize]), photo[ChunkSize:2*ChunkSize]...), 2 * ChunkSize},
		"second chunk is sealed in part":       {append(append(bytes.Clone(whole[:second+4096]), photo[ChunkSize+4096:2*ChunkSize]...), 0), ChunkSize},
		"last, short chunk has a hole":         {spoilt(whole, third, int64(len(whole))), 2 * ChunkSize},
		"a begun chunk is judged later":        {spoilt(lies(t, begin, photo[:ChunkSize+700]), second, second+700), ChunkSize + 700},
		"a cut within a sealed chunk, too":     {whole[:second+700], ChunkSize + 700},
	} {
		f := openFolder(t)
		file := newName()
		if err := os.WriteFile(f.partPath(file), c.part, 0o600); err != nil {
			t.Fatal(err)
		}
		in := resume(t, f, file, begin)
		if got := at(in, len(photo)); got != c.want {
			t.Errorf("%s: position %d, want %d", name, got, c.want)
		}
		for refused := 0; !in.Complete(); {
			here := at(in, len(photo))
			err := in.WriteAt(here/ChunkSize, here%ChunkSize, photo[here:min(len(photo), (here/ChunkSize+1)*ChunkSize)])
			if err != nil {
				refused++
			}
			if refused > 1 || err != nil && !errors.Is(err, ErrChunk) {
				t.Fatalf("%s: %v", name, err)
			}
		}
		if err := errors.Join(in.Finish(), verified(f, file, begin)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAPromiseThatDoesNotFitTheRootIsRefused(t *testing.T) {
	f := openFolder(t)
	for name, spoil := range map[string]func(*Begin){
		"salt":          func(b *Begin) { b.Salt[0]++ },
		"root":          func(b *Begin) { b.Root[0]++ },
		"size":          func(b *Begin) { b.Size-- },
		"chunk":         func(b *Begin) { b.Chunks[0][0]++ },
		"chunk missing": func(b *Begin) { b.Chunks = b.Chunks[:1] },
		"chunk too many": func(b *Begin) {
			b.Chunks = append(b.Chunks, evidence.Hash{})
			b.Root = Root(b.Salt, b.Size, b.Chunks)
		},
		"type": func(b *Begin) { b.Type = 5 },
		"empty": func(b *Begin) {
			b.Size, b.Chunks = 0, nil
			b.Root = Root(b.Salt, 0, nil)
		},
		"negative":  func(b *Begin) { b.Size = -1 },
		"too large": func(b *Begin) { b.Size = MaxSize + 1 },
	} {
		_, begin := promise(4, ChunkSize+10)
		spoil(&begin)
		if _, err := f.Resume(newName(), begin); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	_, begin := promise(4, 10)
	if _, err := f.Resume("../photos/x", begin); err == nil {
		t.Error("a path was taken for a name")
	}
	if files := filesIn(t, f); len(files) > 0 {
		t.Errorf("left behind %v", files)
	}
}

func TestAFrameOutsideItsChunkIsRefused(t *testing.T) {
	f := openFolder(t)
	photo, begin := promise(5, ChunkSize+100)
	in := resume(t, f, newName(), begin)
	defer in.Close()
	for _, c := range []struct{ chunk, offset, n int }{
		{-1, 0, 1}, {2, 0, 1}, {0, -1, 1}, {0, ChunkSize, 1}, {0, ChunkSize - 1, 2}, {1, 0, 101}, {1, 101, 0}, {1 << 62, 0, 1},
	} {
		if err := in.WriteAt(c.chunk, c.offset, photo[:c.n]); err == nil {
			t.Errorf("%+v was accepted", c)
		}
	}
	if got := at(in, len(photo)); got != 0 {
		t.Errorf("position %d", got)
	}
	if err := in.Finish(); err == nil || len(filesIn(t, f)) != 1 {
		t.Errorf("an unfinished photo was finished: %v, %v", err, filesIn(t, f))
	}
}

func TestTheNewestSessionWins(t *testing.T) {
	f := openFolder(t)
	photo, begin := promise(6, 1000)
	name := newName()
	hanging := resume(t, f, name, begin)
	send(t, hanging, photo, 0, 400)
	newer := resume(t, f, name, begin)
	if got := at(newer, len(photo)); got != 400 {
		t.Errorf("the new session starts at %d", got)
	}
	if err := hanging.WriteAt(0, 400, photo[400:]); err != ErrClosed {
		t.Errorf("the old session wrote: %v", err)
	}
	if err := errors.Join(hanging.Close(), hanging.Close()); err != nil {
		t.Error(err)
	}
	send(t, newer, photo, 400, 600)
	if err := errors.Join(newer.Finish(), f.SyncFolder()); err != nil {
		t.Fatal(err)
	}
	if err := newer.WriteAt(0, 0, photo); err != nil {
		t.Errorf("a late duplicate: %v", err)
	}

	lostAnswer := resume(t, f, name, begin)
	if chunk, offset := lostAnswer.Position(); chunk != 1 || offset != 0 || !lostAnswer.Complete() {
		t.Errorf("a stored photo is taken up at %d, %d", chunk, offset)
	}
	if err := errors.Join(lostAnswer.Finish(), lostAnswer.Close()); err != nil {
		t.Error(err)
	}
	_, other := promise(8, 1000)
	if _, err := f.Resume(name, other); !errors.Is(err, ErrRoot) {
		t.Errorf("another photo of this name: %v", err)
	}
	if err := verified(f, name, begin); err != nil {
		t.Error(err)
	}
}
