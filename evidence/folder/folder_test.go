package folder_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"fairvisit/evidence/folder"
)

// That the names are flushed, the power-cut drill proves.
func TestMakesWhatIsMissing(t *testing.T) {
	root := t.TempDir()
	deep := filepath.Join(root, "a", "b", "c")
	for range 2 {
		if err := folder.Make(deep); err != nil {
			t.Fatal(err)
		}
	}
	info, err := os.Stat(deep)
	if err != nil || !info.IsDir() || info.Mode().Perm() != 0o700 {
		t.Fatalf("%v, %v", info, err)
	}
	file := filepath.Join(root, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := folder.Make(filepath.Join(file, "below")); err == nil {
		t.Error("a folder was made below a file")
	}
}

// A folder is held by one at a time, and free again when its holder lets go.
func TestAFolderIsHeldByOne(t *testing.T) {
	dir := t.TempDir()
	first, err := folder.Hold(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := folder.Hold(dir); !errors.Is(err, folder.ErrHeld) {
		t.Fatalf("a second holder got %v", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := folder.Hold(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
}
