package journal

import "context"

// Restart pulls a feed from its beginning: all rows are marked, and those still
// marked when the pull is complete are withdrawn as if headquarters had said so.
// Until then they stay as they are.
func (j *Journal) Restart(ctx context.Context, feed string) error {
	return j.db.write(ctx, func(tx *Tx) error {
		f, err := tx.feed(feed)
		if err != nil {
			return err
		}
		f.cursor, f.round = 0, f.round+1
		return f.save(tx)
	})
}
