package fieldsync

import (
	"context"
	"crypto/ed25519"
	"crypto/tls"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// Reader reads headquarters' HTTPS API as one device. Reads come one after the
// other. A channel that was closed while nobody read, or a token that ran out,
// is replaced once before a read fails.
type Reader struct {
	id    journal.Identity
	epoch evidence.ID

	mu    sync.Mutex
	conn  *tls.Conn // nil: to be opened by the next read
	http  *http.Client
	token string
}

// NewReader is a reader that opens its channel with the first read.
func NewReader(id journal.Identity, epoch evidence.ID) *Reader { return &Reader{id: id, epoch: epoch} }

// OpenReader proves the device's key on a new channel and gets a token for it.
func OpenReader(ctx context.Context, id journal.Identity, epoch evidence.ID) (*Reader, error) {
	r := NewReader(id, epoch)
	return r, r.open(ctx)
}

func (r *Reader) open(ctx context.Context) error {
	u, err := url.Parse(r.id.URL)
	if err != nil {
		return err
	}
	conn, _, err := dialTLS(ctx, "tcp", hostPort(u))
	if err != nil {
		return fmt.Errorf("headquarters cannot be reached: %w", err)
	}
	r.conn, r.http = conn, OverTLS(conn)
	if err := r.prove(ctx); err != nil {
		return errors.Join(err, r.drop())
	}
	return nil
}

func (r *Reader) prove(ctx context.Context) error {
	state := r.conn.ConnectionState()
	exporter, err := state.ExportKeyingMaterial(ExporterLabel, nil, 32)
	if err != nil {
		return err
	}
	var c APIChallenge
	if err := PostJSON(ctx, r.http, r.id.URL+"/api/begin", "", nil, &c); err != nil {
		return err
	}
	sig := ed25519.Sign(r.id.Keys.Device, AuthBytes(exporter, c.Nonce, r.id.Device, r.epoch))
	body, err := evidence.MarshalPayload(APIProof{Ticket: c.Ticket, Device: r.id.Device, Epoch: r.epoch, Sig: hex.EncodeToString(sig)})
	if err != nil {
		return err
	}
	var t APIToken
	if err := PostJSON(ctx, r.http, r.id.URL+"/api/prove", "", body, &t); err != nil {
		return err
	}
	r.token = t.Token
	return nil
}

func (r *Reader) drop() error {
	if r.conn == nil {
		return nil
	}
	err := r.conn.Close()
	r.conn, r.http, r.token = nil, nil, ""
	return err
}

// Get reads one path; span is a Range header, empty for the whole. The caller
// closes the body before the next read and looks at the status.
func (r *Reader) Get(ctx context.Context, path, span string) (*http.Response, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.get(ctx, path, span)
}

func (r *Reader) get(ctx context.Context, path, span string) (*http.Response, error) {
	fresh := r.conn == nil
	if fresh {
		if err := r.open(ctx); err != nil {
			return nil, err
		}
	}
	resp, err := r.try(ctx, path, span)
	spent := err != nil || resp.StatusCode == http.StatusUnauthorized
	if fresh || !spent || ctx.Err() != nil {
		return resp, err
	}
	if err == nil {
		err = resp.Body.Close()
	}
	// The old channel is given up either way; what closing it says changes nothing.
	if err = errors.Join(err, r.drop()); ctx.Err() != nil {
		return nil, err
	}
	if err := r.open(ctx); err != nil {
		return nil, err
	}
	return r.try(ctx, path, span)
}

func (r *Reader) try(ctx context.Context, path, span string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.id.URL+path, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+r.token)
	if span != "" {
		req.Header.Set("Range", span)
	}
	resp, err := r.http.Do(req)
	if err != nil {
		return nil, fmt.Errorf("headquarters cannot be reached: %w", err)
	}
	return resp, nil
}

// maxAnswer bounds one answer: a case record of years of visits is some MiB.
const maxAnswer = 64 << 20

