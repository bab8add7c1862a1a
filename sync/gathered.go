package fieldsync

import (
	"net"
	"sync"
)

// gathered is a connection that can hold back what is written and send it in
// one piece. The WebSocket library writes a frame in pieces of 4 KiB; without
// this each of them would be a TLS record and two system calls, one at either
// end.
type gathered struct {
	net.Conn

	mu      sync.Mutex
	holding bool
	held    []byte
}

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
	g.held = append(g.held, b...)
	return len(b), nil
}

// release sends what was held back.
func (g *gathered) release() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.holding = false
	if len(g.held) == 0 {
		return nil
	}
	_, err := g.Conn.Write(g.held)
	g.held = g.held[:0]
	return err
}
