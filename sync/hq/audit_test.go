package hq_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fairvisit/evidence"
	"fairvisit/sync/hq"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
)

// A sound headquarters is found sound, with everything there is counted.
func TestAnAuditOfASoundHeadquartersFindsNothing(t *testing.T) {
	d := newAuditedDay(t)
	r := d.copied(t).audit(t)
	for _, f := range r.Faults {
		t.Error(f)
	}
	if r.Devices != 5 || r.Stored != 2 || r.Photos != 4 || r.Second == 0 || r.Pictures == 0 || r.Feeds == 0 || r.Root.IsZero() {
		t.Errorf("the audit counted %+v", r)
	}
}

// An audit reads one moment: what a server takes, folds and copies meanwhile is
// neither missing nor too much.
func TestAnAuditBesideABusyServerFindsNothing(t *testing.T) {
	d := newAuditedDay(t)
	d.open()
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 60 {
			if _, err := d.hq.Do(d.ctx, hq.Act{Kind: visits.FlagRaised, Facts: visits.FlagFacts{Code: "dispute"}, Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: d.caseID}}}); err != nil {
				t.Error(err)
			}
		}
	}()
	sizes := map[int64]bool{}
	for busy := true; busy; {
		select {
		case <-done:
			busy = false
		default:
		}
		r, err := hq.Audit(t.Context(), d.options())
		if err != nil || r.Total != 0 {
			t.Fatalf("%v, %v", err, r.Faults)
		}
		sizes[r.Entries] = true
	}
	if len(sizes) < 2 {
		t.Error("nothing happened while it read")
	}
}

// edit is how a column is changed where adding one to it, or turning a bit, is
// not what is meant.
type edit struct{ set, where string }

// edits must be found.
var edits = map[string]edit{
	"goose_db_version.id":         {set: "id + 100"},
	"entries.no":                  {set: "no + 1000", where: "no = 3"},
	"entries.urgent":              {set: "0", where: "status = 5"},
	"tree.no":                     {set: "no + 1000", where: "no = 3"},
	"devices.role":                {where: "role = 'officer'"},
	"devices.enrolled":            {where: "role = 'officer'"},
	"devices.officer_key":         {where: "role = 'officer'"},
	"devices.label":               {where: "role = 'officer'"},
	"devices.revoked":             {where: "revoked <> 0"},
	"enrol_codes.officer":         {where: "used <> 0"},
	"enrol_codes.unit":            {where: "used <> 0"},
	"enrol_codes.role":            {where: "used <> 0"},
	"enrol_codes.label":           {where: "used <> 0"},
	"enrol_codes.expires":         {set: "used", where: "used <> 0"},
	"enrol_codes.used":            {where: "used <> 0"},
	"feed_heads.floor":            {set: "n + 1"},
	"feed_rows.n":                 {set: "1000"},
	"feed_rows.digest":            {where: "gone = 0"},
	"feed_rows.gone":              {where: "gone = 0"},
	"photos.file":                 {where: "state = 1"},
	"photos.state":                {set: "0", where: "state = 1"},
	"photos.stored_no":            {set: "stored_no + 1000"},
	"photos.at":                   {set: "0", where: "state = 1"},
	"photos.thumb":                {where: "state = 1"},
	"dead_letters.n":              {set: "n + 1"},
	"gaps.from_seq":               {where: "reason <> 'refused'"},
	"pictures.state":              {where: "kind = 'visit'"},
	"pictures.day":                {where: "kind = 'visit'"},
	"goose_db_version.is_applied": {set: "0"},
}

