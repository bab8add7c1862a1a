package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"fairvisit/evidence/stamp/stamptest"
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

// said is what a command writes while it runs.
type said struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *said) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(b)
}

func (s *said) has(text string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Contains(s.b.String(), text)
}

// A server needs no flag to print the head of each day, and one to have it
// stamped; an audit then says so.
func TestAServerPrintsTheDaysByItself(t *testing.T) {
	outside := stamptest.New(t, stamptest.EC)
	dir := filepath.Join(t.TempDir(), "hq")
	var out, errs bytes.Buffer
	if code := run(t.Context(), []string{"demo", "-dir", dir}, nil, &out, &errs); code != 0 {
		t.Fatal(errs.String())
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	done, log := make(chan int), &said{}
	go func() {
		done <- run(ctx, []string{"serve", "-dir", dir, "-listen", "127.0.0.1:0", "-tsa", outside.URL, "-tsa-ca", outside.RootFile}, nil, io.Discard, log)
	}()
	for range 12_000 { // two minutes, for a slow machine
		if log.has("the head is stamped") {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	stop()
	code := <-done
	all, err := filepath.Glob(filepath.Join(dir, "daily", "????-??-??.txt"))
	if code != 0 || err != nil || len(all) != 1 {
		t.Errorf("it ended with %d and printed %v: %s", code, all, log.b.String())
	}
	out.Reset()
	if code := run(t.Context(), []string{"audit", "-dir", dir, "-tsa-ca", outside.RootFile}, nil, &out, &errs); code != 0 || !strings.Contains(out.String(), "1 time stamps hold") || !strings.Contains(out.String(), "by a trusted authority") {
		t.Errorf("%d: %s%s", code, &out, &errs)
	}
}
