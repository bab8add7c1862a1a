// Package fieldsync is the wire protocol fv.sync.v1 and the device's side of
// it. PROTOCOL.md in this folder is the specification. The folder is called
// sync; the package is not, so that it never shadows the standard library's.
package fieldsync