// free is what nothing vouches for: an edit that is not found, and why. Of a
// column that is not free as a whole another edit is found all the same.
var free = map[string]struct {
	edit
	why   string
	whole bool
}{
	"goose_db_version.tstamp": {edit{set: "'2001-02-03 04:05:06'"}, "when a program laid the tables out is nobody's evidence", true},
	"checkpoints.at":          {edit{}, "when one was kept; when its entries came is in their leaves", true},
	"stamps.at":               {edit{}, "when one was kept; when it was made is in the token", true},
	"heads.at":                {edit{}, "when a device brought it; what it brought is signed", true},
	"head.opened":             {edit{}, "counts how often the store was opened, and is only written so that there is a write", true},
	"head.secured":            {edit{set: "secured - 1"}, "a mark set back is only copied again; one too high misses its entry in the copy", false},
	"head.photos_secured":     {edit{set: "photos_secured - 1"}, "as head.secured", false},
	"entries.urgent":          {edit{set: "1", where: "urgent = 0"}, "by which kind of frame an entry came that was not ahead of its turn, is signed by nobody", false},
	"gaps.at":                 {edit{set: "at - 1"}, "only that headquarters' act came later", false},
	"dead_letters.at":         {edit{set: "at - 1"}, "as gaps.at", false},
	"devices.revoked":         {edit{set: "revoked - 1", where: "revoked <> 0"}, "as gaps.at", false},
	"devices.seen":            {edit{}, "telemetry is never evidence", true},
	"devices.telemetry":       {edit{where: "length(telemetry) > 0"}, "telemetry is never evidence", true},
	"enrol_codes.used":        {edit{set: "used - 1", where: "used <> 0"}, "the device's signed enrolment came right after", false},
	"enrol_codes.expires":     {edit{set: "expires + 1"}, "how long a code is good is headquarters' choice", false},
	"enrol_codes.officer":     {edit{where: "used = 0"}, "a code that was not used is a promise nobody signed", false},
	"enrol_codes.unit":        {edit{where: "used = 0"}, "as enrol_codes.officer", false},
	"enrol_codes.role":        {edit{where: "used = 0"}, "as enrol_codes.officer", false},
	"enrol_codes.label":       {edit{where: "used = 0"}, "as enrol_codes.officer", false},
	"feed_heads.floor":        {edit{set: "floor + 1", where: "n > 5"}, "who stands below it only starts again", false},
	"feed_rows.n":             {edit{set: "n - 1", where: "n > 1 AND NOT EXISTS (SELECT 1 FROM feed_rows o WHERE o.feed = feed_rows.feed AND o.n = feed_rows.n - 1) AND n < (SELECT max(n) FROM feed_rows o WHERE o.feed = feed_rows.feed)"}, "how many entries were folded together is nowhere", false},
	"photos.at":               {edit{set: "at + 1", where: "state = 1"}, "when a photo came whole was noted by headquarters alone", false},
	"photos.file":             {edit{set: "lower(hex(randomblob(16)))", where: "state = 0"}, "a random name of a file that is not there yet", false},
}

// Every column of every table the database has is edited in one row: the audit
// names table and column, or the column stands in the list of those nothing
// vouches for. The columns are SQLite's own list: one that is added later fails
// here until it is dealt with.
func TestAnAuditFindsAnEditOfEveryColumn(t *testing.T) {
	d := newAuditedDay(t)
	columns := d.columns(t)
	for name := range edits {
		if !slices.Contains(columns, name) {
			t.Errorf("there is no column %s", name)
		}
	}
	for name := range free {
		if !slices.Contains(columns, name) {
			t.Errorf("there is no column %s", name)
		}
	}
	for _, name := range columns {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d.edits(t, name)
		})
	}
}

func (d *auditedDay) edits(t *testing.T, name string) {
	table, column, _ := strings.Cut(name, ".")
	none, unvouched := free[name]
	if !none.whole {
		r := d.edited(t, table, column, edits[name])
		if !slices.ContainsFunc(r.Faults, func(f store.Fault) bool {
			return f.Table == table && slices.Contains(strings.Split(f.Column, ", "), column)
		}) {
			t.Errorf("an edit is not found; told of is %v", r.Faults)
		}
	}
	if unvouched {
		if r := d.edited(t, table, column, none.edit); r.Total != 0 {
			t.Errorf("nothing is said to vouch for it (%s), but told of is %v", none.why, r.Faults)
		}
	}
}

// columns lists table.column of every table, as SQLite has them.
func (d *auditedDay) columns(t *testing.T) []string {
	t.Helper()
	c := d.copied(t)
	lines, err := c.db.Query(`SELECT t.name || '.' || c.name FROM pragma_table_list t JOIN pragma_table_info(t.name) c
		WHERE t.type = 'table' AND t.schema = 'main' AND t.name NOT LIKE 'sqlite_%' ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	defer lines.Close()
	var all []string
	for lines.Next() {
		var name string
		if err := lines.Scan(&name); err != nil {
			t.Fatal(err)
		}
		all = append(all, name)
	}
	if len(all) < 80 || lines.Err() != nil {
		t.Fatalf("%d columns, %v", len(all), lines.Err())
	}
	return all
}

// edited audits a copy in which one row's column was changed.
func (d *auditedDay) edited(t *testing.T, table, column string, e edit) hq.AuditReport {
	t.Helper()
	c := d.copied(t)
	where := "1"
	if e.where != "" {
		where = e.where
	}
	var rowid int64
	var value any
	key := "rowid"
	err := c.db.QueryRow(fmt.Sprintf("SELECT %s, %s FROM %s WHERE %s IS NOT NULL AND %s ORDER BY rowid LIMIT 1", key, column, table, column, where)).Scan(&rowid, &value)
	if err != nil {
		t.Fatalf("no row of %s to edit: %v", table, err)
	}
	if e.set != "" {
		c.exec(t, fmt.Sprintf("UPDATE %s SET %s = %s WHERE rowid = ?1", table, column, e.set), rowid)
		return c.audit(t)
	}
	c.exec(t, fmt.Sprintf("UPDATE %s SET %s = ?2 WHERE rowid = ?1", table, column), rowid, another(value))
	return c.audit(t)
}

// another is a value that differs as little as it can.
func another(value any) any {
	switch v := value.(type) {
	case int64:
		return v + 1
	case string:
		return v + "x"
	case []byte:
		if len(v) == 0 {
			return []byte{1}
		}
		v = slices.Clone(v)
		v[len(v)-1] ^= 1
		return v
	}
	return nil
}
