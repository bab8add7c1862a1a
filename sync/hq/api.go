package hq

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"fairvisit/evidence"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
)

// api is the HTTPS read API for headquarters roles. Every read is an act in
// this process's own chain, on disk before the answer (D26).
//
//	GET /api/begin, POST /api/prove            a token, by the device's key
//	GET /api/cases?state=S&after=ID&limit=N    masked lines
//	GET /api/cases/{id}?reason=R               one case, its visits, entries, photos
//	GET /api/photos/{entry}/{index}?reason=R   the original, by range
func (s *Server) api(mux *http.ServeMux) {
	mux.HandleFunc("GET /api/begin", s.begin)
	mux.HandleFunc("POST /api/prove", s.prove)
	mux.HandleFunc("GET /api/cases", s.listCases)
	mux.HandleFunc("GET /api/cases/{id}", s.caseRecord)
	mux.HandleFunc("GET /api/photos/{entry}/{index}", s.photo)
}

// CaseLine is one case of a list: who and where only as far as the mask allows.
type CaseLine struct {
	ID       evidence.ID `json:"id"`
	State    string      `json:"state"`
	Name     string      `json:"name"`   // surname and **
	Street   string      `json:"street"` // without the house
	Bucket   string      `json:"bucket"`
	Day      string      `json:"day,omitempty"`
	Contacts int         `json:"contacts"`
}

// CaseRecord is all headquarters holds of one case.
type CaseRecord struct {
	Case    *visits.Case    `json:"case"`
	Visits  []*visits.Visit `json:"visits"`
	Entries []EntryLine     `json:"entries"`
	Photos  []PhotoState    `json:"photos"`
}

// EntryLine is one entry of a case as the log knows it.
type EntryLine struct {
	No          int64         `json:"no"`
	ID          evidence.Hash `json:"id"`
	Kind        string        `json:"kind"`
	Device      evidence.ID   `json:"device"`
	Seq         uint64        `json:"seq"`
	Received    int64         `json:"received"`
	Status      string        `json:"status"`
	Quarantined bool          `json:"quarantined,omitempty"`
	Words       string        `json:"words"` // none, present, withheld, erased, sealed
}

// PhotoState is one photo and whether it has arrived.
type PhotoState struct {
	Entry  evidence.Hash `json:"entry"`
	Index  int           `json:"index"`
	Size   int64         `json:"size"`
	Stored bool          `json:"stored"`
	At     int64         `json:"at,omitempty"`
}

const maxLines = 500

func (s *Server) listCases(w http.ResponseWriter, r *http.Request) {
	who, ok := s.reader(w, r)
	if !ok {
		return
	}
	q := r.URL.Query()
	limit, err := strconv.Atoi(q.Get("limit"))
	if err != nil || limit < 1 || limit > maxLines {
		limit = 100
	}
	var after evidence.ID
	if a := q.Get("after"); a != "" {
		if after, err = evidence.ParseID(a); err != nil {
			http.Error(w, "after is not an id", http.StatusBadRequest)
			return
		}
	}
	if !s.logRead(w, r, who, nil, visits.ViewedFacts{What: "case list"}) {
		return
	}
	lines, err := s.hq.ListCases(r.Context(), q.Get("state"), after, limit)
	if err != nil {
		s.failed(w, err)
		return
	}
	writeJSON(w, s.hq.log, lines)
}

// logRead writes the read into the chain, or fails the request: what cannot be
// logged is not shown.
func (s *Server) logRead(w http.ResponseWriter, r *http.Request, who token, refs []evidence.Ref, f visits.ViewedFacts) bool {
	f.Reader = who.officer
	refs = append(refs, evidence.Ref{Kind: evidence.RefDevice, ID: who.device})
	if _, err := s.hq.Do(r.Context(), Act{Kind: visits.RecordViewed, Refs: refs, Facts: f}); err != nil {
		s.failed(w, err)
		return false
	}
	return true
}

// failed tells the reader a sentence and the operator the cause.
func (s *Server) failed(w http.ResponseWriter, err error) {
	if errors.Is(err, store.ErrNotFound) || errors.Is(err, store.ErrNoPhoto) {
		http.Error(w, "headquarters has nothing of that name", http.StatusNotFound)
		return
	}
	s.hq.log.Error("the read API failed", "error", err)
	http.Error(w, "headquarters could not answer just now", http.StatusServiceUnavailable)
}

func (s *Server) caseRecord(w http.ResponseWriter, r *http.Request) {
	who, ok := s.reader(w, r)
	if !ok {
		return
	}
	id, err := evidence.ParseID(r.PathValue("id"))
	if err != nil || id.IsZero() {
		http.Error(w, "this is not a case", http.StatusBadRequest)
		return
	}
	f := visits.ViewedFacts{What: "case record", Reason: r.URL.Query().Get("reason")}
	if !s.logRead(w, r, who, []evidence.Ref{{Kind: evidence.RefCase, ID: id}}, f) {
		return
	}
	rec, err := s.hq.CaseRecord(r.Context(), id)
	if err != nil {
		s.failed(w, err)
		return
	}
	writeJSON(w, s.hq.log, rec)
}

func (s *Server) photo(w http.ResponseWriter, r *http.Request) {
	who, ok := s.reader(w, r)
	if !ok {
		return
	}
	entry, err := evidence.ParseHash(r.PathValue("entry"))
	index, err2 := strconv.Atoi(r.PathValue("index"))
	if err != nil || err2 != nil {
		http.Error(w, "this is not a photo", http.StatusBadRequest)
		return
	}
	row, err := s.hq.Store.Photo(r.Context(), entry, index)
	if err != nil {
		s.failed(w, err)
		return
	}
	var refs []evidence.Ref
	if !row.Case.IsZero() {
		refs = append(refs, evidence.Ref{Kind: evidence.RefCase, ID: row.Case})
	}
	f := visits.ViewedFacts{What: fmt.Sprintf("photo %s/%d", entry, index), Reason: r.URL.Query().Get("reason")}
	if !s.logRead(w, r, who, refs, f) {
		return
	}
	file, row, err := s.hq.OpenPhoto(r.Context(), entry, index)
	if err != nil {
		s.failed(w, err)
		return
	}
	defer file.Close()
	w.Header().Set("Content-Type", map[uint8]string{1: "image/jpeg", 2: "image/png"}[row.Type])
	w.Header().Set("Cache-Control", "no-store")
	http.ServeContent(w, r, "", time.Time{}, file)
}

// decodePicture reads a stored picture.
func decodePicture[T any](p store.Picture) (*T, error) {
	v := new(T)
	if err := json.Unmarshal(p.Body, v); err != nil {
		return nil, fmt.Errorf("picture %s/%s: %w", p.Kind, p.ID.Short(), err)
	}
	return v, nil
}
