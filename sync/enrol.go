package fieldsync

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"fairvisit/evidence"
	"fairvisit/visits/journal"
)

// Invitation is what the QR of an enrolment says (PROTOCOL.md section 7).
type Invitation struct {
	URL  string // of headquarters
	Code []byte // one-time, 16 bytes
	Root ed25519.PublicKey
}

const invitationForm = "fairvisit:enrol?"

// Text is the invitation as the QR carries it.
func (i Invitation) Text() string {
	q := url.Values{"u": {i.URL}, "c": {hex.EncodeToString(i.Code)}, "r": {hex.EncodeToString(i.Root)}}
	return invitationForm + q.Encode()
}

// ErrInvitation means that a text is not an enrolment code.
var ErrInvitation = errors.New("this is not an enrolment code of Fairvisit")

// ParseInvitation reads what Text wrote.
func ParseInvitation(text string) (Invitation, error) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(text), invitationForm)
	if !ok {
		return Invitation{}, ErrInvitation
	}
	q, err := url.ParseQuery(rest)
	if err != nil {
		return Invitation{}, ErrInvitation
	}
	code, err1 := hex.DecodeString(q.Get("c"))
	root, err2 := hex.DecodeString(q.Get("r"))
	u, err3 := url.Parse(q.Get("u"))
	if err1 != nil || err2 != nil || err3 != nil || len(code) != 16 || len(root) != ed25519.PublicKeySize || u.Scheme != "https" {
		return Invitation{}, ErrInvitation
	}
	return Invitation{URL: q.Get("u"), Code: code, Root: root}, nil
}

// Enrol makes this device's keys, has headquarters sign them for the person the
// code was made for, and checks the answer against the root in the invitation.
// Nothing is stored here: the journal is made from the identity.
func Enrol(ctx context.Context, i Invitation) (journal.Identity, error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	host, err := url.Parse(i.URL)
	if err != nil {
		return journal.Identity{}, ErrInvitation
	}
	conn, _, err := dialTLS(ctx, "tcp", hostPort(host))
	if err != nil {
		return journal.Identity{}, fmt.Errorf("headquarters cannot be reached, nothing was enrolled: %w", err)
	}
	defer conn.Close()
	state := conn.ConnectionState()
	exporter, err := state.ExportKeyingMaterial(ExporterLabel, nil, 32)
	if err != nil {
		return journal.Identity{}, err
	}
	id, request := RequestEnrolment(i, exporter)
	body, err := evidence.MarshalPayload(request)
	if err != nil {
		return id, err
	}
	var reply EnrolReply
	if err := PostJSON(ctx, OverTLS(conn), i.URL+"/enrol", "", body, &reply); err != nil {
		return id, err
	}
	err = AcceptEnrolment(&id, reply)
	return id, err
}

// RequestEnrolment makes the keys of a new device and its request over the
// channel with that exporter. The identity is whole once AcceptEnrolment has
// taken the answer.
func RequestEnrolment(i Invitation, exporter []byte) (journal.Identity, EnrolRequest) {
	devicePub, device, _ := ed25519.GenerateKey(nil) // crypto/rand never fails
	officerPub, officer, _ := ed25519.GenerateKey(nil)
	id := journal.Identity{Device: evidence.NewID(), URL: i.URL, Root: i.Root, Keys: evidence.Keys{Device: device, Officer: officer}}
	name := CodeID(i.Code)
	return id, EnrolRequest{Code: hex.EncodeToString(name[:]), Device: id.Device,
		DeviceKey: evidence.PublicKey(devicePub), OfficerKey: evidence.PublicKey(officerPub),
		Proof: EnrolProof(i.Code, exporter, id.Device, devicePub, officerPub)}
}

// AcceptEnrolment checks that root signed the key list, that the service key in
// it signed the enrolment, and that the enrolment is of these keys. On an error
// (ErrNotHeadquarters) the identity stays as it was.
func AcceptEnrolment(id *journal.Identity, r EnrolReply) error {
	var keys evidence.KeyList
	if err := r.Keys.Open(evidence.MagicKeys, id.Root, &keys); err != nil {
		return fmt.Errorf("%w: key list: %w", ErrNotHeadquarters, err)
	}
	var e evidence.Enrolment
	if err := r.Statement.Open(evidence.MagicEnrol, ed25519.PublicKey(keys.Service), &e); err != nil {
		return fmt.Errorf("%w: enrolment: %w", ErrNotHeadquarters, err)
	}
	if e.Device != id.Device || !bytes.Equal(e.DeviceKey, publicOf(id.Keys.Device)) || !bytes.Equal(e.OfficerKey, publicOf(id.Keys.Officer)) {
		return fmt.Errorf("%w: the enrolment is of another device", ErrNotHeadquarters)
	}
	branch, err := hex.DecodeString(r.Import)
	if err != nil || len(branch) != 0 && (len(branch) != importKey || e.Role != "manager") {
		return fmt.Errorf("%w: the import key is not one for this device", ErrNotHeadquarters)
	}
	unlock, err := hex.DecodeString(r.Unlock)
	if err != nil || len(unlock) != 0 && len(unlock) != len(id.Unlock) {
		return fmt.Errorf("%w: the secret of unlock codes is none", ErrNotHeadquarters)
	}
	copy(id.Unlock[:], unlock)
	if len(branch) > 0 {
		id.Import = branch
	}
	id.Officer, id.Unit, id.Role = e.Officer, e.Unit, e.Role
	id.Enrolment, id.KeyList = r.Statement, r.Keys
	return nil
}

// importKey is the length of a branch import key.
const importKey = 32

// publicOf is the second half of an Ed25519 private key.
func publicOf(key ed25519.PrivateKey) []byte { return key[ed25519.SeedSize:] }

// OverTLS is an HTTP client that speaks over one TLS connection, the one whose
// keying material a proof was bound to. Once it is used up the client is.
func OverTLS(conn net.Conn) *http.Client {
	return &http.Client{Transport: &http.Transport{
		DialTLSContext:  func(context.Context, string, string) (net.Conn, error) { return conn, nil },
		MaxConnsPerHost: 1,
	}}
}

func hostPort(u *url.URL) string {
	if u.Port() == "" {
		return u.Host + ":443"
	}
	return u.Host
}

// readAnswer bounds an answer of headquarters over HTTP.
const readAnswer = 1 << 20

// PostJSON posts a payload and reads the answer into dst. What headquarters
// says in plain words on a refusal becomes the error.
func PostJSON(ctx context.Context, c *http.Client, url, token string, body []byte, dst any) error {
	method := http.MethodPost
	if body == nil {
		method = http.MethodGet
	}
	req, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := c.Do(req)
	if err != nil {
		return fmt.Errorf("headquarters cannot be reached: %w", err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, readAnswer))
	if err != nil {
		return fmt.Errorf("headquarters' answer was cut: %w", err)
	}
	if resp.StatusCode != http.StatusOK {
		return errors.New(strings.TrimSpace(string(answer)))
	}
	return DecodeJSON(answer, dst)
}
