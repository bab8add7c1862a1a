package capture

import (
	"bytes"
	"context"
	"errors"
	"image"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fairvisit/evidence"
	"fairvisit/evidence/photo"
)

// store keeps a shot as the journal would.
func store(t *testing.T, s Shot) photo.Stored {
	t.Helper()
	folder, err := photo.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	stored, err := folder.Receive(s.R, evidence.NewID().String())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.R.Close(); err != nil {
		t.Error(err)
	}
	return stored
}

func TestTheFakeTakesItsPicturesInTurnAndTheyCanBeStored(t *testing.T) {
	var camera Camera = NewFake()
	if err := camera.Ready(); err != nil {
		t.Fatal(err)
	}
	var seen []evidence.Hash
	for range 4 {
		shot, err := camera.Take(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		stored := store(t, shot)
		if shot.Source != "camera" || stored.Facts.Type != photo.JPEG || stored.Facts.Width != 1280 {
			t.Errorf("got %q, %+v", shot.Source, stored.Facts)
		}
		seen = append(seen, stored.SHA256)
	}
	if seen[0] == seen[1] || seen[1] == seen[2] || seen[0] == seen[2] {
		t.Error("two of three pictures are the same")
	}
	if seen[3] != seen[0] {
		t.Error("after the last picture the first did not come again, byte for byte")
	}
}

func TestTheFakePreviewsWhatItWillTake(t *testing.T) {
	wide, tall := image.NewGray(image.Rect(0, 0, 1000, 500)), image.NewGray(image.Rect(0, 0, 40, 80))
	camera := NewFake(wide, tall)
	ctx, leave := context.WithCancel(t.Context())
	var sizes []image.Point
	err := camera.Preview(ctx, func(p image.Image) {
		if sizes = append(sizes, p.Bounds().Size()); len(sizes) == 2 {
			leave()
			return
		}
		if _, err := camera.Take(ctx); err != nil {
			t.Error(err)
		}
	})
	if err != nil {
		t.Error(err)
	}
	if want := []image.Point{{X: 640, Y: 320}, {X: 40, Y: 80}}; len(sizes) != 2 || sizes[0] != want[0] || sizes[1] != want[1] {
		t.Errorf("shown %v, want %v", sizes, want)
	}
	if _, err := camera.Take(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("who left got %v", err)
	}
}

func TestWhereThereIsNoCameraEveryAnswerSaysWhy(t *testing.T) {
	camera := Unavailable(NoWayYet)
	_, took := camera.Take(t.Context())
	previewed := camera.Preview(t.Context(), func(image.Image) { t.Error("a picture came") })
	for _, err := range []error{camera.Ready(), took, previewed} {
		if r, ok := errors.AsType[*Refusal](err); !ok || r.Code != "capture.no_way_yet" {
			t.Errorf("got %v", err)
		}
	}
}

func TestTheCameraOfThisMachineAnswersWhateverItIs(t *testing.T) {
	if err := System().Ready(); err != nil {
		if r, ok := errors.AsType[*Refusal](err); !ok || !strings.HasPrefix(r.Code, "capture.") {
			t.Errorf("got %v", err)
		}
	}
}

func TestWhatIsDroppedIsOpenedOrRefusedByName(t *testing.T) {
	dir := t.TempDir()
	good, large := filepath.Join(dir, "door.png"), filepath.Join(dir, "film.jpg")
	fake, err := NewFake().Take(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	bytesOf, err := io.ReadAll(fake.R)
	if err != nil {
		t.Fatal(err)
	}
	for path, content := range map[string][]byte{good: bytesOf, large: nil} {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Truncate(large, photo.MaxSize+1); err != nil {
		t.Fatal(err)
	}
	shots, refused := Dropped([]string{dir, large, good, filepath.Join(dir, "gone.jpg")})
	if len(shots) != 1 || shots[0].Source != "file" {
		t.Fatalf("opened %d", len(shots))
	}
	if stored := store(t, shots[0]); stored.Size != int64(len(bytesOf)) {
		t.Errorf("stored %d bytes", stored.Size)
	}
	var told []string
	for _, err := range refused {
		r, ok := errors.AsType[*Refusal](err)
		if !ok {
			t.Fatalf("got %v", err)
		}
		told = append(told, r.Code+" "+r.File)
		if strings.Contains(err.Error(), dir) || strings.Contains(err.Error(), "gone") {
			t.Errorf("the log would hold a path: %v", err)
		}
	}
	want := []string{"capture.file_folder " + filepath.Base(dir), "capture.file_too_large film.jpg", "capture.file_missing gone.jpg"}
	if strings.Join(told, "|") != strings.Join(want, "|") {
		t.Errorf("told %q, want %q", told, want)
	}
}

func TestAPhotoOfExactlyTheLimitIsOpened(t *testing.T) {
	path := filepath.Join(t.TempDir(), "large.jpg")
	if err := os.WriteFile(path, bytes.Repeat([]byte{1}, 8), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, photo.MaxSize); err != nil {
		t.Fatal(err)
	}
	shots, refused := Dropped([]string{path})
	if len(shots) != 1 || len(refused) != 0 {
		t.Fatalf("opened %d, refused %v", len(shots), refused)
	}
	if err := shots[0].R.Close(); err != nil {
		t.Error(err)
	}
}

func TestAWholeCardDroppedByMistakeOpensNothing(t *testing.T) {
	shots, refused := Dropped(make([]string, MaxDropped+1))
	if len(shots) != 0 || len(refused) != 1 {
		t.Fatalf("opened %d, refused %d", len(shots), len(refused))
	}
	if r, ok := errors.AsType[*Refusal](refused[0]); !ok || r.Code != FilesTooMany {
		t.Errorf("got %v", refused[0])
	}
}
