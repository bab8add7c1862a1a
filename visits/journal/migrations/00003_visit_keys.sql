-- +goose Up
-- What a locked tablet needs to send: the generation lay sealed in meta.

CREATE TABLE headquarters (
	n          INTEGER PRIMARY KEY CHECK (n = 1),
	generation BLOB NOT NULL -- that was last spoken to
) STRICT;

-- The keys of visits, and of each epoch for what belongs to none (visit null).
-- A key is made from the store key and its id; box is the key, sealed for the
-- transport key of headquarters beside it, both empty where none was known.
CREATE TABLE visit_keys (
	id        BLOB PRIMARY KEY,
	visit     BLOB,
	epoch     BLOB NOT NULL,
	transport BLOB NOT NULL,
	box       BLOB NOT NULL
) STRICT;
CREATE INDEX visit_keys_visit ON visit_keys (visit, epoch);
