package hq

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/visits"
)

// devicesAPI is the part of the read API about devices (PROTOCOL.md section 11).
func (s *Server) devicesAPI(mux *http.ServeMux) {
	mux.HandleFunc("GET /api/devices", s.listDevices)
	mux.HandleFunc("GET /api/devices/{id}", s.stolen)
	mux.HandleFunc("GET /api/devices/{id}/notify", s.notifyList)
	mux.HandleFunc("POST /api/devices/{id}/lost", s.lost)
}

func (s *Server) listDevices(w http.ResponseWriter, r *http.Request) {
	who, ok := s.anyReader(w, r)
	if !ok {
		return
	}
	what, read := "device list", s.hq.Devices
	if who.manager {
		// Asked anew: a manager who was given up within the hour of a token reads no more.
		d, err := s.hq.Store.Device(r.Context(), who.device)
		if err != nil {
			s.failed(w, err)
			return
		}
		if !mayRead(d) {
			http.Error(w, "this device may not read here any more", http.StatusForbidden)
			return
		}
		what, read = "device list of a branch", func(ctx context.Context) ([]fieldsync.DeviceLine, error) { return s.hq.BranchDevices(ctx, d.Unit) }
	}
	if !s.logRead(w, r, who, nil, visits.ViewedFacts{What: what}) {
		return
	}
	lines, err := read(r.Context())
	if err != nil {
		s.failed(w, err)
		return
	}
	writeJSON(w, s.hq.log, lines)
}

// device is the one a path names, which is not headquarters itself.
func (s *Server) device(w http.ResponseWriter, r *http.Request) (evidence.ID, bool) {
	id, err := evidence.ParseID(r.PathValue("id"))
	if err != nil || id.IsZero() || id == s.hq.keys.ChainID {
		http.Error(w, "this is not a device", http.StatusBadRequest)
		return id, false
	}
	if _, err := s.hq.Store.Device(r.Context(), id); err != nil {
		s.failed(w, err)
		return id, false
	}
	return id, true
}

func (s *Server) stolen(w http.ResponseWriter, r *http.Request) {
	who, ok := s.reader(w, r)
	if !ok {
		return
	}
	id, ok := s.device(w, r)
	// Two devices in one entry would not say which was looked at by which: the
	// device that is looked at stands in what was read.
	if !ok || !s.logRead(w, r, who, nil, visits.ViewedFacts{What: "device " + id.String(), Reason: r.URL.Query().Get("reason")}) {
		return
	}
	held, err := s.hq.Stolen(r.Context(), id)
	if err != nil {
		s.failed(w, err)
		return
	}
	writeJSON(w, s.hq.log, Masked(held))
}

func (s *Server) notifyList(w http.ResponseWriter, r *http.Request) {
	who, ok := s.reader(w, r)
	if !ok {
		return
	}
	id, ok := s.device(w, r)
	if !ok {
		return
	}
	reason := strings.TrimSpace(r.URL.Query().Get("reason"))
	if reason == "" {
		http.Error(w, "the list is given for a reason only; give one", http.StatusBadRequest)
		return
	}
	b, err := s.hq.NotifyList(r.Context(), id, who.officer, reason)
	if err != nil {
		s.failed(w, err)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	if _, err := w.Write(b); err != nil {
		s.hq.log.Warn("an answer was not taken", "error", err)
	}
}

func (s *Server) lost(w http.ResponseWriter, r *http.Request) {
	who, ok := s.reader(w, r)
	if !ok {
		return
	}
	id, ok := s.device(w, r)
	if !ok {
		return
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxEnrol))
	if err != nil {
		return
	}
	var q fieldsync.LostRequest
	if err := fieldsync.DecodeJSON(body, &q); err != nil {
		http.Error(w, "the request cannot be read; nothing was done", http.StatusBadRequest)
		return
	}
	// Who asked for it stands beside the orders, which are headquarters' own.
	if !s.logRead(w, r, who, nil, visits.ViewedFacts{What: "lost " + id.String(), Reason: q.Reason}) {
		return
	}
	done, err := s.hq.Lost(r.Context(), id, q.Reason, q.Wipe)
	switch {
	case errors.Is(err, ErrReason):
		http.Error(w, ErrReason.Error(), http.StatusBadRequest)
	case err != nil:
		s.failed(w, err)
	default:
		writeJSON(w, s.hq.log, done)
	}
}
