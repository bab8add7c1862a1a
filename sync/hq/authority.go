package hq

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"time"

	"fairvisit/evidence"
	"fairvisit/evidence/stamp"
	"fairvisit/sync/hq/store"
)

// Authority is a time-stamping authority (RFC 3161) outside of the house.
type Authority struct {
	URL   string         // it is asked here; empty: nobody is asked
	Roots *x509.CertPool // that vouch for it; nil: its word is kept, and nobody vouches for it
}

// askWithin bounds one question to an authority.
const askWithin = 30 * time.Second

// Stamp asks for a token over data and checks it: one that does not hold, or that
// answers an earlier question, is refused.
func (a Authority) Stamp(ctx context.Context, data []byte) ([]byte, error) {
	nonce, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 64))
	if err != nil {
		return nil, err
	}
	query, err := stamp.Query(data, nonce)
	if err != nil {
		return nil, err
	}
	answer, err := a.ask(ctx, query)
	if err != nil {
		return nil, err
	}
	token, err := stamp.Token(answer)
	if err != nil {
		return nil, err
	}
	s, err := stamp.Open(token, data, a.Roots)
	if err == nil && (s.Nonce == nil || s.Nonce.Cmp(nonce) != 0) {
		err = errors.Join(stamp.ErrToken, errors.New("it answers another question than was asked"))
	}
	if err != nil {
		return nil, err
	}
	return token, nil
}

func (a Authority) ask(ctx context.Context, query []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, a.URL, bytes.NewReader(query))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/timestamp-query")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close() // only read: nothing can be lost
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the time-stamping authority answers %s", answer.Status)
	}
	b, err := io.ReadAll(io.LimitReader(answer.Body, stamp.MaxToken+1))
	if err == nil && len(b) > stamp.MaxToken {
		err = fmt.Errorf("the time-stamping authority answers more than %d bytes", stamp.MaxToken)
	}
	return b, err
}

// StampDay has the head that was printed of a day stamped, unless it is. A day
// without a head, or one whose head is of an earlier life of the log, has none.
func (h *HQ) StampDay(ctx context.Context, day string) error {
	head, err := h.Store.Head(ctx)
	if err != nil {
		return err
	}
	printed, err := h.printed(ctx, head.Size)
	if err != nil {
		return err
	}
	for _, p := range printed {
		if p.Day != day || p.Generation != head.Generation {
			continue
		}
		if err := h.stampHead(ctx, evidence.Checkpoint{Generation: p.Generation, Size: p.Size, Root: p.Root}); err != nil {
			return err
		}
	}
	return nil
}

func (h *HQ) stampHead(ctx context.Context, c evidence.Checkpoint) error {
	if is, err := h.Store.Stamped(ctx, c.Generation, c.Size); is || err != nil {
		return err
	}
	note, err := c.Sign(h.keys.Service)
	if err != nil {
		return err
	}
	token, err := h.o.Authority.Stamp(ctx, note)
	if err != nil {
		return err
	}
	if err := h.Store.KeepStamp(ctx, store.KeptStamp{Checkpoint: c, At: h.micro(), Note: note, Token: token}); err != nil {
		return err
	}
	h.log.Info("the head is stamped", "size", c.Size, "head", c.Root, "by", h.o.Authority.URL)
	return nil
}
