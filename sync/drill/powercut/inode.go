//go:build linux

package powercut

import (
	"context"
	"maps"
	"os"
	"slices"
	"syscall"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

// inode shows one node on one mount. The kernel sends folder requests only to
// folders and file requests only to files, so one type answers both.
type inode struct {
	fs.Inode
	disk *disk
	node *node
}

var (
	_ fs.NodeLookuper  = (*inode)(nil)
	_ fs.NodeReaddirer = (*inode)(nil)
	_ fs.NodeCreater   = (*inode)(nil)
	_ fs.NodeMkdirer   = (*inode)(nil)
	_ fs.NodeUnlinker  = (*inode)(nil)
	_ fs.NodeRmdirer   = (*inode)(nil)
	_ fs.NodeRenamer   = (*inode)(nil)
	_ fs.NodeOpener    = (*inode)(nil)
	_ fs.NodeReader    = (*inode)(nil)
	_ fs.NodeWriter    = (*inode)(nil)
	_ fs.NodeFsyncer   = (*inode)(nil)
	_ fs.NodeGetattrer = (*inode)(nil)
	_ fs.NodeSetattrer = (*inode)(nil)
	_ fs.NodeStatfser  = (*inode)(nil)
)

// openFlags leave cached pages alone when a file is opened again. Only this
// mount changes a file, so they are never stale; dropping them would have the
// shared memory of a database written back and read again at every open.
const openFlags = fuse.FOPEN_KEEP_CACHE

// shown is the kernel's inode for n, the same one for every lookup of n.
func (i *inode) shown(ctx context.Context, n *node, out *fuse.EntryOut) *fs.Inode {
	i.disk.attributes(n, &out.Attr)
	mode := uint32(syscall.S_IFREG)
	if n.isFolder {
		mode = syscall.S_IFDIR
	}
	return i.NewInode(ctx, &inode{disk: i.disk, node: n}, fs.StableAttr{Ino: n.ino, Mode: mode})
}

func (d *disk) attributes(n *node, out *fuse.Attr) {
	d.mu.Lock()
	defer d.mu.Unlock()
	out.Mode, out.Nlink = n.perm, 1
	out.Size = uint64(len(n.content.now))
	out.SetTimes(&n.changed, &n.changed, &n.changed)
}

func (i *inode) Lookup(ctx context.Context, name string, out *fuse.EntryOut) (*fs.Inode, syscall.Errno) {
	n := i.disk.lookup(i.node, name)
	if n == nil {
		return nil, syscall.ENOENT
	}
	return i.shown(ctx, n, out), 0
}

func (i *inode) Readdir(context.Context) (fs.DirStream, syscall.Errno) {
	i.disk.mu.Lock()
	defer i.disk.mu.Unlock()
	var list []fuse.DirEntry
	for _, name := range slices.Sorted(maps.Keys(i.node.entries)) {
		n := i.node.entries[name]
		mode := uint32(syscall.S_IFREG)
		if n.isFolder {
			mode = syscall.S_IFDIR
		}
		list = append(list, fuse.DirEntry{Name: name, Ino: n.ino, Mode: mode})
	}
	return fs.NewListDirStream(list), 0
}

func (i *inode) Create(ctx context.Context, name string, _, mode uint32, out *fuse.EntryOut) (*fs.Inode, fs.FileHandle, uint32, syscall.Errno) {
	n, errno := i.disk.create(i.node, name, false, mode)
	if errno != 0 {
		return nil, nil, 0, errno
	}
	return i.shown(ctx, n, out), nil, openFlags, 0
}

func (i *inode) Mkdir(ctx context.Context, name string, mode uint32, out *fuse.EntryOut) (*fs.Inode, syscall.Errno) {
	n, errno := i.disk.create(i.node, name, true, mode)
	if errno != 0 {
		return nil, errno
	}
	return i.shown(ctx, n, out), 0
}

func (i *inode) Unlink(_ context.Context, name string) syscall.Errno {
	return i.disk.remove(i.node, name)
}

func (i *inode) Rmdir(_ context.Context, name string) syscall.Errno {
	return i.disk.remove(i.node, name)
}

// Rename refuses to exchange two names. That it may not replace, when asked so,
// the kernel has checked before it asks here.
func (i *inode) Rename(_ context.Context, name string, newParent fs.InodeEmbedder, newName string, flags uint32) syscall.Errno {
	parent, ours := newParent.(*inode)
	if !ours || flags&fs.RENAME_EXCHANGE != 0 {
		return syscall.EINVAL
	}
	return i.disk.rename(place{i.node, name}, place{parent.node, newName})
}

func (i *inode) Open(context.Context, uint32) (fs.FileHandle, uint32, syscall.Errno) {
	return nil, openFlags, 0
}

func (i *inode) Read(_ context.Context, _ fs.FileHandle, dest []byte, at int64) (fuse.ReadResult, syscall.Errno) {
	return fuse.ReadResultData(i.disk.read(i.node, dest, at)), 0
}

func (i *inode) Write(_ context.Context, _ fs.FileHandle, data []byte, at int64) (uint32, syscall.Errno) {
	if errno := i.disk.write(i.node, data, at); errno != 0 {
		return 0, errno
	}
	return uint32(len(data)), 0
}

// Fsync answers fsync and fdatasync, of files and of folders.
func (i *inode) Fsync(context.Context, fs.FileHandle, uint32) syscall.Errno {
	i.disk.sync(i.node)
	return 0
}

func (i *inode) Getattr(_ context.Context, _ fs.FileHandle, out *fuse.AttrOut) syscall.Errno {
	i.disk.attributes(i.node, &out.Attr)
	return 0
}

func (i *inode) Setattr(_ context.Context, _ fs.FileHandle, in *fuse.SetAttrIn, out *fuse.AttrOut) syscall.Errno {
	uid, setUID := in.GetUID()
	gid, setGID := in.GetGID()
	if setUID && int(uid) != os.Getuid() || setGID && int(gid) != os.Getgid() {
		return syscall.EPERM
	}
	if size, set := in.GetSize(); set {
		if errno := i.disk.resize(i.node, size); errno != 0 {
			return errno
		}
	}
	i.disk.mark(i.node, in)
	i.disk.attributes(i.node, &out.Attr)
	return 0
}

// mark sets mode and time as asked.
func (d *disk) mark(n *node, in *fuse.SetAttrIn) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if mode, set := in.GetMode(); set {
		n.perm = mode & 0o7777
	}
	if changed, set := in.GetMTime(); set {
		n.changed = changed
	}
}

// Statfs shows a disk with room on it: a program may ask before it writes.
func (i *inode) Statfs(_ context.Context, out *fuse.StatfsOut) syscall.Errno {
	out.Bsize, out.Frsize = 4096, 4096
	out.Blocks = 16 * maxFile / 4096
	out.Bfree, out.Bavail = out.Blocks, out.Blocks
	out.Files, out.Ffree = 1<<20, 1<<20
	out.NameLen = 255
	return 0
}
