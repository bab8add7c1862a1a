package hq_test

import (
	"net"
	"sync"
	"time"
)

// relay is a TCP relay to one address. It reads no faster than it may write, and
// asks the kernel for buffers of hold bytes, which the kernel doubles: in each
// direction up to two of them wait on the way, more than hold, and an entry waits
// behind them.
type relay struct {
	listener net.Listener
	target   string
	rate     int // bytes a second in each direction
	hold     int

	mu    sync.Mutex
	conns []net.Conn
	cuts  int
}

// startRelay relays connections to target.
func startRelay(target string, bytesPerSecond, hold int) (*relay, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	r := &relay{listener: l, target: target, rate: bytesPerSecond, hold: hold}
	go r.accept()
	return r, nil
}

// addr is where to connect instead of the target.
func (r *relay) addr() string { return r.listener.Addr().String() }

func (r *relay) accept() {
	for {
		in, err := r.listener.Accept()
		if err != nil {
			return
		}
		out, err := net.Dial("tcp", r.target)
		if err != nil {
			in.Close()
			continue
		}
		// The kernel's own buffers would hide the slowness from the sender.
		for _, c := range []net.Conn{in, out} {
			if t, ok := c.(*net.TCPConn); ok {
				t.SetReadBuffer(r.hold)
				t.SetWriteBuffer(r.hold)
			}
		}
		r.mu.Lock()
		r.conns = append(r.conns, in, out)
		r.mu.Unlock()
		go r.move(out, in)
		go r.move(in, out)
	}
}

// move copies at the rate: what was read is only written when its time on the
// line is over.
func (r *relay) move(dst, src net.Conn) {
	defer dst.Close()
	defer src.Close()
	piece := make([]byte, min(r.hold, 512))
	for {
		n, err := src.Read(piece)
		if n > 0 {
			time.Sleep(time.Duration(n) * time.Second / time.Duration(r.rate))
			if _, werr := dst.Write(piece[:n]); werr != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// cut breaks every connection at once.
func (r *relay) cut() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, c := range r.conns {
		if t, ok := c.(*net.TCPConn); ok {
			t.SetLinger(0) // bytes in the kernel are lost too, as on a dead radio link
		}
		c.Close()
	}
	r.conns = nil
	r.cuts++
}

// cutsMade is how often the link was cut.
func (r *relay) cutsMade() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.cuts
}

// close ends the relay.
func (r *relay) close() error {
	err := r.listener.Close()
	r.cut()
	return err
}
