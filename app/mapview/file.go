package mapview

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"fairvisit/app/mapview/tiles"
)

// FileName is what a map file is called in the folder of a device.
const FileName = "map.mbtiles"

// OpenIn opens the map file of a folder. Where there is none, or one that cannot
// be read, the source is the grid; why says what is wrong with it, nil for nothing.
func OpenIn(folder string) (source tiles.Source, why error) {
	file := filepath.Join(folder, FileName)
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		return tiles.Grid{}, nil
	}
	source, why = tiles.Open(file)
	if why != nil {
		return tiles.Grid{}, why
	}
	return source, nil
}
