package photo

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"

	"fairvisit/evidence"
)

// failingSeeker reads well for some bytes and then fails.
type failingSeeker struct {
	*bytes.Reader
	then io.Reader
	left int
}

func (f *failingSeeker) Read(p []byte) (int, error) {
	if f.left == 0 {
		return f.then.Read(p)
	}
	n, err := f.Reader.Read(p[:min(len(p), f.left)])
	f.left -= n
	return n, err
}

func TestAReceivedPhotoIsTheBytesThatCame(t *testing.T) {
	f := openFolder(t)
	photo := pngOf(t, noise(500, 400)) // 600 KB: two whole chunks and a short one
	name := newName()
	stored, err := f.Receive(iotest.OneByteReader(bytes.NewReader(photo)), name)
	if err != nil {
		t.Fatal(err)
	}
	var chunks []evidence.Hash
	for b := photo; len(b) > 0; b = b[min(len(b), ChunkSize):] {
		chunks = append(chunks, sha256.Sum256(b[:min(len(b), ChunkSize)]))
	}
	if len(chunks) != 3 || stored.Root != Root(stored.Salt, int64(len(photo)), chunks) {
		t.Errorf("root is not over the %d chunks that were sent", len(chunks))
	}
	if stored.SHA256 != evidence.Hash(sha256.Sum256(photo)) || stored.Size != int64(len(photo)) || stored.Name != name {
		t.Errorf("stored %+v", stored)
	}
	if stored.Facts.Type != PNG || stored.Facts.Width != 500 {
		t.Errorf("facts %+v", stored.Facts)
	}
	if again := receive(t, f, photo); again.Salt == stored.Salt || again.Root == stored.Root {
		t.Error("two photos of the same bytes have one root: it would say that they are equal")
	}
	if got, err := os.ReadFile(f.photoPath(name)); err != nil || !bytes.Equal(got, photo) {
		t.Errorf("the file holds %d bytes, %v", len(got), err)
	}
	if left := filesIn(t, f); len(left) != 2 {
		t.Errorf("two photos left the files %v", left)
	}
}

func TestASourceThatBreaksOffStoresNothing(t *testing.T) {
	f := openFolder(t)
	// The picture is whole and the source breaks off in what follows it: only
	// the source can tell that bytes are missing.
	photo := append(jpegOf(t, street(160, 120)), make([]byte, ChunkSize)...)
	for _, cause := range []error{errors.New("camera went away"), io.ErrUnexpectedEOF, fs.ErrClosed} {
		for _, after := range []int{0, 1, 5000, ChunkSize, ChunkSize + 7, len(photo)} {
			r := io.MultiReader(bytes.NewReader(photo[:after]), iotest.ErrReader(cause))
			if _, err := f.Receive(r, newName()); !errors.Is(err, ErrNotRead) || !errors.Is(err, cause) {
				t.Errorf("%v after %d bytes: %v", cause, after, err)
			}
		}
	}
	if left := filesIn(t, f); len(left) > 0 {
		t.Errorf("left behind %v", left)
	}
}

