package fieldsync

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"

	"fairvisit/evidence"
)

// The JSON bodies of PROTOCOL.md, in its order.

// Challenge opens a session.
type Challenge struct {
	Nonce evidence.Hash `json:"nonce"`
	Min   int           `json:"min"`
	Max   int           `json:"max"`
}

// EpochEnd is how far one epoch of a device goes.
type EpochEnd struct {
	Epoch evidence.ID   `json:"epoch"`
	Seq   uint64        `json:"seq"`
	Last  evidence.Hash `json:"last"`
}

// FeedCursor is how far a device has read one feed.
type FeedCursor struct {
	Feed string `json:"feed"`
	N    int64  `json:"n"`
}

// Waiting is the device's own word on what it still holds: telemetry.
type Waiting struct {
	Entries int   `json:"entries"`
	Photos  int   `json:"photos"`
	Bytes   int64 `json:"bytes"`
	Oldest  int64 `json:"oldest"` // µs, wall; 0 when nothing waits
}

// Self is what a device says of the machine it is: telemetry.
type Self struct {
	Wall int64 `json:"wall"` // µs, the device's clock
	Free int64 `json:"free"` // bytes that fit on the disk of its stores; -1: its system does not say
}

// Hello is the device's introduction.
type Hello struct {
	Version    int                `json:"version"`
	Features   []string           `json:"features,omitempty"`
	Build      string             `json:"build"`
	Device     evidence.ID        `json:"device"`
	Epoch      evidence.ID        `json:"epoch"`
	Nonce      evidence.Hash      `json:"nonce"`
	Signature  string             `json:"sig"` // hex
	Statement  evidence.Statement `json:"statement"`
	Keys       int64              `json:"keys"`
	Generation evidence.ID        `json:"generation"`
	Epochs     []EpochEnd         `json:"epochs"`
	Feeds      []FeedCursor       `json:"feeds,omitempty"`
	Head       LogHead            `json:"head"`
	Waiting    Waiting            `json:"waiting"`
	Awaiting   []PhotoName        `json:"awaiting,omitempty"` // stored, not known to be secured
	Unlock     *Unlock            `json:"unlock,omitempty"`   // telemetry
	Self       *Self              `json:"self,omitempty"`     // telemetry
}

// LogHead is the largest log a device has seen.
type LogHead struct {
	Size       int64  `json:"size"`
	Checkpoint string `json:"checkpoint,omitempty"` // the signed note
	Sig        string `json:"sig,omitempty"`        // hex, see evidence.SignHead
	Proved     int64  `json:"proved,omitempty"`     // the largest size that was proved, if it is a smaller one
}

// EpochNext is where HQ wants one epoch to go on.
type EpochNext struct {
	Epoch evidence.ID   `json:"epoch"`
	Next  uint64        `json:"next"`
	Last  evidence.Hash `json:"last"` // id at Next-1; zero: no entry there (refused, gone, or Next is 1)
}

// Limits are what HQ will take: bytes of a frame, an entry and a photo, bytes of
// entries that may be unanswered, and urgent entries of a session (0: an older HQ
// does not say).
type Limits struct {
	Frame   int   `json:"frame"`
	Entry   int   `json:"entry"`
	Photo   int64 `json:"photo"`
	Unacked int   `json:"unacked"`
	Urgent  int   `json:"urgent,omitempty"`
}

// OwnLimits are what both ends of this program take and send.
func OwnLimits() Limits {
	return Limits{Frame: MaxFrame, Entry: evidence.MaxEntry, Photo: evidence.MaxPhoto, Unacked: MaxUnacked, Urgent: MaxUrgent}
}

// kept are the limits a device keeps to that heard these: of each the smaller of
// HQ's and its own. What HQ does not say, or says below 1, is its own, and nothing
// is so small that a device would not come on. Entry and Photo stay its own: what
// was signed cannot be made smaller, and HQ answers what it does not take.
func (l Limits) kept() Limits {
	own := OwnLimits()
	within := func(said, least, most int) int {
		if said < 1 {
			return most
		}
		return min(max(said, least), most)
	}
	own.Frame = within(l.Frame, MinFrame, own.Frame)
	own.Unacked = within(l.Unacked, MinFrame, own.Unacked)
	own.Urgent = within(l.Urgent, 1, own.Urgent)
	return own
}

