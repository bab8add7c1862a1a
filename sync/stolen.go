package fieldsync

import (
	"context"
	"net/url"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// DeviceLine is one device of the read API's list.
type DeviceLine struct {
	ID      evidence.ID `json:"id"`
	Officer evidence.ID `json:"officer"`
	Name    string      `json:"name"` // of the officer
	Role    string      `json:"role"`
	Seen    int64       `json:"seen"` // µs, 0: never
	Revoked bool        `json:"revoked,omitempty"`
	Order   string      `json:"order,omitempty"`   // lock, wipe: the one that decides
	Ordered bool        `json:"ordered,omitempty"` // not answered yet
	Online  bool        `json:"online,omitempty"`  // in a session now
	Said    *Said       `json:"said,omitempty"`    // nil: it never said anything of itself
}

// Said is what a device last said of itself, when its last session began.
type Said struct {
	At      int64   `json:"at"` // µs, headquarters' clock
	Build   string  `json:"build"`
	Waiting Waiting `json:"waiting"`         // less what came in since
	Clock   *int64  `json:"clock,omitempty"` // µs the device's clock was ahead; nil: it did not say
	Free    *int64  `json:"free,omitempty"`  // bytes; nil: it did not say
}

// Stolen is what somebody would hold who stole a device now, as far as
// headquarters knows. Where it does not know it says the more.
type Stolen struct {
	DeviceLine
	Unit   evidence.ID          `json:"unit"`
	Orders []visits.DeviceOrder `json:"orders"`

	Cases     int          `json:"cases"`     // whose data may lie there
	Withdrawn int          `json:"withdrawn"` // of them: taken back, and maybe not off the disk yet
	Persons   int          `json:"persons"`   // debtors, guarantors and other parties of those cases
	Fields    []FieldCount `json:"fields"`    // what of them
	// Sealed: what lies there is sealed (FORMAT section 13). It is open to who holds
	// the tablet while Unlock.Screen is open, or where no PIN was chosen.
	Sealed bool        `json:"sealed"`
	Unlock *LastUnlock `json:"unlock,omitempty"` // nil: it never said

	Waiting   Waiting `json:"waiting"`   // not at headquarters: its own last word, less what came in since
	Awaited   int     `json:"awaited"`   // photos whose entries are here and whose bytes are not
	Unsecured int     `json:"unsecured"` // entries that are here and not in the second copy
	Second    bool    `json:"second"`    // there is a second copy

	Notify []ToNotify `json:"notify"` // masked; the export has all of it
}

// LastUnlock is when the PIN last opened the store.
type LastUnlock struct {
	At     int64  `json:"at"`     // µs, headquarters' clock
	Class  string `json:"class"`  // A: by the device's clock since boot; B: by its wall clock
	How    string `json:"how"`    // pin, none
	Screen string `json:"screen"` // open, locked: at the last hello
}

// FieldCount is one kind of data and of how many cases it may lie there.
type FieldCount struct {
	Field string `json:"field"`
	Cases int    `json:"cases"`
}

// Fields are the kinds of data, in the order they are shown.
var Fields = []string{"name", "address", "phone", "id_number", "amount", "answers", "note", "photo", "signature", "money"}

// ToNotify is one person who must be told, and by which way.
type ToNotify struct {
	Case    evidence.ID `json:"case"`
	Number  string      `json:"number,omitempty"` // the bank's; in the export only
	Name    string      `json:"name"`
	Role    string      `json:"role"`
	Channel string      `json:"channel"` // phone, post, none
	Contact string      `json:"contact"`
	Fields  []string    `json:"fields"`
}

// LostRequest is what POST /api/devices/{id}/lost asks for: revoke, lock, and
// wipe if wanted.
type LostRequest struct {
	Reason string `json:"reason"` // a code
	Wipe   bool   `json:"wipe"`
}

// Devices lists every device, those that never came first; for a manager those of
// the officers of the own branch. The read is logged.
func (r *Reader) Devices(ctx context.Context) ([]DeviceLine, error) {
	return readJSON[[]DeviceLine](ctx, r, "/api/devices", url.Values{})
}

// Stolen reads what a thief of that device would hold. The read is logged.
func (r *Reader) Stolen(ctx context.Context, device evidence.ID, reason string) (Stolen, error) {
	return readJSON[Stolen](ctx, r, "/api/devices/"+device.String(), url.Values{"reason": {reason}})
}

// Notify reads the list for notification as CSV, unmasked. Each case on it is a
// read of its own in headquarters' chain, before a byte goes out.
func (r *Reader) Notify(ctx context.Context, device evidence.ID, reason string) ([]byte, error) {
	b, _, err := r.answer(ctx, "/api/devices/"+device.String()+"/notify?"+url.Values{"reason": {reason}}.Encode(), "")
	return b, err
}

// LostReply says what was done.
type LostReply struct {
	Orders []evidence.Order `json:"orders"`
}

// Lost has headquarters revoke and lock a device, and wipe it if wanted.
func (r *Reader) Lost(ctx context.Context, device evidence.ID, q LostRequest) (LostReply, error) {
	var done LostReply
	body, err := evidence.MarshalPayload(q)
	if err != nil {
		return done, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	// A channel that was closed while nobody read is replaced once, as for a read.
	// What may so be asked twice is safe twice: a second order to lock a locked
	// tablet only asks for another code.
	for fresh := r.conn == nil; ; fresh = true {
		if r.conn == nil {
			if err := r.open(ctx); err != nil {
				return done, err
			}
		}
		err := PostJSON(ctx, r.http, r.id.URL+"/api/devices/"+device.String()+"/lost", r.token, body, &done)
		if err == nil || fresh || ctx.Err() != nil {
			return done, err
		}
		if err := r.drop(); err != nil && ctx.Err() != nil {
			return done, err
		}
	}
}
