package journal

import (
	"context"

	"fairvisit/evidence"
)

// Sending is how far the records of one visit came on their way to
// headquarters. Every count is of this device's entries and photos; one that is
// stored is not among the secured, one that is refused is among neither; a
// photo that was withdrawn is not counted.
type Sending struct {
	Visit, Case evidence.ID
	First       int64 // µs, wall: the visit's first entry
	SecuredAt   int64 // µs, wall: when its last entry became secured; 0: never

	Entries, EntriesStored, EntriesSecured, EntriesRefused int
	Photos, PhotosStored, PhotosSecured, PhotosGone        int
	PhotoBytes, PhotoBytesUnsent                           int64
	Sounds, SoundsSent                                     int // of the photos: files of sound, and those at headquarters
	SoundBytes                                             int64
}

// Waits reports that headquarters does not hold all of it.
func (s Sending) Waits() bool {
	return s.Entries > s.EntriesStored+s.EntriesSecured+s.EntriesRefused || s.Photos > s.PhotosStored+s.PhotosSecured+s.PhotosGone
}

// Secured reports that headquarters holds all of it twice.
func (s Sending) Secured() bool {
	return s.Entries == s.EntriesSecured && s.Photos == s.PhotosSecured+s.PhotosGone
}

// Sending lists the visits of which something is not secured yet, and those
// opened here since a time (µs, wall) whatever became of them; oldest first.
func (j *Sender) Sending(ctx context.Context, since int64) ([]Sending, error) {
	var list []Sending
	// The partial indexes of what is open name the visits; only theirs are read.
	err := j.db.list(ctx, `WITH concerned AS (
			SELECT visit_id FROM entries WHERE state < 2 AND visit_id IS NOT NULL
			UNION SELECT e.visit_id FROM photos p JOIN entries e ON e.id = p.entry WHERE p.state < 2 AND e.visit_id IS NOT NULL
			UNION SELECT visit FROM drafts WHERE opened >= ?),
		pictured AS (
			SELECT e.visit_id, sum(p.state < 4) AS all_of, sum(p.state = 1) AS stored, sum(p.state = 2) AS secured, sum(p.state = 3) AS gone,
				sum(CASE WHEN p.state < 4 THEN p.size ELSE 0 END) AS bytes, sum(CASE WHEN p.state = 0 THEN p.size ELSE 0 END) AS unsent,
				sum(p.state < 4 AND p.type > 2) AS sounds, sum(p.state IN (1, 2) AND p.type > 2) AS heard, sum(CASE WHEN p.state < 4 AND p.type > 2 THEN p.size ELSE 0 END) AS loud
			FROM concerned c JOIN entries e ON e.visit_id = c.visit_id JOIN photos p ON p.entry = e.id GROUP BY e.visit_id)
		SELECT e.visit_id, max(e.case_id), min(e.wall), max(e.secured_at), count(*), sum(e.state = 1), sum(e.state = 2), sum(e.state = 3),
			coalesce(max(f.all_of), 0), coalesce(max(f.stored), 0), coalesce(max(f.secured), 0), coalesce(max(f.gone), 0),
			coalesce(max(f.bytes), 0), coalesce(max(f.unsent), 0),
			coalesce(max(f.sounds), 0), coalesce(max(f.heard), 0), coalesce(max(f.loud), 0)
		FROM concerned c JOIN entries e ON e.visit_id = c.visit_id LEFT JOIN pictured f ON f.visit_id = e.visit_id
		GROUP BY e.visit_id ORDER BY min(e.n)`, []any{since},
		func(scan func(...any) error) error {
			var s Sending
			err := scan(raw(s.Visit[:]), raw(s.Case[:]), &s.First, &s.SecuredAt, &s.Entries, &s.EntriesStored, &s.EntriesSecured, &s.EntriesRefused,
				&s.Photos, &s.PhotosStored, &s.PhotosSecured, &s.PhotosGone, &s.PhotoBytes, &s.PhotoBytesUnsent, &s.Sounds, &s.SoundsSent, &s.SoundBytes)
			if s.EntriesSecured < s.Entries {
				s.SecuredAt = 0
			}
			list = append(list, s)
			return err
		})
	return list, err
}
