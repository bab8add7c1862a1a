-- +goose Up
-- What is asked while cash is taken, without reading every visit there is: the visits
-- of a day, and whether a receipt's number was given before. Both follow from the
-- pictures and are made with them.

CREATE INDEX pictures_visits ON pictures (day, id) WHERE kind = 'visit';

-- mark stands for the number (evidence/FORMAT.md section 13); practice gives none.
CREATE TABLE receipts (
	mark  BLOB NOT NULL,
	visit BLOB NOT NULL,
	PRIMARY KEY (mark, visit)
) STRICT, WITHOUT ROWID;
CREATE INDEX receipts_visit ON receipts (visit);

-- The pictures are made anew as the store is opened, and the marks with them.
UPDATE pictures SET version = 0 WHERE kind = 'visit';
