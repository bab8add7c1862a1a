-- +goose Up
-- What headquarters proved to this device (evidence/FORMAT.md section 11).
-- Nothing here is ever purged.

CREATE TABLE slips (
	epoch      BLOB NOT NULL,
	seq        INTEGER NOT NULL,
	generation BLOB NOT NULL,
	no         INTEGER NOT NULL,
	received   INTEGER NOT NULL,
	status     INTEGER NOT NULL,
	checkpoint BLOB NOT NULL, -- the signed note
	proof      BLOB NOT NULL, -- hashes one after the other
	PRIMARY KEY (epoch, seq, generation)
) STRICT;

-- The newest checkpoint seen of each generation, and the newest one that was
-- proved to go on from those before it; size 0 is none.
CREATE TABLE heads (
	generation  BLOB PRIMARY KEY,
	size        INTEGER NOT NULL,
	root        BLOB NOT NULL,
	checkpoint  BLOB NOT NULL,
	proved_size INTEGER NOT NULL DEFAULT 0,
	proved_root BLOB NOT NULL DEFAULT (zeroblob(32))
) STRICT;
