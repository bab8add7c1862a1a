package district

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/geojson"
	"github.com/paulmach/orb/maptile"

	_ "github.com/mattn/go-sqlite3" // the driver
)

// The zooms of the demo's map; a screen draws deeper ones from the deepest.
const (
	mapFrom = 8
	mapTo   = 14
)

// Write writes the map of the district as vector tiles in an MBTiles file: a
// megabyte at most, the same bytes each time. A file that is there is left as it is.
func Write(ctx context.Context, file string, homes []Door) (err error) {
	d := survey(homes)
	f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("the map was not written, nothing was changed: %w", err)
	}
	if err := f.Close(); err != nil {
		return err
	}
	defer func() {
		if err != nil { // half a map would look like a damaged one
			err = errors.Join(err, os.Remove(file))
		}
	}()
	db, err := sql.Open("sqlite3", (&url.URL{Scheme: "file", Path: filepath.ToSlash(file), RawQuery: "_journal_mode=OFF&_synchronous=FULL"}).String())
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	return errors.Join(d.write(ctx, db), db.Close())
}

const mapSchema = `CREATE TABLE metadata (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB, PRIMARY KEY (zoom_level, tile_column, tile_row));`

// mapBound is all that is on the map.
func mapBound() orb.Bound {
	const reach = 4300
	return orb.Bound{Min: orb.Point{middleLon - reach/metresLon, middleLat - reach/metresLat}, Max: orb.Point{middleLon + reach/metresLon, middleLat + reach/metresLat}}
}

func (d *district) write(ctx context.Context, db *sql.DB) error {
	if _, err := db.ExecContext(ctx, mapSchema); err != nil {
		return err
	}
	b := mapBound()
	for _, m := range [][2]string{{"name", "云鹤区 Yunhe District"}, {"format", "pbf"}, {"minzoom", fmt.Sprint(mapFrom)}, {"maxzoom", fmt.Sprint(mapTo)},
		{"bounds", fmt.Sprintf("%.5f,%.5f,%.5f,%.5f", b.Min[0], b.Min[1], b.Max[0], b.Max[1])},
		{"attribution:zh", "演示数据，地方为虚构"}, {"attribution:en", "Demo data of an invented place"},
		{"json", `{"vector_layers":[{"id":"water","fields":{"class":"String"}},{"id":"transportation","fields":{"class":"String"}},{"id":"transportation_name","fields":{"name":"String"}},{"id":"place","fields":{"name":"String"}},{"id":"building","fields":{}},{"id":"park","fields":{}},{"id":"landcover","fields":{}},{"id":"boundary","fields":{}},{"id":"water_name","fields":{}}]}`}} {
		if _, err := db.ExecContext(ctx, `INSERT INTO metadata (name, value) VALUES (?1, ?2)`, m[0], m[1]); err != nil {
			return err
		}
	}
	for z := maptile.Zoom(mapFrom); z <= mapTo; z++ {
		from, to := maptile.At(orb.Point{b.Min[0], b.Max[1]}, z), maptile.At(orb.Point{b.Max[0], b.Min[1]}, z)
		for x := from.X; x <= to.X; x++ {
			for y := from.Y; y <= to.Y; y++ {
				packed, err := d.tile(maptile.New(x, y, z))
				if err != nil {
					return err
				}
				if _, err := db.ExecContext(ctx, `INSERT INTO tiles (zoom_level, tile_column, tile_row, tile_data) VALUES (?1, ?2, ?3, ?4)`,
					z, x, 1<<z-1-y, packed); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// tile is one tile, gzipped as the files of others are.
func (d *district) tile(t maptile.Tile) ([]byte, error) {
	bound := t.Bound(0.05)
	layers := map[string]*mvt.Layer{}
	for _, th := range d.things {
		if th.from > int(t.Z) || !th.shape.Bound().Intersects(bound) {
			continue
		}
		l := layers[th.layer]
		if l == nil {
			l = &mvt.Layer{Name: th.layer, Version: 2, Extent: mvt.DefaultExtent}
			layers[th.layer] = l
		}
		l.Features = append(l.Features, &geojson.Feature{Geometry: orb.Clone(th.shape), Properties: th.props})
	}
	var all mvt.Layers
	for _, l := range layers {
		all = append(all, l)
	}
	slices.SortFunc(all, func(a, b *mvt.Layer) int { return cmp.Compare(a.Name, b.Name) })
	all.ProjectToTile(t)
	const more = mvt.DefaultExtent / 20
	all.Clip(orb.Bound{Min: orb.Point{-more, -more}, Max: orb.Point{mvt.DefaultExtent + more, mvt.DefaultExtent + more}})
	raw, err := mvt.Marshal(all)
	if err != nil {
		return nil, err
	}
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	_, err = w.Write(raw)
	err = errors.Join(err, w.Close())
	return packed.Bytes(), err
}
