package journal

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"fairvisit/evidence/folder"
)

// The install nonce tells a store that lived on from one that was brought back:
// a copy of the data folder, from a backup or another tablet, has the same
// nonce in its database but another inode, or no file outside. Two stores that
// both went on in one epoch would fork the chain, so a store that is not sure
// begins a new one (D10). The nonce is fresh at every start: old bytes written
// into the living file, whose inode stays, show too.

const (
	nonceLength = 16
	metaNonce   = "nonce"
)

// lived reports whether the database is the one the nonce file was written for.
func (j *Journal) lived() (bool, error) {
	outside, err := os.ReadFile(j.options.Nonce)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	var inside []byte
	err = j.db.write(context.Background(), func(tx *Tx) (err error) {
		inside, err = tx.Meta(metaNonce)
		return err
	})
	if err != nil {
		return false, err
	}
	number, err := fileNumber(j.path(databaseFile))
	if err != nil {
		return false, err
	}
	return len(inside) == nonceLength && bytes.Equal(outside, binary.BigEndian.AppendUint64(inside, number)), nil
}

// bind makes a fresh nonce for this database. The database comes first: a stop
// between the two only costs another epoch.
func (j *Journal) bind(alsoInside func(*Tx) error) error {
	nonce := make([]byte, nonceLength)
	rand.Read(nonce) // never fails: crypto/rand ends the program instead
	number, err := fileNumber(j.path(databaseFile))
	if err != nil {
		return err
	}
	err = j.db.write(context.Background(), func(tx *Tx) error {
		if err := tx.SetMeta(metaNonce, nonce); err != nil {
			return err
		}
		return alsoInside(tx)
	})
	if err != nil {
		return err
	}
	if err := folder.Make(filepath.Dir(j.options.Nonce)); err != nil {
		return err
	}
	return writeFlushed(j.options.Nonce, binary.BigEndian.AppendUint64(nonce, number))
}
