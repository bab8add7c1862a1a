// Package evidence holds what nobody can quietly change: the signed entry, its
// two payload parts, the chain of a device, the root of a photo and the Merkle
// log of headquarters. FORMAT.md in this folder is the specification; this
// package is one implementation of it.
package evidence
