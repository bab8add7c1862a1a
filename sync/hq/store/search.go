package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strconv"
	"strings"

	"fairvisit/evidence"
)

// Word is the keyed hash of a word that cases are found by.
type Word [16]byte

// FoundBy sets the words a case is found by from now on; none: it is found no more.
func (tx *FoldTx) FoundBy(caseID evidence.ID, words []Word) error {
	var have []Word
	rows, err := tx.tx.Query("SELECT word FROM search_words WHERE case_id = ?1 ORDER BY word", caseID[:])
	if err != nil {
		return err
	}
	for rows.Next() {
		var w Word
		if err := rows.Scan(into(w[:])); err != nil {
			return errors.Join(err, rows.Close())
		}
		have = append(have, w)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	words = slices.Clone(words)
	slices.SortFunc(words, func(a, b Word) int { return slices.Compare(a[:], b[:]) })
	if words = slices.Compact(words); slices.Equal(have, words) {
		return nil // as after nearly every change of a case
	}
	if _, err := tx.tx.Exec("DELETE FROM search_words WHERE case_id = ?1", caseID[:]); err != nil {
		return err
	}
	for _, w := range words {
		if _, err := tx.tx.Exec("INSERT INTO search_words (word, case_id) VALUES (?1, ?2)", w[:], caseID[:]); err != nil {
			return err
		}
	}
	return nil
}

// FindPictures is ListPictures of those that are found by all of the words; there is
// at least one.
func (s *Store) FindPictures(ctx context.Context, kind, state string, words []Word, afterID evidence.ID, limit int) ([]Picture, error) {
	if len(words) == 0 {
		return nil, errors.New("a search needs a word; nothing was looked for")
	}
	q := strings.Builder{}
	q.WriteString(selectPicture + "WHERE kind = ?1 AND id > ?2 AND (?3 = '' OR state = ?3)")
	args := []any{kind, afterID[:], state, limit}
	for i, w := range words {
		args = append(args, w[:])
		q.WriteString(" AND id IN (SELECT case_id FROM search_words WHERE word = ?" + strconv.Itoa(5+i) + ")")
	}
	q.WriteString(" ORDER BY id LIMIT ?4")
	return collect(each(ctx, s.r, s.scanPicture, q.String(), args...))
}

// withoutWords takes the words out of a copy of the store: a backup that is older than
// an erasure must not let anybody who has the master key test a guess of a name.
func withoutWords(ctx context.Context, part string) error {
	db, err := sql.Open("sqlite3", uri(part, dsnBoth+"&_secure_delete=on"))
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	_, err = db.ExecContext(ctx, "DELETE FROM search_words")
	return errors.Join(err, db.Close())
}
