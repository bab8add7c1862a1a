package hq

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	fieldsync "fairvisit/sync"
)

// Server is a headquarters that takes connections.
type Server struct {
	hq       *HQ
	http     *http.Server
	listener net.Listener
	work     context.CancelFunc
	working  sync.WaitGroup
	sessions sync.WaitGroup
	tokens   tokens

	mu      sync.Mutex
	closing bool
}

// maxSessions is where a server says busy instead of slowing everybody down.
const maxSessions = 20_000

// helloWithin bounds how long a connection may stay nameless.
const helloWithin = 10 * time.Second

// Serve starts taking connections on listener. The listener is opened by the
// caller, so that a taken port is an error there and not in a goroutine.
func Serve(h *HQ, listener net.Listener) *Server {
	s := &Server{hq: h, listener: listener, tokens: tokens{live: map[string]token{}}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /sync", s.sync)
	mux.HandleFunc("POST /enrol", s.enrol)
	mux.HandleFunc("GET /healthz", s.health)
	s.api(mux)
	s.http = &http.Server{Handler: refusingFields(mux), ReadHeaderTimeout: helloWithin, IdleTimeout: 2 * time.Minute,
		ErrorLog: slog.NewLogLogger(h.log.Handler(), slog.LevelDebug)}
	ctx, cancel := context.WithCancel(context.Background())
	s.work = cancel
	s.working.Add(1)
	go func() { defer s.working.Done(); h.Run(ctx) }()
	config := &tls.Config{MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{h.keys.TLS}, NextProtos: []string{"http/1.1"}}
	s.working.Add(1)
	go func() {
		defer s.working.Done()
		if err := s.http.Serve(tls.NewListener(listener, config)); !errors.Is(err, http.ErrServerClosed) && !errors.Is(err, net.ErrClosed) {
			h.log.Error("no more connections are taken", "error", err)
		}
	}()
	return s
}

// Addr is where the server listens.
func (s *Server) Addr() string { return s.listener.Addr().String() }

// sync is one device's session from upgrade to end.
func (s *Server) sync(w http.ResponseWriter, r *http.Request) {
	if !s.enter() {
		w.Header().Set("Retry-After", "5")
		http.Error(w, "headquarters is busy or shutting down; nothing is lost", http.StatusServiceUnavailable)
		return
	}
	defer s.sessions.Done()
	conn, err := fieldsync.Accept(w, r)
	if err != nil {
		s.hq.log.Info("no session", "from", r.RemoteAddr, "error", err)
		return
	}
	m := s.hq.newSession(conn.Exporter())
	nameless := time.AfterFunc(helloWithin, func() {
		if !m.isOpen() {
			conn.Close()
		}
	})
	defer nameless.Stop()
	err = fieldsync.Pump(context.Background(), conn, m)
	s.hq.leave(m)
	s.hq.log.Debug("session ended", "device", m.device.ID.Short(), "error", err)
}

func (s *session) isOpen() bool {
	s.in.Lock()
	defer s.in.Unlock()
	return s.open
}

func (s *Server) enter() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hq.mu.Lock()
	full := len(s.hq.sessions) >= maxSessions
	s.hq.mu.Unlock()
	if s.closing || full {
		return false
	}
	s.sessions.Add(1)
	return true
}

// Shutdown ends the server in an order that loses nothing: first no new
// connections, then every session is told and ends, then what they handed in
// is committed, then fold and second copy stop. The store is the caller's to
// close, after this.
func (s *Server) Shutdown(ctx context.Context) error {
	s.mu.Lock()
	s.closing = true
	s.mu.Unlock()
	err := s.listener.Close() // http.Shutdown would wait for hijacked connections it cannot see
	for _, m := range s.hq.snapshot() {
		m.end(fieldsync.ByeShutdown, "headquarters restarts", 1000)
	}
	ended := make(chan struct{})
	go func() { s.sessions.Wait(); close(ended) }()
	select {
	case <-ended:
	case <-ctx.Done():
		s.hq.log.Warn("some sessions did not end in time")
	}
	err = errors.Join(ignoreClosed(err), ignoreClosed(s.http.Close())) // it closes the listener once more
	s.hq.commits.drain()
	s.hq.shelver.drain()
	s.work()
	s.working.Wait()
	return err
}

func ignoreClosed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

func writeJSON(w http.ResponseWriter, log *slog.Logger, v any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		log.Debug("an answer was not read to its end", "error", err)
	}
}
