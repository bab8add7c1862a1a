//go:build linux

package powercut

import (
	"maps"
	"math/rand/v2"
	"sync"
	"syscall"
	"time"
)

// maxFile is the size in bytes at which a file may not grow further: everything
// is held in memory, and a stray truncate must be refused rather than end it.
const maxFile = 1 << 30

// node is one file or one folder. Its ino stays the same over cuts.
type node struct {
	ino     uint64
	perm    uint32
	changed time.Time

	isFolder bool
	entries  map[string]*node // folder: as processes see it
	kept     map[string]*node // folder: as the disk has it
	content  content          // file
}

// disk is the whole tree with all that waits for an fsync. It outlives the
// mounts on which it is shown. One lock guards it all: the proofs need order,
// not speed.
type disk struct {
	mu      sync.Mutex
	options Options
	root    *node
	lastIno uint64
	waiting []entryChange
	counts  Counts
}

func newDisk(o Options) *disk {
	d := &disk{options: o}
	d.root = d.newNode(true, 0o755)
	return d
}

func (d *disk) newNode(isFolder bool, perm uint32) *node {
	d.lastIno++
	n := &node{ino: d.lastIno, perm: perm & 0o7777, changed: time.Now(), isFolder: isFolder}
	if isFolder {
		n.entries, n.kept = map[string]*node{}, map[string]*node{}
	}
	return n
}

func (d *disk) read(n *node, dest []byte, at int64) []byte {
	d.mu.Lock()
	defer d.mu.Unlock()
	if at < 0 || at >= int64(len(n.content.now)) {
		return nil
	}
	return dest[:copy(dest, n.content.now[at:])]
}

func (d *disk) write(n *node, data []byte, at int64) syscall.Errno {
	if at < 0 || at > maxFile-int64(len(data)) {
		return syscall.EFBIG
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	n.content.made(change{at: at, bytes: data})
	n.changed = time.Now()
	return 0
}

func (d *disk) resize(n *node, size uint64) syscall.Errno {
	if n.isFolder {
		return syscall.EISDIR
	}
	if size > maxFile {
		return syscall.EFBIG
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	n.content.made(change{at: int64(size), resize: true})
	n.changed = time.Now()
	return 0
}

// sync makes durable what fsync of this file or folder promises, no more.
func (d *disk) sync(n *node) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if n.isFolder {
		d.counts.FolderSyncs++
		d.settle(func(c entryChange) bool { return c.folder() == n })
		return
	}
	d.counts.FileSyncs++
	n.content.sync()
	if !d.options.StrictEntries && d.isNew(n) {
		d.settle(func(c entryChange) bool { return c.node == n })
	}
}

// cut is the power loss itself: afterwards what processes see is what the disk
// has. Each file draws from a source of its own, so that a page the kernel
// happened to write back in one file does not change the fate of another.
func (d *disk) cut(seed int64) Report {
	d.mu.Lock()
	defer d.mu.Unlock()
	source := func(of uint64) *rand.Rand { return rand.New(rand.NewPCG(uint64(seed), of)) }

	var report Report
	everything := d.everything()
	report.LostEntries = d.cutEntries(source(0))
	for n := range everything {
		if n.isFolder {
			n.entries = maps.Clone(n.kept)
			continue
		}
		var rnd *rand.Rand
		if d.options.Torn {
			rnd = source(n.ino)
		}
		bytes, torn, lost := n.content.cut(rnd)
		report.LostBytes += bytes
		report.TornWrites += torn
		if lost {
			report.Files++
		}
	}
	return report
}

// everything is all that processes see and all that may come back.
func (d *disk) everything() map[*node]bool {
	seen := map[*node]bool{}
	var visit func(n *node)
	visit = func(n *node) {
		if seen[n] {
			return
		}
		seen[n] = true
		for _, child := range n.entries {
			visit(child)
		}
		for _, child := range n.kept {
			visit(child)
		}
	}
	visit(d.root)
	for _, c := range d.waiting {
		visit(c.node)
	}
	return seen
}