// answer reads one path whole. What headquarters refuses comes as its sentence.
func (r *Reader) answer(ctx context.Context, path, span string) ([]byte, http.Header, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	resp, err := r.get(ctx, path, span)
	if err != nil {
		return nil, nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	switch {
	case err != nil:
		return nil, nil, fmt.Errorf("headquarters' answer was cut; nothing was changed: %w", errors.Join(err, r.drop()))
	case resp.StatusCode != http.StatusOK && resp.StatusCode != http.StatusPartialContent:
		return nil, nil, errors.New("headquarters: " + strings.TrimSpace(string(body)))
	case len(body) > maxAnswer:
		return nil, nil, errors.Join(errors.New("headquarters' answer is larger than this device reads at once"), r.drop())
	}
	return body, resp.Header, nil
}

func readJSON[T any](ctx context.Context, r *Reader, path string, query url.Values) (T, error) {
	var v T
	body, _, err := r.answer(ctx, path+"?"+query.Encode(), "")
	if err != nil {
		return v, err
	}
	// Pictures are read as tolerantly as everywhere: a newer headquarters may say more.
	if err := json.Unmarshal(body, &v); err != nil {
		return v, fmt.Errorf("headquarters' answer could not be read: %w", err)
	}
	return v, nil
}

func page(after evidence.ID, limit int) url.Values {
	q := url.Values{"limit": {strconv.Itoa(limit)}}
	if !after.IsZero() {
		q.Set("after", after.String())
	}
	return q
}

// Cases reads one page of masked lines, in order of id after a case; state ""
// is all. A page shorter than limit (1 to 500) is the last.
func (r *Reader) Cases(ctx context.Context, state string, after evidence.ID, limit int) ([]CaseLine, error) {
	q := page(after, limit)
	q.Set("state", state)
	return readJSON[[]CaseLine](ctx, r, "/api/cases", q)
}

// SearchCases is Cases of those in which each word of the query stands: a name, a street,
// the last four digits of a phone.
func (r *Reader) SearchCases(ctx context.Context, query, state string, after evidence.ID, limit int) ([]CaseLine, error) {
	q := page(after, limit)
	q.Set("q", query)
	q.Set("state", state)
	return readJSON[[]CaseLine](ctx, r, "/api/cases", q)
}

// Findings reads one page of findings, in order of id; code "" is all.
func (r *Reader) Findings(ctx context.Context, code string, after evidence.ID, limit int) ([]visits.Finding, error) {
	q := page(after, limit)
	q.Set("code", code)
	return readJSON[[]visits.Finding](ctx, r, "/api/findings", q)
}

// Case reads all that is held of one case. The read and its reason are logged
// at headquarters before the answer.
func (r *Reader) Case(ctx context.Context, id evidence.ID, reason string) (CaseRecord, error) {
	return readJSON[CaseRecord](ctx, r, "/api/cases/"+id.String(), url.Values{"reason": {reason}})
}

// photoPart is how much of a photo one read asks for: a cut costs at most so much.
const photoPart = 1 << 20

// Photo reads the copy of one photo that is to be looked at: a JPEG with what is
// hidden filled.
func (r *Reader) Photo(ctx context.Context, entry evidence.Hash, index int, reason string) ([]byte, error) {
	view, _, err := r.answer(ctx, fmt.Sprintf("/api/photos/%s/%d?%s", entry, index, url.Values{"reason": {reason}}.Encode()), "")
	return view, err
}

// Original reads the photo itself, by range until it is whole. Without a reason
// headquarters refuses; with one it is an entry of its own. size is what the case
// record says; a file that turns out to be another size is refused.
func (r *Reader) Original(ctx context.Context, entry evidence.Hash, index int, size int64, reason string) ([]byte, error) {
	path := fmt.Sprintf("/api/photos/%s/%d?%s", entry, index, url.Values{"original": {"1"}, "reason": {reason}}.Encode())
	photo := make([]byte, 0, min(size, maxAnswer))
	for int64(len(photo)) < size {
		from := int64(len(photo))
		part, head, err := r.answer(ctx, path, fmt.Sprintf("bytes=%d-%d", from, min(from+photoPart, size)-1))
		if err != nil {
			return nil, err
		}
		if _, whole, _ := strings.Cut(head.Get("Content-Range"), "/"); whole != strconv.FormatInt(size, 10) || len(part) == 0 {
			return nil, errors.New("headquarters holds another file than the record says; it is not shown")
		}
		photo = append(photo, part...)
	}
	return photo, nil
}

// Close ends the channel; the token is worth nothing elsewhere for long.
func (r *Reader) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.drop()
}
