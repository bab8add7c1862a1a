//go:build system

// The app on the keystore and the sound of a real system: no desktop and no
// hardware, and no part of it made up. `make system` installs what it needs.
package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"fairvisit/app/desk"
	"fairvisit/app/desk/hqtest"
)

// asApp has this test binary be the app: its value is the act, and the arguments
// are those of the act.
const asApp = "FAIRVISIT_SYSTEM_ACT"

// asBegun is when the tests began, µs: then it was hqtest.Workday.
const asBegun = "FAIRVISIT_SYSTEM_BEGUN"

// asAhead is by how much the clock of the app's machine is wrong, µs; unset: it is right.
const asAhead = "FAIRVISIT_SYSTEM_AHEAD"

// acts are what the app does in a process of its own, which knows no more than
// what lies on the disk and what its system keeps for it.
var acts = map[string]func(ctx context.Context, args []string) error{
	"enrol": enrolAct, "open": openAct, "forget": forgetAct, "record": recordAct, "play": playAct,
	"join": joinAct, "send": sendAct, "visit": visitAct,
}

func TestMain(m *testing.M) {
	act := acts[os.Getenv(asApp)]
	if act == nil {
		os.Setenv(asBegun, strconv.FormatInt(time.Now().UnixMicro(), 10))
		os.Exit(m.Run())
	}
	if err := act(context.Background(), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// machine is a user's session on a system: a home of its own, and what runs in it.
type machine struct {
	t    *testing.T
	home string
	env  []string
}

func newMachine(t *testing.T) *machine {
	t.Helper()
	home, err := os.MkdirTemp("", "fv") // a socket's path has at most 108 bytes
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(home) })
	m := &machine{t: t, home: home}
	for _, e := range os.Environ() {
		name, _, _ := strings.Cut(e, "=")
		switch name {
		case "HOME", "XDG_RUNTIME_DIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY", "PULSE_SERVER":
		default:
			m.env = append(m.env, e)
		}
	}
	m.env = append(m.env, "HOME="+home, "XDG_RUNTIME_DIR="+home)
	return m
}

// command is a program in the session; it ends with the test.
func (m *machine) command(name string, args ...string) *exec.Cmd {
	c := exec.CommandContext(m.t.Context(), name, args...)
	c.Env = m.env
	c.WaitDelay = 5 * time.Second
	return c
}

// service starts a program of the system that runs until the test ends, or until
// the function it returns is called.
func (m *machine) service(in io.Reader, name string, args ...string) (c *exec.Cmd, out *bufio.Reader, end func()) {
	m.t.Helper()
	c = m.command(name, args...)
	c.Stdin = in
	log, err := os.Create(filepath.Join(m.home, name+".log"))
	if err != nil {
		m.t.Fatal(err)
	}
	c.Stderr = log
	pipe, err := c.StdoutPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		m.t.Fatalf("%s: %v", name, err)
	}
	done := false
	end = func() {
		if !done {
			done = true
			_ = c.Process.Kill()
			_ = c.Wait()
			_ = log.Close()
		}
	}
	m.t.Cleanup(end)
	return c, bufio.NewReader(pipe), end
}

// until waits for what a service has to do before it is used.
func (m *machine) until(failed string, done func() bool) {
	m.t.Helper()
	for range 200 {
		if done() {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	m.t.Fatal(failed)
}

// act has the app do something in a process of its own, and returns what it says.
func (m *machine) act(act string, args ...string) string {
	m.t.Helper()
	c := m.command(os.Args[0], args...)
	c.Env = append(c.Env, asApp+"="+act)
	var said, why strings.Builder
	c.Stdout, c.Stderr = &said, &why
	if err := c.Run(); err != nil {
		m.t.Fatalf("%s: %v: %s", act, err, why.String())
	}
	return strings.TrimSpace(said.String())
}

// deviceAt is the app's own device, at work in the hours of a headquarters of
// tests. All processes of a test have one clock.
func deviceAt(dir string) (*desk.Device, error) {
	d, err := device(dir)
	if err != nil {
		return nil, err
	}
	begun, err := strconv.ParseInt(os.Getenv(asBegun), 10, 64)
	if ahead := os.Getenv(asAhead); ahead != "" && err == nil {
		var wrong int64
		wrong, err = strconv.ParseInt(ahead, 10, 64)
		begun -= wrong
	}
	d.Now = func() int64 { return hqtest.Workday.UnixMicro() + time.Now().UnixMicro() - begun }
	return d, err
}
