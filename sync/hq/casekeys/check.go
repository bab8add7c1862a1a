package casekeys

import (
	"errors"

	"fairvisit/evidence/vault"
)

// line is one row of the file.
type line struct {
	scope, wrapped []byte
	destroyed      int64
}

// Destroyed calls f for every scope whose key was destroyed, with when (µs).
func (r *Ring) Destroyed(f func(Scope, int64) error) error {
	all, err := r.lines("SELECT scope, key, destroyed FROM case_keys WHERE destroyed <> 0 ORDER BY scope")
	for _, l := range all {
		if err == nil {
			err = f(Scope(l.scope), l.destroyed)
		}
	}
	return err
}

// Check looks at every row and calls bad for each that is not as this file writes
// them, with the columns and what is wrong.
func (r *Ring) Check(bad func(s Scope, columns, what string) error) error {
	all, err := r.lines("SELECT scope, key, destroyed FROM case_keys ORDER BY scope")
	for _, l := range all {
		if err != nil {
			return err
		}
		switch secret, open := r.master.Open(place(Scope(l.scope)), l.wrapped); {
		case l.destroyed < 0:
			err = bad(Scope(l.scope), "destroyed", "is a time before there was one")
		case l.destroyed > 0 && len(l.wrapped) > 0:
			err = bad(Scope(l.scope), "key, destroyed", "it is said to be destroyed, and the key is here")
		case l.destroyed == 0 && (open != nil || len(secret) != len(vault.Secret{})):
			err = bad(Scope(l.scope), "scope, key, destroyed", "no key of this scope opens here with the master key")
		}
	}
	return err
}

func (r *Ring) lines(query string) ([]line, error) {
	rows, err := r.db.Query(query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []line // the one connection is the caller's too
	for rows.Next() {
		var l line
		if err := rows.Scan(&l.scope, &l.wrapped, &l.destroyed); err != nil {
			return nil, err
		}
		all = append(all, l)
	}
	return all, errors.Join(rows.Err(), rows.Close())
}
