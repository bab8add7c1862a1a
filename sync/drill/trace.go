package drill

import (
	"bufio"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// tracedCalls are the system calls that can bring an entry, flush it and answer.
const tracedCalls = "read,readv,recvfrom,recvmsg,write,writev,sendto,sendmsg,fsync,fdatasync"

// readTrace reads what strace -f -yy wrote. For each mark in it (the order
// doNote, as it is read) it looks at the next bytes that come from a socket and
// the next that go to it: between them headquarters' log must have been flushed.
func readTrace(trace io.Reader) (TraceReport, error) {
	var r TraceReport
	w := watch{begun: map[string]call{}}
	lines := bufio.NewScanner(trace)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		w.take(lines.Text(), &r)
	}
	return r, lines.Err()
}

// call is one system call on a file.
type call struct {
	name string
	fd   string // number and, in angle brackets, what it is
}

func (c call) in(names ...string) bool {
	for _, n := range names {
		if c.name == n {
			return true
		}
	}
	return false
}

func (c call) reads() bool  { return c.in("read", "readv", "recvfrom", "recvmsg") }
func (c call) writes() bool { return c.in("write", "writev", "sendto", "sendmsg") }
func (c call) syncs() bool  { return c.in("fsync", "fdatasync") && strings.HasSuffix(c.fd, "hq.db-wal") }
func (c call) socket() bool { return strings.Contains(c.fd, "<TCP") }

// watch follows a trace.
type watch struct {
	begun   map[string]call // by thread, calls that did not return yet
	marked  bool            // the next bytes from a socket are an entry
	session string          // the socket it came from; empty: none is awaited an answer
	flushed bool
}

var (
	// 4242  write(7<TCP:[127.0.0.1:1->127.0.0.1:2]>, "..."..., 90) = 90
	beginning = regexp.MustCompile(`^(\d+) +(\w+)\((\d+<.*?)>[,) ]`)
	// 4242  <... fdatasync resumed>)   = 0
	resumed = regexp.MustCompile(`^(\d+) +<\.\.\. \w+ resumed>`)
	result  = regexp.MustCompile(`= (-?\d+)(?: |$)`)
)

func (w *watch) take(text string, r *TraceReport) {
	m := beginning.FindStringSubmatch(text)
	if m != nil {
		c := call{m[2], m[3]}
		w.begins(c, r)
		if strings.HasSuffix(text, "<unfinished ...>") {
			w.begun[m[1]] = c
			return
		}
		w.ends(c, text)
		return
	}
	if m = resumed.FindStringSubmatch(text); m != nil {
		w.ends(w.begun[m[1]], text)
		delete(w.begun, m[1])
	}
}

// begins takes the moment at which a call began: from then on what it writes
// may be on its way.
func (w *watch) begins(c call, r *TraceReport) {
	if w.session == "" || c.fd != w.session || !c.writes() {
		return
	}
	r.Entries++
	if !w.flushed {
		r.Early++
	}
	w.session = ""
}

// ends takes the moment at which a call had done its work.
func (w *watch) ends(c call, text string) {
	n := int64(-1)
	if all := result.FindAllStringSubmatch(text, -1); len(all) > 0 {
		n, _ = strconv.ParseInt(all[len(all)-1][1], 10, 64) // digits; too many are none of ours
	}
	switch {
	case c.reads() && n > 0 && strings.HasPrefix(c.fd, "0<") && strings.Contains(text, `\"`+doNote+`\"`):
		w.marked = true
	case c.reads() && n > 0 && c.socket() && w.marked:
		w.marked, w.session, w.flushed = false, c.fd, false
	case c.syncs() && n == 0:
		w.flushed = true
	}
}
