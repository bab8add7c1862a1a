//go:build linux

package powercut

import (
	"math/rand/v2"
	"slices"
	"syscall"
	"time"
)

// place is a name in a folder. The zero place is nowhere.
type place struct {
	folder *node
	name   string
}

// entryChange moves a node from one place to another: a create comes from
// nowhere, an unlink goes there.
type entryChange struct {
	node     *node
	from, to place
}

// folder is the one whose fsync keeps the change.
func (c entryChange) folder() *node {
	if c.to.folder != nil {
		return c.to.folder
	}
	return c.from.folder
}

// keep does the change to the durable entries.
func (c entryChange) keep() {
	if c.from.folder != nil {
		delete(c.from.folder.kept, c.from.name)
	}
	if c.to.folder != nil {
		c.to.folder.kept[c.to.name] = c.node
	}
}

// made does the change to what processes see.
func (d *disk) made(c entryChange) {
	now := time.Now()
	if c.from.folder != nil {
		delete(c.from.folder.entries, c.from.name)
		c.from.folder.changed = now
	}
	if c.to.folder != nil {
		c.to.folder.entries[c.to.name] = c.node
		c.to.folder.changed = now
	}
	d.waiting = append(d.waiting, c)
}

// isNew reports whether the node's creation still waits for an fsync.
func (d *disk) isNew(n *node) bool {
	return slices.ContainsFunc(d.waiting, func(c entryChange) bool {
		return c.node == n && c.from == place{}
	})
}

// settle makes the picked changes durable, and with them every earlier change
// they rest on: those at the same places, and all of them once a folder was
// moved or removed. Without that, an older change kept later would undo a newer
// one that was fsynced.
func (d *disk) settle(picked func(entryChange) bool) {
	needed := map[place]bool{}
	all := false
	var settled, waiting []entryChange
	for _, c := range slices.Backward(d.waiting) {
		if !all && !picked(c) && !needed[c.from] && !needed[c.to] {
			waiting = append(waiting, c)
			continue
		}
		settled = append(settled, c)
		needed[c.from], needed[c.to] = true, true
		delete(needed, place{})
		all = all || c.node.isFolder && c.from != place{}
	}
	for _, c := range slices.Backward(settled) {
		c.keep()
	}
	slices.Reverse(waiting)
	d.waiting = waiting
}

// cutEntries keeps the oldest waiting changes, as many as rnd says, and reports
// how many were lost.
func (d *disk) cutEntries(rnd *rand.Rand) int {
	survived := rnd.IntN(len(d.waiting) + 1)
	for _, c := range d.waiting[:survived] {
		c.keep()
	}
	lost := len(d.waiting) - survived
	d.waiting = nil
	return lost
}

func (d *disk) lookup(in *node, name string) *node {
	d.mu.Lock()
	defer d.mu.Unlock()
	return in.entries[name]
}

func (d *disk) create(in *node, name string, isFolder bool, perm uint32) (*node, syscall.Errno) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if in.entries[name] != nil {
		return nil, syscall.EEXIST
	}
	n := d.newNode(isFolder, perm)
	d.made(entryChange{node: n, to: place{in, name}})
	return n, 0
}

func (d *disk) remove(in *node, name string) syscall.Errno {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := in.entries[name]
	if n == nil {
		return syscall.ENOENT
	}
	if len(n.entries) > 0 {
		return syscall.ENOTEMPTY
	}
	d.made(entryChange{node: n, from: place{in, name}})
	return 0
}

func (d *disk) rename(from, to place) syscall.Errno {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := from.folder.entries[from.name]
	if n == nil {
		return syscall.ENOENT
	}
	if replaced := to.folder.entries[to.name]; replaced != nil && len(replaced.entries) > 0 {
		return syscall.ENOTEMPTY
	}
	d.made(entryChange{node: n, from: from, to: to})
	return 0
}
