package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// An operator makes a demo, finds it sound and its people invited, and exports
// what the files of a folder say in place of the demo's own.
func TestTheDemoCommand(t *testing.T) {
	work := t.TempDir()
	dir, folder, file := filepath.Join(work, "hq"), filepath.Join(work, "files"), filepath.Join(work, "invitations")
	said := func(args ...string) string {
		t.Helper()
		var out, errs bytes.Buffer
		if code := run(context.Background(), append(args[:1:1], append([]string{"-dir", dir}, args[1:]...)...), nil, &out, &errs); code != 0 {
			t.Fatalf("hq %s: %d, %s", strings.Join(args, " "), code, errs.String())
		}
		return out.String()
	}
	cases, err := os.ReadFile(filepath.Join("demo", "cases.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "cases.csv"), bytes.Replace(cases, []byte("李秀兰"), []byte("李新名"), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	told := said("demo", "-data", folder, "-invitations", file)
	if !strings.Contains(told, "root key, private") || !strings.Contains(told, "earlier visits handed in") {
		t.Errorf("the operator is told:\n%s", told)
	}
	invited, err := os.ReadFile(file)
	if err != nil || strings.Count(string(invited), "\n") != 4 || !strings.HasSuffix(told, string(invited)) {
		t.Errorf("the invitations are %v:\n%s", err, invited)
	}
	if text := said("audit"); !strings.Contains(text, "as it must be") {
		t.Error(text)
	}
	if text := said("status"); !strings.Contains(text, "this is a demo") {
		t.Error(text)
	}
	shown := said("export", "-format", "json", "cases")
	if !strings.Contains(shown, "李新名") || strings.Contains(shown, "李秀兰") {
		t.Error("the new name does not show, or the old one still does")
	}
}

// A server needs no flag to print the head of each day.
func TestAServerPrintsTheDaysByItself(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "hq")
	var out, errs bytes.Buffer
	if code := run(t.Context(), []string{"demo", "-dir", dir}, nil, &out, &errs); code != 0 {
		t.Fatal(errs.String())
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	done := make(chan int)
	go func() {
		done <- run(ctx, []string{"serve", "-dir", dir, "-listen", "127.0.0.1:0"}, nil, io.Discard, io.Discard)
	}()
	var all []string
	for range 1000 {
		if all, _ = filepath.Glob(filepath.Join(dir, "daily", "????-??-??.txt")); len(all) > 0 { // the pattern is a good one
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	stop()
	if code := <-done; code != 0 || len(all) != 1 {
		t.Errorf("it ended with %d and printed %v", code, all)
	}
}
