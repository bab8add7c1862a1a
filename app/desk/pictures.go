package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"fairvisit/visits"
	"fairvisit/visits/journal"
)

func decode(p journal.Picture, dst any) error {
	if err := json.Unmarshal(p.Body, dst); err != nil {
		return fmt.Errorf("%w: %s: %w", ErrPicture, p.Key.Entity(), err)
	}
	return nil
}

// Hidden is the state of a case that was taken from this person: it is not
// shown, what was recorded about it goes its way.
const Hidden = "hidden"

// Cases are the cases this device shows, in order of id.
func (k *Desk) Cases(ctx context.Context) ([]visits.Case, error) {
	return all[visits.Case](ctx, k, visits.KindCase)
}

// Visits are the visits this device knows, in order of id.
func (k *Desk) Visits(ctx context.Context) ([]visits.Visit, error) {
	return all[visits.Visit](ctx, k, visits.KindVisit)
}

// Devices are the devices of the branch, on a manager's desk.
func (k *Desk) Devices(ctx context.Context) ([]visits.Device, error) {
	return all[visits.Device](ctx, k, visits.KindDevice)
}

// Findings are what somebody must look at.
func (k *Desk) Findings(ctx context.Context) ([]visits.Finding, error) {
	return all[visits.Finding](ctx, k, visits.KindFinding)
}

// Persons are the persons of the branch.
func (k *Desk) Persons(ctx context.Context) ([]visits.Person, error) {
	return all[visits.Person](ctx, k, visits.KindPerson)
}

func all[T any](ctx context.Context, k *Desk, kind string) ([]T, error) {
	pictures, err := k.Journal.Pictures(ctx, kind)
	if err != nil {
		return nil, err
	}
	shown := slices.DeleteFunc(pictures, func(p journal.Picture) bool { return p.State == Hidden })
	list := make([]T, len(shown))
	// Reading the JSON of thousands is most of what an officer waits for after the
	// PIN, so each processor reads a part.
	var g errgroup.Group
	part := max(smallPart, (len(shown)+runtime.GOMAXPROCS(0)-1)/runtime.GOMAXPROCS(0))
	for from := 0; from < len(shown); from += part {
		g.Go(func() error {
			for i := from; i < min(from+part, len(shown)); i++ {
				if err := decode(shown[i], &list[i]); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return list, nil
}

// smallPart is how many pictures are read sooner than another goroutine begins.
const smallPart = 64
