package visits

import (
	"errors"
	"sync"
	"time"
)

// zones are those asked for so far: to load one is to read a file, and each contact of
// a day is asked for its own.
var zones sync.Map // name → *time.Location

// zone is the time zone of a case. An empty name is none: it would be that of the
// machine that asks.
func zone(name string) (*time.Location, error) {
	if z, ok := zones.Load(name); ok {
		return z.(*time.Location), nil
	}
	if name == "" {
		return nil, errors.New("no time zone is named")
	}
	z, err := time.LoadLocation(name)
	if err == nil {
		zones.Store(name, z)
	}
	return z, err
}
