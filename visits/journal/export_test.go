package journal

import (
	"context"
	"fmt"
)

// LimitPages fills the disk, as far as the database can tell: it may not grow
// beyond its present size. False gives the room back.
func (j *Journal) LimitPages(full bool) error {
	most := 1 << 30
	ctx := context.Background()
	if full {
		if err := j.db.conn.QueryRowContext(ctx, "PRAGMA page_count").Scan(&most); err != nil {
			return err
		}
	}
	_, err := j.db.conn.ExecContext(ctx, fmt.Sprintf("PRAGMA max_page_count = %d", most))
	return err
}
