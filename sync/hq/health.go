package hq

import (
	"context"
	"net/http"
	"sync"
	"time"

	"fairvisit/sync/hq/store"
)

// foldLate is how old an entry may be that no picture shows yet before an
// operator is told: many times what the fold lets pass of its own accord.
const foldLate = 30 * time.Second

// foldWatch knows how this process's fold fares.
type foldWatch struct {
	mu     sync.Mutex
	failed error     // of the last batch
	folded time.Time // when the last batch was folded
}

// saw notes how one batch ended.
func (f *foldWatch) saw(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.failed = err; err == nil {
		f.folded = time.Now()
	}
}

// behind reports that entries wait and the fold does not get to them: the oldest
// has waited for age, and the last batch failed, or there was none for as long. A
// fold that works its way through a long queue is not behind, however old the
// queue: it gets there. An age below 0, of a clock that was put back, says
// nothing, so the entry may be old.
func (f *foldWatch) behind(age time.Duration, now time.Time) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return (age > foldLate || age < 0) && (f.failed != nil || now.Sub(f.folded) > foldLate)
}

// health answers an operator's probe: 200 with figures when the store answers
// and the fold keeps up, 503 with a sentence otherwise.
func (s *Server) health(w http.ResponseWriter, r *http.Request) {
	st, err := s.hq.Status(r.Context())
	if err != nil {
		s.hq.log.Error("health", "error", err)
		http.Error(w, "the store does not answer", http.StatusServiceUnavailable)
		return
	}
	age, waits, err := s.hq.oldestUnfolded(r.Context(), st)
	if err != nil {
		s.hq.log.Error("health", "error", err)
		http.Error(w, "the store does not answer", http.StatusServiceUnavailable)
		return
	}
	if waits && s.hq.foldWatch.behind(age, time.Now()) {
		http.Error(w, "the fold has stopped: what came in is stored, and lists and records do not show it", http.StatusServiceUnavailable)
		return
	}
	writeJSON(w, s.hq.log, st)
}

// oldestUnfolded is how long the oldest entry waits that is in no picture.
func (h *HQ) oldestUnfolded(ctx context.Context, st Status) (age time.Duration, waits bool, err error) {
	if st.Folded >= st.Size {
		return 0, false, nil
	}
	var rows []store.Row
	if rows, err = h.Store.EntryRange(ctx, st.Folded, 1); err != nil || len(rows) == 0 {
		return 0, false, err
	}
	return time.Duration(h.micro()-rows[0].Received) * time.Microsecond, true, nil
}
