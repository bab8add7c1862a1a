package journal

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"fairvisit/evidence"
	"fairvisit/evidence/vault"
)

// Identity is who writes this journal and whom it trusts. It lies in the
// database and, because a damaged database must not take the keys with it, in
// a file of its own beside it, sealed in both.
type Identity struct {
	Device    evidence.ID
	Officer   evidence.ID
	Unit      evidence.ID
	Role      string
	Keys      evidence.Keys
	Root      ed25519.PublicKey  // of headquarters; signs key lists
	Enrolment evidence.Statement // fv-enrol-v1, as headquarters signed it
	KeyList   evidence.Statement // fv-keys-v1, the newest held
	URL       string             // of headquarters
	// Import is the branch import key (FORMAT.md section 9): a manager's, who makes
	// case ids with it; nil for everybody else.
	Import []byte
	// Unlock makes unlock codes: told once, at the enrolment, for the lock to keep.
	// The store does not hold it, for it is needed while that is closed.
	Unlock vault.CodeSecret
}

// Demo reports that headquarters signed that it holds invented people only. It
// is judged by the signatures each time, from the root this device enrolled
// with: a file that was changed here makes no demo of a real branch. A list of a
// later service key no longer vouches for the enrolment, and the answer is no.
func (id Identity) Demo() bool {
	var keys evidence.KeyList
	var e evidence.Enrolment
	return id.KeyList.Open(evidence.MagicKeys, id.Root, &keys) == nil &&
		id.Enrolment.Open(evidence.MagicEnrol, ed25519.PublicKey(keys.Service), &e) == nil && e.Demo && e.Device == id.Device
}

const identityFile = "identity"

// identityForm is the identity as it is written: the keys as hex.
type identityForm struct {
	Device     evidence.ID        `json:"device"`
	Officer    evidence.ID        `json:"officer"`
	Unit       evidence.ID        `json:"unit"`
	Role       string             `json:"role"`
	DeviceKey  string             `json:"device_key"`
	OfficerKey string             `json:"officer_key"`
	Root       evidence.PublicKey `json:"root"`
	Enrolment  evidence.Statement `json:"enrolment"`
	KeyList    evidence.Statement `json:"key_list"`
	URL        string             `json:"url"`
	Import     string             `json:"import,omitempty"`
}

func (id Identity) check() error {
	switch {
	case id.Device.IsZero() || id.Officer.IsZero():
		return errors.New("journal: an identity needs a device and an officer")
	case len(id.Keys.Device) != ed25519.PrivateKeySize || len(id.Keys.Officer) != ed25519.PrivateKeySize:
		return errors.New("journal: an identity needs the device's and the officer's key")
	}
	return nil
}

func (id Identity) encode() ([]byte, error) {
	return json.Marshal(identityForm{
		id.Device, id.Officer, id.Unit, id.Role, hex.EncodeToString(id.Keys.Device), hex.EncodeToString(id.Keys.Officer),
		evidence.PublicKey(id.Root), id.Enrolment, id.KeyList, id.URL, hex.EncodeToString(id.Import),
	})
}

func decodeIdentity(b []byte) (Identity, error) {
	var f identityForm
	if err := json.Unmarshal(b, &f); err != nil {
		return Identity{}, fmt.Errorf("journal: identity: %w", err)
	}
	device, err1 := hex.DecodeString(f.DeviceKey)
	officer, err2 := hex.DecodeString(f.OfficerKey)
	branch, err3 := hex.DecodeString(f.Import)
	if err := errors.Join(err1, err2, err3); err != nil {
		return Identity{}, fmt.Errorf("journal: identity: %w", err)
	}
	id := Identity{
		Device: f.Device, Officer: f.Officer, Unit: f.Unit, Role: f.Role, Keys: evidence.Keys{Device: device, Officer: officer},
		Root: ed25519.PublicKey(f.Root), Enrolment: f.Enrolment, KeyList: f.KeyList, URL: f.URL,
	}
	if len(branch) > 0 {
		id.Import = branch
	}
	return id, id.check()
}

func writeIdentity(dir string, id Identity, key *vault.Key) error {
	b, err := id.encode()
	if err != nil {
		return err
	}
	return writeFlushed(filepath.Join(dir, identityFile), key.Seal(identityPlace(), b))
}

// readIdentity wraps fs.ErrNotExist where nobody was enrolled, and
// vault.ErrSealed where the key does not open it.
func readIdentity(dir string, key *vault.Key) (Identity, error) {
	b, err := os.ReadFile(filepath.Join(dir, identityFile))
	if err != nil {
		return Identity{}, err
	}
	if b, err = key.Open(identityPlace(), b); err != nil {
		return Identity{}, fmt.Errorf("journal: identity: %w", err)
	}
	return decodeIdentity(b)
}

const recoveryFile = "recovery"

// keepRecovery has the file lie beside the store that lets headquarters'
// recovery key open it, for the key the key list names now. A key list that
// names none leaves it as it is.
func keepRecovery(dir string, id Identity, key *vault.Key) error {
	var list evidence.KeyList
	if id.KeyList.Body == "" {
		return nil
	}
	if err := evidence.DecodePayload([]byte(id.KeyList.Body), &list); err != nil || len(list.Recovery) == 0 {
		return err
	}
	path := filepath.Join(dir, recoveryFile)
	if b, err := os.ReadFile(path); err == nil {
		if r, err := vault.ParseRecovery(b); err == nil && bytes.Equal(r.For, list.Recovery) && r.Device == id.Device {
			return nil
		}
	}
	b, err := key.SealRecovery(id.Device, id.Officer, list.Recovery)
	if err != nil {
		return err
	}
	return writeFlushed(path, b)
}

// writeFlushed puts a small file in place whole: a power cut leaves the old
// bytes or the new ones.
func writeFlushed(path string, b []byte) error {
	temp := path + ".new"
	f, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(temp, path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// syncDir flushes the names in a folder. Windows has no such call for a
// folder; its file system logs a rename itself.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return !errors.Is(err, fs.ErrNotExist)
}
