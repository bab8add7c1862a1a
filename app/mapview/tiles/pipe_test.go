//go:build unix

package tiles

import (
	"errors"
	"path/filepath"
	"syscall"
	"testing"
)

// A pipe under the name of a map is refused at once: opening it would wait for a
// writer for ever.
func TestAPipeIsNoMap(t *testing.T) {
	path := filepath.Join(t.TempDir(), "map.mbtiles")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skip(err)
	}
	var r *Refused
	if err := sound(path); !errors.As(err, &r) || r.Why != WhyMissing {
		t.Errorf("%v", err)
	}
}
