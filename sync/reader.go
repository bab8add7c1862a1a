package fieldsync

import (
	"context"
	"crypto/ed25519"
	"crypto/tls"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"

	"fairvisit/evidence"
	"fairvisit/visits/journal"
)

// Reader reads headquarters' HTTPS API as one device.
type Reader struct {
	conn  *tls.Conn
	http  *http.Client
	base  string
	token string
}

// OpenReader proves the device's key on a new channel and gets a token for it.
func OpenReader(ctx context.Context, id journal.Identity, epoch evidence.ID) (*Reader, error) {
	u, err := url.Parse(id.URL)
	if err != nil {
		return nil, err
	}
	conn, err := dialTLS(ctx, "tcp", hostPort(u))
	if err != nil {
		return nil, fmt.Errorf("headquarters cannot be reached: %w", err)
	}
	r := &Reader{conn: conn, http: OverTLS(conn), base: id.URL}
	if err := r.prove(ctx, id, epoch); err != nil {
		conn.Close()
		return nil, err
	}
	return r, nil
}

func (r *Reader) prove(ctx context.Context, id journal.Identity, epoch evidence.ID) error {
	state := r.conn.ConnectionState()
	exporter, err := state.ExportKeyingMaterial(ExporterLabel, nil, 32)
	if err != nil {
		return err
	}
	var c APIChallenge
	if err := PostJSON(ctx, r.http, r.base+"/api/begin", "", nil, &c); err != nil {
		return err
	}
	sig := ed25519.Sign(id.Keys.Device, AuthBytes(exporter, c.Nonce, id.Device, epoch))
	body, err := evidence.MarshalPayload(APIProof{Ticket: c.Ticket, Device: id.Device, Epoch: epoch, Sig: hex.EncodeToString(sig)})
	if err != nil {
		return err
	}
	var t APIToken
	if err := PostJSON(ctx, r.http, r.base+"/api/prove", "", body, &t); err != nil {
		return err
	}
	r.token = t.Token
	return nil
}

// Get reads one path; span is a Range header, empty for the whole. The caller
// closes the body and looks at the status.
func (r *Reader) Get(ctx context.Context, path, span string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.base+path, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+r.token)
	if span != "" {
		req.Header.Set("Range", span)
	}
	return r.http.Do(req)
}

// Close ends the channel; the token is worth nothing elsewhere for long.
func (r *Reader) Close() error { return r.conn.Close() }
