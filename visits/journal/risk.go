package journal

import "context"

// AtRisk is what would be lost if this device were lost now.
type AtRisk struct {
	Entries, Photos      int   // not at headquarters yet
	PhotoBytes           int64 // of those photos
	Sounds               int   // of those photos: files of sound
	SoundBytes           int64
	Drafts, DraftAnswers int // open visits and the answers in them
	// NotSecuredEntries and NotSecuredPhotos are not in the second copy of
	// headquarters yet, those above included.
	NotSecuredEntries, NotSecuredPhotos int
	Oldest                              int64 // µs, wall: of the oldest unsent entry or open draft; 0: neither is here
}

// AtRisk counts it. A refused entry is at headquarters, as a dead letter; its
// photos are only here and count.
func (j *Sender) AtRisk(ctx context.Context) (AtRisk, error) {
	var r AtRisk
	var draft int64
	// One statement sees one moment: an entry that is being marked is counted once.
	_, err := j.db.lookup(ctx, `SELECT * FROM
		(SELECT count(*) FILTER (WHERE state = 0), count(*), coalesce(min(wall) FILTER (WHERE state = 0), 0) FROM entries WHERE state < 2),
		(SELECT count(*) FILTER (WHERE state = 0), count(*), coalesce(sum(size) FILTER (WHERE state = 0), 0),
			count(*) FILTER (WHERE state = 0 AND type > 2), coalesce(sum(size) FILTER (WHERE state = 0 AND type > 2), 0) FROM photos WHERE state < 2),
		(SELECT count(DISTINCT d.visit), count(a.n), coalesce(min(d.opened), 0)
			FROM drafts d LEFT JOIN draft_answers a ON a.visit = d.visit WHERE d.state = 0)`, nil,
		&r.Entries, &r.NotSecuredEntries, &r.Oldest, &r.Photos, &r.NotSecuredPhotos, &r.PhotoBytes, &r.Sounds, &r.SoundBytes, &r.Drafts, &r.DraftAnswers, &draft)
	if draft != 0 && (r.Oldest == 0 || draft < r.Oldest) {
		r.Oldest = draft
	}
	return r, err
}
