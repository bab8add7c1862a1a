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

-- The newest checkpoint seen of each generation.
CREATE TABLE heads (
	generation BLOB PRIMARY KEY,
	size       INTEGER NOT NULL,
	root       BLOB NOT NULL,
	checkpoint BLOB NOT NULL
) STRICT;
