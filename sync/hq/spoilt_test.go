package hq_test

import (
	"context"
	"testing"

	fieldsync "fairvisit/sync"
)

// Bytes of a photo that turn out wrong at headquarters, as bytes kept over a
// power cut can be, are sent again at once: a session may last all day.
func TestWrongBytesOfAPhotoAreSentAgainInTheSameSession(t *testing.T) {
	w := newWorld(t, false)
	w.turn(workday)
	li, zhao := w.enrol("officer", "Li"), w.enrol("officer", "Zhao")
	cases := w.importCases(oneCase)
	w.assign(cases[0], li, zhao)
	li.sync()
	spoilt := 0
	li.client.Dial = func(ctx context.Context) (fieldsync.Conn, error) {
		c, err := fieldsync.Dialer("https://" + w.server.Addr())(ctx)
		return spoiling{c, &spoilt}, err
	}
	w.oneVisit(li, zhao, cases[0])
	w.must(w.hq.Settle(w.ctx))
	record, err := w.hq.CaseRecord(w.ctx, cases[0])
	w.must(err)
	if spoilt != 1 || len(record.Photos) != 1 || !record.Photos[0].Stored {
		t.Errorf("spoilt %d times, photos %+v", spoilt, record.Photos)
	}
	w.must(w.hq.Check(w.ctx))
}

// spoiling changes a byte of the first photo bytes it carries.
type spoiling struct {
	fieldsync.Conn
	done *int
}

func (s spoiling) Write(ctx context.Context, frame []byte) error {
	if fieldsync.Type(frame[0]) == fieldsync.TPhotoBytes && *s.done == 0 {
		*s.done++
		frame = append([]byte(nil), frame...)
		frame[len(frame)-1] ^= 1
	}
	return s.Conn.Write(ctx, frame)
}
