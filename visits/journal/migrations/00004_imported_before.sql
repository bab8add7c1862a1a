-- +goose Up
-- What stood of a case before this device imported it last, so that the import
-- can be taken back; import is the entry of the file. One row a case, for a week.

CREATE TABLE imported_before (
	case_id BLOB PRIMARY KEY,
	import  BLOB NOT NULL,
	at      INTEGER NOT NULL,
	body    BLOB NOT NULL
) STRICT;
CREATE INDEX imported_before_import ON imported_before (import);
