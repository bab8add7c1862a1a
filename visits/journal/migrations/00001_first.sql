-- +goose Up
-- Every column's class stands in columns_test.go. What a person said, wrote or
-- photographed lies in BLOBs only, so that it can be sealed without a new schema.

CREATE TABLE meta (
	key   TEXT PRIMARY KEY,
	value BLOB NOT NULL
) STRICT;

-- n is the order in which the lives of this store followed each other.
CREATE TABLE epochs (
	n      INTEGER PRIMARY KEY,
	epoch  BLOB NOT NULL UNIQUE,
	opened INTEGER NOT NULL
) STRICT;

-- n is the order of writing, across epochs. case_id is the case the entry is
-- folded with, also where only its visit tells it. body is the entry verbatim.
CREATE TABLE entries (
	n           INTEGER PRIMARY KEY,
	epoch       BLOB NOT NULL,
	seq         INTEGER NOT NULL,
	id          BLOB NOT NULL UNIQUE,
	kind        TEXT NOT NULL,
	case_id     BLOB,
	visit_id    BLOB,
	wall        INTEGER NOT NULL,
	state       INTEGER NOT NULL DEFAULT 0, -- 0 unsent, 1 stored, 2 secured, 3 refused
	secured_at  INTEGER NOT NULL DEFAULT 0,
	urgent_sent INTEGER,                    -- null: not urgent; 0: waits to go ahead
	content     INTEGER NOT NULL,           -- 1: body holds words
	refused_why TEXT NOT NULL DEFAULT '',
	body        BLOB NOT NULL,
	UNIQUE (epoch, seq)
) STRICT;
CREATE INDEX entries_case    ON entries (case_id, n) WHERE case_id IS NOT NULL;
CREATE INDEX entries_visit   ON entries (visit_id, epoch, seq) WHERE visit_id IS NOT NULL;
CREATE INDEX entries_lone    ON entries (n) WHERE case_id IS NULL AND visit_id IS NULL;
CREATE INDEX entries_open    ON entries (epoch, seq) WHERE state < 2;
CREATE INDEX entries_urgent  ON entries (n) WHERE urgent_sent = 0;
CREATE INDEX entries_content ON entries (secured_at) WHERE state = 2 AND content = 1;
CREATE INDEX entries_beacons ON entries (n) WHERE kind = 'time.beacon/1';

CREATE TABLE drafts (
	visit   BLOB PRIMARY KEY,
	case_id BLOB,
	opened  INTEGER NOT NULL,
	last_at INTEGER NOT NULL,
	state   INTEGER NOT NULL -- 0 open, 1 closed, 2 abandoned
) STRICT;
CREATE INDEX drafts_open ON drafts (last_at) WHERE state = 0;

-- Rows are added, never updated.
CREATE TABLE draft_answers (
	visit    BLOB NOT NULL,
	n        INTEGER NOT NULL,
	question TEXT NOT NULL,
	value    BLOB NOT NULL,
	at       INTEGER NOT NULL,
	reason   TEXT NOT NULL,
	PRIMARY KEY (visit, n)
) STRICT;

CREATE TABLE pictures (
	kind    TEXT NOT NULL,
	id      BLOB NOT NULL,
	version INTEGER NOT NULL,
	state   TEXT NOT NULL,
	day     TEXT NOT NULL,
	ord     INTEGER NOT NULL,
	body    BLOB NOT NULL,
	PRIMARY KEY (kind, id)
) STRICT;

-- seen says how much of this device's chains is in the rows as of the last
-- complete pull. A restart raises round; rows of an older round are marked.
CREATE TABLE feeds (
	feed       TEXT PRIMARY KEY,
	cursor     INTEGER NOT NULL,
	generation BLOB NOT NULL,
	count      INTEGER NOT NULL,
	sum        INTEGER NOT NULL,
	round      INTEGER NOT NULL,
	pulls      INTEGER NOT NULL,
	seen       BLOB NOT NULL
) STRICT;

-- gone = 1: withdrawn, kept until what the device itself recorded about it is
-- purged. pull names a row of seen; where that is missing the feed's own holds.
CREATE TABLE feed_rows (
	entity  TEXT NOT NULL,
	feed    TEXT NOT NULL,
	n       INTEGER NOT NULL,
	digest  INTEGER NOT NULL,
	round   INTEGER NOT NULL,
	pull    INTEGER NOT NULL,
	gone    INTEGER NOT NULL,
	made_by BLOB NOT NULL,
	body    BLOB NOT NULL,
	PRIMARY KEY (entity, feed)
) STRICT;
CREATE INDEX feed_rows_round ON feed_rows (feed, round) WHERE gone = 0;

CREATE TABLE seen (
	feed TEXT NOT NULL,
	pull INTEGER NOT NULL,
	kept INTEGER NOT NULL, -- 1: belongs to a row that is gone
	body BLOB NOT NULL,
	PRIMARY KEY (feed, pull)
) STRICT;

CREATE TABLE photos (
	entry      BLOB NOT NULL,
	idx        INTEGER NOT NULL,
	name       TEXT NOT NULL UNIQUE,
	root       BLOB NOT NULL,
	size       INTEGER NOT NULL,
	type       INTEGER NOT NULL,
	state      INTEGER NOT NULL DEFAULT 0, -- 0 unsent, 1 stored, 2 secured, 3 gone from this device, 4 withdrawn
	secured_at INTEGER NOT NULL DEFAULT 0,
	body       BLOB NOT NULL,              -- salt, SHA-256 of the plain file, then of each chunk
	PRIMARY KEY (entry, idx)
) STRICT;
CREATE INDEX photos_open ON photos (entry, idx) WHERE state < 2;

CREATE TABLE pending_capture (
	name     TEXT PRIMARY KEY,
	visit    BLOB NOT NULL,
	question TEXT NOT NULL,
	at       INTEGER NOT NULL,
	purpose  BLOB NOT NULL
) STRICT;

-- Cases withdrawn from the feed. A row outlives the purge where entries of this
-- device still name the case, or the case would come back to the lists.
CREATE TABLE hidden (
	case_id BLOB PRIMARY KEY
) STRICT;
