//go:build browser

// Package chromium has a real browser open a page for a test, headless and by
// the DevTools protocol over two pipes, which needs no port and no library. It
// lies here because the dossiers that are tampered with are made by the tests of
// the folder above and shown to a person by the page of cmd/hq/page.
package chromium

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"time"
)

// patience is how long one question to the browser may take.
const patience = 30 * time.Second

// Browser is one process of Chromium with a profile of its own.
type Browser struct {
	cmd    *exec.Cmd
	to     *os.File
	readTo chan struct{} // closed when the browser has said its last word

	mu      sync.Mutex
	asked   int
	waiting map[int]chan reply
	heard   map[string][]event // by session
}

type reply struct {
	result json.RawMessage
	err    error
}

type event struct {
	method string
	params json.RawMessage
}

// Start begins a browser that keeps what it must in dir. It can reach nothing
// by name and has no proxy: the page it shows is from a file.
func Start(dir string) (*Browser, error) {
	ours, theirs, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	back, out, err := os.Pipe()
	if err != nil {
		return nil, errors.Join(err, ours.Close(), theirs.Close())
	}
	b := &Browser{to: theirs, readTo: make(chan struct{}), waiting: map[int]chan reply{}, heard: map[string][]event{}}
	// No sandbox: the tests may run as root, and the page is our own.
	b.cmd = exec.Command("chromium", "--headless", "--remote-debugging-pipe", "--no-sandbox", "--no-first-run", "--disable-gpu",
		"--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update", "--no-proxy-server",
		"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--user-data-dir="+dir, "about:blank")
	b.cmd.ExtraFiles = []*os.File{ours, out} // 3 and 4, as it wants them
	err = b.cmd.Start()
	closed := errors.Join(ours.Close(), out.Close())
	if err != nil {
		return nil, fmt.Errorf("the page is tried in Chromium (make page installs it): %w", errors.Join(err, theirs.Close(), back.Close()))
	}
	go b.listen(back)
	return b, closed
}

// Close ends the browser.
func (b *Browser) Close() error {
	_, err := b.ask("", "Browser.close", nil)
	if err != nil {
		err = errors.Join(err, b.cmd.Process.Kill())
	}
	<-b.readTo
	return errors.Join(err, b.to.Close(), b.cmd.Wait())
}

// listen hands out what the browser says, one JSON text after another, each
// ended by a zero byte.
func (b *Browser) listen(from *os.File) {
	defer close(b.readTo)
	defer from.Close() // only read
	lines := bufio.NewReaderSize(from, 1<<20)
	for {
		text, err := lines.ReadBytes(0)
		if err != nil {
			b.end(err)
			return
		}
		var said struct {
			ID      int
			Result  json.RawMessage
			Error   *struct{ Message string }
			Method  string
			Params  json.RawMessage
			Session string `json:"sessionId"`
		}
		if err := json.Unmarshal(bytes.TrimSuffix(text, []byte{0}), &said); err != nil {
			b.end(err)
			return
		}
		r := reply{result: said.Result}
		if said.Error != nil {
			r.err = errors.New(said.Error.Message)
		}
		b.mu.Lock()
		if said.Method != "" {
			b.heard[said.Session] = append(b.heard[said.Session], event{said.Method, said.Params})
		}
		if c := b.waiting[said.ID]; c != nil {
			c <- r
			delete(b.waiting, said.ID)
		}
		b.mu.Unlock()
	}
}

func (b *Browser) end(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for id, c := range b.waiting {
		c <- reply{err: fmt.Errorf("the browser is gone: %w", err)}
		delete(b.waiting, id)
	}
}

func (b *Browser) ask(session, method string, params any) (json.RawMessage, error) {
	c := make(chan reply, 1)
	b.mu.Lock()
	b.asked++
	id := b.asked
	b.waiting[id] = c
	text, err := json.Marshal(struct {
		ID      int    `json:"id"`
		Method  string `json:"method"`
		Params  any    `json:"params,omitempty"`
		Session string `json:"sessionId,omitempty"`
	}{id, method, params, session})
	if err == nil {
		_, err = b.to.Write(append(text, 0))
	}
	b.mu.Unlock()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", method, err)
	}
	select {
	case r := <-c:
		if r.err != nil {
			return nil, fmt.Errorf("%s: %w", method, r.err)
		}
		return r.result, nil
	case <-time.After(patience):
		return nil, fmt.Errorf("%s: no answer in %s", method, patience)
	}
}