// Welcome is HQ's answer to hello.
type Welcome struct {
	Version    int                `json:"version"`
	Features   []string           `json:"features,omitempty"`
	Generation evidence.ID        `json:"generation"`
	Keys       evidence.Statement `json:"keys"`
	Signature  string             `json:"sig"` // hex
	Now        int64              `json:"now"` // µs
	Epochs     []EpochNext        `json:"epochs"`
	Drain      bool               `json:"drain"`
	Second     bool               `json:"second"`
	Size       int64              `json:"size"`

	Checkpoint  string          `json:"checkpoint,omitempty"`  // of Size, signed
	Consistency []evidence.Hash `json:"consistency,omitempty"` // from the head's size to Size
	Earlier     []evidence.Hash `json:"earlier,omitempty"`     // from the head's Proved to its size

	Beacon evidence.Statement   `json:"beacon"`
	Feeds  []string             `json:"feeds,omitempty"`
	Orders []evidence.Statement `json:"orders,omitempty"` // not answered yet, in order of number
	Limits Limits               `json:"limits"`
}

// Bye ends a session with a reason.
type Bye struct {
	Code    string `json:"code"`
	Why     string `json:"why"`
	RetryMs int64  `json:"retry_ms"`
}

// The codes of a Bye.
const (
	ByeReplaced  = "replaced"
	ByeVersion   = "version"
	ByeAuth      = "auth"
	ByeUnknown   = "unknown"
	ByeBusy      = "busy"
	ByeMalformed = "malformed"
	ByeShutdown  = "shutdown"
	ByeSealed    = "sealed"
)

func (b *Bye) Error() string { return "headquarters ended the session: " + b.Code + ": " + b.Why }

// Stored acknowledges every number of an epoch up to Seq. From Checkpoint on it
// is the slip of the entry of that number (PROTOCOL.md section 10).
type Stored struct {
	Epoch evidence.ID   `json:"epoch"`
	Seq   uint64        `json:"seq"`
	ID    evidence.Hash `json:"id"`
	Size  int64         `json:"size"`

	Checkpoint string             `json:"checkpoint,omitempty"`
	No         int64              `json:"no,omitempty"`
	Received   int64              `json:"received,omitempty"` // µs
	Status     evidence.Admission `json:"status,omitempty"`
	Proof      []evidence.Hash    `json:"proof,omitempty"`
}

// FeatureSlips is the feature of PROTOCOL.md section 10.
const FeatureSlips = "slips"

// FeatureSealed says that HQ opens what devices sealed for its transport key;
// FeatureSendOnly, of a device, that its store is locked: it hands in and takes
// no feed (PROTOCOL.md section 11).
const (
	FeatureSealed   = "sealed"
	FeatureSendOnly = "send-only"
)

// EarlyAck is the bug a proof plants: acknowledging what is not on disk. Where it
// is planted nobody proves and nobody asks for proofs: a slip of what was not
// committed cannot be made, and the bug would show as a session refused instead
// of as what it loses.
const EarlyAck = "ack before commit"

// AheadIDs acknowledges urgent entries.
type AheadIDs struct {
	IDs []evidence.Hash `json:"ids"`
}

// At names one number of an epoch: in rewind where to go on, in secured up to
// where everything is in the second copy.
type At struct {
	Epoch evidence.ID `json:"epoch"`
	Seq   uint64      `json:"seq"`
}

// RefusedEntry names an entry that became a dead letter.
type RefusedEntry struct {
	Epoch evidence.ID   `json:"epoch"`
	Seq   uint64        `json:"seq"`
	ID    evidence.Hash `json:"id"`
	Why   string        `json:"why"`
}

// GapDeclared says that numbers are gone for good.
type GapDeclared struct {
	Epoch  evidence.ID `json:"epoch"`
	From   uint64      `json:"from"`
	To     uint64      `json:"to"`
	Reason string      `json:"reason"`
}

// RowsEnd closes a batch of rows.
type RowsEnd struct {
	Feed    string `json:"feed"`
	N       int64  `json:"n"`
	Count   int    `json:"count"`
	Sum     Sum    `json:"sum"`
	More    bool   `json:"more"`
	Live    int64  `json:"live"`
	LiveSum Sum    `json:"live_sum"`
	Seen    []At   `json:"seen,omitempty"`
}

// FeedName names one feed.
type FeedName struct {
	Feed string `json:"feed"`
}

// PhotoBegin offers one photo. With Seal 1 Salt is that of the sealed file, and
// Chunks is empty.
type PhotoBegin struct {
	Slot   int             `json:"slot"`
	Entry  evidence.Hash   `json:"entry"`
	Index  int             `json:"index"`
	Size   int64           `json:"size"`
	Type   uint8           `json:"type"`
	Seal   int             `json:"seal"`
	Salt   evidence.Hash   `json:"salt"`
	Chunks []evidence.Hash `json:"chunks"`
	Name   string          `json:"name,omitempty"`   // sealed: of the file
	Secret string          `json:"secret,omitempty"` // sealed: hex, salt and chunks of the photo
}

