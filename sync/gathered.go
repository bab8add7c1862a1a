package fieldsync

import (
	"bufio"
	"errors"
	"net"
	"net/http"
	"sync"
)

// gathered is a connection that can hold back what is written and send it in
// one piece. Frames need it twice: the WebSocket library writes them in pieces
// of 4 KiB, each of which would be a TLS record, and TLS writes each record of
// 16 KiB by itself, which would be a system call and a waking of the other end.
type gathered struct {
	net.Conn
	below *gathered // what Conn writes to, if that is to be gathered too

	mu      sync.Mutex
	holding bool
	held    *[]byte // nil: nothing; a connection at rest keeps no memory for it
}

// heldBuffers holds what was held back last.
var heldBuffers = sync.Pool{New: func() any { return new([]byte) }}

// gather holds writes back until release.
func (g *gathered) gather() {
	g.mu.Lock()
	g.holding = true
	g.mu.Unlock()
}

func (g *gathered) Write(b []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.holding {
		return g.Conn.Write(b)
	}
	if g.held == nil {
		g.held = heldBuffers.Get().(*[]byte)
	}
	*g.held = append(*g.held, b...)
	return len(b), nil
}

// waiting is how many bytes are held back.
func (g *gathered) waiting() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.held == nil {
		return 0
	}
	return len(*g.held)
}

// release sends what was held back.
func (g *gathered) release() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.holding = false
	if g.held == nil {
		return nil
	}
	if g.below != nil {
		g.below.gather()
	}
	_, err := g.Conn.Write(*g.held)
	if g.below != nil {
		err = errors.Join(err, g.below.release())
	}
	*g.held = (*g.held)[:0]
	heldBuffers.Put(g.held)
	g.held = nil
	return err
}

// takeover is a request whose connection, once taken over, is a gathered one.
type takeover struct {
	http.ResponseWriter
	out *gathered
}

// Hijack hands out the connection, as the WebSocket library asks for it.
func (t *takeover) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	c, rw, err := http.NewResponseController(t.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	t.out = &gathered{Conn: c}
	rw.Writer.Reset(t.out)
	return t.out, rw, nil
}
