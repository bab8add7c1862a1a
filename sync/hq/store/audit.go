package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"fairvisit/sync/hq/casekeys"
)

// Fault is one place at headquarters that is not what the bytes of the entries
// make of it.
type Fault struct {
	Table  string `json:"table"` // or "second copy"
	Row    string `json:"row,omitempty"`
	Column string `json:"column,omitempty"`
	What   string `json:"what"`
	// Stop says that nobody need have changed anything: a stop of headquarters
	// between a row and the act that tells of it leaves the same.
	Stop bool `json:"stop,omitempty"`
}

func (f Fault) String() string {
	line := strings.Join(slices.DeleteFunc([]string{f.Table, f.Row, f.Column}, func(s string) bool { return s == "" }), " ") + ": " + f.What
	if f.Stop {
		line += " (a stop of headquarters just then leaves the same)"
	}
	return line
}

// ErrBegun means that a server began to write while the store was read as one
// that nobody holds.
var ErrBegun = errors.New("a server began to write while this read; nothing is lost, do it again")

// OpenToRead opens the store in dir for Audit and reading alone: nothing is
// migrated and nothing counted. done ends it. Where nobody holds the store not
// even SQLite's side files are made, so that a copy nobody may write to can be
// read; done is then ErrBegun if somebody began to write meanwhile.
func OpenToRead(dir string, ring *casekeys.Ring) (s *Store, done func() error, err error) {
	path, err := filepath.Abs(filepath.Join(dir, fileName))
	if err != nil {
		return nil, nil, err
	}
	before, err := os.Stat(path)
	if err != nil {
		return nil, nil, fmt.Errorf("there is no store in %s: %w", dir, err)
	}
	params, alone := dsnReader, emptyOrAbsent(path+"-wal")
	if alone {
		params += "&immutable=1"
	}
	s = &Store{ring: ring}
	if s.r, err = sql.Open("sqlite3", uri(path, params)); err != nil {
		return nil, nil, err
	}
	return s, func() error {
		err := s.r.Close()
		if now, statErr := os.Stat(path); alone && (statErr != nil || now.Size() != before.Size() || now.ModTime() != before.ModTime() || !emptyOrAbsent(path+"-wal")) {
			err = errors.Join(ErrBegun, err, statErr)
		}
		return err
	}, nil
}

// Snapshot is the whole store at one moment, and where its faults are told.
type Snapshot struct {
	tx    *sql.Tx
	ctx   context.Context
	fault func(Fault)
	Head  AuditedHead
	ring  *casekeys.Ring // nil: nothing is sealed
}

// Audit calls f with one snapshot; others go on reading and writing. What
// cannot be read is a fault and ends only the part that reads it; where nothing
// can, f is not called. The error is f's or ctx's.
func (s *Store) Audit(ctx context.Context, fault func(Fault), f func(*Snapshot) error) error {
	begun := false
	err := s.read(ctx, func(tx *sql.Tx) error {
		begun = true
		v := &Snapshot{tx: tx, ctx: ctx, fault: fault, ring: s.ring}
		v.integrity()
		v.migrations()
		v.readHead()
		return f(v)
	})
	if err != nil && !begun && ctx.Err() == nil {
		fault(Fault{Table: "database file", What: "cannot be read: " + err.Error()})
		return nil
	}
	return err
}

// Fault tells of a difference in a row's column.
func (v *Snapshot) Fault(table, row, column, format string, args ...any) {
	v.fault(Fault{Table: table, Row: row, Column: column, What: fmt.Sprintf(format, args...)})
}

// Stopped tells of what a stop of headquarters can have left too.
func (v *Snapshot) Stopped(table, row, column, format string, args ...any) {
	v.fault(Fault{Table: table, Row: row, Column: column, What: fmt.Sprintf(format, args...), Stop: true})
}

// integrity has SQLite look at its own pages and indexes.
func (v *Snapshot) integrity() {
	for r := range v.Rows("database file", "PRAGMA integrity_check(100)") {
		if said := r.Text("integrity_check"); said != "ok" {
			v.Fault("database file", "", "", "%s", said)
		}
	}
}

