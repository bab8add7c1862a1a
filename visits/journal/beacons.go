package journal

import (
	"context"
	"errors"

	"fairvisit/evidence"
)

// BeaconAt is a time of headquarters in this chain, and where in which boot it
// was written down: what an interval is reckoned from.
type BeaconAt struct {
	evidence.Beacon
	Statement evidence.Statement
	Boot      evidence.ID
	SinceBoot int64 // µs
}

// errEnough ends a list early.
var errEnough = errors.New("enough")

// Beacons are the newest beacon of this device's own, and the newest a colleague
// showed if that is later in the chain; nil for none.
func (j *Journal) Beacons(ctx context.Context) (own, byQR *BeaconAt, err error) {
	me := j.identity.Load().Device
	err = j.db.list(ctx, "SELECT epoch, seq, id, body FROM entries WHERE kind = 'time.beacon/1' ORDER BY n DESC", nil, func(scan func(...any) error) error {
		var s sealedEntry
		if err := scan(s.columns()...); err != nil {
			return err
		}
		e, err := s.decode(j.db)
		if err != nil {
			return err
		}
		b := BeaconAt{Boot: e.Header.Boot, SinceBoot: e.Header.SinceBoot}
		if err := evidence.DecodePayload(e.Facts.Bytes, &b.Statement); err != nil {
			return err
		}
		if err := evidence.DecodePayload([]byte(b.Statement.Body), &b.Beacon); err != nil {
			return err
		}
		if b.Device == me {
			own = &b
			return errEnough
		}
		if byQR == nil {
			byQR = &b
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return own, byQR, err
}

// LatestWall is the latest wall time (µs) in the chain since its newest beacon,
// which is worth more than what was written before it; 0: none.
func (j *Journal) LatestWall(ctx context.Context) (int64, error) {
	var wall int64
	_, err := j.db.lookup(ctx, `SELECT coalesce(max(wall), 0) FROM entries
		WHERE n > coalesce((SELECT max(n) FROM entries WHERE kind = 'time.beacon/1'), 0)`, nil, &wall)
	return wall, err
}
