-- +goose Up
-- Keyed hashes of the words a case may be found by. They follow from the pictures of
-- cases and the master key, lie in no backup, and go with their case.

CREATE TABLE search_words (
  word    BLOB NOT NULL CHECK (length(word) = 16),
  case_id BLOB NOT NULL CHECK (length(case_id) = 16),
  PRIMARY KEY (word, case_id)
) STRICT;

CREATE INDEX search_words_case ON search_words (case_id);
