package store

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"database/sql"
	"errors"
	"fmt"

	"fairvisit/evidence"
)

// ErrCode means that an enrolment code is unknown, used or out of date; which
// of them is nobody's business but the operator's.
var ErrCode = errors.New("this enrolment code is not valid, ask for a new one")

// Device is one enrolment: one person on one device.
type Device struct {
	ID, Officer, Unit evidence.ID
	Role              string
	DeviceKey         ed25519.PublicKey
	OfficerKey        ed25519.PublicKey
	Statement         []byte // what headquarters signed
	Enrolled          int64  // µs
	Revoked           int64  // µs; 0 not
	Held              int64  // µs; since when it may only hand in, until a person confirms it; 0 not
	Label             []byte
	Seen              int64  // µs; 0 never
	Telemetry         []byte // the device's last word about itself
}

// Code lets one person enrol one device once.
type Code struct {
	ID            [8]byte
	Code          []byte
	Officer, Unit evidence.ID
	Role          string
	Label         []byte
	Expires, Used int64 // µs; Used 0: not
}

// PutCode keeps a new code.
func (s *Store) PutCode(ctx context.Context, c Code) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.Exec(`INSERT INTO enrol_codes (id, code, officer, unit, role, label, expires, used)
			VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`,
			c.ID[:], whole(c.Code), c.Officer[:], c.Unit[:], c.Role, whole(c.Label), c.Expires, c.Used)
		return err
	})
}

// TakeCode uses a code up and enrols the device that enrol returns for it, in
// one transaction. A code that is unknown, used or expired at now is ErrCode;
// an error of enrol is returned and leaves the code as it was.
func (s *Store) TakeCode(ctx context.Context, id [8]byte, now int64, enrol func(Code) (Device, error)) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		c := Code{ID: id}
		err := tx.QueryRow("SELECT code, officer, unit, role, label, expires, used FROM enrol_codes WHERE id = ?1", id[:]).
			Scan(&c.Code, into(c.Officer[:]), into(c.Unit[:]), &c.Role, &c.Label, &c.Expires, &c.Used)
		if errors.Is(err, sql.ErrNoRows) || err == nil && (c.Used != 0 || now >= c.Expires) {
			return ErrCode
		}
		if err != nil {
			return err
		}
		d, err := enrol(c)
		if err != nil {
			return err
		}
		if _, err := tx.Exec("UPDATE enrol_codes SET used = ?2 WHERE id = ?1", id[:], now); err != nil {
			return err
		}
		return putDevice(tx, d)
	})
}

// PutDevice enrols a device, or renews what is said of one. A device keeps its
// key, the time it was enrolled and its revocation: under another key it would
// be another device, and is refused.
func (s *Store) PutDevice(ctx context.Context, d Device) error {
	return s.write(ctx, func(tx *sql.Tx) error { return putDevice(tx, d) })
}

func putDevice(tx *sql.Tx, d Device) error {
	done, err := tx.Exec(`INSERT INTO devices (id, officer, unit, role, device_key, officer_key, statement, enrolled, revoked, held, label, seen, telemetry)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
		ON CONFLICT (id) DO UPDATE SET officer = excluded.officer, unit = excluded.unit, role = excluded.role,
			officer_key = excluded.officer_key, statement = excluded.statement, label = excluded.label
		WHERE devices.device_key = excluded.device_key`,
		d.ID[:], d.Officer[:], d.Unit[:], d.Role, whole(d.DeviceKey), whole(d.OfficerKey), whole(d.Statement),
		d.Enrolled, d.Revoked, d.Held, whole(d.Label), d.Seen, whole(d.Telemetry))
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n == 1 {
		return err
	}
	return fmt.Errorf("device %s is enrolled with another key, it stays as it is", d.ID.Short())
}

const selectDevice = `SELECT id, officer, unit, role, device_key, officer_key, statement, enrolled, revoked, held, label, seen, telemetry
	FROM devices `

func scanDevice(scan func(...any) error) (Device, error) {
	var d Device
	err := scan(into(d.ID[:]), into(d.Officer[:]), into(d.Unit[:]), &d.Role, (*[]byte)(&d.DeviceKey), (*[]byte)(&d.OfficerKey),
		&d.Statement, &d.Enrolled, &d.Revoked, &d.Held, &d.Label, &d.Seen, &d.Telemetry)
	return d, err
}

// Device returns the device, or ErrNotFound.
func (s *Store) Device(ctx context.Context, id evidence.ID) (Device, error) {
	d, err := scanDevice(s.r.QueryRowContext(ctx, selectDevice+"WHERE id = ?1", id[:]).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return Device{}, fmt.Errorf("device %s: %w", id.Short(), ErrNotFound)
	}
	return d, err
}

// Devices lists all devices in the order they were enrolled.
func (s *Store) Devices(ctx context.Context) ([]Device, error) {
	return collect(each(ctx, s.r, scanDevice, selectDevice+"ORDER BY enrolled, id"))
}

// Revoke marks the device revoked at that time; an earlier revocation stands.
// An unknown device is ErrNotFound.
func (s *Store) Revoke(ctx context.Context, id evidence.ID, at int64) error {
	return s.updateDevice(ctx, id, "UPDATE devices SET revoked = CASE WHEN revoked = 0 THEN ?2 ELSE revoked END WHERE id = ?1", id[:], at)
}

// Confirm lets a held device have its feeds again. An unknown device is
// ErrNotFound.
func (s *Store) Confirm(ctx context.Context, id evidence.ID) error {
	return s.updateDevice(ctx, id, "UPDATE devices SET held = 0 WHERE id = ?1", id[:])
}

// Sighting is that a device was here.
type Sighting struct {
	Device    evidence.ID
	At        int64       // µs
	Telemetry []byte      // what it said about itself; nil: nothing
	Head      *SignedHead // nil: none
}

// Seen notes devices that were here, in one transaction. Those that are unknown
// are ErrNotFound; the others are noted all the same.
func (s *Store) Seen(ctx context.Context, all ...Sighting) error {
	var unknown error
	err := s.write(ctx, func(tx *sql.Tx) error {
		for _, n := range all {
			done, err := tx.Exec("UPDATE devices SET seen = max(seen, ?2), telemetry = coalesce(?3, telemetry) WHERE id = ?1", n.Device[:], n.At, n.Telemetry)
			if err != nil {
				return err
			}
			changed, err := done.RowsAffected()
			if err != nil {
				return err
			}
			if changed == 0 {
				unknown = fmt.Errorf("device %s: %w", n.Device.Short(), ErrNotFound)
				continue
			}
			if n.Head == nil {
				continue
			}
			if err := keepHead(tx, n.Device, n.Head, n.At); err != nil {
				return err
			}
		}
		return nil
	})
	return cmp.Or(err, unknown)
}

func (s *Store) updateDevice(ctx context.Context, id evidence.ID, query string, args ...any) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		done, err := tx.Exec(query, args...)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 1 {
			return err
		}
		return fmt.Errorf("device %s: %w", id.Short(), ErrNotFound)
	})
}
