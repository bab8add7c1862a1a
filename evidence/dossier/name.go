package dossier

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"fairvisit/evidence"
	"fairvisit/evidence/photo"
)

// place is a member's name, read: its room, and what it is of. Names are only
// ever compared with what a place writes, so none can lead out of a folder.
type place struct {
	room   int
	device evidence.ID
	no     int64
	index  int // of a photo; of an entry 0 for itself, 1 for its proof
	ext    string
}

// The rooms, in the order of the file.
const (
	roomManifest = iota
	roomKeys
	roomCheckpoint
	roomList
	roomDevices
	roomEntries
	roomPhotos
	roomReport
)

var single = []string{"manifest.json", "keys.json", "checkpoint", "list.json"}

const reportName = "report.pdf"

var extensions = []string{photo.Extension(photo.JPEG), photo.Extension(photo.PNG), photo.Extension(photo.WAV), photo.Extension(photo.File)}

func (p place) String() string {
	switch p.room {
	case roomDevices:
		return "devices/" + p.device.String() + ".json"
	case roomEntries:
		return fmt.Sprintf("entries/%08d.%s", p.no, [...]string{"bin", "proof"}[p.index])
	case roomPhotos:
		return fmt.Sprintf("photos/%08d-%d.%s", p.no, p.index, p.ext)
	case roomReport:
		return reportName
	}
	return single[p.room]
}

func entryPlace(no int64) place { return place{room: roomEntries, no: no} }
func proofPlace(no int64) place { return place{room: roomEntries, no: no, index: 1} }

func photoPlace(no int64, index int, kind uint8) place {
	return place{room: roomPhotos, no: no, index: index, ext: photo.Extension(kind)}
}

func (p place) compare(q place) int {
	return cmp.Or(cmp.Compare(p.room, q.room), strings.Compare(p.device.String(), q.device.String()), cmp.Compare(p.no, q.no), cmp.Compare(p.index, q.index))
}

// parsePlace reads a name that a place can write; false for any other.
func parsePlace(name string) (place, bool) {
	for room, n := range single {
		if n == name {
			return place{room: room}, true
		}
	}
	if name == reportName {
		return place{room: roomReport}, true
	}
	var p place
	var err error
	room, rest, _ := strings.Cut(name, "/")
	rest, ext, _ := strings.Cut(rest, ".")
	switch room {
	case "devices":
		p.room = roomDevices
		p.device, err = evidence.ParseID(rest)
	case "entries":
		p.room = roomEntries
		if ext == "proof" {
			p.index = 1
		}
		p.no, err = strconv.ParseInt(rest, 10, 64)
	case "photos":
		p.room, p.ext = roomPhotos, ext
		if !slices.Contains(extensions, ext) {
			return place{}, false
		}
		no, index, _ := strings.Cut(rest, "-")
		if p.no, err = strconv.ParseInt(no, 10, 64); err == nil {
			p.index, err = strconv.Atoi(index)
		}
	default:
		return place{}, false
	}
	return p, err == nil && p.no >= 0 && p.String() == name
}
