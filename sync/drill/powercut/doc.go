//go:build linux

// Package powercut is a file system in memory that forgets, when the power is
// cut, whatever was not fsynced. Proofs run a real process on it, kill that
// process, cut the power and look at what a new process finds.
//
// What it promises to a process is exactly what a careful program may rely on
// from ext4 and similar file systems, and nothing more:
//
//   - The content of a file (its bytes and its size) is durable as it stood at
//     the last fsync or fdatasync of that file. Closing a file keeps nothing.
//   - A create, rename, unlink, mkdir or rmdir is durable once the folder whose
//     entry it changed is fsynced. A rename between two folders is one record:
//     it is kept whole by fsync of the folder it went to. Fsync of the folder
//     it left keeps nothing of it.
//   - Fsync of a file that was newly created also keeps its own entry, under the
//     name it has at that moment, as ext4 does. Once that entry is durable, a
//     later rename again waits for fsync of the folder. Options.StrictEntries
//     takes this favour away: POSIX does not promise it, and only a program
//     which also passes without it is right everywhere.
//   - Fsync of a folder says nothing about the folder's own entry in its
//     parent, nor about the content of the files in it.
//   - Keeping one operation keeps every earlier one on the same names, and
//     removing or moving a folder keeps all that went before: a journal never
//     holds the effect without its cause.
//
// What was not fsynced is not simply gone. FS.Cut draws from its seed how many
// of the waiting folder operations reached the disk (always the oldest ones, in
// order), and with Options.Torn, for each waiting write on its own, whether all
// of it, some of its 512-byte sectors or none of it did; waiting changes of
// size survive or not on their own too. So a renamed file may be empty, and a
// later write may be there without an earlier one. Without Torn, file content
// is exactly what was fsynced.
//
// Pages of a shared memory mapping reach the file system when the kernel writes
// them back. Writes of write(2) reach it before the call returns: the kernel's
// write-back cache is off, so the moment of a kill decides nothing about them.
// File locks stay in the kernel and work between processes. Hard links,
// symbolic links, extended attributes and changes of owner are refused. Modes
// are durable at once and times are not modelled beyond the running mount.
//
// The process that calls Mount answers the kernel's requests. It must not use
// the files itself: a page fault in a mapping of a file it serves would block
// the very thread that has to answer. The work under proof belongs in a child.
package powercut
