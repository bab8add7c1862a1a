package fieldsync

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"testing"

	"pgregory.net/rapid"

	"fairvisit/evidence"
	"fairvisit/visits/journal"
)

const aFeed = "officer:00"

func reading() (*Session, *following) {
	f := &following{}
	return &Session{feeds: map[string]*following{aFeed: f}, log: slog.New(slog.DiscardHandler)}, f
}

// frames writes rows as they are, parts included.
func frames(rows ...Row) [][]byte {
	r := NewRows(aFeed)
	for _, row := range rows {
		r.Add(row)
	}
	return r.Frames()
}

func (s *Session) readAll(t rapid.TB, frames [][]byte) error {
	t.Helper()
	for _, f := range frames {
		if len(f) > MaxFrame {
			t.Fatalf("a frame of %d bytes", len(f))
		}
		if err := s.takeRows(context.Background(), Type(f[0]), f[1:]); err != nil {
			return err
		}
	}
	return nil
}

// Whatever rows go in come out whole, in order, whatever their sizes.
func TestRowsOfAnySizeArriveWhole(t *testing.T) {
	parts := 0
	rapid.Check(t, func(t *rapid.T) {
		var want []Row
		n, total := int64(0), 0
		for range rapid.IntRange(0, 12).Draw(t, "rows") {
			n++
			row := Row{N: n, Entity: rapid.StringN(1, 40, 60).Draw(t, "entity"), MadeBy: evidence.Hash{byte(n)}}
			if row.Gone = rapid.Bool().Draw(t, "gone"); !row.Gone {
				near := MaxFrame - 70 // one frame, and the bytes around its end
				size := rapid.OneOf(rapid.IntRange(0, 300), rapid.IntRange(near-60, near+60), rapid.IntRange(2*near-99, 2*near+99), rapid.IntRange(0, 512<<10)).Draw(t, "size")
				if total += size; total > 2*MaxRowBytes {
					break
				}
				row.Body = bytes.Repeat([]byte{byte(n), 7, 9}, size/3+1)[:size]
			}
			want = append(want, row)
		}
		s, f := reading()
		sent := frames(want...)
		for _, f := range sent {
			_, rows, err := DecodeRows(f[1:])
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range rows {
				if r.Continued {
					parts++
					if whole := len(want[r.N-1].Body); whole < MaxFrame-120 {
						t.Fatalf("a body of %d bytes, which fits a frame, goes in parts", whole)
					}
				}
			}
		}
		if err := s.readAll(t, sent); err != nil {
			t.Fatal(err)
		}
		if f.open || len(f.rows) != len(want) {
			t.Fatalf("%d rows of %d arrived", len(f.rows), len(want))
		}
		for i, got := range f.rows {
			w := want[i]
			if got.N != w.N || got.Entity != w.Entity || got.Gone != w.Gone || got.MadeBy != w.MadeBy || !bytes.Equal(got.Body, w.Body) {
				t.Fatalf("row %d changed on its way", i+1)
			}
		}
	})
	if parts == 0 {
		t.Error("no body was sent in parts")
	}
}

// A body that is not carried on as it must be ends the session, in one frame and
// over two.
func TestABodyInPartsIsCarriedOnOrTheSessionEnds(t *testing.T) {
	first := Row{N: 4, Entity: "visit/01", MadeBy: evidence.Hash{3}, Body: []byte("a"), Continued: true}
	changed := func(f func(*Row)) Row {
		next := first
		next.Continued, next.Body = false, []byte("b")
		f(&next)
		return next
	}
	for name, next := range map[string]Row{
		"another number":     changed(func(r *Row) { r.N++ }),
		"another entity":     changed(func(r *Row) { r.Entity = "visit/02" }),
		"another maker":      changed(func(r *Row) { r.MadeBy[0]++ }),
		"withdrawn":          changed(func(r *Row) { r.Gone = true }),
		"an empty last part": changed(func(r *Row) { r.Body = nil }),
		"an empty part":      changed(func(r *Row) { r.Body, r.Continued = nil, true }),
	} {
		for where, sent := range map[string][][]byte{"one frame": frames(first, next), "two frames": append(frames(first), frames(next)...)} {
			s, _ := reading()
			if err := s.readAll(t, sent); !errors.Is(err, ErrFrame) {
				t.Errorf("%s, %s: %v", name, where, err)
			}
		}
	}
	s, _ := reading()
	if err := s.readAll(t, append(frames(first), frames(changed(func(*Row) {}))...)); err != nil {
		t.Errorf("two parts: %v", err)
	}
	s, _ = reading()
	if err := s.readAll(t, frames(changed(func(r *Row) { r.Body, r.Continued = nil, true }))); !errors.Is(err, ErrFrame) {
		t.Errorf("an empty first part: %v", err)
	}
}

