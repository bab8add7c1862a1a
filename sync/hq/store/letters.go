package store

import (
	"context"
	"database/sql"

	"fairvisit/evidence"
)

// DeadLetter is what headquarters refused, kept for a person to look at.
type DeadLetter struct {
	N      int64
	Device evidence.ID
	At     int64 // µs
	Why    string
	Bytes  []byte // nil: of an erased case
}

// Dead letters are bounded, newest kept: a broken or hostile device must not
// fill the disk that everybody's evidence needs.
const (
	maxLetters     = 10_000
	maxLetterBytes = 64 << 20
)

// Refuse keeps the bytes as a dead letter and, if seq is the very next number
// of the chain, settles it, so that nothing blocks the queue (D11). seq is 0
// where the bytes do not tell; then only the letter is kept. It returns where
// the chain then stands.
func (s *Store) Refuse(ctx context.Context, device, epoch evidence.ID, seq uint64, raw []byte, why string, at int64) (Position, error) {
	var p Position
	lies, err := s.seal(letterScope(device, raw, at), letterPlace(device[:]), whole(raw), erasedWords)
	if err != nil {
		return p, err
	}
	err = s.write(ctx, func(tx *sql.Tx) error {
		if err := keepLetter(tx, device, lies, why, at); err != nil {
			return err
		}
		c, err := loadChain(tx, device, epoch)
		if err != nil {
			return err
		}
		if seq == c.Seq+1 && seq <= maxSeq {
			err = c.declare(tx, seq, seq, Refused, at)
		}
		p = c.Position
		return err
	})
	return p, err
}

func keepLetter(tx *sql.Tx, device evidence.ID, lies []byte, why string, at int64) error {
	_, err := tx.Exec("INSERT INTO dead_letters (device, at, why, bytes) VALUES (?1, ?2, ?3, ?4)", device[:], at, why, lies)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`DELETE FROM dead_letters WHERE n <= (SELECT max(n) FROM dead_letters) - ?1
		OR n IN (SELECT n FROM (SELECT n, sum(length(bytes)) OVER (ORDER BY n DESC) AS total FROM dead_letters) WHERE total > ?2)`,
		maxLetters, maxLetterBytes)
	return err
}

// DeadLetters returns up to limit dead letters, newest first.
func (s *Store) DeadLetters(ctx context.Context, limit int) ([]DeadLetter, error) {
	return collect(each(ctx, s.r, func(scan func(...any) error) (DeadLetter, error) {
		var l DeadLetter
		err := scan(&l.N, into(l.Device[:]), &l.At, &l.Why, &l.Bytes)
		if err != nil {
			return l, err
		}
		l.Bytes, err = openLetter(s.ring, l.Device[:], l.Bytes)
		return l, err
	}, "SELECT n, device, at, why, bytes FROM dead_letters ORDER BY n DESC LIMIT ?1", limit))
}
