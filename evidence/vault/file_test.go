package vault_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"io"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"fairvisit/evidence/vault"
)

const (
	head  = 11 + 32
	chunk = 256<<10 + 16
)

func plainBytes(n int) []byte {
	b := make([]byte, n)
	r := rand.NewChaCha8([32]byte{1})
	_, _ = r.Read(b) // never fails
	return b
}

func sealed(t testing.TB, k *vault.Key, name string, plain []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := k.NewWriter(&b, name)
	if err != nil {
		t.Fatal(err)
	}
	for part := range slices.Chunk(plain, 100_000) {
		if n, err := w.Write(part); err != nil || n != len(part) {
			t.Fatal(n, err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// read reads a sealed file from its beginning to its end.
func read(k *vault.Key, name string, file []byte) ([]byte, error) {
	f, err := k.OpenFile(bytes.NewReader(file), int64(len(file)), name)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(f)
}

func TestAFileIsReadAsItWasWritten(t *testing.T) {
	k := someKey()
	for _, n := range []int{0, 1, 1000, 256<<10 - 1, 256 << 10, 256<<10 + 1, 600_000, 3 * 256 << 10} {
		plain := plainBytes(n)
		file := sealed(t, k, "photo", plain)
		if int64(len(file)) != vault.SealedSize(int64(n)) {
			t.Errorf("%d bytes are %d sealed; %d were promised", n, len(file), vault.SealedSize(int64(n)))
		}
		if size, err := vault.PlainSize(int64(len(file))); err != nil || size != int64(n) {
			t.Errorf("%d bytes are told as %d, %v", n, size, err)
		}
		if got, err := read(k, "photo", file); err != nil || !bytes.Equal(got, plain) {
			t.Errorf("%d bytes: %d came back, %v", n, len(got), err)
		}
	}
}

// Chunks are opened from the page alone: key, counter and last-chunk flag.
func TestAFileLiesAsThePageSays(t *testing.T) {
	plain := plainBytes(600_000)
	file := sealed(t, someKey(), "photo", plain)
	var secret [32]byte
	for i := range secret {
		secret[i] = byte(i)
	}
	if string(file[:11]) != "fv-file-v1\n" {
		t.Fatalf("begins with %q", file[:11])
	}
	key, err := hkdf.Expand(sha256.New, secret[:], "fv-file-v1\n"+string(file[11:head])+"photo", 32)
	if err != nil {
		t.Fatal(err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		t.Fatal(err)
	}
	var all []byte
	for i, last := range []byte{0, 0, 1} {
		box := file[head+i*chunk : min(len(file), head+(i+1)*chunk)]
		if all, err = gcm.Open(all, []byte{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, byte(i), last}, box, nil); err != nil {
			t.Fatalf("chunk %d: %v", i, err)
		}
	}
	if !bytes.Equal(all, plain) {
		t.Error("the chunks hold something else")
	}
}

func TestAnyByteOfAFileIsReadAlone(t *testing.T) {
	k, plain := someKey(), plainBytes(700_000)
	file := sealed(t, k, "photo", plain)
	rapid.Check(t, func(t *rapid.T) {
		f, err := k.OpenFile(bytes.NewReader(file), int64(len(file)), "photo")
		if err != nil {
			t.Fatal(err)
		}
		for range 4 {
			at, n := rapid.IntRange(0, len(plain)+10).Draw(t, "at"), rapid.IntRange(0, 300_000).Draw(t, "n")
			want := plain[min(at, len(plain)):min(at+n, len(plain))]
			got := make([]byte, n)
			m, err := f.ReadAt(got, int64(at))
			if !bytes.Equal(got[:m], want) || (err == io.EOF) != (m < n) || err != nil && err != io.EOF {
				t.Fatalf("%d bytes at %d: %d came, %v", n, at, m, err)
			}
		}
		to := rapid.IntRange(0, len(plain)).Draw(t, "seek")
		if _, err := f.Seek(int64(to), io.SeekStart); err != nil {
			t.Fatal(err)
		}
		if rest, err := io.ReadAll(f); err != nil || !bytes.Equal(rest, plain[to:]) {
			t.Fatalf("from %d on: %d bytes, %v", to, len(rest), err)
		}
	})
}

func TestACutOrSplicedFileDoesNotOpen(t *testing.T) {
	k, plain := someKey(), plainBytes(3*256<<10)
	file := sealed(t, k, "photo", plain)
	other := sealed(t, k, "photo", plain) // of the same bytes, key and name: another salt
	part := func(f []byte, i int) []byte { return f[head+i*chunk : head+(i+1)*chunk] }
	join := func(parts ...[]byte) []byte { return append(slices.Clone(file[:head]), slices.Concat(parts...)...) }
	short := sealed(t, k, "photo", plain[:256<<10])
	for name, f := range map[string][]byte{
		"cut behind a chunk":         join(part(file, 0), part(file, 1)),
		"cut within a chunk":         file[:len(file)-1],
		"cut within a tag":           file[:head+2*chunk+15],
		"a tag alone behind a chunk": file[:head+2*chunk+16],
		"no chunk":                   file[:head],
		"no head":                    file[:head-1],
		"nothing":                    {},
		"chunks in another order":    join(part(file, 1), part(file, 0), part(file, 2)),
		"a chunk twice":              join(part(file, 0), part(file, 0), part(file, 2)),
		"a chunk left out":           join(part(file, 0), part(file, 2)),
		"a chunk of another file":    join(part(file, 0), part(other, 1), part(file, 2)),
		"an end of another file":     join(part(file, 0), part(short, 0)),
		"bytes behind the end":       append(slices.Clone(file), part(file, 2)...),
		"one byte behind the end":    append(slices.Clone(file), 0),
	} {
		if got, err := read(k, "photo", f); !errors.Is(err, vault.ErrSealed) {
			t.Errorf("%s: %d bytes were read, %v", name, len(got), err)
		}
	}
	if _, err := vault.PlainSize(head + chunk + 16); !errors.Is(err, vault.ErrSealed) {
		t.Error("an empty chunk may stand behind another")
	}
	if _, err := read(k, "photo2", file); !errors.Is(err, vault.ErrSealed) {
		t.Error("a file opens under another name")
	}
	if _, err := read(vault.NewKey(), "photo", file); !errors.Is(err, vault.ErrSealed) {
		t.Error("another key opens a file")
	}
	for _, at := range []int{0, 10, 11, head - 1, head, head + chunk - 1, head + chunk, len(file) - 1} {
		f := slices.Clone(file)
		f[at] ^= 1
		if _, err := read(k, "photo", f); !errors.Is(err, vault.ErrSealed) {
			t.Errorf("byte %d may be changed", at)
		}
	}
}

// A disk that fails is not called a file that was changed.
func TestABadDiskIsNotASealThatDoesNotFit(t *testing.T) {
	k := someKey()
	file := sealed(t, k, "photo", plainBytes(300_000))
	f, err := k.OpenFile(bytes.NewReader(file[:head+1000]), int64(len(file)), "photo")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(f); err == nil || errors.Is(err, vault.ErrSealed) {
		t.Errorf("the disk's error came as %v", err)
	}
	if _, err := k.NewWriter(full{}, "photo"); err == nil {
		t.Error("a head was written on a full disk")
	}
}

func TestAClosedFileTakesNothing(t *testing.T) {
	var b bytes.Buffer
	w, err := someKey().NewWriter(&b, "photo")
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	before := b.Len()
	if _, err := w.Write([]byte{1}); err == nil {
		t.Error("a closed file took a byte")
	}
	if err := w.Close(); err == nil || b.Len() != before {
		t.Errorf("closed twice: %v, %d bytes more", err, b.Len()-before)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func BenchmarkSealFile300KiB(b *testing.B) {
	k, plain := someKey(), plainBytes(300<<10)
	b.SetBytes(300 << 10)
	for b.Loop() {
		sealed(b, k, "photo", plain)
	}
}

// As an upload reads: the file is opened for each chunk.
func BenchmarkOpenChunk(b *testing.B) {
	k := someKey()
	file := sealed(b, k, "photo", plainBytes(300<<10))
	buf := make([]byte, 256<<10)
	b.SetBytes(256 << 10)
	for b.Loop() {
		f, err := k.OpenFile(bytes.NewReader(file), int64(len(file)), "photo")
		if err != nil {
			b.Fatal(err)
		}
		if _, err := f.ReadAt(buf, 0); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSealRecord1KiB(b *testing.B) {
	k, plain := someKey(), plainBytes(1<<10)
	at := vault.Place{Table: "entries", Column: "body", ID: plain[:32], Seq: 3}
	b.SetBytes(1 << 10)
	for b.Loop() {
		if _, err := k.Open(at, k.Seal(at, plain)); err != nil {
			b.Fatal(err)
		}
	}
}
