package hq

import (
	"bytes"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"time"

	"fairvisit/evidence"
	"fairvisit/evidence/folder"
)

// Keys are what the key folder holds (FORMAT.md section 9). The folder is never
// the data folder and never in its backups.
type Keys struct {
	Service   ed25519.PrivateKey
	Transport *ecdh.PrivateKey
	Master    []byte // 32 bytes
	Import    []byte // 32 bytes: the branch import key
	Chain     ed25519.PrivateKey
	ChainID   evidence.ID // headquarters' own device
	Root      ed25519.PublicKey
	List      evidence.Statement // fv-keys-v1, signed by root
	Enrolled  evidence.Statement // headquarters' own enrolment
	TLS       tls.Certificate
}

// Demo reports that this headquarters was made for invented people only, as its
// own enrolment says. Every enrolment it signs says the same.
func (k *Keys) Demo() bool {
	var own evidence.Enrolment
	return k.Enrolled.Open(evidence.MagicEnrol, k.Service.Public().(ed25519.PublicKey), &own) == nil && own.Demo
}

// Printed is shown once by MakeKeys and kept nowhere: its owner writes it down.
type Printed struct {
	Root        string // hex seed of the root key
	Fingerprint string // hex of the root's public key: what devices enrol with
	Recovery    string // hex of the recovery key's private part
}

// keyFile is keys.json: private parts in hex.
type keyFile struct {
	Service   string             `json:"service"`
	Transport string             `json:"transport"`
	Master    string             `json:"master"`
	Import    string             `json:"import"`
	Chain     string             `json:"chain"`
	ChainID   evidence.ID        `json:"chain_id"`
	Root      evidence.PublicKey `json:"root"`
	List      evidence.Statement `json:"list"`
	Enrolled  evidence.Statement `json:"enrolled"`
}

// MakeKeys makes the key folder. It refuses to replace one. demo is for good: it
// stands in headquarters' own enrolment, and so in entry 1 of its log.
func MakeKeys(dir string, generation evidence.ID, now int64, demo bool) (Printed, error) {
	path := filepath.Join(dir, "keys.json")
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return Printed{}, fmt.Errorf("there are keys in %s already, they stay as they are", dir)
	}
	rootPub, root, _ := ed25519.GenerateKey(nil) // crypto/rand never fails
	servicePub, service, _ := ed25519.GenerateKey(nil)
	chainPub, chain, _ := ed25519.GenerateKey(nil)
	transport, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		return Printed{}, err
	}
	recovery, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		return Printed{}, err
	}
	k := keyFile{Service: hex.EncodeToString(service.Seed()), Transport: hex.EncodeToString(transport.Bytes()),
		Master: randomHex(), Import: randomHex(), Chain: hex.EncodeToString(chain.Seed()), ChainID: evidence.NewID(), Root: evidence.PublicKey(rootPub)}
	list := evidence.KeyList{Version: 1, Generation: generation, Service: evidence.PublicKey(servicePub),
		Transport: transport.PublicKey().Bytes(), Recovery: recovery.PublicKey().Bytes()}
	if k.List, err = evidence.SignStatement(evidence.MagicKeys, list, root); err != nil {
		return Printed{}, err
	}
	own := evidence.Enrolment{Device: k.ChainID, Officer: k.ChainID, Unit: k.ChainID, Role: "hq", DeviceKey: evidence.PublicKey(chainPub), Issued: now, Demo: demo}
	if k.Enrolled, err = evidence.SignStatement(evidence.MagicEnrol, own, service); err != nil {
		return Printed{}, err
	}
	if err := folder.Make(dir); err != nil {
		return Printed{}, err
	}
	if err := makeCertificate(dir, time.UnixMicro(now)); err != nil {
		return Printed{}, err
	}
	b, err := json.MarshalIndent(k, "", "  ")
	if err != nil {
		return Printed{}, err
	}
	if err := writeSynced(path, b); err != nil {
		return Printed{}, err
	}
	return Printed{Root: hex.EncodeToString(root.Seed()), Fingerprint: hex.EncodeToString(rootPub), Recovery: hex.EncodeToString(recovery.Bytes())}, nil
}

func randomHex() string {
	var b [32]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// makeCertificate makes a self-signed certificate: devices trust the service
// key's signature over the channel, so nobody has to run a CA.
func makeCertificate(dir string, now time.Time) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	t := &x509.Certificate{SerialNumber: big.NewInt(now.UnixNano()), Subject: pkix.Name{CommonName: "Fairvisit headquarters"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.AddDate(10, 0, 0), DNSNames: []string{"localhost"},
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	cert, err := x509.CreateCertificate(rand.Reader, t, t, &key.PublicKey, key)
	if err != nil {
		return err
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := errors.Join(pem.Encode(&b, &pem.Block{Type: "CERTIFICATE", Bytes: cert}), pem.Encode(&b, &pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8})); err != nil {
		return err
	}
	return writeSynced(filepath.Join(dir, "tls.pem"), b.Bytes())
}

// writeSynced writes a file readable by its owner only: temporary file, fsync,
// rename, fsync of the folder, so that it is there in whole or not at all.
func writeSynced(path string, b []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // after the rename there is nothing to remove
	_, err = f.Write(b)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// LoadKeys reads the key folder.
func LoadKeys(dir string) (*Keys, error) {
	b, err := os.ReadFile(filepath.Join(dir, "keys.json"))
	if err != nil {
		return nil, fmt.Errorf("headquarters' keys cannot be read: %w", err)
	}
	var f keyFile
	if err := json.Unmarshal(b, &f); err != nil {
		return nil, fmt.Errorf("headquarters' keys cannot be read: %w", err)
	}
	k := &Keys{ChainID: f.ChainID, Root: ed25519.PublicKey(f.Root), List: f.List, Enrolled: f.Enrolled}
	seeds := map[string]*ed25519.PrivateKey{f.Service: &k.Service, f.Chain: &k.Chain}
	for text, key := range seeds {
		seed, err := hex.DecodeString(text)
		if err != nil || len(seed) != ed25519.SeedSize {
			return nil, errors.New("headquarters' keys are damaged")
		}
		*key = ed25519.NewKeyFromSeed(seed)
	}
	raw, err1 := hex.DecodeString(f.Transport)
	var err2, err3 error
	k.Master, err2 = hex.DecodeString(f.Master)
	k.Import, err3 = hex.DecodeString(f.Import)
	if err := errors.Join(err1, err2, err3); err != nil {
		return nil, fmt.Errorf("headquarters' keys are damaged: %w", err)
	}
	if len(k.Master) != 32 {
		return nil, errors.New("headquarters' keys are damaged")
	}
	if k.Transport, err = ecdh.X25519().NewPrivateKey(raw); err != nil {
		return nil, fmt.Errorf("headquarters' keys are damaged: %w", err)
	}
	pemFile := filepath.Join(dir, "tls.pem")
	if k.TLS, err = tls.LoadX509KeyPair(pemFile, pemFile); err != nil {
		return nil, fmt.Errorf("headquarters' certificate cannot be read: %w", err)
	}
	return k, nil
}
