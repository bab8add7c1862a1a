-- +goose Up
-- What headquarters signed of its own log, and what devices signed that they
-- were shown. A restore leaves those of earlier generations as they are.

CREATE TABLE checkpoints (
  generation BLOB    NOT NULL CHECK (length(generation) = 16),
  size       INTEGER NOT NULL,
  root       BLOB    NOT NULL CHECK (length(root) = 32),
  at         INTEGER NOT NULL,
  note       BLOB    NOT NULL, -- the signed note
  PRIMARY KEY (generation, size)
) STRICT;

CREATE TABLE heads (
  device     BLOB PRIMARY KEY NOT NULL CHECK (length(device) = 16),
  generation BLOB    NOT NULL CHECK (length(generation) = 16),
  size       INTEGER NOT NULL,
  note       BLOB    NOT NULL, -- signed by the service key
  sig        BLOB    NOT NULL, -- of the device over it
  at         INTEGER NOT NULL,
  splits     INTEGER NOT NULL -- 1: this log is not its continuation, and it was noted
) STRICT;
