//lint:file-ignore SA1019 see ws_nhooyr.go: the type is deprecated where it is named, its methods where they are used

package fieldsync

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// pingEvery finds a half-open connection; mobile networks drop silent ones
// after 30 s and more.
const pingEvery = 25 * time.Second

// webSocket is a Conn over one WebSocket.
type webSocket struct {
	ws       *wsConn
	out      *gathered
	exporter []byte
	stop     context.CancelFunc
}

func newWebSocket(ws *wsConn, out *gathered, exporter []byte) *webSocket {
	ws.SetReadLimit(MaxFrame)
	ctx, stop := context.WithCancel(context.Background())
	w := &webSocket{ws: ws, out: out, exporter: exporter, stop: stop}
	go w.ping(ctx)
	return w
}

func (w *webSocket) ping(ctx context.Context) {
	t := time.NewTicker(pingEvery)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
		pctx, cancel := context.WithTimeout(ctx, pingEvery)
		err := w.ws.Ping(pctx)
		cancel()
		if err != nil {
			w.ws.CloseNow()
			return
		}
	}
}

// frameBuffers holds what frames are read into. A session at rest has none: a
// thousand of them would be most of headquarters' memory.
var frameBuffers = sync.Pool{New: func() any { return new([MaxFrame + 1]byte) }}

// recycle takes a frame that nobody looks at any more, if it is one of these.
func recycle(frame []byte) {
	if cap(frame) == MaxFrame+1 {
		frameBuffers.Put((*[MaxFrame + 1]byte)(frame[:MaxFrame+1]))
	}
}

func (w *webSocket) Read(ctx context.Context) ([]byte, error) {
	_, r, err := w.ws.Reader(ctx)
	if err != nil {
		return nil, err
	}
	frame := frameBuffers.Get().(*[MaxFrame + 1]byte)
	n := 0
	for n < len(frame) && err == nil {
		var m int
		m, err = r.Read(frame[n:])
		n += m
	}
	if err == io.EOF {
		err = nil
	}
	return frame[:n], err // on a cut: what had arrived, and the error
}

// holdBack is how many bytes of small frames wait for others.
const holdBack = 8 << 10

func (w *webSocket) Write(ctx context.Context, frame []byte) error {
	w.out.gather()
	if err := w.ws.Write(ctx, wsBinary, frame); err != nil || w.out.waiting() < holdBack {
		return err
	}
	return w.out.release()
}

func (w *webSocket) Flush() error { return w.out.release() }

func (w *webSocket) Exporter() []byte { return w.exporter }

// Close drops the connection. A close handshake would wait for a peer that may
// be gone; what had to be said was said in a bye.
func (w *webSocket) Close() error {
	w.stop()
	return w.ws.CloseNow()
}

// Dialer returns the Dial of a Client for HQ at base (https://host:port). The
// certificate is not what the device trusts: HQ's signature over this very
// channel is (D19), so any certificate will do and a captive portal's will not
// help it.
func Dialer(base string) func(ctx context.Context) (Conn, error) {
	return func(ctx context.Context) (Conn, error) { return dial(ctx, base) }
}

func dial(ctx context.Context, base string) (Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	var state *tls.ConnectionState
	var out *gathered
	hc := &http.Client{Transport: &http.Transport{
		Proxy: http.ProxyFromEnvironment,
		DialTLSContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			c, below, err := dialTLS(ctx, network, addr)
			if err != nil {
				return nil, err
			}
			s := c.ConnectionState()
			state, out = &s, &gathered{Conn: c, below: below}
			return out, nil
		},
	}}
	ws, resp, err := dialWS(ctx, strings.TrimSuffix(base, "/")+"/sync", &wsDial{HTTPClient: hc, Subprotocols: []string{Protocol}, CompressionMode: wsNoZip})
	if err != nil {
		if resp != nil && resp.Body != nil {
			resp.Body.Close()
		}
		return nil, fmt.Errorf("headquarters cannot be reached: %w", err)
	}
	if state == nil {
		ws.CloseNow()
		return nil, errors.New("the connection to headquarters is not encrypted")
	}
	key, err := state.ExportKeyingMaterial(ExporterLabel, nil, 32)
	if err != nil {
		ws.CloseNow()
		return nil, err
	}
	return newWebSocket(ws, out, key), nil
}

// dialTLS connects; what TLS writes can be gathered.
func dialTLS(ctx context.Context, network, addr string) (*tls.Conn, *gathered, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, nil, err
	}
	raw, err := new(net.Dialer).DialContext(ctx, network, addr)
	if err != nil {
		return nil, nil, err
	}
	below := &gathered{Conn: raw}
	config := ClientTLS()
	config.ServerName = host // for what stands before headquarters and forwards by name
	c := tls.Client(below, config)
	if err := c.HandshakeContext(ctx); err != nil {
		return nil, nil, errors.Join(err, raw.Close())
	}
	return c, below, nil
}

// ClientTLS is the device's side of TLS: 1.3 only, any certificate (see Dialer).
func ClientTLS() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS13, InsecureSkipVerify: true, NextProtos: []string{"http/1.1"}}
}

// Accept takes a device's WebSocket at HQ. A request with an Origin header is a
// browser's and is refused: a web page must never speak for a device.
func Accept(w http.ResponseWriter, r *http.Request) (Conn, error) {
	if r.Header.Get("Origin") != "" {
		http.Error(w, "browsers may not speak fv.sync.v1", http.StatusForbidden)
		return nil, errors.New("a browser asked for a session")
	}
	if r.TLS == nil {
		http.Error(w, "TLS is needed", http.StatusUpgradeRequired)
		return nil, errors.New("a session without TLS")
	}
	key, err := r.TLS.ExportKeyingMaterial(ExporterLabel, nil, 32)
	if err != nil {
		http.Error(w, "TLS 1.3 is needed", http.StatusUpgradeRequired)
		return nil, err
	}
	t := &takeover{ResponseWriter: w}
	ws, err := acceptWS(t, r, &wsAccept{Subprotocols: []string{Protocol}, CompressionMode: wsNoZip})
	if err != nil {
		return nil, err
	}
	if ws.Subprotocol() != Protocol {
		ws.Close(wsNormal, "subprotocol "+Protocol+" is needed")
		return nil, errors.New("a session of another subprotocol")
	}
	return newWebSocket(ws, t.out, key), nil
}
