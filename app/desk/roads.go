package desk

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"fairvisit/visits/roads"
)

// RoadsFile is the extract of OpenStreetMap in a device's folder. It is public and
// names nobody, so it lies there as it came; who works on the device shares it.
const RoadsFile = "roads.osm.pbf"

// File is a file somebody chose.
type File struct {
	Name string
	Open func() (io.ReadCloser, error)
}

// RoadBounds are what is read of a road map: bytes of the file, and points of its
// roads, of which each takes some 100 bytes while it is read.
type RoadBounds struct {
	Bytes  int64
	Points int
}

// What a desk reads, and what a tablet does: a district is a few MB and a hundred
// thousand points.
var (
	DeskRoads   = RoadBounds{256 << 20, roads.MaxPoints}
	TabletRoads = RoadBounds{48 << 20, 500_000}
)

// ErrRoadsBig means that a file is larger than is read.
var ErrRoadsBig = errors.New("the road map is larger than is read here")

// RoadsSize is how large the kept road map is, in bytes; 0: there is none.
func (d *Device) RoadsSize() (int64, error) {
	info, err := os.Stat(filepath.Join(d.Dir, RoadsFile))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// ReadRoads reads the kept road map for what travels on it: car, foot. What is wrong
// with it is one of the errors of roads, or ErrRoadsBig.
func (d *Device) ReadRoads(by string, most RoadBounds) (*roads.Graph, error) {
	return readRoads(filepath.Join(d.Dir, RoadsFile), by, most)
}

func readRoads(name, by string, most RoadBounds) (*roads.Graph, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close() // only read: nothing can be lost
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.Size() > most.Bytes { // another program's copy, or a desk's on the same machine
		return nil, ErrRoadsBig
	}
	return roads.ReadUpTo(f, roads.Profiles[by], most.Points)
}

// KeepRoads copies a chosen road map into the device's folder, once it was read whole:
// the one that was there stays until then.
func (d *Device) KeepRoads(chosen File, by string, most RoadBounds) (g *roads.Graph, err error) {
	r, err := chosen.Open()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	name := filepath.Join(d.Dir, RoadsFile+".new")
	f, err := os.OpenFile(name, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	n, err := io.Copy(f, io.LimitReader(r, most.Bytes+1))
	if n > most.Bytes {
		err = ErrRoadsBig
	}
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		if g, err = readRoads(name, by, most); err == nil {
			return g, os.Rename(name, filepath.Join(d.Dir, RoadsFile))
		}
	}
	return nil, errors.Join(err, os.Remove(name))
}

// DropRoads takes the kept road map away.
func (d *Device) DropRoads() error { return os.Remove(filepath.Join(d.Dir, RoadsFile)) }
