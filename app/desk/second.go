package desk

import (
	"context"
	"crypto/ed25519"
	"encoding/binary"
	"time"

	"fairvisit/evidence"
	"fairvisit/evidence/crew"
)

// along is who goes along, and for which day: that of a moment in the zone of
// the debtors. It is kept on disk: an app that was closed between two doors must
// not send a colleague for their device again.
type along struct {
	who  evidence.ID
	at   int64 // µs, wall
	zone int16 // minutes east of UTC
}

const metaSecond = "second"

func (a along) encode() []byte {
	b := binary.BigEndian.AppendUint64(a.who[:], uint64(a.at))
	return binary.BigEndian.AppendUint16(b, uint16(a.zone))
}

func (a along) day(t time.Time) string {
	return t.In(time.FixedZone("", int(a.zone)*60)).Format(time.DateOnly)
}

// loadSecond reads who goes along. What cannot be read is nobody: the colleague
// confirms once more.
func (k *Desk) loadSecond(ctx context.Context) error {
	b, err := k.Journal.Meta(ctx, metaSecond)
	if err != nil || len(b) != len(evidence.ID{})+8+2 {
		return err
	}
	copy(k.second.who[:], b)
	b = b[len(k.second.who):]
	k.second.at, k.second.zone = int64(binary.BigEndian.Uint64(b)), int16(binary.BigEndian.Uint16(b[8:]))
	return nil
}

// Second is the second officer who confirmed for today, zero for nobody.
func (k *Desk) Second() evidence.ID {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.second.day(time.UnixMicro(k.second.at)) != k.second.day(k.Now()) {
		return evidence.ID{}
	}
	return k.second.who
}

// SetSecond notes who goes along until the day ends in the zone of the debtors;
// zero for nobody. Whoever calls it has checked that person's yes. On an error
// whoever went along before still does.
func (k *Desk) SetSecond(ctx context.Context, who evidence.ID, zone *time.Location) error {
	now := k.Now()
	_, seconds := now.In(zone).Zone()
	a := along{who, now.UnixMicro(), int16(seconds / 60)}
	if err := k.Journal.SetMeta(ctx, metaSecond, a.encode()); err != nil {
		return err
	}
	k.mu.Lock()
	k.second = a
	k.mu.Unlock()
	k.tell()
	return nil
}

// AskAlong is the question to a colleague with a device of their own.
func (k *Desk) AskAlong(zone *time.Location) crew.Question {
	id := k.Journal.Identity()
	return crew.Ask(id.Officer, id.Device, k.Now(), zone)
}

// ReadQuestion reads a colleague's question and refuses with one of crew's
// sentences what this officer must not say yes to.
func (k *Desk) ReadQuestion(text string) (crew.Question, error) {
	q, err := crew.ParseQuestion(text)
	switch {
	case err != nil:
		return crew.Question{}, err
	case q.Officer == k.Me():
		return crew.Question{}, crew.ErrSelf
	case !q.Holds(k.Now()):
		return crew.Question{}, crew.ErrDay
	}
	return q, nil
}

// GoAlong says yes to a colleague's question, as a code for their device.
func (k *Desk) GoAlong(q crew.Question) (string, error) {
	id := k.Journal.Identity()
	return q.Answer(id.Enrolment, id.Officer, id.Device, id.Keys.Officer).Text()
}

// TakeAnswer takes a colleague's answer to q and notes that they go along in that
// zone. What crew refuses changes nothing.
func (k *Desk) TakeAnswer(ctx context.Context, q crew.Question, text string, zone *time.Location) (evidence.ID, error) {
	a, err := crew.ParseAnswer(text)
	if err != nil {
		return evidence.ID{}, err
	}
	id := k.Journal.Identity()
	var keys evidence.KeyList
	if err := id.KeyList.Open(evidence.MagicKeys, id.Root, &keys); err != nil {
		return evidence.ID{}, err
	}
	e, err := q.Check(a, k.Now(), ed25519.PublicKey(keys.Service), id.Unit)
	if err != nil {
		return evidence.ID{}, err
	}
	return e.Officer, k.SetSecond(ctx, e.Officer, zone)
}
