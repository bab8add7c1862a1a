package hq

import (
	"net/http"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// stopsAPI is the part of the read API for the stops desk (PROTOCOL.md section 9).
func (s *Server) stopsAPI(mux *http.ServeMux) {
	mux.HandleFunc("GET /api/stops", s.listStops)
	mux.HandleFunc("GET /api/stops/{id}", s.stopRecord)
}

func (s *Server) listStops(w http.ResponseWriter, r *http.Request) {
	who, ok := s.reader(w, r)
	if !ok || !s.logRead(w, r, who, nil, visits.ViewedFacts{What: "stop list"}) {
		return
	}
	lines, err := s.hq.Stops(r.Context(), evidence.ID{})
	if err != nil {
		s.failed(w, err)
		return
	}
	writeJSON(w, s.hq.log, lines)
}

func (s *Server) stopRecord(w http.ResponseWriter, r *http.Request) {
	who, ok := s.reader(w, r)
	if !ok {
		return
	}
	id, err := evidence.ParseID(r.PathValue("id"))
	if err != nil || id.IsZero() {
		http.Error(w, "this is not a case", http.StatusBadRequest)
		return
	}
	f := visits.ViewedFacts{What: "stops of a case", Reason: r.URL.Query().Get("reason")}
	if !s.logRead(w, r, who, []evidence.Ref{{Kind: evidence.RefCase, ID: id}}, f) {
		return
	}
	rec, err := s.hq.StopRecord(r.Context(), id)
	if err != nil {
		s.failed(w, err)
		return
	}
	writeJSON(w, s.hq.log, rec)
}
