package fieldsync_test

import (
	"bytes"
	"math/rand/v2"
	"runtime"
	"testing"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
)

// allocated counts the bytes f takes from the heap, given back or not.
func allocated(f func()) int {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return int(after.TotalAlloc - before.TotalAlloc)
}

func bound(t *testing.T, b []byte, f func()) {
	t.Helper()
	if cost := allocated(f); cost > 4*len(b)+1<<20 {
		t.Fatalf("%d bytes cost %d", len(b), cost)
	}
}

// What parses is what was written: the frame made anew is the same bytes.
func FuzzEntriesFrame(f *testing.F) {
	b := fieldsync.NewBatch(true, fieldsync.MaxFrame)
	b.Add([]byte("one"))
	b.Add(nil)
	f.Add(b.Frame()[1:])
	f.Add([]byte{0, 255, 255, 0, 0, 0, 0})
	f.Add([]byte{1, 0, 1, 255, 255, 255, 255, 0})
	f.Fuzz(func(t *testing.T, body []byte) {
		if len(body) > fieldsync.MaxFrame-1 {
			return
		}
		var urgent bool
		var raws [][]byte
		var err error
		bound(t, body, func() { urgent, raws, err = fieldsync.DecodeEntries(body) })
		if err != nil {
			return
		}
		again := fieldsync.NewBatch(urgent, fieldsync.MaxFrame)
		for _, r := range raws {
			if !again.Add(r) {
				t.Fatal("entries that came in one frame do not fit one")
			}
		}
		if !bytes.Equal(again.Frame()[1:], body) {
			t.Fatalf("%x became %x", body, again.Frame()[1:])
		}
	})
}

func FuzzRowsFrame(f *testing.F) {
	r := fieldsync.NewRows("officer:00")
	r.Add(fieldsync.Row{N: 1, Entity: "case/00", Body: []byte(`{}`)})
	r.Add(fieldsync.Row{N: 2, Entity: "case/01", Gone: true})
	r.Add(fieldsync.Row{N: 3, Entity: "case/02", Body: []byte(`{"parts`), Continued: true})
	r.Add(fieldsync.Row{N: 3, Entity: "case/02", Body: []byte(`":2}`)})
	f.Add(r.Frames()[0][1:])
	f.Add([]byte{0, 255, 255})
	f.Add([]byte{255})
	f.Fuzz(func(t *testing.T, body []byte) {
		if len(body) > fieldsync.MaxFrame-1 {
			return
		}
		var feed string
		var rows []fieldsync.Row
		var err error
		bound(t, body, func() { feed, rows, err = fieldsync.DecodeRows(body) })
		if err != nil {
			return
		}
		again := fieldsync.NewRows(feed)
		for _, row := range rows {
			again.Add(row)
		}
		frames := again.Frames()
		if len(rows) == 0 {
			return // nobody writes such a frame
		}
		if len(frames) != 1 {
			t.Fatalf("rows that came in one frame became %d", len(frames))
		}
		if !bytes.Equal(frames[0][1:], body) {
			t.Fatalf("%x became %x", body, frames[0][1:])
		}
	})
}

func FuzzPhotoFrame(f *testing.F) {
	f.Add(fieldsync.AppendPhotoBytes(nil, fieldsync.PhotoBytes{Slot: 7, Chunk: 3, Byte: 9, Data: []byte("abc")})[1:])
	f.Add([]byte{8, 0, 0, 0, 0, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, body []byte) {
		var p fieldsync.PhotoBytes
		var err error
		bound(t, body, func() { p, err = fieldsync.DecodePhotoBytes(body) })
		if err == nil && !bytes.Equal(fieldsync.AppendPhotoBytes(nil, p)[1:], body) {
			t.Fatalf("%x became %x", body, fieldsync.AppendPhotoBytes(nil, p)[1:])
		}
	})
}

// Every JSON body is read by the strict reader into its type; a hello of a
// stranger is the first thing headquarters reads.
func FuzzHello(f *testing.F) {
	frame, err := fieldsync.EncodeJSON(fieldsync.THello, fieldsync.Hello{Version: 1, Build: "x", Device: evidence.ID{1},
		Epochs: []fieldsync.EpochEnd{{Epoch: evidence.ID{2}, Seq: 3}}, Feeds: []fieldsync.FeedCursor{{Feed: "ref", N: 4}},
		Awaiting: []fieldsync.PhotoName{{Entry: evidence.Hash{5}, Index: 6}}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(frame[1:])
	f.Add([]byte(`{"version":1,"VERSION":2}`))
	f.Add([]byte(`{"epochs":[{},{},{}],"sig":"` + string(make([]byte, 3)) + `"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		if len(body) > fieldsync.MaxFrame-1 {
			return
		}
		var h fieldsync.Hello
		bound(t, body, func() { err = fieldsync.DecodeJSON(body, &h) })
		if err != nil {
			return
		}
		frame, err := fieldsync.EncodeJSON(fieldsync.THello, h)
		if err != nil {
			return // reading may make it longer than a frame, by names that were left out
		}
		var again fieldsync.Hello
		if err := fieldsync.DecodeJSON(frame[1:], &again); err != nil {
			t.Fatalf("what was read cannot be read again: %v", err)
		}
	})
}

// A frame that says more than it has is refused, whatever was cut off.
func TestACutFrameIsRefused(t *testing.T) {
	b := fieldsync.NewBatch(false, fieldsync.MaxFrame)
	for range 5 {
		raw := make([]byte, 100)
		for i := range raw {
			raw[i] = byte(rand.IntN(256))
		}
		b.Add(raw)
	}
	whole := b.Frame()[1:]
	for n := range len(whole) {
		if _, _, err := fieldsync.DecodeEntries(whole[:n]); err == nil {
			t.Fatalf("%d of %d bytes were read as a frame", n, len(whole))
		}
	}
}
