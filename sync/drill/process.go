package drill

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// process is the drill's hold on one child.
type process struct {
	name  string
	cmd   *exec.Cmd
	in    io.WriteCloser
	says  chan line     // what it says that somebody waits for
	ended chan struct{} // everything it said was heard, and it is reaped
	err   error         // after ended: how it ended
	last  tail          // of its standard error

	mu sync.Mutex
	up bool // a session stands
}

// start starts this program again as a child, or through another one (wrap)
// that runs it. hear is called with each line in order, by one goroutine.
func start(ctx context.Context, name string, t task, wrap []string, hear func(line)) (*process, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	work, err := json.Marshal(t)
	if err != nil {
		return nil, err
	}
	// A program that drills has a command of this name; a test binary does not
	// look at its words before it looks for its task.
	words := append(wrap, program, "drill")
	p := &process{name: name, cmd: exec.CommandContext(ctx, words[0], words[1:]...), says: make(chan line, 1<<12), ended: make(chan struct{})}
	p.cmd.Env = append(os.Environ(), taskVariable+"="+string(work))
	p.cmd.Stderr = &p.last
	in, err := p.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	p.in = in
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("%s could not be started: %w", name, err)
	}
	go p.listen(out, hear)
	return p, nil
}

func (p *process) listen(out io.Reader, hear func(line)) {
	defer close(p.ended)
	d := json.NewDecoder(out)
	for {
		var l line
		if err := d.Decode(&l); err != nil {
			break // a line is written at once or not at all: this is the end
		}
		hear(l)
		switch l.Says {
		case saysUp, saysDown:
			p.mu.Lock()
			p.up = l.Says == saysUp
			p.mu.Unlock()
		case saysReady, saysAt, saysInvited, saysRested, saysNoted, saysVerdict:
			p.says <- l
		}
	}
	p.err = p.cmd.Wait()
	p.mu.Lock()
	p.up = false
	p.mu.Unlock()
}

func (p *process) isUp() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.up
}

// tell gives an order. That the child is gone shows where its answer is awaited.
func (p *process) tell(orders ...order) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	for _, o := range orders {
		if err := e.Encode(o); err != nil {
			return err
		}
	}
	if _, err := p.in.Write(b.Bytes()); err != nil {
		return p.gone()
	}
	return nil
}

// errSilent means that a child did not say in time what was awaited.
var errSilent = errors.New("it did not say so in time")

// await waits until the child says what, and returns the line.
func (p *process) await(ctx context.Context, what string, within time.Duration) (line, error) {
	late := time.NewTimer(within)
	defer late.Stop()
	for {
		select {
		case <-ctx.Done():
			return line{}, ctx.Err()
		case l := <-p.says:
			if l.Says == what {
				return l, nil
			}
		case <-late.C:
			return line{}, fmt.Errorf("%s, awaited %q: %w", p.name, what, errSilent)
		case <-p.ended:
			select {
			case l := <-p.says: // said before it ended
				if l.Says == what {
					return l, nil
				}
				continue
			default:
			}
			return line{}, p.gone()
		}
	}
}

// gone says how a child ended that nobody killed.
func (p *process) gone() error {
	<-p.ended
	return fmt.Errorf("%s ended by itself (%v): %s", p.name, p.err, strings.TrimSpace(p.last.String()))
}

// kill ends the child where it stands, as the power would, and returns when all
// it had said was heard.
func (p *process) kill() error {
	if err := p.cmd.Process.Kill(); err != nil {
		return errors.Join(err, p.gone())
	}
	<-p.ended
	if p.cmd.ProcessState.Exited() {
		return p.gone()
	}
	return nil
}

// stop has the child end in good order.
func (p *process) stop(ctx context.Context) error {
	if err := p.tell(order{Do: doStop}); err != nil {
		return err
	}
	return p.end(ctx)
}

// end waits for a child that ends by itself, in good order.
func (p *process) end(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-p.ended:
	}
	if p.err != nil {
		return p.gone()
	}
	return nil
}

// tail keeps the last bytes written to it.
type tail struct {
	mu sync.Mutex
	b  []byte
}

const tailBytes = 4 << 10

func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.b = append(t.b, b...)
	t.b = t.b[max(0, len(t.b)-tailBytes):]
	return len(b), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.b)
}