// PhotoAt answers a PhotoBegin.
type PhotoAt struct {
	Slot    int    `json:"slot"`
	Chunk   uint32 `json:"chunk"`
	Byte    uint32 `json:"byte"`
	Done    bool   `json:"done,omitempty"`
	Refused bool   `json:"refused,omitempty"`
	Why     string `json:"why,omitempty"`
}

// Got says how many bytes of a slot arrived in this session.
type Got struct {
	Slot  int   `json:"slot"`
	Bytes int64 `json:"bytes"`
}

// PhotoName is a photo's name everywhere.
type PhotoName struct {
	Entry evidence.Hash `json:"entry"`
	Index int           `json:"index"`
}

// PhotoStored says that the photo of a slot is whole and on disk.
type PhotoStored struct {
	Slot  int           `json:"slot"`
	Entry evidence.Hash `json:"entry"`
	Index int           `json:"index"`
}

// PhotosSecured lists photos that are in the second copy too.
type PhotosSecured struct {
	Photos []PhotoName `json:"photos"`
}

// BeaconWanted asks for a signed time.
type BeaconWanted struct {
	Nonce evidence.Hash `json:"nonce"`
}

// Sum is a 64-bit sum; as hex, because the payload reader's integers are signed.
type Sum uint64

// MarshalText writes 16 hex digits.
func (s Sum) MarshalText() ([]byte, error) {
	const digits = "0123456789abcdef"
	b := make([]byte, 16)
	for i := range b {
		b[i] = digits[s>>(60-4*i)&15]
	}
	return b, nil
}

// UnmarshalText reads what MarshalText wrote.
func (s *Sum) UnmarshalText(b []byte) error {
	id, err := evidence.ParseID(string(b) + "0000000000000000")
	*s = Sum(binary.BigEndian.Uint64(id[:8]))
	return err
}

// RowSum is one row's part in a sum; a withdrawn row has no body.
func RowSum(entity string, body []byte) uint64 {
	h := sha256.New()
	h.Write([]byte(entity))
	h.Write(body)
	return binary.BigEndian.Uint64(h.Sum(nil))
}

// AuthBytes is what a device signs to prove its key on this channel.
func AuthBytes(exporter []byte, nonce evidence.Hash, device, epoch evidence.ID) []byte {
	b := append([]byte("fv-auth-v1\n"), exporter...)
	b = append(b, nonce[:]...)
	b = append(b, device[:]...)
	return append(b, epoch[:]...)
}

// HQBytes is what headquarters signs to prove its service key on this channel.
func HQBytes(exporter []byte, nonce evidence.Hash, generation evidence.ID) []byte {
	b := append([]byte("fv-hq-v1\n"), exporter...)
	b = append(b, nonce[:]...)
	return append(b, generation[:]...)
}

// EnrolRequest is the body of POST /enrol.
type EnrolRequest struct {
	Code       string             `json:"code"` // hex of the first 8 bytes of SHA-256(code)
	Device     evidence.ID        `json:"device"`
	DeviceKey  evidence.PublicKey `json:"device_key"`
	OfficerKey evidence.PublicKey `json:"officer_key"`
	Proof      evidence.Hash      `json:"proof"`
}

// EnrolReply is its answer.
type EnrolReply struct {
	Statement evidence.Statement `json:"statement"`
	Keys      evidence.Statement `json:"keys"`
	Import    string             `json:"import,omitempty"` // hex: the branch import key, to a manager's device only
	Unlock    string             `json:"unlock,omitempty"` // hex: the secret of this device's unlock codes
}

// EnrolProof shows knowledge of the one-time code for exactly these keys on
// exactly this channel, without showing the code.
func EnrolProof(code, exporter []byte, device evidence.ID, deviceKey, officerKey ed25519.PublicKey) evidence.Hash {
	m := hmac.New(sha256.New, code)
	m.Write([]byte("fv-enrol-proof-v1\n"))
	m.Write(exporter)
	m.Write(device[:])
	m.Write(deviceKey)
	m.Write(officerKey)
	return evidence.Hash(m.Sum(nil))
}

// CodeID is how a one-time code is named: it says nothing of the code.
func CodeID(code []byte) [8]byte {
	sum := sha256.Sum256(code)
	return [8]byte(sum[:8])
}

// APIChallenge, APIProof and APIToken open the read API: the same proof of the
// device's key on this channel as a session's.
type APIChallenge struct {
	Ticket string        `json:"ticket"`
	Nonce  evidence.Hash `json:"nonce"`
}

// APIProof answers an APIChallenge.
type APIProof struct {
	Ticket string      `json:"ticket"`
	Device evidence.ID `json:"device"`
	Epoch  evidence.ID `json:"epoch"`
	Sig    string      `json:"sig"` // hex, over AuthBytes
}

// APIToken is what a proof earns.
type APIToken struct {
	Token string `json:"token"`
}
