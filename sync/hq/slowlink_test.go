package hq_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"time"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/visits/fieldwork"
)

// The short run proves that an entry overtakes a photo; the long one, which
// `make test` asks for, runs over enough cuts to count what is sent twice.
var (
	slowPhoto = flag.Int("slowphoto", 24, "KiB of the photo sent over the slow link")
	slowCut   = flag.Duration("slowcut", 30*time.Second, "how often the slow link is cut")
)

// 32 kbit/s, and no more than 4 KiB on the way.
const (
	slowRate = 32_000 / 8
	slowHold = 4 << 10
)

// incompressible is a JPEG of about n bytes: a real small one with noise behind
// its end, which phones do too.
func incompressible(n int) []byte {
	b := jpegPhoto(1)
	noise := make([]byte, max(0, n-len(b)))
	rng := rand.NewChaCha8([32]byte{1})
	rng.Read(noise)
	return append(b, noise...)
}

func TestAnEntryOvertakesAPhotoOnASlowLink(t *testing.T) {
	w := newLoneWorld(t, false) // the link is timed
	w.turn(workday)
	li, zhao := w.enrol("officer", "Li"), w.enrol("officer", "Zhao")
	cases := w.importCases(oneCase)
	w.assign(cases[0], li, zhao)
	li.sync()
	v, verdict, err := li.work.Open(w.ctx, cases[0], zhao.id)
	if err != nil {
		t.Fatalf("%v: %+v", err, verdict)
	}
	photo := incompressible(*slowPhoto << 10)
	e, err := v.Photograph(w.ctx, bytes.NewReader(photo), "door", "camera")
	w.must(err)

	link, err := startRelay(w.server.Addr(), slowRate, slowHold)
	w.must(err)
	defer link.close()
	sent, seen := li.overSlowLink(v, link, e.ID)
	if seen.slowest > 5*time.Second {
		t.Errorf("an entry written while a photo flowed was acknowledged after %v", seen.slowest)
	}
	// A run that measured nothing has proved nothing.
	if least, cuts := demanded(); seen.measured < least || link.cutsMade() < cuts {
		t.Errorf("%d waits were measured, %d cuts made; want at least %d and %d", seen.measured, link.cutsMade(), least, cuts)
	}
	tags := 16 * ((len(photo) + 256<<10 - 1) / (256 << 10)) // behind each sealed chunk
	again := sent - int64(len(photo)+tags)
	t.Logf("%d bytes of photo, %d cuts, %d bytes sent again (%.1f %%), slowest of %d acknowledgements %v",
		len(photo), link.cutsMade(), again, 100*float64(again)/float64(len(photo)), seen.measured, seen.slowest.Round(time.Millisecond))
	if link.cutsMade() > 0 && float64(again) > 0.05*float64(len(photo)) {
		t.Errorf("%d of %d bytes were sent again", again, len(photo))
	}
	if link.cutsMade() == 0 && again != 0 {
		t.Errorf("%d bytes were sent again without a cut", again)
	}
}

// demanded is how many waits and cuts a run must have had: the long one, of 400
// KiB and more, is the one that counts.
func demanded() (waits, cuts int) {
	if *slowPhoto >= 400 {
		return 10, 2
	}
	return 1, 0
}

// waits are the acknowledgements that were waited for while photo bytes flowed
// and the link was up.
type waits struct {
	measured int
	slowest  time.Duration
}

func (w *waits) add(d time.Duration) {
	w.measured++
	w.slowest = max(w.slowest, d)
}

// overSlowLink syncs over the link until the photo is stored, writing an entry
// every few seconds. It returns the photo bytes sent and the waits.
func (p *person) overSlowLink(v *fieldwork.Visit, link *relay, photo evidence.Hash) (sent int64, seen waits) {
	t := p.w
	ctx, cancel := context.WithTimeout(t.ctx, 15*time.Minute)
	defer cancel()
	var acked atomic.Uint64
	p.client.Acknowledged = func(a fieldsync.Stored) { acked.Store(max(acked.Load(), a.Seq)) }
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		seen = p.writeAndWait(v, &acked, stop, link)
	}()
	lastCut := time.Now()
	for {
		conn, err := fieldsync.Dialer("https://" + link.addr())(ctx)
		if err != nil {
			t.must(ctx.Err())
			continue
		}
		s := p.client.NewSession(conn.Exporter())
		cut := time.AfterFunc(time.Until(lastCut.Add(*slowCut)), link.cut)
		err = fieldsync.Pump(ctx, conn, untilStored{s, p, photo})
		if !cut.Stop() {
			lastCut = time.Now()
		}
		sent += s.PhotoBytesSent()
		if errors.Is(err, errPhotoStored) {
			break
		}
		t.must(ctx.Err())
	}
	close(stop)
	<-stopped
	return sent, seen
}

// noteEvery is how often an entry is written. All are of one visit, whose picture
// comes down the same link each time it changed: with one every two seconds its
// 80 notes would be most of what the link moves.
const noteEvery = 5 * time.Second

// writeAndWait writes a note now and then and times its acknowledgement. A wait
// that a cut fell into does not count: the link was down.
func (p *person) writeAndWait(v *fieldwork.Visit, acked *atomic.Uint64, stop chan struct{}, link *relay) (seen waits) {
	for {
		select {
		case <-stop:
			return seen
		case <-time.After(noteEvery):
		}
		cuts, began := link.cutsMade(), time.Now()
		if err := v.Note(p.w.ctx, "still here"); err != nil {
			p.w.Error(err)
			return seen
		}
		ends, err := p.journal.Epochs(p.w.ctx)
		if err != nil {
			p.w.Error(err)
			return seen
		}
		want := ends[len(ends)-1].Seq
		for acked.Load() < want {
			select {
			case <-stop: // the photo is through, and this one still waits: it waited all the same
				if link.cutsMade() == cuts {
					seen.add(time.Since(began))
				}
				return seen
			case <-time.After(5 * time.Millisecond):
			}
		}
		if link.cutsMade() == cuts {
			seen.add(time.Since(began))
		}
	}
}

var errPhotoStored = errors.New("the photo is stored")

// untilStored ends a session once headquarters has the photo.
type untilStored struct {
	*fieldsync.Session
	p     *person
	photo evidence.Hash
}

func (u untilStored) Next(ctx context.Context) ([]byte, error) {
	stored, err := u.p.journal.PhotosStored(ctx, 10)
	if err != nil {
		return nil, err
	}
	if len(stored) > 0 {
		return nil, errPhotoStored
	}
	return u.Session.Next(ctx)
}
