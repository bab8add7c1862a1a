package hq_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"time"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
)

// talker is an enrolled device that says frame by frame what a test has it say,
// over the same socket and with the same keys as the real client.
type talker struct {
	w    *world
	conn fieldsync.Conn
}

// talk opens a channel and says hello in the given version of the protocol.
func (p *person) talk(version int) *talker {
	p.w.Helper()
	conn, err := fieldsync.Dialer("https://" + p.w.server.Addr())(p.w.ctx)
	p.w.must(err)
	t := &talker{p.w, conn}
	p.w.Cleanup(func() { conn.Close() })
	var c fieldsync.Challenge
	p.w.must(fieldsync.DecodeJSON(t.hears(fieldsync.TChallenge), &c))
	id := p.journal.Identity()
	h := fieldsync.Hello{Version: version, Build: "test", Device: id.Device, Epoch: p.journal.Epoch(), Statement: id.Enrolment}
	rand.Read(h.Nonce[:])
	h.Signature = hex.EncodeToString(ed25519.Sign(id.Keys.Device, fieldsync.AuthBytes(conn.Exporter(), c.Nonce, h.Device, h.Epoch)))
	ends, err := p.journal.Epochs(p.w.ctx)
	p.w.must(err)
	for _, e := range ends {
		h.Epochs = append(h.Epochs, fieldsync.EpochEnd{Epoch: e.Epoch, Seq: e.Seq, Last: e.Last})
	}
	t.say(fieldsync.THello, h)
	return t
}

// say sends one frame with a JSON body.
func (t *talker) say(kind fieldsync.Type, v any) {
	t.w.Helper()
	f, err := fieldsync.EncodeJSON(kind, v)
	t.w.must(err)
	t.send(f)
}

// hand sends entries in one frame.
func (t *talker) hand(all ...evidence.Entry) {
	t.w.Helper()
	b := fieldsync.NewBatch(false, fieldsync.MaxFrame)
	for _, e := range all {
		if !b.Add(e.Encode()) {
			t.w.Fatal("the entries do not fit a frame")
		}
	}
	t.send(b.Frame())
}

func (t *talker) send(frame []byte) {
	t.w.Helper()
	t.w.must(t.conn.Write(t.w.ctx, frame))
	t.w.must(t.conn.Flush())
}

// hears reads until a frame of that type and returns its body. Feed rows and the
// like pass by; an end of the session that was not waited for fails the test.
func (t *talker) hears(kind fieldsync.Type) []byte {
	t.w.Helper()
	ctx, cancel := context.WithTimeout(t.w.ctx, 20*time.Second)
	defer cancel()
	for {
		f, err := t.conn.Read(ctx)
		if err != nil {
			t.w.Fatalf("headquarters said no frame %02x: %v", byte(kind), err)
		}
		switch fieldsync.Type(f[0]) {
		case kind:
			return f[1:]
		case fieldsync.TBye:
			t.w.Fatalf("headquarters said no frame %02x but %s", byte(kind), f[1:])
		}
	}
}

func (t *talker) bye() (b fieldsync.Bye) {
	t.w.Helper()
	t.w.must(fieldsync.DecodeJSON(t.hears(fieldsync.TBye), &b))
	return b
}
