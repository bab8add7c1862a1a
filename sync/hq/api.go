package hq

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"fairvisit/evidence"
	"fairvisit/evidence/photo"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
)

// api is the HTTPS read API for headquarters roles. Every read is an act in
// this process's own chain, on disk before the answer (D26).
//
//	GET /api/begin, POST /api/prove            a token, by the device's key
//	GET /api/cases?state=S&after=ID&limit=N    masked lines
//	GET /api/cases?q=WORDS&state=S&after=ID&limit=N  those in which each word stands whole
//	GET /api/cases/{id}?reason=R               one case, its visits, entries, photos
//	GET /api/findings?code=C&after=ID&limit=N  what somebody must look at, and what its officer answered
//	GET /api/photos/{entry}/{index}?reason=R   a copy with its masks and marks burnt in
//	GET /api/photos/{entry}/{index}?original=1&reason=R   the original, by range; R is needed
func (s *Server) api(mux *http.ServeMux) {
	mux.HandleFunc("GET /api/begin", s.begin)
	mux.HandleFunc("POST /api/prove", s.prove)
	mux.HandleFunc("GET /api/cases", s.listCases)
	mux.HandleFunc("GET /api/cases/{id}", s.caseRecord)
	mux.HandleFunc("GET /api/findings", s.listFindings)
	mux.HandleFunc("GET /api/photos/{entry}/{index}", s.photo)
	s.devicesAPI(mux)
	s.stopsAPI(mux)
	mux.HandleFunc("GET /api/asks", s.listAsks)
	mux.HandleFunc("GET /api/asks/{ask}", s.readAsk)
	s.toursAPI(mux)
}

const maxLines = 500

// pageOf is what a list's query asks for; a limit that is none is 100.
func pageOf(q url.Values) (after evidence.ID, limit int, err error) {
	limit, err = strconv.Atoi(q.Get("limit"))
	if err != nil || limit < 1 || limit > maxLines {
		limit = 100
	}
	if a := q.Get("after"); a != "" {
		after, err = evidence.ParseID(a)
		return after, limit, err
	}
	return after, limit, nil
}

// list answers one page of a list, whose read is logged first.
func list[T any](s *Server, w http.ResponseWriter, r *http.Request, what string, read func(q url.Values, after evidence.ID, limit int) ([]T, error)) {
	who, ok := s.reader(w, r)
	if !ok {
		return
	}
	q := r.URL.Query()
	after, limit, err := pageOf(q)
	if err != nil {
		http.Error(w, "after is not an id", http.StatusBadRequest)
		return
	}
	if !s.logRead(w, r, who, nil, visits.ViewedFacts{What: what}) {
		return
	}
	lines, err := read(q, after, limit)
	if err != nil {
		s.failed(w, err)
		return
	}
	writeJSON(w, s.hq.log, lines)
}

func (s *Server) listCases(w http.ResponseWriter, r *http.Request) {
	if r.URL.Query().Has("q") { // what was looked for names somebody, and the log of reads must not
		list(s, w, r, "case search", func(q url.Values, after evidence.ID, limit int) ([]fieldsync.CaseLine, error) {
			return s.hq.SearchCases(r.Context(), q.Get("q"), q.Get("state"), after, limit)
		})
		return
	}
	list(s, w, r, "case list", func(q url.Values, after evidence.ID, limit int) ([]fieldsync.CaseLine, error) {
		return s.hq.ListCases(r.Context(), q.Get("state"), after, limit)
	})
}

func (s *Server) listFindings(w http.ResponseWriter, r *http.Request) {
	list(s, w, r, "finding list", func(q url.Values, after evidence.ID, limit int) ([]*visits.Finding, error) {
		return s.hq.ListFindings(r.Context(), q.Get("code"), after, limit)
	})
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
	if errors.Is(err, store.ErrWithdrawn) {
		http.Error(w, err.Error(), http.StatusGone)
		return
	}
	s.hq.log.Error("the read API failed", "error", err)
	http.Error(w, "headquarters could not answer just now", http.StatusServiceUnavailable)
}

// logPhoto is logRead of a photo, or of a sound that is about to be heard.
func (s *Server) logPhoto(w http.ResponseWriter, r *http.Request, who token, refs []evidence.Ref, row store.PhotoRow, original bool, reason string) bool {
	if !photo.IsPicture(row.Type) {
		refs = append(refs, evidence.Ref{Kind: evidence.RefDevice, ID: who.device})
		f := visits.SoundPlayedFacts{Entry: row.Entry, Index: row.Index, Reason: reason, Reader: who.officer}
		if _, err := s.hq.Do(r.Context(), Act{Kind: visits.SoundPlayed, Refs: refs, Facts: f}); err != nil {
			s.failed(w, err)
			return false
		}
		return true
	}
	f := visits.ViewedFacts{What: fmt.Sprintf("photo %s/%d", row.Entry, row.Index), Reason: reason}
	if original {
		f.What = "original of " + f.What
	}
	return s.logRead(w, r, who, refs, f)
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
	original, reason := r.URL.Query().Get("original") != "", r.URL.Query().Get("reason")
	if original && strings.TrimSpace(reason) == "" {
		http.Error(w, "the original is shown for a reason only; give one", http.StatusBadRequest)
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
	if !photo.IsPicture(row.Type) && !original {
		http.Error(w, "there is nothing to look at of a sound; it can be heard for a reason", http.StatusUnprocessableEntity)
		return
	}
	if !s.logPhoto(w, r, who, refs, row, original, reason) {
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	if !original {
		s.coveredPhoto(w, r, entry, index)
		return
	}
	file, row, err := s.hq.OpenPhoto(r.Context(), entry, index)
	if err != nil {
		s.failed(w, err)
		return
	}
	defer file.Close()
	w.Header().Set("Content-Type", contentTypes[row.Type])
	http.ServeContent(w, r, "", time.Time{}, file)
}

var contentTypes = map[uint8]string{photo.JPEG: "image/jpeg", photo.PNG: "image/png", photo.WAV: "audio/wav", photo.File: "application/octet-stream"}

func (s *Server) coveredPhoto(w http.ResponseWriter, r *http.Request, entry evidence.Hash, index int) {
	view, err := s.hq.CoveredPhoto(r.Context(), entry, index)
	if _, refused := errors.AsType[photo.Refusal](err); refused && !errors.Is(err, photo.ErrNotRead) {
		http.Error(w, "no copy can be made of this photo; the original can be read for a reason", http.StatusUnprocessableEntity)
		return
	}
	if err != nil {
		s.failed(w, err)
		return
	}
	w.Header().Set("Content-Type", "image/jpeg")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(view))
}

// decodePicture reads a stored picture.
func decodePicture[T any](p store.Picture) (*T, error) {
	v := new(T)
	if err := json.Unmarshal(p.Body, v); err != nil {
		return nil, fmt.Errorf("picture %s/%s: %w", p.Kind, p.ID.Short(), err)
	}
	return v, nil
}
