package hq

import (
	"bytes"
	"cmp"
	"crypto/ed25519"
	"crypto/sha256"
	"fmt"
	"slices"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
)

// auditedDevice is an enrolment that headquarters' service key signed, with
// what its row says beside.
type auditedDevice struct {
	evidence.Enrolment
	label   string
	revoked int64
	held    int64
}

// readDevices compares the rows of devices with the statements they stand on.
func (a *audit) readDevices() {
	const table = "devices"
	for r := range a.v.Rows(table, "SELECT * FROM devices ORDER BY enrolled, id") {
		name := fmt.Sprintf("%x", r.Blob("id"))
		var st evidence.Statement
		d := &auditedDevice{label: string(r.Blob("label")), revoked: r.Int("revoked"), held: r.Int("held")}
		err := evidence.DecodePayload(r.Blob("statement"), &st)
		if err == nil {
			err = st.Open(evidence.MagicEnrol, a.keys.Service.Public().(ed25519.PublicKey), &d.Enrolment)
		}
		if err != nil {
			a.v.Fault(table, name, "statement", "headquarters did not sign it: %v", err)
			continue
		}
		want := map[string]any{"id": d.Device[:], "officer": d.Officer[:], "unit": d.Unit[:], "role": d.Role, "device_key": whole(d.DeviceKey),
			"officer_key": whole(d.OfficerKey), "enrolled": d.Issued}
		if canonical, err := evidence.MarshalPayload(st); err == nil {
			want["statement"] = canonical
		}
		if d.Device == a.keys.ChainID {
			delete(want, "enrolled") // a moment after its keys were made; see compareActs
			want["label"] = []byte{}
			d.Issued = r.Int("enrolled")
		}
		r.Compare(table, name, want)
		a.devices[d.Device] = d
	}
	if a.devices[a.keys.ChainID] == nil {
		a.v.Fault(table, a.keys.ChainID.String(), "id", "headquarters' own device is missing")
	}
}

