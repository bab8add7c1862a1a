package hq

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
)

// toursAPI is the part of the read API for how days began and ended (PROTOCOL.md
// section 9).
func (s *Server) toursAPI(mux *http.ServeMux) { mux.HandleFunc("GET /api/tours", s.listTours) }

func (s *Server) listTours(w http.ResponseWriter, r *http.Request) {
	who, ok := s.reader(w, r)
	if !ok {
		return
	}
	day := r.URL.Query().Get("day")
	if _, err := time.Parse(time.DateOnly, day); err != nil {
		http.Error(w, "this is not a day", http.StatusBadRequest)
		return
	}
	if !s.logRead(w, r, who, nil, visits.ViewedFacts{What: "tours of " + day}) {
		return
	}
	t, err := s.hq.Tours(r.Context(), day)
	if err != nil {
		s.failed(w, err)
		return
	}
	writeJSON(w, s.hq.log, t)
}

// Tours is what officers said of a day (yyyy-mm-dd), by officer. Who made a visit
// on it and said nothing is there too: a day nobody ended is a reason to ask.
func (h *HQ) Tours(ctx context.Context, day string) (fieldsync.TourDay, error) {
	d := fieldsync.TourDay{Day: day, Tours: []fieldsync.TourLine{}}
	var err error
	if d.Earlier, d.Later, err = h.Store.DaysBeside(ctx, day, visits.KindTour, visits.KindVisit); err != nil {
		return d, err
	}
	said, err := ofDay[visits.Tour](ctx, h.Store, visits.KindTour, day)
	if err != nil {
		return d, err
	}
	made, err := ofDay[visits.Visit](ctx, h.Store, visits.KindVisit, day)
	if err != nil {
		return d, err
	}
	for _, t := range said {
		d.Tours = append(d.Tours, fieldsync.TourLine{Tour: t})
	}
	for i := range made {
		v := &made[i]
		has := slices.ContainsFunc(d.Tours, func(t fieldsync.TourLine) bool { return t.Officer == v.Officer })
		if !has && !v.Practice && !v.Officer.IsZero() {
			d.Tours = append(d.Tours, fieldsync.TourLine{Tour: visits.Tour{ID: visits.TourID(v.Officer, day), Officer: v.Officer, Unit: v.Unit, Day: day}})
		}
	}
	slices.SortFunc(d.Tours, func(a, b fieldsync.TourLine) int { return slices.Compare(a.Officer[:], b.Officer[:]) })
	named := map[evidence.ID]bool{}
	for i := range d.Tours {
		if err := h.beside(ctx, &d.Tours[i], made); err != nil {
			return d, err
		}
		nameThose(named, &d.Tours[i].Tour)
	}
	d.Persons, err = namedPictures[visits.Person](ctx, h, visits.KindPerson, named)
	return d, err
}

// beside adds what the visits of the day say of an officer's.
func (h *HQ) beside(ctx context.Context, l *fieldsync.TourLine, made []visits.Visit) error {
	said := &visits.EndedFacts{}
	if l.Ended != nil {
		said = &l.Ended.EndedFacts
	}
	l.Cash = said.Against(visits.CashOf(made, l.Officer, l.Day))
	for i := range made {
		v := &made[i]
		if v.Officer != l.Officer || v.Practice {
			continue
		}
		if l.Visits++; l.Zone != "" {
			continue
		}
		p, err := h.Store.PictureByID(ctx, visits.KindCase, v.Case)
		if errors.Is(err, store.ErrNotFound) {
			continue // its case is not here yet
		}
		if err != nil {
			return err
		}
		c, err := decodePicture[visits.Case](p)
		if err != nil {
			return err
		}
		l.Zone = c.Facts.Zone
	}
	return nil
}

// nameThose marks whom a tour names.
func nameThose(named map[evidence.ID]bool, t *visits.Tour) {
	named[t.Officer] = true
	if t.Ready != nil {
		named[t.Ready.Second] = true
	}
	if t.Ended != nil {
		named[t.Ended.Second] = true
	}
	for _, l := range t.Received {
		named[l.Officer] = true
	}
	delete(named, evidence.ID{})
}

// ofDay are the pictures of a kind that are of a day.
func ofDay[T any](ctx context.Context, s *store.Store, kind, day string) ([]T, error) {
	pictures, err := s.PicturesOfDay(ctx, kind, day)
	if err != nil {
		return nil, err
	}
	list := make([]T, 0, len(pictures))
	for _, p := range pictures {
		v, err := decodePicture[T](p)
		if err != nil {
			return nil, err
		}
		list = append(list, *v)
	}
	return list, nil
}
