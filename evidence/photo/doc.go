// Package photo keeps the bytes of photos and gives them a root, before any
// entry refers to them: a photo is on the disk, whole and flushed, and only then
// does an entry name its root. The bytes are never changed, never merged with
// equal ones and never deleted by this package; what no entry names is moved
// to found/ and reported.
//
// A folder holds photos/ (originals), incoming/ (NAME.part, still growing),
// found/ (kept, but named by nobody) and views/ (thumbnails and view copies,
// which may be lost and made again); all of them lie sealed in a folder that was
// opened with a store key (FORMAT.md section 13). One process at a time uses a folder.
package photo