// whole is how no bytes stand in a column.
func whole(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// compareActs compares rows with what headquarters' own chain says of them. A
// row newer than its newest act may be of an act just under way.
func (a *audit) compareActs() {
	// A revocation whose entry a stop of headquarters prevented is gone after a
	// restore; what came in under it stays as it came in.
	for _, entry := range a.acts.drained {
		if !a.acts.restored {
			a.v.Fault("entries", entry, "status", "came in as drain, but its device is not revoked")
		}
	}
	for id, d := range a.devices {
		name, told := id.String(), a.acts.revoked[id]
		if told == 0 && a.acts.restored { // a restore revokes again whatever any entry revokes
			told = a.acts.revokedBy[id]
		}
		switch {
		case d.revoked == 0 && a.acts.revoked[id] != 0:
			a.v.Fault("devices", name, "revoked", "is not, but an entry revokes it")
		case d.revoked > a.acts.own && told == 0:
		case d.revoked != 0 && told == 0:
			a.v.Stopped("devices", name, "revoked", "is set, but no entry revokes it")
		case d.revoked < 0 || d.revoked > told:
			a.v.Fault("devices", name, "revoked", "is %d, later than the entry that revokes it, at %d", d.revoked, told)
		}
		if d.held != 0 && !a.acts.restored {
			a.v.Fault("devices", name, "held", "is set, and headquarters was never restored")
		}
	}
	if own := a.devices[a.keys.ChainID]; own != nil {
		var signed evidence.Enrolment
		if err := a.keys.Enrolled.Open(evidence.MagicEnrol, a.keys.Service.Public().(ed25519.PublicKey), &signed); err != nil || own.Issued < signed.Issued || own.Issued > a.acts.first {
			a.v.Fault("devices", a.keys.ChainID.String(), "enrolled", "is %d, not between headquarters' keys and its first entry", own.Issued)
		}
	}
	a.gaps()
	a.letters()
}

func (a *audit) gaps() {
	for r := range a.v.Rows("gaps", "SELECT * FROM gaps ORDER BY device, epoch, from_seq") {
		name := fmt.Sprintf("%x/%x from %d", r.Blob("device"), r.Blob("epoch"), r.Int("from_seq"))
		g := visits.GapFacts{From: uint64(r.Int("from_seq")), To: uint64(r.Int("to_seq")), Reason: r.Text("reason")}
		copy(g.Device[:], r.Blob("device"))
		copy(g.Epoch[:], r.Blob("epoch"))
		told := max(a.acts.gaps[g], a.acts.refused[g])
		switch at := r.Int("at"); {
		case g.Reason == store.Restored && a.acts.restored || told == 0 && at > a.acts.own:
		case told == 0:
			a.v.Stopped("gaps", name, "device, epoch, from_seq, to_seq, reason", "no act of headquarters tells of this gap (%s)", g.Reason)
		case at > told || at <= 0:
			a.v.Fault("gaps", name, "at", "is %d, the act that tells of it was at %d", at, told)
		}
	}
}

// letters compares dead letters with the refusals headquarters noted. Only the
// oldest are ever dropped, and only where there are very many.
func (a *audit) letters() {
	const table = "dead_letters"
	first, last, rows, size := int64(0), int64(0), int64(0), 0
	for r := range a.v.Rows(table, "SELECT * FROM dead_letters ORDER BY n") {
		n, b := r.Int("n"), r.Blob("bytes")
		name := fmt.Sprint(n)
		if rows == 0 {
			first = n
		} else if n != last+1 {
			a.v.Fault(table, name, "n", "follows %d", last)
		}
		last, size = n, size+len(b)
		k := letterAct{hash: sha256.Sum256(b), why: r.Text("why")}
		copy(k.device[:], r.Blob("device"))
		told := a.acts.letters[k]
		switch at := r.Int("at"); {
		case b == nil && len(a.acts.erased) > 0: // nobody can read it
		case told == nil || told.n == 0:
			if at > a.acts.own {
				continue // just under way; it is no row of those that acts tell of
			}
			a.v.Stopped(table, name, "device, why, bytes", "no act of headquarters tells of these bytes, or of this reason")
		case at > told.last || at <= 0:
			a.v.Fault(table, name, "at", "is %d, the act that tells of it was at %d", at, told.last)
			told.n--
		default:
			told.n--
		}
		rows++
	}
	dropped := a.acts.lettered - rows
	if a.acts.restored || rows+dropped == 0 {
		return // a backup has only the letters of its time
	}
	if dropped > 0 && !store.LettersFull(rows, size) {
		a.v.Fault(table, "", "n", "%d letters are missing", dropped)
	} else if first != dropped+1 {
		a.v.Fault(table, fmt.Sprint(first), "n", "%d letters were dropped, the first should have the number %d", dropped, dropped+1)
	}
}

type enrolledAs struct {
	officer, unit evidence.ID
	role          string
}

type usedCode struct {
	row, label string
	used       int64
}

// codes compares the codes that were used with the devices they enrolled. Of a
// code that was not used nothing vouches but its id.
func (a *audit) codes() {
	const table = "enrol_codes"
	used := map[enrolledAs][]usedCode{}
	for r := range a.v.Rows(table, "SELECT * FROM enrol_codes ORDER BY used") {
		name := fmt.Sprintf("%x", r.Blob("id"))
		id := fieldsync.CodeID(r.Blob("code"))
		if !bytes.Equal(id[:], r.Blob("id")) {
			a.v.Fault(table, name, "id, code", "the code is not the one its id names")
		}
		at := r.Int("used")
		if at == 0 {
			continue
		}
		if at < 0 || at >= r.Int("expires") {
			a.v.Fault(table, name, "used, expires", "was used at %d, out of date at %d", at, r.Int("expires"))
		}
		k := enrolledAs{role: r.Text("role")}
		copy(k.officer[:], r.Blob("officer"))
		copy(k.unit[:], r.Blob("unit"))
		used[k] = append(used[k], usedCode{name, string(r.Blob("label")), at})
	}
	for k, devices := range a.enrolled() {
		a.matchCodes(k, used[k], devices)
		delete(used, k)
	}
	for _, codes := range used {
		for _, c := range codes {
			a.v.Fault(table, c.row, "officer, unit, role, used", "was used, but no such device is enrolled")
		}
	}
}

// enrolled are the devices that came by a code, in order of time.
func (a *audit) enrolled() map[enrolledAs][]*auditedDevice {
	all := map[enrolledAs][]*auditedDevice{}
	for id, d := range a.devices {
		if id != a.keys.ChainID {
			k := enrolledAs{d.Officer, d.Unit, d.Role}
			all[k] = append(all[k], d)
		}
	}
	for _, list := range all {
		slices.SortFunc(list, func(x, y *auditedDevice) int { return cmp.Compare(x.Issued, y.Issued) })
	}
	return all
}

func (a *audit) matchCodes(k enrolledAs, codes []usedCode, devices []*auditedDevice) {
	labels := map[string]bool{}
	for i, c := range codes {
		labels[c.label] = true
		if i >= len(devices) {
			a.v.Fault("enrol_codes", c.row, "officer, unit, role, used", "was used, but no such device is enrolled")
		} else if !a.acts.restored && c.used > devices[i].Issued {
			a.v.Fault("enrol_codes", c.row, "used", "is %d, later than its device's enrolment at %d", c.used, devices[i].Issued)
		}
		if !a.acts.restored && !slices.ContainsFunc(devices, func(d *auditedDevice) bool { return d.label == c.label }) {
			a.v.Fault("enrol_codes", c.row, "label", "is not what its device is called")
		}
	}
	if a.acts.restored {
		return // devices come back by their statements, without code and label
	}
	for i, d := range devices {
		if i >= len(codes) {
			a.v.Fault("enrol_codes", "", "officer, unit, role, used", "no code was used for device %s", d.Device)
		}
		if !labels[d.label] {
			a.v.Fault("devices", d.Device.String(), "label", "is not what the code that enrolled it says")
		}
	}
}
