package main

import (
	"os"
	"path/filepath"
	"testing"
)

// A file that came while another was being written is not written over, and the
// one that has no name yet is still there for whoever cleans up.
func TestAFileThatCameMeanwhileStays(t *testing.T) {
	dir := t.TempDir()
	written, path := filepath.Join(dir, ".new"), filepath.Join(dir, "sheet.pdf")
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(written, "mine")
	write(path, "theirs")
	if err := place(written, path); err == nil {
		t.Error("no word of the file that was there")
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != "theirs" {
		t.Errorf("the file that was there reads %q, %v", got, err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := place(written, path); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != "mine" {
		t.Errorf("the file reads %q, %v", got, err)
	}
	if _, err := os.Lstat(written); err == nil {
		t.Error("it has two names")
	}
}