func TestAPhotoOver64MiBIsRefused(t *testing.T) {
	f := openFolder(t)
	photo := jpegOf(t, street(40, 30))
	rest := int64(MaxSize - len(photo))
	for name, tail := range map[string]*io.LimitedReader{
		"one byte too many": {R: zeros{}, N: rest + 1}, "without end": {R: zeros{}, N: 1 << 40},
	} {
		asked := tail.N
		_, err := f.Receive(io.MultiReader(bytes.NewReader(photo), tail), newName())
		if err != ErrTooLarge || len(filesIn(t, f)) > 0 {
			t.Errorf("%s: %v, files %v", name, err, filesIn(t, f))
		}
		if read := asked - tail.N; read > rest+ChunkSize {
			t.Errorf("%s: read on for %d bytes", name, read-rest)
		}
	}
	stored, err := f.Receive(io.MultiReader(bytes.NewReader(photo), io.LimitReader(zeros{}, rest)), newName())
	if err != nil || stored.Size != MaxSize || len(stored.Chunks) != 256 {
		t.Errorf("exactly the limit: %d bytes, %v", stored.Size, err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// A room that is no folder refuses even a user who may write everywhere.
func TestADiskThatRefusesStoresNothing(t *testing.T) {
	for _, room := range []string{incomingDir, photosDir} {
		f := openFolder(t)
		if err := os.Remove(f.path(room, "")); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(f.path(room, ""), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := f.Receive(bytes.NewReader(jpegOf(t, street(40, 30))), newName())
		if !errors.Is(err, ErrNotWritten) || strings.Contains(err.Error(), f.dir) {
			t.Errorf("%s is no folder: %v", room, err)
		}
		if left := filesIn(t, f); len(left) != 1 || left[0] != room {
			t.Errorf("%s is no folder: left behind %v", room, left)
		}
	}
}

func TestAFullDiskIsCalledFull(t *testing.T) {
	for _, full := range []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT} {
		err := notWritten(&fs.PathError{Op: "write", Path: "secret/place", Err: full})
		if !errors.Is(err, ErrDiskFull) || !errors.Is(err, full) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%d: %v", full, err)
		}
	}
	if err := notWritten(syscall.EIO); errors.Is(err, ErrDiskFull) || !errors.Is(err, ErrNotWritten) {
		t.Errorf("a broken disk: %v", err)
	}
}

func TestANameIsUsedOnceAndIsNoPath(t *testing.T) {
	f := openFolder(t)
	first := receive(t, f, jpegOf(t, street(40, 30)))
	if _, err := f.Receive(bytes.NewReader(pngOf(t, street(9, 9))), first.Name); !errors.Is(err, ErrTaken) {
		t.Errorf("a second photo of one name: %v", err)
	}
	if err := f.Verify(first.Name, first.Salt, first.Root, first.Size); err != nil {
		t.Errorf("the first photo: %v", err)
	}
	growing := newName()
	if err := os.WriteFile(f.partPath(growing), []byte("somebody's bytes"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Receive(bytes.NewReader(pngOf(t, street(9, 9))), growing); !errors.Is(err, ErrTaken) {
		t.Errorf("a name that is growing: %v", err)
	}
	for _, name := range []string{"", "x", "../../" + growing[6:], strings.ToUpper("ab" + growing[2:]), growing + "0"} {
		if _, err := f.Receive(bytes.NewReader(pngOf(t, street(9, 9))), name); err == nil {
			t.Errorf("name %q was accepted", name)
		}
	}
	if files := filesIn(t, f); len(files) != 2 {
		t.Errorf("files %v", files)
	}
}

func TestAStoredPhotoIsReadBackInFrames(t *testing.T) {
	f := openFolder(t)
	photo := pngOf(t, noise(500, 400))
	stored := receive(t, f, photo)
	var got []byte
	frame := make([]byte, 60<<10)
	for chunk := range stored.Chunks {
		for offset := 0; ; {
			n, err := f.ReadAt(stored.Name, chunk, offset, frame)
			got, offset = append(got, frame[:n]...), offset+n
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	if !bytes.Equal(got, photo) {
		t.Errorf("read back %d bytes of %d, or other ones", len(got), len(photo))
	}
	for _, at := range [][2]int{{-1, 0}, {0, -1}, {0, ChunkSize + 1}, {256, 0}} {
		if _, err := f.ReadAt(stored.Name, at[0], at[1], frame); err == nil || err == io.EOF {
			t.Errorf("byte %d of chunk %d: %v", at[1], at[0], err)
		}
	}
	if _, err := f.ReadAt(newName(), 0, 0, frame); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a photo that is not there: %v", err)
	}
}

func TestVerifySeesEveryChange(t *testing.T) {
	f := openFolder(t)
	photo := pngOf(t, noise(300, 300))
	s := receive(t, f, photo)
	if err := f.Verify(s.Name, s.Salt, s.Root, s.Size); err != nil {
		t.Fatal(err)
	}
	salt := s.Salt
	salt[31] ^= 1
	if err := f.Verify(s.Name, salt, s.Root, s.Size); err != ErrRoot {
		t.Errorf("another salt: %v", err)
	}
	if err := f.Verify(s.Name, s.Salt, s.Root, s.Size+1); err != ErrRoot {
		t.Errorf("another size: %v", err)
	}
	for _, changed := range [][]byte{
		append(bytes.Clone(photo[:len(photo)-1]), photo[len(photo)-1]^1),
		append([]byte{photo[0] ^ 1}, photo[1:]...),
		photo[:len(photo)-1], append(bytes.Clone(photo), 0), nil,
	} {
		if err := os.WriteFile(f.photoPath(s.Name), changed, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := f.Verify(s.Name, s.Salt, s.Root, s.Size); err != ErrRoot {
			t.Errorf("%d bytes, changed: %v", len(changed), err)
		}
	}
	if err := f.Verify(newName(), s.Salt, s.Root, s.Size); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a photo that is not there: %v", err)
	}
}
