package photo

import (
	"bytes"
	"errors"
	"os"
	"testing"

	"fairvisit/evidence"
	"fairvisit/evidence/vault"
	"pgregory.net/rapid"
)

// A sealed photo survives every line as a plain one does: cuts within a chunk,
// frames sent twice, and bytes changed on the disk of whoever receives. Of what was
// held right nothing is asked for again.
func TestASealedUploadSurvivesEveryLine(t *testing.T) {
	device, hq := openSealed(t, t.TempDir()), openFolder(t)
	visit := evidence.NewID()
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.OneOf(rapid.IntRange(1, 3*ChunkSize), rapid.Just(ChunkSize), rapid.Just(2*ChunkSize)).Draw(t, "size")
		plain, begin := promise(9, size)
		name := newName()
		var file bytes.Buffer
		w, err := storeKey.NewWriterOf(visit, &file, name)
		if err == nil {
			_, err = w.Write(plain)
		}
		if err := errors.Join(err, w.Close(), os.WriteFile(device.photoPath(name), file.Bytes(), 0o600)); err != nil {
			t.Fatal(err)
		}
		salt, length, err := device.Head(name)
		if err != nil || length != int64(size) || evidence.ID(salt[:16]) != visit {
			t.Fatalf("the head of the file: %d bytes, %v", length, err)
		}
		begin.Sealed = storeKey.Visit(visit).Chunks(salt, name)
		in := resume(t, hq, name, begin)
		spoilt := false
		for !in.Complete() {
			chunk, offset := in.Position()
			sealed := make([]byte, Wire(int64(chunk), begin.Size, true))
			if err := device.ReadSealed(name, chunk, sealed); err != nil {
				t.Fatal(err)
			}
			end := min(len(sealed), offset+rapid.IntRange(1, ChunkSize+16).Draw(t, "frame"))
			err := in.WriteAt(chunk, offset, sealed[offset:end])
			switch {
			case errors.Is(err, ErrChunk) && spoilt:
				spoilt = false // asked for again
			case err != nil:
				t.Fatal(err)
			}
			switch rapid.IntRange(0, 9).Draw(t, "then") {
			case 0: // sent twice
				if err := in.WriteAt(chunk, offset, sealed[offset:end]); err != nil && !errors.Is(err, ErrGap) {
					t.Fatal(err)
				}
			case 1:
				if err := in.WriteAt(chunk, len(sealed), []byte{1}); err == nil {
					t.Fatal("a byte behind a chunk was taken")
				}
			case 2, 3:
				before := [2]any{}
				before[0], before[1] = in.Position()
				if err := in.Close(); err != nil {
					t.Fatal(err)
				}
				in = resume(t, hq, name, begin)
				after := [2]any{}
				after[0], after[1] = in.Position()
				if after != before && !spoilt {
					t.Fatalf("stood at %v, goes on at %v", before, after)
				}
			case 4: // the disk changes a byte of the chunk in hand
				if in.tail > 0 {
					b := []byte{sealed[0] ^ 1}
					if _, err := in.file.WriteAt(b, vault.ChunkAt(in.held/ChunkSize)); err != nil {
						t.Fatal(err)
					}
					spoilt = true
				}
			}
		}
		if err := in.Finish(); err != nil {
			t.Fatal(err)
		}
		if err := verified(hq, name, begin); err != nil {
			t.Fatalf("what arrived is not the photo: %v", err)
		}
	})
}
