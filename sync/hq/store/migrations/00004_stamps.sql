-- +goose Up
-- Time-stamp tokens of an outside authority, each beside the note it is over: the
-- checkpoint of the same size may give way to a later one of its minute.

CREATE TABLE stamps (
  generation BLOB    NOT NULL CHECK (length(generation) = 16),
  size       INTEGER NOT NULL,
  at         INTEGER NOT NULL,
  note       BLOB    NOT NULL, -- the signed checkpoint
  token      BLOB    NOT NULL, -- RFC 3161, DER
  PRIMARY KEY (generation, size)
) STRICT;
