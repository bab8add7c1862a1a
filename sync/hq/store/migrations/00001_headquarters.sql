-- +goose Up
-- Times are microseconds since 1970 (UTC). Ids and hashes are raw bytes. Every
-- column has a class in columns_test.go; what names or describes a person may
-- only stand in a column of the class "sealed".

CREATE TABLE head (
  one            INTEGER PRIMARY KEY CHECK (one = 1),
  generation     BLOB    NOT NULL CHECK (length(generation) = 16),
  size           INTEGER NOT NULL DEFAULT 0, -- entries in the log; the next number
  folded         INTEGER NOT NULL DEFAULT 0, -- entries below this number are in the pictures
  secured        INTEGER NOT NULL DEFAULT 0, -- entries below this number are in the second copy
  photos_stored  INTEGER NOT NULL DEFAULT 0,
  photos_secured INTEGER NOT NULL DEFAULT 0,
  opened         INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE entries (
  no          INTEGER PRIMARY KEY,
  id          BLOB    NOT NULL UNIQUE CHECK (length(id) = 32),
  device      BLOB    NOT NULL CHECK (length(device) = 16),
  epoch       BLOB    NOT NULL CHECK (length(epoch) = 16),
  seq         INTEGER NOT NULL,
  kind        TEXT    NOT NULL,
  case_id     BLOB,
  visit_id    BLOB,
  officer     BLOB,
  received    INTEGER NOT NULL,
  status      INTEGER NOT NULL,
  quarantined INTEGER NOT NULL DEFAULT 0,
  urgent      INTEGER NOT NULL,
  core        BLOB    NOT NULL, -- the encoded entry up to its words, verbatim
  words       BLOB    NOT NULL  -- the encoded words part; erasing puts the one byte 3 here
) STRICT;
CREATE UNIQUE INDEX entries_place ON entries (device, epoch, seq, id);
CREATE INDEX entries_case ON entries (case_id) WHERE case_id IS NOT NULL;
CREATE INDEX entries_visit ON entries (visit_id) WHERE visit_id IS NOT NULL;
-- Admission asks at every call whether something waits above the position;
-- nearly always nothing does, and this index is then empty.
CREATE INDEX entries_ahead ON entries (device, epoch, seq) WHERE status = 5;
CREATE INDEX entries_quarantined ON entries (no) WHERE quarantined = 1;

CREATE TABLE tree (
  no     INTEGER PRIMARY KEY,
  hashes BLOB NOT NULL -- of leaf no, then of each subtree it completes
) STRICT;

CREATE TABLE positions (
  device BLOB    NOT NULL,
  epoch  BLOB    NOT NULL,
  seq    INTEGER NOT NULL,
  last   BLOB    NOT NULL, -- id of the entry at seq; 32 zero bytes: seq was refused or declared gone
  newest INTEGER NOT NULL, -- highest number this chain has in the log; -1 none
  PRIMARY KEY (device, epoch)
) STRICT;

CREATE TABLE gaps (
  device   BLOB    NOT NULL,
  epoch    BLOB    NOT NULL,
  from_seq INTEGER NOT NULL,
  to_seq   INTEGER NOT NULL,
  reason   TEXT    NOT NULL,
  at       INTEGER NOT NULL,
  PRIMARY KEY (device, epoch, from_seq)
) STRICT;

CREATE TABLE dead_letters (
  n      INTEGER PRIMARY KEY,
  device BLOB    NOT NULL,
  at     INTEGER NOT NULL,
  why    TEXT    NOT NULL,
  bytes  BLOB    NOT NULL
) STRICT;

CREATE TABLE devices (
  id          BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
  officer     BLOB    NOT NULL,
  unit        BLOB    NOT NULL,
  role        TEXT    NOT NULL,
  device_key  BLOB    NOT NULL,
  officer_key BLOB    NOT NULL,
  statement   BLOB    NOT NULL,
  enrolled    INTEGER NOT NULL,
  revoked     INTEGER NOT NULL DEFAULT 0, -- 0: not
  held        INTEGER NOT NULL DEFAULT 0, -- since when it may only hand in, until a person confirms it; 0: not
  label       BLOB    NOT NULL,
  seen        INTEGER NOT NULL DEFAULT 0,
  telemetry   BLOB    NOT NULL
) STRICT;

CREATE TABLE enrol_codes (
  id      BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 8),
  code    BLOB    NOT NULL,
  officer BLOB    NOT NULL,
  unit    BLOB    NOT NULL,
  role    TEXT    NOT NULL,
  label   BLOB    NOT NULL,
  expires INTEGER NOT NULL,
  used    INTEGER NOT NULL DEFAULT 0 -- 0: not
) STRICT;

CREATE TABLE pictures (
  kind    TEXT    NOT NULL,
  id      BLOB    NOT NULL CHECK (length(id) = 16),
  version INTEGER NOT NULL,
  state   TEXT    NOT NULL,
  day     TEXT    NOT NULL,
  body    BLOB    NOT NULL,
  made_by BLOB    NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT;
CREATE INDEX pictures_state ON pictures (kind, state, id);

CREATE TABLE feed_heads (
  feed  TEXT PRIMARY KEY NOT NULL,
  n     INTEGER NOT NULL, -- the newest number given in this feed
  live  INTEGER NOT NULL, -- rows that are not tombstones
  sum   INTEGER NOT NULL, -- of the digests of the live rows, modulo 2^64
  floor INTEGER NOT NULL  -- tombstones up to this number may be gone
) STRICT;

CREATE TABLE feed_rows (
  feed   TEXT    NOT NULL,
  entity TEXT    NOT NULL, -- kind/hexid
  n      INTEGER NOT NULL,
  digest INTEGER NOT NULL,
  gone   INTEGER NOT NULL,
  PRIMARY KEY (feed, entity)
) STRICT;
CREATE UNIQUE INDEX feed_rows_n ON feed_rows (feed, n);
CREATE INDEX feed_rows_entity ON feed_rows (entity);

CREATE TABLE photos (
  entry     BLOB    NOT NULL CHECK (length(entry) = 32),
  idx       INTEGER NOT NULL,
  no        INTEGER NOT NULL, -- number of the entry: the order photos are listed in
  root      BLOB    NOT NULL CHECK (length(root) = 32),
  size      INTEGER NOT NULL,
  type      INTEGER NOT NULL,
  case_id   BLOB,
  visit_id  BLOB,
  device    BLOB    NOT NULL,
  state     INTEGER NOT NULL DEFAULT 0, -- 0 awaited, 1 stored, 2 withdrawn
  file      TEXT    NOT NULL DEFAULT '',
  stored_no INTEGER UNIQUE, -- dense; the second copy follows it
  at        INTEGER NOT NULL DEFAULT 0,
  thumb     BLOB    NOT NULL,
  PRIMARY KEY (entry, idx)
) STRICT;
CREATE INDEX photos_visit ON photos (visit_id) WHERE visit_id IS NOT NULL;
CREATE INDEX photos_awaited ON photos (device) WHERE state = 0;
