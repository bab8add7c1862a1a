package hq

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq/store"
)

// tokens are the read API's sessions: a headquarters device proves its key on
// the channel, as in a sync session, and gets a bearer token for an hour. They
// live in memory: a restart only asks for the proof again.
type tokens struct {
	mu   sync.Mutex
	live map[string]token
}

type token struct {
	device  evidence.ID
	officer evidence.ID
	manager bool          // of a branch: reads the list of its devices alone
	nonce   evidence.Hash // before the proof
	until   time.Time
}

const (
	tokenLives = time.Hour
	maxTokens  = 10_000
)

func (t *tokens) put(v token) (string, error) {
	var b [32]byte
	rand.Read(b[:])
	name := hex.EncodeToString(b[:])
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.live) >= maxTokens {
		return "", errors.New("too many sessions of the read API")
	}
	t.live[name] = v
	return name, nil
}

func (t *tokens) take(name string, now time.Time, spend bool) (token, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for n, v := range t.live {
		if now.After(v.until) {
			delete(t.live, n)
		}
	}
	v, ok := t.live[name]
	if spend {
		delete(t.live, name)
	}
	return v, ok
}

// begin hands out a nonce to sign.
func (s *Server) begin(w http.ResponseWriter, _ *http.Request) {
	var nonce evidence.Hash
	rand.Read(nonce[:])
	name, err := s.tokens.put(token{nonce: nonce, until: s.hq.now().Add(helloWithin)})
	if err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	writeJSON(w, s.hq.log, fieldsync.APIChallenge{Ticket: name, Nonce: nonce})
}

// prove takes the signed nonce and gives a token.
func (s *Server) prove(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxEnrol))
	if err != nil {
		return
	}
	var p fieldsync.APIProof
	if err := fieldsync.DecodeJSON(body, &p); err != nil {
		http.Error(w, "the request cannot be read", http.StatusBadRequest)
		return
	}
	name, err := s.proven(r, p)
	if err != nil {
		s.hq.log.Warn("the read API was refused", "from", r.RemoteAddr, "error", err)
		http.Error(w, "only an enrolled headquarters device may read here", http.StatusForbidden)
		return
	}
	writeJSON(w, s.hq.log, fieldsync.APIToken{Token: name})
}

func (s *Server) proven(r *http.Request, p fieldsync.APIProof) (string, error) {
	t, ok := s.tokens.take(p.Ticket, s.hq.now(), true)
	if !ok || t.nonce.IsZero() {
		return "", errors.New("no such ticket")
	}
	d, err := s.hq.Store.Device(r.Context(), p.Device)
	if err != nil {
		return "", err
	}
	exporter, err := r.TLS.ExportKeyingMaterial(fieldsync.ExporterLabel, nil, 32)
	if err != nil {
		return "", err
	}
	sig, err := hex.DecodeString(p.Sig)
	if err != nil || !ed25519.Verify(d.DeviceKey, fieldsync.AuthBytes(exporter, t.nonce, p.Device, p.Epoch), sig) {
		return "", evidence.ErrSignature
	}
	if !mayRead(d) {
		return "", errors.New("not a device in force of headquarters or of a manager")
	}
	return s.tokens.put(token{device: d.ID, officer: d.Officer, manager: d.Role == "manager", until: s.hq.now().Add(tokenLives)})
}

// mayRead reports whether a device reads anything here.
func mayRead(d store.Device) bool {
	return (d.Role == "headquarters" || d.Role == "manager") && d.Revoked == 0 && d.Held == 0
}

// reader finds who of headquarters asks, or answers 401, and a manager 403: what
// is open to managers too asks anyReader, so that a path that is added is not.
func (s *Server) reader(w http.ResponseWriter, r *http.Request) (token, bool) {
	t, ok := s.anyReader(w, r)
	if ok && t.manager {
		http.Error(w, "this is read at headquarters only", http.StatusForbidden)
		return token{}, false
	}
	return t, ok
}

// anyReader finds who asks, or answers 401.
func (s *Server) anyReader(w http.ResponseWriter, r *http.Request) (token, bool) {
	name, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	t, ok := s.tokens.take(name, s.hq.now(), false)
	if !ok || t.device.IsZero() {
		http.Error(w, "prove the device's key first", http.StatusUnauthorized)
		return token{}, false
	}
	return t, true
}
