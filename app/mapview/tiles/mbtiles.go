package tiles

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"html"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	_ "github.com/mattn/go-sqlite3" // the driver
)

// The bounds of what is believed of a file.
const (
	maxBlob  = 2 << 20 // bytes of a tile as it is stored
	maxText  = 4 << 10 // bytes of a metadata value that is read
	lookupIn = 5 * time.Second
)

// mbtiles is a file of tiles: one SQLite table, rows counted from the south.
type mbtiles struct {
	db     *sql.DB
	about  About
	format string
}

// Open opens a file of map data: MBTiles with pictures (PNG, JPEG) or vector
// tiles in the OpenMapTiles schema. The error is a *Refused. The file must not be
// written while it is shown.
func Open(path string) (Source, error) {
	if err := sound(path); err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite3", dsn(path))
	if err != nil {
		return nil, refused(WhyMissing, err)
	}
	db.SetMaxOpenConns(2)
	m := &mbtiles{db: db}
	ctx, cancel := context.WithTimeout(context.Background(), lookupIn)
	defer cancel()
	if err := m.read(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if m.format == "pbf" {
		return newVector(m), nil
	}
	return &raster{m}, nil
}

// dsn opens a file that nobody writes: immutable keeps SQLite from making files
// beside it, as on a card that cannot be written.
func dsn(path string) string {
	path = filepath.ToSlash(path)
	if runtime.GOOS == "windows" && filepath.VolumeName(path) != "" {
		path = "/" + path
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?mode=ro&immutable=1&_query_only=1&_cache_size=-4096"
}

// sound looks at the head of the file before SQLite does: a file that was cut
// off opens well and fails in the middle of a day.
func sound(path string) (err error) {
	info, err := os.Stat(path) // before it is opened: a pipe nobody writes to never opens
	if err != nil || !info.Mode().IsRegular() {
		return refused(WhyMissing, err)
	}
	f, err := os.Open(path)
	if err != nil {
		return refused(WhyMissing, err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	head := make([]byte, 100)
	if _, err := io.ReadFull(f, head); err != nil || string(head[:16]) != "SQLite format 3\x00" {
		return refused(WhyNoMap, nil)
	}
	page := int64(binary.BigEndian.Uint16(head[16:]))
	if page == 1 { // 65536 does not fit
		page = 65536
	}
	if pages := int64(binary.BigEndian.Uint32(head[28:])); info.Size() < page*pages {
		return refused(WhyTruncated, nil)
	}
	return nil
}

const tileQuery = `SELECT tile_data FROM tiles WHERE zoom_level = ?1 AND tile_column = ?2 AND tile_row = ?3 AND length(tile_data) <= ?4 LIMIT 1`

// read takes in what the file says of itself and tries how it finds a tile.
func (m *mbtiles) read(ctx context.Context) error {
	values, err := m.metadata(ctx)
	if err != nil {
		return err
	}
	indexed, err := m.indexed(ctx)
	switch {
	case err != nil:
		return err
	case !indexed:
		return refused(WhyUnindexed, nil)
	}
	switch m.format = strings.ToLower(values["format"]); m.format {
	case "jpeg":
		m.format = "jpg"
	case "png", "jpg", "pbf":
	default:
		return refused(WhyFormat, nil)
	}
	var one int
	switch err := m.db.QueryRowContext(ctx, `SELECT 1 FROM tiles LIMIT 1`).Scan(&one); {
	case errors.Is(err, sql.ErrNoRows):
		return refused(WhyEmpty, nil)
	case err != nil:
		return refused(WhyDamaged, err)
	}
	m.about = about(values)
	if _, ok := values["maxzoom"]; ok {
		return nil
	}
	var least, most sql.NullInt64
	if err := m.db.QueryRowContext(ctx, `SELECT min(zoom_level), max(zoom_level) FROM tiles`).Scan(&least, &most); err != nil {
		return refused(WhyDamaged, err)
	}
	m.about.Least, m.about.Most = zoomWithin(int(least.Int64)), zoomWithin(int(most.Int64))
	return nil
}

func (m *mbtiles) metadata(ctx context.Context) (values map[string]string, err error) {
	rows, err := m.db.QueryContext(ctx, `SELECT name, value FROM metadata WHERE length(value) <= ?1 LIMIT 200`, maxText)
	if err != nil {
		return nil, openFailed(err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	values = map[string]string{}
	for rows.Next() {
		var name, value sql.NullString
		if err := rows.Scan(&name, &value); err != nil {
			return nil, refused(WhyDamaged, err)
		}
		values[name.String] = value.String
	}
	if rows.Err() != nil {
		return nil, refused(WhyDamaged, rows.Err())
	}
	return values, nil
}

// openFailed tells a database that is no map from one that is broken.
func openFailed(err error) error {
	if strings.Contains(err.Error(), "no such table") || strings.Contains(err.Error(), "no such column") {
		return refused(WhyNoMap, err)
	}
	return refused(WhyDamaged, err)
}

// indexed asks SQLite how it would look for a tile.
func (m *mbtiles) indexed(ctx context.Context) (ok bool, err error) {
	rows, err := m.db.QueryContext(ctx, "EXPLAIN QUERY PLAN "+tileQuery, 0, 0, 0, maxBlob)
	if err != nil {
		return false, openFailed(err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	ok = true
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			return false, refused(WhyDamaged, err)
		}
		ok = ok && !strings.HasPrefix(step, "SCAN") && !strings.Contains(step, "AUTOMATIC")
	}
	if rows.Err() != nil {
		return false, refused(WhyDamaged, rows.Err())
	}
	return ok, nil
}

// blob is the stored tile, counted from the north as Tile is and at its own zoom;
// nil where the file has none or a larger one than is believed.
func (m *mbtiles) blob(ctx context.Context, t Tile) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, lookupIn)
	defer cancel()
	var b []byte
	err := m.db.QueryRowContext(ctx, tileQuery, t.Z, t.X, 1<<t.Z-1-t.Y, maxBlob).Scan(&b)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, nil
	case err != nil && ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, refused(WhyDamaged, err)
	}
	return b, nil
}

// About implements Source.
func (m *mbtiles) About() About { return m.about }

// Close implements Source.
func (m *mbtiles) Close() error { return m.db.Close() }

func zoomWithin(z int) int { return min(MaxZoom, max(0, z)) }

// about is what the metadata say; numbers that make no sense are left out.
func about(values map[string]string) About {
	number := func(name string, otherwise int) int {
		n, err := strconv.Atoi(strings.TrimSpace(values[name]))
		if err != nil {
			return otherwise
		}
		return zoomWithin(n)
	}
	a := About{Name: plain(values["name"]), Least: number("minzoom", 0), Most: number("maxzoom", MaxZoom)}
	a.Least = min(a.Least, a.Most)
	a.English = plain(values["attribution"])
	if en := plain(values["attribution:en"]); en != "" {
		a.English = en
	}
	a.Chinese = a.English
	if zh := plain(values["attribution:zh"]); zh != "" {
		a.Chinese = zh
	}
	sides := strings.Split(values["bounds"], ",")
	var edge [4]float64
	for i := range edge {
		if i >= len(sides) {
			return a
		}
		var err error
		if edge[i], err = strconv.ParseFloat(strings.TrimSpace(sides[i]), 64); err != nil {
			return a
		}
	}
	a.NorthWest, a.SouthEast = Project(edge[3], edge[0]), Project(edge[1], edge[2])
	a.HasBounds = a.NorthWest.X < a.SouthEast.X && a.NorthWest.Y < a.SouthEast.Y
	return a
}

var tag = regexp.MustCompile(`<[^>]*>`)

// plain takes the marks of HTML out of a name or an attribution, the characters that are
// not seen (a sign that turns the line round would turn what stands beside it), and all
// but its head.
func plain(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) || r == utf8.RuneError {
			return -1
		}
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, html.UnescapeString(tag.ReplaceAllString(s, " ")))
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 80 {
		return string(r[:79]) + "…"
	}
	return s
}