// migrations compares the versions of the tables with those this program knows.
func (v *Snapshot) migrations() {
	const table = "goose_db_version"
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		v.Fault(table, "", "", "%v", err)
	}
	n := int64(0)
	for r := range v.Rows(table, "SELECT id, version_id, is_applied FROM goose_db_version ORDER BY id") {
		row := fmt.Sprint(n)
		r.Compare(table, row, map[string]any{"id": n + 1, "version_id": n, "is_applied": int64(1)})
		n++
	}
	if want := int64(len(names)) + 1; n != want {
		v.Fault(table, "", "version_id", "the tables had %d steps, this program knows %d", n, want)
	}
}

// AuditRow is one row as it lies there, whatever its columns hold.
type AuditRow struct {
	v      *Snapshot
	names  []string
	values []any
	lying  map[string][]byte // sealed columns as they lie
}

// Rows yields what a query reads. What cannot be read is a fault of the table
// and the end.
func (v *Snapshot) Rows(table, query string, args ...any) iter.Seq[AuditRow] {
	return func(yield func(AuditRow) bool) {
		for r, err := range v.query(query, args...) {
			if err != nil {
				if v.ctx.Err() == nil {
					v.Fault(table, "", "", "cannot be read to its end: %v", err)
				}
				return
			}
			v.unseal(table, &r)
			if !yield(r) {
				return
			}
		}
	}
}

func (v *Snapshot) query(query string, args ...any) iter.Seq2[AuditRow, error] {
	return func(yield func(AuditRow, error) bool) {
		lines, err := v.tx.Query(query, args...)
		if err != nil {
			yield(AuditRow{}, err)
			return
		}
		defer lines.Close()
		names, err := lines.Columns()
		for err == nil && v.ctx.Err() == nil && lines.Next() {
			r := AuditRow{v: v, names: names, values: make([]any, len(names))}
			into := make([]any, len(names))
			for i := range into {
				into[i] = &r.values[i]
			}
			if err = lines.Scan(into...); err == nil && !yield(r, nil) {
				return
			}
		}
		if err = errors.Join(err, lines.Err(), v.ctx.Err()); err != nil {
			yield(AuditRow{}, err)
		}
	}
}

// Value is a column as SQLite gives it; nil for NULL.
func (r AuditRow) Value(column string) any {
	if i := slices.Index(r.names, column); i >= 0 {
		if b, is := r.values[i].(bool); is && b {
			return int64(1)
		} else if is {
			return int64(0)
		}
		return r.values[i]
	}
	return nil
}

// Blob, Int and Text read a column; one of another type is their zero value,
// which fits nothing.
func (r AuditRow) Blob(column string) []byte { b, _ := r.Value(column).([]byte); return b }
func (r AuditRow) Int(column string) int64   { n, _ := r.Value(column).(int64); return n }
func (r AuditRow) Text(column string) string { s, _ := r.Value(column).(string); return s }

// Compare tells of every column that is not as wanted, in order of columns.
func (r AuditRow) Compare(table, row string, want map[string]any) {
	for i, name := range r.names {
		w, asked := want[name]
		if have := r.Value(name); asked && !same(w, have) {
			r.v.Fault(table, row, name, "is %s and should be %s", shown(r.values[i]), shown(w))
		}
	}
}

func same(a, b any) bool {
	x, isX := a.([]byte)
	y, isY := b.([]byte)
	if isX && isY {
		return bytes.Equal(x, y)
	}
	return isX == isY && a == b
}

// shown writes no more of a value than finds it: columns may hold people's
// words, and an audit's lines travel.
func shown(v any) string {
	switch v := v.(type) {
	case nil:
		return "empty"
	case []byte:
		if len(v) > 8 {
			return fmt.Sprintf("%s… (%d bytes)", hex.EncodeToString(v[:8]), len(v))
		}
		return fmt.Sprintf("%x (%d bytes)", v, len(v))
	case string:
		return fmt.Sprintf("%.60q", v)
	}
	return fmt.Sprint(v)
}
