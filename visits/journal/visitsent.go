package journal

import (
	"context"
	"slices"

	"fairvisit/evidence"
	"fairvisit/evidence/photo"
)

// PhotosOf lists the photos of a visit on this device in the order they were
// taken, sent or not; those whose file is gone are left out.
func (j *Journal) PhotosOf(ctx context.Context, visit evidence.ID) ([]OutPhoto, error) {
	files, err := j.FilesOf(ctx, visit)
	return slices.DeleteFunc(files, func(p OutPhoto) bool { return !photo.IsPicture(p.Type) }), err
}

// FilesOf is PhotosOf with the files of sounds.
func (j *Journal) FilesOf(ctx context.Context, visit evidence.ID) ([]OutPhoto, error) {
	var list []OutPhoto
	err := j.db.list(ctx, `SELECT p.entry, p.idx, p.name, p.root, p.size, p.type, e.epoch, e.seq
		FROM photos p JOIN entries e ON e.id = p.entry WHERE e.visit_id = ? AND p.state < 3 ORDER BY e.n, p.idx`, []any{visit[:]},
		func(scan func(...any) error) error {
			var p OutPhoto
			err := scan(raw(p.Entry[:]), &p.Index, &p.Name, raw(p.Root[:]), &p.Size, &p.Type, raw(p.Epoch[:]), &p.EntrySeq)
			list = append(list, p)
			return err
		})
	return list, err
}

// VisitSent is how far the entries and photos of one visit came.
type VisitSent struct {
	Entries, EntriesStored, EntriesSecured int // those secured are stored too
	Photos, PhotosStored, PhotosSecured    int
	SecuredAt                              int64 // µs, wall: when the last was seen secured; 0 before any
}

// Stored reports whether headquarters holds everything of the visit.
func (s VisitSent) Stored() bool { return s.Entries == s.EntriesStored && s.Photos == s.PhotosStored }

// Secured reports whether headquarters holds everything of the visit twice.
func (s VisitSent) Secured() bool {
	return s.Entries == s.EntriesSecured && s.Photos == s.PhotosSecured
}

// VisitSent counts it. A refused entry is at headquarters, as a dead letter, and
// counts as stored and never as secured; a photo that is gone is neither,
// and one that was withdrawn is not counted: nobody waits for it.
func (j *Sender) VisitSent(ctx context.Context, visit evidence.ID) (VisitSent, error) {
	var s VisitSent
	var photosAt int64
	// One statement sees one moment, as in AtRisk.
	_, err := j.db.lookup(ctx, `SELECT * FROM
		(SELECT count(*), count(*) FILTER (WHERE state > 0), count(*) FILTER (WHERE state = 2), coalesce(max(secured_at), 0) FROM entries WHERE visit_id = ?1),
		(SELECT count(*) FILTER (WHERE p.state < 4), count(*) FILTER (WHERE p.state IN (1, 2)), count(*) FILTER (WHERE p.state = 2), coalesce(max(p.secured_at), 0)
			FROM photos p JOIN entries x ON x.id = p.entry WHERE x.visit_id = ?1)`, []any{visit[:]},
		&s.Entries, &s.EntriesStored, &s.EntriesSecured, &s.SecuredAt, &s.Photos, &s.PhotosStored, &s.PhotosSecured, &photosAt)
	s.SecuredAt = max(s.SecuredAt, photosAt)
	return s, err
}
