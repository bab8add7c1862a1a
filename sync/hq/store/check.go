package store

import (
	"context"
	"fmt"
)

// Check is an audit of the log alone, without anybody's keys: entries, tree,
// chains, positions. The error names the first fault.
func (s *Store) Check(ctx context.Context) error {
	var first *Fault
	err := s.Audit(ctx, func(f Fault) {
		if first == nil {
			first = &f
		}
	}, func(v *Snapshot) error {
		_, _, err := v.AuditLog(func(*AuditedEntry) error { return nil })
		return err
	})
	if err == nil && first != nil {
		err = fmt.Errorf("check: %s", first)
	}
	return err
}
