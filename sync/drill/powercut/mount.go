//go:build linux

package powercut

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

// device is where the kernel hands over requests for mounted file systems.
const device = "/dev/fuse"

// Options choose how unkind the disk is.
type Options struct {
	// StrictEntries makes only fsync of a folder keep its entries. When it is
	// false, fsync of a newly created file keeps that file's own entry too.
	StrictEntries bool
	// Torn lets writes that were not fsynced survive a cut in part and out of
	// order. When it is false none of them survives.
	Torn bool
}

// Report says what one cut took away.
type Report struct {
	Files       int   // files that lost a write or a change of size
	LostBytes   int64 // bytes of writes that did not survive
	LostEntries int   // folder operations that did not survive
	TornWrites  int   // writes of which only a part survived
}

// Counts are the fsyncs seen since Mount.
type Counts struct {
	FileSyncs   int
	FolderSyncs int
}

// FS is one disk, shown at one folder. Its methods may be called from several
// goroutines.
type FS struct {
	dir    string
	disk   *disk
	mu     sync.Mutex
	server *fuse.Server // nil while nothing is mounted
}

// Mount shows a new, empty disk at dir, which must exist. It needs Linux with
// /dev/fuse and the right to mount, and refuses otherwise.
func Mount(dir string, o Options) (*FS, error) {
	absolute, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("no power-cut disk was mounted: %w", err)
	}
	f := &FS{dir: absolute, disk: newDisk(o)}
	if err := f.mount(); err != nil {
		return nil, err
	}
	return f, nil
}

// Cut takes the power away and gives it back: what was not durable is lost as
// the seed decides, and what is left is shown at the same folder. The same seed
// on the same history loses the same. Every process that used the disk must be
// dead: if one still holds a file, Cut refuses and nothing is lost.
func (f *FS) Cut(seed int64) (Report, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.server == nil {
		return Report{}, errors.New("the power was not cut: the disk is not mounted")
	}
	// Only a new mount is sure to start with empty caches in the kernel. Asking
	// it to drop pages and entries one by one leaves out what it maps.
	if err := f.unmount(); err != nil {
		return Report{}, err
	}
	report := f.disk.cut(seed)
	return report, f.mount()
}

// Close unmounts the disk and forgets it. It refuses while a process still
// holds a file; a second call does nothing.
func (f *FS) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.server == nil {
		return nil
	}
	return f.unmount()
}

// Counts tells how many fsyncs the disk has seen since Mount, over all cuts.
func (f *FS) Counts() Counts {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	return f.disk.counts
}

func (f *FS) unmount() error {
	if err := f.server.Unmount(); err != nil {
		return fmt.Errorf("nothing was lost or unmounted at %s, a process may still use it: %w", f.dir, err)
	}
	f.server = nil
	return nil
}

func (f *FS) mount() error {
	if _, err := os.Stat(device); err != nil {
		return fmt.Errorf("no power-cut disk was mounted, this machine offers no %s: %w", device, err)
	}
	// A day stands for "until unmounted": nothing changes behind the kernel.
	day := 24 * time.Hour
	options := &fs.Options{
		MountOptions: fuse.MountOptions{
			FsName:            "powercut",
			Name:              "powercut",
			DirectMountStrict: true,
			DisableXAttrs:     true,
			// As with openFlags: a new time in a file is no sign of stale pages.
			ExplicitDataCacheControl: true,
		},
		EntryTimeout:    &day,
		AttrTimeout:     &day,
		UID:             uint32(os.Getuid()),
		GID:             uint32(os.Getgid()),
		NullPermissions: true,
		RootStableAttr:  &fs.StableAttr{Ino: f.disk.root.ino},
	}
	server, err := mountUnshared(f.dir, &inode{disk: f.disk, node: f.disk.root}, options)
	if err != nil {
		return fmt.Errorf("no power-cut disk was mounted at %s through %s, which needs the right to mount: %w", f.dir, device, err)
	}
	f.server = server
	return nil
}

// mountUnshared mounts while no child can be started, and then closes the
// device to children: the library opens it inheritable when it mounts directly.
// A child that held it would keep its own requests waiting, unkillable, should
// this process die before it answered.
func mountUnshared(dir string, root *inode, options *fs.Options) (*fuse.Server, error) {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	server, err := fs.Mount(dir, root, options)
	if err != nil {
		return nil, err
	}
	if err := keepFromChildren(device); err != nil {
		return nil, errors.Join(err, server.Unmount())
	}
	return server, nil
}

// keepFromChildren marks every open descriptor of the file at path.
func keepFromChildren(path string) error {
	const descriptors = "/proc/self/fd"
	list, err := os.ReadDir(descriptors)
	if err != nil {
		return err
	}
	for _, entry := range list {
		// The descriptor that read the list is gone by now: no link, no match.
		target, err := os.Readlink(filepath.Join(descriptors, entry.Name()))
		if err != nil || target != path {
			continue
		}
		var fd int
		if _, err := fmt.Sscan(entry.Name(), &fd); err != nil {
			return err
		}
		syscall.CloseOnExec(fd)
	}
	return nil
}
