//go:build linux

package powercut

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// childRole names, in a child's environment, what the child is to do. Whatever
// uses the disk has to be another process than the one that serves it.
const childRole = "POWERCUT_CHILD"

func TestMain(m *testing.M) {
	roles := map[string]func(args []string) error{
		"steps": steps, "insert": insert, "verify": verify, "mount": mountAlone,
	}
	role, isChild := roles[os.Getenv(childRole)]
	if !isChild {
		os.Exit(m.Run())
	}
	if err := role(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

func child(t *testing.T, role string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], args...)
	// The race detector would have every child sleep for a second at its end.
	cmd.Env = append(os.Environ(), childRole+"="+role, "GORACE=atexit_sleep_ms=0")
	cmd.Stderr = &bytes.Buffer{}
	return cmd
}

// run has a child do its role to the end, kills nothing, and gives its output.
func run(t *testing.T, role string, args ...string) string {
	t.Helper()
	cmd := child(t, role, args...)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %q: %v: %s", role, args, err, cmd.Stderr)
	}
	return string(out)
}

// do has one child take the steps in dir.
func do(t *testing.T, dir string, list ...string) string {
	t.Helper()
	return run(t, "steps", append([]string{dir}, list...)...)
}

// steps takes each step in the folder named first: a verb and its arguments.
func steps(args []string) error {
	if err := os.Chdir(args[0]); err != nil {
		return err
	}
	for _, step := range args[1:] {
		words := strings.Fields(step)
		if err := verbs[words[0]](words[1:]); err != nil {
			return fmt.Errorf("%s: %w", step, err)
		}
	}
	return nil
}

var verbs = map[string]func(a []string) error{
	"write":    func(a []string) error { return write(a[0], a[1], number(a[2]), number(a[3])) },
	"truncate": func(a []string) error { return os.Truncate(a[0], int64(number(a[1]))) },
	"fsync":    func(a []string) error { return fsync(a[0]) },
	"rename":   func(a []string) error { return os.Rename(a[0], a[1]) },
	"remove":   func(a []string) error { return os.Remove(a[0]) },
	"mkdir":    func(a []string) error { return os.Mkdir(a[0], 0o755) },
	"map":      func(a []string) error { return mapWrite(a[0], a[1], len(a) > 2) },
	"read":     func(a []string) error { return read(a[0]) },
	"list":     func([]string) error { return list() },
	"devices":  func([]string) error { return devices() },
	"hold":     func(a []string) error { return hold(a[0]) },
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic(err)
	}
	return n
}

// write puts size times the letter at the offset, in one write.
func write(name, letter string, size, at int) error {
	file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return err
	}
	if _, err := file.WriteAt(bytes.Repeat([]byte(letter), size), int64(at)); err != nil {
		return err
	}
	return file.Close()
}

func fsync(name string) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	if err := file.Sync(); err != nil {
		return err
	}
	return file.Close()
}

// mapWrite fills the file with the letter through a shared mapping and leaves
// the pages dirty, unless it is to sync them.
func mapWrite(name, letter string, synced bool) error {
	file, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	info, err := file.Stat()
	if err != nil {
		return err
	}
	pages, err := unix.Mmap(int(file.Fd()), 0, int(info.Size()), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		return err
	}
	copy(pages, bytes.Repeat([]byte(letter), len(pages)))
	if synced {
		return unix.Msync(pages, unix.MS_SYNC)
	}
	return nil
}

// read prints the content as runs, such as "a*512 b*512", or that it is gone.
func read(name string) error {
	content, err := os.ReadFile(name)
	if os.IsNotExist(err) {
		fmt.Println("gone")
		return nil
	}
	if err != nil {
		return err
	}
	var runs []string
	for at := 0; at < len(content); {
		end := at
		for end < len(content) && content[end] == content[at] {
			end++
		}
		runs = append(runs, fmt.Sprintf("%s*%d", strings.Trim(strconv.QuoteRune(rune(content[at])), "'"), end-at))
		at = end
	}
	fmt.Println(strings.Join(runs, " "))
	return nil
}

// list prints every path below the current folder.
func list() error {
	var found []string
	err := filepath.WalkDir(".", func(path string, _ os.DirEntry, err error) error {
		if path != "." {
			found = append(found, path)
		}
		return err
	})
	slices.Sort(found)
	fmt.Println(strings.Join(found, " "))
	return err
}

// devices prints how many descriptors of the kernel's device this child has.
func devices() error {
	open, err := filepath.Glob("/proc/self/fd/*")
	if err != nil {
		return err
	}
	count := 0
	for _, descriptor := range open {
		if target, err := os.Readlink(descriptor); err == nil && target == device {
			count++
		}
	}
	fmt.Println(count)
	return nil
}

// hold keeps the file open until its standard input ends.
func hold(name string) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	fmt.Println("holding")
	if _, err := os.Stdin.Read(make([]byte, 1)); err == nil {
		return fmt.Errorf("standard input was to end without a word")
	}
	return file.Close()
}

// mountAlone hides the kernel's device from itself and tries to mount.
func mountAlone(args []string) error {
	if err := syscall.Mount("none", "/dev", "tmpfs", 0, ""); err != nil {
		return err
	}
	_, err := Mount(args[0], Options{})
	fmt.Print(err)
	return nil
}
