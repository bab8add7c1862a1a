//go:build linux

package powercut

import (
	"maps"
	"testing"

	"pgregory.net/rapid"
)

// ledger is what the fsyncs so far have promised of a disk.
type ledger struct {
	disk     *disk
	promised map[place]*node // places untouched since their fsync; nil: no entry
	left     map[place]*node // places a file left, and the folder it went to
	safe     map[*node]bool  // files that were promised once and not removed
}

var names = []string{"x", "y"}

// TestNoCutBreaksAPromise plays any history of creates, renames, unlinks and
// fsyncs in three folders. After the cut each place is as its folder's last
// fsync left it unless it was touched since, no file has two names, and a file
// that was safe once and never removed still has one.
func TestNoCutBreaksAPromise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := newDisk(Options{StrictEntries: rapid.Bool().Draw(t, "strict")})
		folders := []*node{d.root}
		for _, name := range []string{"a", "b"} {
			folder, errno := d.create(d.root, name, true, 0o755)
			if errno != 0 {
				t.Fatal(errno)
			}
			folders = append(folders, folder)
		}
		d.sync(d.root)
		l := ledger{d, map[place]*node{}, map[place]*node{}, map[*node]bool{}}
		places := rapid.Custom(func(t *rapid.T) place {
			return place{rapid.SampledFrom(folders).Draw(t, "folder"), rapid.SampledFrom(names).Draw(t, "name")}
		})
		for range rapid.IntRange(1, 25).Draw(t, "length") {
			l.act(t, places)
		}
		d.cut(rapid.Int64().Draw(t, "seed"))
		l.check(t, folders)
	})
}

func (l ledger) act(t *rapid.T, places *rapid.Generator[place]) {
	at := places.Draw(t, "at")
	n := at.folder.entries[at.name]
	switch rapid.SampledFrom([]string{"create", "remove", "rename", "rename", "fsync", "fsync file"}).Draw(t, "act") {
	case "create":
		if _, errno := l.disk.create(at.folder, at.name, false, 0o644); errno == 0 {
			l.touched(at)
		}
	case "remove":
		if errno := l.disk.remove(at.folder, at.name); errno == 0 {
			l.touched(at)
			delete(l.safe, n)
		}
	case "rename":
		l.rename(at, places.Draw(t, "to"))
	case "fsync":
		l.fsync(at.folder)
	case "fsync file":
		if n == nil {
			return
		}
		l.disk.sync(n)
	}
}

func (l ledger) touched(at place) {
	delete(l.promised, at)
	delete(l.left, at)
}

func (l ledger) rename(from, to place) {
	n, replaced := from.folder.entries[from.name], to.folder.entries[to.name]
	// The kernel answers a rename of a file to itself without asking.
	if n == nil || n == replaced {
		return
	}
	if errno := l.disk.rename(from, to); errno != 0 {
		return
	}
	l.touched(from)
	l.touched(to)
	delete(l.safe, replaced)
	if from.folder != to.folder {
		l.left[from] = to.folder
	}
}

// fsync promises the folder's places, and those that a file left for it; not
// its own that a file left for another folder.
func (l ledger) fsync(folder *node) {
	l.disk.sync(folder)
	for from, went := range l.left {
		if went == folder {
			l.promised[from] = nil
			delete(l.left, from)
		}
	}
	for _, name := range names {
		at, n := place{folder, name}, folder.entries[name]
		if l.left[at] != nil {
			continue
		}
		l.promised[at] = n
		if n != nil {
			l.safe[n] = true
		}
	}
}

func (l ledger) check(t *rapid.T, folders []*node) {
	for at, n := range l.promised {
		if left := at.folder.entries[at.name]; left != n {
			t.Fatalf("fsync promised %v at %q, the cut left %v", n, at.name, left)
		}
	}
	count := map[*node]int{}
	for _, folder := range folders {
		for n := range maps.Values(folder.entries) {
			count[n]++
		}
	}
	for n, names := range count {
		if names != 1 {
			t.Fatalf("file %d has %d names after the cut", n.ino, names)
		}
	}
	for n := range l.safe {
		if count[n] != 1 {
			t.Fatalf("file %d was safe and never removed, and is gone", n.ino)
		}
	}
}

// TestAFolderThatGoesTakesNothingSafeWithIt moves a safe file out of a folder
// that is then removed: keeping the removal must keep the move.
func TestAFolderThatGoesTakesNothingSafeWithIt(t *testing.T) {
	for seed := range int64(16) {
		d := newDisk(Options{})
		from, _ := d.create(d.root, "from", true, 0o755)
		to, _ := d.create(d.root, "to", true, 0o755)
		file, _ := d.create(from, "f", false, 0o644)
		d.sync(d.root)
		d.sync(from)
		if errno := d.rename(place{from, "f"}, place{to, "f"}); errno != 0 {
			t.Fatal(errno)
		}
		if errno := d.remove(d.root, "from"); errno != 0 {
			t.Fatal(errno)
		}
		d.sync(d.root)
		d.cut(seed)
		if to.entries["f"] != file || d.root.entries["from"] != nil {
			t.Fatalf("seed %d: the folder's removal was kept without the move that emptied it", seed)
		}
	}
}
