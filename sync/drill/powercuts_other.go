//go:build !linux

package drill

import (
	"context"
	"errors"
)

// PowerCuts needs Linux.
func PowerCuts(context.Context, Options, int) (CutReport, error) {
	return CutReport{}, errors.New("no power was cut: this needs Linux with /dev/fuse")
}
