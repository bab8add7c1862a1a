package store

import (
	"sort"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// columns gives every column its class (D28). id: random or keyed, names
// nobody. number: counts, amounts, times, hashes that only count. state: a code
// from a short list. fact: bytes that name and describe nobody. sealed: may
// name or describe a person, and must be erasable.
var columns = map[string]string{
	"head.one": "number", "head.generation": "id", "head.size": "number", "head.folded": "number", "head.secured": "number",
	"head.photos_stored": "number", "head.photos_secured": "number", "head.opened": "number",

	"entries.no": "number", "entries.id": "id", "entries.device": "id", "entries.epoch": "id", "entries.seq": "number",
	"entries.kind": "state", "entries.case_id": "id", "entries.visit_id": "id", "entries.officer": "id",
	"entries.received": "number", "entries.status": "state", "entries.quarantined": "state", "entries.urgent": "state",
	"entries.core": "fact", "entries.words": "sealed",

	"tree.no": "number", "tree.hashes": "id",

	"positions.device": "id", "positions.epoch": "id", "positions.seq": "number", "positions.last": "id", "positions.newest": "number",

	"gaps.device": "id", "gaps.epoch": "id", "gaps.from_seq": "number", "gaps.to_seq": "number", "gaps.reason": "state", "gaps.at": "number",

	"dead_letters.n": "number", "dead_letters.device": "id", "dead_letters.at": "number", "dead_letters.why": "state",
	"dead_letters.bytes": "sealed",

	"devices.id": "id", "devices.officer": "id", "devices.unit": "id", "devices.role": "state", "devices.device_key": "fact",
	"devices.officer_key": "fact", "devices.statement": "fact", "devices.enrolled": "number", "devices.revoked": "number", "devices.held": "number",
	"devices.label": "sealed", "devices.seen": "number", "devices.telemetry": "fact",

	"enrol_codes.id": "id", "enrol_codes.code": "sealed", "enrol_codes.officer": "id", "enrol_codes.unit": "id",
	"enrol_codes.role": "state", "enrol_codes.label": "sealed", "enrol_codes.expires": "number", "enrol_codes.used": "number",

	"pictures.kind": "state", "pictures.id": "id", "pictures.version": "number", "pictures.state": "state", "pictures.day": "fact",
	"pictures.body": "sealed", "pictures.made_by": "id",

	"feed_heads.feed": "id", "feed_heads.n": "number", "feed_heads.live": "number", "feed_heads.sum": "number", "feed_heads.floor": "number",

	"feed_rows.feed": "id", "feed_rows.entity": "id", "feed_rows.n": "number", "feed_rows.digest": "number", "feed_rows.gone": "state",

	"photos.entry": "id", "photos.idx": "number", "photos.no": "number", "photos.root": "id", "photos.size": "number",
	"photos.type": "state", "photos.case_id": "id", "photos.visit_id": "id", "photos.device": "id", "photos.state": "state",
	"photos.file": "id", "photos.stored_no": "number", "photos.at": "number", "photos.thumb": "sealed",

	"search_words.word": "id", "search_words.case_id": "id",

	"checkpoints.generation": "id", "checkpoints.size": "number", "checkpoints.root": "id", "checkpoints.at": "number", "checkpoints.note": "fact",

	"stamps.generation": "id", "stamps.size": "number", "stamps.at": "number", "stamps.note": "fact", "stamps.token": "fact",

	"heads.device": "id", "heads.generation": "id", "heads.size": "number", "heads.note": "fact", "heads.sig": "fact", "heads.at": "number",
	"heads.splits": "state",

	"goose_db_version.id": "number", "goose_db_version.version_id": "number", "goose_db_version.is_applied": "state",
	"goose_db_version.tstamp": "number",
}

func TestEveryColumnHasAClass(t *testing.T) {
	s := open(t, t.TempDir())
	rows, err := s.r.Query(`SELECT t.name || '.' || c.name, t.strict FROM pragma_table_list t JOIN pragma_table_info(t.name) c
		WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var have, want []string
	for rows.Next() {
		var column string
		var strict bool
		if err := rows.Scan(&column, &strict); err != nil {
			t.Fatal(err)
		}
		have = append(have, column)
		if !strict && column[:5] != "goose" {
			t.Errorf("the table of %s is not STRICT", column)
		}
	}
	for column, class := range columns {
		want = append(want, column)
		switch class {
		case "id", "number", "state", "fact", "sealed":
		default:
			t.Errorf("%s has the class %q, which is none", column, class)
		}
	}
	sort.Strings(have)
	sort.Strings(want)
	if d := cmp.Diff(want, have); d != "" {
		t.Errorf("columns with a class (-) and columns there are (+):\n%s", d)
	}
}
