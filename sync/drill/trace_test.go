package drill

import (
	"errors"
	"strings"
	"testing"
)

const (
	noteRead  = `10 read(0<pipe:[1]>, "{\"do\":\"note\"}\n", 4096) = 14`
	entryRead = `11 read(9<TCP:[127.0.0.1:2->127.0.0.1:1]>, "\27\3\3"..., 576) = 480`
	flush     = `12 fdatasync(7</store/hq.db-wal>) = 0`
	ackSent   = `11 write(9<TCP:[127.0.0.1:2->127.0.0.1:1]>, "\27\3\3"..., 90) = 90`
)

func TestTheTraceIsReadInTheOrderThingsHappened(t *testing.T) {
	for name, c := range map[string]struct {
		lines []string
		want  TraceReport
	}{
		"flushed, then answered":                {[]string{noteRead, entryRead, flush, ackSent}, TraceReport{1, 0}},
		"answered, then flushed":                {[]string{noteRead, entryRead, ackSent, flush}, TraceReport{1, 1}},
		"a flush before the entry came is none": {[]string{noteRead, flush, entryRead, ackSent}, TraceReport{1, 1}},
		"a flush that has begun is none": {[]string{noteRead, entryRead,
			`12 fdatasync(7</store/hq.db-wal> <unfinished ...>`, ackSent, `12 <... fdatasync resumed>) = 0`}, TraceReport{1, 1}},
		"a flush that ended while the read was told late": {[]string{noteRead,
			`11 read(9<TCP:[127.0.0.1:2->127.0.0.1:1]>,  <unfinished ...>`, `11 <... read resumed>"\27\3\3"..., 576) = 480`,
			`12 fdatasync(7</store/hq.db-wal> <unfinished ...>`, `12 <... fdatasync resumed>) = 0`, ackSent}, TraceReport{1, 0}},
		"a flush that failed is none":            {[]string{noteRead, entryRead, `12 fdatasync(7</store/hq.db-wal>) = -1 EIO (Input/output error)`, ackSent}, TraceReport{1, 1}},
		"another file's flush is none":           {[]string{noteRead, entryRead, `12 fsync(7</store/second/1.seg>) = 0`, ackSent}, TraceReport{1, 1}},
		"another socket's answer is none":        {[]string{noteRead, entryRead, strings.ReplaceAll(ackSent, "9<TCP", "8<TCP"), flush, ackSent}, TraceReport{1, 0}},
		"what comes without a mark is not asked": {[]string{entryRead, ackSent}, TraceReport{0, 0}},
	} {
		got, err := readTrace(strings.NewReader(strings.Join(c.lines, "\n")))
		if err != nil || got != c.want {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

func TestATraceOfTooLittleSaysNothing(t *testing.T) {
	if err := (TraceReport{Entries: tracedEntries - 1}).check(); err == nil || errors.Is(err, ErrFailed) {
		t.Error(err)
	}
}
