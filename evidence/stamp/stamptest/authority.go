// Package stamptest is a time-stamping authority for tests: OpenSSL's own, behind
// an address, with a root and a certificate made for the occasion.
package stamptest

import (
	"crypto/x509"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// Authority answers at URL.
type Authority struct {
	testing.TB
	URL      string
	RootFile string // PEM
	dir      string
	mu       sync.Mutex // of its serial numbers
}

const config = `[tsa]
default_tsa = one
[one]
serial = serial
signer_cert = tsa.pem
signer_key = tsa.key
certs = chain.pem
signer_digest = %s
default_policy = 1.3.6.1.4.1.99999.1
digests = sha256
accuracy = secs:1, millisecs:500
ordering = no
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = %s
clock_precision_digits = 3
`

// Key is how an authority signs.
type Key struct {
	New      []string // arguments of openssl req that make the key
	Digest   string
	CertName string // the hash by which it names its certificate
}

// The keys that authorities have.
var (
	RSA = Key{New: []string{"-newkey", "rsa:2048"}, Digest: "sha256", CertName: "sha256"}
	EC  = Key{New: []string{"-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384"}, Digest: "sha384", CertName: "sha384"}
	Old = Key{New: []string{"-newkey", "rsa:2048"}, Digest: "sha512", CertName: "sha1"}
)

// New makes an authority that is gone when the test ends.
func New(t testing.TB, key Key) *Authority {
	t.Helper()
	a := &Authority{TB: t, dir: t.TempDir()}
	a.RootFile = filepath.Join(a.dir, "ca.pem")
	a.usage("critical,timeStamping")
	a.write("ca.ext", "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\nsubjectKeyIdentifier=hash\n")
	a.write("config", fmt.Sprintf(config, key.Digest, key.CertName))
	a.write("serial", "0100\n")
	a.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Invented Root", "-days", "30")
	a.openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "sub.key", "-out", "sub.csr", "-subj", "/CN=Invented Issuer")
	a.openssl("x509", "-req", "-in", "sub.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out", "chain.pem", "-days", "30", "-extfile", "ca.ext")
	a.openssl(append([]string{"req", "-nodes", "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=Invented Authority"}, key.New...)...)
	a.openssl("x509", "-req", "-in", "tsa.csr", "-CA", "chain.pem", "-CAkey", "sub.key", "-CAcreateserial", "-out", "tsa.pem", "-days", "30", "-extfile", "ext")
	server := httptest.NewServer(http.HandlerFunc(a.serve))
	t.Cleanup(server.Close)
	a.URL = server.URL
	return a
}

// usage is what the next certificate is for.
func (a *Authority) usage(of string) {
	a.write("ext", "extendedKeyUsage="+of+"\nbasicConstraints=critical,CA:FALSE\nsubjectKeyIdentifier=hash\n")
}

// Another makes a second certificate under the same root, for that usage. It is
// good from now on.
func (a *Authority) Another(usage string) {
	a.Helper()
	a.usage(usage)
	a.openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "other.key", "-out", "other.csr", "-subj", "/CN=Invented Authority")
	a.openssl("x509", "-req", "-in", "other.csr", "-CA", "chain.pem", "-CAkey", "sub.key", "-CAcreateserial", "-out", "other.pem", "-days", "30", "-extfile", "ext")
}

// Resigned is what a token says, signed with the second certificate. named: the
// signature names its certificate.
func (a *Authority) Resigned(token []byte, named bool) []byte {
	a.Helper()
	a.mu.Lock()
	defer a.mu.Unlock()
	a.write("token", string(token))
	a.openssl("cms", "-verify", "-noverify", "-inform", "DER", "-in", "token", "-out", "info")
	args := []string{"cms", "-sign", "-binary", "-nodetach", "-econtent_type", "1.2.840.113549.1.9.16.1.4", "-in", "info", "-signer", "other.pem", "-inkey", "other.key",
		"-certfile", "chain.pem", "-outform", "DER", "-md", "sha256", "-out", "resigned"}
	if named {
		args = append(args, "-cades")
	}
	a.openssl(args...)
	b, err := os.ReadFile(filepath.Join(a.dir, "resigned"))
	if err != nil {
		a.Fatal(err)
	}
	return b
}

func (a *Authority) write(name, text string) {
	a.Helper()
	if err := os.WriteFile(filepath.Join(a.dir, name), []byte(text), 0o600); err != nil {
		a.Fatal(err)
	}
}

func (a *Authority) openssl(args ...string) {
	a.Helper()
	cmd := exec.Command("openssl", args...)
	cmd.Dir = a.dir
	if out, err := cmd.CombinedOutput(); err != nil {
		a.Fatalf("openssl %v (make setup): %v\n%s", args, err, out)
	}
}

func (a *Authority) serve(w http.ResponseWriter, r *http.Request) {
	query, err := io.ReadAll(r.Body)
	if err != nil || r.Header.Get("Content-Type") != "application/timestamp-query" {
		http.Error(w, "no query", http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/timestamp-reply")
	if _, err := w.Write(a.Answer(query)); err != nil {
		a.Errorf("the answer was not taken: %v", err)
	}
}

// Answer is what OpenSSL answers a query.
func (a *Authority) Answer(query []byte) []byte {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.write("query", string(query))
	a.openssl("ts", "-reply", "-config", "config", "-queryfile", "query", "-out", "answer")
	b, err := os.ReadFile(filepath.Join(a.dir, "answer"))
	if err != nil {
		a.Error(err)
	}
	return b
}

// Roots is the authority's root.
func (a *Authority) Roots() *x509.CertPool {
	a.Helper()
	b, err := os.ReadFile(a.RootFile)
	pool := x509.NewCertPool()
	if err != nil || !pool.AppendCertsFromPEM(b) {
		a.Fatalf("no root: %v", err)
	}
	return pool
}

// Accepts asks OpenSSL whether a token is over data.
func (a *Authority) Accepts(token, data []byte) bool {
	a.Helper()
	a.mu.Lock()
	defer a.mu.Unlock()
	a.write("token", string(token))
	a.write("data", string(data))
	cmd := exec.Command("openssl", "ts", "-verify", "-token_in", "-in", "token", "-data", "data", "-CAfile", "ca.pem", "-untrusted", "chain.pem")
	cmd.Dir = a.dir
	return cmd.Run() == nil
}
