package hq_test

import (
	"crypto/x509"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"fairvisit/evidence/stamp"
	"fairvisit/evidence/stamp/stamptest"
	"fairvisit/sync/hq"
)

// The head of a day is stamped once by an authority outside, and an audit counts
// the stamp if it trusts the authority; under another root it is a fault.
func TestAnAuthorityStampsTheHeadOfADay(t *testing.T) {
	outside := stamptest.New(t, stamptest.RSA)
	w := &world{TB: t, ctx: t.Context(), dir: t.TempDir(), authority: hq.Authority{URL: outside.URL, Roots: outside.Roots()}}
	w.turn(workday)
	_, err := hq.Init(w.ctx, w.options())
	w.must(err)
	w.open()
	w.must(w.hq.StampDay(w.ctx, "2026-11-25"))
	if r := w.audited(); r.Stamps != 0 {
		t.Errorf("before a head was printed there are %d stamps", r.Stamps)
	}
	_, err = w.hq.PrintDay(w.ctx, "2026-11-25", time.UTC)
	w.must(err)
	before := time.Now().Add(-time.Minute)
	for range 2 {
		w.must(w.hq.StampDay(w.ctx, "2026-11-25"))
	}
	w.must(w.hq.Settle(w.ctx))
	if r := w.audited(); r.Total != 0 || r.Stamps != 1 || !r.Vouched || r.Stamped.Before(before) {
		t.Errorf("the audit says %+v", r)
	}
	w.authority.Roots = nil
	if r := w.audited(); r.Total != 0 || r.Stamps != 1 || r.Vouched {
		t.Errorf("without roots it says %+v", r)
	}
	w.authority.Roots = x509.NewCertPool()
	tells(t, w.audited(), "stamps ", "not of an authority that is trusted")
}

// What an authority answers that is no stamp of the question is refused: an old
// answer, a refusal, a page, too much, and nothing.
func TestAnAnswerThatIsNoStampIsRefused(t *testing.T) {
	outside := stamptest.New(t, stamptest.EC)
	var answer func(w http.ResponseWriter)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { answer(w) }))
	defer server.Close()
	old, err := stamp.Query([]byte("head"), big.NewInt(5))
	if err != nil {
		t.Fatal(err)
	}
	say := func(b []byte) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) {
			if _, err := w.Write(b); err != nil {
				t.Log(err) // the client had enough
			}
		}
	}
	authority := hq.Authority{URL: server.URL, Roots: outside.Roots()}
	for what, c := range map[string]struct {
		answer func(http.ResponseWriter)
		word   string
	}{
		"an old answer": {say(outside.Answer(old)), "another question"},
		"an error":      {func(w http.ResponseWriter) { http.Error(w, "no", http.StatusTeapot) }, "418"},
		"a page":        {say([]byte("<html>")), "none of a time-stamping authority"},
		"too much":      {say(make([]byte, 1<<20)), "more than"},
		"a refusal":     {say([]byte{0x30, 5, 0x30, 3, 2, 1, 2}), "refuses"},
	} {
		answer = c.answer
		if token, err := authority.Stamp(t.Context(), []byte("head")); err == nil || token != nil || !strings.Contains(err.Error(), c.word) {
			t.Errorf("%s: %v", what, err)
		}
	}
	server.Close()
	if _, err := authority.Stamp(t.Context(), []byte("head")); err == nil {
		t.Error("nobody answered and it is a stamp")
	}
	authority.URL = outside.URL
	if token, err := authority.Stamp(t.Context(), []byte("head")); err != nil || !outside.Accepts(token, []byte("head")) {
		t.Errorf("a true one is refused: %v", err)
	}
}
