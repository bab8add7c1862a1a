package bench

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"runtime/pprof"
	"strconv"
	"strings"
	"time"

	"fairvisit/sync/hq"
)

// The program runs itself a second time as headquarters: these say so, and
// where to write a profile.
const (
	officeEnv  = "FAIRVISIT_BENCH_OFFICE"
	profileEnv = "FAIRVISIT_BENCH_PROFILE"
)

// IsOffice reports whether this process was started to be the headquarters that
// another measures; it then calls ServeOffice and nothing else.
func IsOffice() bool { return os.Getenv(officeEnv) != "" }

// ServeOffice is that process: a headquarters on its own port, which it tells on
// out, until in ends. It listens to the one word "quiet" on in.
func ServeOffice(ctx context.Context, in io.Reader, out io.Writer) error {
	if path := os.Getenv(profileEnv); path != "" {
		stop, err := profile(path)
		if err != nil {
			return err
		}
		defer stop()
	}
	hq.MoreThreads() // as hq serve does
	dir := os.Getenv(officeEnv)
	h, err := hq.Open(hq.Options{Data: hq.DataFolder(dir), Keys: hq.KeyFolder(dir), Build: build,
		Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))})
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return errors.Join(err, h.Close())
	}
	s := hq.Serve(h, listener)
	fmt.Fprintln(out, s.Addr())
	words := bufio.NewScanner(in)
	for words.Scan() {
		// What lies about unused is given back, so that what is left is held.
		err := h.Settle(ctx)
		debug.FreeOSMemory()
		fmt.Fprintln(out, "quiet", err)
	}
	down, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	return errors.Join(s.Shutdown(down), h.Close())
}

// profile writes a CPU profile to path until stopped.
func profile(path string) (stop func(), err error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() {
		pprof.StopCPUProfile()
		_ = f.Close() // a profile that is cut shows when it is read
	}, nil
}

// profiled is f with a CPU profile of this process, if profiles are wanted.
func (b *bench) profiled(name string, f func() error) error {
	if b.o.Profile == "" {
		return f()
	}
	stop, err := profile(filepath.Join(b.o.Profile, "device-"+name+".pprof"))
	if err != nil {
		return err
	}
	defer stop()
	return f()
}

// office is headquarters in its own process, as the measuring one sees it.
type office struct {
	command *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
	base    string // https://host:port
}

// startOffice starts a headquarters on the store in dir.
func (b *bench) startOffice(ctx context.Context, dir, name string) (*office, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	o := &office{command: exec.CommandContext(ctx, self, "bench", "sync")}
	o.command.Env = append(os.Environ(), officeEnv+"="+dir)
	if b.o.Profile != "" {
		o.command.Env = append(o.command.Env, profileEnv+"="+filepath.Join(b.o.Profile, "hq-"+name+".pprof"))
	}
	o.command.Stderr = os.Stderr
	if o.in, err = o.command.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := o.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := o.command.Start(); err != nil {
		return nil, err
	}
	o.out = bufio.NewReader(out)
	addr, err := o.out.ReadString('\n')
	if err != nil {
		return nil, errors.Join(fmt.Errorf("the headquarters to be measured did not start: %w", err), o.command.Wait())
	}
	o.base = "https://" + strings.TrimSpace(addr)
	return o, nil
}

// quiet has everything folded and unused memory given back.
func (o *office) quiet() error {
	if _, err := fmt.Fprintln(o.in, "quiet"); err != nil {
		return err
	}
	line, err := o.out.ReadString('\n')
	if err == nil && strings.TrimSpace(line) != "quiet <nil>" {
		err = errors.New("headquarters did not come to rest: " + strings.TrimSpace(line))
	}
	return err
}

// resident is the memory the process holds, in KiB.
func (o *office) resident() (int64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", o.command.Process.Pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			return strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
		}
	}
	return 0, errors.New("the system does not say what memory a process holds")
}

// stop ends the process in its own order: what it was handed is committed.
func (o *office) stop() error { return errors.Join(o.in.Close(), o.command.Wait()) }
