package photo

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"fairvisit/evidence/probe"
	"fairvisit/evidence/vault"
)

var storeKey = vault.KeyOf([32]byte{1, 2, 3})

func openSealed(t testing.TB, dir string) *Folder {
	t.Helper()
	f, err := OpenSealed(dir, storeKey)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// threeChunks is a photo of three chunks with bytes behind the picture that are easy
// to find again.
func threeChunks(t *testing.T) []byte {
	return slices.Concat(pngOf(t, noise(500, 400)), bytes.Repeat([]byte("Zhongshan Road 9999 "), 3000))
}

// inTheOpen lists the files under dir that hold some bytes as they are.
func inTheOpen(t *testing.T, dir string, wanted ...[]byte) (list []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		for _, w := range wanted {
			if bytes.Contains(b, w) {
				list = append(list, path)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestASealedPhotoIsReadAsItCame(t *testing.T) {
	f := openSealed(t, t.TempDir())
	photo := threeChunks(t)
	stored := receive(t, f, photo)
	w := NewWorker(f, 1)
	if err := <-w.Make(stored.Name, stored.Facts); err != nil {
		t.Fatal(err)
	}
	w.Close()
	thumb, err := f.Thumb(stored.Name)
	if err != nil {
		t.Fatal(err)
	}
	decodeJPEG(t, thumb)
	if open := inTheOpen(t, f.dir, photo[:16], []byte("Zhongshan"), []byte("\xff\xd8\xff\xdb\x00\x84"), []byte("JFIF"), []byte("IHDR")); len(open) > 0 {
		t.Errorf("these lie open: %v", open)
	}
	if size, err := f.Size(stored.Name); err != nil || size != int64(len(photo)) {
		t.Errorf("size %d, %v", size, err)
	}
	if info, err := os.Stat(f.Path(stored.Name)); err != nil || info.Size() != f.Length(int64(len(photo))) {
		t.Errorf("length %d, %v", info.Size(), err)
	}
	if err := f.Verify(stored.Name, stored.Salt, stored.Root, stored.Size); err != nil {
		t.Error(err)
	}
	var frames []byte
	buf := make([]byte, 100_000)
	for chunk := range stored.Chunks {
		for offset := 0; ; {
			n, err := f.ReadAt(stored.Name, chunk, offset, buf)
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			frames = append(frames, buf[:n]...)
			offset += n
		}
	}
	if !bytes.Equal(frames, photo) {
		t.Error("the frames are not the photo")
	}
	plain, err := Open(f.dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := plain.Verify(stored.Name, stored.Salt, stored.Root, stored.Size); !errors.Is(err, ErrRoot) {
		t.Errorf("without the key: %v", err)
	}
}

func TestASealedPhotoThatChangedIsNotTheOneThatWasSigned(t *testing.T) {
	f := openSealed(t, t.TempDir())
	stored := receive(t, f, threeChunks(t))
	whole, err := os.ReadFile(f.Path(stored.Name))
	if err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string][]byte{
		"cut at a chunk": whole[:43+2*(ChunkSize+16)], "cut by a byte": whole[:len(whole)-1], "empty": {}, "a head": whole[:43],
		"longer": append(slices.Clone(whole), 1), "changed": slices.Concat(whole[:300_000], []byte{^whole[300_000]}, whole[300_001:]),
	} {
		if err := os.WriteFile(f.Path(stored.Name), file, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := f.Verify(stored.Name, stored.Salt, stored.Root, stored.Size); !errors.Is(err, ErrRoot) {
			t.Errorf("%s: %v", name, err)
		}
		swept, err := openSealed(t, f.dir).Sweep(func(string) Verdict { return Pending })
		if err != nil || len(swept) != 1 || swept[0].Fate != Broken {
			t.Errorf("%s: swept as %+v, %v", name, swept, err)
		}
	}
	if err := os.WriteFile(f.ThumbPath(stored.Name), whole[:1000], 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Thumb(stored.Name); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("half a thumbnail: %v", err)
	}
}

// As TestAKillAtAnyPointLosesNoWholePhoto: what was received to its end is kept.
func TestAKillAtAnyPointLosesNoWholeSealedPhoto(t *testing.T) {
	f := openSealed(t, t.TempDir())
	type moment struct{ point, dir string }
	var moments []moment
	probe.Watch(func(point string) {
		dir := t.TempDir()
		if err := os.CopyFS(dir, os.DirFS(f.dir)); err != nil {
			t.Error(err)
		}
		moments = append(moments, moment{point, dir})
	})
	defer probe.Watch(nil)
	stored := receive(t, f, threeChunks(t))
	probe.Watch(nil)
	var story []string
	for _, m := range moments {
		after := openSealed(t, m.dir)
		swept, err := after.Sweep(func(string) Verdict { return Pending })
		if err != nil || len(swept) != 1 {
			t.Fatalf("%s: swept %+v, %v", m.point, swept, err)
		}
		s := swept[0]
		story = append(story, fmt.Sprint(m.point, " ", s.Fate))
		if s.Fate != Adopted {
			continue
		}
		if err := after.Verify(s.Name, s.Stored.Salt, s.Stored.Root, s.Stored.Size); err != nil || s.Stored.SHA256 != stored.SHA256 || s.Size != stored.Size {
			t.Errorf("%s: adopted %+v, %v", m.point, s, err)
		}
	}
	want := []string{"photo.bytes 2", "photo.bytes 2", "photo.bytes 2", "photo.fsync-rename 1", "photo.renamed 1"}
	if !slices.Equal(story, want) {
		t.Errorf("the story is %q, want %q", story, want)
	}
}

func TestASealedFolderTakesNoUploads(t *testing.T) {
	f := openSealed(t, t.TempDir())
	g := openFolder(t)
	s := receive(t, g, threeChunks(t))
	if _, err := f.Resume(s.Name, Begin{Salt: s.Salt, Root: s.Root, Size: s.Size, Type: s.Facts.Type, Chunks: s.Chunks}); err == nil {
		t.Error("an upload would lie open in a sealed folder")
	}
}
