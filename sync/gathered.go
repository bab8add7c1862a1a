package fieldsync

import (
	"errors"
	"net"
	"sync"
)

// gathered is a connection that can hold back what is written and send it in
// one piece. A frame needs it twice: the WebSocket library writes it in pieces
// of 4 KiB, each of which would be a TLS record, and TLS writes each record of
// 16 KiB by itself, which would be a system call and a waking of the other end.
type gathered struct {
	net.Conn
	below *gathered // what Conn writes to, if that is to be gathered too

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
	if g.below != nil {
		g.below.gather()
	}
	_, err := g.Conn.Write(g.held)
	if g.below != nil {
		err = errors.Join(err, g.below.release())
	}
	g.held = g.held[:0]
	return err
}