// Nothing follows a part but the next one: not the end of the batch, not a
// restart. Rows of another feed are another batch.
func TestABatchDoesNotEndInTheMiddleOfABody(t *testing.T) {
	first := frames(Row{N: 1, Entity: "visit/01", Body: []byte("a"), Continued: true})
	for name, frame := range map[Type]any{TRowsEnd: RowsEnd{Feed: aFeed, N: 1, Count: 1}, TRestarting: FeedName{Feed: aFeed}} {
		end, err := EncodeJSON(name, frame)
		if err != nil {
			t.Fatal(err)
		}
		s, _ := reading()
		if err := s.readAll(t, append(first[:1:1], end)); !errors.Is(err, ErrFrame) {
			t.Errorf("frame %02x: %v", byte(name), err)
		}
	}
	s, f := reading()
	s.feeds["unit:00"] = &following{}
	other := NewRows("unit:00")
	other.Add(Row{N: 1, Entity: "visit/01", Body: []byte("x")})
	if err := s.readAll(t, append(first[:1:1], other.Frames()...)); err != nil || !f.open {
		t.Errorf("rows of another feed in between: %v", err)
	}
}

// A row cannot be gone and continued, nor carry a flag of a later version.
func TestFlagsOfARowThatMeanNothingAreRefused(t *testing.T) {
	frame := frames(Row{N: 1, Entity: "visit/01", Body: []byte("a")})[0]
	at := 1 + 1 + len(aFeed) + 2 + 8
	for flags := range 256 {
		frame[at] = byte(flags)
		_, rows, err := DecodeRows(frame[1:])
		if ok := flags <= 2; ok != (err == nil) || err != nil && !errors.Is(err, ErrFrame) {
			t.Errorf("flags %02x: %v", flags, err)
		}
		if err == nil && (rows[0].Gone != (flags == 1) || rows[0].Continued != (flags == 2)) {
			t.Errorf("flags %02x became %+v", flags, rows[0])
		}
	}
}

// However it is cut into frames and parts, a batch keeps to its bounds, and no
// body grows beyond what a batch may hold.
func TestPartsDoNotGetAroundTheBounds(t *testing.T) {
	s, f := reading()
	body := make([]byte, 60<<10)
	var err error
	for err == nil {
		err = s.readAll(t, frames(Row{N: 1, Entity: "visit/01", Body: body, Continued: true}))
		if len(f.rows[0].Body) > MaxRowBytes {
			t.Fatalf("a body of %d bytes was kept", len(f.rows[0].Body))
		}
	}
	if !errors.Is(err, ErrFrame) || len(f.rows[0].Body) < MaxRowBytes-len(body) {
		t.Errorf("after %d bytes of one body: %v", len(f.rows[0].Body), err)
	}
	s, f = reading()
	err = nil
	for n := int64(1); err == nil; n++ {
		err = s.readAll(t, frames(Row{N: n, Entity: "visit/01", Body: make([]byte, 300<<10)}))
		if held := bytesOf(f.rows); held > 2*MaxRowBytes {
			t.Fatalf("%d bytes of a batch were kept", held)
		}
	}
	if !errors.Is(err, ErrFrame) {
		t.Errorf("too many bytes: %v", err)
	}
	s, f = reading()
	err = nil
	for n := int64(1); err == nil && n <= 3*MaxRows; n++ {
		err = s.readAll(t, frames(Row{N: n, Entity: "visit/01"}))
	}
	if !errors.Is(err, ErrFrame) || len(f.rows) != 2*MaxRows {
		t.Errorf("after %d rows: %v", len(f.rows), err)
	}
}

func bytesOf(rows []journal.Row) (n int) {
	for _, r := range rows {
		n += len(r.Body)
	}
	return n
}
