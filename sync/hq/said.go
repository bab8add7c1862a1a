package hq

import (
	"context"
	"encoding/json"
	"slices"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq/store"
)

// said is the row that noteSeen keeps of a device.
type said struct {
	Build   string               `json:"build"`
	Waiting fieldsync.Waiting    `json:"waiting"`
	Unlock  *fieldsync.Unlock    `json:"unlock"`
	Epochs  []fieldsync.EpochEnd `json:"epochs"`
	Self    *selfSaid            `json:"self"`  // nil: an older device
	Reads   string               `json:"reads"` // the newest schema of packs; "": an older device
}

// selfSaid is what a device said of its machine. The clock is compared when it
// says so: the two times would not be kept side by side for later.
type selfSaid struct {
	Clock int64  `json:"clock"`          // µs ahead of headquarters'
	Free  *int64 `json:"free,omitempty"` // bytes; nil: its system does not say
}

func (h *HQ) selfSaid(s *fieldsync.Self) *selfSaid {
	if s == nil {
		return nil
	}
	kept := &selfSaid{Clock: s.Wall - h.micro()}
	if s.Free >= 0 {
		kept.Free = &s.Free
	}
	return kept
}

// saidBy reads the row of a device; that of one that never came is empty.
func saidBy(d store.Device) (said, error) {
	var v said
	if len(d.Telemetry) == 0 {
		return v, nil
	}
	return v, json.Unmarshal(d.Telemetry, &v)
}

// Devices lists every device, those that never came first.
func (h *HQ) Devices(ctx context.Context) ([]fieldsync.DeviceLine, error) {
	return h.devicesWhich(ctx, func(d store.Device) bool { return d.Role != "hq" })
}

// BranchDevices lists the officers' devices of a branch likewise.
func (h *HQ) BranchDevices(ctx context.Context, unit evidence.ID) ([]fieldsync.DeviceLine, error) {
	return h.devicesWhich(ctx, func(d store.Device) bool { return d.Role == "officer" && d.Unit == unit })
}

func (h *HQ) devicesWhich(ctx context.Context, wanted func(store.Device) bool) ([]fieldsync.DeviceLine, error) {
	h.noteSightings(ctx)
	devices, err := h.Store.Devices(ctx)
	if err != nil {
		return nil, err
	}
	online := map[evidence.ID]bool{}
	for _, s := range h.snapshot() {
		online[s.device.ID] = true
	}
	lines := []fieldsync.DeviceLine{}
	for _, d := range devices {
		if !wanted(d) {
			continue
		}
		line, err := h.deviceLine(ctx, d)
		if err != nil {
			return nil, err
		}
		line.Online = online[d.ID]
		lines = append(lines, line)
	}
	came := func(l fieldsync.DeviceLine) int { return int(min(l.Seen, 1)) }
	slices.SortStableFunc(lines, func(x, y fieldsync.DeviceLine) int { return came(x) - came(y) })
	return lines, nil
}

func (h *HQ) deviceLine(ctx context.Context, d store.Device) (fieldsync.DeviceLine, error) {
	line := fieldsync.DeviceLine{ID: d.ID, Officer: d.Officer, Role: d.Role, Seen: d.Seen, Revoked: d.Revoked != 0}
	picture, err := h.devicePicture(ctx, d.ID)
	if err != nil {
		return line, err
	}
	if o := picture.Stands(); o.Order != "" {
		line.Order, line.Ordered = o.Order, o.Pending()
	}
	if line.Name, err = h.personName(ctx, d.Officer); err != nil || len(d.Telemetry) == 0 {
		return line, err
	}
	v, err := saidBy(d)
	if err != nil {
		return line, err
	}
	have, err := h.Store.Position(ctx, d.ID)
	if err != nil {
		return line, err
	}
	awaited, err := h.Store.AwaitedPhotos(ctx, d.ID)
	if err != nil {
		return line, err
	}
	line.Said = &fieldsync.Said{At: d.Seen, Build: v.Build, Waiting: stillWaiting(v.Waiting, v.Epochs, have, len(awaited))}
	if v.Self != nil {
		line.Said.Clock, line.Said.Free = &v.Self.Clock, v.Self.Free
	}
	return line, nil
}
